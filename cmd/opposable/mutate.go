package main

import (
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

func (a *app) mutateCommand() *cobra.Command {
	var dir string
	var dates, all bool
	c := &cobra.Command{
		Use: "muter [RÈGLE…]", Short: "Change chaque chiffre d'un rien et dit lesquels aucun cas ne surveille",
		Long:              `Change un à un chaque montant d'un centime, chaque taux d'un centième, chaque borne et chaque nombre d'un, et rejoue les cas. Un changement qu'aucun cas ne voit est un chiffre que rien ne tient : il est listé avec une situation où il se verrait, et la commande sort avec 1. Un changement qu'aucune situation ne montre (une borne entre deux lignes qui donnent la même somme, une part de centime) est seulement compté. Sans règle, toutes : plusieurs minutes.`,
		Example:           "  opposable regles muter forfait_medecin_traitant forfait_patientele_medecin_traitant",
		ValidArgsFunction: a.completeRules,
		RunE: func(_ *cobra.Command, args []string) error {
			return a.mutate(args, dir, dates, all)
		},
	}
	c.Flags().StringVar(&dir, "cas", "cas", "le `DOSSIER` des cas")
	c.Flags().BoolVar(&dates, "dates", false, "change aussi les dates d'effet d'un jour")
	c.Flags().BoolVar(&all, "sans-effet", false, "liste aussi les changements dont aucune situation ne montre l'effet")
	return c
}

// survivor is a mutant that no case noticed.
type survivor struct {
	Rule    string `json:"regle"`
	Place   string `json:"endroit"`
	What    string `json:"changement"`
	Example string `json:"exemple,omitempty"` // a situation in which it shows, when one was found
	idle    bool   // searched for, and believed to change nothing
}

func (a *app) mutate(keys []string, dir string, dates, all bool) error {
	l, err := a.law()
	if err != nil {
		return err
	}
	list, err := a.watch(l, dir)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		for _, r := range l.Plan.Rules {
			if r.Base < 0 {
				keys = append(keys, r.Key)
			}
		}
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
		idle := 0
		for _, s := range found {
			if s.idle {
				idle++
			}
			if !s.idle || all {
				survivors = append(survivors, s)
			}
		}
		if !a.json {
			a.line("%s : %d changements, %d cas les surveillent, %d passent inaperçus%s", l.Plan.Rules[rule].Key, mutants, len(about), len(found)-idle, withoutEffect(idle))
		}
	}
	switch {
	case a.json:
		err = a.writeJSON(survivors)
	case len(keys) > 1:
		a.line("%d règles : %d changements, %d listés", len(keys), total, len(survivors))
	}
	for _, s := range survivors {
		if !a.json {
			a.line("  %s: %s", s.Place, s.What)
			if s.Example != "" {
				a.line("      %s", s.Example)
			}
		}
	}
	if len(survivors) > 0 && err == nil {
		return errFindings
	}
	return err
}

func withoutEffect(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d sans effet trouvé", n)
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

// concerned keeps the cases whose answer reads the rule, those that ask for it first: they are quick, and likely to notice.
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
	key := l.Plan.Rules[rule].Key
	slices.SortStableFunc(out, func(a, b cases.Case) int { return asks(&b, key) - asks(&a, key) })
	return out
}

func asks(c *cases.Case, rule string) int {
	if c.Rule() == rule {
		return 1
	}
	return 0
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
				if changed := opposable.Over(copied.Plan, copied.Files); !a.noticed(changed, list) {
					alive[i] = &survivor{Rule: l.Plan.Rules[rule].Key, Place: m.Place, What: m.What}
					witness, settled := mutate.Search(l.Engine, changed.Engine, rule, m)
					alive[i].idle = settled && witness == nil
					if witness != nil {
						alive[i].Example = witness.String()
					}
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
