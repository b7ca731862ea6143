package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
)

// momentBar shows the two times of an answer, and the form that changes them.
type momentBar struct {
	Label     string // what stands before it; empty: « Faits au »
	Facts     string // the day or the year of the facts, in words
	Known     string
	Scenario  string
	Version   string
	Form      string // the id of the form of facts that the fields belong to; empty: a form of their own
	Action    string // where that form goes; empty: the bar only shows
	Fields    []field
	Scenarios []option
}

// momentNames are the names of the fields, in addresses as in forms, by the path of a problem.
var momentNames = map[string]string{"--au": "au", "--connu-le": "connu_le", "--scenario": "scenario"}

// asked reads the moment out of a form or an address.
func (s *Server) asked(values url.Values) opposable.Asked {
	return opposable.Asked{
		At: isoDate(values.Get("au")), Known: isoDate(values.Get("connu_le")), Scenario: strings.TrimSpace(values.Get("scenario")), Today: s.options.Today(),
	}
}

// moment reads the moment of a page that is asked by address: it is the day of a rule, never that of a patient.
func (s *Server) moment(r *http.Request) (day.Moment, error) {
	return s.law.Moment(s.asked(r.URL.Query()), nil)
}

// bar shows a moment. The fields are those that the page lets change.
func (s *Server) bar(m day.Moment, values url.Values, action string) momentBar {
	b := s.showMoment(m)
	b.Action = action
	b.Fields = []field{
		{Name: "au", ID: "m-au", Label: "Faits au", Value: values.Get("au"), Placeholder: frenchDay(m.At), Hint: "jour/mois/année"},
		{Name: "connu_le", ID: "m-connu", Label: "Actes connus au", Value: values.Get("connu_le"), Placeholder: "tous", Hint: "vide : tous les actes"},
	}
	b.Scenarios = s.scenarios(m.Scenario)
	return b
}

// showMoment writes a moment in words.
func (s *Server) showMoment(m day.Moment) momentBar {
	b := momentBar{Facts: explain.LongDate(m.At), Known: "tous, à ce jour", Scenario: "aucun", Version: s.law.Plan.Version}
	if m.Known != nil {
		b.Known = "jusqu'au " + explain.LongDate(*m.Known)
	}
	if i, ok := s.law.Plan.Act(m.Scenario); ok && m.Scenario != "" {
		b.Scenario = s.law.Plan.Acts[i].Title
	}
	return b
}

func (s *Server) scenarios(chosen string) []option {
	out := []option{{Value: "", Label: "aucun", Chosen: chosen == ""}}
	for _, key := range s.law.Scenarios() {
		i, _ := s.law.Plan.Act(key)
		out = append(out, option{Value: key, Label: s.law.Plan.Acts[i].Title, Chosen: key == chosen})
	}
	return out
}

// momentProblems turns the refusal of a moment into that of its fields.
func momentProblems(problems facts.Problems) facts.Problems {
	out := make(facts.Problems, len(problems))
	for i, p := range problems {
		out[i] = p
		if name, ok := momentNames[p.Path]; ok {
			out[i].Path = name
		}
	}
	return out
}

// momentQuery writes the part of an address that keeps a moment.
func momentQuery(values url.Values) string {
	kept := url.Values{}
	for _, name := range []string{"au", "connu_le", "scenario"} {
		if v := values.Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + kept.Encode()
}
