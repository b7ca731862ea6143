package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
)

func (a *app) checkBillCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "verifier-cotation [FICHIER]", Aliases: []string{"check"}, Short: "Des codes déjà facturés : un verdict par code et par couple, la version corrigée",
		Long: `Vérifie une visite et ses codes tels que facturés (« codes ») : un objet JSON, ou un par ligne. Chaque code et chaque couple a son verdict, sa
raison et sa source ; puis vient la meilleure facturation licite pour les mêmes faits, et la différence.

Un acte technique facturé est tenu pour fait. Sort 1 si un code facturé n'est pas licite.`,
		Example: `  echo '{"date":"2026-02-10","heure":"10:00","medecin":{"specialite":"medecine_generale","secteur":"1"},"patient":{"age":40},
    "visite":{"lieu":"cabinet","medecin_est_mt":true,"motif":"consultation"},"historique":[],"codes":["G","MEG"]}' |
    opposable verifier-cotation`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := atMostOne(args); err != nil {
				return err
			}
			l, err := a.completed()
			if err != nil {
				return err
			}
			return a.each(args, func(object map[string]any) (any, int, error) {
				out, err := l.Verify(object, a.asked())
				if err != nil {
					return nil, 0, err
				}
				if out.State == answer.NotDue {
					return out, exitNo, nil
				}
				return out, exitAnswered, nil
			}, func(out any) { a.showVerification(out.(*cotation.Verification)) })
		},
	}
	a.tariffsFlag(c)
	return c
}

var verdictWords = map[string]string{
	cotation.Lawful: "✔ facturable", cotation.Unlawful: "✖ non facturable", cotation.Undecided: "? à préciser", cotation.Contested: "⚖ contesté",
	cotation.NoSuchCode: "✖ code inconnu", cotation.NoRule: "◌ code connu, non modélisé", cotation.Uncovered: "◌ tarif non établi",
}

func (a *app) showVerification(v *cotation.Verification) {
	a.line("%s · au %s", stateWords[v.State], longDate(v.Moment.At))
	if v.Reason != "" {
		a.line("%s", explain.Sentence(v.Reason))
	}
	for _, c := range v.Codes {
		a.line("\n  %-8s %10s  %s — %s", c.Code, inEuros(c.Amount), verdictWords[c.Verdict], c.Title)
		a.line("           %s", c.Reason)
		for _, s := range c.Sources {
			a.line("           %s", sourceText(s))
		}
	}
	for _, p := range v.Pairs {
		if p.Verdict != cotation.Lawful {
			a.line("\n  %s  %s : %s", strings.Join(p.Codes, " + "), verdictWords[p.Verdict], p.Reason)
			for _, s := range p.Sources {
				a.line("           %s", sourceText(s))
			}
		}
	}
	total := inEuros(v.Corrected.Total)
	if !v.Corrected.Total.Known && v.Corrected.Min.Known {
		total = "de " + inEuros(v.Corrected.Min) + " à " + inEuros(v.Corrected.Max)
	}
	a.line("\nFacturé %s · corrigé %s : %s", inEuros(v.Total), total, strings.Join(v.Corrected.Codes, " + "))
	if v.Difference.Known {
		a.line("Différence : %s", money.Amount(v.Difference.N).French())
	}
	for _, q := range v.Questions {
		a.line("? %s (%s d'écart)", q.Text, money.Amount(q.Worth).French())
	}
	for _, h := range v.Assumed {
		a.line("  hypothèse : %s", h)
	}
	a.footer(v.Verified)
}
