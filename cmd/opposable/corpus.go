package main

import (
	"bytes"
	"slices"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cases"
	"github.com/opposable/opposable/explain"
)

// program runs cases against a body of rules, in this process.
func (a *app) program(l *opposable.Law) cases.Program {
	verbs := map[string]bool{}
	for _, c := range a.root().Commands() {
		verbs[c.Name()] = true
	}
	return cases.Program{
		Serves: func(verb string) bool { return verbs[verb] },
		Rule:   func(key string) bool { _, ok := l.Plan.Rule(key); return ok },
		Answer: func(c *cases.Case) ([]byte, int) {
			var out, messages bytes.Buffer
			one := &app{stdin: bytes.NewReader(c.JSON()), stdout: &out, stderr: &messages, today: a.today, loaded: l}
			exit := one.run(append(append(slices.Clone(c.Command), "--json"), append(c.Args, "-")...))
			if out.Len() == 0 {
				return messages.Bytes(), exit
			}
			return out.Bytes(), exit
		},
	}
}

// corpus reads the cases of a folder that some command serves.
func (a *app) corpus(dir string, p cases.Program) ([]cases.Case, error) {
	list, err := cases.Load(dir)
	if err != nil {
		return nil, usage("les cas de « %s » ne se lisent pas : %v", dir, err)
	}
	return slices.DeleteFunc(list, func(c cases.Case) bool { return !p.Serves(c.Verb()) }), nil
}

func (a *app) coverageCommand() *cobra.Command {
	var dir string
	var missing bool
	c := &cobra.Command{
		Use: "couverture", Short: "Quelles versions et lignes de table les cas atteignent",
		Long:    "Rejoue les cas et compte les versions et les lignes de table qu'ils atteignent ; sort avec 1 s'il en manque.",
		Example: "  opposable regles couverture --manquantes",
		RunE: func(_ *cobra.Command, args []string) error {
			if err := none(args); err != nil {
				return err
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			p := a.program(l)
			list, err := a.corpus(dir, p)
			if err != nil {
				return err
			}
			coverage := explain.NewCoverage(l.Plan)
			l.Engine.Observe = coverage.See
			for i := range list {
				p.Answer(&list[i])
			}
			report := coverage.Report()
			if a.json {
				err = a.writeJSON(report)
			} else {
				a.showCoverage(report, len(list), missing)
			}
			if err == nil && slices.ContainsFunc(report, func(r explain.Reach) bool { return len(r.Missing) > 0 }) {
				return errFindings
			}
			return err
		},
	}
	c.Flags().StringVar(&dir, "cas", "cas", "le `DOSSIER` des cas")
	c.Flags().BoolVar(&missing, "manquantes", false, "liste ce qu'aucun cas n'atteint")
	return c
}

func (a *app) showCoverage(report []explain.Reach, n int, missing bool) {
	var versions, versionsReached, rows, rowsReached int
	for _, r := range report {
		versions, versionsReached = versions+r.Versions, versionsReached+r.VersionsReached
		rows, rowsReached = rows+r.Rows, rowsReached+r.RowsReached
		if r.VersionsReached < r.Versions || r.RowsReached < r.Rows {
			a.line("  %-40s versions %d/%d, lignes %d/%d", r.Rule, r.VersionsReached, r.Versions, r.RowsReached, r.Rows)
			if missing {
				for _, m := range r.Missing {
					a.line("      %s", m)
				}
			}
		}
	}
	a.line("%d cas : %d versions atteintes sur %d, %d lignes de table sur %d", n, versionsReached, versions, rowsReached, rows)
}
