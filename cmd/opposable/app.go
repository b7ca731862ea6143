package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/law"
)

// Exit codes of the contract.
const (
	exitAnswered = 0
	exitNo       = 1 // the answer is "no", or findings exist
	exitUsage    = 2
	exitInternal = 3
)

// app is one run of the program: its streams, today, and the flags that every command takes.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	today          day.Date
	terminal       bool // stdin is a person

	data string // the user's data folder, empty: none

	at, known, scenario, folder string
	tariffs                     string // the local table of technical acts: a file, noTariffs, or empty for that of the data folder
	json                        bool
	exit                        int
	loaded                      *opposable.Law
}

// errUsage marks errors that are the user's to mend.
var errUsage = errors.New("usage")

// errFindings marks a command whose findings were printed.
var errFindings = errors.New("findings")

func usage(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUsage, fmt.Sprintf(format, args...))
}

// none refuses arguments.
func none(args []string) error {
	if len(args) > 0 {
		return usage("aucun argument n'est attendu, « %s » trouvé", args[0])
	}
	return nil
}

// atMostOne refuses more than one file.
func atMostOne(args []string) error {
	if len(args) > 1 {
		return usage("un fichier au plus est attendu, %d trouvés", len(args))
	}
	return nil
}

// writeTo writes a generated text to a file, or to stdout when none is named.
func (a *app) writeTo(target string, text []byte) error {
	if target == "" {
		_, err := a.stdout.Write(text)
		return err
	}
	return os.WriteFile(target, text, 0o644)
}

// run executes the arguments and returns the exit code.
func (a *app) run(args []string) int {
	root := a.root()
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := root.Execute()
	var problems facts.Problems
	switch {
	case err == nil:
		return a.exit
	case errors.Is(err, errFindings):
		return exitNo
	case errors.As(err, &problems):
		for _, line := range strings.Split(problems.Error(), "\n") {
			fmt.Fprintln(a.stderr, "opposable :", line)
		}
		return exitUsage
	case errors.Is(err, errUsage):
		fmt.Fprintln(a.stderr, "opposable :", strings.TrimPrefix(err.Error(), errUsage.Error()+": "))
		return exitUsage
	}
	if text, ok := french(err); ok {
		fmt.Fprintln(a.stderr, "opposable :", text)
		return exitUsage
	}
	fmt.Fprintln(a.stderr, "opposable: internal error:", err)
	return exitInternal
}

// french translates the errors of the command-line library.
func french(err error) (string, bool) {
	text := err.Error()
	for _, t := range []struct{ english, french string }{
		{"unknown command ", "commande inconnue "},
		{"unknown flag: ", "option inconnue "},
		{"unknown shorthand flag: ", "option inconnue : "},
		{"flag needs an argument: ", "une valeur est attendue après "},
		{"accepts ", "nombre d'arguments : "},
		{"requires at least ", "il manque un argument : "},
		{"invalid argument ", "valeur refusée : "},
	} {
		if rest, ok := strings.CutPrefix(text, t.english); ok {
			rest, _, _ = strings.Cut(rest, " for \"")
			return t.french + strings.TrimSpace(rest) + " — « opposable aide » liste les commandes", true
		}
	}
	return text, false
}

// law returns the rules: those of --regles, or the shipped ones.
func (a *app) law() (*opposable.Law, error) {
	if a.loaded != nil {
		return a.loaded, nil
	}
	if a.folder == "" {
		l, err := opposable.Shipped()
		a.loaded = l
		return l, err
	}
	l, findings, err := opposable.Folder(a.folder)
	switch {
	case err != nil:
		return nil, usage("le dossier de règles « %s » ne s'ouvre pas : %v", a.folder, err)
	case l == nil:
		a.print(findings)
		return nil, usage("les règles de « %s » ne se prouvent pas (%d, ci-dessus) : rien n'est calculé", a.folder, len(findings))
	}
	a.loaded = l
	return l, nil
}

// print writes findings on stderr.
func (a *app) print(findings []law.Finding) {
	for _, f := range findings {
		fmt.Fprintln(a.stderr, f)
	}
}

func (a *app) asked() opposable.Asked {
	return opposable.Asked{At: a.at, Known: a.known, Scenario: a.scenario, Today: a.today}
}

// momentFlags are on every command.
func (a *app) momentFlags(c *cobra.Command) {
	f := c.PersistentFlags()
	f.StringVar(&a.at, "au", "", "jour des faits, `AAAA-MM-JJ` (par défaut : aujourd'hui, ou la date des faits)")
	f.StringVar(&a.known, "connu-le", "", "ne connaître que les actes publiés ce `jour` ou avant : tel que signé")
	f.StringVar(&a.scenario, "scenario", "", "appliquer une proposition : `NOM` du scénario")
	f.StringVar(&a.folder, "regles", "", "remplacer les règles par celles d'un `DOSSIER` de même forme")
	f.BoolVar(&a.json, "json", false, "sortie pour une machine, clés stables")
}
