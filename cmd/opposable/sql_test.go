package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/opposable/opposable"
)

// TestSQL runs command lines of « sql » and looks at their streams and exit codes.
func TestSQL(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, line string
		exit       int
		out, err   string
	}{
		{"expression", "sql forfait_medecin_traitant --au 2026-12-31", 0, "CAST(", ""},
		{"by the code of an act", "sql G --dialecte spark --au 2026-11-20", 0, "specialite = 'medecine_generale'", ""},
		{"view", "sql forfait_medecin_traitant --au 2026-12-31 --dialecte clickhouse --vue base.patients", 0, "AS regle\nFROM base.patients", ""},
		{"untested", "sql cnp --au 2026-11-20 --dialecte oracle", 0, "NUMBER(19)", "n'est éprouvé sur aucun moteur"},
		{"no form", "sql gl1 --au 2026-11-20", 1, "", "un plafond compte les actes passés"},
		{"not in force", "sql forfait_medecin_traitant --au 2024-12-31", 1, "", "rien n'est en vigueur"},
		{"unknown dialect", "sql g --dialecte postgre", 2, "", "vouliez-vous écrire « postgres »"},
		{"unknown rule", "sql forfait_medecin", 2, "", "règle inconnue"},
		{"no rule", "sql", 2, "", "dites quelle règle"},
		{"a table that is more than a name", "sql g --vue actes;DROP", 2, "", "n'est pas un nom de table"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, problems, exit := told(l, "", strings.Fields(c.line)...)
			if exit != c.exit || !strings.Contains(out, c.out) || !strings.Contains(problems, c.err) || c.out == "" && out != "" {
				t.Errorf("exit %d, out %q, err %q", exit, out, problems)
			}
		})
	}
	out, _, exit := told(l, "", "sql", "forfait_medecin_traitant", "--au", "2026-12-31", "--json")
	var answer sqlAnswer
	if err := json.Unmarshal([]byte(out), &answer); err != nil || exit != 0 || answer.SQL == nil || len(answer.Columns) != 5 || !answer.Tested || answer.Capped {
		t.Errorf("%d %v %s", exit, err, out)
	}
	out, _, exit = told(l, "", "sql", "gl1", "--au", "2026-11-20", "--json")
	answer = sqlAnswer{}
	if err := json.Unmarshal([]byte(out), &answer); err != nil || exit != 1 || answer.SQL != nil || answer.Reason == "" {
		t.Errorf("%d %v %s", exit, err, out)
	}
}
