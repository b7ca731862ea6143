package web

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/observatory"
	"github.com/opposable/opposable/plan"
)

// observatoriesBody is the page of the collective objectives and the programmes.
type observatoriesBody struct {
	Tallies    []tallyView
	Objectives []objectiveView
	Programmes []objectiveView // those that have a target
	Bare       []bareGroup     // those that have none
	BareCount  int
	Last       day.Date // the day of the latest published value
	Base       field    // the year from which a growth is counted
	Kept       []hidden // the moment, so that a change of base keeps it
	Trial      trial
	Problems   []problem
	After      *articleView // what follows an objective, met or missed
}

// bareGroup are programmes without target, for one same reason.
type bareGroup struct {
	Reason string
	Lines  []objectiveView
}

func (b *observatoriesBody) bare(v objectiveView) {
	b.BareCount++
	if n := len(b.Bare); n > 0 && b.Bare[n-1].Reason == v.Reason {
		b.Bare[n-1].Lines = append(b.Bare[n-1].Lines, v)
		return
	}
	b.Bare = append(b.Bare, bareGroup{v.Reason, []objectiveView{v}})
}

type hidden struct{ Name, Value string }

// tallyView is how many objectives have a status.
type tallyView struct {
	Status, Word, Class string
	Count               int
	Which               []objectiveView
}

// statusWords are the statuses as a reader sees them, in the order of the band.
var statusWords = []struct{ status, word, line, icon, class string }{
	{observatory.Reached, "Atteint", "sur", "sur", "held"},
	{observatory.Ahead, "En avance", "sur", "avance", "held"},
	{observatory.Missed, "Non atteint", "", "manque", ""},
	{observatory.NoData, "Sans donnée", "a_preciser", "donnee", "open"},
	{observatory.Undefined, "Non défini", "hors_couverture", "hors_couverture", "none"},
}

// objectiveView is one objective or programme as the page shows it.
type objectiveView struct {
	observatory.Line
	Anchor    string
	Word      string // the status
	Icon      string
	State     string // how the line is drawn
	Figure    string // the value held against the target
	Goal      string // the target
	Distance  string // the gap, in words
	Statement string
	Chart     template.HTML
	NoChart   string
	Latest    *observatory.Published
	Rows      []pathRow
	BaseSaid  string
}

// pathRow is a line of the table that says what the drawing shows.
type pathRow struct {
	On            day.Date
	Value, Target string
	Scope, Source string
	Grade         string
}

func (s *Server) observatories(w http.ResponseWriter, r *http.Request) error {
	list, err := observatory.Shipped(s.law.Plan)
	if err != nil {
		return err
	}
	values := r.URL.Query()
	if r.Method == http.MethodPost {
		values = r.PostForm
	}
	body := &observatoriesBody{Last: lastHeld(list)}
	asked := s.asked(values)
	if asked.At == "" && body.Last > 0 {
		asked.At = body.Last.String()
	}
	m, err := s.law.Moment(asked, nil)
	if err != nil {
		return err
	}
	body.After = s.article("suite_objectif", m)
	report := observatory.Observe(s.law.Engine, observatory.Held(list), m)
	body.Base = baseField(s.law.Plan, list, values.Get("base"))
	for _, line := range report.Objectives {
		body.Objectives = append(body.Objectives, s.objective(line, list, m, body.Base.Value))
	}
	for _, line := range report.Programmes {
		if v := s.objective(line, list, m, body.Base.Value); line.Target != nil {
			body.Programmes = append(body.Programmes, v)
		} else {
			body.bare(v)
		}
	}
	body.Tallies = tallies(body.Objectives)
	for _, name := range []string{"au", "connu_le", "scenario"} {
		if v := values.Get(name); v != "" {
			body.Kept = append(body.Kept, hidden{name, v})
		}
	}
	status := http.StatusOK
	if body.Trial, err = s.tryValues(report, values, r.Method == http.MethodPost, asked); err != nil {
		return err
	}
	if body.Problems = body.Trial.Problems; len(body.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	page := s.newPage("Les observatoires", "/observatoires", body)
	page.Moment = s.bar(m, values, "/observatoires")
	s.render(w, r, status, "observatoires", page)
	return nil
}

// lastHeld is the day of the latest value that may be held against a target.
func lastHeld(list []observatory.Published) day.Date {
	var last day.Date
	for _, v := range list {
		if v.Known && v.Held {
			last = max(last, v.On)
		}
	}
	return last
}

// baseField offers the ends of year whose counts may start the path of a growth. No text gives one: the first choice is the last count
// before the target takes effect.
func baseField(p *plan.Plan, list []observatory.Published, asked string) field {
	f := field{Name: "base", ID: "f-base", Label: "Base des croissances", Wide: true}
	usual := ""
	for _, v := range list {
		if rule := &p.Rules[v.Rule]; !v.Known || !v.Held || !observatory.Grows(rule) || !observatory.CountIn(rule, v.Unit) || v.On != v.On.AddMonths(12).StartOfYear()-1 {
			continue
		}
		year := itoa(v.On.Year())
		if v.On < firstTarget(p, v.Rule) {
			usual = max(usual, year)
		}
		if !slices.ContainsFunc(f.Options, func(o option) bool { return o.Value == year }) {
			f.Options = append(f.Options, option{Value: year, Label: "fin " + year})
		}
	}
	slices.SortFunc(f.Options, func(a, b option) int { return cmp.Compare(a.Value, b.Value) })
	f.Value = usual
	if slices.ContainsFunc(f.Options, func(o option) bool { return o.Value == asked }) {
		f.Value = asked
	}
	choose(f.Options, f.Value)
	return f
}

// firstTarget is the first day on which a rule sets a target.
func firstTarget(p *plan.Plan, rule int) day.Date {
	first := p.To
	for _, part := range p.Rules[rule].Parts {
		for _, v := range p.Parts[part].Versions {
			for _, e := range v.Effects {
				if !e.Never {
					first = min(first, e.From)
				}
			}
		}
	}
	return first
}

func tallies(list []objectiveView) []tallyView {
	var out []tallyView
	for _, w := range statusWords {
		t := tallyView{Status: w.status, Word: strings.ToLower(w.word), Class: w.class}
		for _, o := range list {
			if o.Status == w.status {
				t.Which = append(t.Which, o)
			}
		}
		t.Count = len(t.Which)
		out = append(out, t)
	}
	return out
}

// trialDay is the day of the values that a reader tries: the one typed, or today.
func (s *Server) trialDay(text string) (day.Date, *facts.Problem) {
	if strings.TrimSpace(text) == "" {
		return s.options.Today(), nil
	}
	d, err := day.Parse(isoDate(text))
	if err != nil {
		return 0, &facts.Problem{Path: "jour", Message: "une date qui existe est attendue, comme 30/06/2026 ; « " + text + " » trouvé"}
	}
	return d, nil
}
