package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/practice"
)

func (a *app) lumpSumsCommand() *cobra.Command {
	var list patientFile
	var agenda agendaFile
	c := &cobra.Command{
		Use: "forfaits [FICHIER]", Aliases: []string{"lump-sums"}, Short: "L'année d'un cabinet : forfaits, aides, calendrier de paiement",
		Long: `Calcule l'année d'un cabinet : ce qui est dû hors de l'acte, d'après quel texte, payé quand, et l'année d'avant à côté.

La patientèle est une liste de groupes semblables ({"effectif": 700, "age": 30, "ald": false, …}), ou un fichier de patients donné
par --liste : CSV ou XLSX, une ligne par patient, lu ligne à ligne, jamais gardé ni envoyé. Un fait manquant donne un minimum et un
maximum, jamais un zéro. Un bloc null ("assistant": null) veut dire : aucun.`,
		Example: `  opposable forfaits cabinet.json --au 2026-12-31
  opposable forfaits --liste patients.csv cabinet.json
  opposable forfaits --liste patients.csv --colonnes age=Age,ald=ALD cabinet.json
  opposable forfaits cabinet.json --json | jq .encaissements
  opposable forfaits cabinet.json --ics paiements.ics`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := atMostOne(args); err != nil {
				return err
			}
			columns, err := list.mapping()
			if err != nil {
				return err
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			return a.each(args, func(object map[string]any) (any, int, error) {
				year, err := a.year(l, object, &list, columns)
				if err != nil {
					return nil, 0, err
				}
				if err := a.writeAgenda(&agenda, year, object); err != nil {
					return nil, 0, err
				}
				return year, exitAnswered, nil
			}, func(out any) {
				if agenda.path != toStdout {
					a.showYear(out.(*practice.Year))
				}
			})
		},
	}
	c.Flags().StringVar(&list.path, "liste", "", "lire la patientèle dans un `FICHIER` CSV ou XLSX, une ligne par patient")
	c.Flags().StringVar(&list.columns, "colonnes", "", "dire ce que sont des colonnes de la liste : `age=Âge,ald=ALD`")
	c.Flags().StringVar(&agenda.path, "ics", "", "écrire quand l'argent arrive dans un `FICHIER` de calendrier (RFC 5545), « - » pour la sortie")
	return c
}

// patientFile is a list of patients named on the command line.
type patientFile struct{ path, columns string }

// mapping reads « age=Âge,ald=ALD ».
func (p *patientFile) mapping() (map[string]string, error) {
	if p.columns != "" && p.path == "" {
		return nil, usage("--colonnes dit les colonnes d'une liste : ajoutez --liste FICHIER")
	}
	return columnMapping(p.columns)
}

// columnMapping reads « age=Âge,ald=ALD », nothing from nothing.
func columnMapping(text string) (map[string]string, error) {
	if text == "" {
		return nil, nil
	}
	out := map[string]string{}
	for _, pair := range strings.Split(text, ",") {
		fact, header, ok := strings.Cut(pair, "=")
		if !ok || strings.TrimSpace(fact) == "" || strings.TrimSpace(header) == "" {
			return nil, usage("--colonnes : « %s » n'est pas de la forme fait=En-tête, comme dans age=Âge,ald=ALD", pair)
		}
		out[strings.TrimSpace(fact)] = strings.TrimSpace(header)
	}
	return out, nil
}

func (a *app) year(l *opposable.Law, object map[string]any, list *patientFile, columns map[string]string) (*practice.Year, error) {
	if list.path == "" {
		return l.Year(object, a.asked())
	}
	f, err := os.Open(list.path)
	if err != nil {
		return nil, usage("la liste « %s » ne s'ouvre pas : %s", list.path, cause(err))
	}
	defer f.Close()
	follow, in := a.newStream(f, "lignes")
	year, err := l.YearOfList(object, opposable.PatientList{File: in, Columns: columns, Progress: follow.at}, a.asked())
	follow.done()
	if err != nil {
		return nil, err
	}
	a.showColumns(year.List)
	return year, nil
}

// showColumns says what each column was taken for, so that a wrong guess is seen before the figures are.
func (a *app) showColumns(list *practice.ListReport) {
	var read []string
	for _, c := range list.Columns {
		read = append(read, c.Fact+" = « "+c.Column+" »")
	}
	fmt.Fprintf(a.stderr, "opposable : colonnes lues : %s — corrigez avec --colonnes\n", strings.Join(read, ", "))
	if len(list.Ignored) > 0 {
		fmt.Fprintf(a.stderr, "opposable : colonnes ignorées : %s\n", strings.Join(list.Ignored, ", "))
	}
}
