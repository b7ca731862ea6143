package web

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/observatory"
	"github.com/opposable/opposable/plan"
)

// objective dresses one line of the report with its published values and its path.
func (s *Server) objective(line observatory.Line, list []observatory.Published, m day.Moment, baseYear string) objectiveView {
	index, _ := s.law.Plan.Rule(line.Rule)
	rule := &s.law.Plan.Rules[index]
	v := objectiveView{Line: line, Anchor: strings.ReplaceAll(line.Rule, "_", "-"), Statement: rule.Statement}
	v.dress(rule)
	var own []observatory.Published
	var base *observatory.Value
	for i := range list {
		one := &list[i]
		if one.Rule != index {
			continue
		}
		own = append(own, *one)
		if one.Known && one.Held && one.On <= m.At {
			v.Latest = one
		}
		if one.Known && one.Held && observatory.CountIn(rule, one.Unit) && one.On == one.On.AddMonths(12).StartOfYear()-1 && itoa(one.On.Year()) == baseYear {
			base = &one.Value
		}
	}
	path := observatory.Path(s.law.Engine, index, m, base)
	if observatory.Grows(rule) && base != nil {
		v.BaseSaid = explain.LongDate(base.On)
	}
	v.rows(rule, own, path)
	v.draw(rule, own, path)
	return v
}

// dress writes the figures of a line.
func (v *objectiveView) dress(rule *plan.Rule) {
	for _, w := range statusWords {
		if w.status == v.Status {
			v.Word, v.Icon, v.State = w.word, w.icon, w.line
		}
	}
	v.Figure, v.Goal = "—", "—"
	if v.Value != nil {
		v.Figure = inUnit(*v.Value, v.Unit)
	}
	if v.Target != nil {
		v.Goal = inUnit(*v.Target, v.Unit)
	}
	if v.Gap != nil && v.Value != nil {
		unit := " " + rule.Unit.Label
		if strings.HasPrefix(v.Unit, "%") {
			unit = " points"
		}
		v.Distance = signedNumber(*v.Gap) + unit
	}
}

// inUnit writes a figure in the unit of a target: « 4,2 % », « +5 % par an », « 8 558 ».
func inUnit(n json.Number, unit string) string {
	switch unit {
	case "%":
		return money.FrenchNumber(n.String()) + space + "%"
	case plan.YearlyGrowth:
		return signedNumber(n) + space + "%"
	}
	return money.FrenchNumber(n.String())
}

// PerYear tells a target that is a yearly growth.
func (v objectiveView) PerYear() bool { return v.Unit == plan.YearlyGrowth }

func signedNumber(n json.Number) string {
	text := money.FrenchNumber(n.String())
	if bare, ok := strings.CutPrefix(text, "−"); ok {
		return "−" + narrow + strings.TrimLeft(bare, space+narrow)
	}
	if strings.Trim(text, "0,") == "" {
		return text
	}
	return "+" + narrow + text
}

// rows gathers published values and path by day, earliest first.
func (v *objectiveView) rows(rule *plan.Rule, own []observatory.Published, path []observatory.Point) {
	for _, one := range own {
		text := "non su"
		if one.Known {
			text = inUnit(json.Number(one.Text), one.Unit)
			if !strings.HasPrefix(one.Unit, "%") {
				text += " " + one.Unit
			} else if !observatory.InUnit(rule, one.Unit) {
				text = money.FrenchNumber(one.Text) + space + one.Unit
			}
		}
		v.Rows = append(v.Rows, pathRow{On: one.On, Value: text, Scope: one.Scope, Source: one.Source, Grade: one.Grade})
	}
	for i, p := range path {
		if observatory.Grows(rule) && i == 0 {
			continue // the base is a published value
		}
		text := inUnit(json.Number(p.Text()), v.Unit)
		if observatory.Grows(rule) {
			text = money.FrenchNumber(wholeOf(p.Value).String())
		}
		v.Rows = append(v.Rows, pathRow{On: p.On, Target: text})
	}
	slices.SortStableFunc(v.Rows, func(a, b pathRow) int { return cmp.Compare(a.On, b.On) })
}
