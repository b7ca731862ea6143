package cotation

import (
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// blame collects the missing facts that stand in the way of an answer, and how many things each one keeps open.
type blame struct {
	facts  []int32
	counts []int32 // by fact, the past acts last
}

func (b *blame) add(fact int) {
	if b.counts[fact]++; b.counts[fact] == 1 {
		b.facts = append(b.facts, int32(fact))
	}
}

func (b *blame) clear() {
	for _, f := range b.facts {
		b.counts[f] = 0
	}
	b.facts = b.facts[:0]
}

// worst is the fact that keeps most open, the first by name among equals; the age in years before the age in months, which it bounds.
func (d *desk) worst() int {
	best := d.blocked.facts[0]
	for _, f := range d.blocked.facts[1:] {
		switch c := d.blocked.counts; {
		case c[f] > c[best], c[f] == c[best] && d.memberOf(int(f)) < d.memberOf(int(best)):
			best = f
		}
	}
	if n := &d.names; int(best) == n.months && d.unknown(n.age) {
		return n.age
	}
	return int(best)
}

// askable reports whether a visit can give the fact.
func (d *desk) askable(fact int) bool {
	return d.plan.Facts[fact].Path != "" && d.plan.Facts[fact].Given == "" || fact == d.names.hour || fact == d.names.dayKind && d.visit.Local
}

// blameAct notes what keeps an act open. It reports whether it found something.
func (d *desk) blameAct(p *probe) bool {
	before := len(d.blocked.facts)
	counted := d.blocked.total()
	d.blame(p.act.prog, p.frame, plan.Ref{Kind: plan.ToRule, Index: p.act.prog.Rule}, p.act)
	return len(d.blocked.facts) > before || d.blocked.total() > counted
}

func (b *blame) total() (n int32) {
	for _, f := range b.facts {
		n += b.counts[f]
	}
	return n
}

// blame notes the missing facts that keep a thing undecided in an evaluated frame.
func (d *desk) blame(prog *eval.Program, f *eval.Frame, r plan.Ref, a *act) {
	w := culprit{desk: d, prog: prog, frame: f, act: a}
	w.thing(r, true)
}

// culprit walks from a thing that is not decided to the facts that it lacks. Only what is itself undecided is visited.
type culprit struct {
	*desk
	prog  *eval.Program
	frame *eval.Frame
	act   *act
	seen  []plan.Ref
}

// slot finds a thing in the program, under the reading that the program was made for.
func (w *culprit) slot(r plan.Ref) (plan.Ref, int, bool) {
	if i, ok := w.prog.Slot(r); ok {
		return r, i, true
	}
	for _, v := range w.variants(r) {
		if i, ok := w.prog.Slot(v); ok {
			return v, i, true
		}
	}
	return r, 0, false
}

// variants lists what may stand for a rule or part under another reading.
func (d *desk) variants(r plan.Ref) (out []plan.Ref) {
	base, place := r.Index, absent
	if r.Kind == plan.ToPart {
		base = d.plan.Parts[r.Index].Rule
		place = slices.Index(d.plan.Rules[base].Parts, r.Index)
	}
	if r.Kind == plan.ToFact {
		return nil
	}
	for _, dispute := range d.plan.Rules[base].Disputes {
		for _, reading := range dispute.Readings {
			switch {
			case reading.Variant == base:
			case place != absent:
				out = append(out, plan.Ref{Kind: plan.ToPart, Index: d.plan.Rules[reading.Variant].Parts[place]})
			default:
				out = append(out, plan.Ref{Kind: plan.ToRule, Index: reading.Variant})
			}
		}
	}
	return out
}

func (w *culprit) thing(r plan.Ref, forced bool) {
	r, slot, ok := w.slot(r)
	if !ok {
		return
	}
	v, _, row := w.frame.ValueAt(slot)
	if r.Kind == plan.ToFact {
		if v.State == eval.Unknown {
			w.fact(r.Index)
		}
		return
	}
	if !forced && v.State != eval.Unknown && row != severalRows || slices.Contains(w.seen, r) {
		return
	}
	w.seen = append(w.seen, r)
	if r.Kind == plan.ToRule {
		w.rule(r.Index)
		return
	}
	w.part(r.Index)
}

// severalRows is what a frame says of a part whose value is that of several rows.
const severalRows = -2

func (w *culprit) fact(i int) {
	if w.askable(i) {
		w.blocked.add(i)
		return
	}
	if f := w.plan.Facts[i].Fallback; f != nil {
		for _, other := range f.Facts {
			w.thing(plan.Ref{Kind: plan.ToFact, Index: other}, false)
		}
		if f.Rule >= 0 {
			w.thing(plan.Ref{Kind: plan.ToRule, Index: f.Rule}, false)
		}
	}
}

func (w *culprit) rule(i int) {
	r := &w.plan.Rules[i]
	if w.conditions(&r.Conditions) {
		w.formula(r.Result)
	}
}

func (w *culprit) part(i int) {
	p := &w.plan.Parts[i]
	if !w.conditions(&p.Conditions) {
		return
	}
	for _, other := range w.plan.Rules[p.Rule].Parts {
		if w.plan.Parts[other].SetsAside == i {
			w.thing(plan.Ref{Kind: plan.ToPart, Index: other}, true)
		}
	}
	w.formula(p.Formula)
	if p.Augments >= 0 {
		w.thing(plan.Ref{Kind: plan.ToPart, Index: p.Augments}, false)
	}
	k := eval.InForce(w.plan, p.Versions, w.visit.Moment)
	if k < 0 || p.Versions[k].Ends {
		return
	}
	v := &p.Versions[k]
	if !w.conditions(&v.Conditions) {
		return
	}
	for c := range v.Caps {
		w.cap(&v.Caps[c])
	}
	for _, column := range v.Columns {
		w.thing(column, false)
	}
	w.formula(v.Formula)
	if v.Multiplier >= 0 {
		w.thing(plan.Ref{Kind: plan.ToRule, Index: v.Multiplier}, false)
	}
	if v.Table != nil {
		for j := range v.Table.Rows {
			w.formula(v.Table.Rows[j].Formula)
		}
	}
}

func (w *culprit) cap(c *plan.Cap) {
	switch {
	case w.frame.CapsGiven:
	case !w.frame.HistoryKnown:
		w.blocked.add(w.pastActs())
	default:
		fact := w.names.discharge
		if c.Period == plan.PerAgeBand {
			fact = w.names.age
		}
		if _, known := w.frame.Billed(c); !known && fact != absent {
			w.blocked.add(fact)
		}
	}
}

func (w *culprit) formula(e *plan.Expr) {
	e.Walk(func(e *plan.Expr) {
		if e.Ref != nil {
			w.thing(*e.Ref, false)
		}
	})
}

// conditions visits what is undecided, and reports false when the conditions fail whatever the missing facts.
func (w *culprit) conditions(c *plan.Conditions) bool {
	for i := range c.When {
		if w.truth(&c.When[i]) == eval.No {
			return false
		}
	}
	some := eval.No
	for _, group := range c.AnyOf {
		some = max(some, w.all(group))
	}
	if len(c.AnyOf) > 0 && some == eval.No {
		return false
	}
	for i := range c.When {
		w.undecided(&c.When[i])
	}
	if some == eval.Yes {
		return true
	}
	for _, group := range c.AnyOf {
		if w.all(group) == eval.Maybe {
			for i := range group {
				w.undecided(&group[i])
			}
		}
	}
	return true
}

func (w *culprit) all(group []plan.Cond) eval.Truth {
	t := eval.Yes
	for i := range group {
		t = min(t, w.truth(&group[i]))
	}
	return t
}

func (w *culprit) undecided(c *plan.Cond) {
	if w.truth(c) == eval.Maybe {
		w.thing(c.Thing, c.Test != plan.InCell)
	}
}

func (w *culprit) truth(c *plan.Cond) eval.Truth {
	_, slot, ok := w.slot(c.Thing)
	if !ok {
		return eval.Maybe
	}
	v, _, _ := w.frame.ValueAt(slot)
	return truthOf(c, v, w.frame)
}

// truthOf evaluates a condition on the value of its thing.
func truthOf(c *plan.Cond, v eval.Value, f *eval.Frame) eval.Truth {
	holds := eval.Maybe
	switch {
	case v.State == eval.Absent:
		holds = eval.No
	case c.Test == plan.InCell && v.State == eval.Known:
		holds = eval.No
		if c.Cell.Holds(v.N, f.At) {
			holds = eval.Yes
		}
	case c.Test != plan.InCell && v.State == eval.NotEstablished:
		holds = eval.Yes
	case c.Test != plan.InCell && v.State == eval.Known:
		holds = eval.No
		if v.N != 0 {
			holds = eval.Yes
		}
	}
	if c.Test == plan.NotAcquired {
		return eval.Yes - holds
	}
	return holds
}
