package opposable

import (
	"fmt"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// RuleLine is one rule in the list of rules.
type RuleLine struct {
	Key      string `json:"regle"`
	Title    string `json:"titre"`
	Group    string `json:"groupe"`
	Row      string `json:"pour_chaque"`
	Unit     string `json:"unite"`
	Doubts   int    `json:"doutes"`
	Disputes int    `json:"lectures"`
	Unproven int    `json:"chiffres_a_verifier"`
}

// List describes every rule in a line, in the order of the plan.
func (l *Law) List() []RuleLine {
	p := l.Plan
	out := []RuleLine{}
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Base >= 0 {
			continue
		}
		line := RuleLine{Key: r.Key, Title: r.Title, Group: r.Group, Row: r.Row, Unit: r.Unit.Label, Doubts: len(r.Doubts), Disputes: len(r.Disputes)}
		for _, part := range r.Parts {
			for _, v := range p.Parts[part].Versions {
				if v.Doubt != "" {
					line.Doubts++
				}
				if v.Reliability == plan.Unverified {
					line.Unproven++
				}
			}
		}
		out = append(out, line)
	}
	return out
}

// Read reads a rule aloud at a moment.
func (l *Law) Read(key string, a Asked) (*explain.Reading, error) {
	rule, err := l.FindRule(key)
	if err != nil {
		return nil, err
	}
	m, err := l.Moment(a, nil)
	if err != nil {
		return nil, err
	}
	return explain.Read(l.Plan, rule, m), nil
}

// Changes is what changed between two days.
type Changes struct {
	From    string           `json:"du"`
	To      string           `json:"au"`
	Known   *string          `json:"connu_le"`
	Changes []explain.Change `json:"changements"`
	Version string           `json:"regles_version"`
}

// Changes lists what changed after the day of from and up to that of the question, both AAAA-MM-JJ.
func (l *Law) Changes(from string, a Asked) (*Changes, error) {
	var problems facts.Problems
	d, err := day.Parse(from)
	if err != nil {
		problems = append(problems, facts.Problem{Path: "du", Message: fmt.Sprintf("une date qui existe, AAAA-MM-JJ, est attendue, « %s » trouvé", from)})
	}
	m, err := l.Moment(a, nil)
	if err != nil {
		return nil, facts.Join(problems.OrNil(), err)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	if m.At < d {
		return nil, facts.Refuse("au", "les dates sont à l'envers : %s est après %s", d, m.At)
	}
	out := &Changes{From: d.String(), To: m.At.String(), Changes: explain.Changes(l.Plan, d, m), Version: l.Plan.Version}
	if out.Changes == nil {
		out.Changes = []explain.Change{}
	}
	if m.Known != nil {
		known := m.Known.String()
		out.Known = &known
	}
	return out, nil
}
