package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/damir"
)

// damirAsked is what is asked of a file of the open data.
type damirAsked struct {
	by    []damir.Dimension
	names damir.Names
	price bool
	from  opposable.Asked // the moments of the prices
	to    opposable.Asked
	all   bool
}

func (a *app) damirCommand() *cobra.Command {
	var by []string
	var prices, names string
	var all bool
	c := &cobra.Command{
		Use: "damir FICHIER", Short: "Un mois d'Open Damir : volumes et montants par acte, effet d'un changement de tarif",
		Long: `Lit un fichier mensuel de l'Open Damir de l'Assurance maladie (.csv ou .csv.gz, « - » pour l'entrée standard), et donne par nature d'acte
les quantités, la dépense, la base de remboursement, le remboursé et les dépassements, au centime.

Une ligne du fichier est déjà une somme : rien n'est dédoublonné, les lignes négatives (régularisations) sont gardées. Une ligne illisible est
écartée, comptée et montrée ; la commande rend alors 1.

--prix compare les tarifs des règles à deux moments, sur les volumes du fichier : « --prix 2024-06-01..2025-02-01 ». Un jour seul, avec
--scenario, compare ce jour sans et avec la proposition.`,
		Example: `  opposable damir A202501.csv.gz
  opposable damir A202501.csv.gz --par specialite,region --json > janvier.json
  opposable damir A202411.csv.gz --prix 2024-11-30..2025-01-31
  zcat A202501.csv.gz | opposable damir - --nomenclature damir_modalites.csv`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("dites quel fichier lire, et un seul — « opposable damir A202501.csv.gz », ou « - » pour l'entrée standard")
			}
			asked := damirAsked{all: all}
			var err error
			if asked.by, err = dimensions(by); err != nil {
				return err
			}
			if asked.names, err = nomenclature(names); err != nil {
				return err
			}
			if prices != "" {
				asked.price = true
				if asked.from, asked.to, err = a.moments(prices); err != nil {
					return err
				}
			}
			report, err := a.readDamir(args[0], &asked)
			if err != nil {
				return err
			}
			if report.Rejected > 0 {
				a.exit = exitNo
			}
			if a.json {
				return a.writeJSON(report)
			}
			a.showDamir(report, &asked)
			return nil
		},
	}
	f := c.Flags()
	f.StringSliceVar(&by, "par", nil, "détaille par `DIMENSION`, trois au plus : "+dimensionNames())
	f.StringVar(&prices, "prix", "", "l'effet d'un changement de tarif sur ces volumes : `JOUR..JOUR`, ou un jour avec --scenario")
	f.StringVar(&names, "nomenclature", "", "un `FICHIER` de libellés de plus (dimension, cle, libelle, detail), tel que l'Assurance maladie en publie")
	f.BoolVar(&all, "tout", false, "montre toutes les natures, pas seulement les plus lourdes")
	return c
}

func dimensionNames() string {
	var out []string
	for _, d := range damir.Dimensions {
		out = append(out, d.Name)
	}
	return strings.Join(out, ", ")
}

func dimensions(names []string) ([]damir.Dimension, error) {
	var out []damir.Dimension
	for _, name := range names {
		i := slices.IndexFunc(damir.Dimensions, func(d damir.Dimension) bool { return d.Name == name })
		if i < 0 {
			return nil, usage("--par : %s sont attendues, « %s » trouvé", dimensionNames(), name)
		}
		if !slices.Contains(out, damir.Dimensions[i]) {
			out = append(out, damir.Dimensions[i])
		}
	}
	if len(out) > damir.MostDimensions {
		return nil, usage("--par : %d dimensions au plus, %d trouvées", damir.MostDimensions, len(out))
	}
	return out, nil
}

func nomenclature(name string) (damir.Names, error) {
	out, err := damir.Shipped()
	if err != nil || name == "" {
		return out, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usage("la nomenclature « %s » ne s'ouvre pas : %s", name, cause(err))
	}
	defer f.Close()
	return out, out.Complete(f)
}

// moments reads the two moments of --prix: two days, or one day without and with the scenario.
func (a *app) moments(text string) (from, to opposable.Asked, err error) {
	from, to = a.asked(), a.asked()
	first, second, two := strings.Cut(text, "..")
	switch {
	case !two && a.scenario == "":
		return from, to, usage("--prix : deux jours sont attendus, « 2024-06-01..2025-02-01 », ou un jour avec --scenario ; « %s » trouvé", text)
	case !two:
		second = first
		from.Scenario = ""
	}
	if a.at != "" {
		return from, to, usage("--au et --prix disent chacun un jour : gardez --prix")
	}
	from.At, to.At = strings.TrimSpace(first), strings.TrimSpace(second)
	return from, to, nil
}

// readDamir sums a file, and prices it when asked.
func (a *app) readDamir(name string, asked *damirAsked) (*damir.Report, error) {
	l, err := a.law()
	if err != nil {
		return nil, err
	}
	if asked.price { // a mistake in the dates is told before the file is read
		if _, err := l.PriceVolumes(&damir.Summary{}, asked.names, asked.from, asked.to); err != nil {
			return nil, err
		}
	}
	in, shown, err := a.open([]string{name})
	if err != nil {
		return nil, err
	}
	defer in.Close()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	follow, counted := a.newStream(in, "lignes")
	s, err := damir.Read(ctx, counted, damir.Options{By: asked.by, Priced: asked.price, Workers: runtime.GOMAXPROCS(0), Progress: follow.at})
	follow.done()
	switch {
	case errors.Is(err, context.Canceled):
		return nil, usage("lecture interrompue : aucun total n'est donné")
	case err != nil:
		return nil, named(err, shown)
	}
	report := damir.NewReport(s, asked.names, asked.by)
	report.File, report.Verified, report.Notice, report.Version = shown, l.Plan.Verified.String(), answer.Notice, l.Plan.Version
	if asked.price {
		if report.Price, err = l.PriceVolumes(s, asked.names, asked.from, asked.to); err != nil {
			return nil, err
		}
	}
	return report, nil
}
