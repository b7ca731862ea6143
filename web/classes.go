package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/practice"
)

// patientList is the list of a practice that lump sums are summed over.
const patientList = "patientele"

// class is a kind of patients that the rules of a year, or of the year before, pay alike. Classes come from the lines of the tables that
// those rules read: a changed rule changes them.
type class struct {
	Name   string // of its field
	Label  string
	facts  map[string]any // one patient of the class, by fact
	Amount string         // what one patient brings in the year
	Before string         // and in the year before
	each   practice.Range
	was    practice.Range
	of     box
}

// listing is what a year asks about the list of patients.
type listing struct {
	Classes []class
	Within  []tally // counts within the list: patients who meet a condition
	Totals  []tally // sums over the list
}

// tally is a count or a total over the list, stated once for all of it.
type tally struct {
	Name, Label string
	fact        *plan.Fact // of one patient
	sum         *plan.Sum
	yes         any // the value that is counted
}

// box is the part of the patients that some lines of tables share: by fact, the values allowed.
type box map[int]plan.Set

// listing reads the rules of a year and of the year before.
func (s *Server) listing(m, before day.Moment) listing {
	p := s.law.Plan
	var out listing
	for i := range p.Facts {
		f := p.Facts[i].Fallback
		if f == nil || f.Sum == nil || f.Sum.Over != patientList {
			continue
		}
		switch {
		case f.Sum.Of == nil:
			out.Within = append(out.Within, s.within(f.Sum)...)
		case f.Sum.Of.Kind == plan.ToFact:
			one := &p.Facts[f.Sum.Of.Index]
			out.Totals = append(out.Totals, tally{Name: "total." + one.Name, Label: bareLabel(one.Label), fact: one, sum: f.Sum})
		case p.Facts[i].Kind == plan.Money:
			out.Classes = append(out.Classes, s.classes(f.Sum, m, before)...)
		}
	}
	return out
}

// within offers to count the patients who meet the one condition of a sum.
func (s *Server) within(sum *plan.Sum) []tally {
	if len(sum.When) != 1 || sum.When[0].Thing.Kind != plan.ToFact {
		return nil
	}
	one := &s.law.Plan.Facts[sum.When[0].Thing.Index]
	if one.Kind != plan.YesNo || !sum.When[0].Cell.In.Has(1) {
		return nil
	}
	return []tally{{Name: "dont." + one.Name, Label: "Dont " + acronym(one), fact: one, sum: sum, yes: true}}
}

// classes intersects the lines of the tables of both years.
func (s *Server) classes(sum *plan.Sum, m, before day.Moment) []class {
	boxes, aside := s.cut(sum, m)
	old, oldAside := s.cut(sum, before)
	if len(boxes) == 0 && len(aside) == 0 {
		return nil
	}
	if len(old) > 0 {
		boxes = meet(boxes, old)
	}
	for fact, set := range oldAside {
		if _, known := aside[fact]; !known {
			aside[fact] = set
		}
	}
	var out []class
	for _, b := range boxes {
		for fact, set := range aside {
			rest := plan.Set{{Lo: s.law.Plan.Facts[fact].Lo, Hi: s.law.Plan.Facts[fact].Hi}}.Minus(set)
			if len(rest) > 0 && b[fact] == nil {
				b[fact] = rest
			}
		}
		c := s.class(b)
		c.Label = s.classLabel(b, aside)
		out = append(out, c)
	}
	for fact, set := range aside {
		b := box{fact: set}
		c := s.class(b)
		c.Label = s.classLabel(b, nil)
		out = append(out, c)
	}
	for i := range out {
		out[i].each, out[i].was = s.each(sum, &out[i], m), s.each(sum, &out[i], before)
		out[i].Amount, out[i].Before = rangeText(out[i].each), rangeText(out[i].was)
	}
	return out
}

// cut returns the lines of the tables that a sum reads at a moment, as boxes, and the conditions on a patient that set a table aside.
func (s *Server) cut(sum *plan.Sum, m day.Moment) ([]box, box) {
	p := s.law.Plan
	rule := sum.Of.Index
	if sum.Of.Kind == plan.ToPart {
		rule = p.Parts[rule].Rule
	}
	var boxes []box
	aside := box{}
	s.law.Engine.Program(rule, m).Versions(func(index, version int) {
		if version < 0 {
			return
		}
		part, v := &p.Parts[index], &p.Parts[index].Versions[version]
		if v.Ends {
			return
		}
		if part.SetsAside >= 0 {
			for _, c := range part.Conditions.When {
				if c.Thing.Kind == plan.ToFact && s.ofPatient(c.Thing) {
					aside[c.Thing.Index] = c.Cell.In
				}
			}
		}
		if v.Table == nil || slices.ContainsFunc(v.Columns, func(r plan.Ref) bool { return r.Kind != plan.ToFact || !s.ofPatient(r) }) {
			return
		}
		var lines []box
		for _, row := range v.Table.Rows {
			b := box{}
			for i, column := range v.Columns {
				b[column.Index] = row.Cells[i].In
			}
			lines = append(lines, b)
		}
		if boxes == nil {
			boxes = lines
		} else {
			boxes = meet(boxes, lines)
		}
	})
	return boxes, aside
}

// ofPatient tells a fact of one patient of the list.
func (s *Server) ofPatient(r plan.Ref) bool {
	return strings.HasPrefix(s.law.Plan.Facts[r.Index].PracticePath, patientList+".")
}

// meet intersects two ways to cut the patients.
func meet(a, b []box) []box {
	var out []box
	for _, x := range a {
		for _, y := range b {
			both := box{}
			empty := false
			for fact, set := range x {
				both[fact] = set
			}
			for fact, set := range y {
				if old, ok := both[fact]; ok {
					set = old.And(set)
				}
				both[fact] = set
				empty = empty || len(set) == 0
			}
			if !empty {
				out = append(out, both)
			}
		}
	}
	return out
}

// class names a box and picks one patient in it: not at a bound where there is room, since bounds are where texts are disputed.
func (s *Server) class(b box) class {
	c := class{Name: "classe", facts: map[string]any{}, of: b}
	for _, fact := range sortedFacts(b) {
		f, set := &s.law.Plan.Facts[fact], b[fact]
		lo, hi := max(set[0].Lo, f.Lo), min(set[0].Hi, f.Hi)
		n := lo
		if f.Kind == plan.Integer && lo < hi {
			n++
		}
		c.facts[f.Name] = jsonOf(facts.Decoded(f, n))
		c.Name += fmt.Sprintf(".%s-%d-%d", f.Name, lo, hi)
	}
	return c
}

func jsonOf(v any) any {
	if n, ok := v.(int64); ok {
		return json.Number(itoa(int(n)))
	}
	return v
}

func sortedFacts(b box) []int {
	var out []int
	for fact := range b {
		out = append(out, fact)
	}
	slices.Sort(out)
	return out
}

// each is what one patient of a class brings.
func (s *Server) each(sum *plan.Sum, c *class, m day.Moment) practice.Range {
	set, err := facts.Flat(s.law.Plan, c.facts)
	if err != nil {
		panic(fmt.Sprintf("web: a class of patients has facts that the rules refuse: %v", err))
	}
	return practice.Sum(s.law.Engine, sum, []practice.Element{{Facts: set, Count: 1}}, true, m)
}

func rangeText(r practice.Range) string {
	switch {
	case r.Holes > 0:
		return "—"
	case r.Lo == r.Hi:
		return short(r.Lo)
	}
	return strings.TrimSuffix(short(r.Lo), space+"€") + " à " + short(r.Hi)
}
