package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
)

func (a *app) computeCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "calculer RÈGLE [FICHIER]", Aliases: []string{"compute"}, Short: "La valeur d'une règle sur des faits",
		Long: `Calcule une règle sur des faits donnés en JSON (un objet, ou un par ligne).

Un fait absent ou null est inconnu : s'il décide, il devient une question avec son enjeu ; sinon il est sans effet.`,
		Example: `  echo '{"age":85,"ald":true,"c2s":true,"vu_depuis_2_ans":true,"indicateurs_valides":3}' |
    opposable calculer forfait_medecin_traitant --au 2026-12-31
  opposable calculer forfait_patientele_medecin_traitant faits.json --au 2024-12-31 --json`,
		ValidArgsFunction: a.completeRules,
		RunE: func(_ *cobra.Command, args []string) error {
			return a.compute(args, func(r *answer.Result) any { return r }, a.showResult)
		},
	}
	a.tariffsFlag(c)
	return c
}

func (a *app) explainCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "expliquer RÈGLE [FICHIER]", Aliases: []string{"explain"}, Short: "La valeur d'une règle, avec l'arbre des raisons",
		Long: "Calcule une règle et dit pourquoi : chaque partie, ses conditions, la ligne de table, l'acte qui a fixé la date, les reports.",
		Example: `  echo '{"age":85,"ald":true,"vu_depuis_2_ans":true}' | opposable expliquer forfait_medecin_traitant --au 2026-12-31
  echo '{"specialite":"psychiatrie","secteur":"1","lieu":"cabinet","tarif_applique":"opposable"}' | opposable expliquer cnp --au 2025-09-16`,
		ValidArgsFunction: a.completeRules,
		RunE: func(_ *cobra.Command, args []string) error {
			return a.compute(args, func(r *answer.Result) any { return r.Explain() }, a.showTree)
		},
	}
	a.tariffsFlag(c)
	return c
}

// compute answers one rule; shape makes the JSON of the answer, show writes it for a person.
func (a *app) compute(args []string, shape func(*answer.Result) any, show func(*answer.Result)) error {
	if len(args) == 0 {
		return usage("dites quelle règle — « opposable regles » les liste")
	}
	if len(args) > 2 {
		return usage("une règle et un fichier au plus, %d arguments trouvés", len(args))
	}
	l, err := a.law()
	if err != nil {
		return err
	}
	rule, err := l.FindRule(args[0])
	if err != nil {
		return err
	}
	if l.Plan.Rules[rule].Imported != nil || a.tariffs != "" {
		if l, err = a.completed(); err != nil {
			return err
		}
	}
	var r *answer.Result
	return a.each(args[1:], func(object map[string]any) (any, int, error) {
		var err error
		if r, err = l.ComputeObject(args[0], object, a.asked()); err != nil {
			return nil, 0, err
		}
		return shape(r), exitOf(r), nil
	}, func(any) { show(r) })
}

func exitOf(r *answer.Result) int {
	if r.State == answer.NotCovered || r.State == answer.NotDue {
		return exitNo
	}
	return exitAnswered
}

var stateWords = map[string]string{
	answer.Sure: "✔ sûr", answer.ToSpecify: "? à préciser", answer.NotDue: "✖ non facturable", answer.Disputed: "⚖ contesté",
	answer.NotCovered: "◌ hors couverture",
}

var gradeWords = map[string]string{"officiel": "officiel", "recoupe": "recoupé", "a_verifier": "à vérifier"}

func (a *app) showResult(r *answer.Result) {
	a.line("%s", r.Title)
	a.line("%s   %s · %s · au %s", r.Text, stateWords[r.State], gradeWords[r.Reliability], longDate(r.Moment.At))
	if r.Reason != "" {
		a.line("  %s", explain.Sentence(r.Reason))
	}
	for _, q := range r.Questions {
		a.line("? %s", q.Text)
		for _, c := range q.Answers {
			a.line("    %s : %s", c.Label, c.Text)
		}
	}
	for _, reading := range r.Readings {
		a.line("⚖ %s : %s (%s)", reading.Label, reading.Text, reading.HeldBy)
	}
	a.showSources(r.Sources)
	for _, d := range r.Doubts {
		a.line("  doute : %s", strings.TrimSpace(d))
	}
	a.footer(r.Verified)
}

func (a *app) showSources(sources []explain.Source) {
	for _, s := range sources {
		if s.Figure == "" && s.PartTitle == "" {
			s.PartTitle = a.ruleTitle(s.Rule)
		}
		a.line("  %s", sourceText(s))
	}
}

// ruleTitle is the title of a rule, empty when there is none of that key.
func (a *app) ruleTitle(key string) string {
	if l, err := a.law(); err == nil {
		if i, ok := l.Plan.Rule(key); ok {
			return l.Plan.Rules[i].Title
		}
	}
	return ""
}

// sourceText writes what holds a figure up on one line.
func sourceText(s explain.Source) string {
	article := "article non lu"
	if s.Article != nil {
		article = *s.Article
		if article[0] >= '0' && article[0] <= '9' {
			article = "article " + article
		}
	}
	what := s.Figure
	switch {
	case what == "":
		what = s.PartTitle
	case s.PartTitle != "":
		what = s.PartTitle + ", " + s.Figure
	}
	if s.Case != "" {
		what = s.Case + " : " + s.Figure
	}
	if what != "" {
		what += " : "
	}
	text := what + s.Title + ", " + article + " ; " + gradeWords[s.Reliability]
	if s.Since != "" {
		text += " ; depuis le " + longDate(s.Since)
	}
	return text
}

func longDate(s string) string {
	if d, err := day.Parse(s); err == nil {
		return explain.LongDate(d)
	}
	return s
}

func (a *app) footer(verified string) {
	a.line("")
	a.line("Règles vérifiées jusqu'au %s. %s", longDate(verified), answer.Notice)
}

func (a *app) completeRules(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	l, err := a.law()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var out []string
	for _, r := range l.Plan.Rules {
		if r.Base < 0 && strings.HasPrefix(r.Key, prefix) {
			out = append(out, r.Key+"\t"+r.Title)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
