package practice

import (
	"github.com/opposable/opposable/complete"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// Range is what a sum may be: one value when every element is known.
type Range struct {
	Lo, Hi   int64
	Given    bool        // the list was given at all
	Open     int         // elements whose facts leave a choice
	Holes    int         // elements for which the law's figure was not found
	Likely   int64       // with each open element taken as the mean of those like it
	Grounded bool        // every open element has enough like it in the list for Likely to mean something
	Supposed int64       // patients of the open elements
	Alike    int64       // patients like an open element, where they are fewest
	Gaps     map[int]Gap // by missing fact

	Sources []explain.Source // of the figures that the elements used, each once
	Grade   plan.Reliability // the weakest of them
}

// Gap is what one missing fact of a list changes.
type Gap struct {
	Patients int64
	Worth    int64 // of the sum, the other missing facts fixed
}

// Sum adds a thing over a list, element by element.
func Sum(e *eval.Engine, s *plan.Sum, list []Element, given bool, m day.Moment) Range {
	out := Range{Given: given, Grounded: true, Gaps: map[int]Gap{}}
	if !given {
		return out
	}
	w := newElementSum(e, s, m)
	var open []*Element
	likes := &alike{sum: w}
	for i := range list {
		one := w.value(&list[i])
		count := list[i].Count
		switch one.state {
		case eval.NotEstablished, eval.Absent:
			out.Holes++
			continue
		case eval.Unknown:
			out.Open++
			open = append(open, &list[i])
			for fact, worth := range one.gaps {
				g := out.Gaps[fact]
				out.Gaps[fact] = Gap{g.Patients + count, g.Worth + worth*count}
			}
		default:
			out.Likely += one.lo * count
			likes.known = append(likes.known, known{&list[i], one.lo})
		}
		out.Lo += one.lo * count
		out.Hi += one.hi * count
	}
	for _, e := range open {
		mean, like := likes.mean(e)
		out.Likely += mean
		out.Supposed += e.Count
		if out.Alike == 0 || like < out.Alike {
			out.Alike = like
		}
		out.Grounded = out.Grounded && like > 0
	}
	out.Sources, out.Grade = w.sources, w.grade
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

	log     eval.Log
	used    map[figure]bool
	sources []explain.Source
	grade   plan.Reliability
}

// figure is one number of the law: a row of a version of a part, −1 where there is no table.
type figure struct{ part, version, row int32 }

// note keeps what holds up the figures of the evaluation just done, the first time each is met.
func (w *elementSum) note() {
	tree := explain.Grow(w.prog, &w.log)
	for _, f := range tree.Figures() {
		key := figure{int32(f.Node.Ref.Index), f.Node.Version, f.Node.Row}
		if w.used[key] {
			continue
		}
		w.used[key] = true
		s := explain.SourceOf(w.plan, f, w.moment)
		if f.Row != nil {
			s.Case = explain.RowPhrase(w.plan, f.Version, f.Row)
		}
		w.sources = append(w.sources, s)
		w.grade = max(w.grade, f.Reliability())
	}
}

// worth is the thing on one element: its bounds, and what each missing fact moves.
type worth struct {
	lo, hi int64
	state  eval.State
	gaps   map[int]int64
}

func newElementSum(e *eval.Engine, s *plan.Sum, m day.Moment) *elementSum {
	w := &elementSum{plan: e.Plan, sum: s, moment: m, used: map[figure]bool{}}
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
func (w *elementSum) value(e *Element) worth {
	held := w.when(e)
	if held == eval.No {
		return worth{}
	}
	one := w.thing(e)
	if held == eval.Maybe && (one.state == eval.Known || one.state == eval.Unknown) {
		if one.lo != 0 || one.hi != 0 {
			one.state = eval.Unknown
		}
		one.lo, one.hi = min(one.lo, 0), max(one.hi, 0)
		if one.gaps == nil {
			one.gaps = map[int]int64{}
		}
		for i := range w.sum.When {
			if fact := w.sum.When[i].Thing.Index; e.Facts.Values[fact].State != eval.Known {
				one.gaps[fact] = one.hi - one.lo
			}
		}
	}
	return one
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

func (w *elementSum) thing(e *Element) worth {
	switch {
	case w.sum.Of == nil:
		return worth{lo: 1, hi: 1}
	case w.sum.Of.Kind == plan.ToFact:
		fact := w.sum.Of.Index
		v := e.Facts.Values[fact]
		if v.State == eval.Known {
			return worth{lo: v.N, hi: v.N}
		}
		f := &w.plan.Facts[fact]
		return worth{lo: f.Lo, hi: f.Hi, state: eval.Unknown, gaps: map[int]int64{fact: f.Hi - f.Lo}}
	}
	e.Facts.Fill(w.prog, w.frame)
	w.log.Reset()
	w.frame.Log = &w.log
	w.prog.Eval(w.frame)
	w.frame.Log = nil
	w.note()
	v, _, _ := w.frame.ValueAt(w.slot)
	if v.State != eval.Unknown {
		return worth{lo: v.N, hi: v.N, state: v.State}
	}
	return w.bounds(e)
}

// bounds tries the missing facts of an element.
func (w *elementSum) bounds(e *Element) worth {
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
		return complete.Outcome{Key: keyOf(v), Total: v.N, Valid: v.State == eval.Known}
	})
	switch {
	case !report.AnyValid || !report.AllValid:
		return worth{state: eval.NotEstablished}
	case report.Min == report.Max:
		return worth{lo: report.Min, hi: report.Max}
	}
	out := worth{lo: report.Min, hi: report.Max, state: eval.Unknown, gaps: map[int]int64{}}
	for _, q := range report.Questions {
		out.gaps[w.prog.Facts[q.ID]] = q.Worth
	}
	return out
}

// keyOf tells two values of an element apart.
func keyOf(v eval.Value) string {
	var b [9]byte
	b[0] = byte(v.State)
	for i := range 8 {
		b[i+1] = byte(v.N >> (8 * i))
	}
	return string(b[:])
}
