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
		{"a table", "", []string{"reproduire"}, exitNo, []string{"Actes des généralistes, 2021", "236 555 280", "✖ hors tolérance", "La somme des deux lignes dépasse le total publié de 130 M€", "◌ non calculable", "hors tolérance ;"}, nil},
		{"the English name", "", []string{"reproduce", "--json"}, exitNo, []string{`"nature": "recalcule"`, `"verdict": "hors_tolerance"`, `"publie": null`}, nil},
		{"with a file", file, []string{"reproduire", "--damir", "-", "--json"}, exitNo, []string{`"nom": "damir_janvier_2025_depense"`, `"calcule": 0`}, nil},
		{"a file that is none", "a;b\n", []string{"reproduire", "--damir", "-"}, exitUsage, nil, []string{"ce n'est pas l'en-tête"}},
		{"an argument", "", []string{"reproduire", "x"}, exitUsage, nil, []string{"ne prend pas de fichier"}},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, l, c.input, c.args, c.exit, c.out, c.err) })
	}
	stdout, _, _ := told(l, "", "reproduire", "--json")
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
