package main

import (
	"context"
	"errors"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/population"
)

// populationFlags say which population is made.
type populationFlags struct {
	seed            uint64
	size            string
	to              string
	replace, report bool
	notSeen         string
	indicators      string
	threads         int
}

func (a *app) populationCommand() *cobra.Command {
	f := &populationFlags{}
	c := &cobra.Command{
		Use: "population", Short: "Une France synthétique, calée sur les chiffres publiés, en Parquet",
		Long: `Écrit une population synthétique : les médecins libéraux, 68,4 millions de patients, les actes d'une année.

Aucune personne n'est réelle. Chaque ligne de patients compte pour plusieurs (colonne poids, des nombres entiers) ; --taille en choisit le
nombre, et « complet » fait une ligne par personne. La même graine donne les mêmes octets. Le dossier porte aussi population.json : chaque
chiffre publié, ce que les fichiers en rendent, l'écart, sa fiabilité, et ce qui n'est qu'une hypothèse. Ctrl-C ne laisse rien.`,
		Example: `  opposable population
  opposable population --taille complet --vers france-complete
  opposable population --rapport --vers population`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("aucun argument n'est attendu, « %s » trouvé — le dossier se donne par --vers", args[0])
			}
			return a.population(f)
		},
	}
	s := c.Flags()
	s.Uint64Var(&f.seed, "graine", 1, "la `GRAINE` du hasard : la même donne les mêmes fichiers")
	s.StringVar(&f.size, "taille", strconv.Itoa(population.EnoughRows), "`LIGNES` de patients, environ, ou « complet » : une par personne")
	s.StringVar(&f.to, "vers", "population", "le `DOSSIER` à écrire")
	s.BoolVar(&f.replace, "ecraser", false, "remplacer le dossier s'il existe")
	s.BoolVar(&f.report, "rapport", false, "ne rien écrire : relire le rapport du dossier")
	s.StringVar(&f.notSeen, "non-vus", "0", "hypothèse : part des patients des listes non vus depuis deux ans, en `%`")
	s.StringVar(&f.indicators, "indicateurs", "0", "hypothèse : indicateurs de prévention validés par patient, en moyenne (`NOMBRE`)")
	s.IntVar(&f.threads, "fils", runtime.GOMAXPROCS(0), "`NOMBRE` de fils d'exécution ; le résultat n'en dépend pas")
	return c
}

func (a *app) population(f *populationFlags) error {
	l, err := a.law()
	if err != nil {
		return err
	}
	if f.report {
		p, err := population.Open(f.to, l.Plan)
		if err != nil {
			return usage("%v", err)
		}
		defer p.Close()
		r, err := p.Report()
		if err != nil {
			return usage("%v", err)
		}
		return a.showPopulation(r, f.to)
	}
	settings, err := f.settings()
	if err != nil {
		return err
	}
	settings.Tariff = a.generalTariff(l)
	follow := a.newProgress()
	settings.Progress = follow.part("patients")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	r, err := population.Generate(ctx, f.to, l.Plan, settings, f.replace)
	follow.done()
	switch {
	case errors.Is(err, population.ErrThere):
		return usage("« %s » existe déjà : rien n'a été écrit — donnez un autre dossier par --vers, ou remplacez-le par --ecraser", f.to)
	case errors.Is(err, context.Canceled):
		return usage("interrompu : rien n'a été écrit")
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.ENOSPC):
		return usage("« %s » ne s'écrit pas : %s ; rien n'a été gardé", f.to, cause(err))
	case err != nil:
		return err
	}
	return a.showPopulation(r, f.to)
}

// settings reads the flags.
func (f *populationFlags) settings() (population.Settings, error) {
	s := population.Settings{Seed: f.seed, Threads: f.threads, Rows: population.Everybody}
	if f.size != "complet" {
		n, err := strconv.ParseInt(strings.ReplaceAll(strings.ReplaceAll(f.size, " ", ""), "_", ""), 10, 64)
		if err != nil || n < population.FewestRows || n > population.Everybody {
			return s, usage("--taille « %s » : de %s à %s lignes, ou « complet »", f.size, thousands(population.FewestRows), thousands(population.Everybody))
		}
		s.Rows = n
	}
	for _, h := range []struct {
		flag, text string
		most       float64
		into       *int
	}{{"--non-vus", f.notSeen, 100, &s.NotSeen}, {"--indicateurs", f.indicators, 15, &s.Indicators}} {
		x, err := strconv.ParseFloat(strings.ReplaceAll(h.text, ",", "."), 64)
		if err != nil || !(x >= 0 && x <= h.most) {
			return s, usage("%s « %s » : un nombre de 0 à %v est attendu", h.flag, h.text, h.most)
		}
		*h.into = int(math.Round(x * 100))
	}
	if f.threads < 1 {
		return s, usage("--fils %d : un fil au moins est attendu", f.threads)
	}
	return s, nil
}

// generalTariff gives the tariff of a generalist's act on the middle of the population's year, from the rules.
func (a *app) generalTariff(l *opposable.Law) func(code string) (int64, bool) {
	places := map[string]string{ // the rows of the rule
		"G": "cabinet", "VG": "domicile", "TCG": "teleconsultation",
	}
	return func(code string) (int64, bool) {
		v, err := l.ComputeObject("g", map[string]any{
			"specialite": "medecine_generale", "lieu": places[code], "territoire": "metropole", "tarif_applique": "opposable", "motif": "consultation",
		}, opposable.Asked{At: population.TariffDay, Today: a.today})
		if err != nil || v.Cents == nil {
			return 0, false
		}
		return *v.Cents, true
	}
}

// showPopulation prints the report of a population.
func (a *app) showPopulation(r *population.Report, folder string) error {
	if a.json {
		return a.writeJSON(r)
	}
	a.line("%s : %s médecins, %s patients en %s lignes, %s lignes d'actes (graine %d)", filepath.Clean(folder), thousands(int64(r.Doctors)), thousands(r.People), thousands(r.Rows), thousands(r.ActRows), r.Seed)
	a.line("%s", r.Warning)
	a.line("")
	a.line("%-44s %16s %16s %12s  %s", "marge", "publié", "obtenu", "écart", "fiabilité")
	aimed := 0
	for _, m := range r.Margins {
		if m.Use == "cale" {
			aimed++
			if math.Abs(m.Gap) <= max(0.005*math.Abs(m.Target), 0.1) {
				continue
			}
		}
		a.line("%-44s %16s %16s %12s  %s%s", clipped(m.Label, 44), figure(m.Target, m.Unit), figure(m.Obtained, m.Unit), figure(m.Gap, ""), gradeOf(m.Reliability), use(m.Use))
	}
	a.line("%d marges calées ; celles qui ne sont pas ci-dessus sont rendues à 0,5 %% ou 0,1 point près. « --rapport --json » les donne toutes, avec leur source.", aimed)
	a.line("")
	for _, h := range r.Hypotheses {
		a.line("hypothèse : %s", h.Text)
	}
	if r.NotSeen > 0 || r.Indicators > 0 {
		a.line("demandé : %s %% de patients non vus, %s indicateur par patient", decimal(r.NotSeen), decimal(r.Indicators))
	}
	return nil
}

func use(u string) string {
	if u == "cale" {
		return ""
	}
	return ", non calé"
}

func gradeOf(reliability string) string {
	switch reliability {
	case "officiel":
		return "officiel"
	case "recoupe":
		return "recoupé"
	}
	return "à vérifier"
}

// figure writes a number of a margin as its unit asks.
func figure(x float64, unit string) string {
	if math.Abs(x) >= 1000 {
		return thousands(int64(math.Round(x)))
	}
	s := decimal(x)
	if unit == "%" {
		s += " %"
	}
	return s
}

// decimal writes at most two decimals.
func decimal(x float64) string {
	s := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(x, 'f', 2, 64), "0"), ".")
	return strings.ReplaceAll(strings.ReplaceAll(s, ".", ","), "-", "−")
}
