package eval

import (
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// Representatives returns values of a fact that stand for its whole domain: one for each piece into which the cells that the program may
// read cut it, both ends of the piece where a formula reads the fact, and for elapsed times the bound and the days beside it.
func (p *Program) Representatives(fact int, at day.Date) []int64 {
	ref := plan.Ref{Kind: plan.ToFact, Index: fact}
	f := &p.Plan.Facts[fact]
	domain := plan.Set{{Lo: f.Lo, Hi: f.Hi}}
	var cuts []int64
	var out []int64
	inFormula := false
	see := func(c *plan.Cell) {
		for _, i := range c.In {
			cuts = append(cuts, i.Lo, i.Hi+1)
		}
		for _, s := range c.Since {
			bound := at - day.Date(s.N)
			if s.Months {
				bound = at.AddMonths(-s.N)
			}
			for d := bound - 1; d <= bound+1; d++ {
				if d <= at {
					out = append(out, int64(d))
				}
			}
			out = append(out, int64(at))
			domain = nil // only dates up to today count, and these stand for all of them
		}
	}
	p.eachCell(ref, see, func() { inFormula = true })
	if f.NeverAllowed {
		out = append(out, plan.Never)
	}
	if f.NullIsNone {
		out = append(out, plan.None)
	}
	if domain == nil {
		slices.Sort(out)
		return slices.Compact(out)
	}
	cuts = append(cuts, f.Lo, f.Hi+1)
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for i := 0; i+1 < len(cuts); i++ {
		if cuts[i] < f.Lo || cuts[i] > f.Hi {
			continue
		}
		out = append(out, cuts[i])
		if inFormula {
			out = append(out, cuts[i+1]-1)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// eachCell calls see for every cell that the program may ask of a thing, and formula when a formula reads it.
func (p *Program) eachCell(ref plan.Ref, see func(*plan.Cell), formula func()) {
	conditions := func(c *plan.Conditions) {
		c.All(func(c *plan.Cond) {
			if c.Thing == ref && c.Test == plan.InCell {
				see(&c.Cell)
			}
		})
	}
	reads := func(e *plan.Expr) {
		e.Walk(func(e *plan.Expr) {
			if e.Ref != nil && *e.Ref == ref {
				formula()
			}
		})
	}
	for key := range p.slotOf {
		r := key.ref()
		switch r.Kind {
		case plan.ToRule:
			conditions(&p.Plan.Rules[r.Index].Conditions)
			reads(p.Plan.Rules[r.Index].Result)
		case plan.ToPart:
			part := &p.Plan.Parts[r.Index]
			conditions(&part.Conditions)
			reads(part.Formula)
			v := p.versionOf(r)
			if v < 0 {
				continue
			}
			version := &part.Versions[v]
			conditions(&version.Conditions)
			reads(version.Formula)
			if version.Table == nil {
				continue
			}
			for i, column := range version.Columns {
				for j := range version.Table.Rows {
					if column == ref {
						see(&version.Table.Rows[j].Cells[i])
					}
				}
			}
			for j := range version.Table.Rows {
				reads(version.Table.Rows[j].Formula)
			}
		case plan.ToFact:
			if f := p.Plan.Facts[r.Index].Fallback; f != nil && f.Sum == nil && slices.Contains(f.Facts, ref.Index) {
				formula()
			}
		}
	}
}

func (p *Program) versionOf(r plan.Ref) int {
	for i := range p.steps {
		if p.steps[i].kind == partStep && p.steps[i].ref == r {
			return p.steps[i].version
		}
	}
	return NoVersion
}

// Capped reports whether some part of the program counts past acts.
func (p *Program) Capped() bool {
	for i := range p.steps {
		if len(p.steps[i].caps) > 0 {
			return true
		}
	}
	return false
}

// Versions calls f for each part of the program with its version in force, NoVersion when there is none.
func (p *Program) Versions(f func(part, version int)) {
	for i := range p.steps {
		if p.steps[i].kind == partStep {
			f(p.steps[i].ref.Index, p.steps[i].version)
		}
	}
}
