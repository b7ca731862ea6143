package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/ccam"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
)

// shownRejections bounds the lines left aside that a person is shown; --json gives all.
const shownRejections = 20

func (a *app) ccamCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "ccam", Short: "La table officielle des actes techniques",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("sous-commande inconnue « %s » — importer", args[0])
			}
			return usage("dites quoi faire : « opposable ccam importer FICHIER »")
		},
	}
	c.AddCommand(a.importCommand())
	return c
}

func (a *app) importCommand() *cobra.Command {
	var target, number, from, reliability string
	c := &cobra.Command{
		Use: "importer FICHIER", Aliases: []string{"import"}, Short: "Lit la table officielle et en fait une table locale",
		Long: `Lit la table de la CCAM telle que l'Assurance maladie la publie (CSV ou XLSX), dit ce qu'elle contient et ce qui en est écarté, et en fait une
table locale que coter, calculer et servir lisent ensuite.

La table locale garde une version par date : en importer une autre ne retire pas les précédentes.`,
		Example: "  opposable ccam importer ccam.csv\n  opposable ccam importer ccam.xlsx --version 81 --du 2026-01-01\n" +
			"  opposable ccam importer ccam.csv --vers tarifs.jsonl && opposable coter visite.json --ccam tarifs.jsonl",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("dites quel fichier lire, et un seul — « opposable ccam importer ccam.csv »")
			}
			asked := ccam.Asked{File: filepath.Base(args[0]), Number: number, Reliability: reliability}
			if reliability != "" && !slices.Contains(explain.Grades, reliability) {
				return usage("--fiabilite : %s sont attendus, « %s » trouvé", strings.Join(explain.Grades, ", "), reliability)
			}
			if from != "" {
				d, err := day.Parse(from)
				if err != nil {
					return usage("--du : une date qui existe, AAAA-MM-JJ, est attendue, « %s » trouvé", from)
				}
				asked.From = d
			}
			if target == "" {
				target = a.tariffsFile()
			}
			if target == "" {
				return usage("aucun dossier de données n'est connu : dites où écrire, par --vers FICHIER")
			}
			return a.importTariffs(args[0], target, asked)
		},
	}
	f := c.Flags()
	f.StringVar(&target, "vers", "", "le `FICHIER` à écrire (par défaut : "+tariffsName+" dans le dossier de données de l'utilisateur)")
	f.StringVar(&number, "version", "", "la `VERSION`, si le fichier ne la dit pas")
	f.StringVar(&from, "du", "", "le `jour` où elle s'applique, si le fichier ne le dit pas")
	f.StringVar(&reliability, "fiabilite", "", "officiel, recoupe ou a_verifier (par défaut : officiel si le fichier porte le titre de la table, a_verifier sinon)")
	return c
}

// imported is what the command answers.
type imported struct {
	*ccam.Report
	Source   string   `json:"fichier"`
	Target   string   `json:"ecrit"`
	Versions []string `json:"versions"` // of the local table, once written
	Replaced bool     `json:"remplace"`
}

func (a *app) importTariffs(name, target string, asked ccam.Asked) error {
	table, err := readTariffs(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		table = &ccam.Table{}
	case err != nil:
		return usage("« %s » existe et n'est pas une table locale qui se lit : rien n'est écrit (%s) — retirez ce fichier, ou donnez-en un autre par --vers", target, cause(err))
	}
	f, err := os.Open(name)
	if err != nil {
		return usage("le fichier « %s » ne s'ouvre pas : %s", name, cause(err))
	}
	defer f.Close()
	v, report, err := ccam.Import(f, asked)
	if err != nil {
		return err
	}
	out := imported{Report: report, Source: name, Target: target, Replaced: table.Put(*v)}
	if err := writeTariffs(table, target); err != nil {
		return err
	}
	for i := range table.Versions {
		out.Versions = append(out.Versions, table.Versions[i].From.String())
	}
	if a.json {
		return a.writeJSON(out)
	}
	a.showImport(&out)
	return nil
}

func (a *app) showImport(i *imported) {
	a.line("CCAM version %s, applicable au %s · %s", i.Version, longDate(i.From), gradeWords[i.Grade])
	format := i.Format + ", " + i.Encoding
	if i.Separator != "" {
		format += ", séparateur « " + i.Separator + " »"
	}
	a.line("  %s : %s", filepath.Base(i.Source), format)
	count := func(n int, what string) {
		if n == 1 {
			what = strings.Replace(what, "codes", "code", 1)
		}
		if n > 0 {
			a.line("  %9s %s", thousands(int64(n)), what)
		}
	}
	count(i.Codes, "codes")
	count(i.Rows, "lignes, une par code, activité et phase")
	count(i.Priced, "codes avec un tarif")
	count(i.Two, "dont le tarif n'est pas le même hors secteur 1 et hors Optam")
	count(i.Many, "à plusieurs activités ou phases : la première est retenue")
	count(i.Uncovered, "codes non pris en charge")
	count(i.Null, "codes au tarif nul")
	count(i.Repeated, "en double, gardées une fois")
	count(len(i.Rejected), "à écarter, pour ces raisons :")
	for k, r := range i.Rejected {
		if k == shownRejections {
			a.line("    … et %d autres : --json les donne toutes", len(i.Rejected)-k)
			break
		}
		a.line("    ligne %d%s : %s", r.Line, before(" ", r.Code), r.Reason)
	}
	for _, w := range i.Warnings {
		a.line("  attention : %s", w)
	}
	verb := "Écrit dans"
	if i.Replaced {
		verb = "La version du même jour est remplacée dans"
	}
	a.line("%s %s", verb, i.Target)
}

func before(space, s string) string {
	if s == "" {
		return ""
	}
	return space + s
}
