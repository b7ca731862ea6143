package main

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/regles"
)

func (a *app) rulesCommand() *cobra.Command {
	var showFacts bool
	c := &cobra.Command{
		Use: "regles", Aliases: []string{"rules"}, Short: "La liste des règles ; leur vérification, leur couverture",
		Example: "  opposable regles\n  opposable regles --faits\n  opposable regles verifier\n  opposable regles verifier --regles mon-dossier",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("sous-commande inconnue « %s » — verifier, couverture, muter, formater ou compiler", args[0])
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			if showFacts {
				return a.listFacts(l)
			}
			return a.listRules(l)
		},
	}
	c.Flags().BoolVar(&showFacts, "faits", false, "liste les faits que les règles lisent")
	c.AddCommand(a.checkCommand(), a.formatCommand(), a.compileCommand(), a.unverifiedCommand(), a.coverageCommand(), a.mutateCommand())
	return c
}

func (a *app) listRules(l *opposable.Law) error {
	list := l.List()
	if a.json {
		return a.writeJSON(list)
	}
	group := ""
	for _, r := range list {
		if r.Group != group {
			group = r.Group
			a.line("\n%s", strings.ToUpper(group))
		}
		a.line("  %-38s %s", r.Key, r.Title)
	}
	a.footer(l.Plan.Verified.String())
	return nil
}

func (a *app) listFacts(l *opposable.Law) error {
	if a.json {
		return a.writeJSON(l.Plan.Facts)
	}
	for i := range l.Plan.Facts {
		f := &l.Plan.Facts[i]
		values := strings.Join(f.Words, ", ")
		if f.Kind == plan.Code {
			values = "un code"
		}
		a.line("  %-36s %s  %s", f.Name, f.Label, values)
	}
	return nil
}

// book loads the rules as written: those of --regles, or the shipped ones.
func (a *app) book() (*law.Book, []law.Finding, error) {
	if a.folder == "" {
		return law.Load(regles.Files, "regles")
	}
	if _, err := os.Stat(a.folder); err != nil {
		return nil, nil, usage("le dossier de règles « %s » ne s'ouvre pas : %s", a.folder, cause(err))
	}
	return law.Load(os.DirFS(a.folder), strings.TrimSuffix(a.folder, "/"))
}

func (a *app) compileCommand() *cobra.Command {
	var target string
	c := &cobra.Command{
		Use: "compiler", Short: "Écrit le plan compilé des règles, en JSON",
		RunE: func(_ *cobra.Command, args []string) error {
			if err := none(args); err != nil {
				return err
			}
			book, findings, err := a.book()
			if err != nil {
				return err
			}
			p, more := compile.Compile(book)
			if findings = append(findings, more...); len(findings) > 0 {
				a.print(law.Sort(findings))
				return errFindings
			}
			var b bytes.Buffer
			if err := p.Encode(&b); err != nil {
				return err
			}
			return a.writeTo(target, b.Bytes())
		},
	}
	c.Flags().StringVar(&target, "vers", "", "le `FICHIER` à écrire (par défaut : la sortie standard)")
	return c
}

func sortedKeys(m map[string][]byte) []string { return slices.Sorted(maps.Keys(m)) }
