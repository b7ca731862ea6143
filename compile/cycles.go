package compile

import (
	"strings"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// cycles reports parts and rules that need their own value.
func (c *compiler) cycles() {
	const (
		fresh = iota
		open
		done
	)
	state := map[plan.Ref]int{}
	var path []plan.Ref
	var visit func(plan.Ref)
	visit = func(r plan.Ref) {
		switch state[r] {
		case done:
			return
		case open:
			var names []string
			for i := len(path) - 1; i >= 0; i-- {
				names = append([]string{c.plan.NameOf(path[i])}, names...)
				if path[i] == r {
					break
				}
			}
			c.report(c.posOf(r), "cycle", "%s a besoin de sa propre valeur : %s → %s", c.plan.NameOf(r), strings.Join(names, " → "), c.plan.NameOf(r))
			return
		}
		state[r] = open
		path = append(path, r)
		for _, next := range c.plan.Reads(r) {
			visit(next)
		}
		path = path[:len(path)-1]
		state[r] = done
	}
	for i := range c.plan.Rules {
		visit(plan.Ref{Kind: plan.ToRule, Index: i})
	}
	for i := range c.plan.Parts {
		visit(plan.Ref{Kind: plan.ToPart, Index: i})
	}
}

func (c *compiler) posOf(r plan.Ref) law.Pos {
	switch r.Kind {
	case plan.ToPart:
		return c.parts[r.Index].Pos
	case plan.ToRule:
		return c.sources[r.Index].Pos
	}
	return law.Pos{}
}
