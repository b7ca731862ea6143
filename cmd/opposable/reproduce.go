package main

import (
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/damir"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/reproduce"
)

func (a *app) reproduceCommand() *cobra.Command {
	var month, people string
	var seed uint64
	c := &cobra.Command{
		Use: "reproduire", Aliases: []string{"reproduce"}, Short: "Chaque chiffre publié, recalculé : publié, obtenu, écart, verdict",
		Long: `Recalcule les chiffres que l'Assurance maladie et la presse ont publiés, et met les deux côte à côte. Les écarts sont montrés, pas cachés : la
commande rend 1 dès qu'un chiffre est hors tolérance.

Nature : recalculé, quand rien de ce qui a servi au calcul n'a été fait sur ce chiffre ; calé, quand une marge de la population ou un paramètre
l'a été ; recopié, quand rien ici ne le redonne. Seul un chiffre recalculé vaut une vérification.

Une population est faite pour l'occasion, puis effacée ; --population en lit une autre, ou « aucune ».`,
		Example: `  opposable reproduire
  opposable reproduire --population france
  opposable reproduire --damir A202501.csv.gz --json | jq '.[] | select(.verdict == "hors_tolerance")'`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("« reproduire » ne prend pas de fichier : --damir en donne un")
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			in := opposable.Inputs{Today: a.today}
			if month != "" {
				names, err := damir.Shipped()
				if err != nil {
					return err
				}
				if in.Month, err = a.readDamir(month, &damirAsked{names: names}); err != nil {
					return err
				}
			}
			if people != nobody {
				if in.People, err = a.peopleOf(l, people, seed); err != nil {
					return err
				}
			}
			list, err := l.Reproduce(in)
			if err != nil {
				return err
			}
			for i := range list {
				if list[i].Verdict == reproduce.Out {
					a.exit = exitNo
				}
			}
			if a.json {
				return a.writeJSON(list)
			}
			a.showReproduced(l, list)
			return nil
		},
	}
	c.Flags().StringVar(&people, "population", "", "les tables d'un `DOSSIER`, ou « aucune » (par défaut : une population faite pour l'occasion)")
	c.Flags().Uint64Var(&seed, "graine", defaultSeed, "la `GRAINE` de la population faite pour l'occasion")
	c.Flags().StringVar(&month, "damir", "", "un `FICHIER` mensuel Open Damir, pour les chiffres qui en viennent")
	return c
}

var reproducedWords = map[string]string{reproduce.Within: "✔ ok", reproduce.Out: "✖ hors tolérance", reproduce.Impossible: "◌ non calculable"}

var natureWords = map[string]string{reproduce.Computed: "recalculé", reproduce.Fitted: "calé", reproduce.Copied: "recopié"}

func (a *app) showReproduced(l *opposable.Law, list []reproduce.Result) {
	width := 0
	for i := range list {
		width = max(width, utf8.RuneCountInString(clipped(list[i].Title, 70)))
	}
	tally, reason := map[string]int{}, ""
	a.line("  %-*s %16s %16s %14s  %-18s %s", width, "", "publié", "obtenu", "écart", "verdict", "nature")
	for i := range list {
		r := &list[i]
		tally[r.Verdict+" "+r.Nature]++
		tally[r.Verdict]++
		a.line("  %-*s %16s %16s %14s  %-18s %s", width, clipped(r.Title, 70), withUnit(r), frenchOr(r.Value, "—"), frenchOr(r.Gap, ""), reproducedWords[r.Verdict], natureWords[r.Nature])
		if r.Reason != "" && r.Reason != reason && r.Verdict != reproduce.Within {
			a.line("      %s", explain.Sentence(r.Reason))
		}
		reason = r.Reason
	}
	a.line("\n%d chiffres : %d dans la tolérance, dont %d recalculés ; %d hors tolérance ; %d non calculables.",
		len(list), tally[reproduce.Within], tally[reproduce.Within+" "+reproduce.Computed], tally[reproduce.Out], tally[reproduce.Impossible])
	a.footer(l.Plan.Verified.String())
}

// withUnit writes what was published.
func withUnit(r *reproduce.Result) string {
	if r.Published == nil {
		return "—"
	}
	return strings.TrimSpace(money.FrenchNumber(r.Published.String()) + " " + shortUnit(r.Unit))
}

// shortUnit drops the units that the title already says.
func shortUnit(unit string) string {
	if strings.ContainsAny(unit, "€%") {
		return unit
	}
	return ""
}
