package cotation

import (
	"cmp"
	"slices"
	"strings"

	"github.com/opposable/opposable/plan"
)

// trunk is a lawful set without additions, weighed, and the facts under which it is.
type trunk struct {
	acts  []*option
	total int64
	cubes []cube
	apart bool // no combination speaks of its lines: technical acts beside it count as if alone
}

// solver looks for the sets that make an amount.
type solver struct {
	*space
	cents   int64
	seen    map[string]bool
	found   []Combination
	ordinal *desk // the ordinary visit of the doctor, to say what departs from it
	trial   *desk
	sums    [][]bool // from each addition on, which sums can be made
}

// plant lists the trunks that bear no technical act, and how the others combine.
func (s *space) plant() {
	slices.SortStableFunc(s.additions, func(a, b option) int { return cmp.Compare(a.amount, b.amount) })
	slices.SortStableFunc(s.technical, func(a, b option) int { return cmp.Or(cmp.Compare(b.amount, a.amount), strings.Compare(a.code, b.code)) })
	var sheets func(i int, t trunk)
	sheets = func(i int, t trunk) {
		if i == len(s.apart) {
			if len(t.acts) > 0 {
				s.trunks = append(s.trunks, t)
			}
			for k := range s.mains {
				s.join(t, &s.mains[k], func(u trunk) { s.trunks = append(s.trunks, u) })
			}
			return
		}
		sheets(i+1, t)
		s.join(t, &s.apart[i], func(u trunk) { sheets(i+1, u) })
	}
	sheets(0, trunk{cubes: []cube{s.all()}})
	s.withTechnical()
	if len(s.technical) > 0 {
		first := &s.technical[0]
		for _, u := range s.weighed(trunk{cubes: []cube{s.all()}}, first, first) {
			s.rank = (u.total - first.amount) * whole / first.amount
		}
	}
}

// join adds an act to a trunk where nothing excludes it and the facts agree.
func (s *space) join(t trunk, o *option, then func(trunk)) {
	for _, other := range t.acts {
		if excludes(&s.d.acts[o.act], &s.d.acts[other.act]) {
			return
		}
	}
	if cubes := meetAll(t.cubes, o.cubes); len(cubes) > 0 {
		then(trunk{acts: append(slices.Clone(t.acts), o), total: t.total + o.amount, cubes: cubes})
	}
}

// withTechnical adds to each trunk the technical acts that some combination leaves beside it, one or two.
func (s *space) withTechnical() {
	type pairing struct {
		act  int32
		code string
	}
	beside := map[pairing][]*option{} // technical acts that a line admits
	admitted := func(o *option) []*option {
		key := pairing{o.act, o.code}
		list, known := beside[key]
		if known {
			return list
		}
		for i := range s.technical {
			if len(s.weighed(trunk{acts: []*option{o}, total: o.amount, cubes: o.cubes}, &s.technical[i])) > 0 {
				list = append(list, &s.technical[i])
			}
		}
		beside[key] = list
		return list
	}
	s.trunks = append(s.trunks, trunk{cubes: []cube{s.all()}})
	for k, t := range slices.Clone(s.trunks) {
		if !slices.ContainsFunc(t.acts, s.combines) {
			s.trunks[k].apart = true
			continue
		}
		list := admitted(t.acts[0])
		for _, o := range t.acts[1:] {
			more := admitted(o)
			list = slices.DeleteFunc(slices.Clone(list), func(o *option) bool { return !slices.Contains(more, o) })
		}
		for i, a := range list {
			s.trunks = append(s.trunks, s.weighed(t, a)...)
			for _, b := range list[i:] {
				s.trunks = append(s.trunks, s.weighed(t, a, b)...)
			}
		}
	}
}

// combines reports whether some combination of two lines speaks of an act.
func (s *space) combines(o *option) bool {
	is := s.d.acts[o.act].is
	return slices.ContainsFunc(s.d.worlds[0].pairs, func(i int32) bool {
		return is.meets(s.d.statute.pairs[i].first) || is.meets(s.d.statute.pairs[i].second)
	})
}

// weighed combines the lines of a trunk with technical acts: one trunk for each way that the facts decide it, none when a line is left at
// nothing.
func (s *space) weighed(t trunk, technical ...*option) (out []trunk) {
	for _, o := range technical {
		full := true
		s.join(t, o, func(u trunk) { t, full = u, false })
		if full {
			return nil
		}
	}
	probes := make([]probe, len(t.acts))
	picks := make([]pick, len(t.acts))
	for i, o := range t.acts {
		probes[i] = probe{act: &s.d.acts[o.act], code: o.code, amount: o.amount, settled: true, status: allowed}
		if o.stated {
			probes[i].stated = o.code
		}
		picks[i] = pick{probe: &probes[i]}
	}
	d := s.d
	lawful := false
	s.explore(nil, func() bool {
		d.memo = d.memo[:0]
		lawful = d.weigh(&d.worlds[0], picks)
		return len(d.blocked.facts) == 0
	}, func(c cube) {
		if !lawful {
			return
		}
		u := trunk{acts: t.acts}
		for i := range picks {
			if !picks[i].firm {
				return
			}
			u.total += picks[i].amount()
		}
		if u.cubes = meetAll(t.cubes, []cube{c}); len(u.cubes) == 0 {
			return
		}
		for i := range out {
			if out[i].total == u.total {
				out[i].cubes = append(out[i].cubes, u.cubes...)
				return
			}
		}
		out = append(out, u)
	})
	d.memo = d.memo[:0]
	return out
}

// solve tries every trunk with every set of additions that makes the amount, then pairs of technical acts, then extra fees.
func (x *solver) solve() {
	x.reachable()
	for i := range x.trunks {
		t := &x.trunks[i]
		if len(t.acts) > 0 && x.makes(x.cents-t.total) {
			x.grow(t, t.cubes, nil, 0, x.cents-t.total)
		}
		if t.apart && t.total < x.cents {
			x.beside(t)
		}
	}
	if x.extra() {
		x.extraFees()
	}
}

// close gives the desks back.
func (x *solver) close() {
	for _, d := range []*desk{x.trial, x.ordinal} {
		if d != nil {
			d.release(d)
		}
	}
	x.trial, x.ordinal = nil, nil
}

// reachable notes which sums the additions from each one on can make, whatever their facts.
func (x *solver) reachable() {
	most := int64(0)
	for i := range x.additions {
		most += x.additions[i].amount
	}
	most = min(most, x.cents)
	x.sums = make([][]bool, len(x.additions)+1)
	last := make([]bool, most+1)
	last[0] = true
	x.sums[len(x.additions)] = last
	for i := len(x.additions) - 1; i >= 0; i-- {
		sums := slices.Clone(x.sums[i+1])
		for n := x.additions[i].amount; n <= most; n++ {
			sums[n] = sums[n] || x.sums[i+1][n-x.additions[i].amount]
		}
		x.sums[i] = sums
	}
}

// grow adds additions to a trunk, from the i-th on, until they make what is left.
func (x *solver) grow(t *trunk, cubes []cube, added []*option, i int, left int64) {
	if left == 0 {
		if acts := append(slices.Clone(t.acts), added...); x.accompanied(acts) {
			x.try(acts, cubes, 0)
		}
		return
	}
	for ; i < len(x.additions) && x.additions[i].amount <= left; i++ {
		o := &x.additions[i]
		if !x.sums[i][left] {
			return
		}
		if !x.sums[i+1][left-o.amount] {
			continue
		}
		a := &x.d.acts[o.act]
		apart := func(other *option) bool { return other.act == o.act || excludes(a, &x.d.acts[other.act]) }
		if slices.ContainsFunc(t.acts, apart) || slices.ContainsFunc(added, apart) {
			continue
		}
		if next := meetAll(cubes, o.cubes); len(next) > 0 {
			x.grow(t, next, append(added, o), i+1, left-o.amount)
		}
	}
}

// accompanied reports whether each addition has something to accompany.
func (x *solver) accompanied(acts []*option) bool {
	for i, o := range acts {
		a := &x.d.acts[o.act]
		if !a.principal && !slices.ContainsFunc(acts, func(p *option) bool { return p != acts[i] && a.with.meets(x.d.acts[p.act].is) }) {
			return false
		}
	}
	return true
}

// gradeOf is the weakest grade of a bill.
func gradeOf(b *bill) plan.Reliability {
	worst := plan.Official
	for i := range b.lines {
		worst = max(worst, b.lines[i].grade())
	}
	return worst
}
