package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/opposable/opposable"
)

func TestAuditer(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	file := write("actes.csv", "Jour des soins;Ce qui est facturé;Dossier;Age;MT\n11/02/2026;G;A1;4;oui\n16/02/2026;G;A2;40;oui\n")
	named := "date_soins=Jour des soins,codes=Ce qui est facturé"
	practice := write("cabinet.json", `{"annee": 2026, "medecin": {"specialite": "medecine_generale", "secteur": "1", "age": 52, "zone": "zip"}}`)
	for _, c := range []struct {
		name, stdin string
		args        []string
		exit        int
		says        string // on stdout, or on stderr of a refusal
	}{
		{"what is forgotten", "", []string{file, "--colonnes", named}, exitNo, "5,00 €  MEG    ✔ sûr"},
		{"the profile of a practice", "", []string{file, "--colonnes", named, "--medecin", practice}, exitNo, "Oublié     sûr 5,00 €"},
		{"nothing to see", "date;codes;patient;age;mt\n16/02/2026;G;A2;40;oui\n", nil, exitAnswered, "Rien à revoir"},
		{"lines as objects", `{"lignes": [{"date_soins": "2026-02-11", "codes": "G", "patient_ref": "A", "age": 4, "mt": true}]}`, []string{"-"}, exitNo, "MEG"},
		{"objects and a profile", `{"lignes": []}`, []string{"--medecin", practice}, exitUsage, "retirez --medecin"},
		{"headers that say nothing", "", []string{file}, exitUsage, "aucune colonne « date_soins »"},
		{"no such column", "", []string{file, "--colonnes", "acte=Ce qui est facturé"}, exitUsage, "« acte » n'est pas une colonne de facturation"},
		{"no such header", "", []string{file, "--colonnes", "codes=Actes"}, exitUsage, "la colonne « Actes » n'existe pas"},
		{"no such specialty", "date;codes;patient\n16/02/2026;G;A2\n", []string{"--medecin", write("profil.json", `{"specialite": "plombier"}`)}, exitUsage, "« plombier » n'est pas un mot admis"},
		{"no such profile", "", []string{file, "--medecin", filepath.Join(folder, "absent.json")}, exitUsage, "ne s'ouvre pas"},
		{"no lines", `{"medecin": {}}`, nil, exitUsage, "les lignes facturées sont attendues"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, problems, exit := told(l, c.stdin, append([]string{"auditer"}, c.args...)...)
			said := strings.ReplaceAll(plainSpaces(out), "\u00a0", " ")
			if c.exit == exitUsage {
				said = problems
			}
			if exit != c.exit || !strings.Contains(said, c.says) {
				t.Errorf("exit %d, want %d\n%s%s", exit, c.exit, out, problems)
			}
		})
	}
}
