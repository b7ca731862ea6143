// Package eval evaluates a plan at a Moment on one set of facts, in three values.
//
// It takes a plan, a rule and a Moment, and prepares a Program: the versions in force, in the order of their needs. A Program takes a
// Frame of facts and gives a Value that is known, unknown because a fact is missing, not established because the law's figure was not
// found, or absent because nothing was in force. It refuses nothing: facts are checked before, by whoever reads them.
//
// Evaluation only evaluates. When a Frame has a Log, each step is noted in it; explanations and coverage are readers of that log.
//
// Unstable: only the root package is a promised face.
package eval

// State says what is known of a value. When values are added, the greater state wins, but for Absent, which adds nothing.
type State uint8

// The states of a value.
const (
	Known          State = iota
	Absent               // no version in force: it adds nothing to a sum
	Unknown              // a missing fact decides
	NotEstablished       // the law has a figure here that was not found
)

// Value is a scaled integer and what is known of it; N means nothing unless Known.
type Value struct {
	N     int64
	State State
}

// Of is a known value.
func Of(n int64) Value { return Value{N: n} }

var (
	unknown        = Value{State: Unknown}
	absent         = Value{State: Absent}
	notEstablished = Value{State: NotEstablished}
	zero           = Value{}
)

// Truth is a three-valued condition.
type Truth uint8

// The truths, ordered so that the conjunction is the least.
const (
	No Truth = iota
	Maybe
	Yes
)

func truth(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

// add sums two values.
func add(a, b Value) Value {
	switch {
	case a.State == Known && b.State == Known:
		return Value{N: a.N + b.N}
	case a.State == Absent:
		return b
	case b.State == Absent:
		return a
	case a.State > b.State:
		return a
	}
	return Value{State: b.State}
}

// gate applies a condition to a value: 0 when it fails, unknown when it is not known unless the value is nil anyway.
func gate(cond Truth, v Value) Value {
	switch {
	case cond == Yes:
		return v
	case cond == No:
		return zero
	case v.State == Known && v.N == 0:
		return zero
	}
	return unknown
}
