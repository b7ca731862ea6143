package cotation

import (
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/eval"
)

// What a set may have beside its trunk: technical acts that nothing combines with it, an extra fee.

// beside adds to a trunk one technical act, then two: the dearer for its whole, the other for what its rank leaves.
func (x *solver) beside(t *trunk) {
	grow := func(list []trunk) {
		for i := range list {
			if u := &list[i]; x.makes(x.cents - u.total) {
				x.grow(u, u.cubes, nil, 0, x.cents-u.total)
			}
		}
	}
	for i := range x.technical {
		dearer := &x.technical[i]
		left := x.cents - t.total - dearer.amount
		if left < 0 {
			continue
		}
		if x.makes(left) {
			grow(x.weighed(*t, dearer))
		}
		for j := i; j < len(x.technical) && x.rank > 0; j++ {
			part := pick{probe: &probe{amount: x.technical[j].amount}, percent: x.rank}
			if x.makes(left - part.amount()) {
				grow(x.weighed(*t, dearer, &x.technical[j]))
			}
		}
	}
}

// makes reports whether additions can make a sum, nothing included.
func (x *solver) makes(sum int64) bool {
	return sum >= 0 && sum < int64(len(x.sums[0])) && x.sums[0][sum]
}

// extra reports whether the doctor may ask extra fees.
func (s *space) extra() bool {
	v := s.d.values[s.d.names.sector]
	return v.State == eval.Known && v.N != 0 // of the words declared, the first has no extra fee of its own
}

// extraFees adds, once for each act that is a base, what the amount has above it.
func (x *solver) extraFees() {
	if x.bases == nil {
		x.bases = slices.DeleteFunc(x.listBases(), func(o option) bool { return !x.everFound(&o) })
		x.proved = make([]*Combination, len(x.bases))
	}
	for i := range x.bases {
		o := &x.bases[i]
		switch known := x.proved[i]; {
		case o.amount >= x.cents:
		case known != nil && known.Total <= x.cents:
			x.found = append(x.found, x.dearer(known))
		default:
			before := len(x.found)
			if x.try([]*option{o}, o.cubes, x.cents-o.amount); len(x.found) > before {
				one := x.found[before]
				x.proved[i] = &one
			}
		}
	}
}

// hugeFee is above every tariff.
const hugeFee = 1_000_000_00

// everFound reports whether a base may bear a fee at all. A bill that bears one bears any greater one: what no fee however great makes is
// never tried again.
func (x *solver) everFound(o *option) bool {
	asked := x.cents
	x.cents = hugeFee
	before := len(x.found)
	x.try([]*option{o}, o.cubes, x.cents-o.amount)
	found := len(x.found) > before
	x.cents, x.found = asked, x.found[:before]
	return found
}

// dearer is a proved combination with a greater fee. What the fee decides, it decides by being above the tariffs: a greater one changes
// nothing else.
func (x *solver) dearer(known *Combination) Combination {
	one := *known
	more := x.cents - known.Total
	one.Total, one.Extra = x.cents, known.Extra+more
	one.Lines = slices.Clone(known.Lines)
	one.Lines[0].Amount += more
	one.Conditions = append(slices.Clone(known.Conditions[:len(known.Conditions)-1]), extraPhrase(one.Extra))
	fee := &x.d.plan.Facts[x.d.names.fee]
	section, name, _ := strings.Cut(fee.Path, ".")
	one.Witness = maps.Clone(known.Witness)
	facts := maps.Clone(known.Witness[section].(map[string]any))
	facts[name], one.Witness[section] = x.cents, facts
	return one
}

// listBases lists the principal acts under the price list that an extra fee comes with.
func (s *space) listBases() []option {
	d := s.d
	list := int64(opposableTariff)
	if v := d.values[d.names.optam]; v.State != eval.Known || v.N == 0 {
		list = freeTariff
	}
	bases := []option{}
	for _, i := range d.worlds[0].acts {
		a := &d.acts[i]
		switch {
		case a.dead || !a.principal:
		case a.bill.CodeFact >= 0:
			for _, word := range s.searched(a.bill.CodeFact) {
				s.base(&probe{act: a, list: list, word: word, stated: d.plan.Facts[a.bill.CodeFact].Words[word], frame: a.prog.NewFrame(d.at)}, &bases)
			}
		default:
			s.base(&probe{act: a, list: list, frame: a.prog.NewFrame(d.at)}, &bases)
		}
	}
	return bases
}

// base is options, the refusals left as they are.
func (s *space) base(p *probe, into *[]option) {
	kept := s.refusedBy[int32(p.act.index)]
	s.options(p, into)
	s.refusedBy[int32(p.act.index)] = kept
}
