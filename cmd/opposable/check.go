package main

import (
	"bytes"
	"os"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/check"
	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/law"
)

// findingLine is one finding in JSON.
type findingLine struct {
	File    string `json:"fichier"`
	Line    int    `json:"ligne"`
	Column  int    `json:"colonne"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Warning bool   `json:"avertissement"`
}

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use: "verifier", Aliases: []string{"check"}, Short: "Prouve les règles sans les exécuter ; sort avec 1 s'il y a un constat",
		Long: `Lit les règles et signale tout d'un coup : trous et recouvrements des tables sur tout le domaine déclaré, avec un contre-exemple ;
trous et doublons dans le temps ; sources et fiabilités manquantes ; faits inconnus, unités, cycles, nombres hors version, exemples
faux. Chaque constat a un code stable, expliqué dans docs/constats.md.`,
		Example: "  opposable regles verifier\n  opposable regles verifier --regles mon-dossier",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("aucun argument n'est attendu, « %s » trouvé — le dossier se donne avec --regles", args[0])
			}
			book, findings, err := a.book()
			if err != nil {
				return err
			}
			p, more := compile.Compile(book)
			findings = append(append(append(findings, more...), check.All(book, p)...), check.Stale(book, a.today)...)
			return a.report(law.Sort(findings), len(book.Rules))
		},
	}
}

// report writes findings and fails when one is more than a warning.
func (a *app) report(findings []law.Finding, rules int) error {
	errors := 0
	list := []findingLine{}
	for _, f := range findings {
		if !f.Warning {
			errors++
		}
		list = append(list, findingLine{f.Pos.File, f.Pos.Line, f.Pos.Column, f.Code, f.Message, f.Warning})
		if a.json {
			continue
		}
		if f.Warning {
			a.line("%s: avertissement %s: %s", f.Pos, f.Code, f.Message)
		} else {
			a.line("%s", f)
		}
	}
	if a.json {
		if err := a.writeJSON(list); err != nil {
			return err
		}
	} else {
		a.line("%d règles, %d constats, %d avertissements", rules, errors, len(findings)-errors)
	}
	if errors > 0 {
		return errFindings
	}
	return nil
}

func (a *app) formatCommand() *cobra.Command {
	var only bool
	c := &cobra.Command{
		Use: "formater", Aliases: []string{"format"}, Short: "Met les fichiers d'un dossier de règles en forme canonique",
		Long:    "Réécrit chaque fichier du dossier donné par --regles dans la seule forme admise : mêmes mots, mêmes nombres, même ordre des clés, tables alignées.",
		Example: "  opposable regles formater --regles regles\n  opposable regles formater --regles regles --essai",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 || a.folder == "" {
				return usage("le dossier à mettre en forme se donne avec --regles")
			}
			return a.format(only)
		},
	}
	c.Flags().BoolVar(&only, "essai", false, "liste les fichiers qui changeraient, sans rien écrire ; sort avec 1 s'il y en a")
	return c
}

func (a *app) format(only bool) error {
	book, _, err := a.book()
	if err != nil {
		return err
	}
	changed, refused := 0, 0
	for _, file := range sortedKeys(book.Files) {
		text, findings := law.Canonical(file, book.Files[file])
		if text == nil {
			a.print(findings)
			refused++
			continue
		}
		if bytes.Equal(text, book.Files[file]) {
			continue
		}
		changed++
		a.line("%s", file)
		if only {
			continue
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return usage("« %s » ne s'écrit pas : %s", file, cause(err))
		}
	}
	done := "remis en forme"
	if only {
		done = "à remettre en forme"
	}
	a.line("%s %s, %s", counted(int64(changed), "fichier"), done, counted(int64(refused), "illisible"))
	if refused > 0 || only && changed > 0 {
		return errFindings
	}
	return nil
}
