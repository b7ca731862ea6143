package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
)

const billedVisit = `{"date": "2026-02-10", "heure": "10:00", "medecin": {"specialite": "medecine_generale", "secteur": "1"},
	"patient": {"age": 40, "ald": false, "c2s": false, "a_un_medecin_traitant": true}, "historique": [],
	"visite": {"lieu": "cabinet", "medecin_est_mt": true, "adresse_par": "personne", "motif": "consultation", "regulee": false, "urgente": false},
	"codes": "CODES"}`

// TestBills runs decoder and verifier-cotation as a person does: what is printed, and the exit code.
func TestBills(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, args, codes string
		exit              int
		want              string
	}{
		{"an amount", "decoder 44,52 --au 2025-02-11", "", exitAnswered, "1. G + DEQP003"},
		{"the alias", "decode 44.52 --au 2025-02-11 --json", "", exitAnswered, `"unique": false`},
		{"no combination", "decoder 12,34 --au 2025-02-11", "", exitNo, "Aucune combinaison licite"},
		{"no amount", "decoder", "", exitUsage, "un montant en euros est attendu"},
		{"not an amount", "decoder onze", "", exitUsage, "« onze » trouvé"},
		{"a distance", "decoder 44,88 --au 2026-02-10 --distance 6", "", exitAnswered, "IK"},
		{"a wrong distance", "decoder 44,88 --distance loin", "", exitUsage, "distance"},
		{"a lawful bill", "verifier-cotation", "G", exitAnswered, "✔ facturable"},
		{"an unlawful bill", "check", "G+MEG", exitNo, "✖ non facturable"},
		{"an unknown code", "verifier-cotation --json", "G+ZZZ", exitNo, `"inconnu"`},
		{"a code without a rule", "verifier-cotation", "AMI", exitAnswered, "code connu, non modélisé"},
		{"no codes", "verifier-cotation", " ", exitUsage, "les codes facturés manquent"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			a := &app{today: day.MustParse("2026-11-21"), loaded: l, stdin: strings.NewReader(strings.Replace(billedVisit, "CODES", test.codes, 1)), stdout: &stdout, stderr: &stderr}
			exit := a.run(strings.Fields(test.args))
			if out := stdout.String() + stderr.String(); exit != test.exit || !strings.Contains(out, test.want) {
				t.Errorf("exit %d, want %d and %q in\n%.1500s", exit, test.exit, test.want, out)
			}
		})
	}
}
