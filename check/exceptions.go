package check

import (
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// exceptions proves that two parts that set aside the same one never apply together, unless one of them sets the other aside.
func (c *checker) exceptions(rule int) {
	parts := c.plan.Rules[rule].Parts
	for k, a := range parts {
		for _, b := range parts[k+1:] {
			first, second := &c.plan.Parts[a], &c.plan.Parts[b]
			if first.SetsAside < 0 || first.SetsAside != second.SetsAside || first.SetsAside == b || second.SetsAside == a {
				continue
			}
			if words, meet := c.partsMeet(a, b); meet {
				c.report(c.exceptionAt(b), "exception.recouvrement", "« %s » et « %s » (ligne %d) écartent tous deux « %s » et valent ensemble pour %s — resserrez les conditions de l'une, ou dites laquelle écarte l'autre",
					second.Name, first.Name, c.exceptionAt(a).Line, c.plan.Parts[first.SetsAside].Name, words)
			}
		}
	}
}

// exceptionAt is the place of « écarte ».
func (c *checker) exceptionAt(part int) law.Pos {
	if w := c.parts[part]; w != nil && w.SetsAside.Given() {
		return w.SetsAside.Pos
	}
	return c.at(c.plan.Parts[part].Pos)
}

// partsMeet looks for a moment and a case in which both parts apply.
func (c *checker) partsMeet(a, b int) (words string, meet bool) {
	first, second := &c.plan.Parts[a], &c.plan.Parts[b]
	rule := &c.plan.Rules[first.Rule]
	try := func(v, w *plan.Version) bool {
		one := []*plan.Conditions{&rule.Conditions, &first.Conditions}
		two := []*plan.Conditions{&second.Conditions}
		if v != nil {
			one = append(one, &v.Conditions)
		}
		if w != nil {
			two = append(two, &w.Conditions)
		}
		words, meet = c.meet(one, two)
		return meet
	}
	if len(first.Versions) == 0 && len(second.Versions) == 0 {
		try(nil, nil)
		return words, meet
	}
	type pair struct{ v, w *plan.Version }
	tried := map[pair]bool{}
	for _, m := range c.moments(first.Versions, second.Versions) {
		v, w := c.inForce(a, m), c.inForce(b, m)
		if v == nil && len(first.Versions) > 0 || w == nil && len(second.Versions) > 0 || tried[pair{v, w}] {
			continue
		}
		tried[pair{v, w}] = true
		if try(v, w) {
			return words, true
		}
	}
	return "", false
}
