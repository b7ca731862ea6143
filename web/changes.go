package web

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
)

// changesBody is the page of what changed between two days.
type changesBody struct {
	From, To field
	Group    field
	Known    field
	Scenario []option
	Problems []problem
	Days     []changeDay
	Count    int
	Query    string
}

// changeDay is what changed on one day.
type changeDay struct {
	Date   day.Date
	Groups []changeGroup
}

type changeGroup struct {
	Key   string
	Rules []ruleChange
}

// ruleChange is what one act changed in one rule.
type ruleChange struct {
	Key, Title string
	Act        string
	Kind       string
	Grade      string
	Lines      []movedLine
	More       []movedLine   // what stands behind « et d'autres »
	Moved      string        // how its date was moved
	Head       template.HTML // what stands left of the line, before the first of a day or of a group
}

type movedLine struct {
	Part string
	explain.Moved
}

// maxLines is how many lines of a change stand in sight.
const maxLines = 4

// gather puts changes together: by day, latest first, then by group and rule.
func gather(list []explain.Change, sight int) []changeDay {
	var out []changeDay
	for _, c := range list {
		d, _ := day.Parse(c.Date)
		i := slices.IndexFunc(out, func(o changeDay) bool { return o.Date == d })
		if i < 0 {
			out = append(out, changeDay{Date: d})
			i = len(out) - 1
		}
		out[i].add(c)
	}
	slices.SortStableFunc(out, func(a, b changeDay) int { return cmp.Compare(b.Date, a.Date) })
	for i := range out {
		slices.SortStableFunc(out[i].Groups, func(a, b changeGroup) int {
			return slices.Index(groupOrder, a.Key) - slices.Index(groupOrder, b.Key)
		})
		for j := range out[i].Groups {
			for k := range out[i].Groups[j].Rules {
				out[i].Groups[j].Rules[k].fold(sight)
			}
		}
	}
	return out
}

func (d *changeDay) add(c explain.Change) {
	i := slices.IndexFunc(d.Groups, func(g changeGroup) bool { return g.Key == c.Group })
	if i < 0 {
		d.Groups = append(d.Groups, changeGroup{Key: c.Group})
		i = len(d.Groups) - 1
	}
	g := &d.Groups[i]
	j := slices.IndexFunc(g.Rules, func(r ruleChange) bool { return r.Key == c.Rule && r.Act == c.ActTitle })
	if j < 0 {
		g.Rules = append(g.Rules, ruleChange{Key: c.Rule, Title: c.Title, Act: c.ActTitle, Kind: c.Kind, Grade: c.Grade})
		j = len(g.Rules) - 1
	}
	r := &g.Rules[j]
	if r.Kind != c.Kind {
		r.Kind = explain.Modified
	}
	if gradeRank(c.Grade) > gradeRank(r.Grade) {
		r.Grade = c.Grade
	}
	for _, m := range c.Lines {
		if m.Before == "" && (m.After == "" || m.After == "oui") || m.After == "" && m.Before == "oui" {
			continue // a condition that begins or ends says nothing by itself
		}
		r.Lines = append(r.Lines, movedLine{c.Part, m})
	}
	if len(c.Steps) > 1 && !c.Steps[0].Never {
		signed, _ := day.Parse(c.Steps[0].From)
		r.Moved = "Signé pour le " + explain.LongDate(signed)
	}
}

func gradeRank(grade string) int { return slices.Index(explain.Grades, grade) }

func (r *ruleChange) fold(sight int) {
	slices.SortStableFunc(r.Lines, func(a, b movedLine) int { return cmp.Compare(wordy(a), wordy(b)) })
	if len(r.Lines) > sight+1 {
		r.Lines, r.More = r.Lines[:sight], r.Lines[sight:]
	}
}

// wordy puts lines that are formulas or scales after those that are figures.
func wordy(m movedLine) int {
	if len(m.Before) > longFigure || len(m.After) > longFigure {
		return 1
	}
	return 0
}

const longFigure = 32

func (s *Server) changes(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	today := s.options.Today()
	body := changesBody{
		From:  field{Name: "du", ID: "f-du", Label: "Après le", Value: query.Get("du"), Placeholder: "jj/mm/aaaa", Mode: "numeric", Class: "date"},
		To:    field{Name: "au", ID: "f-au", Label: "Jusqu’au", Value: query.Get("au"), Placeholder: "jj/mm/aaaa", Mode: "numeric", Class: "date"},
		Known: field{Name: "connu_le", ID: "f-connu", Label: "Actes connus au", Value: query.Get("connu_le"), Placeholder: "tous", Mode: "numeric", Class: "date"},
		Group: field{Name: "groupe", ID: "f-groupe", Label: "Groupe", Value: query.Get("groupe"), Wide: true},
	}
	if body.From.Value == "" {
		body.From.Value = frenchDay(today.StartOfYear() - 1)
	}
	if body.To.Value == "" {
		body.To.Value = frenchDay(today)
	}
	var problems facts.Problems
	from, err := day.Parse(isoDate(body.From.Value))
	if err != nil {
		problems = append(problems, facts.Problem{Path: "du", Message: "une date qui existe est attendue, comme 31/12/2025 ; « " + body.From.Value + " » trouvé"})
	}
	asked := s.asked(query)
	asked.At = isoDate(body.To.Value)
	m, err := s.law.Moment(asked, nil)
	if refused, ok := err.(facts.Problems); ok {
		problems = append(problems, momentProblems(refused)...)
	}
	if len(problems) == 0 && m.At < from {
		problems = append(problems, facts.Problem{Path: "au", Message: "cette date est avant la première : échangez-les"})
	}
	body.Group.Options = []option{{Label: "tous", Chosen: body.Group.Value == ""}}
	for _, key := range groupOrder {
		body.Group.Options = append(body.Group.Options, option{Value: key, Label: groupWords[key], Chosen: key == body.Group.Value})
	}
	body.Scenario = s.scenarios(asked.Scenario)
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
		for _, f := range []*field{&body.From, &body.To, &body.Known} {
			f.Error, body.Problems = mark(*f, problems, body.Problems)
		}
		for _, p := range problems {
			if p.Path == "scenario" {
				body.Problems = append(body.Problems, problem{ID: "f-scenario", Label: "Scénario", Text: p.Message})
			}
		}
	} else {
		list := explain.Changes(s.law.Plan, from, m)
		if g := body.Group.Value; g != "" {
			list = slices.DeleteFunc(list, func(c explain.Change) bool { return c.Group != g })
		}
		body.Days = gather(list, maxLines)
		for _, d := range body.Days {
			for _, g := range d.Groups {
				g.Rules[0].Head = template.HTML(groupWords[g.Key])
			}
		}
		for _, d := range body.Days {
			for _, g := range d.Groups {
				body.Count += len(g.Rules)
			}
		}
	}
	page := s.newPage("Ce qui a changé", "/changements", body)
	page.Moment = s.showMoment(m)
	page.Moment.Label, page.Moment.Facts = "Changements", "du "+body.From.Value+" au "+body.To.Value
	s.render(w, r, status, "changements", page)
	return nil
}

// mark finds the problem of a field and adds it to the summary.
func mark(f field, problems facts.Problems, summary []problem) (string, []problem) {
	for _, p := range problems {
		if p.Path == f.Name {
			return p.Message, append(summary, problem{ID: f.ID, Label: strings.TrimSuffix(f.Label, " "), Text: p.Message})
		}
	}
	return "", summary
}
