package main

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cases"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/mutate"
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
				return a.writeJSON(report)
			}
			a.showCoverage(report, len(list), missing)
			return nil
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

func (a *app) mutateCommand() *cobra.Command {
	var dir string
	var dates bool
	c := &cobra.Command{
		Use: "muter RÈGLE…", Short: "Change chaque chiffre d'un rien et dit lesquels aucun cas ne surveille",
		Long:              `Change un à un chaque montant d'un centime, chaque taux d'un centième, chaque borne et chaque nombre d'un, et rejoue les cas. Un changement qu'aucun cas ne voit est un chiffre que rien ne tient : il est listé, et la commande sort avec 1.`,
		Example:           "  opposable regles muter forfait_medecin_traitant forfait_patientele_medecin_traitant",
		ValidArgsFunction: a.completeRules,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("dites au moins une règle — « opposable regles » les liste")
			}
			return a.mutate(args, dir, dates)
		},
	}
	c.Flags().StringVar(&dir, "cas", "cas", "le `DOSSIER` des cas")
	c.Flags().BoolVar(&dates, "dates", false, "change aussi les dates d'effet d'un jour")
	return c
}

// survivor is a mutant that no case noticed.
type survivor struct {
	Rule  string `json:"regle"`
	Place string `json:"endroit"`
	What  string `json:"changement"`
}

func (a *app) mutate(keys []string, dir string, dates bool) error {
	l, err := a.law()
	if err != nil {
		return err
	}
	list, err := a.watch(l, dir)
	if err != nil {
		return err
	}
	var survivors []survivor
	total := 0
	for _, key := range keys {
		rule, err := l.FindRule(key)
		if err != nil {
			return err
		}
		about := concerned(l, rule, list)
		mutants := len(mutate.Of(l.Plan, rule, dates))
		total += mutants
		found, err := a.survivors(l, rule, mutants, dates, about)
		if err != nil {
			return err
		}
		survivors = append(survivors, found...)
		if !a.json {
			a.line("%s : %d changements, %d cas les surveillent, %d passent inaperçus", l.Plan.Rules[rule].Key, mutants, len(about), len(found))
		}
	}
	if a.json {
		err = a.writeJSON(survivors)
	}
	for _, s := range survivors {
		if !a.json {
			a.line("  %s: %s", s.Place, s.What)
		}
	}
	if len(survivors) > 0 && err == nil {
		return errFindings
	}
	return err
}

// watched is a case with the parts that its answer computes.
type watched struct {
	cases.Case
	parts *explain.Coverage
}

// watch answers each case once and notes what it computes; a case that does not hold watches nothing.
func (a *app) watch(l *opposable.Law, dir string) ([]watched, error) {
	list, err := a.corpus(dir, a.program(l))
	if err != nil {
		return nil, err
	}
	var now *explain.Coverage
	observed := opposable.Over(l.Plan, l.Files)
	observed.Engine.Observe = func(events []eval.Event) { now.See(events) }
	p := a.program(observed)
	var out []watched
	for i := range list {
		now = explain.NewCoverage(l.Plan)
		if len(cases.Check(p, &list[i])) == 0 {
			out = append(out, watched{list[i], now})
		}
	}
	return out, nil
}

// concerned keeps the cases whose answer reads the rule.
func concerned(l *opposable.Law, rule int, list []watched) []cases.Case {
	parts := map[int]bool{}
	for _, part := range l.Plan.Rules[rule].Parts {
		parts[part] = true
	}
	var out []cases.Case
	for i := range list {
		if list[i].parts.Evaluated(parts) {
			out = append(out, list[i].Case)
		}
	}
	return out
}

// survivors tries the mutants of a rule on as many copies of the plan as there are processors.
func (a *app) survivors(l *opposable.Law, rule, n int, dates bool, list []cases.Case) ([]survivor, error) {
	workers := min(runtime.GOMAXPROCS(0), max(n, 1))
	alive := make([]*survivor, n)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			copied, err := l.Clone()
			if err != nil {
				errs[w] = err
				return
			}
			mutants, list := mutate.Of(copied.Plan, rule, dates), slices.Clone(list)
			for i := w; i < n; i += workers {
				m := &mutants[i]
				m.Apply()
				if !a.noticed(opposable.Over(copied.Plan, copied.Files), list) {
					alive[i] = &survivor{l.Plan.Rules[rule].Key, m.Place, m.What}
				}
				m.Revert()
			}
		})
	}
	wg.Wait()
	var out []survivor
	for _, s := range alive {
		if s != nil {
			out = append(out, *s)
		}
	}
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("copying the rules: %w", err)
		}
	}
	return out, nil
}

// noticed reports whether a case of the list fails, and brings it to the front: it is likely to notice the next change too.
func (a *app) noticed(l *opposable.Law, list []cases.Case) bool {
	p := a.program(l)
	for i := range list {
		if len(cases.Check(p, &list[i])) > 0 {
			c := list[i]
			copy(list[1:i+1], list[:i])
			list[0] = c
			return true
		}
	}
	return false
}
