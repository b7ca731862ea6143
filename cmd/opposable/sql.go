package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/sqlgen"
)

// sqlAnswer is a rule as SQL, for a machine.
type sqlAnswer struct {
	Rule    string   `json:"regle"`
	Dialect string   `json:"dialecte"`
	At      string   `json:"au"`
	SQL     *string  `json:"sql"`
	Columns []string `json:"colonnes"`
	Reason  string   `json:"raison,omitempty"`
	Tested  bool     `json:"eprouve"`
	Capped  bool     `json:"plafond_inconnu"`
	Version string   `json:"regles_version"`
}

func (a *app) sqlCommand() *cobra.Command {
	var dialect, view string
	c := &cobra.Command{
		Use: "sql RÈGLE", Short: "Une règle en SQL, pour l'entrepôt dont les données ne sortent pas",
		Long: `Écrit une règle en une expression SQL : des centimes entiers, un nombre ou un mot, NULL là où la valeur n'est pas connue.

Les colonnes portent le nom des faits que lit la règle : oui_non en booléen, un choix par son mot, une date en DATE, un montant en centimes.
Une colonne NULL est un fait inconnu (pour un fait dont l'absence veut dire « aucun », elle le dit). « jamais » s'écrit DATE '1900-01-01'.
Une règle qui compte les actes passés n'a pas de forme SQL : la commande dit pourquoi et sort avec 1.`,
		Example: `  opposable sql forfait_medecin_traitant --dialecte duckdb --au 2026-12-31
  opposable sql g --dialecte spark --vue actes --au 2026-11-20`,
		ValidArgsFunction: a.completeRules,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == "-" || len(args) == 0 {
				return usage("dites quelle règle — « opposable regles » les liste")
			}
			if len(args) > 1 {
				return usage("une seule règle est attendue, %d arguments trouvés", len(args))
			}
			return a.sql(args[0], dialect, view)
		},
	}
	c.Flags().StringVar(&dialect, "dialecte", "duckdb", "le `MOTEUR` : "+strings.Join(sqlgen.Names(), ", ")+" (oracle n'est pas éprouvé)")
	c.Flags().StringVar(&view, "vue", "", "écrire la requête entière sur cette `TABLE`")
	return c
}

// tableName admits a table with its schema, plain or between double quotes or backquotes.
var tableName = regexp.MustCompile("^([A-Za-z_][A-Za-z0-9_$]*|\"[^\"]+\"|`[^`]+`)(\\.([A-Za-z_][A-Za-z0-9_$]*|\"[^\"]+\"|`[^`]+`)){0,2}$")

func (a *app) sql(key, dialect, view string) error {
	d, ok := sqlgen.Named(dialect)
	if !ok {
		hint := strings.Join(sqlgen.Names(), ", ")
		if meant := near.Word(dialect, sqlgen.Names()); meant != "" {
			hint = "vouliez-vous écrire « " + meant + " »"
		}
		return usage("dialecte inconnu « %s » — %s", dialect, hint)
	}
	if view != "" && !tableName.MatchString(view) {
		return usage("« %s » n'est pas un nom de table : schema.table est attendu, entre guillemets doubles au besoin", view)
	}
	l, err := a.law()
	if err != nil {
		return err
	}
	rule, err := l.FindRule(key)
	if err != nil {
		return err
	}
	m, err := l.Moment(a.asked(), nil)
	if err != nil {
		return err
	}
	out := sqlAnswer{Rule: l.Plan.Rules[rule].Key, Dialect: d.Name, At: m.At.String(), Columns: []string{}, Tested: !d.Untested, Version: l.Plan.Version}
	q, err := sqlgen.Expression(l.Engine, rule, m, d)
	var none *sqlgen.NoForm
	switch {
	case errors.As(err, &none):
		a.exit = exitNo
		out.Reason = none.Reason
		fmt.Fprintln(a.stderr, "opposable :", none)
		if a.json {
			return a.writeJSON(out)
		}
		return nil
	case err != nil:
		return err
	}
	text := q.Text
	if view != "" {
		text = q.View(view)
	}
	if !a.json {
		if d.Untested {
			fmt.Fprintf(a.stderr, "opposable : le dialecte %s n'est éprouvé sur aucun moteur\n", d.Name)
		}
		a.line("%s", text)
		return nil
	}
	out.SQL, out.Capped = &text, q.Caps
	for _, fact := range q.Facts {
		out.Columns = append(out.Columns, l.Plan.Facts[fact].Name)
	}
	return a.writeJSON(out)
}
