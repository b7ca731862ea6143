package plan

import (
	"github.com/opposable/opposable/day"
)

// Source is who decided: an act, and the article where known.
type Source struct {
	Act     int    `json:"act"`
	Article string `json:"article,omitempty"` // empty: not read
}

// Rule is one dispositif.
type Rule struct {
	Key         string      `json:"key"`
	Base        int         `json:"base"`            // -1, or the rule of which this one is another reading
	Title       string      `json:"title,omitempty"` // of the base rule only, as are the other texts
	Statement   string      `json:"statement,omitempty"`
	Group       string      `json:"group,omitempty"` // the folder: forfaits, aides, actes…
	File        string      `json:"file"`
	Source      Source      `json:"source"`
	Row         string      `json:"row"`
	SituationAt string      `json:"situationAt,omitempty"`
	Situation   *Situation  `json:"situation,omitempty"`   // the same day, as a calendar reads it
	Anniversary *Ref        `json:"anniversary,omitempty"` // the fact whose anniversaries begin the years of the contract
	Unit        Unit        `json:"unit"`
	Words       []string    `json:"words,omitempty"`  // of the answers of the result
	Labels      []string    `json:"labels,omitempty"` // the same words as they are said
	Conditions  Conditions  `json:"conditions,omitzero"`
	Parts       []int       `json:"parts"`
	Result      *Expr       `json:"result"`
	Beside      []int       `json:"beside,omitempty"` // parts shown beside the value
	Item        string      `json:"item,omitempty"`   // under which name a practice's year shows it
	Billable    *Billable   `json:"billable,omitempty"`
	Between     []string    `json:"between,omitempty"` // groups of lines that it combines
	Objective   *Objective  `json:"objective,omitempty"`
	Payments    []Payment   `json:"payments,omitempty"`
	Doubts      []Doubt     `json:"doubts,omitempty"`
	Disputes    []Dispute   `json:"disputes,omitempty"`
	Imported    *ImportSpec `json:"imported,omitempty"`
	CheckedOn   day.Date    `json:"checkedOn,omitempty"`
	Pos         Pos         `json:"pos"`
}

// Spoken returns the answers of the rule as a reader expects them, by value.
func (r *Rule) Spoken() []string { return spoken(r.Labels, r.Words) }

// ImportSpec names a local table that completes a rule at run time.
type ImportSpec struct {
	Name    string   `json:"name"`
	Key     []string `json:"key"`
	Columns []string `json:"columns"`
	Times   *int     `json:"times,omitempty"` // the rule whose percent also applies to what is imported
}

// Doubt is something unclear and what was assumed; the place says where it stands.
type Doubt struct {
	Text  string `json:"text"`
	Place string `json:"place,omitempty"` // part name, or empty for the rule
	Pos   Pos    `json:"pos"`
}

// Dispute is one text read in several ways. The first reading is the one written in the rule.
type Dispute struct {
	Place    string    `json:"place,omitempty"`
	Readings []Reading `json:"readings"`
	Pos      Pos       `json:"pos"`
}

// Reading is one way to read a disputed text.
type Reading struct {
	Name    string `json:"name"`
	HeldBy  string `json:"heldBy"`
	ReadIn  []int  `json:"readIn,omitempty"`
	Variant int    `json:"variant"` // the rule compiled with this reading; the rule itself for the written one
}

// Billable says how a rule behaves as a billable act.
type Billable struct {
	Code         string   `json:"code,omitempty"`
	CodeFact     int      `json:"codeFact"` // the fact that holds the code, or -1
	Groups       []string `json:"groups,omitempty"`
	With         []string `json:"with,omitempty"`     // rules or groups that it accompanies; none: a principal act
	Modifies     bool     `json:"modifies,omitempty"` // it is added to the line of the act that it accompanies; its codes are modifiers
	Without      []string `json:"without,omitempty"`  // rules or groups that it excludes, either way
	FullyCovered bool     `json:"fullyCovered,omitempty"`
	OwnSheet     bool     `json:"ownSheet,omitempty"`
	Alone        bool     `json:"alone,omitempty"`   // for its motive no other act is due, even where it is not due itself
	NoExtra      bool     `json:"noExtra,omitempty"` // it is billed at its tariff only
}

// Direction says which side of a target is good.
type Direction uint8

// The directions of an objective.
const (
	AtLeastTarget Direction = iota
	AtMostTarget
)

// YearlyGrowth is the label of the unit of a yearly growth, which counts twelve months apart also give.
const YearlyGrowth = "%/an"

// Objective makes the rule's value the target of a collective objective.
type Objective struct {
	Number     int       `json:"number"`
	Direction  Direction `json:"direction"`
	Strands    []int     `json:"strands,omitempty"`    // parts that each have their target: the objective is reached when all are
	CountedIn  []string  `json:"countedIn,omitempty"`  // units of the counts from which a yearly growth is computed
	Unmeasured bool      `json:"unmeasured,omitempty"` // no indicator was defined: no value says whether it is reached
	Due        *Due      `json:"due,omitempty"`
	AheadIf    string    `json:"aheadIf,omitempty"` // the parameter that holds the yearly pace
}

// Due is the day of each year at which the target of that year is to be reached.
type Due struct {
	Month int `json:"month"`
	Day   int `json:"day"`
}

// Payment says when the value of some parts is paid.
type Payment struct {
	Parts    []int            `json:"parts"`
	Versions []PaymentVersion `json:"versions"`
	Pos      Pos              `json:"pos"`
}

// PaymentVersion is one dated calendar.
type PaymentVersion struct {
	Effects      []Effect      `json:"effects"`
	Reliability  Reliability   `json:"reliability"`
	ReadIn       []int         `json:"readIn,omitempty"`
	Conditions   Conditions    `json:"conditions,omitzero"`
	Installments []Installment `json:"installments"`
	Doubt        string        `json:"doubt,omitempty"`
	Pos          Pos           `json:"pos"`
}

// Installment is a share of the sum, in hundredths of a percent, due in a month.
type Installment struct {
	Month       int   `json:"month,omitempty"`       // 1 to 12; 0: unknown or counted from the anniversary
	Anniversary bool  `json:"anniversary,omitempty"` // counted from the anniversary of the contract
	PlusMonths  int   `json:"plusMonths,omitempty"`
	NextYear    bool  `json:"nextYear,omitempty"`
	Share       int64 `json:"share"`
}
