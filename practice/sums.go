package practice

import (
	"github.com/opposable/opposable/complete"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Range is what a sum may be: one value when every element is known.
type Range struct {
	Lo, Hi int64
	Given  bool // the list was given at all
	Open   int  // elements whose facts leave a choice
	Holes  int  // elements for which the law's figure was not found
}

// Sum adds a thing over a list, element by element.
func Sum(e *eval.Engine, s *plan.Sum, list []Element, given bool, m day.Moment) Range {
	out := Range{Given: given}
	if !given {
		return out
	}
	w := newElementSum(e, s, m)
	for i := range list {
		lo, hi, state := w.value(&list[i])
		switch state {
		case eval.NotEstablished, eval.Absent:
			out.Holes++
		case eval.Unknown:
			out.Open++
			fallthrough
		default:
			out.Lo += lo * list[i].Count
			out.Hi += hi * list[i].Count
		}
	}
	return out
}

// elementSum evaluates the summed thing on one element.
type elementSum struct {
	plan   *plan.Plan
	sum    *plan.Sum
	moment day.Moment
	prog   *eval.Program
	frame  *eval.Frame
	slot   int
}

func newElementSum(e *eval.Engine, s *plan.Sum, m day.Moment) *elementSum {
	w := &elementSum{plan: e.Plan, sum: s, moment: m}
	if s.Of == nil || s.Of.Kind == plan.ToFact {
		return w
	}
	rule := s.Of.Index
	if s.Of.Kind == plan.ToPart {
		rule = e.Plan.Parts[s.Of.Index].Rule
	}
	w.prog = e.Program(rule, m)
	w.frame = w.prog.NewFrame(m.At)
	w.slot, _ = w.prog.Slot(*s.Of)
	return w
}

// value returns the bounds of the thing on one element, and whether they are one value.
func (w *elementSum) value(e *Element) (lo, hi int64, state eval.State) {
	held := w.when(e)
	if held == eval.No {
		return 0, 0, eval.Known
	}
	lo, hi, state = w.thing(e)
	if held == eval.Maybe {
		if state == eval.Known && (lo != 0 || hi != 0) {
			state = eval.Unknown
		}
		lo, hi = min(lo, 0), max(hi, 0)
	}
	return lo, hi, state
}

func (w *elementSum) when(e *Element) eval.Truth {
	t := eval.Yes
	for i := range w.sum.When {
		c := &w.sum.When[i]
		v := e.Facts.Values[c.Thing.Index]
		switch {
		case v.State != eval.Known:
			t = min(t, eval.Maybe)
		case !c.Cell.Holds(v.N, w.moment.At):
			t = eval.No
		}
	}
	return t
}

func (w *elementSum) thing(e *Element) (lo, hi int64, state eval.State) {
	switch {
	case w.sum.Of == nil:
		return 1, 1, eval.Known
	case w.sum.Of.Kind == plan.ToFact:
		v := e.Facts.Values[w.sum.Of.Index]
		if v.State == eval.Known {
			return v.N, v.N, eval.Known
		}
		f := &w.plan.Facts[w.sum.Of.Index]
		return f.Lo, f.Hi, eval.Unknown
	}
	e.Facts.Fill(w.prog, w.frame)
	w.prog.Eval(w.frame)
	v, _, _ := w.frame.ValueAt(w.slot)
	if v.State != eval.Unknown {
		return v.N, v.N, v.State
	}
	return w.bounds(e)
}

// bounds tries the missing facts of an element.
func (w *elementSum) bounds(e *Element) (lo, hi int64, state eval.State) {
	var unknowns []complete.Unknown
	for slot, fact := range w.prog.Facts {
		if e.Facts.Values[fact].State != eval.Known {
			unknowns = append(unknowns, complete.Unknown{ID: slot, Candidates: w.prog.Representatives(fact, w.moment.At)})
		}
	}
	report := complete.Run(unknowns, func(values []int64) complete.Outcome {
		e.Facts.Fill(w.prog, w.frame)
		for i, u := range unknowns {
			w.frame.Set(u.ID, values[i])
		}
		w.prog.Eval(w.frame)
		v, _, _ := w.frame.ValueAt(w.slot)
		return complete.Outcome{Total: v.N, Valid: v.State == eval.Known}
	})
	switch {
	case !report.AnyValid || !report.AllValid:
		return 0, 0, eval.NotEstablished
	case report.Min == report.Max:
		return report.Min, report.Max, eval.Known
	}
	return report.Min, report.Max, eval.Unknown
}
