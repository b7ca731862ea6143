package compile

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

func (c *compiler) isGroup(name string) bool {
	return slices.ContainsFunc(c.book.Rules, func(r *law.Rule) bool {
		return r.Act != nil && (r.Key.S == name || slices.ContainsFunc(r.Act.Groups, func(g law.Text) bool { return g.S == name }))
	})
}

// thing resolves a name read in a rule (or outside all rules, with −1): a part of the rule, a fact, a rule, or a part of another rule.
func (c *compiler) thing(t law.Text, rule int) (plan.Ref, bool) {
	if rule >= 0 && !c.sources[rule].Single {
		for _, p := range c.plan.Rules[rule].Parts {
			if c.plan.Parts[p].Name == t.S {
				return plan.Ref{Kind: plan.ToPart, Index: p}, true
			}
		}
	}
	if i, ok := c.facts[t.S]; ok {
		return plan.Ref{Kind: plan.ToFact, Index: i}, true
	}
	if i, ok := c.rules[t.S]; ok {
		return plan.Ref{Kind: plan.ToRule, Index: i}, true
	}
	if key, name, dotted := strings.Cut(t.S, "."); dotted {
		if i, ok := c.rules[key]; ok {
			for _, p := range c.plan.Rules[i].Parts {
				if c.plan.Parts[p].Name == name {
					return plan.Ref{Kind: plan.ToPart, Index: p}, true
				}
			}
		}
	}
	known := map[string]int{}
	for name := range c.facts {
		known[name] = 0
	}
	for name := range c.rules {
		known[name] = 0
	}
	c.report(t.Pos, "fait.inconnu", "« %s » n'est ni un fait, ni une partie de cette règle, ni une règle%s", t.S, suggest(t.S, known))
	return plan.Ref{}, false
}

func (c *compiler) allConditions(w law.Conditions, rule int) plan.Conditions {
	out := plan.Conditions{When: c.conditions(w.When, rule)}
	for _, group := range w.AnyOf {
		out.AnyOf = append(out.AnyOf, c.conditions(group, rule))
	}
	return out
}

func (c *compiler) conditions(list []law.Condition, rule int) []plan.Cond {
	var out []plan.Cond
	for _, w := range list {
		ref, ok := c.thing(w.Thing, rule)
		if !ok {
			continue
		}
		cond := plan.Cond{Thing: ref, Pos: place(w.Thing.Pos)}
		switch text := CellText(w.Cell); {
		case text == "acquis" || text == "non acquis":
			if ref.Kind == plan.ToFact {
				c.report(w.Cell.Pos, "table.cellule", "%s : « %s » se dit d'une partie ou d'une règle, pas d'un fait", w.Thing.S, text)
			}
			cond.Test, cond.Cell.Text = plan.Acquired, text
			if text == "non acquis" {
				cond.Test = plan.NotAcquired
			}
		default:
			cond.Cell = c.cell(w.Cell, ref, nil)
		}
		out = append(out, cond)
	}
	return out
}

func (c *compiler) partList(list []law.Text, rule int) []int {
	var out []int
	for _, t := range list {
		found := -1
		for _, p := range c.plan.Rules[rule].Parts {
			if c.plan.Parts[p].Name == t.S {
				found = p
			}
		}
		if found < 0 {
			c.report(t.Pos, "fait.inconnu", "« %s » n'est pas une partie de cette règle", t.S)
			continue
		}
		out = append(out, found)
	}
	return out
}
