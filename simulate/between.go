package simulate

import (
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
)

// Change is what one unit of a rule pays at two moments, on the same facts.
type Change struct {
	GroupResult
	Reliability string
	Sources     []explain.Source
	Assumed     []string
	Doubts      []string
	Unpaid      string // why it is paid at neither moment, empty otherwise
}

// Between compares one rule at two moments: two days, or two bodies of acts. A missing fact is completed alike on both sides.
func Between(e *eval.Engine, rule int, set *facts.Set, from, to day.Moment) Change {
	w := &worlds{engine: e, rule: rule, reference: from, scenario: to}
	g := w.group(&Group{Weight: 1, Facts: set})
	out := Change{GroupResult: g.GroupResult, Reliability: explain.Grades[g.grade], Sources: g.sources, Assumed: g.assumed, Doubts: g.doubts}
	before, after := answer.Compute(e, rule, set, from), answer.Compute(e, rule, set, to)
	if unpaid(before) && unpaid(after) {
		out.Unpaid = after.Reason
	}
	return out
}

// unpaid tells a result that pays nothing, whether its conditions fail or nothing is in force, from one that is not known.
func unpaid(r *answer.Result) bool {
	return r.State == answer.NotDue || r.State == answer.NotCovered && nothing(r)
}
