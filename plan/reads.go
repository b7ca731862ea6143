package plan

import "slices"

// Reads returns the things that a thing reads directly, in any of its versions, without repetition. A fact reads what its fallback names.
func (p *Plan) Reads(r Ref) []Ref {
	var out things
	switch r.Kind {
	case ToFact:
		f := p.Facts[r.Index].Fallback
		if f == nil {
			return nil
		}
		for _, i := range f.Facts {
			out.add(Ref{ToFact, i})
		}
		if f.Rule >= 0 {
			out.add(Ref{ToRule, f.Rule})
		}
	case ToRule:
		rule := &p.Rules[r.Index]
		out.conditions(&rule.Conditions)
		out.formula(rule.Result)
		for _, i := range rule.Beside {
			out.add(Ref{ToPart, i})
		}
		for _, payment := range rule.Payments {
			for i := range payment.Versions {
				out.conditions(&payment.Versions[i].Conditions)
			}
		}
	case ToPart:
		return p.ReadsOf(r.Index, &p.Parts[r.Index])
	}
	return out
}

// ReadsOf returns what a part reads directly, as its versions stand in the given copy of it: a caller interested in one version keeps
// only that one.
func (p *Plan) ReadsOf(index int, part *Part) []Ref {
	var out things
	out.conditions(&part.Conditions)
	out.formula(part.Formula)
	if part.Augments >= 0 {
		out.add(Ref{ToPart, part.Augments})
	}
	for _, other := range p.Rules[part.Rule].Parts { // what sets it aside decides its value
		if p.Parts[other].SetsAside == index {
			out.add(Ref{ToPart, other})
		}
	}
	for i := range part.Versions {
		v := &part.Versions[i]
		out.conditions(&v.Conditions)
		out.formula(v.Formula)
		if v.Multiplier >= 0 {
			out.add(Ref{ToRule, v.Multiplier})
		}
		for _, c := range v.Columns {
			out.add(c)
		}
		if v.Table != nil {
			for j := range v.Table.Rows {
				out.formula(v.Table.Rows[j].Formula)
			}
		}
	}
	return out
}

// things are without repetition, in the order in which they are met.
type things []Ref

func (t *things) add(r Ref) {
	if !slices.Contains(*t, r) {
		*t = append(*t, r)
	}
}

func (t *things) conditions(c *Conditions) { c.All(func(c *Cond) { t.add(c.Thing) }) }

func (t *things) formula(e *Expr) {
	e.Walk(func(e *Expr) {
		if e.Ref != nil {
			t.add(*e.Ref)
		}
	})
}
