package simulate

import (
	"fmt"
	"slices"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/complete"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// pair evaluates one rule in both worlds on the same completed facts.
type pair struct {
	plan     *plan.Plan
	set      *facts.Set
	programs [2]*eval.Program // reference, scenario
	frames   [2]*eval.Frame
	unknowns []complete.Unknown // by fact of the plan
	cents    [2]int64           // of the last completion
}

// caps stands for "the caps of this act are reached" among the unknowns.
const caps = -1

func (w *worlds) pair(variant int, set *facts.Set) *pair {
	p := &pair{plan: w.engine.Plan, set: set}
	capped := false
	for i, m := range []day.Moment{w.reference, w.scenario} {
		p.programs[i] = w.engine.ProgramUnder(w.rule, variant, m)
		p.frames[i] = p.programs[i].NewFrame(m.At)
		capped = capped || p.programs[i].Capped()
		for _, fact := range p.programs[i].Facts {
			p.unknown(fact, p.programs[i].Representatives(fact, m.At))
		}
	}
	if capped && !set.Historied {
		p.unknowns = append(p.unknowns, complete.Unknown{ID: caps, Candidates: []int64{int64(eval.No), int64(eval.Yes)}})
	}
	return p
}

// unknown adds what a program needs of a missing fact. A fact that others give is not asked.
func (p *pair) unknown(fact int, candidates []int64) {
	fallback := p.plan.Facts[fact].Fallback
	if p.set.Values[fact].State == eval.Known || fallback != nil && fallback.Sum == nil {
		return
	}
	i := slices.IndexFunc(p.unknowns, func(u complete.Unknown) bool { return u.ID == fact })
	if i < 0 {
		p.unknowns = append(p.unknowns, complete.Unknown{ID: fact, Candidates: slices.Clone(candidates)})
		return
	}
	merged := append(p.unknowns[i].Candidates, candidates...)
	slices.Sort(merged)
	p.unknowns[i].Candidates = slices.Compact(merged)
}

// price is the difference between both worlds on one completion; a rule that is not in force pays nothing.
func (p *pair) price(values []int64) complete.Outcome {
	p.cents = [2]int64{}
	for i, prog := range p.programs {
		f := p.frames[i]
		p.set.Fill(prog, f)
		f.Stay = eval.Value{State: eval.Unknown}
		if k, ok := p.plan.Fact(facts.Discharge); ok {
			f.Stay = p.set.Values[k]
		}
		for k, u := range p.unknowns {
			if u.ID == caps {
				f.Caps, f.CapsGiven = eval.Truth(values[k]), true
			} else if slot := slices.Index(prog.Facts, u.ID); slot >= 0 {
				f.Set(slot, values[k])
			}
		}
		switch v := prog.Eval(f); v.State {
		case eval.Known:
			p.cents[i] = v.N
		case eval.Absent:
		default:
			return complete.Outcome{Key: "non établi"}
		}
	}
	gain := p.cents[1] - p.cents[0]
	return complete.Outcome{Key: fmt.Sprint(gain), Total: gain, Valid: true}
}

// questions words the missing facts that change the difference, for one doctor of the group.
func (p *pair) questions(report complete.Report) []answer.Question {
	var out []answer.Question
	for _, q := range report.Questions {
		worth := q.Worth
		one := answer.Question{Fact: "historique", Text: "Le plafond de cet acte est-il déjà atteint\u00a0?", Worth: worth, Cents: &worth}
		var f *plan.Fact
		if q.ID != caps {
			f = &p.plan.Facts[q.ID]
			one.Fact, one.Text = f.Name, answer.Ask(f)
		}
		for _, a := range q.Answers {
			one.Answers = append(one.Answers, choice(f, a))
		}
		out = append(out, one)
	}
	return out
}

func choice(f *plan.Fact, a complete.Answer) answer.Choice {
	var c answer.Choice
	if f == nil {
		reached := a.Value == int64(eval.No)
		c.Value, c.Label = reached, map[bool]string{true: "oui", false: "non"}[reached]
	} else {
		c.Value, c.Label = facts.Decoded(f, a.Value), explain.FactValue(f, eval.Of(a.Value))
	}
	c.Text = a.Outcome.Key
	if a.Outcome.Valid {
		gain := a.Outcome.Total
		c.Gives, c.Cents, c.Text = gain, &gain, money.Amount(gain).French()
	}
	return c
}

// addQuestions keeps one question per fact, the one worth most, most worth first.
func addQuestions(list, more []answer.Question) []answer.Question {
	for _, q := range more {
		switch i := slices.IndexFunc(list, func(o answer.Question) bool { return o.Fact == q.Fact }); {
		case i < 0:
			list = append(list, q)
		case *q.Cents > *list[i].Cents:
			list[i] = q
		}
	}
	slices.SortStableFunc(list, func(a, b answer.Question) int {
		switch {
		case *a.Cents > *b.Cents:
			return -1
		case *a.Cents < *b.Cents:
			return 1
		}
		return 0
	})
	return list
}
