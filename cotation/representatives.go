package cotation

import (
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// representatives returns values that stand for the whole domain of a fact, given what is supposed of the others.
func (d *desk) representatives(fact int) []int64 {
	n := &d.names
	switch fact {
	case d.pastActs():
		return []int64{int64(eval.No), int64(eval.Yes)}
	case n.age:
		if out := d.agesOfBands(); out != nil {
			return out
		}
	case n.dayKind:
		if d.visit.Local {
			return d.localDays()
		}
	}
	out := d.standFor(fact)
	if fact == n.months && n.age != absent && d.values[n.age].State == eval.Known {
		years := d.values[n.age].N
		out = within(out, years*monthsPerYear, years*monthsPerYear+monthsPerYear-1)
	}
	return out
}

// agesOfBands returns the ages to try where a past act counts by band of ages: each year of a band tells how long ago the band began.
func (d *desk) agesOfBands() []int64 {
	var out []int64
	for _, i := range d.capped {
		d.acts[i].eachCap(d.statute, func(c *plan.Cap) {
			if c.Period != plan.PerAgeBand || !slices.ContainsFunc(d.visit.Facts.History, func(p eval.PastAct) bool { return slices.Contains(c.Codes, p.Code) }) {
				return
			}
			for _, band := range c.Bands {
				for age := band.Lo; age <= band.Hi; age++ {
					out = append(out, age)
				}
			}
		})
	}
	if out == nil {
		return nil
	}
	out = append(out, d.standFor(d.names.age)...)
	slices.Sort(out)
	return slices.Compact(out)
}

// within keeps the values of a range, and its first: the pieces that the values begin may begin before it.
func within(values []int64, lo, hi int64) []int64 {
	out := []int64{lo}
	for _, v := range values {
		if v > lo && v <= hi {
			out = append(out, v)
		}
	}
	return out
}

// standFor gathers the representatives that the programs of the statute need. They do not depend on the day, but for dates.
func (d *desk) standFor(fact int) []int64 {
	dated := d.plan.Facts[fact].Kind == plan.Date
	if !dated {
		d.mu.RLock()
		out := d.standIns[fact]
		d.mu.RUnlock()
		if out != nil {
			return out
		}
	}
	var out []int64
	see := func(prog *eval.Program) {
		if slices.Contains(prog.Facts, fact) {
			out = append(out, prog.Representatives(fact, d.at)...)
		}
	}
	for i := range d.acts {
		see(d.acts[i].prog)
	}
	for i := range d.statute.pairs {
		see(d.statute.pairs[i].prog)
	}
	for i := range d.statute.ranks {
		see(d.statute.ranks[i].prog)
	}
	for i := range d.statute.shares {
		see(d.statute.shares[i].prog)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if !dated {
		d.mu.Lock()
		d.standIns[fact] = out
		d.mu.Unlock()
	}
	return out
}
