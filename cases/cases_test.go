package cases

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	list, err := Read([]byte(`{"entree": {"date": "2026-01-02", "patient": {"age": 40, "ald": false}, "actes": ["A"]},
		"cas": [{"id": "1", "commande": ["coter"], "entree": {"patient": {"age": 3}, "actes": []}, "attendu": {"etat": "sur"}},
		        {"id": "2", "commande": ["calculer", "g"], "args": ["--au", "2026-01-01", "--scenario=x"], "attendu": {"etat": "sur"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(list[0].JSON()), `{"actes":[],"date":"2026-01-02","patient":{"age":3,"ald":false}}`; got != want {
		t.Errorf("merged input %s, want %s", got, want)
	}
	if got, want := string(list[1].JSON()), `{"actes":["A"],"date":"2026-01-02","patient":{"age":40,"ald":false}}`; got != want {
		t.Errorf("common input %s, want %s: a case must not change it", got, want)
	}
	if c := &list[1]; c.Verb() != "calculer" || c.Rule() != "g" || c.Flag("--au") != "2026-01-01" || c.Flag("--scenario") != "x" {
		t.Errorf("case %+v", c)
	}
	if _, err := Read([]byte(`[{"id": "1", "attendus": {}}]`)); err == nil {
		t.Error("a misspelt member is accepted")
	}
}

func TestMatch(t *testing.T) {
	answer := `{"etat": "sur", "total_centimes": 3500, "valeur": 4.20, "vide": null,
		"lignes": [{"code": "G", "montant_centimes": 3000}, {"code": "MEG", "montant_centimes": 500}, {"code": "MEG", "montant_centimes": 501}],
		"feuilles": [[0, 1], [2]], "questions": [{"fait": "patient.age"}],
		"postes": [{"regle": "a", "montant_centimes": 1}, {"regle": "a", "montant_centimes": 2}, {"regle": "b", "montant_centimes": null}]}`
	for _, test := range []struct{ name, expected, difference string }{
		{"subset", `{"etat": "sur", "total_centimes": 3500}`, ""},
		{"equal as numbers", `{"valeur": 4.2}`, ""},
		{"null is absent", `{"nulle_part": null, "vide": null}`, ""},
		{"null is not a value", `{"etat": null}`, `etat: want null, got "sur"`},
		{"a value is not null", `{"vide": 0}`, "vide: want 0, got null"},
		{"a number is not its text", `{"total_centimes": "3500"}`, `want "3500", got 3500`},
		{"codes as a multiset", `{"codes": ["MEG", "G", "MEG"]}`, ""},
		{"codes counted", `{"codes": ["MEG", "G"]}`, "codes: want G+MEG, got G+MEG+MEG"},
		{"absents", `{"absents": ["MCG", "MEG"]}`, "absents: MEG is on a line"},
		{"questions", `{"questions_contiennent": ["patient.age"]}`, ""},
		{"question not asked", `{"questions_contiennent": ["patient.ald"]}`, "patient.ald is not asked"},
		{"sheets", `{"feuilles_nombre": 2}`, ""},
		{"sheets counted", `{"feuilles_nombre": 1}`, "feuilles_nombre: want 1, got 2"},
		{"list in any order", `{"lignes": [{"code": "MEG", "montant_centimes": 501}, {"code": "MEG"}, {"code": "G"}]}`, ""},
		{"each element once", `{"lignes": [{"code": "G"}, {"code": "G"}]}`, "lignes[1]: want"},
		{"nearest element", `{"lignes": [{"code": "G", "montant_centimes": 1}]}`, "lignes[0].montant_centimes: want 1, got 3000"},
		{"items as a map", `{"postes": {"a": 2, "b": null, "c": null}}`, ""},
		{"item amount", `{"postes": {"a": 3}}`, "postes.a: want 3, got 2"},
		{"items as a list", `{"postes": [{"regle": "a", "montant_centimes": 2}]}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := strings.Join(Match(object(t, test.expected), object(t, answer)), "\n")
			if test.difference == "" && got != "" || !strings.Contains(got, test.difference) {
				t.Errorf("differences %q, want %q", got, test.difference)
			}
		})
	}
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var out map[string]any
	if err := d.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}
