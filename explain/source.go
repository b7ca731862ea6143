package explain

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Source is what holds a figure up, as every answer carries it.
type Source struct {
	Act         string   `json:"texte"`
	Title       string   `json:"titre"`
	Article     *string  `json:"article"` // null: not read
	ReadIn      []string `json:"lu_dans"`
	Reliability string   `json:"fiabilite"`
	Rule        string   `json:"regle"`
	Part        string   `json:"partie,omitempty"`
	PartTitle   string   `json:"intitule,omitempty"`
	Since       string   `json:"depuis,omitempty"` // the day from which the version applies
	Figure      string   `json:"chiffre,omitempty"`
	Case        string   `json:"cas,omitempty"`     // the row of a list's figure: « moins de 7 ans, sans affection de longue durée »
	Postponed   []Step   `json:"reports,omitempty"` // all the acts that fixed the date, when there are several
}

// Step is one act's decision on a date.
type Step struct {
	Act   string `json:"texte"`
	Title string `json:"titre"`
	From  string `json:"du,omitempty"`
	Never bool   `json:"jamais,omitempty"`
}

// Grades are the words of the contract for each reliability.
var Grades = []string{"officiel", "recoupe", "a_verifier"}

// Sources returns one source per figure used, and the weakest of their grades; Official when no figure was used.
func (t *Tree) Sources(m day.Moment) ([]Source, plan.Reliability) {
	var out []Source
	worst := plan.Official
	for _, f := range t.Figures() {
		worst = max(worst, f.Reliability())
		out = append(out, SourceOf(t.Program.Plan, f, m))
	}
	return out, worst
}

// SourceOf describes what holds one figure up at a moment.
func SourceOf(p *plan.Plan, f Figure, m day.Moment) Source {
	rule := &p.Rules[f.Part.Rule]
	s := Source{Rule: rule.Key, Reliability: Grades[f.Reliability()], ReadIn: Documents(p, f.ReadIn()), Figure: FigureText(p, f)}
	if s.Figure == "" {
		s.Figure = borrowed(p, f.Version, m)
	}
	if f.Part.Name != rule.Key {
		s.Part, s.PartTitle = f.Part.Name, PartTitle(f.Part)
	}
	act := &p.Acts[rule.Source.Act]
	if e := deciding(p, f.Version, m); e != nil {
		act = &p.Acts[e.Act]
		s.Since = e.From.String()
	}
	s.Act, s.Title = act.Key, act.Title
	if article := rule.Source.Article; article != "" && act == &p.Acts[rule.Source.Act] {
		s.Article = &article
	}
	if steps := Steps(p, f.Version.Effects, m); len(steps) > 1 {
		s.Postponed = steps
	}
	return s
}

// borrowed writes the figures that a version takes from other parts, as they are at the moment.
func borrowed(p *plan.Plan, v *plan.Version, m day.Moment) string {
	var out []string
	for _, param := range v.Params {
		if param.From == nil {
			continue
		}
		part := &p.Parts[param.From.Part]
		k := eval.InForce(p, part.Versions, m)
		if k < 0 {
			continue
		}
		if param.From.Param == "" {
			out = append(out, FigureText(p, Figure{Part: part, Version: &part.Versions[k]}))
			continue
		}
		for i := range part.Versions[k].Params {
			if q := &part.Versions[k].Params[i]; q.Name == param.From.Param {
				out = append(out, ParamText(q))
			}
		}
	}
	return strings.Join(out, ", ")
}

// deciding returns the last known effect of a version.
func deciding(p *plan.Plan, v *plan.Version, m day.Moment) *plan.Effect {
	for i := range slices.Backward(v.Effects) {
		if _, _, ok := eval.Dated(p, v.Effects[i:i+1], m); ok {
			return &v.Effects[i]
		}
	}
	return nil
}

// Steps lists the decisions on a date that are known at the moment, oldest first: what is published later is not told.
func Steps(p *plan.Plan, effects []plan.Effect, m day.Moment) []Step {
	var out []Step
	for _, e := range effects {
		act := &p.Acts[e.Act]
		if act.Scenario && act.Key != m.Scenario || !act.Scenario && !m.Knows(act.Published) {
			continue
		}
		step := Step{Act: act.Key, Title: act.Title, Never: e.Never}
		if !e.Never {
			step.From = e.From.String()
		}
		out = append(out, step)
	}
	return out
}

// Documents returns the keys of documents.
func Documents(p *plan.Plan, list []int) []string {
	out := make([]string, 0, len(list))
	for _, i := range list {
		out = append(out, p.Documents[i].Key)
	}
	return out
}
