package web

import (
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Which codes some visit may bill together: what their conditions leave to each fact must meet.

// asks are the values that conditions leave to each fact.
type asks map[int]plan.Set

func (a asks) narrow(c *plan.Cond) {
	if c.Test != plan.InCell || c.Thing.Kind != plan.ToFact || len(c.Cell.Since) > 0 || len(c.Cell.In) == 0 {
		return
	}
	if old, ok := a[c.Thing.Index]; ok {
		a[c.Thing.Index] = old.And(c.Cell.In)
		return
	}
	a[c.Thing.Index] = c.Cell.In
}

// admits reports whether some visit meets a condition together with these.
func (a asks) admits(c *plan.Cond) bool {
	if c.Test != plan.InCell || c.Thing.Kind != plan.ToFact || len(c.Cell.Since) > 0 || len(c.Cell.In) == 0 {
		return true
	}
	old, ok := a[c.Thing.Index]
	return !ok || len(old.And(c.Cell.In)) > 0
}

// seatAsks are what a rule asks, and its line when the code has one.
func seatAsks(p *plan.Plan, seats []seat) asks {
	out := asks{}
	for i := range p.Rules[seats[0].rule].Conditions.When {
		out.narrow(&p.Rules[seats[0].rule].Conditions.When[i])
	}
	for _, c := range lineConds(p, seats) {
		out.narrow(&c)
	}
	return out
}

// fitting lists the codes of a rule in force at a moment whose conditions may hold together with others.
func fitting(p *plan.Plan, r *plan.Rule, mine asks, m day.Moment) []string {
	for i := range r.Conditions.When {
		if !mine.admits(&r.Conditions.When[i]) {
			return nil
		}
	}
	if r.Billable.Code != "" {
		return []string{r.Billable.Code}
	}
	var out []string
	for _, part := range r.Parts {
		k := eval.InForce(p, p.Parts[part].Versions, m)
		if k < 0 || p.Parts[part].Versions[k].Table == nil {
			continue
		}
		v := &p.Parts[part].Versions[k]
		for _, row := range v.Table.Rows {
			if row.Code == "" || slices.Contains(out, row.Code) {
				continue
			}
			fits := true
			for i, cell := range row.Cells {
				fits = fits && mine.admits(&plan.Cond{Thing: v.Columns[i], Cell: cell})
			}
			if fits {
				out = append(out, row.Code)
			}
		}
	}
	return out
}
