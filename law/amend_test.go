package law

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestAmend(t *testing.T) {
	book, findings, err := Load(os.DirFS("../regles"), "regles")
	if err != nil || len(findings) > 0 {
		t.Fatal(findings, err)
	}
	file := "regles/forfaits/forfait_medecin_traitant.yaml"
	before := bytes.Clone(book.Files[file])
	for _, c := range []struct {
		name, key string
		edit      Edit
		gone, new string // a line of the file before and after
		refuses   string
	}{
		{"an amount of a row", "forfait_medecin_traitant", Edit{"socle", 1, 2, "montant", "4"},
			"{age: 7 à 74,      ald: non, montant: 5}", "{age: 7 à 74,      ald: non, montant: 4}", ""},
		{"a bound of a row", "forfait_medecin_traitant", Edit{"socle", 1, 2, "age", "7 à 70"},
			"{age: 7 à 74,      ald: non, montant: 5}", "{age: 7 à 70,      ald: non, montant: 5}", ""},
		{"a named number", "forfait_medecin_traitant", Edit{"prevention", 1, 0, "valeur", "6 €"}, "paramètres: {valeur: 5 €}", "paramètres: {valeur: 6 €}", ""},
		{"a rule of one part", "mcg", Edit{"mcg", 1, 0, "montant", "7"}, "multiplié par: rien, montant: 5}", "multiplié par: rien, montant: 7}", ""},
		{"unknown rule", "forfait", Edit{}, "", "", "règle inconnue « forfait »"},
		{"unknown part", "forfait_medecin_traitant", Edit{Part: "socl"}, "", "", "vouliez-vous écrire « socle »"},
		{"no such version", "forfait_medecin_traitant", Edit{Part: "socle", Version: 2}, "", "", "elles vont de 1 à 1"},
		{"no such row", "forfait_medecin_traitant", Edit{Part: "socle", Version: 1, Row: 9}, "", "", "sa table en a 6"},
		{"no such column", "forfait_medecin_traitant", Edit{Part: "socle", Version: 1, Row: 2, Column: "taux"}, "", "", "il y a : age, ald, montant"},
		{"no version at all", "forfait_medecin_traitant", Edit{Part: "socle_ou_non_vu", Version: 1}, "", "", "n'a pas de version"},
		{"not a scalar", "forfait_medecin_traitant", Edit{Part: "socle", Version: 1, Column: "table"}, "", "", "seule une valeur simple"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, findings, err := book.Amend(c.key, []Edit{c.edit})
			if c.refuses != "" {
				if err == nil || !strings.Contains(err.Error(), c.refuses) {
					t.Fatalf("got %v, want %q", err, c.refuses)
				}
				return
			}
			if err != nil || len(findings) > 0 {
				t.Fatal(findings, err)
			}
			for i, r := range out.Rules {
				if same := r == book.Rules[i]; same != (r.Key.S != c.key) {
					t.Errorf("rule %s: kept %v", r.Key.S, same)
				}
			}
			for name, text := range out.Files {
				if !strings.HasSuffix(name, "/"+c.key+".yaml") {
					continue
				}
				if strings.Contains(string(text), c.gone) || !strings.Contains(string(text), c.new) {
					t.Errorf("the amended file is\n%s", text)
				}
			}
		})
	}
	if !bytes.Equal(before, book.Files[file]) {
		t.Error("the book changed")
	}
}
