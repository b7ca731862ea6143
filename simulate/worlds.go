package simulate

import (
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

// worlds are the two moments that a simulation compares: with the scenario and without.
type worlds struct {
	engine              *eval.Engine
	rule                int
	reference, scenario day.Moment
}

// group is the result of one group and what it brings to the whole.
type group struct {
	GroupResult
	grade     plan.Reliability
	sources   []explain.Source
	assumed   []string
	doubts    []string
	questions []answer.Question
}

// group compares one group of doctors in both worlds.
func (w *worlds) group(in *Group) group {
	p := w.engine.Plan
	in.Facts.Calendar(p, w.scenario.At, eval.Value{State: eval.Unknown}, plan.Place{})
	g := group{GroupResult: GroupResult{Weight: in.Weight, State: answer.Sure}}
	var sides [2]*answer.Result
	for i, m := range []day.Moment{w.reference, w.scenario} {
		r := answer.Compute(w.engine, w.rule, in.Facts, m)
		sides[i] = r
		g.sources = append(g.sources, r.Sources...)
		g.assumed = appendNew(g.assumed, r.Assumed...)
		g.doubts = appendNew(g.doubts, r.Doubts...)
		g.grade = max(g.grade, plan.Reliability(slices.Index(explain.Grades, r.Reliability)))
	}
	if reason := answer.Outside(p, &p.Rules[w.rule], w.scenario); reason != "" {
		return g.uncovered(reason)
	}
	absent := 0
	for i, r := range sides {
		switch {
		case r.State != answer.NotCovered:
		case !nothing(r):
			return g.uncovered(r.Reason)
		default:
			absent++
			side := []string{"sans le scénario", "avec le scénario"}[i]
			g.assumed = append(g.assumed, side+", la règle ne verse rien ("+r.Reason+")")
		}
	}
	if absent == len(sides) {
		return g.uncovered(sides[1].Reason)
	}
	g.Reference, g.Scenario = paid(sides[0]), paid(sides[1])
	w.compare(in.Facts, &g)
	if g.Min != nil && g.State == answer.Sure && (sides[0].State == answer.Disputed || sides[1].State == answer.Disputed) {
		w.dispute(in.Facts, &g)
	}
	return g
}

// uncovered is a group for which the law's figure is missing: no number.
func (g *group) uncovered(reason string) group {
	g.State, g.Reason = answer.NotCovered, reason
	g.Reference, g.Scenario, g.Gain, g.Min, g.Max = nil, nil, nil, nil, nil
	return *g
}

// nothing tells a rule that is not in force from one whose figure was not found.
func nothing(r *answer.Result) bool {
	return r.Tree != nil && r.Tree.Nodes[len(r.Tree.Nodes)-1].Value.State == eval.Absent
}

// paid is what a result pays: nothing when the rule is not in force, null when a fact is missing.
func paid(r *answer.Result) *int64 {
	if r.State == answer.NotCovered {
		return new(int64)
	}
	return r.Cents
}

// compare prices the difference on every completion of the missing facts.
func (w *worlds) compare(set *facts.Set, g *group) {
	pair := w.pair(w.rule, set)
	report := complete.Run(pair.unknowns, pair.price)
	if !report.AnyValid || !report.AllValid {
		*g = g.uncovered("chiffre non établi pour une partie des réponses possibles")
		g.questions = pair.questions(report)
		return
	}
	g.Min, g.Max = &report.Min, &report.Max
	if report.Min == report.Max {
		g.Gain = &report.Min
		if g.Reference != nil && g.Scenario != nil { // as written, where a text is disputed
			g.Reference, g.Scenario = &pair.cents[0], &pair.cents[1]
		}
		return
	}
	g.State, g.questions = answer.ToSpecify, pair.questions(report)
}

// dispute compares the readings of disputed texts, each read the same way in both worlds. The prudent one is kept: the lowest gain.
func (w *worlds) dispute(set *facts.Set, g *group) {
	lo, hi := *g.Gain, *g.Gain
	for _, rule := range w.disputed() {
		for _, d := range w.engine.Plan.Rules[rule].Disputes {
			for _, reading := range d.Readings {
				pair := w.pair(reading.Variant, set)
				report := complete.Run(pair.unknowns, pair.price)
				if !report.AnyValid {
					continue
				}
				if report.Min < lo {
					reference, scenario := pair.cents[0], pair.cents[1]
					lo, g.Reference, g.Scenario = report.Min, &reference, &scenario
				}
				hi = max(hi, report.Max)
			}
		}
	}
	if lo == hi {
		return
	}
	g.State, g.Gain, g.Min, g.Max = answer.Disputed, &lo, &lo, &hi
	g.assumed = append(g.assumed, "texte contesté : la lecture prudente est retenue ; les lectures donnent de "+
		money.Amount(lo).French()+" à "+money.Amount(hi).French()+" par médecin")
}

// disputed lists the rules with disputes that either world reads.
func (w *worlds) disputed() []int {
	var out []int
	note := func(rule int) {
		if b := w.engine.Plan.Rules[rule].Base; b >= 0 {
			rule = b
		}
		if len(w.engine.Plan.Rules[rule].Disputes) > 0 && !slices.Contains(out, rule) {
			out = append(out, rule)
		}
	}
	note(w.rule)
	for _, m := range []day.Moment{w.reference, w.scenario} {
		w.engine.Program(w.rule, m).Versions(func(part, _ int) { note(w.engine.Plan.Parts[part].Rule) })
	}
	return out
}
