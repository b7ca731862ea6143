package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/practice"
)

// yearBody is the page of a practice's year.
type yearBody struct {
	*yearForm
	Year     field
	Problems []problem
	Result   *yearView // nil before a list is given
	Posted   bool      // the form was sent: what a browser remembers must not change it

	moment day.Moment
	told   *practice.Year // nil with Result
}

func (s *Server) year(w http.ResponseWriter, r *http.Request) error {
	body, err := s.yearOf(r)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if body.Problems = body.summary(); len(body.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	page := s.newPage("Mes forfaits "+body.Year.Value, "/forfaits", body)
	page.Moment = s.bar(body.moment, body.values, "")
	page.Moment.Fields, page.Moment.Form = page.Moment.Fields[1:], "faits"
	page.Moment.Label, page.Moment.Facts = "Faits de", "l’année "+body.Year.Value
	s.render(w, r, status, "forfaits", page)
	return nil
}

// yearOf reads the form and computes the year that it states. A form that states no list, or something wrong, has none.
func (s *Server) yearOf(r *http.Request) (*yearBody, error) {
	values := cloned(started)
	if r.Method == http.MethodPost {
		values = r.PostForm
		answered(values)
	}
	year, m, problems := s.yearMoment(values)
	before := m
	before.At = lastDay(s.law.Plan, year-1)
	form := s.newYearForm(values, s.listing(m, before))
	form.problems = problems
	if values.Get("exemple") != "" {
		form.fillSample()
		values.Del("exemple")
	}
	form.past = s.pastItems(year)
	if err := s.takeList(r, form, year); err != nil {
		return nil, err
	}
	body := &yearBody{Posted: r.Method == http.MethodPost, yearForm: form, Year: s.yearField(year), moment: m}
	object, listed := form.object(year)
	if len(form.problems) == 0 && listed {
		asked := opposable.Asked{Known: isoDate(values.Get("connu_le")), Scenario: values.Get("scenario"), Today: s.options.Today()}
		y, err := s.law.Year(object, asked)
		var refused facts.Problems
		switch {
		case errors.As(err, &refused):
			form.problems = refused
		case err != nil:
			return nil, err
		default:
			if form.held != nil {
				y.Tell(&form.held.Report)
			}
			body.told, body.Result = y, s.yearView(y, form)
		}
	} else if len(form.problems) == 0 {
		form.check(s, object)
	}
	return body, nil
}

// takeList reads the list of patients that the form brings or holds, and does what its buttons ask.
func (s *Server) takeList(r *http.Request, f *yearForm, year int) error {
	move := f.values.Get(listMove)
	f.values.Del(listMove)
	f.values.Del(listFile) // a form without scripts that brings no file still says its name
	f.moved = move != "" || r.MultipartForm != nil
	switch move {
	case "retirer":
		for name := range f.values {
			if strings.HasPrefix(name, listGroups) || strings.HasPrefix(name, listColumn) || strings.HasPrefix(name, listAmong) {
				f.values.Del(name)
			}
		}
		return nil
	case "confirmer":
		f.values.Set(listConfirmed, "oui")
	}
	held, err := readHeldList(f.plan, f.values)
	if err != nil {
		return f.refuseList(err)
	}
	f.held = held
	return s.receive(r, f, year)
}

// check refuses what is wrong in a form that states no list yet.
func (f *yearForm) check(s *Server, object map[string]any) {
	_, err := s.law.Year(object, opposable.Asked{Today: s.options.Today()})
	var refused facts.Problems
	if errors.As(err, &refused) {
		f.problems = refused
	}
}

// pastItems lists what paid a doctor in the year before, no longer pays in this one, and needs facts that are not asked here: the reader may
// say what was received.
func (s *Server) pastItems(year int) []practice.Untold {
	y, err := s.law.Year(map[string]any{"annee": json.Number(itoa(year))}, opposable.Asked{Today: s.options.Today()})
	if err != nil || y.Before == nil {
		return nil
	}
	var out []practice.Untold
	for _, u := range y.Before.Untold {
		now := slices.ContainsFunc(y.Untold, func(o practice.Untold) bool { return o.Rule == u.Rule }) ||
			slices.ContainsFunc(y.Items, func(o practice.Item) bool { return o.Rule == u.Rule })
		if i, ok := s.law.Plan.Rule(u.Rule); ok && !now {
			u.Title = s.law.Plan.Rules[i].Title
			out = append(out, u)
		}
	}
	return out
}

func cloned(values url.Values) url.Values {
	out := url.Values{}
	for k, v := range values {
		out[k] = slices.Clone(v)
	}
	return out
}

// yearMoment reads the year, the acts known and the scenario.
func (s *Server) yearMoment(values url.Values) (int, day.Moment, facts.Problems) {
	today := s.options.Today()
	year := min(today.Year(), s.law.Plan.To.Year())
	var problems facts.Problems
	if text := values.Get("annee"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < s.law.Plan.From.Year() || n > s.law.Plan.To.Year() {
			problems = append(problems, facts.Problem{Path: "annee", Message: "une année de " + itoa(s.law.Plan.From.Year()) + " à " + itoa(s.law.Plan.To.Year()) + " est attendue"})
		} else {
			year = n
		}
	}
	m, err := s.law.Moment(opposable.Asked{Known: isoDate(values.Get("connu_le")), Scenario: values.Get("scenario"), Today: today}, nil)
	var refused facts.Problems
	if errors.As(err, &refused) {
		problems = append(problems, momentProblems(refused)...)
		m.Scenario = ""
	}
	m.At = lastDay(s.law.Plan, year)
	return year, m, problems
}

// yearField offers the years in which the rules pay for a list of patients.
func (s *Server) yearField(year int) field {
	f := field{Name: "annee", ID: "f-annee", Label: "Année", Value: itoa(year), Wide: true, Reload: true}
	for y := s.law.Plan.From.Year(); y <= s.law.Plan.To.Year(); y++ {
		m := day.Moment{At: lastDay(s.law.Plan, y)}
		if y == year || s.paysLists(m) {
			f.Options = append(f.Options, option{Value: itoa(y), Label: itoa(y), Chosen: y == year})
		}
	}
	slices.Reverse(f.Options)
	return f
}

// paysLists reports whether some table cuts a list of patients at a moment.
func (s *Server) paysLists(m day.Moment) bool {
	for i := range s.law.Plan.Facts {
		f := s.law.Plan.Facts[i].Fallback
		if f == nil || f.Sum == nil || f.Sum.Over != patientList || f.Sum.Of == nil || f.Sum.Of.Kind == plan.ToFact {
			continue
		}
		if boxes, _ := s.cut(f.Sum, m); len(boxes) > 0 {
			return true
		}
	}
	return false
}
