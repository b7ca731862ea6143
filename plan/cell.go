package plan

import (
	"fmt"

	"github.com/opposable/opposable/day"
)

// Interval holds both ends.
type Interval struct{ Lo, Hi int64 }

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

// Cell is what a column or a condition asks of a value: to lie in one of the intervals or to satisfy one of the elapsed-time tests.
type Cell struct {
	In    Set     `json:"in,omitempty"`
	Since []Since `json:"since,omitempty"`
	Text  string  `json:"text"` // as written
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

// MarshalJSON writes [lo, hi].
func (i Interval) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "[%d,%d]", i.Lo, i.Hi), nil }

// UnmarshalJSON reads [lo, hi].
func (i *Interval) UnmarshalJSON(b []byte) error {
	_, err := fmt.Sscanf(string(b), "[%d,%d]", &i.Lo, &i.Hi)
	return err
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
