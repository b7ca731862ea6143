package cotation

import (
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// gestures looks, among the refused acts, for those that only things the doctor does keep out of the bill, and tries each: a gesture is
// told only when the act is then in the bill.
func (d *desk) gestures(a *Answer, out *outcome) {
	for i := range a.Refused {
		if r := &a.Refused[i]; r.Kind == FactsFail && r.cost > 0 && r.cost < findingCost {
			d.gesture(r, out)
		}
	}
}

func (d *desk) gesture(r *Refusal, out *outcome) {
	var changes []Change
	before := make([]eval.Value, len(r.Failing))
	for i := range r.Failing {
		c := r.Failing[i].Cond
		n, ok := d.meets(c)
		if !ok {
			return
		}
		f := &d.plan.Facts[c.Thing.Index]
		changes = append(changes, Change{Fact: f.Path, Value: facts.Decoded(f, n)})
		before[i] = d.values[c.Thing.Index]
	}
	for i := range r.Failing {
		c := r.Failing[i].Cond
		n, _ := d.meets(c)
		d.suppose(c.Thing.Index, eval.Of(n))
	}
	var then outcome
	if d.decide(&then) && then.bill.settled && slices.ContainsFunc(then.bill.lines, func(l billed) bool { return l.act.key == r.Rule }) {
		gain := then.bill.total - out.bill.total
		r.Gesture = &Gesture{Changes: changes, Text: r.gestureText(gain), Gain: gain}
	}
	for i := range r.Failing {
		d.suppose(r.Failing[i].Cond.Thing.Index, before[i])
	}
	d.blocked.clear()
}

// meets gives a value of the fact that satisfies a condition.
func (d *desk) meets(c *plan.Cond) (int64, bool) {
	if c.Test != plan.InCell || c.Thing.Kind != plan.ToFact || len(c.Cell.In) == 0 {
		return 0, false
	}
	return c.Cell.In[0].Lo, true
}

// ruleSource is what holds an act up when none of its versions does.
func (d *desk) ruleSource(a *act) []explain.Source {
	return d.kept(a, absent, func() []explain.Source { return d.textSource(a.base) })
}

// textSource is the text that a rule as a whole rests on.
func (s *statute) textSource(rule int) []explain.Source {
	r := &s.plan.Rules[rule]
	text := &s.plan.Acts[r.Source.Act]
	if text.Scenario && text.Key != s.moment.Scenario || !text.Scenario && !s.moment.Knows(text.Published) {
		return []explain.Source{} // the text was not known yet
	}
	one := explain.Source{Act: text.Key, Title: text.Title, ReadIn: []string{}, Reliability: explain.Grades[text.Reliability], Rule: r.Key}
	if r.Source.Article != "" {
		one.Article = &r.Source.Article
	}
	return []explain.Source{one}
}

// pathSource is what holds up the conditions of a path: its version.
func (d *desk) pathSource(a *act, p *path) []explain.Source {
	if p.version < 0 {
		return d.ruleSource(a)
	}
	return d.kept(a, p.part, func() []explain.Source {
		part := &d.plan.Parts[p.part]
		return []explain.Source{d.source(explain.Figure{Part: part, Version: &part.Versions[p.version]})}
	})
}

// kept remembers the sources of refusals, which are the same for every visit.
func (s *statute) kept(a *act, part int, make func() []explain.Source) []explain.Source {
	key := refusalKey{a.index, part}
	s.mu.RLock()
	out := s.refusalSources[key]
	s.mu.RUnlock()
	if out != nil {
		return out
	}
	out = make()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusalSources[key] = out
	return out
}

type refusalKey struct{ act, part int }
