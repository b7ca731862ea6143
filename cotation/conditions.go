package cotation

import (
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// condition is one condition of an act, where its thing stands in the program, and what it costs to change.
type condition struct {
	cond *plan.Cond
	cap  *plan.Cap
	slot int
	cost int
	bar  bar
}

// path is one way to be entitled to an act: a part of the rule, with one choice among each of its alternatives. All its conditions must
// hold.
type path struct {
	conditions []int32
	part       int // the part of the rule that gives the value
	version    int
}

// What a change costs: something the doctor does, or anything else, which is found and never chosen.
const (
	gestureCost = 1
	findingCost = 100
)

// bar says what keeps an act apart from those open to a visit.
type bar uint8

const (
	barNone bar = iota
	barSpecialty
	barPlace
	barDate
)

// conditionsOf lists the ways to be entitled to an act.
func (s *statute) conditionsOf(a *act) {
	r := &s.plan.Rules[a.rule]
	var parts []int
	r.Result.Walk(func(e *plan.Expr) {
		if e.Ref != nil && e.Ref.Kind == plan.ToPart && s.plan.Parts[e.Ref.Index].Rule == a.rule && s.plan.Parts[e.Ref.Index].Unit.Kind == plan.Euro {
			parts = append(parts, e.Ref.Index)
		}
	})
	a.motive = s.namesMotive(&r.Conditions)
	for _, i := range parts {
		p := &s.plan.Parts[i]
		k := eval.InForce(s.plan, p.Versions, s.moment)
		if len(p.Versions) > 0 && (k < 0 || p.Versions[k].Ends) {
			continue
		}
		blocks := []*plan.Conditions{&r.Conditions, &p.Conditions}
		var caps []plan.Cap
		if k >= 0 {
			blocks = append(blocks, &p.Versions[k].Conditions)
			caps = p.Versions[k].Caps
			a.motive = a.motive || s.namesMotive(&p.Versions[k].Conditions)
		}
		a.motive = a.motive || s.namesMotive(&p.Conditions)
		s.paths(a, blocks, caps, path{part: i, version: k})
	}
}

// paths adds one path for each choice among the alternatives of the blocks.
func (s *statute) paths(a *act, blocks []*plan.Conditions, caps []plan.Cap, stem path) {
	for _, b := range blocks {
		for i := range b.When {
			stem.conditions = append(stem.conditions, s.condition(a, &b.When[i]))
		}
	}
	for i := range caps {
		a.conditions = append(a.conditions, condition{cap: &caps[i], cost: findingCost, slot: absent})
		stem.conditions = append(stem.conditions, int32(len(a.conditions)-1))
	}
	list := []path{stem}
	for _, b := range blocks {
		if len(b.AnyOf) == 0 {
			continue
		}
		var next []path
		for _, p := range list {
			for _, group := range b.AnyOf {
				q := path{part: p.part, version: p.version, conditions: slices.Clone(p.conditions)}
				for i := range group {
					q.conditions = append(q.conditions, s.condition(a, &group[i]))
				}
				next = append(next, q)
			}
		}
		list = next
	}
	a.paths = append(a.paths, list...)
}

// condition numbers a condition of an act, the same one once.
func (s *statute) condition(a *act, c *plan.Cond) int32 {
	for i := range a.conditions {
		if a.conditions[i].cond == c {
			return int32(i)
		}
	}
	out := condition{cond: c, slot: absent, cost: findingCost}
	w := culprit{desk: &desk{statute: s}, prog: a.prog}
	if _, slot, ok := w.slot(c.Thing); ok {
		out.slot = slot
	}
	if c.Thing.Kind == plan.ToFact {
		f := &s.plan.Facts[c.Thing.Index]
		if f.Adjustable && f.Path != "" {
			out.cost = gestureCost
		}
		switch c.Thing.Index {
		case s.names.specialty, s.names.specialtyCode:
			out.bar = barSpecialty
		case s.names.place:
			out.bar = barPlace
		}
	}
	a.conditions = append(a.conditions, out)
	return int32(len(a.conditions) - 1)
}

// namesMotive reports whether conditions ask for given motives. A condition that only sets some motives aside names none.
func (s *statute) namesMotive(c *plan.Conditions) bool {
	named := false
	c.All(func(c *plan.Cond) {
		if c.Thing == (plan.Ref{Kind: plan.ToFact, Index: s.names.motive}) {
			f := &s.plan.Facts[s.names.motive]
			admitted := int64(0)
			for _, in := range c.Cell.In {
				admitted += in.Hi - in.Lo + 1
			}
			named = named || 2*admitted <= int64(len(f.Words))
		}
	})
	return named
}

// closest is the path to an act that lacks least: its failing conditions, what they cost together, and what bars the act altogether.
type closest struct {
	path    *path
	failing []int32
	cost    int
	bar     bar
}

// closest finds the smallest change that would entitle to a refused act. The list of failing conditions lasts until the next call.
func (d *desk) closest(p *probe) closest {
	best := closest{bar: barDate}
	spare := d.spareFailing[:0]
	kept := d.keptFailing[:0]
	for i := range p.act.paths {
		c := closest{path: &p.act.paths[i], failing: spare[:0]}
		for _, k := range c.path.conditions {
			one := &p.act.conditions[k]
			if d.holds(p, one) != eval.No {
				continue
			}
			c.failing = append(c.failing, k)
			c.cost += one.cost
			if one.bar != barNone && (c.bar == barNone || one.bar < c.bar) {
				c.bar = one.bar
			}
		}
		spare = c.failing
		if best.path == nil || c.before(&best) {
			best = c
			kept = append(kept[:0], c.failing...)
			best.failing = kept
		}
	}
	d.spareFailing, d.keptFailing = spare, kept
	return best
}

// before prefers a path open to the visit, then the least cost, then the fewest conditions.
func (c *closest) before(d *closest) bool {
	switch {
	case (c.bar == barNone) != (d.bar == barNone):
		return c.bar == barNone
	case c.bar != d.bar:
		return c.bar > d.bar // a place is nearer than a specialty
	case c.cost != d.cost:
		return c.cost < d.cost
	}
	return len(c.failing) < len(d.failing)
}

// holds evaluates a condition on an evaluated act.
func (d *desk) holds(p *probe, c *condition) eval.Truth {
	if c.cap != nil {
		n, known := p.frame.Billed(c.cap)
		switch {
		case !p.frame.HistoryKnown || !known:
			return eval.Maybe
		case n < c.cap.Count:
			return eval.Yes
		}
		return eval.No
	}
	if c.slot == absent {
		return eval.Maybe
	}
	v, _, _ := p.frame.ValueAt(c.slot)
	return truthOf(c.cond, v, p.frame)
}
