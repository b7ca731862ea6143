package reform

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/money"
)

// stretch is a run of days of one month in which no rule of either world changes.
type stretch struct {
	from day.Date
	days int64
}

// wholeYear is the month of volumes that are only known for the year: they are spread evenly over its days.
const wholeYear = 0

// wholePart is the whole, in hundredths of a percent.
const wholePart = 100_00

// acts prices the volumes of acts in both worlds over the year of the reform's moment: a month's acts are spread evenly over its days.
func (c *comparison) acts(ctx context.Context) error {
	d := &c.base.deeds
	if len(d.list) == 0 {
		if c.base.noActs {
			c.unpriced()
		}
		return nil
	}
	a := &actPricing{comparison: c, year: c.sides[1].world.Moment.At.Year(), measures: map[string]*Measure{}}
	for month := 1; month <= 12; month++ {
		a.months[month] = a.stretches(month)
		a.months[wholeYear] = append(a.months[wholeYear], a.months[month]...)
	}
	a.prices = make([][13][][2]*tariff, len(d.codes))
	a.rule = make([]*Measure, len(d.codes))
	for i, code := range d.codes {
		a.prepare(i, code)
	}
	if len(a.keys) == 0 {
		return nil
	}
	for i := range d.list {
		if i%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := a.price(&d.list[i]); err != nil {
			return err
		}
	}
	for _, key := range a.keys {
		if m := a.measures[key]; m.Reason != "" || a.moved(m) {
			c.add(*m)
		}
	}
	return nil
}

// unpriced puts aside the rules of acts that differ: without their volumes a tariff costs nothing that is known.
func (c *comparison) unpriced() {
	p := c.sides[1].world.Engine.Plan
	for k := range p.Rules {
		r := &p.Rules[k]
		if r.Base >= 0 || r.Billable == nil || len(c.options.Rules) > 0 && !slices.Contains(c.options.Rules, r.Key) ||
			c.sides[0].reading(r.Key) == c.sides[1].reading(r.Key) {
			continue
		}
		c.add(Measure{Rule: k, Key: r.Key, Title: r.Title, Reliability: c.sides[1].reliability(k), Reason: "la population n'a pas de table des actes"})
	}
}

type actPricing struct {
	*comparison
	year     int
	months   [13][]stretch      // the first is the whole year
	prices   [][13][][2]*tariff // by code and month, one pair for each stretch
	rule     []*Measure         // by code; nil: nothing to price
	measures map[string]*Measure
	keys     []string
}

func (a *actPricing) moved(m *Measure) bool {
	nonzero := func(v int64) bool { return v != 0 }
	return slices.ContainsFunc(m.Min, nonzero) || slices.Contains(m.Unsure, true)
}

// at is a day as a side sees it: the reference keeps the distance that its moment has from that of the reform.
func (a *actPricing) at(side int, d day.Date) day.Moment {
	m := a.sides[side].world.Moment
	years := m.At.Year() - a.year
	m.At = d.AddMonths(12 * years)
	return m
}

// stretches cuts a month where either world changes.
func (a *actPricing) stretches(month int) []stretch {
	var out []stretch
	var last [2]eval.Segment
	first := day.New(a.year, time.Month(month), 1)
	for d := first; d < first.AddMonths(1); d++ {
		var now [2]eval.Segment
		for i, s := range a.sides {
			now[i] = s.world.Engine.Segment(a.at(i, d))
		}
		if len(out) == 0 || now != last {
			out, last = append(out, stretch{from: d}), now
		}
		out[len(out)-1].days++
	}
	return out
}

// prepare finds who prices a code, and leaves out the codes that both worlds price by the same text.
func (a *actPricing) prepare(i int, code string) {
	key, rule, side := "", -1, 0
	same := a.options.Volume == 0
	for k, s := range a.sides {
		if r, _ := ruleOf(s.world.Engine.Plan, code); r >= 0 {
			key, rule, side = s.world.Engine.Plan.Rules[r].Key, r, k
		}
	}
	if rule < 0 || len(a.options.Rules) > 0 && !slices.Contains(a.options.Rules, key) {
		return
	}
	if same {
		for _, st := range a.months[wholeYear] {
			same = same && a.readingAt(0, key, st.from) == a.readingAt(1, key, st.from)
		}
	}
	if same {
		return
	}
	if a.measures[key] == nil {
		p := a.sides[side].world.Engine.Plan
		n := a.base.N
		m := &Measure{Rule: rule, Key: key, Title: p.Rules[rule].Title, Reliability: a.sides[side].reliability(rule), before: make([]int64, n), after: make([]int64, n), acts: true}
		m.Min = make([]int64, n)
		m.Max = m.Min
		a.measures[key] = m
		a.keys = append(a.keys, key)
	}
	a.rule[i] = a.measures[key]
	for month := range a.months {
		for _, st := range a.months[month] {
			var pair [2]*tariff
			for k, s := range a.sides {
				pair[k] = s.tariff(code, a.at(k, st.from))
			}
			a.prices[i][month] = append(a.prices[i][month], pair)
		}
	}
}

// readingAt is what a rule says in a world on a day.
func (a *actPricing) readingAt(which int, key string, d day.Date) string {
	s := a.sides[which]
	m := a.at(which, d)
	side, _ := kept(&s.mu, s.days, s.world.Engine.Segment(m), func() (*Side, error) { return NewSide(s.base, World{s.world.Engine, m}), nil })
	return side.reading(key)
}

// price adds what one deed changes.
func (a *actPricing) price(d *deed) error {
	m := a.rule[d.code]
	if m == nil {
		return nil
	}
	doctor := int(d.doctor)
	var sums [2]int64 // tariff × days
	days := int64(0)
	for k, st := range a.months[d.month] {
		days += st.days
		for i, t := range a.prices[d.code][d.month][k] {
			v := eval.Value{State: eval.Absent}
			if t != nil {
				v = t.of(doctor)
			}
			switch v.State {
			case eval.Known:
				sums[i] += v.N * st.days
			case eval.Absent:
			default:
				if m.Unsure == nil {
					m.Unsure = make([]bool, a.base.N)
				}
				m.Unsure[doctor], m.Unfound = true, true
			}
		}
	}
	var paid [2]int64
	for i, quantity := range [2]int64{d.quantity, d.quantity} {
		whole := int64(1)
		if i == 1 && a.options.Volume != 0 {
			quantity, whole = quantity*(wholePart+a.options.Volume), wholePart
		}
		v, fits := money.MulDiv(sums[i], quantity, days*whole, money.HalfUp)
		if !fits {
			return &Problem{fmt.Sprintf("le montant des actes %s dépasse ce qui se compte en centimes : les quantités sont-elles les bonnes ?", a.base.deeds.codes[d.code])}
		}
		paid[i] = v
	}
	m.Min[doctor] += paid[1] - paid[0]
	m.before[doctor] += paid[0]
	m.after[doctor] += paid[1]
	return nil
}
