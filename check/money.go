package check

import (
	"slices"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// territoryFact is the column by which an amount may be fixed for each territory.
const territoryFact = "territoire"

// territory proves that each amount of a billable act says whether it changes overseas.
func (c *checker) territory(rule int) {
	if c.plan.Rules[rule].Billable == nil {
		return
	}
	if r := &c.plan.Rules[rule]; r.Result != nil && r.Unit.Kind != plan.Euro {
		c.report(c.rules[rule].Act.Pos, "unite", "un acte se paie en euros, et cette règle donne autre chose — écrivez « montant », ou retirez « acte »")
	}
	for _, i := range c.plan.Rules[rule].Parts {
		part := &c.plan.Parts[i]
		if part.Unit.Kind != plan.Euro || part.Augments >= 0 {
			continue
		}
		var silent []plan.Pos
		speaking := false
		for j := range part.Versions {
			v := &part.Versions[j]
			switch {
			case v.Ends || v.NotEstablished != "":
			case v.Multiplier == plan.Unsaid && !slices.ContainsFunc(v.Columns, c.isTerritory):
				silent = append(silent, v.Pos)
			default:
				speaking = true
			}
		}
		if len(silent) > 0 && !speaking {
			silent = []plan.Pos{part.Pos}
		}
		for _, pos := range silent {
			c.report(c.at(pos), "territoire.non_dit", "rien ne dit si les montants de « %s » changent outre-mer — écrivez « multiplié par: » la règle du coefficient, « multiplié par: rien », ou mettez « %s » dans « selon »", part.Name, territoryFact)
		}
	}
}

func (c *checker) isTerritory(r plan.Ref) bool {
	return r.Kind == plan.ToFact && c.plan.Facts[r.Index].Name == territoryFact
}

const wholeShare = 100_00

// payments proves that instalments add up and that each amount of the result is paid once.
func (c *checker) payments(rule int) {
	r, w := &c.plan.Rules[rule], c.rules[rule]
	if len(r.Payments) == 0 {
		return
	}
	for _, p := range r.Payments {
		for _, v := range p.Versions {
			sum := int64(0)
			for _, in := range v.Installments {
				sum += in.Share
			}
			if sum != wholeShare {
				c.report(c.at(v.Pos), "paiement.somme", "les échéances de ce calendrier font %s %% de la somme, 100 %% est attendu — corrigez les parts", money.FormatDecimal(sum, 2))
			}
		}
	}
	owed := c.terms(r.Result)
	for _, i := range owed {
		var first law.Pos
		for k := range r.Payments {
			if !slices.Contains(r.Payments[k].Parts, i) {
				continue
			}
			switch {
			case first.Line == 0:
				first = w.Payments[k].Pos
			case c.paidTwice(r, i, k):
				c.report(w.Payments[k].Pos, "paiement.somme", "« %s » est payée deux fois : ici et à %s — retirez-la d'un calendrier, ou séparez-les par « quand »", c.plan.Parts[i].Name, line(plan.Pos{Line: first.Line}))
			}
		}
		if first.Line == 0 {
			c.report(w.Payments[0].Pos, "paiement.somme", "« %s » est dans le résultat et n'est payée par aucun calendrier — ajoutez-la à un « de »", c.plan.Parts[i].Name)
		}
	}
	for k, p := range r.Payments {
		for _, i := range p.Parts {
			if !slices.Contains(owed, i) {
				c.report(w.Payments[k].Pos, "paiement.somme", "« %s » est payée et n'est pas un terme du résultat — retirez-la de « de », ou ajoutez-la au « résultat »", c.plan.Parts[i].Name)
			}
		}
	}
}

// terms returns the parts that a result adds up.
func (c *checker) terms(e *plan.Expr) []int {
	switch {
	case e == nil:
		return nil
	case e.Op == plan.Add:
		return append(c.terms(e.Args[0]), c.terms(e.Args[1])...)
	case e.Op == plan.Read && e.Ref.Kind == plan.ToPart && e.Unit.Kind == plan.Euro:
		return []int{e.Ref.Index}
	}
	return nil
}

// paidTwice reports whether the k-th calendar and an earlier one of the same part can both hold.
func (c *checker) paidTwice(r *plan.Rule, part, k int) bool {
	for _, earlier := range r.Payments[:k] {
		if !slices.Contains(earlier.Parts, part) {
			continue
		}
		for i := range earlier.Versions {
			for j := range r.Payments[k].Versions {
				if _, meet := c.meet([]*plan.Conditions{&earlier.Versions[i].Conditions}, []*plan.Conditions{&r.Payments[k].Versions[j].Conditions}); meet {
					return true
				}
			}
		}
	}
	return false
}
