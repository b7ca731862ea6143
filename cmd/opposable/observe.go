package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/observatory"
)

func (a *app) observeCommand() *cobra.Command {
	var schema string
	var shipped bool
	c := &cobra.Command{
		Use: "observer [FICHIER]", Aliases: []string{"observe"}, Short: "Les objectifs et les programmes face à leur trajectoire",
		Long: `Compare des valeurs datées d'indicateurs aux cibles des objectifs collectifs et des programmes de pertinence.

Une croissance se donne en %/an, ou par deux effectifs à douze mois d'écart. Une valeur dans une autre unité que celle de la
cible ne dit rien de l'objectif. Sans valeur, les cibles du jour sont montrées seules.

Le fichier est un objet JSON, ou une table (.csv, .xlsx) : de colonnes date, valeur, unite et objectif ou programme ; ou telle que l'Assurance
maladie la publie, avec un schéma déclaré par --schema, un objet JSON qui dit l'indicateur, les colonnes et les lignes retenues. « NS » et « NC »
sont des valeurs inconnues, jamais zéro. --publie ajoute les valeurs publiées livrées avec le programme.`,
		Example: `  echo '{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":4.2,"unite":"%"}]}' | opposable observer --au 2025-06-30
  opposable observer valeurs.json --json | jq '.objectifs[] | {numero, statut, ecart}'
  opposable observer --publie --au 2025-06-30
  opposable observer file-active.csv --schema file-active.json`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := atMostOne(args); err != nil {
				return err
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			table := len(args) == 1 && slices.Contains(tableNames, strings.ToLower(filepath.Ext(args[0])))
			if table || schema != "" || shipped && len(args) == 0 {
				return a.observeTable(l, args, schema, shipped)
			}
			if shipped {
				return usage("--publie va avec une table, ou seul : donnez les valeurs dans une table (.csv)")
			}
			return a.each(args, func(object map[string]any) (any, int, error) {
				r, err := l.Observe(object, a.asked())
				if err != nil {
					return nil, 0, err
				}
				if r.State == answer.NotCovered {
					return r, exitNo, nil
				}
				return r, exitAnswered, nil
			}, func(out any) { a.showReport(out.(*observatory.Report)) })
		},
	}
	c.Flags().StringVar(&schema, "schema", "", "le `FICHIER` JSON qui dit comment la table se lit")
	c.Flags().BoolVar(&shipped, "publie", false, "compare aussi les valeurs publiées livrées avec le programme")
	return c
}

// tableNames end the names of tables.
var tableNames = []string{".csv", ".tsv", ".txt", ".xlsx"}

// observeTable holds the values of a table, of the shipped series, or of both, against the targets.
func (a *app) observeTable(l *opposable.Law, args []string, schema string, shipped bool) error {
	in := opposable.Indicators{Shipped: shipped}
	name := ""
	if len(args) > 0 || !shipped {
		f, shown, err := a.open(args)
		if err != nil {
			return err
		}
		defer f.Close()
		in.Table, name = f, shown
	}
	if schema != "" {
		text, err := os.ReadFile(schema)
		if err != nil {
			return usage("le schéma « %s » ne s'ouvre pas : %s", schema, cause(err))
		}
		in.Schema = text
	}
	r, err := l.ObserveTable(in, a.asked())
	if err != nil {
		return named(err, name)
	}
	if r.State == answer.NotCovered {
		a.exit = exitNo
	}
	if a.json {
		return a.writeJSON(r)
	}
	if t := r.Table; t != nil {
		a.line("%s : %s lignes, %s retenues, %s inconnues (« NS », « NC » ou vide), %s hors filtre", name, thousands(t.Rows), thousands(t.Kept), thousands(t.Unknown), thousands(t.Set))
		for _, column := range t.Ignored {
			a.line("  colonne %s ignorée : elle met 0 à la place des valeurs inconnues", column)
		}
	}
	a.showReport(r)
	return nil
}

var statusWords = map[string]string{
	observatory.Reached: "✔ atteint", observatory.Missed: "✖ non atteint", observatory.Ahead: "↗ en avance",
	observatory.Undefined: "◌ non défini", observatory.NoData: "? sans donnée",
}

func (a *app) showReport(r *observatory.Report) {
	a.line("Observatoires conventionnels au %s", longDate(r.Moment.At))
	if r.Reason != "" {
		a.line("%s. %s", explain.Capital(strings.TrimPrefix(stateWords[r.State], "◌ ")), explain.Sentence(r.Reason))
	}
	width := 0
	for _, list := range [][]observatory.Line{r.Objectives, r.Programmes} {
		for i := range list {
			width = max(width, utf8.RuneCountInString(list[i].Title))
		}
	}
	a.showTargets("Accès aux soins : objectifs collectifs", r.Objectives, width)
	a.showTargets("Pertinence et qualité : programmes", r.Programmes, width)
	a.footer(r.Verified)
}

// showTargets writes one list as a table; the reason of a status stands below its line, once when the next lines share it.
func (a *app) showTargets(title string, list []observatory.Line, width int) {
	a.line("\n%s", title)
	a.line(" %2s  %-*s %16s %12s %8s   %-14s %s", "n°", width, "", "cible", "valeur", "écart", "statut", "cible lue")
	reason := ""
	for i := range list {
		l := &list[i]
		a.line(" %2d  %-*s %s   %-14s %s", l.Number, width, l.Title, columns(&l.Figures, l.Unit), statusWords[l.Status], gradeWords[l.Reliability])
		for _, s := range l.Strands {
			name := s.Title
			if name == "" {
				name = s.Name
			}
			a.line("       %-*s %s   %s", width-2, name, columns(&s.Figures, l.Unit), statusWords[s.Status])
		}
		if l.Reason != "" && l.Reason != reason && l.Reason != observatory.NoValue {
			a.line("       %s.", explain.Capital(strings.TrimRight(l.Reason, " .")))
		}
		reason = l.Reason
		for _, v := range l.Aside {
			text := fmt.Sprintf("%s %s du %s", money.FrenchNumber(v.Value.String()), v.Unit, longDate(v.On))
			if v.Reason != l.Reason {
				text += " : " + v.Reason
			}
			a.line("       valeur écartée, %s.", text)
		}
		for _, c := range l.From {
			a.line("       %s %s le %s", money.FrenchNumber(c.Value.String()), c.Unit, longDate(c.On))
		}
	}
}

// columns writes the target with its unit, the value and the gap with its sign.
func columns(f *observatory.Figures, unit string) string {
	target, value, gap := frenchOr(f.Target, "—"), frenchOr(f.Value, "—"), frenchOr(f.Gap, "")
	if f.Target != nil {
		target += " " + unit
	}
	if f.Gap != nil && f.Gap.String() != "0" && !strings.HasPrefix(f.Gap.String(), "-") {
		gap = "+" + gap
	}
	return fmt.Sprintf("%16s %12s %8s", target, value, gap)
}

func frenchOr(n *json.Number, missing string) string {
	if n == nil {
		return missing
	}
	return money.FrenchNumber(n.String())
}
