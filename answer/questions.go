package answer

import (
	"github.com/opposable/opposable/complete"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// Question is one missing fact that decides.
type Question struct {
	Fact    string   `json:"fait"`
	Text    string   `json:"question"`
	Worth   any      `json:"enjeu"` // in the unit of the value
	Cents   *int64   `json:"enjeu_centimes,omitempty"`
	Answers []Choice `json:"reponses"`
}

// Choice is one possible reply and what the value becomes.
type Choice struct {
	Value any    `json:"valeur"`
	Label string `json:"libelle"`
	Gives any    `json:"donne"`
	Cents *int64 `json:"donne_centimes,omitempty"`
	Text  string `json:"texte"`
}

// complete prices every value of the missing facts: one common value is sure, several make questions.
func (c *computing) complete(r *Result) {
	prog := c.engine.Program(c.index, c.moment)
	report := c.completions(prog)
	if report.Same && report.AllValid {
		c.put(r, eval.Of(report.First.Total))
		return
	}
	c.ask(r, prog, report)
}

// caps stands for the caps among the missing facts: whether they are reached.
const caps = -1

// completions prices every value of the missing facts under one reading of the rule.
func (c *computing) completions(prog *eval.Program) complete.Report {
	f := prog.NewFrame(c.moment.At)
	var unknowns []complete.Unknown
	for slot, fact := range prog.Facts {
		if c.set.Values[fact].State == eval.Known || c.reachedOtherwise(prog, f, slot) {
			continue
		}
		unknowns = append(unknowns, complete.Unknown{ID: slot, Candidates: prog.Representatives(fact, c.moment.At)})
	}
	if prog.Capped() && !c.set.Historied {
		unknowns = append(unknowns, complete.Unknown{ID: caps, Candidates: []int64{int64(eval.No), int64(eval.Yes)}})
	}
	return complete.Run(unknowns, func(values []int64) complete.Outcome {
		c.set.Fill(prog, f)
		c.stay(f)
		for i, u := range unknowns {
			if u.ID == caps {
				f.Caps, f.CapsGiven = eval.Truth(values[i]), true
				continue
			}
			f.Set(u.ID, values[i])
		}
		v := prog.Eval(f)
		return complete.Outcome{Key: explain.Amount(v, c.rule.Unit, c.rule.Spoken()), Total: v.N, Valid: v.State == eval.Known}
	})
}

// ask makes the questions of completions that differ.
func (c *computing) ask(r *Result, prog *eval.Program, report complete.Report) {
	r.State, r.Text = ToSpecify, "à préciser"
	if report.AnyValid {
		c.bounds(r, report.Min, report.Max)
	}
	for _, q := range report.Questions {
		r.Questions = append(r.Questions, c.question(prog, q))
	}
}

// bounds says between what the value lies.
func (c *computing) bounds(r *Result, lo, hi int64) {
	r.Min, r.Max = c.either(eval.Of(lo)), c.either(eval.Of(hi))
	words := c.rule.Spoken()
	r.Text = "de " + explain.Amount(eval.Of(lo), c.rule.Unit, words) + " à " + explain.Amount(eval.Of(hi), c.rule.Unit, words)
}

// reachedOtherwise tells a fact that has a known fallback in this evaluation: it is not asked.
func (c *computing) reachedOtherwise(prog *eval.Program, f *eval.Frame, slot int) bool {
	fallback := c.plan.Facts[prog.Facts[slot]].Fallback
	if fallback == nil || fallback.Sum != nil {
		return false
	}
	c.set.Fill(prog, f)
	c.stay(f)
	prog.Eval(f)
	return f.Fact(slot).State == eval.Known || fallback.Rule >= 0 || len(fallback.Facts) > 0
}

func (c *computing) question(prog *eval.Program, q complete.Question) Question {
	out := Question{Worth: c.either(eval.Of(q.Worth)), Cents: c.cents(eval.Of(q.Worth))}
	var f *plan.Fact
	if q.ID == caps {
		out.Fact, out.Text = "historique", "Le plafond de cet acte est-il déjà atteint ?"
	} else {
		f = &c.plan.Facts[prog.Facts[q.ID]]
		out.Fact, out.Text = f.Name, Ask(f)
	}
	if f == nil {
		for _, a := range q.Answers {
			reached := a.Value == int64(eval.No)
			out.Answers = append(out.Answers, c.choice(reached, map[bool]string{true: "oui", false: "non"}[reached], a.Outcome))
		}
		return out
	}
	values := make([]int64, len(q.Answers))
	for i, a := range q.Answers {
		values[i] = a.Value
	}
	for _, span := range explain.Spans(f, values, func(i, j int) bool { return q.Answers[i].Outcome == q.Answers[j].Outcome }) {
		a := q.Answers[span.First]
		out.Answers = append(out.Answers, c.choice(facts.Decoded(f, a.Value), span.Label, a.Outcome))
	}
	return out
}

// choice is one possible reply.
func (c *computing) choice(value any, label string, o complete.Outcome) Choice {
	out := Choice{Value: value, Label: label, Text: o.Key}
	if o.Valid {
		v := eval.Of(o.Total)
		out.Gives, out.Cents = c.either(v), c.cents(v)
	}
	return out
}

// Ask words the question of a fact.
func Ask(f *plan.Fact) string {
	if f.Question != "" {
		return f.Question + "\u00a0?"
	}
	return "Précisez " + f.Label + "."
}
