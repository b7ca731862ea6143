package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
)

func (a *app) changesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "changements DU AU", Aliases: []string{"changes"}, Short: "Ce qui a changé entre deux dates",
		Long:    "Liste, règle par règle, les chiffres qui ont changé après le premier jour et jusqu'au second, avec l'acte qui l'a décidé et les reports.",
		Example: "  opposable changements 2024-12-01 2026-01-31\n  opposable changements 2025-06-30 2025-07-01 --connu-le 2024-07-01",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("deux dates AAAA-MM-JJ sont attendues, %d trouvées", len(args))
			}
			for _, text := range args {
				if _, err := day.Parse(text); err != nil {
					return usage("« %s » n'est pas une date AAAA-MM-JJ qui existe", text)
				}
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			asked := a.asked()
			asked.At = args[1]
			out, err := l.Changes(args[0], asked)
			if err != nil {
				return err
			}
			if a.json {
				return a.writeJSON(out)
			}
			a.showChanges(out.Changes)
			a.footer(l.Plan.Verified.String())
			return nil
		},
	}
}

func (a *app) showChanges(changes []explain.Change) {
	date := ""
	for _, c := range changes {
		if c.Date != date {
			date = c.Date
			d, _ := day.Parse(date)
			a.line("\n%s", explain.Capital(explain.LongDate(d)))
		}
		part := ""
		if c.Part != "" {
			part = ", " + c.Part
		}
		a.line("  %s%s (%s) — %s, %s", c.Title, part, c.Rule, c.ActTitle, gradeWords[c.Grade])
		for _, m := range c.Lines {
			a.line("    %s", movedText(m))
		}
		for _, s := range explain.StepPhrases(c.Steps) {
			a.line("    %s", s)
		}
	}
	if len(changes) == 0 {
		a.line("Aucun chiffre connu n'a changé entre ces deux dates.")
	}
}

func movedText(m explain.Moved) string {
	code := ""
	if m.Code != "" {
		code = m.Code + ", "
	}
	switch {
	case m.Before == "":
		return fmt.Sprintf("%s%s : %s", code, m.Case, m.After)
	case m.After == "":
		return fmt.Sprintf("%s%s : %s, prend fin", code, m.Case, m.Before)
	}
	return fmt.Sprintf("%s%s : %s → %s", code, m.Case, m.Before, m.After)
}
