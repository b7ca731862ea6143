package plan

import "slices"

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
	Subject      string    `json:"subject,omitempty"`    // what these phrases lack to be clauses
	Adjustable   bool      `json:"adjustable,omitempty"` // something the doctor does, as opposed to finds
	Default      *int64    `json:"default,omitempty"`
	NullIsNone   bool      `json:"nullIsNone,omitempty"` // null is the value None instead of unknown
	NeverAllowed bool      `json:"neverAllowed,omitempty"`
	Given        string    `json:"given,omitempty"`    // by the calendar or by the pricing of a visit, never asked
	Quantity     string    `json:"quantity,omitempty"` // of the calendar: which one
	Fallback     *Fallback `json:"fallback,omitempty"`
	Pos          Pos       `json:"pos"`
}

// CodeLabel says what a code is; empty when no rule says it.
func (f *Fact) CodeLabel(code string) string {
	if i, known := slices.BinarySearch(f.Words, code); known && i < len(f.Labels) {
		return f.Labels[i]
	}
	return ""
}

// Age is the fact by whose bands a cap may count.
const Age = "age"

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
