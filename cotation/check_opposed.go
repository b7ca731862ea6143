package cotation

import (
	"maps"
	"slices"

	"github.com/opposable/opposable/plan"
)

// opposed finds a fact for which two codes demand values that exclude each other: no visit has both. It returns absent without one.
func (s *statute) opposed(a *act, code string, b *act, other string) int {
	one, two := s.demands(a, code), s.demands(b, other)
	for _, fact := range slices.Sorted(maps.Keys(one)) {
		if set, both := two[fact]; both && len(one[fact].And(set)) == 0 {
			return fact
		}
	}
	return absent
}

// demands lists what a code asks of facts, whatever else holds: the conditions of its rule, and the rows that bear it.
func (s *statute) demands(a *act, code string) map[int]plan.Set {
	out := map[int]plan.Set{}
	demand := func(fact int, set plan.Set) {
		if s.plan.Facts[fact].Kind == plan.Code { // that of one line, not of the visit
			return
		}
		if known, twice := out[fact]; twice {
			set = known.And(set)
		}
		out[fact] = set
	}
	for _, c := range s.plan.Rules[a.rule].Conditions.When {
		if c.Thing.Kind == plan.ToFact && c.Test == plan.InCell && len(c.Cell.Since) == 0 {
			demand(c.Thing.Index, c.Cell.In)
		}
	}
	if a.codeVersion == nil {
		return out
	}
	for k, column := range a.codeVersion.Columns {
		if column.Kind != plan.ToFact {
			continue
		}
		var admitted plan.Set
		for i := range a.codeVersion.Table.Rows {
			if row := &a.codeVersion.Table.Rows[i]; row.Code == code {
				admitted = admitted.Or(row.Cells[k].In)
			}
		}
		if len(admitted) > 0 {
			demand(column.Index, admitted)
		}
	}
	return out
}
