package answer

import (
	"maps"
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Case is one line of a rule whose figure is followed through time: a part, and facts for which that part gives that line.
type Case struct {
	Rule, Part int
	Row        int // of the table of the version in force at the moment, −1 for none
	facts      map[int]chosen
}

// chosen is the value of a fact that a case holds fixed: a number, or a time elapsed, counted back from the day asked.
type chosen struct {
	n     int64
	since *plan.Since
	in    plan.Set // the values left open by what fixed it; empty: only n
}

// Stretch is a value of a case from a day to the next stretch.
type Stretch struct {
	From  day.Date
	Value eval.Value
}

// Undone is what had been signed for some days and was then moved or given up by a later act.
type Undone struct {
	From, To day.Date // the days for which it was signed and not applied; To is excluded
	Value    eval.Value
	Act      int // what moved it
}

// Past is the history of a case: as applied, with what had been signed beside.
type Past struct {
	Applied []Stretch
	Signed  []Undone
}

// CaseOf builds facts for which a line of a part decides: what the conditions of the rule, of the part and of the version ask, the cells of
// the line, and for every other fact the answer that changes least.
func CaseOf(e *eval.Engine, rule, part, row int, m day.Moment) Case {
	p := e.Plan
	c := Case{Rule: rule, Part: part, Row: row, facts: map[int]chosen{}}
	c.hold(p, &p.Rules[rule].Conditions)
	c.hold(p, &p.Parts[part].Conditions)
	k := eval.InForce(p, p.Parts[part].Versions, m)
	if k < 0 {
		return c
	}
	v := &p.Parts[part].Versions[k]
	c.hold(p, &v.Conditions)
	defer c.notAside(p)
	if v.Table == nil || row < 0 || row >= len(v.Table.Rows) {
		return c
	}
	for i, cell := range v.Table.Rows[row].Cells {
		c.fix(p, v.Columns[i], &cell)
	}
	return c
}

// Narrowed is the case in which a line of another part that it reads decides too.
func (c Case) Narrowed(e *eval.Engine, part, row int, m day.Moment) Case {
	p := e.Plan
	c.facts = maps.Clone(c.facts)
	c.hold(p, &p.Parts[part].Conditions)
	if k := eval.InForce(p, p.Parts[part].Versions, m); k >= 0 {
		v := &p.Parts[part].Versions[k]
		c.hold(p, &v.Conditions)
		for i, cell := range v.Table.Rows[row].Cells {
			c.fix(p, v.Columns[i], &cell)
		}
	}
	return c
}

// notAside fixes facts so that no other part of the rule sets the part aside.
func (c *Case) notAside(p *plan.Plan) {
	for _, other := range p.Rules[c.Rule].Parts {
		if p.Parts[other].SetsAside != c.Part {
			continue
		}
		for _, cond := range p.Parts[other].Conditions.When {
			if cond.Test != plan.InCell || cond.Thing.Kind != plan.ToFact || len(cond.Cell.Since) > 0 {
				continue
			}
			if _, fixed := c.facts[cond.Thing.Index]; fixed {
				continue
			}
			if rest := p.Domain(cond.Thing).Minus(cond.Cell.In); len(rest) > 0 {
				c.facts[cond.Thing.Index] = chosen{n: rest[0].Lo}
				break
			}
		}
	}
}

// hold fixes what conditions ask of facts; of alternatives, the first that asks only facts.
func (c *Case) hold(p *plan.Plan, conditions *plan.Conditions) {
	for i := range conditions.When {
		if cond := &conditions.When[i]; cond.Test == plan.InCell {
			c.fix(p, cond.Thing, &cond.Cell)
		}
	}
	for _, group := range conditions.AnyOf {
		if slices.ContainsFunc(group, func(cond plan.Cond) bool { return cond.Thing.Kind != plan.ToFact || cond.Test != plan.InCell }) {
			continue
		}
		for i := range group {
			c.fix(p, group[i].Thing, &group[i].Cell)
		}
		return
	}
}

// fix gives a fact the first value of a cell, one more where there is room: bounds are where texts are disputed.
func (c *Case) fix(p *plan.Plan, thing plan.Ref, cell *plan.Cell) {
	if thing.Kind != plan.ToFact {
		return
	}
	f := &p.Facts[thing.Index]
	switch {
	case len(cell.Since) > 0:
		c.facts[thing.Index] = chosen{since: &cell.Since[0]}
	case len(cell.In) > 0:
		allowed := cell.In
		if old, fixed := c.facts[thing.Index]; fixed && old.since == nil {
			if both := old.in.And(cell.In); len(both) > 0 {
				allowed = both
			}
			if allowed.Has(old.n) {
				c.facts[thing.Index] = chosen{n: old.n, in: allowed}
				return
			}
		}
		n := allowed[0].Lo
		if f.Kind == plan.Integer && n < allowed[0].Hi {
			n++
		}
		c.facts[thing.Index] = chosen{n: n, in: allowed}
	}
}

// at is the value of a fixed fact on a day.
func (v chosen) at(d day.Date) int64 {
	if v.since == nil {
		return v.n
	}
	back := d - day.Date(v.since.N)
	if v.since.Months {
		back = d.AddMonths(-v.since.N)
	}
	switch v.since.Op {
	case plan.AtMost, plan.LessThan:
		return int64(d)
	case plan.MoreThan:
		return int64(back - 1)
	}
	return int64(back)
}

// least is the answer to a fact that changes least.
func least(f *plan.Fact) int64 {
	switch {
	case f.Default != nil:
		return *f.Default
	case f.NullIsNone:
		return plan.None
	case f.NeverAllowed:
		return plan.Never
	case f.Kind == plan.YesNo:
		return 0
	}
	return f.Lo
}

// value evaluates the case at a moment: the value of its part, absent when the part does not apply.
func (c *Case) value(e *eval.Engine, m day.Moment) eval.Value {
	prog := e.Program(c.Rule, m)
	slot, computed := prog.Slot(plan.Ref{Kind: plan.ToPart, Index: c.Part})
	if !computed {
		return eval.Value{State: eval.Absent}
	}
	f := prog.NewFrame(m.At)
	f.HistoryKnown, f.Stay = true, eval.Of(int64(m.At))
	for i, fact := range prog.Facts {
		n := least(&e.Plan.Facts[fact])
		if fixed, ok := c.facts[fact]; ok {
			n = fixed.at(m.At)
		} else if e.Plan.Facts[fact].Quantity != "" {
			n = int64(m.At.Year())
		}
		if e.Plan.Facts[fact].Fallback != nil {
			if _, ok := c.facts[fact]; !ok {
				continue // reached by its fallback, or unknown
			}
		}
		f.Set(i, n)
	}
	if v := prog.Eval(f); v.State == eval.Absent {
		return v
	}
	v, applies, _ := f.ValueAt(slot)
	if applies == eval.No {
		return eval.Value{State: eval.Absent}
	}
	return v
}

// Past follows a case through the acts known at a moment, from the first covered day on.
func (c *Case) Past(e *eval.Engine, m day.Moment) Past {
	var out Past
	effects := c.effects(e, m)
	dates := map[day.Date]bool{first(e.Plan, c.Rule): true}
	for _, list := range effects {
		for _, x := range list {
			if !x.Never && x.From > first(e.Plan, c.Rule) && x.From <= e.Plan.To {
				dates[x.From] = true
			}
		}
	}
	sorted := slices.Sorted(maps.Keys(dates))
	for _, d := range sorted {
		at := m
		at.At = d
		v := c.value(e, at)
		if n := len(out.Applied); n > 0 && out.Applied[n-1].Value == v {
			continue
		}
		out.Applied = append(out.Applied, Stretch{d, v})
	}
	for _, list := range effects {
		out.Signed = append(out.Signed, c.undone(e, list, m)...)
	}
	slices.SortFunc(out.Signed, func(a, b Undone) int { return int(a.From - b.From) })
	out.Signed = slices.CompactFunc(out.Signed, func(a, b Undone) bool { return a.From == b.From && a.Value == b.Value })
	return out
}

// undone values what an act had fixed and a later known one moved: with only the acts published before the later one.
func (c *Case) undone(e *eval.Engine, list []plan.Effect, m day.Moment) []Undone {
	var out []Undone
	for i := 0; i+1 < len(list); i++ {
		was, moved := list[i], list[i+1]
		act := &e.Plan.Acts[moved.Act]
		if was.Never || act.Scenario || !m.Knows(act.Published) {
			continue
		}
		until := moved.From
		if moved.Never {
			until = e.Plan.To + 1
		}
		if until <= was.From {
			continue
		}
		before := act.Published - 1
		signed := c.value(e, day.Moment{At: was.From, Known: &before})
		applied := c.value(e, day.Moment{At: was.From, Known: m.Known})
		if signed.State == eval.Known && signed != applied {
			out = append(out, Undone{From: was.From, To: until, Value: signed, Act: moved.Act})
		}
	}
	return out
}

// effects lists what fixed the dates of every part that the rule reads, now or under the acts that it had.
func (c *Case) effects(e *eval.Engine, m day.Moment) [][]plan.Effect {
	parts := map[int]bool{}
	for _, part := range e.Plan.Rules[c.Rule].Parts {
		parts[part] = true
	}
	for _, part := range e.Plan.Rules[c.Rule].Parts {
		for _, v := range e.Plan.Parts[part].Versions {
			for _, x := range v.Effects {
				at := m
				at.At = x.From
				e.Program(c.Rule, at).Versions(func(other, _ int) { parts[other] = true })
			}
		}
	}
	var out [][]plan.Effect
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		for i := range e.Plan.Parts[part].Versions {
			list := e.Plan.Parts[part].Versions[i].Effects
			if m.Scenario == "" && slices.ContainsFunc(list, func(x plan.Effect) bool { return e.Plan.Acts[x.Act].Scenario }) {
				continue
			}
			out = append(out, list)
		}
	}
	return out
}

// first is the first covered day of a rule.
func first(p *plan.Plan, rule int) day.Date {
	if visit(p.Rules[rule].Row) {
		return max(p.From, p.VisitsFrom)
	}
	return p.From
}
