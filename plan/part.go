package plan

import (
	"github.com/opposable/opposable/day"
)

// Multiplier values of a part or version.
const (
	NotMultiplied = -1
	Unsaid        = -2
)

// Part gives one value.
type Part struct {
	Name       string     `json:"name"`
	Title      string     `json:"title,omitempty"` // for readers, where the name is not enough
	Rule       int        `json:"rule"`
	Unit       Unit       `json:"unit"`
	Words      []string   `json:"words,omitempty"`  // of its answers; an answer of "oui" alone has none
	Labels     []string   `json:"labels,omitempty"` // the same words as they are said
	Conditions Conditions `json:"conditions,omitzero"`
	SetsAside  int        `json:"setsAside"` // a part, or -1
	Augments   int        `json:"augments"`  // a part, or -1
	Versions   []Version  `json:"versions,omitempty"`
	Formula    *Expr      `json:"formula,omitempty"` // of a part without versions
	Pos        Pos        `json:"pos"`
}

// Spoken returns the answers of the part as a reader expects them, by value.
func (p *Part) Spoken() []string { return spoken(p.Labels, p.Words) }

func spoken(labels, words []string) []string {
	if labels != nil {
		return labels
	}
	return words
}

// Effect is one act's decision on when a version applies.
type Effect struct {
	From  day.Date `json:"from,omitempty"`
	Never bool     `json:"never,omitempty"`
	Act   int      `json:"act"`
	Pos   Pos      `json:"pos"`
}

// Version is a dated state of a part.
type Version struct {
	Effects        []Effect    `json:"effects"`
	Reliability    Reliability `json:"reliability"`
	ReadIn         []int       `json:"readIn,omitempty"`
	Ends           bool        `json:"ends,omitempty"`
	NotEstablished string      `json:"notEstablished,omitempty"` // why the figures of something that applies are missing
	Conditions     Conditions  `json:"conditions,omitzero"`
	Columns        []Ref       `json:"columns,omitempty"`
	Formula        *Expr       `json:"formula,omitempty"`
	Multiplier     int         `json:"multiplier"` // a rule, NotMultiplied or Unsaid
	Value          *Figure     `json:"value,omitempty"`
	Table          *Table      `json:"table,omitempty"`
	Params         []Param     `json:"params,omitempty"`
	Caps           []Cap       `json:"caps,omitempty"`
	Doubt          string      `json:"doubt,omitempty"`
	Pos            Pos         `json:"pos"`
}

// Figure is a number of the law, or the statement that it was not found.
type Figure struct {
	N              int64 `json:"n"`
	NotEstablished bool  `json:"notEstablished,omitempty"`
	Pos            Pos   `json:"pos"`
}

// Param is a named number of a version or of a row.
type Param struct {
	Name   string    `json:"name"`
	Figure Figure    `json:"figure"`
	Scale  int       `json:"scale"`
	Unit   Unit      `json:"unit"`
	From   *FigureOf `json:"from,omitempty"` // the figure is that of another part, at the same moment
}

// FigureOf names the figure of another part: its constant, or one of its parameters.
type FigureOf struct {
	Part  int    `json:"part"`
	Param string `json:"param,omitempty"`
}

// Period is a stretch of time in which a cap counts acts.
type Period uint8

// The periods of a cap.
const (
	PerDay Period = iota
	PerWeek
	PerQuarter
	PerYear
	PerPatient
	PerStay
	PerAgeBand // as long as the age stays in the interval of ages that admits it
)

// Cap limits how often acts are billed.
type Cap struct {
	Count  int      `json:"count"`
	Period Period   `json:"period"`
	Codes  []string `json:"codes"`
	Bands  Set      `json:"bands,omitempty"` // of PerAgeBand: the ages admitted
	Pos    Pos      `json:"pos"`
}

// Table is a decision table: exactly one row holds for each possible combination of its columns.
type Table struct {
	Rows []Row `json:"rows"`

	grid *Grid
}

// Row is one line of a table.
type Row struct {
	Cells       []Cell       `json:"cells"`
	Value       *Figure      `json:"value,omitempty"`
	Formula     *Expr        `json:"formula,omitempty"`
	Params      []Param      `json:"params,omitempty"`
	Code        string       `json:"code,omitempty"`
	Reliability *Reliability `json:"reliability,omitempty"` // nil: the version's
	ReadIn      []int        `json:"readIn,omitzero"`       // nil: the version's; empty: none, the figure is held by memory
	Doubt       string       `json:"doubt,omitempty"`
	Pos         Pos          `json:"pos"`
}
