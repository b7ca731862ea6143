package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/practice"
)

func (a *app) lumpSumsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "forfaits [FICHIER]", Aliases: []string{"lump-sums"}, Short: "L'année d'un cabinet : forfaits, aides, calendrier de paiement",
		Long: `Calcule l'année d'un cabinet : ce qui est dû hors de l'acte, d'après quel texte, payé quand.

La patientèle est une liste de groupes semblables ({"effectif": 700, "age": 30, "ald": false, …}). Un fait manquant donne un
minimum et un maximum, jamais un zéro. Un bloc null ("assistant": null) veut dire : aucun.`,
		Example: `  opposable forfaits cabinet.json --au 2026-12-31
  opposable forfaits cabinet.json --json | jq .echeancier`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("un fichier au plus est attendu, %d trouvés", len(args))
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			return a.each(args, func(object map[string]any) (any, int, error) {
				year, err := l.Year(object, a.asked())
				if err != nil {
					return nil, 0, err
				}
				return year, exitAnswered, nil
			}, func(out any) { a.showYear(out.(*practice.Year)) })
		},
	}
}

func (a *app) showYear(y *practice.Year) {
	a.line("Année %s · %d patients · %s", y.Moment.At[:4], y.Patients, stateWords[y.State])
	if y.Total != nil {
		a.line("Total  %s", money.Amount(*y.Total).French())
	} else {
		a.line("Total  de %s à %s", money.Amount(y.Min).French(), money.Amount(y.Max).French())
	}
	for i := range y.Items {
		a.showItem(&y.Items[i])
	}
	a.showCalendar(y.Calendar)
	a.footer(y.Verified)
}

func (a *app) showItem(item *practice.Item) {
	amount := "de " + money.Amount(item.Min).French() + " à " + money.Amount(item.Max).French()
	if item.Amount != nil {
		amount = money.Amount(*item.Amount).French()
	} else if item.State == answer.NotCovered {
		amount = "—"
	}
	a.line("\n%s : %s   %s · %s", item.Title, amount, stateWords[item.State], gradeWords[item.Reliability])
	if item.Reason != "" {
		a.line("  %s.", explain.Capital(item.Reason))
	}
	for _, d := range item.Detail {
		if d.Amount != 0 {
			a.line("  %-44s %16s   %s", d.Title, money.Amount(d.Amount).French(), d.Figure)
		}
	}
	for _, d := range item.Beside {
		a.line("  variante : %s, %s", strings.ToLower(d.Title), money.Amount(d.Amount).French())
	}
	for _, q := range item.Questions {
		a.line("  ? %s", q.Text)
	}
	for _, r := range item.Readings {
		a.line("  ⚖ %s : %s (%s)", strings.ReplaceAll(r.Name, "_", " "), r.Text, r.HeldBy)
	}
	a.showSources(item.Sources)
	for _, d := range item.Doubts {
		a.line("  doute : %s", strings.TrimSpace(d))
	}
}

func (a *app) showCalendar(calendar []practice.Payment) {
	if len(calendar) == 0 {
		return
	}
	a.line("\nQuand l'argent arrive")
	for _, p := range calendar {
		date := "date non établie"
		if p.Date != nil {
			date = *p.Date
		}
		a.line("  %-16s %14s   %s (%s)", date, money.Amount(p.Amount).French(), p.Title, gradeWords[p.Grade])
	}
}
