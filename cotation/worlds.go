package cotation

import (
	"reflect"
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// disputes prepares one world for each reading, other than the written one, of each text in dispute that some rule of a visit reads. One
// dispute is read otherwise at a time.
func (s *statute) disputes(names *alphabet) {
	written := s.worlds[0]
	for base := range s.plan.Rules {
		r := &s.plan.Rules[base]
		if r.Base >= 0 {
			continue
		}
		for k := range r.Disputes {
			for j, reading := range r.Disputes[k].Readings {
				if reading.Variant == base || s.alike(base, reading.Variant) {
					continue
				}
				w := world{
					dispute: &r.Disputes[k], rule: base, reading: j, shares: written.shares,
					acts: slices.Clone(written.acts), pairs: slices.Clone(written.pairs), ranks: slices.Clone(written.ranks),
				}
				s.reread(names, &w, base, reading.Variant)
				if len(w.changed) > 0 || w.combine || w.split {
					s.worlds = append(s.worlds, w)
				}
			}
		}
	}
}

// reread replaces, in a world, whatever reads the disputed rule.
func (s *statute) reread(names *alphabet, w *world, base, variant int) {
	for k, i := range w.acts {
		if a := s.acts[i]; s.touches(a.rule, base) {
			other := s.addAct(names, a.base, variant)
			w.acts[k] = other
			o := &s.acts[other]
			if a.dead && o.dead {
				continue
			}
			w.changed = append(w.changed, change{i, other, a.with != o.with || a.without != o.without || a.covered != o.covered || a.ownSheet != o.ownSheet})
		}
	}
	for k, i := range w.pairs {
		if c := s.pairs[i]; s.touches(c.rule, base) {
			s.pairs = append(s.pairs, s.combination(names, c.rule, variant))
			w.pairs[k], w.combine = int32(len(s.pairs)-1), true
		}
	}
	for k, i := range w.ranks {
		if c := s.ranks[i]; s.touches(c.rule, base) {
			s.ranks = append(s.ranks, s.combination(names, c.rule, variant))
			w.ranks[k], w.combine = int32(len(s.ranks)-1), true
		}
	}
	for kind, i := range w.shares {
		if i != absent && s.touches(s.shares[i].rule, base) {
			w.shares[kind], w.split = s.addShare(s.shares[i].rule, variant), true
		}
	}
}

// touches reports whether a rule is the disputed one or reads it at the moment.
func (s *statute) touches(rule, base int) bool {
	if rule == base {
		return true
	}
	prog := s.engine.Program(rule, s.moment)
	_, reads := prog.Slot(plan.Ref{Kind: plan.ToRule, Index: base})
	for _, part := range s.plan.Rules[base].Parts {
		if reads {
			break
		}
		_, reads = prog.Slot(plan.Ref{Kind: plan.ToPart, Index: part})
	}
	return reads
}

// alike tells a reading that changes nothing at the moment: the versions in force are the same, and so is all that is not dated.
func (s *statute) alike(base, variant int) bool {
	a, b := &s.plan.Rules[base], &s.plan.Rules[variant]
	if !reflect.DeepEqual(a.Conditions, b.Conditions) || !reflect.DeepEqual(a.Billable, b.Billable) || len(a.Parts) != len(b.Parts) {
		return false
	}
	for i := range a.Parts {
		x, y := &s.plan.Parts[a.Parts[i]], &s.plan.Parts[b.Parts[i]]
		vx, vy := eval.InForce(s.plan, x.Versions, s.moment), eval.InForce(s.plan, y.Versions, s.moment)
		switch {
		case (vx < 0) != (vy < 0) || !reflect.DeepEqual(x.Conditions, y.Conditions):
			return false
		case vx < 0:
			continue
		}
		one, other := x.Versions[vx], y.Versions[vy]
		one.Effects, other.Effects = nil, nil
		if !reflect.DeepEqual(one, other) {
			return false
		}
	}
	return true
}
