package mutate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/mutate"
	"github.com/opposable/opposable/plan"
)

// invented is a small body of rules with one border of each kind.
var invented = fstest.MapFS{
	"textes.yaml": {Data: []byte(`couverture: {du: 2020-01-01, visites du: 2020-01-01, au: 2030-12-31, vérifié le: 2026-01-01}
actes:
  convention: {titre: Convention d'essai, signé: 2020-01-01, publié: 2020-01-01, fiabilité: officiel}
documents:
  journal: {titre: Journal, origine: etat, nature: officiel}
`)},
	"entrees.yaml": {Data: []byte(`faits:
  age: {nom: l'âge, type: entier, domaine: 0 à 130, unité: ans}
  ald: {nom: l'affection, type: oui_non}
  part: {nom: la part, type: decimal, décimales: 2, domaine: 0 à 2}
  somme: {nom: la somme, type: montant, domaine: 0 à 100000000}
`)},
	"forfaits/par_age.yaml": {Data: []byte(`règle: par_age
titre: Somme selon l'âge
énoncé: Une somme selon l'âge, plus forte en cas d'affection.
source: {texte: convention, article: null}
pour chaque: patient
unité: €
selon: [age, ald]
versions:
  - effet: [{du: 2020-01-01, décidé par: convention}]
    fiabilité: officiel
    lu dans: [journal]
    table:
      - {age: moins de 7, ald: tous, montant: 6}
      - {age: 7 à 79, ald: non, montant: 5}
      - {age: 80 et plus, ald: non, montant: 5}
      - {age: 7 et plus, ald: oui, montant: non établi}
`)},
	"forfaits/par_part.yaml": {Data: []byte(`règle: par_part
titre: Somme selon la part
énoncé: Une somme pour une part de temps, dans une limite.
source: {texte: convention, article: null}
pour chaque: contrat
unité: €
selon: [part]
formule: arrondi(min(somme, limite) * taux, 100)
versions:
  - effet: [{du: 2020-01-01, décidé par: convention}]
    fiabilité: officiel
    lu dans: [journal]
    quand: {part: ["0.5", "1"]}
    paramètres: {limite: 1000 €}
    table:
      - {part: "0.5", taux: 4}
      - {part: "1", taux: 8}
`)},
}

func load(t *testing.T) *opposable.Law {
	t.Helper()
	l, findings, err := opposable.FromFS(invented, "")
	if err != nil || l == nil {
		t.Fatal(err, findings)
	}
	return l
}

// TestBorders: a border moves with the rows on both sides of it, once, and one that decides nothing does not move.
func TestBorders(t *testing.T) {
	l := load(t)
	for rule, want := range map[string][]string{
		"par_age": {
			"borne haute : moins de 7, +1", // taken from both rows of 7
			"borne haute : moins de 7, −1", // given to both
			"borne basse : 7 à 79, −1",     // where there is no ALD only
			"borne basse : 7 à 79, +1",     // the same, given to the row of the young
			"borne basse : 7 et plus, −1",  // an amount not established is a value
			"borne basse : 7 et plus, +1",
		},
		"par_part": nil, // 0.49 and 0.51 are no parts
	} {
		var got []string
		for _, m := range mutate.Of(l.Plan, index(t, l, rule), false) {
			if strings.HasPrefix(m.What, "borne") && !strings.Contains(m.What, "[") {
				got = append(got, m.What)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: borders\n%s\nwant\n%s", rule, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func index(t *testing.T, l *opposable.Law, key string) int {
	t.Helper()
	i, ok := l.Plan.Rule(key)
	if !ok {
		t.Fatal("no rule", key)
	}
	return i
}

// TestWholeTables: whatever border of a shipped rule moves, each case still meets one row, and undoing it gives the plan back.
func TestWholeTables(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	l, err = l.Clone()
	if err != nil {
		t.Fatal(err)
	}
	before := encoded(t, l)
	moved := 0
	for _, key := range []string{"assistant_medical_aide", "cotisations_prises_en_charge", "prime_optam", "examens_enfant", "forfait_medecin_traitant"} {
		for _, m := range mutate.Of(l.Plan, index(t, l, key), false) {
			m.Apply()
			if ofRow(l, m) {
				moved++
				whole(t, l, m.Part, m.Place+" "+m.What)
			}
			m.Revert()
		}
	}
	if moved < 100 {
		t.Errorf("%d borders moved", moved)
	}
	if encoded(t, l) != before {
		t.Error("undoing the mutants does not give the plan back")
	}
}

// ofRow reports whether a mutant moves a border of a row, rather than a condition.
func ofRow(l *opposable.Law, m mutate.Mutant) bool {
	if !strings.HasPrefix(m.What, "borne") {
		return false
	}
	part := &l.Plan.Parts[m.Part]
	for _, v := range part.Versions {
		if v.Table != nil && slices.ContainsFunc(v.Table.Rows, func(r plan.Row) bool {
			return strings.HasSuffix(m.Place, fmt.Sprintf(":%d:%d", r.Pos.Line, r.Pos.Column))
		}) {
			return true
		}
	}
	return false
}

func encoded(t *testing.T, l *opposable.Law) string {
	t.Helper()
	var b strings.Builder
	if err := l.Plan.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func whole(t *testing.T, l *opposable.Law, part int, what string) {
	t.Helper()
	for i := range l.Plan.Parts[part].Versions {
		table := l.Plan.Parts[part].Versions[i].Table
		if table == nil || table.Grid() == nil {
			continue
		}
		grid := table.Grid()
		for box, row := range grid.Rows {
			if row < 0 && grid.InDomain(box) {
				t.Fatalf("%s: a case meets %d rows", what, len(grid.Matching(box, table.Rows)))
			}
		}
	}
}

// TestSearch: a change that shows has a witness, one that rounding always hides has none, and the search says so.
func TestSearch(t *testing.T) {
	l := load(t)
	for _, test := range []struct{ rule, what, witness string }{
		{"par_age", "borne haute : moins de 7, +1", `{"age":7,"ald":false} : 6,00 €, au lieu de 5,00 €`},
		{"par_age", "ligne « moins de 7 ans », 6,00 €, +1", `6,01 €, au lieu de 6,00 €`},
		{"par_part", "taux, 4 %, −1", `"somme":`},
		{"par_part", "limite, 1 000,00 €, +1", ""}, // eight hundredths of a cent
	} {
		copied, err := l.Clone()
		if err != nil {
			t.Fatal(err)
		}
		rule := index(t, copied, test.rule)
		mutants := mutate.Of(copied.Plan, rule, false)
		at := slices.IndexFunc(mutants, func(m mutate.Mutant) bool { return plainSpaces(m.What) == test.what })
		if at < 0 {
			t.Errorf("%s: no mutant %q among %v", test.rule, test.what, names(mutants))
			continue
		}
		mutants[at].Apply()
		w, settled := mutate.Search(l.Engine, opposable.Over(copied.Plan, copied.Files).Engine, rule, &mutants[at])
		switch {
		case !settled:
			t.Errorf("%s: %s: the search settles nothing", test.rule, test.what)
		case (w == nil) != (test.witness == "") || w != nil && !strings.Contains(plainSpaces(w.String()), test.witness):
			t.Errorf("%s: %s: witness %v, want %q", test.rule, test.what, w, test.witness)
		}
	}
}

func plainSpaces(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)
}

func names(mutants []mutate.Mutant) []string {
	var out []string
	for _, m := range mutants {
		out = append(out, plainSpaces(m.What))
	}
	return out
}
