package practice_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestMovesAreTrue holds that a change said to move the total moves it by as much, in a practice of which everything is known.
func TestMovesAreTrue(t *testing.T) {
	l := shipped(t)
	m := &maker{Rand: rand.New(rand.NewPCG(5, 5))}
	tried := 0
	for i := range 400 {
		object := m.practice()
		at := fmt.Sprintf("%d-12-31", 2024+i%5)
		y := compute(t, l, object, at)
		if y.Total == nil {
			continue
		}
		for _, move := range y.Moves {
			if move.Effect == nil {
				continue
			}
			block, name, _ := strings.Cut(move.Fact, ".")
			members, ok := object[block].(map[string]any)
			if !ok {
				t.Fatalf("the move %q has no place in %v", move.Fact, object)
			}
			was := members[name]
			members[name] = move.To
			changed := compute(t, l, object, at)
			members[name] = was
			if changed.Total == nil || *changed.Total-*y.Total != *move.Effect {
				t.Fatalf("%s: %s to %v is said to move %d, from %d to %v: %v", at, move.Fact, move.To, *move.Effect, *y.Total, changed.Total, object)
			}
			tried++
		}
	}
	if tried < 100 {
		t.Errorf("%d moves tried", tried)
	}
}

// TestQuestionsAreFacts holds that what a practice is asked bears the name under which a practice states it.
func TestQuestionsAreFacts(t *testing.T) {
	l := shipped(t)
	m := &maker{Rand: rand.New(rand.NewPCG(6, 6)), forgets: true}
	tried := 0
	for i := range 120 {
		y := compute(t, l, m.practice(), fmt.Sprintf("%d-12-31", 2024+i%5))
		for _, item := range y.Items {
			for _, q := range item.Questions {
				fact, ok := l.Plan.Fact(q.Fact)
				for k := range l.Plan.Facts {
					if l.Plan.Facts[k].PracticePath == q.Fact {
						fact, ok = k, true
					}
				}
				if !ok || l.Plan.Facts[fact].PracticePath != "" && l.Plan.Facts[fact].PracticePath != q.Fact {
					t.Fatalf("%s asks %q, which a practice does not state so", item.Rule, q.Fact)
				}
				tried++
			}
		}
	}
	if tried < 100 {
		t.Errorf("%d questions tried", tried)
	}
}

// TestLikelyGround holds that a likely sum says on how many patients of the list it rests, and that nothing is supposed without them.
func TestLikelyGround(t *testing.T) {
	l := shipped(t)
	group := func(count int, ald any) map[string]any {
		return map[string]any{"effectif": count, "age": 40, "ald": ald, "c2s": false, "vu_depuis_2_ans": true, "indicateurs_valides": 0}
	}
	base := map[string]any{
		"medecin":   map[string]any{"specialite": "medecine_generale", "secteur": "1", "age": 52, "zone": "hors_zone", "qpv": false, "premiere_installation": "2005-03-01", "date_installation": "2005-03-01", "cabinet": "principal"},
		"assistant": nil, "numerique": nil, "sas": nil, "activite": nil,
	}
	for _, test := range []struct {
		name        string
		list        []any
		likely      int64 // −1: nothing lets one suppose
		says, keeps string
	}{
		{"enough alike", []any{group(20, true), group(20, false), group(10, nil)}, 20*5500 + 20*500 + 10*3000, "10 patients auxquels un fait manque comptent chacun pour la moyenne de ceux de votre liste qui lui ressemblent, 40 au moins", "la somme des socles"},
		{"one, and enough alike", []any{group(40, false), group(1, nil)}, 41 * 500, "1 patient auquel un fait manque compte", ""},
		{"too few alike", []any{group(29, false), group(1, nil)}, -1, "", "Forfait médecin traitant"},
		{"none alike", []any{group(500, nil)}, -1, "", "Forfait médecin traitant"},
	} {
		t.Run(test.name, func(t *testing.T) {
			base["patientele"] = test.list
			likely := compute(t, l, base, "2026-12-31").Likely
			if likely == nil {
				t.Fatal("nothing said of what is likely")
			}
			text := strings.Join(append(likely.Hypotheses, likely.Groundless...), " ")
			switch {
			case test.likely < 0 && (likely.Total != nil || len(likely.Hypotheses) > 0):
				t.Errorf("likely %v under %v, without ground", likely.Total, likely.Hypotheses)
			case test.likely >= 0 && (likely.Total == nil || *likely.Total != test.likely || len(likely.Hypotheses) != 1):
				t.Errorf("likely %v, want %d, under %q", likely.Total, test.likely, likely.Hypotheses)
			}
			if !strings.Contains(text, test.says) || !strings.Contains(text, test.keeps) {
				t.Errorf("%q does not say %q and %q", text, test.says, test.keeps)
			}
		})
	}
}

// TestYearWithoutListRule holds that a year of which no rule pays a list is not covered: it is no year that pays nothing.
func TestYearWithoutListRule(t *testing.T) {
	l := shipped(t)
	for at, covered := range map[string]bool{"2016-12-31": false, "2017-12-31": false, "2018-12-31": true, "2025-12-31": true, "2026-12-31": true} {
		y := compute(t, l, map[string]any{"patientele": []any{}, "medecin": map[string]any{"secteur": "2", "optam": false}, "assistant": nil, "numerique": nil, "sas": nil, "activite": nil}, at)
		if covered != (y.State != "hors_couverture") || !covered && (y.Total != nil || len(y.Figures) == 0) {
			t.Errorf("%s: state %s, total %v, %v", at, y.State, y.Total, y.Figures)
		}
	}
}
