package compile

import (
	"fmt"
	"slices"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// situation resolves the day at which the facts of a rule are taken. With « anniversaire de », it is the anniversary of that fact and the
// words of « situation au » only tell it; otherwise they are a day of the year, or of the year before.
func (c *compiler) situation(rule *plan.Rule, source *law.Rule) {
	if name := source.Anniversary; name.Given() {
		i, ok := c.facts[name.S]
		switch {
		case !ok:
			c.report(name.Pos, "fait.inconnu", "anniversaire de : « %s » n'est pas un fait%s", name.S, suggest(name.S, c.facts))
		case c.plan.Facts[i].Kind != plan.Date:
			c.report(name.Pos, "fichier.valeur", "anniversaire de : « %s » n'est pas une date — nommez le fait qui dit quand le contrat commence", name.S)
		default:
			rule.Anniversary = &plan.Ref{Kind: plan.ToFact, Index: i}
		}
		return
	}
	if !source.Situation.Given() || source.Situation.S == contractYear {
		return
	}
	s, ok := situationOf(source.Situation.S)
	if !ok {
		c.report(source.Situation.Pos, "fichier.valeur", "situation au : « 31 décembre de l'année », « 31 décembre de l'année précédente » ou « %s » est attendu, « %s » trouvé", contractYear, source.Situation.S)
		return
	}
	rule.Situation = &s
}

// contractYear is the situation of a rule whose year is told by a fact when it is asked alone.
const contractYear = "premier jour de l'année du contrat"

func situationOf(text string) (plan.Situation, bool) {
	var s plan.Situation
	var month, of, year, before string
	n, _ := fmt.Sscanf(text, "%d %s %s %s %s", &s.Day, &month, &of, &year, &before)
	s.Month = slices.Index(months, month)
	s.YearBefore = before == "précédente"
	ok := s.Month > 0 && s.Day >= 1 && s.Day <= 31 && of == "de" && year == "l'année"
	return s, ok && (n == 4 || n == 5 && s.YearBefore)
}

// anniversaries reports an instalment counted from an anniversary that no fact gives.
func (c *compiler) anniversaries(source *law.Rule, payments []plan.Payment) {
	if source.Anniversary.Given() {
		return
	}
	for i := range payments {
		for _, v := range payments[i].Versions {
			if slices.ContainsFunc(v.Installments, func(in plan.Installment) bool { return in.Anniversary }) {
				c.report(source.Payments[i].Pos, "paiement.anniversaire", "une échéance se compte d'un anniversaire et rien ne dit duquel — écrivez « anniversaire de: » et le fait qui date le début du contrat")
			}
		}
	}
}
