package eval

import (
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

type stepKind uint8

const (
	partStep stepKind = iota
	ruleStep
	fallbackStep
)

// step computes one slot.
type step struct {
	kind    stepKind
	slot    int
	ref     plan.Ref
	version int // of a part
	dead    bool
	missing bool // the version says that its figures are not established

	conds  []cond
	anyOf  [][][]cond // each of several "one of": groups of conditions
	caps   []plan.Cap
	constN int64
	value  func(*Frame, *step) Value
	table  *lookup

	asides     []int // slots of the parts that set this one aside
	augments   int   // slot of the part that this one is a rate of, or −1
	multiplier int   // slot of the rule whose percent applies, or −1
	words      bool  // a failed condition gives no word
	bare       bool  // nothing but a value: no condition, cap, rate, multiplier or exception
	sources    []int // of a fallback: slots tried in order
	idle       []int // of a fallback: parts that nothing else reads
}

// cond is a condition on a slot.
type cond struct {
	slot   int
	test   plan.Test
	simple bool // one interval, no elapsed time
	worded bool // the thing answers with words: any word is an answer
	lo, hi int64
	cell   *plan.Cell
	of     *plan.Cond
}

func (c *cond) eval(f *Frame) Truth {
	v := f.values[c.slot]
	if c.test != plan.InCell {
		t := acquired(v)
		if c.worded && v.State == Known {
			t = truth(v.N != plan.None)
		}
		if c.test == plan.NotAcquired {
			t = Yes - t
		}
		return t
	}
	switch v.State {
	case Known:
		if c.simple {
			return truth(v.N >= c.lo && v.N <= c.hi)
		}
		return truth(c.cell.Holds(v.N, f.At))
	case Absent:
		return No
	}
	return Maybe
}

func acquired(v Value) Truth {
	switch v.State {
	case Known:
		return truth(v.N != 0)
	case Absent:
		return No
	case NotEstablished:
		return Yes
	}
	return Maybe
}

func (s *step) run(f *Frame) {
	if s.kind == fallbackStep {
		s.fall(f)
		return
	}
	f.rows[s.slot] = -1
	if s.dead {
		f.values[s.slot], f.truths[s.slot] = absent, No
		if f.Log != nil {
			f.Log.valued(s, absent, No)
		}
		return
	}
	var v Value
	switch {
	case s.missing:
		v = notEstablished
	case s.table != nil:
		v = s.table.find(f, s)
	case s.value != nil:
		v = s.value(f, s)
	default:
		v = Value{N: s.constN}
	}
	if s.bare && f.Log == nil {
		f.values[s.slot], f.truths[s.slot] = v, Yes
		return
	}
	t := s.applies(f)
	if s.augments >= 0 {
		v = rateOf(v, f.values[s.augments])
	}
	if s.multiplier >= 0 {
		v = rateOf(f.values[s.multiplier], v)
	}
	if t != Yes {
		if v = gate(t, v); t == No && s.words {
			v = Value{N: plan.None}
		}
	}
	for _, aside := range s.asides {
		switch a := f.truths[aside]; {
		case a == Yes:
			v = zero
			if f.Log != nil {
				f.Log.aside(s, aside)
			}
			t = No
		case a == Maybe && !(v.State == Known && v.N == 0):
			v = unknown
		}
	}
	f.values[s.slot], f.truths[s.slot] = v, t
	if f.Log != nil {
		f.Log.valued(s, v, t)
	}
}

func (s *step) fall(f *Frame) {
	if f.values[s.slot].State != Unknown {
		if f.Log != nil {
			f.Log.Idle = append(f.Log.Idle, s.idle...)
		}
		return
	}
	for _, from := range s.sources {
		if v := f.values[from]; v.State == Known {
			f.values[s.slot] = v
			if f.Log != nil {
				f.Log.valued(s, v, Yes)
			}
			return
		}
	}
}

// rateOf applies a percent in hundredths to a value, rounded half-up.
func rateOf(rate, base Value) Value {
	switch {
	case rate.State == Known && base.State == Known:
		if rate.N == hundredPercent {
			return base
		}
		return Value{N: money.Divide(rate.N*base.N, hundredPercent, money.HalfUp)}
	case rate.State == Absent || base.State == Absent:
		return absent
	case rate.State == Known && rate.N == 0, base.State == Known && base.N == 0:
		return zero
	}
	return Value{State: max(rate.State, base.State)}
}

const hundredPercent = 100_00

// applies evaluates all conditions and caps.
func (s *step) applies(f *Frame) Truth {
	t := Yes
	for i := range s.conds {
		r := s.conds[i].eval(f)
		if f.Log != nil {
			f.Log.tested(s, s.conds[i].of, r)
		}
		if t = min(t, r); t == No && f.Log == nil {
			return No
		}
	}
	for _, groups := range s.anyOf {
		some := No
		for _, group := range groups {
			all := Yes
			for i := range group {
				r := group[i].eval(f)
				if f.Log != nil {
					f.Log.tested(s, group[i].of, r)
				}
				all = min(all, r)
			}
			some = max(some, all)
		}
		if t = min(t, some); t == No && f.Log == nil {
			return No
		}
	}
	for i := range s.caps {
		r := f.underCap(&s.caps[i])
		if f.Log != nil {
			f.Log.capped(s, i, r)
		}
		t = min(t, r)
	}
	return t
}

// underCap reports whether fewer acts than the cap's were billed in its period before the day of the facts.
func (f *Frame) underCap(c *plan.Cap) Truth {
	switch {
	case f.CapsGiven:
		return f.Caps
	case !f.HistoryKnown:
		return Maybe
	}
	n, known := f.Billed(c)
	if !known {
		return Maybe
	}
	return truth(n < c.Count)
}

// Billed counts the past acts of a cap in its period. It reports false when the period is a stay whose start, or a band of ages
// where the age, is unknown.
func (f *Frame) Billed(c *plan.Cap) (int, bool) {
	from := day.Date(-1 << 30)
	switch c.Period {
	case plan.PerDay:
		from = f.At
	case plan.PerWeek:
		from = f.At.StartOfWeek()
	case plan.PerQuarter:
		from = f.At.StartOfQuarter()
	case plan.PerYear:
		from = f.At.StartOfYear()
	case plan.PerStay:
		from = day.Date(f.Stay.N)
	case plan.PerAgeBand:
		from = f.startOfBand(c)
	}
	n := 0
	for _, past := range f.History {
		for _, code := range c.Codes {
			if past.Code == code {
				if c.Period == plan.PerStay && f.Stay.State != Known || c.Period == plan.PerAgeBand && f.Age.State != Known {
					return 0, false
				}
				if past.Date >= from && past.Date <= f.At {
					n++
				}
				break
			}
		}
	}
	return n, true
}

// startOfBand is the first day on which the patient may have been as old as the band begins. A past act was billed at an age that some band
// admits; bands being apart, one billed since that day was billed in this band.
func (f *Frame) startOfBand(c *plan.Cap) day.Date {
	for _, band := range c.Bands {
		if f.Age.State == Known && band.Lo <= f.Age.N && f.Age.N <= band.Hi {
			return f.At.AddMonths(-12*int(f.Age.N-band.Lo+1)) + 1
		}
	}
	return f.At
}
