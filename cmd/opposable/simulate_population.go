package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/population"
	"github.com/opposable/opposable/reform"
	"github.com/opposable/opposable/web"
)

// reformFlags are those of a reform priced on a population.
type reformFlags struct {
	population, reference, volume, tolerance, ramp string
	edits, measures                                []string
}

func (f *reformFlags) on(c *cobra.Command) {
	s := c.Flags()
	s.StringVar(&f.population, "population", "", "chiffrer sur les tables medecins, patients et actes d'un `DOSSIER` (par défaut : une France synthétique, écrite une fois)")
	s.StringVar(&f.reference, "reference", "", "à quoi comparer : « droit », un `JOUR` AAAA-MM-JJ ou un scénario (par défaut : le droit, le même jour)")
	s.StringArrayVar(&f.edits, "changer", nil, "écrire autrement un chiffre : `RÈGLE.PARTIE.lLIGNE=VALEUR` ; se répète")
	s.StringArrayVar(&f.measures, "mesure", nil, "ne chiffrer que cette `RÈGLE`, même si elle donne une fourchette ; se répète")
	s.StringVar(&f.volume, "volume-actes", "", "hypothèse : évolution du volume des actes avec la réforme, en `%`")
	s.StringVar(&f.tolerance, "incertitude", "", "hypothèse : écart possible de chaque effectif, en `%`")
	s.StringVar(&f.ramp, "montee", "", "hypothèse : part de l'effet atteinte chaque année, comme `2026=50,2027=80`")
}

// used tells a reform on a population from groups on the input.
func (f *reformFlags) used() bool {
	return f.population != "" || f.reference != "" || len(f.edits) > 0 || len(f.measures) > 0 || f.volume != "" || f.tolerance != "" || f.ramp != ""
}

// simulateOn prices a reform on a population.
func (a *app) simulateOn(f *reformFlags) error {
	l, err := a.law()
	if err != nil {
		return err
	}
	ask := opposable.Reform{
		Asked: a.asked(), Edits: f.edits, Reference: f.reference, Measures: f.measures, Volume: f.volume, Tolerance: f.tolerance, Ramp: f.ramp,
		Years: true, Threads: runtime.GOMAXPROCS(0),
	}
	standard := l
	if a.folder != "" && f.reference == "" && a.scenario == "" && len(f.edits) == 0 {
		if standard, err = opposable.Shipped(); err != nil {
			return err
		}
		ask.Standard = standard
	}
	c, err := l.Compare(ask)
	if err != nil {
		return broken(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	base, err := a.people(ctx, standard, f.population, ask.Threads)
	if err != nil {
		return err
	}
	r, err := c.Price(ctx, opposable.NewReferences(standard, base))
	switch {
	case errors.Is(err, context.Canceled):
		return usage("interrompu : rien n'a été calculé")
	case err != nil:
		return broken(err)
	}
	if a.exit = exitAnswered; r.State == answer.NotCovered {
		a.exit = exitNo
	}
	if a.json {
		return a.writeJSON(r)
	}
	a.showReform(r)
	return nil
}

// broken makes a usage error of what the user can mend.
func broken(err error) error {
	var findings opposable.Findings
	var problem *reform.Problem
	switch {
	case errors.As(err, &findings):
		return usage("ce chiffre casse la règle :\n%s", findings.Error())
	case errors.As(err, &problem):
		return usage("%s", problem.Text)
	}
	return err
}

// people loads a population, or the default one, which is made when it is not there yet.
func (a *app) people(ctx context.Context, l *opposable.Law, folder string, threads int) (*reform.Base, error) {
	follow := a.newProgress()
	base, err := a.loadPeople(ctx, l, folder, threads, follow.rows())
	follow.done()
	var ours errUsed
	switch {
	case errors.Is(err, context.Canceled):
		return nil, usage("interrompu pendant la préparation de la population : rien n'a été calculé")
	case errors.As(err, &ours):
		return nil, usage("%s", string(ours))
	case err != nil:
		return nil, usage("%v", err)
	}
	return base, nil
}

// errUsed is something that the user can mend, in French.
type errUsed string

func (e errUsed) Error() string { return string(e) }

// nation is the population that the pages price reforms on.
func (a *app) nation(l *opposable.Law, folder string) *web.Nation {
	said := ""
	if folder != "" {
		said = "--population " + folder
	}
	return &web.Nation{
		Said: said,
		Load: func(ctx context.Context, progress func(string, int)) (*reform.Base, error) {
			return a.loadPeople(ctx, l, folder, runtime.GOMAXPROCS(0), progress)
		},
	}
}

// loadPeople reads the tables of a folder, or those of the default population.
func (a *app) loadPeople(ctx context.Context, l *opposable.Law, folder string, threads int, progress func(string, int)) (*reform.Base, error) {
	if folder == "" {
		var err error
		if folder, err = a.defaultPopulation(ctx, l, threads, progress); err != nil {
			return nil, err
		}
	}
	from, err := population.Open(folder, l.Plan)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	return reform.Load(ctx, l.Plan, from, noteOf(from), threads, progress)
}

// noteOf says where a population comes from: what was made here left a report, the rest is the user's own.
func noteOf(from *population.Population) reform.Note {
	r, err := from.Report()
	if err != nil {
		return reform.Note{Name: filepath.Base(filepath.Clean(from.Folder))}
	}
	seed := int64(r.Seed)
	out := reform.Note{Name: "France synthétique", Seed: &seed, Generated: true}
	for _, m := range r.Margins {
		if grade := slices.Index(explain.Grades, m.Reliability); grade >= 0 {
			out.Reliability = max(out.Reliability, plan.Reliability(grade))
		}
	}
	for _, h := range r.Hypotheses {
		out.Assumed = append(out.Assumed, "population : "+strings.TrimSuffix(h.Text, "."))
	}
	return out
}

// defaultSeed is that of the population that is made when none is named.
const defaultSeed = 1

// defaultPopulation is the folder of the population of these rules among the user's data; it is made when it is not there.
func (a *app) defaultPopulation(ctx context.Context, l *opposable.Law, threads int, progress func(string, int)) (string, error) {
	if a.data == "" {
		return "", errUsed("aucun dossier de données où garder la population — donnez-en une : --population DOSSIER, écrite par « opposable population --vers DOSSIER »")
	}
	folder := filepath.Join(a.data, "population-"+l.Plan.Version)
	if _, err := os.Stat(filepath.Join(folder, population.ReportFile)); err == nil {
		return folder, nil
	}
	told := int64(0)
	_, err := population.Generate(ctx, folder, l.Plan, population.Settings{
		Seed: defaultSeed, Rows: population.EnoughRows, Threads: threads, Tariff: a.generalTariff(l),
		Progress: func(done, _ int64) { progress("patients écrits", int(done-told)); told = done },
	}, false)
	if errors.Is(err, population.ErrThere) { // made meanwhile
		err = nil
	}
	return folder, err
}

func (a *app) showReform(r *reform.Report) {
	what := "Le droit au " + longDate(r.Moment.At)
	if r.Scenario != "" {
		what = "Scénario " + r.Scenario + ", au " + longDate(r.Moment.At)
	}
	for _, c := range r.Changes {
		a.line("%s : %s → %s", c.Place, c.From, c.To)
	}
	against := "le droit du même jour"
	if r.Reference != nil {
		against = *r.Reference
	}
	a.line("%s, contre %s", what, against)
	if r.Reason != "" {
		a.line("%s. %s", stateWords[r.State], explain.Sentence(r.Reason))
		a.footer(r.Verified)
		return
	}
	a.line("Coût  %s   %s · %s", spread(r.Cost, r.Min, r.Max), stateWords[r.State], gradeWords[r.Reliability])
	if u := r.Uncertain; u != nil {
		a.line("      de %s à %s si les effectifs s'écartent de %d %%", money.Amount(u.Min).French(), money.Amount(u.Max).French(), u.Percent)
	}
	d := &r.Doctors
	a.line("      %s", whoGains(d.Winners, d.Losers, d.Unchanged, d.Open, d.Mean))
	if len(r.Touched.Deciles) > 0 {
		var cuts []string
		for _, n := range r.Touched.Deciles {
			cuts = append(cuts, money.Amount(n).French())
		}
		a.line("      déciles des %s : %s", thousands(r.Touched.Total)+" médecins concernés", strings.Join(cuts, " · "))
	}
	a.line("\nPar mesure")
	for _, m := range r.Measures {
		text := spread(m.Cost, m.Min, m.Max)
		if m.Aside {
			text += "   à part"
		}
		a.line("  %-62s %s", m.Title, text)
		if m.Reason != "" {
			a.line("    %s", m.Reason)
		}
		if len(m.Open) > 0 {
			a.line("    dépend de : %s", strings.Join(m.Open, ", "))
		}
	}
	for _, t := range []struct {
		title string
		list  []reform.Group
	}{{"Par spécialité", r.Specialties}, {"Par zone", r.Zones}, {"Par âge du médecin", r.Ages}} {
		a.showGroups(t.title, t.list)
	}
	if len(r.Years) > 0 {
		a.line("\nPar année")
		for _, y := range r.Years {
			text := spread(y.Cost, nil, nil)
			if y.Share != 100 {
				text += fmt.Sprintf("   (%d %% de l'effet)", y.Share)
			}
			a.line("  %d  %s", y.Year, text)
		}
	}
	a.line("")
	for _, h := range r.Assumed {
		a.line("  hypothèse : %s", h)
	}
	seed := ""
	if r.Seed != nil {
		seed = fmt.Sprintf(", graine %d", *r.Seed)
	}
	a.line("  population : %s%s, %s, %s", r.Population, seed, counted(r.Doctors.Total, "médecin"), counted(r.People, "patient"))
	a.footer(r.Verified)
}

func (a *app) showGroups(title string, list []reform.Group) {
	if len(list) < 2 {
		return
	}
	a.line("\n%s", title)
	for _, g := range list {
		a.line("  %-34s %10s  %s   %s, %s", explain.Capital(g.Label), thousands(g.Total), spread(g.Cost, g.Min, g.Max), counted(g.Winners, "gagnant"), counted(g.Losers, "perdant"))
	}
}
