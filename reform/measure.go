package reform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// maxCompletions bounds how often a measure is computed for the sake of facts that the population does not hold.
const maxCompletions = 64

// measure prices one rule on doctors in both worlds.
func (c *comparison) measure(key string) error {
	m := Measure{Key: key}
	var rules [2]int
	for i, s := range c.sides {
		rules[i] = -1
		if k, ok := s.world.Engine.Plan.Rule(key); ok {
			rules[i], m.Rule, m.Title = k, k, s.world.Engine.Plan.Rules[k].Title
			m.Reliability = max(m.Reliability, s.reliability(k))
			if s.world.Engine.Plan.Rules[k].Anniversary != nil {
				m.Reason = "la population ne porte pas les contrats des médecins"
			}
			if len(c.base.lists.facts) == 0 && s.sumsPatients(k) {
				m.Reason = "la population n'a pas de table des patients"
			}
		}
	}
	if m.Reason != "" {
		c.add(m)
		return nil
	}
	open, names := c.open(rules, &m)
	total := 1
	for _, o := range open {
		if total *= len(o.candidates); total > maxCompletions {
			m.Reason = "la population ne porte pas ce qui décide : " + strings.Join(names, ", ")
			c.add(m)
			return nil
		}
	}
	for k := range total {
		given := completion{}
		for _, o := range open {
			given[o.name] = o.candidates[k%len(o.candidates)]
			k /= len(o.candidates)
		}
		if err := c.complete(&m, rules, given, len(m.Min) == 0); err != nil {
			return fmt.Errorf("pricing %s: %w", key, err)
		}
	}
	if !slices.Equal(m.Min, m.Max) {
		m.Open = names
	}
	c.add(m)
	return nil
}

// complete prices one completion and widens the gains with it.
func (c *comparison) complete(m *Measure, rules [2]int, given completion, first bool) error {
	n := c.base.N
	var paid [2]*batch.Result
	for i, s := range c.sides {
		if rules[i] < 0 {
			continue
		}
		r, err := s.price(rules[i], given, c.options.Threads)
		if err != nil {
			return err
		}
		paid[i] = r
	}
	if first {
		m.Min, m.Max, m.before, m.after = make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	}
	for d := range n {
		var v [2]int64
		for i, r := range paid {
			switch {
			case r == nil || r.States[d] == eval.Absent:
			case r.States[d] == eval.Known:
				v[i] = r.Values[d]
			default:
				if m.Unsure == nil {
					m.Unsure = make([]bool, n)
				}
				m.Unsure[d] = true
				m.Unfound = m.Unfound || r.States[d] == eval.NotEstablished
			}
		}
		gain := v[1] - v[0]
		if first {
			m.Min[d], m.Max[d] = gain, gain
			m.before[d], m.after[d] = v[0], v[1]
			continue
		}
		m.Min[d], m.Max[d] = min(m.Min[d], gain), max(m.Max[d], gain)
	}
	return nil
}

// missing is a fact that the population does not hold, and the values that stand for its domain.
type missing struct {
	name       string
	candidates []int64
}

// open lists the facts that a measure asks and that nothing gives, with their names as readers expect them.
func (c *comparison) open(rules [2]int, m *Measure) ([]missing, []string) {
	var out []missing
	var names []string
	for i, s := range c.sides {
		if rules[i] < 0 {
			continue
		}
		p := s.world.Engine.Plan
		see := func(rule int, stated func(string) bool) {
			prog := s.world.Engine.Program(rule, s.world.Moment)
			for _, fact := range prog.Facts {
				f := &p.Facts[fact]
				switch {
				case stated(f.Name) || s.summed(f) != nil:
				case f.Fallback != nil && f.Fallback.Sum == nil:
				case f.Default != nil:
					m.Assumed = appendNew(m.Assumed, f.Label+" : "+explain.FactValue(f, eval.Of(*f.Default)))
				default:
					more := prog.Representatives(fact, s.world.Moment.At)
					k := slices.IndexFunc(out, func(o missing) bool { return o.name == f.Name })
					if k < 0 {
						k, out, names = len(out), append(out, missing{name: f.Name}), append(names, f.Label)
					}
					merged := append(out[k].candidates, more...)
					slices.Sort(merged)
					out[k].candidates = slices.Compact(merged)
				}
			}
		}
		see(rules[i], func(name string) bool { _, ok := s.base.facts[name]; return ok })
		for _, rule := range s.patientRules(rules[i]) {
			see(rule, func(name string) bool { return slices.Contains(s.base.lists.facts, name) })
		}
	}
	return out, names
}

// patientRules lists the rules that the sums of a rule compute on patients.
func (s *Side) patientRules(rule int) (out []int) {
	p := s.world.Engine.Plan
	add := func(r plan.Ref) {
		if r.Kind == plan.ToRule && !slices.Contains(out, r.Index) {
			out = append(out, r.Index)
		}
	}
	for _, fact := range s.world.Engine.Program(rule, s.world.Moment).Facts {
		sum := s.summed(&p.Facts[fact])
		if sum == nil {
			continue
		}
		if sum.Of != nil {
			add(*sum.Of)
		}
		for _, c := range sum.When {
			add(c.Thing)
		}
	}
	return out
}

// reliability is that of the weakest figure that a rule may take at the moment.
func (s *Side) reliability(rule int) plan.Reliability {
	p, grade := s.world.Engine.Plan, plan.Official
	for _, i := range append([]int{rule}, s.patientRules(rule)...) {
		s.world.Engine.Program(i, s.world.Moment).Versions(func(part, version int) {
			if version < 0 || p.Parts[part].Versions[version].Ends {
				return
			}
			v := &p.Parts[part].Versions[version]
			grade = max(grade, v.Reliability)
			if v.Table == nil {
				return
			}
			for _, row := range v.Table.Rows {
				if row.Reliability != nil {
					grade = max(grade, *row.Reliability)
				}
			}
		})
	}
	return grade
}

func appendNew(list []string, more ...string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
