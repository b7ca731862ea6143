package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/population"
)

// TestPopulation makes a population by the command line, reads its report again, and asks for what can't be made.
// progressSigns are those of a line of progress, which a slow machine prints.
const progressSigns = "░█ 0123456789%·patients\u202f\ns"

func TestPopulation(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a population")
	}
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "france")
	out, problems, exit := told(l, "", "population", "--taille", "100 000", "--vers", folder)
	if exit != 0 || !strings.Contains(plainSpaces(out), "111 791 médecins, 68 400 000 patients") || !strings.Contains(out, "hypothèse : ") || strings.Trim(problems, progressSigns) != "" {
		t.Fatalf("exit %d, out %q, err %q", exit, out, problems)
	}
	out, _, exit = told(l, "", "population", "--rapport", "--vers", folder, "--json")
	var r population.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || exit != 0 || r.Seed != 1 || len(r.Margins) < 150 {
		t.Errorf("exit %d, %v", exit, err)
	}
	made, err := population.Open(folder, l.Plan)
	if err != nil {
		t.Fatal(err)
	}
	defer made.Close()
	if _, err := os.Stat(filepath.Join(folder, population.ReportFile)); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		name, want string
		args       []string
	}{
		{"there already", "existe déjà : rien n'a été écrit", []string{"--vers", folder}},
		{"too few", "de 100 000 à 68 400 000 lignes, ou « complet »", []string{"--taille", "10"}},
		{"no number", "ou « complet »", []string{"--taille", "tout"}},
		{"part not seen", "un nombre de 0 à 100 est attendu", []string{"--non-vus", "101"}},
		{"not a number", "un nombre de 0 à 15 est attendu", []string{"--indicateurs", "NaN"}},
		{"no thread", "un fil au moins est attendu", []string{"--fils", "0"}},
		{"argument", "le dossier se donne par --vers", []string{"ailleurs"}},
		{"no report", "n'existe pas", []string{"--rapport", "--vers", filepath.Join(t.TempDir(), "rien")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, problems, exit := told(l, "", append([]string{"population"}, c.args...)...)
			if exit != 2 || out != "" || !strings.Contains(plainSpaces(problems), c.want) {
				t.Errorf("exit %d, out %q, err %q", exit, out, problems)
			}
		})
	}
}

// plainSpaces makes the spaces of French numbers ordinary.
func plainSpaces(s string) string { return strings.ReplaceAll(s, "\u202f", " ") }
