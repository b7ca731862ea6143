// Package plan is the intermediate representation of the law: the rules with every name resolved to an index, every figure to a
// scaled integer, every cell to intervals of integers. It holds all versions of every rule at once; a Moment only selects among them.
//
//	law (YAML) ─► compile ─► Plan ─► eval · explain · cotation · batch · sqlgen
//
// A Plan has a JSON form, so that whoever evaluates needs no YAML. It never changes once built.
//
// How values are encoded, everywhere below and in eval: yes/no as 1 and 0; a choice or a code as its index in Fact.Words; a date as a
// day.Date; a decimal multiplied by 10^Scale; euros in cents (scale 2); percents in hundredths (scale 2).
//
// Unstable: only the root package is a promised face.
package plan

import (
	"fmt"

	"github.com/opposable/opposable/day"
)

// Plan is a whole body of rules.
type Plan struct {
	Version    string     `json:"version"`    // a digest of the sources
	From       day.Date   `json:"from"`       // first and last covered days
	VisitsFrom day.Date   `json:"visitsFrom"` // first covered day of a visit
	To         day.Date   `json:"to"`
	Verified   day.Date   `json:"verified"` // the day the rules were last checked against their sources
	Acts       []Act      `json:"acts"`
	Documents  []Document `json:"documents"`
	Facts      []Fact     `json:"facts"`
	Lists      []List     `json:"lists,omitempty"`
	Rules      []Rule     `json:"rules"` // readings other than the one written come last, with Base set
	Parts      []Part     `json:"parts"`

	index *index
}

// Pos is a place in a rule file; the file is the rule's.
type Pos struct{ Line, Column int }

// MarshalText writes line:column.
func (p Pos) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%d:%d", p.Line, p.Column), nil }

// UnmarshalText reads line:column.
func (p *Pos) UnmarshalText(text []byte) error {
	_, err := fmt.Sscanf(string(text), "%d:%d", &p.Line, &p.Column)
	return err
}

// Reliability grades a figure by how it was read; a higher one is weaker, so that the weakest of several is the greatest.
type Reliability uint8

// The three grades, strongest first.
const (
	Official Reliability = iota
	Corroborated
	Unverified
)

// Act is a text that decides something: a convention, an amendment, a decree, a suspension, a proposal.
type Act struct {
	Key         string      `json:"key"`
	Title       string      `json:"title"`
	Signed      day.Date    `json:"signed,omitempty"`
	Published   day.Date    `json:"published,omitempty"` // the day from which it is known
	Scenario    bool        `json:"scenario,omitempty"`  // known only when asked for
	Reliability Reliability `json:"reliability"`
	Link        string      `json:"link,omitempty"`
}

// Document is where figures were read.
type Document struct {
	Key      string `json:"key"`
	Title    string `json:"title"`
	Origin   string `json:"origin"`
	Official bool   `json:"official"`
	Link     string `json:"link,omitempty"`
}

// Kind is the type of a fact.
type Kind uint8

// The kinds of facts.
const (
	YesNo Kind = iota
	Integer
	Decimal
	Choice
	Date
	Money
	Code
	Events // a list of past events; it is read only through caps and sums
)

// Fact is something that is known, or not, about a doctor, a patient, a visit, a practice.
type Fact struct {
	Name         string    `json:"name"`
	Label        string    `json:"label"` // with its article, for sentences
	Kind         Kind      `json:"kind"`
	Lo           int64     `json:"lo"` // the declared domain, both ends included, encoded
	Hi           int64     `json:"hi"`
	Words        []string  `json:"words,omitempty"`  // of a choice or a code
	Labels       []string  `json:"labels,omitempty"` // the words as a reader expects them, parallel to Words
	Scale        int       `json:"scale,omitempty"`
	Unit         string    `json:"unit,omitempty"`
	Path         string    `json:"path,omitempty"`         // where a visit gives it
	PracticePath string    `json:"practicePath,omitempty"` // where a practice gives it
	Question     string    `json:"question,omitempty"`
	IfYes        string    `json:"ifYes,omitempty"` // phrases of a yes/no fact
	IfNo         string    `json:"ifNo,omitempty"`
	Adjustable   bool      `json:"adjustable,omitempty"` // something the doctor does, as opposed to finds
	Default      *int64    `json:"default,omitempty"`
	NullIsNone   bool      `json:"nullIsNone,omitempty"` // null is the value None instead of unknown
	NeverAllowed bool      `json:"neverAllowed,omitempty"`
	Given        string    `json:"given,omitempty"`    // by the calendar or by the pricing of a visit, never asked
	Quantity     string    `json:"quantity,omitempty"` // of the calendar: which one
	Fallback     *Fallback `json:"fallback,omitempty"`
	Pos          Pos       `json:"pos"`
}

// None encodes the value "none" of a fact with NullIsNone; Never encodes a date that never came. No cell of a rule contains None.
const (
	None  int64 = -1 << 40
	Never int64 = -1 << 31
)

// Fallback says how to get a fact that is not given: the first known of some facts, a rule, or a sum over a list.
type Fallback struct {
	Facts []int `json:"facts,omitempty"`
	Rule  int   `json:"rule"` // -1: none
	Sum   *Sum  `json:"sum,omitempty"`
}

// Sum adds a thing over a list, each element counted Times.
type Sum struct {
	Of    *Ref   `json:"of,omitempty"` // nil: one
	Over  string `json:"over"`
	Times string `json:"times,omitempty"`
	When  []Cond `json:"when,omitempty"`
}

// List is a list of elements that a sum may go through.
type List struct {
	Name  string   `json:"name"`
	Facts []string `json:"facts"`
}

// RefKind says what a Ref points to.
type RefKind uint8

// The things that can be read.
const (
	ToFact RefKind = iota
	ToPart
	ToRule
)

// Ref points to a fact, a part or a rule of the plan.
type Ref struct {
	Kind  RefKind `json:"kind"`
	Index int     `json:"index"`
}

// UnitKind is what the checker needs of a unit.
type UnitKind uint8

// The kinds of units.
const (
	Count UnitKind = iota
	Euro
	Percent
	Answer // yes/no, or a word
)

// Unit is a unit: what it is for the checker, and the label as written.
type Unit struct {
	Kind  UnitKind `json:"kind"`
	Label string   `json:"label,omitempty"`
}

// Scale returns how many decimals values of the unit carry.
func (u Unit) Scale() int {
	switch {
	case u.Kind == Euro || u.Kind == Percent:
		return 2
	}
	return 0
}

// Interval holds both ends.
type Interval struct{ Lo, Hi int64 }

// MarshalJSON writes [lo, hi].
func (i Interval) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "[%d,%d]", i.Lo, i.Hi), nil }

// UnmarshalJSON reads [lo, hi].
func (i *Interval) UnmarshalJSON(b []byte) error {
	_, err := fmt.Sscanf(string(b), "[%d,%d]", &i.Lo, &i.Hi)
	return err
}

// SinceOp compares the time elapsed since a date with a duration.
type SinceOp uint8

// The comparisons of elapsed time.
const (
	AtMost SinceOp = iota
	AtLeast
	MoreThan
	LessThan
)

// Since is a test of the time elapsed from a date to the day of the facts.
type Since struct {
	Op     SinceOp `json:"op"`
	N      int     `json:"n"`
	Months bool    `json:"months,omitempty"` // else days
}

// Holds reports whether the date stands as the test asks on the day at. Never is longer ago than anything.
func (s Since) Holds(value int64, at day.Date) bool {
	if value == Never {
		return s.Op == AtLeast || s.Op == MoreThan
	}
	bound := at - day.Date(s.N)
	if s.Months {
		bound = at.AddMonths(-s.N)
	}
	switch d := day.Date(value); s.Op {
	case AtMost:
		return d >= bound
	case AtLeast:
		return d <= bound
	case MoreThan:
		return d < bound
	default:
		return d > bound
	}
}

// Cell is what a column or a condition asks of a value: to lie in one of the intervals or to satisfy one of the elapsed-time tests.
type Cell struct {
	In    Set     `json:"in,omitempty"`
	Since []Since `json:"since,omitempty"`
	Text  string  `json:"text"` // as written
}

// Holds reports whether a known value satisfies the cell.
func (c *Cell) Holds(value int64, at day.Date) bool {
	if c.In.Has(value) {
		return true
	}
	if value == None {
		return false
	}
	for _, s := range c.Since {
		if s.Holds(value, at) {
			return true
		}
	}
	return false
}

// Test says how a condition reads its thing.
type Test uint8

// The tests of a condition.
const (
	InCell      Test = iota
	Acquired         // the part or rule applies and is neither nil nor "no"
	NotAcquired      // the contrary
)

// Cond is one condition.
type Cond struct {
	Thing Ref  `json:"thing"`
	Test  Test `json:"test,omitempty"`
	Cell  Cell `json:"cell,omitzero"`
	Pos   Pos  `json:"pos"`
}

// Conditions hold when all of When hold and, if there are any, one group of AnyOf.
type Conditions struct {
	When  []Cond   `json:"when,omitempty"`
	AnyOf [][]Cond `json:"anyOf,omitempty"`
}

// Empty reports whether nothing is asked.
func (c *Conditions) Empty() bool { return len(c.When) == 0 && len(c.AnyOf) == 0 }

// All calls f for each condition, those of AnyOf included.
func (c *Conditions) All(f func(*Cond)) {
	for i := range c.When {
		f(&c.When[i])
	}
	for i := range c.AnyOf {
		for j := range c.AnyOf[i] {
			f(&c.AnyOf[i][j])
		}
	}
}

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
	Unit        Unit        `json:"unit"`
	Words       []string    `json:"words,omitempty"` // of the answers of the result
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

// ImportSpec names a local table that completes a rule at run time.
type ImportSpec struct {
	Name    string   `json:"name"`
	Key     []string `json:"key"`
	Columns []string `json:"columns"`
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
	With         []string `json:"with,omitempty"`    // rules or groups that it accompanies; none: a principal act
	Without      []string `json:"without,omitempty"` // rules or groups that it excludes, either way
	FullyCovered bool     `json:"fullyCovered,omitempty"`
	OwnSheet     bool     `json:"ownSheet,omitempty"`
}

// Direction says which side of a target is good.
type Direction uint8

// The directions of an objective.
const (
	AtLeastTarget Direction = iota
	AtMostTarget
)

// Objective makes the rule's value the target of a collective objective.
type Objective struct {
	Number    int       `json:"number"`
	Direction Direction `json:"direction"`
	ReachedAt string    `json:"reachedAt,omitempty"`
	AheadIf   string    `json:"aheadIf,omitempty"`
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
	Words      []string   `json:"words,omitempty"` // of its answers; an answer of "oui" alone has none
	Conditions Conditions `json:"conditions,omitzero"`
	SetsAside  int        `json:"setsAside"` // a part, or -1
	Augments   int        `json:"augments"`  // a part, or -1
	Versions   []Version  `json:"versions,omitempty"`
	Formula    *Expr      `json:"formula,omitempty"` // of a part without versions
	Pos        Pos        `json:"pos"`
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
)

// Cap limits how often acts are billed.
type Cap struct {
	Count  int      `json:"count"`
	Period Period   `json:"period"`
	Codes  []string `json:"codes"`
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
