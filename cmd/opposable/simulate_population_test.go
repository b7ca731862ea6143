package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/reform"
)

// people writes a small population: ten generalists of sector 1, half of them in a zone that the law helps, with a thousand adults each.
func people(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	doctors, patients := &strings.Builder{}, &strings.Builder{}
	fmt.Fprintln(doctors, "medecin_id;specialite;secteur;optam;age;zone;qpv;departement;annee_installation;poids")
	fmt.Fprintln(patients, "medecin_id;age;ald;c2s;vu_depuis_2_ans;indicateurs_valides;poids")
	for i := 1; i <= 10; i++ {
		fmt.Fprintf(doctors, "%d;medecine_generale;1;non;50;%s;non;75;2000;1\n", i, []string{"zip", "hors_zone"}[i%2])
		fmt.Fprintf(patients, "%d;40;non;non;oui;0;1000\n", i)
	}
	write(t, folder, "medecins.csv", doctors.String())
	write(t, folder, "patients.csv", patients.String())
	write(t, folder, "actes.csv", "medecin_id;code;annee;mois;quantite;base_centimes\n1;G;2025;6;100;0\n")
	return folder
}

func write(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// simulated runs the command and returns its output, what it said besides, and its exit code.
func simulated(args ...string) (string, string, int) {
	var out, said strings.Builder
	a := &app{stdin: strings.NewReader(""), stdout: &out, stderr: &said, today: day.MustParse("2026-11-21")}
	code := a.run(append([]string{"simuler"}, args...))
	return out.String(), said.String(), code
}

func TestSimulateOnAPopulation(t *testing.T) {
	folder := people(t)
	const lessAnEuro = 100 * 1000 * (5*11 + 5*10) / 10
	for _, c := range []struct {
		name string
		args []string
		cost int64
	}{
		{"a figure", []string{"--changer", "forfait_medecin_traitant.socle.l2=4"}, -lessAnEuro},
		{"the same by its whole address", []string{"--changer", "forfait_medecin_traitant.socle.v1.l2.montant=4,00"}, -lessAnEuro},
		{"the figure of the law", []string{"--changer", "forfait_medecin_traitant.socle.l2=5"}, 0},
		{"another day", []string{"--reference", "2025-12-31", "--mesure", "forfait_medecin_traitant_annuel", "--mesure", "forfait_patientele_annuel"}, 500 * 1000 / 2},
		{"an act", []string{"--changer", "g.tarif.l1=31"}, 100 * 100},
		{"an act, and more of them", []string{"--changer", "g.tarif.l1=31", "--volume-actes", "10", "--mesure", "g"}, 110*3100 - 100*3000},
		{"the law alone, against a scenario", []string{"--reference", "propositions-2022-12", "--mesure", "forfait_medecin_traitant_annuel"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, said, code := simulated(append([]string{"--population", folder, "--au", "2027-12-31", "--json"}, c.args...)...)
			var r reform.Report
			if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 {
				t.Fatalf("exit %d, %s%s", code, out, said)
			}
			if r.Cost == nil || *r.Cost != c.cost {
				t.Errorf("cost %v, want %d", text(r.Cost), c.cost)
			}
			if r.Doctors.Total != 10 || r.Population != filepath.Base(folder) || r.Seed != nil || len(r.Assumed) == 0 || len(r.Years) != 6 {
				t.Errorf("%+v", r)
			}
		})
	}
}

func text(n *int64) string {
	if n == nil {
		return "none"
	}
	return fmt.Sprint(*n)
}

// TestSimulateWithoutATable holds that what a population does not hold is not counted as nil.
func TestSimulateWithoutATable(t *testing.T) {
	lists, acts := people(t), people(t)
	if err := errors.Join(os.Remove(filepath.Join(lists, "patients.csv")), os.Remove(filepath.Join(acts, "actes.csv"))); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, folder, figure, reason string
		cost                         string
	}{
		{"lists, asked", lists, "forfait_medecin_traitant.socle.l2=4", "la population n'a pas de table des patients", "none"},
		{"lists, not asked", lists, "g.tarif.l1=31", "", "10000"},
		{"acts, asked", acts, "g.tarif.l1=31", "la population n'a pas de table des actes", "none"},
		{"acts, not asked", acts, "forfait_medecin_traitant.socle.l2=4", "", "-1050000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, said, code := simulated("--population", c.folder, "--au", "2027-12-31", "--changer", c.figure, "--json")
			var r reform.Report
			if err := json.Unmarshal([]byte(out), &r); err != nil {
				t.Fatalf("exit %d, %s%s", code, out, said)
			}
			if r.Reason != c.reason || text(r.Cost) != c.cost || (code == exitNo) != (c.reason != "") {
				t.Errorf("exit %d, cost %s, reason %q", code, text(r.Cost), r.Reason)
			}
			if c.reason != "" && (r.Doctors.Unchanged != 0 || r.Doctors.Open != 10) {
				t.Errorf("doctors %+v", r.Doctors)
			}
		})
	}
}

// TestSimulateWithOtherRules holds that a folder of rules is compared with those of the program.
func TestSimulateWithOtherRules(t *testing.T) {
	folder, rules := people(t), t.TempDir()
	if err := os.CopyFS(rules, os.DirFS("../../regles")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(rules, "forfaits", "forfait_medecin_traitant.yaml")
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(written), "{age: 7 à 74,      ald: non, montant: 5}", "{age: 7 à 74,      ald: non, montant: 4}", 1)
	write(t, filepath.Dir(file), filepath.Base(file), changed)
	out, said, code := simulated("--population", folder, "--au", "2027-12-31", "--regles", rules, "--json")
	var r reform.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || text(r.Cost) != "-1050000" {
		t.Errorf("exit %d, cost %s: %s", code, text(r.Cost), said)
	}
}

func TestSimulateRefusals(t *testing.T) {
	folder, damaged, orphan := people(t), people(t), people(t)
	write(t, damaged, "patients.parquet", "PAR1 cut")
	os.Remove(filepath.Join(damaged, "patients.csv"))
	write(t, orphan, "patients.csv", "medecin_id;age;ald;c2s;vu_depuis_2_ans;indicateurs_valides;poids\n99;40;non;non;oui;0;1\n")
	negative := people(t)
	write(t, negative, "patients.csv", "medecin_id;age;ald;c2s;vu_depuis_2_ans;indicateurs_valides;poids\n1;40;non;non;oui;0;-1\n")
	for _, c := range []struct {
		name string
		args []string
		says string
	}{
		{"nothing to compare", []string{"--population", folder}, "dites quoi comparer"},
		{"an unknown rule", []string{"--population", folder, "--changer", "forfait.socle.l2=4"}, "règle inconnue « forfait »"},
		{"a figure out of the law's shape", []string{"--population", folder, "--changer", "forfait_medecin_traitant.socle.l2=-"}, "« - »"},
		{"a table broken", []string{"--population", folder, "--changer", "forfait_medecin_traitant.socle.l2.age=7 à 70"}, "table.trou"},
		{"an unknown scenario", []string{"--population", folder, "--scenario", "x"}, "« x » n'est pas un scénario"},
		{"an unknown reference", []string{"--population", folder, "--changer", "mcg=7", "--reference", "x"}, "un jour AAAA-MM-JJ ou un scénario"},
		{"an unknown measure", []string{"--population", folder, "--changer", "mcg=7", "--mesure", "x"}, "règle inconnue « x »"},
		{"a share", []string{"--population", folder, "--changer", "mcg=7", "--montee", "2026=200"}, "une part de 0 à 100"},
		{"outside what is covered", []string{"--population", folder, "--changer", "mcg.v1=7", "--au", "2040-01-01"}, "hors de ce que les règles couvrent"},
		{"groups too", []string{"--population", folder, "groupes.json"}, "pas les deux"},
		{"no such folder", []string{"--population", filepath.Join(folder, "rien"), "--changer", "mcg=7"}, "existe pas"},
		{"damaged", []string{"--population", damaged, "--changer", "mcg=7"}, "patients.parquet"},
		{"a patient of nobody", []string{"--population", orphan, "--changer", "mcg=7"}, "ligne 1 : le médecin 99 n'est pas dans la table"},
		{"a weight below zero", []string{"--population", negative, "--changer", "mcg=7"}, "rien n'a été calculé"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, said, code := simulated(c.args...)
			if code != exitUsage || out != "" || !strings.Contains(said, c.says) {
				t.Errorf("exit %d, stdout %q, stderr %q, want %q", code, out, said, c.says)
			}
		})
	}
}
