// Package mutate changes one figure of the law at a time, by the least that a text could change it, so that tests can show that they would
// notice: an amount by one cent, a rate by one hundredth of a percent, a number and the bound of a cell by one, a date by one day.
//
// It takes a plan and a rule; it gives mutants, each of which can be applied to the plan and undone. For one that no test noticed, Search
// gives a situation in which it shows, or the reason to believe that it changes nothing. It refuses nothing.
//
// Unstable: only the root package is a promised face.
package mutate

import (
	"fmt"
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// Mutant is one change.
type Mutant struct {
	Place  string // file:line:column
	What   string // in French: the figure and how it is changed
	Part   int
	Unseen bool // nothing that a rule computes shows it: an instalment, a cap
	Apply  func()
	Revert func()
}

// Of lists the mutants of a rule: both directions of each figure and bound, and of each date of effect
// when dates are asked for (a date that another one repeats can change alone without effect). Figures that only repeat another part's are left out.
// A figure that other readings of the rule share is changed in all of them at once.
func Of(p *plan.Plan, rule int, dates bool) []Mutant {
	var out []Mutant
	at := map[string]int{}
	for i := range p.Rules {
		if i != rule && p.Rules[i].Base != rule {
			continue
		}
		m := &maker{plan: p, rule: &p.Rules[i], dates: dates}
		for _, part := range p.Rules[i].Parts {
			m.part(part)
		}
		m.payments(p.Rules[i].Payments)
		for _, mutant := range m.out {
			key := mutant.Place + mutant.What
			if first, shared := at[key]; shared {
				out[first] = both(out[first], mutant)
				continue
			}
			at[key] = len(out)
			out = append(out, mutant)
		}
	}
	return out
}

// both applies two mutants as one.
func both(a, b Mutant) Mutant {
	applyA, revertA := a.Apply, a.Revert
	a.Apply = func() { applyA(); b.Apply() }
	a.Revert = func() { b.Revert(); revertA() }
	return a
}

type maker struct {
	plan  *plan.Plan
	rule  *plan.Rule
	dates bool

	now    int
	unseen bool
	out    []Mutant
}

func (m *maker) part(i int) {
	m.now = i
	part := &m.plan.Parts[i]
	m.conditions(&part.Conditions)
	for k := range part.Versions {
		v := &part.Versions[k]
		for j := range v.Effects {
			if e := &v.Effects[j]; m.dates && !e.Never {
				m.pair(e.Pos, "date du "+e.From.String()+", un jour", func(by int64) func() {
					before := e.From
					e.From += dayOf(by)
					return func() { e.From = before }
				})
			}
		}
		m.figure(v.Value, part, "valeur")
		m.params(v.Params)
		m.conditions(&v.Conditions)
		m.unseen = true
		for j := range v.Caps {
			limit := &v.Caps[j]
			m.pair(limit.Pos, fmt.Sprintf("plafond de %d, un acte", limit.Count), func(by int64) func() {
				before := limit.Count
				limit.Count += int(by)
				return func() { limit.Count = before }
			})
		}
		m.unseen = false
		if v.Table == nil {
			continue
		}
		domains := m.plan.ColumnDomains(i, k)
		for j := range v.Table.Rows {
			row := &v.Table.Rows[j]
			m.figure(row.Value, part, "ligne « "+explain.RowPhrase(m.plan, v, row)+" »")
			m.params(row.Params)
			m.bounds(v, j, domains)
		}
	}
}

// pair adds the mutant that goes up and the one that goes down.
func (m *maker) pair(pos plan.Pos, what string, change func(by int64) (undo func())) {
	for _, by := range []int64{1, -1} {
		m.add(pos, what+", "+signed(by), func() func() { return change(by) })
	}
}

func signed(by int64) string {
	if by < 0 {
		return "−1"
	}
	return "+1"
}

func (m *maker) add(pos plan.Pos, what string, change func() (undo func())) {
	mutant := Mutant{Place: fmt.Sprintf("%s:%d:%d", m.rule.File, pos.Line, pos.Column), What: what, Part: m.now, Unseen: m.unseen}
	var undo func()
	mutant.Apply = func() { undo = change(); m.plan.Build() }
	mutant.Revert = func() { undo(); m.plan.Build() }
	m.out = append(m.out, mutant)
}

func (m *maker) figure(f *plan.Figure, part *plan.Part, what string) {
	if f == nil || f.NotEstablished || part.Unit.Kind == plan.Answer {
		return
	}
	unit := part.Unit
	if part.Augments >= 0 {
		unit = plan.Unit{Kind: plan.Percent}
	}
	m.pair(f.Pos, what+", "+explain.Number(f.N, unit, nil), func(by int64) func() {
		f.N += by
		return func() { f.N -= by }
	})
}

func (m *maker) params(list []plan.Param) {
	for i := range list {
		p := &list[i]
		if p.From != nil || p.Figure.NotEstablished {
			continue
		}
		m.pair(p.Figure.Pos, p.Name+", "+explain.ParamText(p), func(by int64) func() {
			p.Figure.N += by
			return func() { p.Figure.N -= by }
		})
	}
}

func (m *maker) conditions(c *plan.Conditions) {
	c.All(func(cond *plan.Cond) {
		if cond.Test == plan.InCell {
			m.cell(&cond.Cell, cond.Thing, cond.Pos)
		}
	})
}

// cell moves each bound of a number, and each elapsed time, of a condition by one. The ends of the domain are no figures of the law, and a
// condition that would let in what no row of the table covers is no text: the proofs refuse it.
func (m *maker) cell(c *plan.Cell, thing plan.Ref, pos plan.Pos) {
	for i := range c.Since {
		s := &c.Since[i]
		m.pair(pos, "durée : "+c.Text, func(by int64) func() {
			s.N += int(by)
			return func() { s.N -= int(by) }
		})
	}
	if !m.counted(thing) {
		return
	}
	domain := m.plan.Domain(thing)
	for i := range c.In {
		interval := &c.In[i]
		bounds := []*int64{&interval.Lo, &interval.Hi}
		for k, bound := range bounds {
			if len(domain) == 0 || *bound <= domain[0].Lo && k == 0 || *bound >= domain[len(domain)-1].Hi && k == 1 {
				continue
			}
			side := []string{"borne basse", "borne haute"}[k]
			for _, by := range []int64{1, -1} {
				undo := step(bound)(by)
				whole := m.whole()
				undo()
				if whole {
					m.add(pos, m.end(side, c, thing, *bound)+signed(by), shift(bound, by))
				}
			}
		}
	}
}

// end names one end of a cell, by its value where the cell has several.
func (m *maker) end(side string, c *plan.Cell, thing plan.Ref, value int64) string {
	text := side + " : " + c.Text + ", "
	if len(c.In) > 1 {
		text = side + " " + explain.FactValue(&m.plan.Facts[thing.Index], eval.Of(value)) + " : " + c.Text + ", "
	}
	return text
}

// whole reports whether each table of the part has a row for each case.
func (m *maker) whole() bool {
	for k := range m.plan.Parts[m.now].Versions {
		table := m.plan.Parts[m.now].Versions[k].Table
		if table == nil {
			continue
		}
		grid, ok := plan.NewGrid(m.plan.ColumnDomains(m.now, k), table.Rows)
		if ok && slices.ContainsFunc(holes(grid), grid.InDomain) {
			return false
		}
	}
	return true
}

func holes(g *plan.Grid) []int {
	var out []int
	for box, row := range g.Rows {
		if row == plan.NoRow {
			out = append(out, box)
		}
	}
	return out
}

func dayOf(by int64) day.Date { return day.Date(by) }
