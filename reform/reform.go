// Package reform prices a change of the law on a population: what each doctor receives in one world, less what he receives in another.
//
//	doctors, patients, acts ─► Base ──┐
//	reference world ──────────────────┼─► gain of each doctor ─► cost, winners, losers, deciles, groups
//	world of the reform ──────────────┘
//
// It takes a population once and keeps of the patients only what rules can tell: for each doctor, how many of each distinct combination
// of facts. A rule on patients is then computed on the combinations, a rule on doctors on their rows, and acts on their volumes. A fact
// that the population does not hold gives a range, the same completion in both worlds.
//
// It refuses two worlds that declare the facts of the population differently, and sums that do not fit. Results do not depend on the
// number of threads nor on how the population was cut.
//
// Unstable: only the root package is a promised face.
package reform

import (
	"context"
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// World is a body of rules at a moment.
type World struct {
	Engine *eval.Engine
	Moment day.Moment
}

// Problem is something that prevents a comparison, in French: whoever asked can act on it.
type Problem struct{ Text string }

// Error says what is wrong and what to do.
func (p *Problem) Error() string { return p.Text }

// Options are what a comparison may be told.
type Options struct {
	Threads int
	Rules   []string // the measures to price, by key; none: all that differ
	NoActs  bool
	// Volume is the change of the volume of acts in the world of the reform, in hundredths of a percent.
	Volume int64
}

// Measure is one rule priced in both worlds.
type Measure struct {
	Rule        int // in the plan of the reform, or of the reference when it has none
	Key, Title  string
	Reliability plan.Reliability
	Reason      string   // why it could not be priced; the gains are then empty
	Assumed     []string // facts that stood at their default
	Open        []string // facts that the population does not hold, and that decide
	Unfound     bool     // a figure of the law was not found on some row
	Aside       bool     // a range or no figure at all: counted apart, unless it was asked for
	Min, Max    []int64  // gain of one doctor of each row, cents
	Unsure      []bool   // rows on which something that decides is missing; nil: none

	before, after []int64
	acts          bool
}

// Gains are what all measures together change for each doctor.
type Gains struct {
	Base     *Base
	Measures []Measure
	Min, Max []int64
	Unsure   []bool // nil: none
	// Before and After are what the measures pay to one doctor of each row, at the first completion of what is missing.
	Before, After []int64

	sorted []gain // those that are not nil
}

// Compare prices every measure that differs between two worlds, for each doctor.
func (b *Base) Compare(ctx context.Context, reference, changed *Side, o Options) (*Gains, error) {
	if err := b.fit(reference.world.Engine.Plan, changed.world.Engine.Plan); err != nil {
		return nil, err
	}
	c := &comparison{
		base: b, options: o, out: &Gains{Base: b, Min: make([]int64, b.N), Max: make([]int64, b.N), Before: make([]int64, b.N), After: make([]int64, b.N)},
		sides: [2]*Side{reference, changed},
	}
	for _, key := range c.keys() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := c.measure(key); err != nil {
			return nil, err
		}
	}
	if !o.NoActs {
		if err := c.acts(ctx); err != nil {
			return nil, err
		}
	}
	c.nothingPriced()
	return c.out, nil
}

// nothingPriced leaves every doctor open where something differs and nothing of it could be priced: no gain is not known there.
func (c *comparison) nothingPriced() {
	g := c.out
	if len(g.Measures) == 0 || slices.ContainsFunc(g.Measures, func(m Measure) bool { return !m.Aside }) {
		return
	}
	g.Unsure = make([]bool, len(g.Min))
	for d := range g.Unsure {
		g.Unsure[d] = true
	}
}

// comparison is one run of Compare.
type comparison struct {
	base    *Base
	options Options
	sides   [2]*Side
	out     *Gains
}

// keys lists the rules on doctors that either world pays and that differ.
func (c *comparison) keys() []string {
	var out []string
	for _, s := range c.sides {
		p := s.world.Engine.Plan
		for i := range p.Rules {
			r := &p.Rules[i]
			if r.Base >= 0 || r.Item == "" || r.Unit.Kind != plan.Euro || slices.Contains(out, r.Key) {
				continue
			}
			if len(c.options.Rules) > 0 && !slices.Contains(c.options.Rules, r.Key) {
				continue
			}
			if c.sides[0].reading(r.Key) != c.sides[1].reading(r.Key) {
				out = append(out, r.Key)
			}
		}
	}
	return out
}

// add puts a measure into the sums of the doctors; what is not one number stays aside, so that the rest can be read.
func (c *comparison) add(m Measure) {
	g := c.out
	m.Aside = m.Reason != "" || len(c.options.Rules) == 0 && (m.Unfound || len(m.Open) > 0)
	g.Measures = append(g.Measures, m)
	if m.Aside {
		return
	}
	for i := range m.Min {
		g.Min[i] += m.Min[i]
		g.Max[i] += m.Max[i]
		g.Before[i] += m.before[i]
		g.After[i] += m.after[i]
	}
	if m.Unsure == nil {
		return
	}
	if g.Unsure == nil {
		g.Unsure = make([]bool, len(g.Min))
	}
	for i, u := range m.Unsure {
		g.Unsure[i] = g.Unsure[i] || u
	}
}
