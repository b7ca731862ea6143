package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cases"
	"github.com/opposable/opposable/day"
)

// written compiles the rules of the repository, which may be ahead of the shipped plan.
func written(tb testing.TB) *opposable.Law {
	tb.Helper()
	l, findings, err := opposable.FromFS(os.DirFS("../../regles"), "regles")
	if err != nil {
		tb.Fatal(err)
	}
	if l == nil {
		tb.Fatalf("the rules do not compile: %v", findings)
	}
	return l
}

// told runs one command line in process.
func told(l *opposable.Law, input string, args ...string) (stdout, stderr string, exit int) {
	var out, problems bytes.Buffer
	a := &app{today: day.MustParse("2026-11-21"), loaded: l, stdin: strings.NewReader(input), stdout: &out, stderr: &problems}
	exit = a.run(args)
	return out.String(), problems.String(), exit
}

// TestObservatoryCases runs the worked cases of the observatories and of simulations as their command lines.
func TestObservatoryCases(t *testing.T) {
	l := written(t)
	all, err := cases.Load("../../cas")
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string]bool{}
	for i := range all {
		c := &all[i]
		target := strings.HasPrefix(c.Rule(), "objectif_") || strings.HasPrefix(c.Rule(), "programme_")
		if c.Verb() != "observer" && c.Verb() != "simuler" && !target {
			continue
		}
		ran[c.ID] = true
		t.Run(c.ID, func(t *testing.T) {
			args := append(append(append([]string{}, c.Command...), "--json"), c.Args...)
			stdout, stderr, exit := told(l, string(c.JSON()), append(args, "-")...)
			if exit > exitNo {
				t.Fatalf("exit %d: %s", exit, stderr)
			}
			var got map[string]any
			d := json.NewDecoder(strings.NewReader(stdout))
			d.UseNumber()
			if err := d.Decode(&got); err != nil {
				t.Fatal(err)
			}
			for _, difference := range cases.Match(c.Expected, got) {
				t.Errorf("%s: %s", c.Title, difference)
			}
		})
	}
	for _, id := range []string{"O1", "O2", "O4", "O5", "O6-2026", "O7", "O-cible-6-2025", "P-2", "P-2-2027", "P-5", "D2"} {
		if !ran[id] {
			t.Errorf("the case %s is not among those that ran", id)
		}
	}
}

func TestObserveCommand(t *testing.T) {
	l := written(t)
	late := `{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":4.2,"unite":"%"},{"objectif":8,"date":"2025-06-30","valeur":53.1,"unite":"%"}]}`
	bad := `{"valeurs":[{"objectif":11,"date":"2025-06-30","valeur":1,"unite":"%"}]}`
	for _, c := range []struct {
		name, input string
		args        []string
		exit        int
		out, err    []string
	}{
		{"a table", late, []string{"observer", "--au", "2025-06-30"}, exitAnswered,
			[]string{"Observatoires conventionnels au 30 juin 2025", "+2,2   ✖ non atteint", "valeur écartée, 53,1 % du 30 juin 2025", "Règles vérifiées jusqu'au"}, nil},
		{"the English name", late, []string{"observe", "--au", "2025-06-30", "--json"}, exitAnswered, []string{`"statut": "non_atteint"`, `"verifie_le"`, `"avertissement"`, `"regles_version"`}, nil},
		{"nothing given", "", []string{"observer", "--au", "2025-06-30"}, exitAnswered, []string{"10 000 contrats", "? sans donnée"}, nil},
		{"the moment of the input", `{"date":"2026-12-31","valeurs":[]}`, []string{"observer"}, exitAnswered, []string{"11 000 contrats"}, nil},
		{"outside what the rules cover", "", []string{"observer", "--au", "2035-01-01"}, exitNo, []string{"Hors couverture"}, nil},
		{"a bad value", bad, []string{"observer", "--au", "2025-06-30"}, exitUsage, nil, []string{"valeurs[0].objectif : un numéro de 1 à 10 est attendu, 11 trouvé"}},
		{"several lines", late + "\n" + bad + "\n" + late, []string{"observer", "--au", "2025-06-30", "--json"}, exitUsage, []string{`"ligne":2`}, []string{"objet 2"}},
		{"the shipped series", "", []string{"observer", "--publie", "--au", "2025-06-30"}, exitAnswered, []string{"8 558", "↗ en avance"}, nil},
		{"a table with its schema", "", []string{"observer", "../../exemples/file-active.csv", "--schema", "../../exemples/file-active.json", "--au", "2025-06-30"}, exitAnswered,
			[]string{"7 lignes, 2 retenues, 1 inconnues (« NS », « NC » ou vide), 4 hors filtre", "colonne nombre_patients_uniques_integer ignorée", "2,4     +0,4   ✔ atteint"}, nil},
		{"a table without schema", "", []string{"observer", "../../exemples/file-active.csv", "--au", "2025-06-30"}, exitUsage, nil, []string{"exemples/file-active.csv, ligne 1 : il n'y a pas de colonne « date »"}},
		{"no such schema", "", []string{"observer", "../../exemples/file-active.csv", "--schema", "rien.json"}, exitUsage, nil, []string{"il n'existe pas"}},
		{"published values beside an object", "{}", []string{"observer", "--publie", "-"}, exitUsage, nil, []string{"--publie va avec une table"}},
		{"two files", "", []string{"observer", "a", "b"}, exitUsage, nil, []string{"un fichier au plus"}},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, l, c.input, c.args, c.exit, c.out, c.err) })
	}
}

func TestSimulateCommand(t *testing.T) {
	l := written(t)
	average := `{"regle":"forfait_patientele_annuel","groupes":[{"effectif":8600,"faits":{"socle_centimes":1600000,"secteur":"1","optam":false,"zone":"zip",` +
		`"nouvel_installe_post_des":false}}]}`
	proposed := []string{"--scenario", "propositions-2022-12"}
	for _, c := range []struct {
		name, input string
		args        []string
		exit        int
		out, err    []string
	}{
		{"a text", average, append([]string{"simuler", "--au", "2023-06-30"}, proposed...), exitAnswered,
			[]string{"41 280 000,00 €   ✔ sûr", "8 600 gagnants, 0 perdant", "gain moyen 4 800,00 €", "hypothèse :"}, nil},
		{"the English name", average, append([]string{"simulate", "--au", "2023-06-30", "--json"}, proposed...), exitAnswered,
			[]string{`"cout_centimes": 4128000000`, `"gain_moyen_centimes": 480000`, `"scenario": "propositions-2022-12"`, `"reference": null`, `"fiabilite": "recoupe"`}, nil},
		{"the year of the input", strings.Replace(average, "{", `{"annee":2024,`, 1), append([]string{"simuler", "--json"}, proposed...), exitAnswered,
			[]string{`"au": "2024-12-31"`, `"annee": 2024`}, nil},
		{"two moments", strings.Replace(average, "{", `{"annee":2024,`, 1), append([]string{"simuler", "--au", "2023-06-30"}, proposed...), exitUsage, nil, []string{"gardez une seule"}},
		{"no scenario", average, []string{"simuler", "--au", "2023-06-30"}, exitUsage, nil, []string{"dites quel scénario", "propositions-2022-12"}},
		{"an unknown scenario", average, []string{"simuler", "--au", "2023-06-30", "--scenario", "x"}, exitUsage, nil, []string{"« x » n'est pas un scénario", "propositions-2022-12"}},
		{"an unknown rule", strings.Replace(average, "forfait_patientele_annuel", "forfait_patientele_anuel", 1), append([]string{"simuler"}, proposed...), exitUsage, nil,
			[]string{"regle : règle inconnue", "vouliez-vous écrire « forfait_patientele_annuel »"}},
		{"a negative weight", strings.Replace(average, "8600", "-1", 1), append([]string{"simuler", "--au", "2023-06-30"}, proposed...), exitUsage, nil,
			[]string{"groupes[0].effectif : un effectif n'est pas négatif"}},
		{"no number outside what the rules cover", average, append([]string{"simuler", "--au", "2035-01-01"}, proposed...), exitNo, []string{"Coût  —   ◌ hors couverture"}, nil},
		{"nothing", "", append([]string{"simuler"}, proposed...), exitUsage, nil, []string{"regle : la clé d'une règle est attendue"}},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, l, c.input, c.args, c.exit, c.out, c.err) })
	}
}

// expect runs a command line and looks for texts in what it wrote. Spaces of typography are read as spaces.
func expect(t *testing.T, l *opposable.Law, input string, args []string, exit int, out, problems []string) {
	t.Helper()
	plain := strings.NewReplacer("\u202f", " ", "\u00a0", " ")
	stdout, stderr, got := told(l, input, args...)
	if got != exit {
		t.Errorf("exit %d, want %d: %s", got, exit, stderr)
	}
	for _, want := range out {
		if !strings.Contains(plain.Replace(stdout), want) {
			t.Errorf("%q is not in the output:\n%s", want, stdout)
		}
	}
	for _, want := range problems {
		if !strings.Contains(plain.Replace(stderr), want) {
			t.Errorf("%q is not in the messages: %s", want, stderr)
		}
	}
	if exit == exitUsage && len(out) == 0 && stdout != "" {
		t.Errorf("a refused input left something on the output:\n%s", stdout)
	}
}
