package web

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
)

// assistantBody is the page of the medical assistant: the objective as a step and as a line, and the aid by year of contract.
type assistantBody struct {
	Fields    []field
	Problems  []problem
	Chart     template.HTML
	Rows      []objectiveRow
	Point     *pointView
	Aid       []aidRow
	AidActs   []string // who decided the aid, each once
	AidDoubts []string
	AidTotal  string
	Step      day.Moment
	Line      day.Moment
	LineTitle string
	StepRule  *answer.Result
	Now       *answer.Result // the objective of a contract of today
	Posted    bool
}

// objectiveRow is a published size of list with the objective of both ways.
type objectiveRow struct {
	Percentile int
	Patients   int64
	Step, Line string
}

// pointView is the reader's own list.
type pointView struct {
	Patients   int64
	Step, Line *answer.Result
	Rank       *answer.Result
}

// aidRow is one year of the contract.
type aidRow struct {
	Year   int
	On     day.Date
	Result *answer.Result
}

// The rules of the page and their facts.
const (
	objectiveRule, aidRule, rankRule     = "assistant_medical_objectif", "assistant_medical_aide", "percentile_patientele_adulte"
	timeFact, listFact, yearFact, sinced = "etp", "patientele_adulte", "annee_contrat", "date_signature"
)

func (s *Server) assistant(w http.ResponseWriter, r *http.Request) error {
	values := url.Values{timeFact: {"1"}}
	body := &assistantBody{Posted: r.Method == http.MethodPost}
	if body.Posted {
		values = r.PostForm
	}
	body.Step, body.Line = s.twoWays()
	if i, ok := s.law.Plan.Act(body.Line.Scenario); ok {
		body.LineTitle = s.law.Plan.Acts[i].Title
	}
	stated, problems := s.stated(values, timeFact, listFact, sinced)
	body.Fields = s.factFields(values, problems, []labelled{{listFact, "Patients adultes"}, {timeFact, "Temps de travail"}, {sinced, "Signature du contrat"}})
	body.Problems = summaryOf(body.Fields, problems)
	curve := s.newObjectiveChart(body.Step, body.Line)
	for _, row := range s.percentiles() {
		row.Step, row.Line = s.objectiveAt(row.Patients, body.Step), s.objectiveAt(row.Patients, body.Line)
		body.Rows = append(body.Rows, row)
	}
	smallest := map[string]any{timeFact: json.Number("1"), listFact: json.Number(itoa(int(curve.from)))}
	body.StepRule = s.ask(objectiveRule, smallest, body.Step)
	body.Now = s.ask(objectiveRule, smallest, day.Moment{At: s.options.Today()})
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	} else {
		s.ownPoint(body, stated)
		s.aid(body, stated)
	}
	body.Chart = curve.drawn(body.Point)
	page := s.newPage("Assistant médical", "/forfaits", body)
	page.Moment = s.showMoment(day.Moment{At: s.options.Today()})
	s.render(w, r, status, "assistant", page)
	return nil
}

// twoWays finds the last day on which the rule of the objective has a table without scenario, and the scenario that draws it otherwise.
func (s *Server) twoWays() (step, line day.Moment) {
	p := s.law.Plan
	today := s.options.Today()
	step, line = day.Moment{At: today}, day.Moment{At: today}
	i, ok := p.Rule(objectiveRule)
	if !ok {
		return step, line
	}
	for _, index := range p.Rules[i].Parts {
		versions := p.Parts[index].Versions
		for _, v := range versions {
			for _, e := range v.Effects {
				switch act := &p.Acts[e.Act]; {
				case act.Scenario:
					line.Scenario = act.Key
				case v.NotEstablished != "" && !e.Never && e.From <= step.At:
					if k := eval.InForce(p, versions, day.Moment{At: e.From - 1}); k >= 0 && versions[k].Table != nil {
						step.At = e.From - 1
					}
				}
			}
		}
	}
	line.At = step.At
	return step, line
}

// objectiveAt is the objective of a list at full time, as text.
func (s *Server) objectiveAt(patients int64, m day.Moment) string {
	a := s.ask(objectiveRule, map[string]any{timeFact: json.Number("1"), listFact: json.Number(strconv.FormatInt(patients, 10))}, m)
	if a == nil || a.Value == nil {
		return "—"
	}
	return money.FrenchNumber(fmt.Sprint(a.Value))
}

// ownPoint holds the reader's list against both ways.
func (s *Server) ownPoint(body *assistantBody, stated map[string]any) {
	n, ok := stated[listFact].(json.Number)
	if !ok {
		return
	}
	patients, _ := n.Int64()
	asked := map[string]any{listFact: n}
	if v, given := stated[timeFact]; given {
		asked[timeFact] = v
	}
	body.Point = &pointView{
		Patients: patients, Step: s.ask(objectiveRule, asked, body.Step), Line: s.ask(objectiveRule, asked, body.Line),
		Rank: s.ask(rankRule, map[string]any{listFact: n}, body.Step),
	}
}

// aid computes the aid of each year of the contract, each on its first day.
func (s *Server) aid(body *assistantBody, stated map[string]any) {
	index, ok := s.law.Plan.Fact(yearFact)
	if !ok {
		return
	}
	years := s.law.Plan.Facts[index]
	start := s.options.Today()
	if text, given := stated[sinced].(string); given {
		if d, err := day.Parse(text); err == nil {
			start = d
		}
	}
	total, whole := money.Amount(0), true
	for year := int(years.Lo); year <= int(years.Hi); year++ {
		on := start.AddMonths(12 * (year - int(years.Lo)))
		asked := map[string]any{yearFact: json.Number(itoa(year))}
		for _, name := range []string{timeFact, listFact} {
			if v, given := stated[name]; given {
				asked[name] = v
			}
		}
		a := s.ask(aidRule, asked, day.Moment{At: on})
		if a == nil {
			return
		}
		body.Aid = append(body.Aid, aidRow{year, on, a})
		for _, source := range a.Sources {
			body.AidActs = once(body.AidActs, source.Title)
		}
		for _, d := range a.Doubts {
			body.AidDoubts = once(body.AidDoubts, d)
		}
		if a.Cents == nil {
			whole = false
		} else {
			total += money.Amount(*a.Cents)
		}
	}
	if whole && len(body.Aid) > 0 {
		body.AidTotal = total.FrenchShort()
	}
}

func once(list []string, text string) []string {
	if slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// listRanks are the series of published sizes of lists; its marks are percentiles.
const listRanks = "patientele_percentile"

// percentiles are the published sizes of lists, by rank.
func (s *Server) percentiles() []objectiveRow {
	var out []objectiveRow
	for _, p := range s.published.Series(listRanks) {
		rank, err := strconv.Atoi(strings.TrimPrefix(p.Mark, "p"))
		if err != nil || p.Value == nil || !p.Value.IsInt() {
			continue
		}
		out = append(out, objectiveRow{Percentile: rank, Patients: p.Value.Num().Int64()})
	}
	return out
}

// thirdLabel is the length from which an answer does not fit a third of a line.
const thirdLabel = 9

// labelled is a fact with the label of its control.
type labelled struct{ name, label string }

// stated reads facts out of a form, and checks them one by one so that each problem stands at its control.
func (s *Server) stated(values url.Values, names ...string) (map[string]any, facts.Problems) {
	out := map[string]any{}
	for _, name := range names {
		if i, ok := s.law.Plan.Fact(name); ok {
			if v, given := factValue(&s.law.Plan.Facts[i], values.Get(name)); given {
				out[name] = v
			}
		}
	}
	_, err := facts.Flat(s.law.Plan, out)
	problems, _ := err.(facts.Problems)
	return out, problems
}

// factFields makes the controls of facts, with their problems.
func (s *Server) factFields(values url.Values, problems facts.Problems, list []labelled) []field {
	var out []field
	for _, l := range list {
		i, ok := s.law.Plan.Fact(l.name)
		if !ok {
			continue
		}
		f := factField(&s.law.Plan.Facts[i], l.name, l.label, values.Get(l.name))
		if len(f.Options) == 3 && !f.Wide && !slices.ContainsFunc(f.Options, func(o option) bool { return utf8.RuneCountInString(o.Label) > thirdLabel }) {
			f.Class = "c3"
		}
		if f.Mode == "decimal" {
			f.Unit = "ETP"
		}
		for _, p := range problems {
			if p.Path == l.name {
				f.Error = p.Message
			}
		}
		out = append(out, f)
	}
	return out
}

// summaryOf lists the problems of fields.
func summaryOf(fields []field, problems facts.Problems) []problem {
	var out []problem
	for _, p := range problems {
		one := problem{Text: p.Message, Label: p.Path, ID: "contenu"}
		for _, f := range fields {
			if f.Name == p.Path {
				one.ID, one.Label = f.ID, f.Label
			}
		}
		out = append(out, one)
	}
	return out
}
