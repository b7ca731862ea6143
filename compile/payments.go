package compile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

func (c *compiler) payment(w law.Payment, rule int) plan.Payment {
	out := plan.Payment{Parts: c.partList(w.Parts, rule), Pos: place(w.Pos)}
	for _, v := range w.Versions {
		pv := plan.PaymentVersion{
			Effects: c.effects(v.Effects, v.Pos), Reliability: c.reliability(v.Reliability), ReadIn: c.readIn(v.ReadIn),
			Conditions: c.allConditions(v.Conditions, rule), Doubt: v.Doubt.S, Pos: place(v.Pos),
		}
		for _, in := range v.Installments {
			pv.Installments = append(pv.Installments, c.installment(in))
		}
		out.Versions = append(out.Versions, pv)
	}
	return out
}

var months = []string{
	"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
}

func (c *compiler) installment(w law.Installment) plan.Installment {
	out := plan.Installment{NextYear: w.Year.S == "suivante"}
	if w.Year.Given() && w.Year.S != "même" && w.Year.S != "suivante" {
		c.report(w.Year.Pos, "fichier.valeur", "échéance, année : même ou suivante est attendu, « %s » trouvé", w.Year.S)
	}
	share, err := money.ParseDecimal(w.Share.S, 2)
	if err != nil {
		c.report(or(w.Share.Pos, w.Month.Pos), "fichier.valeur", "échéance, part : un pourcentage est attendu")
	}
	out.Share = share
	after, anniversary := strings.CutPrefix(w.Month.S, "anniversaire")
	switch i := slices.Index(months, w.Month.S); {
	case i > 0:
		out.Month = i
	case anniversary:
		out.Anniversary = true
		if after != "" {
			n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(after, " et "), " mois"))
			if err != nil {
				c.report(w.Month.Pos, "fichier.valeur", "échéance, mois : « anniversaire et N mois » est attendu, « %s » trouvé", w.Month.S)
			}
			out.PlusMonths = n
		}
	case w.Month.S == "non établi":
	default:
		c.report(w.Month.Pos, "fichier.valeur", "échéance, mois : un mois, anniversaire ou non établi est attendu, « %s » trouvé", w.Month.S)
	}
	return out
}
