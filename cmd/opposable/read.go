package main

import (
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/answer"
)

func (a *app) showTree(r *answer.Result) {
	a.showResult(r)
	if r.Tree == nil {
		return
	}
	a.line("Pourquoi")
	for _, line := range r.Reasons().Lines() {
		a.line("  %s", line)
	}
}

func (a *app) readCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lire RÈGLE", Aliases: []string{"read"}, Short: "Une règle en phrases, avec ses chiffres et ses sources",
		Example:           "  opposable lire forfait_medecin_traitant\n  opposable lire cnp --au 2025-09-16 --connu-le 2024-07-01",
		ValidArgsFunction: a.completeRules,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("dites une règle — « opposable regles » les liste")
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			reading, err := l.Read(args[0], a.asked())
			if err != nil {
				return err
			}
			if a.json {
				return a.writeJSON(reading)
			}
			a.line("%s", strings.TrimRight(reading.Text(), "\n"))
			a.footer(l.Plan.Verified.String())
			return nil
		},
	}
}

// writeJSON writes one value, indented.
func (a *app) writeJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
