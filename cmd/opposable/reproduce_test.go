package main

import (
	"encoding/json"
	"testing"
)

func TestReproduceCommand(t *testing.T) {
	l := written(t)
	file := openDamir(t)
	for _, c := range []struct {
		name, input string
		args        []string
		exit        int
		out, err    []string
	}{
		{"a table", "", []string{"reproduire", "--population", "aucune"}, exitNo, []string{"Actes des généralistes, 2021", "236 555 280", "✖ hors tolérance", "La somme des deux lignes dépasse le total publié de 130 M€", "◌ non calculable", "hors tolérance ;"}, nil},
		{"the English name", "", []string{"reproduce", "--json", "--population", "aucune"}, exitNo, []string{`"nature": "recalcule"`, `"verdict": "hors_tolerance"`, `"publie": null`}, nil},
		{"with a file", file, []string{"reproduire", "--damir", "-", "--json", "--population", "aucune"}, exitNo, []string{`"nom": "damir_janvier_2025_depense"`, `"calcule": 0`}, nil},
		{"a file that is none", "a;b\n", []string{"reproduire", "--damir", "-"}, exitUsage, nil, []string{"ce n'est pas l'en-tête"}},
		{"no such folder", "", []string{"reproduire", "--population", "rien"}, exitUsage, nil, []string{"rien"}},
		{"an argument", "", []string{"reproduire", "x"}, exitUsage, nil, []string{"ne prend pas de fichier"}},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, l, c.input, c.args, c.exit, c.out, c.err) })
	}
	stdout, _, _ := told(l, "", "reproduire", "--json", "--population", "aucune")
	var list []map[string]any
	if err := json.Unmarshal([]byte(stdout), &list); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"nom", "publie", "calcule", "ecart", "tolerance", "verdict", "raison", "source", "nature"} {
		if _, ok := list[0][key]; !ok {
			t.Errorf("the key %q of the contract is not there", key)
		}
	}
}

// TestReproduceOnPopulation holds the figures that a population gives: those on which it was made are said to be, the others are computed.
func TestReproduceOnPopulation(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a population")
	}
	stdout, stderr, _ := told(written(t), "", "reproduire", "--json")
	var raw []map[string]any
	if err := json.Unmarshal([]byte(stdout), &raw); err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	got := map[string]map[string]any{}
	for _, r := range raw {
		got[r["nom"].(string)] = r
	}
	for name, want := range map[string]string{
		"fpmt_acompte": "ok recalcule", "fmt_moyen": "ok recalcule", "fmt_moyen_1103": "hors_tolerance recalcule", "fmt_moyen_majore": "hors_tolerance recalcule", "fpmt_moyen": "hors_tolerance recalcule", "cout_zip_population": "hors_tolerance recalcule",
		"percentile_patientele_p50": "ok cale", "patientele_adulte_moyenne": "ok cale", "densite_Mayotte": "ok cale", "actes_quotidiens_tous": "ok cale",
		"primo_installations_generalistes": "ok cale", "ald_sans_medecin_traitant": "ok cale", "plus_70_ans_sans_medecin_traitant": "ok cale",
	} {
		if r := got[name]; r == nil || r["verdict"].(string)+" "+r["nature"].(string) != want || r["calcule"] == nil {
			t.Errorf("%s: %v, want %s", name, r, want)
		}
	}
}
