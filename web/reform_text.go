package web

import (
	"strconv"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// amendedRule is the text of a rule whose figures are fields.
type amendedRule struct {
	Key, Title, Statement string
	Parts                 []rulePart
	Since                 string
}

// figureField is a figure of the law as a field: what it says, and what is written in its place.
type figureField struct {
	Name, ID, Label string
	Before, Value   string // as the law writes numbers; Value as it was typed
	Unit            string
	Changed         bool
	Most, Step      string // of a slider
}

// amended reads a rule at a moment, each figure in force as a field with what the comparison changes in it.
func (s *Server) amended(rule int, m day.Moment, c *opposable.Comparison) *amendedRule {
	p := s.law.Plan
	reading := explain.Read(p, rule, m)
	out := &amendedRule{Key: reading.Key, Title: reading.Title, Statement: reading.Statement}
	for i := range reading.Parts {
		part := s.partOf(&p.Rules[rule], &reading.Parts[i], "")
		s.fields(rule, &part, m, c)
		out.Parts = append(out.Parts, part)
	}
	return out
}

// fields makes the figures of a part fields.
func (s *Server) fields(rule int, view *rulePart, m day.Moment, c *opposable.Comparison) {
	p := s.law.Plan
	part := partOfPlan(p, rule, view.Name)
	if part == nil || part.Unit.Kind == plan.Answer {
		return
	}
	k := eval.InForce(p, part.Versions, m)
	if k < 0 {
		return
	}
	v := &part.Versions[k]
	unit := part.Unit
	if part.Augments >= 0 {
		unit = plan.Unit{Kind: plan.Percent}
	}
	place := part.Name + ".v" + strconv.Itoa(k+1)
	if part.Name != p.Rules[rule].Key {
		place = p.Rules[rule].Key + "." + place
	}
	if v.Value != nil && !v.Value.NotEstablished {
		view.Amend = newFigure(place, view.Title, v.Value.N, unit, unit.Scale(), c)
	}
	for i := range v.Params {
		param := &v.Params[i]
		name := p.Spoken(param.Name)
		if param.From == nil && !param.Figure.NotEstablished && len(view.Params) > 0 && name != explain.ParamText(param) {
			view.Figures = append(view.Figures, newFigure(place+"."+param.Name, view.Title+", "+name, param.Figure.N, param.Unit, param.Scale, c))
		}
	}
	if v.Table == nil {
		return
	}
	for i := range v.Table.Rows {
		row := &v.Table.Rows[i]
		if i >= len(view.Lines) || row.Value == nil || row.Value.NotEstablished {
			continue
		}
		view.Lines[i].Amend = newFigure(place+".l"+strconv.Itoa(i+1), view.Title+", "+view.Lines[i].Case, row.Value.N, unit, unit.Scale(), c)
	}
}

func newFigure(place, label string, n int64, unit plan.Unit, scale int, c *opposable.Comparison) *figureField {
	before := money.FormatDecimal(n, scale)
	if strings.Contains(before, ".") {
		before = strings.TrimRight(strings.TrimRight(before, "0"), ".")
	}
	f := &figureField{
		Name: reformFigure + place, ID: fieldID(place), Label: label, Before: money.FrenchNumber(before), Value: money.FrenchNumber(before), Unit: unitSign(unit),
	}
	f.Most, f.Step = sliderRange(n, scale)
	if c == nil {
		return f
	}
	for _, e := range c.Edits {
		if e.Place() == place && !sameFigure(before, e.Value) {
			f.Value, f.Changed = money.FrenchNumber(e.Value), true
		}
	}
	return f
}

func unitSign(u plan.Unit) string {
	switch u.Kind {
	case plan.Euro:
		return "€"
	case plan.Percent:
		return "%"
	}
	return u.Label
}

// sliderRange goes from nothing to twice a figure, in steps that a hand can hold.
func sliderRange(n int64, scale int) (most, step string) {
	unit := plan.Pow10(scale)
	top := max(2*n, 10*unit)
	stride := unit
	for top/stride > 400 {
		stride *= 10
	}
	for top/stride < 40 && stride%10 == 0 {
		stride /= 10
	}
	if top/stride > 200 && stride%2 == 0 {
		stride = stride * 5
	}
	top -= top % stride
	return money.FormatDecimal(top, scale), money.FormatDecimal(stride, scale)
}
