package check

import (
	"slices"

	"github.com/opposable/opposable/plan"
)

// demand is what a conjunction of conditions asks of one thing.
type demand struct {
	thing    plan.Ref
	set      plan.Set // asked by cells; meaningless unless bounded
	bounded  bool
	days     span // of elapsed time
	months   span
	acquired int // 1: acquired, −1: not acquired, 0: not asked
}

// span is an interval of elapsed time, in half units so that « plus de » is exact.
type span struct {
	lo, hi int
	set    bool
}

const forever = 1 << 30

func (s *span) within(lo, hi int) {
	if !s.set {
		s.lo, s.hi, s.set = 0, forever, true
	}
	s.lo, s.hi = max(s.lo, lo), min(s.hi, hi)
}

func (s span) empty() bool { return s.set && s.lo > s.hi }

// demands gathers conditions by thing, in the order of their first mention.
func (c *checker) demands(conditions []*plan.Cond) []demand {
	var out []demand
	for _, cond := range conditions {
		i := slices.IndexFunc(out, func(d demand) bool { return d.thing == cond.Thing })
		if i < 0 {
			i = len(out)
			out = append(out, demand{thing: cond.Thing})
		}
		out[i].add(c, cond)
	}
	return out
}

func (d *demand) add(c *checker, cond *plan.Cond) {
	switch {
	case cond.Test != plan.InCell:
		want := 1
		if cond.Test == plan.NotAcquired {
			want = -1
		}
		if d.acquired == -want {
			d.bounded, d.set = true, nil
		}
		d.acquired = want
		if c.yesNo(cond.Thing) {
			n := int64(max(want, 0))
			d.narrow(plan.Set{{Lo: n, Hi: n}})
		}
	case len(cond.Cell.Since) == 0:
		d.narrow(cond.Cell.In)
	case len(cond.Cell.Since) == 1 && len(cond.Cell.In) == 0:
		since := cond.Cell.Since[0]
		s := &d.days
		if since.Months {
			s = &d.months
		}
		switch since.Op {
		case plan.AtMost:
			s.within(0, 2*since.N)
		case plan.AtLeast:
			s.within(2*since.N, forever)
		case plan.MoreThan:
			s.within(2*since.N+1, forever)
		case plan.LessThan:
			s.within(0, 2*since.N-1)
		}
	}
}

func (d *demand) narrow(s plan.Set) {
	if d.bounded {
		s = d.set.And(s)
	}
	d.set, d.bounded = s, true
}

// yesNo reports whether a thing is a rule or part that answers yes or no, so that « acquis » is « oui ».
func (c *checker) yesNo(r plan.Ref) bool {
	switch r.Kind {
	case plan.ToPart:
		return c.plan.Parts[r.Index].Unit.Kind == plan.Answer && len(c.plan.Parts[r.Index].Words) == 0
	case plan.ToRule:
		return c.plan.Rules[r.Index].Unit.Kind == plan.Answer && len(c.plan.Rules[r.Index].Words) == 0
	}
	return false
}

func (d *demand) impossible() bool {
	return d.bounded && len(d.set) == 0 || d.days.empty() || d.months.empty()
}

// meet looks for a case in which two lists of conditions all hold. It gives the case in words; what it cannot decide, it takes for a meeting.
func (c *checker) meet(a, b []*plan.Conditions) (words string, ok bool) {
	for _, conditions := range alternatives(append(slices.Clone(a), b...)) {
		demands := c.demands(conditions)
		if slices.ContainsFunc(demands, func(d demand) bool { return d.impossible() }) {
			continue
		}
		var things []plan.Ref
		var sets []plan.Set
		for _, d := range demands {
			if d.bounded {
				things, sets = append(things, d.thing), append(sets, d.set)
			}
		}
		return c.box(things, sets, nil), true
	}
	return "", false
}

// maxAlternatives bounds the product of the « l'un de » that are tried.
const maxAlternatives = 10_000

// alternatives lists the conjunctions that some conditions, all to hold, come down to: one group taken from each « l'un de ».
func alternatives(all []*plan.Conditions) [][]*plan.Cond {
	out := [][]*plan.Cond{nil}
	for _, k := range all {
		for i := range out {
			for j := range k.When {
				out[i] = append(out[i], &k.When[j])
			}
		}
		if len(k.AnyOf) == 0 || len(out)*len(k.AnyOf) > maxAlternatives {
			continue
		}
		var next [][]*plan.Cond
		for _, base := range out {
			for _, group := range k.AnyOf {
				one := slices.Clone(base)
				for j := range group {
					one = append(one, &group[j])
				}
				next = append(next, one)
			}
		}
		out = next
	}
	return out
}
