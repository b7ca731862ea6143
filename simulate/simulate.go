// Package simulate prices a scenario: what a rule pays under it, less what it pays without, over weighted groups of doctors alike.
//
//	group (facts, weight) ─► value without ─┐
//	                      └► value under ────┴► difference × weight ─► cost, winners, losers
//
// It takes an engine, a Moment whose scenario is the one to price, and groups; it gives the contract's output. Both values of a group are
// computed on the same facts, completed the same way when some are missing, so that a missing fact gives a range of the difference
// itself. A figure of the law that was not found gives no cost at all.
//
// It refuses groups without a weight, facts that do not exist, and rules that do not give euros.
//
// Unstable: only the root package is a promised face.
package simulate

import (
	"slices"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Result is the answer: the JSON of the contract.
type Result struct {
	Moment      answer.Moment     `json:"moment"`
	Year        int               `json:"annee"`
	Scenario    string            `json:"scenario"`
	Reference   *string           `json:"reference"` // null: the law as it stands, no scenario
	State       string            `json:"etat"`
	Reliability string            `json:"fiabilite"`
	Cost        *int64            `json:"cout_centimes"` // null when something missing leaves a choice
	Min         *int64            `json:"cout_min_centimes"`
	Max         *int64            `json:"cout_max_centimes"`
	Measures    []Measure         `json:"par_mesure"`
	Doctors     Doctors           `json:"medecins"`
	Groups      []GroupResult     `json:"groupes"`
	Questions   []answer.Question `json:"questions"`
	Assumed     []string          `json:"hypotheses"`
	Doubts      []string          `json:"doutes,omitempty"`
	Sources     []explain.Source  `json:"source"`
	Verified    string            `json:"verifie_le"`
	Notice      string            `json:"avertissement"`
	Version     string            `json:"regles_version"`
}

// Measure is what one rule costs.
type Measure struct {
	Rule        string `json:"regle"`
	Title       string `json:"titre"`
	Cost        *int64 `json:"cout_centimes"`
	Reliability string `json:"fiabilite"`
}

// Doctors counts who gains and who loses, each group with its weight.
type Doctors struct {
	Total     int64  `json:"effectif"`
	Winners   int64  `json:"gagnants"`
	Losers    int64  `json:"perdants"`
	Unchanged int64  `json:"inchanges"`
	Open      int64  `json:"indetermines"`        // a missing fact or figure decides
	Mean      *int64 `json:"gain_moyen_centimes"` // the cost over all of them, unchanged ones included
}

// GroupResult is what one group gets.
type GroupResult struct {
	Weight    int64  `json:"effectif"`
	State     string `json:"etat"`
	Reason    string `json:"raison,omitempty"`
	Reference *int64 `json:"reference_centimes"` // for one of them
	Scenario  *int64 `json:"scenario_centimes"`
	Gain      *int64 `json:"gain_centimes"`
	Min       *int64 `json:"gain_min_centimes"`
	Max       *int64 `json:"gain_max_centimes"`
}

// rank orders states from the best to the worst.
var rank = map[string]int{answer.Sure: 0, answer.NotDue: 0, answer.Disputed: 1, answer.ToSpecify: 2, answer.NotCovered: 3}

// Run prices the scenario of a moment.
func Run(e *eval.Engine, in *Input, m day.Moment) (*Result, error) {
	rule := &e.Plan.Rules[in.Rule]
	out := &Result{
		Moment: answer.MomentOf(m), Year: m.At.Year(), Scenario: m.Scenario, State: answer.Sure, Groups: []GroupResult{},
		Questions: []answer.Question{}, Assumed: []string{}, Sources: []explain.Source{},
		Verified: e.Plan.Verified.String(), Notice: answer.Notice, Version: e.Plan.Version,
	}
	w := &worlds{engine: e, rule: in.Rule, scenario: m, reference: day.Moment{At: m.At, Known: m.Known}}
	t := &total{out: out, money: true}
	grade := plan.Official
	for i := range in.Groups {
		g := w.group(&in.Groups[i])
		if err := t.add(&g); err != nil {
			return nil, err
		}
		if g.Weight == 0 {
			continue
		}
		grade = max(grade, g.grade)
		out.Assumed = appendNew(out.Assumed, g.assumed...)
		out.Doubts = appendNew(out.Doubts, g.doubts...)
		out.Questions = addQuestions(out.Questions, g.questions)
		for _, s := range g.sources {
			if !slices.ContainsFunc(out.Sources, func(o explain.Source) bool { return o.Rule == s.Rule && o.Part == s.Part && o.Figure == s.Figure }) {
				out.Sources = append(out.Sources, s)
			}
		}
	}
	t.close()
	out.Reliability = explain.Grades[grade]
	out.Measures = []Measure{{Rule: rule.Key, Title: rule.Title, Cost: out.Cost, Reliability: out.Reliability}}
	out.Assumed = appendNew(out.Assumed, "les effectifs et les comportements sont les mêmes avec et sans le scénario",
		"les effectifs sont ceux de l'entrée ; une unité d'effectif est : "+rule.Row)
	return out, nil
}

func appendNew(list []string, more ...string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// total adds the groups up.
type total struct {
	out            *Result
	cost, min, max int64
	money          bool // no group lacks a figure
}

func (t *total) add(g *group) error {
	d := &t.out.Doctors
	if g.Weight == 0 {
		t.out.Groups = append(t.out.Groups, g.GroupResult)
		return nil
	}
	if rank[g.State] > rank[t.out.State] {
		t.out.State = g.State
	}
	t.out.Groups = append(t.out.Groups, g.GroupResult)
	d.Total += g.Weight
	if g.Min == nil {
		d.Open += g.Weight
		t.money = false
		return nil
	}
	switch {
	case *g.Min > 0:
		d.Winners += g.Weight
	case *g.Max < 0:
		d.Losers += g.Weight
	case *g.Min == 0 && *g.Max == 0:
		d.Unchanged += g.Weight
	default:
		d.Open += g.Weight
	}
	gain := *g.Min
	if g.Gain != nil {
		gain = *g.Gain
	}
	for _, sum := range []struct {
		into *int64
		each int64
	}{{&t.cost, gain}, {&t.min, *g.Min}, {&t.max, *g.Max}} {
		product, fits := money.MulDiv(sum.each, g.Weight, 1, money.HalfUp)
		after := *sum.into + product
		if !fits || (product > 0) != (after > *sum.into) && product != 0 {
			return facts.Refuse(groupsMember, "le coût dépasse ce qui se compte en centimes — les effectifs et les montants sont-ils les bons ?")
		}
		*sum.into = after
	}
	return nil
}

// close writes the sums that are known.
func (t *total) close() {
	if !t.money {
		return
	}
	t.out.Min, t.out.Max = &t.min, &t.max
	if rank[t.out.State] >= rank[answer.ToSpecify] {
		return
	}
	t.out.Cost = &t.cost
	if n := t.out.Doctors.Total; n > 0 {
		mean := money.Divide(t.cost, n, money.HalfUp)
		t.out.Doctors.Mean = &mean
	}
}
