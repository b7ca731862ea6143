package web

import (
	"net/http"
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// rulesBody is the list of the rules.
type rulesBody struct {
	Groups   []ruleGroup
	Count    int
	Doubts   int
	Disputes int
	Grades   [3]int // figures by grade, strongest first
	Query    string
}

type ruleGroup struct {
	Key   string
	Rules []ruleLine
}

// ruleLine is a rule in the list, as it stands at the moment.
type ruleLine struct {
	found
	Figure   string
	State    string
	Doubts   int
	Disputes int
	Grades   [3]int
	Weakest  string
}

func (s *Server) rules(w http.ResponseWriter, r *http.Request) error {
	m, err := s.moment(r)
	if err != nil {
		return err
	}
	p := s.law.Plan
	body := rulesBody{Query: momentQuery(r.URL.Query())}
	byGroup := map[string]*ruleGroup{}
	for _, e := range s.index.entries {
		i, _ := p.Rule(e.found.Key)
		line := ruleLine{found: e.found}
		s.count(&line, &p.Rules[i])
		line.Figure, line.State = s.headline(i, m)
		g := byGroup[e.found.Group]
		if g == nil {
			g = &ruleGroup{Key: e.found.Group}
			byGroup[e.found.Group] = g
		}
		g.Rules = append(g.Rules, line)
		body.Count++
		body.Doubts += line.Doubts
		body.Disputes += line.Disputes
		for k := range line.Grades {
			body.Grades[k] += line.Grades[k]
		}
	}
	for _, key := range groupOrder {
		if g := byGroup[key]; g != nil {
			body.Groups = append(body.Groups, *g)
			delete(byGroup, key)
		}
	}
	for _, g := range byGroup {
		body.Groups = append(body.Groups, *g)
	}
	page := s.newPage("Les règles", "/regles", body)
	page.Moment = s.bar(m, r.URL.Query(), "/regles")
	s.render(w, r, http.StatusOK, "regles", page)
	return nil
}

// count counts the doubts, the disputes and the figures of a rule by grade, in all its versions.
func (s *Server) count(line *ruleLine, r *plan.Rule) {
	line.Doubts, line.Disputes = len(r.Doubts), len(r.Disputes)
	for _, part := range r.Parts {
		for _, v := range s.law.Plan.Parts[part].Versions {
			if v.Doubt != "" {
				line.Doubts++
			}
			if v.Table == nil {
				if v.Value != nil || len(v.Params) > 0 {
					line.Grades[v.Reliability]++
				}
				continue
			}
			for _, row := range v.Table.Rows {
				grade := v.Reliability
				if row.Reliability != nil {
					grade = *row.Reliability
				}
				if row.Doubt != "" {
					line.Doubts++
				}
				line.Grades[grade]++
			}
		}
	}
	for k, n := range slices.Backward(line.Grades[:]) {
		if n > 0 {
			line.Weakest = explain.Grades[k]
			break
		}
	}
}

// headline is the one figure of a rule at a moment, when it has one: the constant of its only part that bears a figure.
func (s *Server) headline(rule int, m day.Moment) (figure, state string) {
	p := s.law.Plan
	var texts []string
	live := false
	for _, i := range p.Rules[rule].Parts {
		part := &p.Parts[i]
		k := eval.InForce(p, part.Versions, m)
		if k < 0 {
			continue
		}
		v := &part.Versions[k]
		if v.Ends {
			continue
		}
		live = true
		if v.NotEstablished != "" {
			return "", "hors_couverture"
		}
		if part.Unit.Kind == plan.Answer {
			continue
		}
		if v.Table != nil {
			texts = append(texts, span(p, part, v)...)
		} else if v.Value != nil {
			texts = append(texts, explain.FigureText(p, explain.Figure{Part: part, Version: v}))
		}
	}
	if !live && len(p.Rules[rule].Parts) > 0 && anyVersion(p, rule) {
		return "", "hors_couverture"
	}
	switch {
	case len(p.Rules[rule].Disputes) > 0:
		state = "conteste"
	default:
		state = "sur"
	}
	if len(texts) == 1 {
		return texts[0], state
	}
	return "", state
}

func anyVersion(p *plan.Plan, rule int) bool {
	return slices.ContainsFunc(p.Rules[rule].Parts, func(i int) bool { return len(p.Parts[i].Versions) > 0 })
}

// span writes the bounds of a table of figures: one text, or none when it holds formulas.
func span(p *plan.Plan, part *plan.Part, v *plan.Version) []string {
	lo, hi := int64(0), int64(0)
	for i, row := range v.Table.Rows {
		if row.Value == nil || row.Value.NotEstablished {
			return []string{"", ""}
		}
		if i == 0 || row.Value.N < lo {
			lo = row.Value.N
		}
		if i == 0 || row.Value.N > hi {
			hi = row.Value.N
		}
	}
	unit := part.Unit
	if part.Augments >= 0 {
		unit = plan.Unit{Kind: plan.Percent}
	}
	if lo == hi {
		return []string{explain.Number(lo, unit, part.Spoken())}
	}
	return []string{explain.Number(lo, unit, part.Spoken()) + " à " + explain.Number(hi, unit, part.Spoken())}
}
