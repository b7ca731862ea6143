package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const practiceFile = `{"annee": 2026, "medecin": {"specialite": "medecine_generale", "secteur": "1", "optam": false, "age": 52, "zone": "hors_zone", "qpv": false,
	"premiere_installation": "2005-03-01", "date_installation": "2005-03-01", "cabinet": "principal"},
	"assistant": null, "numerique": null, "sas": null, "activite": null}`

func file(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestListOfPatients reads lists as a practice exports them, from the command line to the total.
func TestListOfPatients(t *testing.T) {
	l := written(t)
	cabinet := file(t, "cabinet.json", practiceFile)
	for _, test := range []struct {
		name, list string
		flags      []string
		exit       int
		total      int64 // −1: null
		says       string
	}{
		{"semicolons", "dossier;âge;ALD;C2S;vu;indicateurs\n1;85;oui;oui;oui;3\n2;30;non;non;oui;0\n", nil, 0, 12500 + 500, "ald = « ALD »"},
		{"Windows-1252", "\xe2ge;ALD;C2S;vu;indicateurs\n85;oui;oui;oui;3\n", nil, 0, 12500, "age = « âge »"},
		{"births", "né(e) le,ald,c2s,vu,indicateurs\n31/12/1945,oui,non,oui,0\n", []string{"--colonnes", "naissance=né(e) le"}, 0, 10000, "naissance = « né(e) le »"},
		{"a line rejected, the others counted", "age;ald;c2s;vu;indicateurs\n140;oui;oui;oui;3\n30;non;non;oui;0\n", nil, 0, 500, ""},
		{"a missing age is unknown", "age;ald;c2s;vu;indicateurs\n;non;non;oui;0\n", nil, 0, -1, ""},
		{"social security numbers", "NIR;age;ald\n1;85;oui\n", nil, 2, 0, "sécurité sociale"},
		{"no age", "ald;c2s\noui;oui\n", nil, 2, 0, "aucune colonne d'âge"},
		{"a column that is not there", "age;ald\n85;oui\n", []string{"--colonnes", "c2s=CMU"}, 2, 0, "« CMU »"},
		{"a mapping that is none", "age;ald\n85;oui\n", []string{"--colonnes", "c2s"}, 2, 0, "fait=En-tête"},
	} {
		t.Run(test.name, func(t *testing.T) {
			args := append([]string{"forfaits", "--json", "--liste", file(t, "patients.csv", test.list)}, test.flags...)
			out, problems, exit := told(l, "", append(args, cabinet)...)
			if exit != test.exit || !strings.Contains(problems, test.says) {
				t.Fatalf("exit %d, stderr %q; want %d and %q", exit, problems, test.exit, test.says)
			}
			if exit != 0 {
				if out != "" {
					t.Errorf("a refusal and yet an answer: %s", out)
				}
				return
			}
			var got struct {
				Total *int64 `json:"total_centimes"`
				List  struct {
					Lines    int64 `json:"lignes_lues"`
					Rejected []any `json:"lignes_rejetees"`
				} `json:"liste"`
				Assumed []string `json:"hypotheses"`
			}
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			switch {
			case test.total < 0 && got.Total != nil:
				t.Errorf("total %d, want null", *got.Total)
			case test.total >= 0 && (got.Total == nil || *got.Total != test.total):
				t.Errorf("total %v, want %d: %s", got.Total, test.total, out)
			}
			if n := len(got.List.Rejected); n > 0 && !strings.Contains(strings.Join(got.Assumed, " "), fmt.Sprintf("%d lignes rejetées sur %d", n, got.List.Lines)) {
				t.Errorf("the total does not say that lines were rejected: %v", got.Assumed)
			}
		})
	}
}

// TestListGivenTwice holds that a list and a typed list do not add up in silence.
func TestListGivenTwice(t *testing.T) {
	l := written(t)
	list := file(t, "patients.csv", "age;ald\n85;oui\n")
	_, problems, exit := told(l, `{"patientele": []}`, "forfaits", "--liste", list)
	if exit != exitUsage || !strings.Contains(problems, "deux fois") {
		t.Errorf("exit %d, stderr %q", exit, problems)
	}
	_, problems, exit = told(l, practiceFile, "forfaits", "--liste", "nulle-part.csv")
	if exit != exitUsage || !strings.Contains(problems, "il n'existe pas") {
		t.Errorf("exit %d, stderr %q", exit, problems)
	}
}

// BenchmarkList is a real-size list, from the text of the file to the whole year.
func BenchmarkList(b *testing.B) {
	l := written(b)
	cabinet := file(b, "cabinet.json", practiceFile)
	var text strings.Builder
	text.WriteString("dossier;âge;ALD;C2S;vu;indicateurs\n")
	for i := range 3000 {
		fmt.Fprintf(&text, "%d;%d;%s;%s;oui;%d\n", i, i*7%101, []string{"non", "non", "oui"}[i%3], []string{"non", "oui"}[i%2], i%4)
	}
	list := file(b, "patients.csv", text.String())
	for b.Loop() {
		if _, problems, exit := told(l, "", "forfaits", "--json", "--liste", list, cabinet); exit != 0 {
			b.Fatal(problems)
		}
	}
}

// TestAgenda holds that the payments of one practice go into one calendar file, and that what is on no day is counted.
func TestAgenda(t *testing.T) {
	l := written(t)
	path := filepath.Join(t.TempDir(), "paiements.ics")
	practice := strings.Replace(practiceFile, `"annee": 2026,`, `"annee": 2026, "patientele": [{"effectif": 10, "age": 30, "ald": false, "c2s": false, "vu_depuis_2_ans": true, "indicateurs_valides": 1}],`, 1)
	out, said, exit := told(l, practice, "forfaits", "--json", "--ics", path)
	text, err := os.ReadFile(path)
	if exit != 0 || err != nil || !strings.HasPrefix(out, "{") {
		t.Fatalf("exit %d, %v, stdout %q, stderr %q", exit, err, out, said)
	}
	if n := strings.Count(string(text), "BEGIN:VEVENT"); n != 5 || !strings.Contains(said, "5 mois de paiement") || !strings.Contains(said, "Forfait médecin traitant au titre de 2026") {
		t.Errorf("%d events, stderr %q", n, said)
	}
	alone, _, exit := told(l, practice, "forfaits", "--ics", "-")
	if exit != 0 || alone != string(text) {
		t.Errorf("exit %d, the output is not the file: %q", exit, alone)
	}
	for _, test := range []struct {
		name, in, says string
		args           []string
	}{
		{"two outputs", practice, "sur la sortie", []string{"--json", "--ics", "-"}},
		{"no such folder", practice, "ne s'écrit pas", []string{"--ics", filepath.Join(path, "x")}},
		{"two practices", `{"annee": 2026}` + "\n" + `{"annee": 2026}`, "un seul cabinet", []string{"--json", "--ics", path}},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, said, exit := told(l, test.in, append([]string{"forfaits"}, test.args...)...)
			if exit != exitUsage || !strings.Contains(out+said, test.says) {
				t.Errorf("exit %d, stdout %q, stderr %q", exit, out, said)
			}
		})
	}
}
