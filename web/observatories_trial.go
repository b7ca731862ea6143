package web

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/observatory"
)

// trial holds a reader's own values against the paths.
type trial struct {
	Day      field
	Fields   []field
	Posted   bool
	Lines    []objectiveView
	On       day.Date
	Problems []problem
}

// tryValues makes the form of every indicator that has a target, and its answer when it was sent.
func (s *Server) tryValues(report *observatory.Report, values url.Values, posted bool, asked opposable.Asked) (trial, error) {
	out := trial{Posted: posted, Day: field{
		Name: "jour", ID: "f-jour", Label: "Jour des valeurs", Value: values.Get("jour"), Placeholder: frenchDay(s.options.Today()), Mode: "numeric", Class: "date",
	}}
	out.Fields = trialFields(report, values)
	if !posted {
		return out, nil
	}
	on, problem := s.trialDay(values.Get("jour"))
	if problem != nil {
		out.refuse(facts.Problems{*problem}, nil)
		return out, nil
	}
	var list []any
	var names []string
	for _, f := range out.Fields {
		text := strings.TrimSpace(f.Value)
		if text == "" {
			continue
		}
		list, names = append(list, trialValue(f, text, on)), append(names, f.Name)
	}
	asked.At = on.String()
	answered, err := s.law.Observe(map[string]any{"valeurs": list}, asked)
	var refused facts.Problems
	if errors.As(err, &refused) {
		out.refuse(refused, names)
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.On = on
	for _, line := range append(answered.Objectives, answered.Programmes...) {
		given := line.Value != nil || len(line.Aside) > 0
		for _, strand := range line.Strands {
			given = given || strand.Value != nil
		}
		if !given {
			continue
		}
		index, _ := s.law.Plan.Rule(line.Rule)
		v := objectiveView{Line: line}
		v.dress(&s.law.Plan.Rules[index])
		out.Lines = append(out.Lines, v)
	}
	return out, nil
}

// trialFields are the indicators that a value can be held against, one control per strand.
func trialFields(report *observatory.Report, values url.Values) []field {
	var out []field
	add := func(line observatory.Line, strand, label string) {
		name := line.Rule
		if strand != "" {
			name += "." + strand
		}
		unit := line.Unit
		if unit == "%/an" {
			unit = "% par an"
		}
		out = append(out, field{Name: name, ID: fieldID(name), Label: label, Value: values.Get(name), Unit: unit, Mode: "decimal"})
	}
	for i, list := range [][]observatory.Line{report.Objectives, report.Programmes} {
		for _, line := range list {
			rank := itoa(line.Number) + ". "
			if i > 0 {
				rank = "Programme " + rank
			}
			label := rank + line.Title
			switch {
			case line.Target == nil || line.Status == observatory.Undefined:
			case len(line.Strands) > 0:
				for _, strand := range line.Strands {
					add(line, strand.Name, rank+strand.Title)
				}
			default:
				add(line, "", label)
			}
		}
	}
	return out
}

// trialValue states one control as the contract's JSON. « NS » is an unknown value.
func trialValue(f field, text string, on day.Date) map[string]any {
	rule, strand, _ := strings.Cut(f.Name, ".")
	list, rank, _ := strings.Cut(rule, "_")
	unit := f.Unit
	if unit == "% par an" {
		unit = "%/an"
	}
	one := map[string]any{list: json.Number(strings.TrimLeft(rank, "0")), "date": on.String(), "unite": unit, "valeur": number(strings.TrimPrefix(text, "+"))}
	if strings.EqualFold(text, "ns") {
		one["valeur"] = nil
	}
	if strand != "" {
		one["volet"] = strand
	}
	return one
}

// refuse puts problems at their controls.
func (t *trial) refuse(problems facts.Problems, names []string) {
	for _, p := range problems {
		at := t.Day.Name
		for i, name := range names {
			if strings.HasPrefix(p.Path, "valeurs["+itoa(i)+"]") {
				at = name
			}
		}
		if at == t.Day.Name {
			t.Day.Error = p.Message
			t.Problems = append(t.Problems, problem{ID: t.Day.ID, Label: t.Day.Label, Text: p.Message})
		}
		for i := range t.Fields {
			if f := &t.Fields[i]; f.Name == at {
				f.Error = p.Message
				t.Problems = append(t.Problems, problem{ID: f.ID, Label: f.Label, Text: p.Message})
			}
		}
	}
}
