package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
)

func (a *app) priceCommand() *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use: "coter [FICHIER]", Aliases: []string{"price"}, Short: "Une visite : les codes, le total, le partage, les raisons, les refus",
		Long: `Cote une visite décrite en JSON (un objet, ou un par ligne) : le meilleur ensemble d'actes licite, ligne par ligne, avec sa source ; ce
qui n'est pas ajouté et pourquoi ; la question qui décide encore, avec son enjeu ; les lectures disputées.

Un fait absent est inconnu, jamais faux. Les constats ne se changent pas : seul un geste du médecin est suggéré.`,
		Example: `  echo '{"date":"2026-02-10","heure":"10:00","medecin":{"specialite":"medecine_generale","secteur":"1"},
    "patient":{"age":4,"ald":false,"c2s":false,"a_un_medecin_traitant":true},
    "visite":{"lieu":"cabinet","medecin_est_mt":true,"motif":"consultation","urgente":false,"regulee":false},"actes":[],"historique":[]}' |
    opposable coter
  opposable coter visites.ndjson --json`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := atMostOne(args); err != nil {
				return err
			}
			l, err := a.completed()
			if err != nil {
				return err
			}
			return a.each(args, func(object map[string]any) (any, int, error) {
				out, err := l.Price(object, a.asked(), cotation.Options{All: all})
				if err != nil {
					return nil, 0, err
				}
				if out.State == answer.NotCovered || out.State == answer.NotDue {
					return out, exitNo, nil
				}
				return out, exitAnswered, nil
			}, func(out any) { a.showBill(out.(*cotation.Answer)) })
		},
	}
	a.tariffsFlag(c)
	c.Flags().BoolVar(&all, "tout", false, "liste aussi les actes écartés par la spécialité, le lieu ou la date")
	return c
}

// inEuros writes an amount that may be unknown.
func inEuros(n cotation.Number) string {
	if !n.Known {
		return "—"
	}
	return money.Amount(n.N).French()
}

func (a *app) showBill(b *cotation.Answer) {
	var codes []string
	for _, l := range b.Lines {
		codes = append(codes, l.Billed())
	}
	total := inEuros(b.Total)
	if !b.Total.Known && b.Min.Known {
		total = "de " + inEuros(b.Min) + " à " + inEuros(b.Max)
	}
	a.line("%s   %s", total, strings.Join(codes, " + "))
	a.line("%s · %s · au %s", stateWords[b.State], gradeWords[b.Reliability], longDate(b.Moment.At))
	if b.Reason != "" {
		a.line("%s", explain.Sentence(b.Reason))
	}
	if b.Insurance.Known {
		a.line("Assurance maladie %s · complémentaire %s · patient %s", inEuros(b.Insurance), inEuros(b.Complementary), inEuros(b.Patient))
	}
	a.line("")
	for _, l := range b.Lines {
		a.line("  %-8s %10s  %s  %s", l.Code, inEuros(l.Amount), l.Title, stateWords[l.State])
		for _, s := range l.Sources {
			a.line("           %s", sourceText(s))
		}
		for _, m := range l.Modifiers {
			a.line("           dont %s, %s : %s", m.Code, m.Title, inEuros(m.Amount))
			for _, s := range m.Sources {
				a.line("             %s", sourceText(s))
			}
		}
	}
	for _, q := range b.Questions {
		a.line("\n? %s (%s d'écart)", q.Text, money.Amount(q.Worth).French())
		for _, r := range q.Replies {
			a.line("    %s : %s", r.Label, inEuros(r.Total))
		}
	}
	for _, r := range b.Readings {
		a.line("\n⚖ %s : %s, %s (%s)", r.Name, strings.Join(r.Codes, " + "), inEuros(r.Total), r.HeldBy)
	}
	if len(b.Refused) > 0 {
		a.line("\nPas ajouté")
	}
	for i := range b.Refused {
		r := &b.Refused[i]
		a.line("  ✖ %s", r.Reason())
	}
	for _, h := range b.Assumed {
		a.line("  hypothèse : %s", h)
	}
	for _, d := range b.Doubts {
		a.line("  doute : %s", strings.TrimSpace(d))
	}
	a.footer(b.Verified)
}
