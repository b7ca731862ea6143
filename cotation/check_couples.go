package cotation

import (
	"strings"

	"github.com/opposable/opposable/explain"
)

// couple judges two billed codes together.
func (c *checker) couple(x, y *checked) PairVerdict {
	v := PairVerdict{Codes: []string{x.code, y.code}, Verdict: Lawful, Reason: "ces codes se facturent ensemble", Sources: []explain.Source{}}
	a, b := x.probe.act, y.probe.act
	alone := func(a *act) bool { return a.principal && !a.ownSheet && a.bill.CodeFact < 0 }
	switch {
	case x.probe == y.probe && x.code != y.code:
		v.Verdict, v.Reason, v.Sources = Unlawful, x.code+" et "+y.code+" sont le même acte, un seul se facture", c.ruleSource(a)
	case x.probe == y.probe:
		v.Verdict, v.Reason, v.Sources = Unlawful, x.code+" ne se facture qu'une fois", c.ruleSource(a)
	case excludes(a, b):
		v.Verdict, v.Reason, v.Sources = Unlawful, x.code+" ne se facture pas avec "+y.code, c.ruleSource(a)
		if !a.without.meets(b.is) {
			v.Sources = c.ruleSource(b)
		}
	case alone(a) && alone(b):
		v.Verdict, v.Reason, v.Sources = Unlawful, "un seul acte principal par feuille : "+x.code+" ou "+y.code, c.ruleSource(a)
	case x.pick != absent && y.pick != absent:
		c.weighCouple(&v, x, y)
	default:
		if fact := c.opposed(a, x.code, b, y.code); fact != absent {
			v.Verdict, v.Sources = Unlawful, c.ruleSource(b)
			v.Reason = x.code + " et " + y.code + " ne sont jamais de la même visite : l'un et l'autre demandent autre chose pour " + c.plan.Facts[fact].Label
		}
	}
	for k := range c.worlds[1:] {
		w := &c.worlds[k+1]
		for _, change := range w.changed {
			o := &c.acts[change.other]
			if v.Verdict == Unlawful && c.opposed(a, x.code, b, y.code) != absent &&
				(int(change.written) == a.index && c.opposed(o, x.code, b, y.code) == absent || int(change.written) == b.index && c.opposed(a, x.code, o, y.code) == absent) {
				v.Verdict, v.Reason = Contested, x.code+" et "+y.code+" : "+c.heldBy(w, true)
			}
			if change.face && (int(change.written) == a.index && excludes(o, b) != excludes(a, b) || int(change.written) == b.index && excludes(a, o) != excludes(a, b)) {
				v.Verdict, v.Reason = Contested, x.code+" et "+y.code+" : "+c.heldBy(w, excludes(a, b))
			}
		}
	}
	return v
}

// weighCouple says what combinations leave of two lines, under every reading.
func (c *checker) weighCouple(v *PairVerdict, x, y *checked) {
	picks := []pick{{probe: x.probe}, {probe: y.probe}}
	least := func(w *world) (*pick, bool) {
		c.memo = c.memo[:0]
		c.blocked.clear()
		c.weigh(w, picks)
		if picks[0].percent < picks[1].percent {
			return &picks[0], len(c.blocked.facts) == 0
		}
		return &picks[1], len(c.blocked.facts) == 0
	}
	k, clear := least(&c.worlds[0])
	percent := k.percent
	if !clear {
		v.Verdict, v.Reason = Undecided, "un fait manque pour dire s'ils s'additionnent : "+c.plan.Facts[c.blocked.facts[0]].Label
		return
	}
	if k.by != absent {
		if v.Sources = c.weighed(k).sources; len(v.Sources) == 0 { // nothing is left: no figure made it
			v.Sources = c.textSource(c.combinationRule(k.by))
		}
	}
	switch {
	case percent == 0:
		v.Verdict, v.Reason = Unlawful, k.probe.code+" ne s'ajoute pas à l'autre : seul le plus cher est facturé"
	case percent < whole:
		v.Reason = k.probe.code + " est facturé à " + strings.ReplaceAll(percentText(percent), ".", ",") + "\u00a0%"
	}
	for i := range c.worlds[1:] {
		w := &c.worlds[i+1]
		if !w.combine {
			continue
		}
		if k, clear := least(w); clear && k.percent != percent {
			v.Verdict, v.Reason = Contested, v.Codes[0]+" et "+v.Codes[1]+" : "+c.heldBy(w, k.percent > percent)
		}
	}
}

// percentText writes a percent in hundredths.
func percentText(n int64) string {
	text, _ := Number{N: n, Scale: 2, Known: true}.MarshalJSON()
	return string(text)
}

// combinationRule is the rule behind what decided a pick.
func (s *statute) combinationRule(by int32) int {
	if n := int32(len(s.pairs)); by >= n {
		return s.ranks[by-n].rule
	}
	return s.pairs[by].rule
}
