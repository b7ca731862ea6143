package plan

import "slices"

// Reads returns the things that a thing reads directly, in any of its versions, without repetition. A fact reads what its fallback names.
func (p *Plan) Reads(r Ref) []Ref {
	var out []Ref
	add := func(r Ref) {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	conditions := func(c *Conditions) { c.All(func(c *Cond) { add(c.Thing) }) }
	formula := func(e *Expr) {
		e.Walk(func(e *Expr) {
			if e.Ref != nil {
				add(*e.Ref)
			}
		})
	}
	switch r.Kind {
	case ToFact:
		f := p.Facts[r.Index].Fallback
		if f == nil {
			return nil
		}
		for _, i := range f.Facts {
			add(Ref{ToFact, i})
		}
		if f.Rule >= 0 {
			add(Ref{ToRule, f.Rule})
		}
	case ToRule:
		rule := &p.Rules[r.Index]
		conditions(&rule.Conditions)
		formula(rule.Result)
		for _, i := range rule.Beside {
			add(Ref{ToPart, i})
		}
		for _, payment := range rule.Payments {
			for i := range payment.Versions {
				conditions(&payment.Versions[i].Conditions)
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
	var out []Ref
	add := func(r Ref) {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	conditions := func(c *Conditions) { c.All(func(c *Cond) { add(c.Thing) }) }
	formula := func(e *Expr) {
		e.Walk(func(e *Expr) {
			if e.Ref != nil {
				add(*e.Ref)
			}
		})
	}
	conditions(&part.Conditions)
	formula(part.Formula)
	if part.Augments >= 0 {
		add(Ref{ToPart, part.Augments})
	}
	for _, other := range p.Rules[part.Rule].Parts { // what sets it aside decides its value
		if p.Parts[other].SetsAside == index {
			add(Ref{ToPart, other})
		}
	}
	for i := range part.Versions {
		v := &part.Versions[i]
		conditions(&v.Conditions)
		formula(v.Formula)
		if v.Multiplier >= 0 {
			add(Ref{ToRule, v.Multiplier})
		}
		for _, c := range v.Columns {
			add(c)
		}
		if v.Table != nil {
			for j := range v.Table.Rows {
				formula(v.Table.Rows[j].Formula)
			}
		}
	}
	return out
}
