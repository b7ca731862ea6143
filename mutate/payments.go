package mutate

import (
	"fmt"

	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// payments moves the share of each instalment by one hundredth of a percent and its month by one, where they are known, and narrows the
// conditions: two calendars of one sum share its cases, so that what one loses is what the other would gain. The last instalment is what
// remains of the sum: its share is no figure of its own.
func (m *maker) payments(list []plan.Payment) {
	m.unseen = true
	for i := range list {
		m.now = list[i].Parts[0]
		for j := range list[i].Versions {
			v := &list[i].Versions[j]
			m.narrow(&v.Conditions)
			for k := range v.Installments {
				in := &v.Installments[k]
				what := fmt.Sprintf("échéance %d, %s", k+1, explain.InstallmentPhrase(*in))
				if k < len(v.Installments)-1 {
					m.pair(v.Pos, what+", part", step(&in.Share))
				}
				switch {
				case in.Anniversary:
					m.pair(v.Pos, what+", mois", step(&in.PlusMonths))
				case in.Month > 0:
					m.pair(v.Pos, what+", mois", step(&in.Month))
				}
			}
		}
	}
}

// narrow takes one value from each end of the cells of conditions.
func (m *maker) narrow(c *plan.Conditions) {
	c.All(func(cond *plan.Cond) {
		if cond.Test != plan.InCell || !m.counted(cond.Thing) {
			return
		}
		domain := m.plan.Domain(cond.Thing)
		for i := range cond.Cell.In {
			in := &cond.Cell.In[i]
			if domain.Has(in.Lo - 1) {
				m.add(cond.Pos, m.end("borne basse", &cond.Cell, cond.Thing, in.Lo)+"+1", shift(&in.Lo, 1))
			}
			if domain.Has(in.Hi + 1) {
				m.add(cond.Pos, m.end("borne haute", &cond.Cell, cond.Thing, in.Hi)+"−1", shift(&in.Hi, -1))
			}
		}
	})
}

func shift(n *int64, by int64) func() func() {
	return func() func() { return step(n)(by) }
}

// step moves a number and puts it back.
func step[N int | int64](n *N) func(by int64) func() {
	return func(by int64) func() {
		before := *n
		*n += N(by)
		return func() { *n = before }
	}
}
