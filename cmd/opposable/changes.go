package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
)

// changesAnswer is the JSON of « changements ».
type changesAnswer struct {
	From    string           `json:"du"`
	To      string           `json:"au"`
	Known   *string          `json:"connu_le"`
	Changes []explain.Change `json:"changements"`
	Version string           `json:"regles_version"`
}

func (a *app) changesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "changements DU AU", Aliases: []string{"changes"}, Short: "Ce qui a changé entre deux dates",
		Long:    "Liste, règle par règle, les chiffres qui ont changé après le premier jour et jusqu'au second, avec l'acte qui l'a décidé et les reports.",
		Example: "  opposable changements 2024-12-01 2026-01-31\n  opposable changements 2025-06-30 2025-07-01 --connu-le 2024-07-01",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("deux dates AAAA-MM-JJ sont attendues, %d trouvées", len(args))
			}
			from, err := day.Parse(args[0])
			if err != nil {
				return usage("« %s » n'est pas une date AAAA-MM-JJ qui existe", args[0])
			}
			to, err := day.Parse(args[1])
			if err != nil {
				return usage("« %s » n'est pas une date AAAA-MM-JJ qui existe", args[1])
			}
			if to < from {
				return usage("les dates sont à l'envers : %s est après %s", args[0], args[1])
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			asked := a.asked()
			asked.At = args[1]
			m, err := l.Moment(asked, nil)
			if err != nil {
				return err
			}
			changes := explain.Changes(l.Plan, from, m)
			if a.json {
				out := changesAnswer{From: args[0], To: args[1], Changes: changes, Version: l.Plan.Version}
				if a.known != "" {
					out.Known = &a.known
				}
				return a.writeJSON(out)
			}
			a.showChanges(changes)
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
