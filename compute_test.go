package opposable_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/facts"
)

var endOf2026 = opposable.Asked{At: "2026-12-31"}

// TestPatient holds the lump sum of one patient to the cent, its state, its sources, and what a missing fact is worth.
func TestPatient(t *testing.T) {
	l := rules(t)
	for _, c := range []struct {
		name, facts string
		cents       int64 // −1: none
		state       string
		asks        string // the questions, most worth first
		sources     int
	}{
		{"all known", `{"age":85,"ald":true,"c2s":true,"vu_depuis_2_ans":true,"indicateurs_valides":3}`, 12500, answer.Sure, "", 3},
		{"a null decides", `{"age":85,"ald":null,"c2s":true,"vu_depuis_2_ans":true,"indicateurs_valides":3}`, -1, answer.ToSpecify, "ald", 3},
		{"a missing fact that cannot change anything", `{"age":40,"ald":false,"c2s":false,"indicateurs_valides":0}`, 500, answer.Sure, "", 0},
		{"not seen: the age no longer counts", `{"ald":false,"c2s":false,"vu_depuis_2_ans":false,"indicateurs_valides":0}`, 500, answer.Sure, "", 1},
		{"not seen keeps precarity and prevention", `{"age":85,"ald":true,"c2s":true,"vu_depuis_2_ans":false,"indicateurs_valides":2}`, 2500, answer.Sure, "", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := l.Compute("forfait_medecin_traitant", []byte(c.facts), endOf2026)
			if err != nil {
				t.Fatal(err)
			}
			got := int64(-1)
			if r.Cents != nil {
				got = *r.Cents
			}
			var asks []string
			for _, q := range r.Questions {
				asks = append(asks, q.Fact)
			}
			if got != c.cents || r.State != c.state || strings.Join(asks, " ") != c.asks {
				t.Errorf("got %d cents, %s, asks %v; want %d, %s, %q", got, r.State, asks, c.cents, c.state, c.asks)
			}
			if c.sources > 0 && len(r.Sources) != c.sources {
				t.Errorf("%d sources, want %d: %+v", len(r.Sources), c.sources, r.Sources)
			}
		})
	}
	r, _ := l.Compute("forfait_medecin_traitant", []byte(`{"age":85,"c2s":true,"vu_depuis_2_ans":true,"indicateurs_valides":3}`), endOf2026)
	if worth := r.Questions[0].Cents; worth == nil || *worth != 4500 {
		t.Errorf("the illness is worth %v cents, want 4500", worth)
	}
}

// TestNeverANumber holds that nothing outside what the rules cover bears one.
func TestNeverANumber(t *testing.T) {
	l := rules(t)
	for _, at := range []string{"2035-01-01", "2009-06-01", "2025-12-31", "1990-01-01"} {
		r, err := l.Compute("forfait_medecin_traitant", []byte(`{"age":85,"ald":true,"c2s":false,"vu_depuis_2_ans":true,"indicateurs_valides":0}`), opposable.Asked{At: at})
		if err != nil {
			t.Fatal(err)
		}
		if r.Cents != nil || r.Value != nil || r.State != answer.NotCovered || r.Reason == "" {
			t.Errorf("at %s: %+v", at, r)
		}
	}
}

// TestBadInput holds that what is wrong is said, all at once, with what to do, and that there is no answer.
func TestBadInput(t *testing.T) {
	l := rules(t)
	for _, c := range []struct{ name, input, says string }{
		{"unknown fact", `{"agge": 85}`, "vouliez-vous écrire « age »"},
		{"wrong type", `{"age": "85"}`, "un nombre est attendu"},
		{"negative age", `{"age": -1}`, "hors du domaine"},
		{"too old", `{"age": 140}`, "hors du domaine"},
		{"half an age", `{"age": 7.5}`, "un nombre entier est attendu"},
		{"maybe", `{"ald": "peut-être"}`, "true ou false est attendu"},
		{"broken JSON", `{"age": 85,`, "ligne 1"},
		{"a list", `[1, 2]`, "un objet"},
		{"two dates", `{"date": "2026-01-01", "age": 85}`, "gardez une seule"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := l.Compute("forfait_medecin_traitant", []byte(c.input), endOf2026)
			var problems facts.Problems
			if !errors.As(err, &problems) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want a problem that says %q", err, c.says)
			}
		})
	}
	_, err := l.Compute("forfait_medecin_traitant", []byte(`{"age": -1, "ald": 3, "oups": 1}`), endOf2026)
	var problems facts.Problems
	if !errors.As(err, &problems) || len(problems) != 3 {
		t.Errorf("three things are wrong, %v was said", err)
	}
	if _, err := l.Compute("forfait_medecin_traitan", nil, endOf2026); err == nil || !strings.Contains(err.Error(), "forfait_medecin_traitant") {
		t.Errorf("an unknown rule should name the nearest: %v", err)
	}
}

// TestInstalmentsAddUp holds that what is paid is what is due, to the cent, whatever the list.
func TestInstalmentsAddUp(t *testing.T) {
	l := rules(t)
	for _, year := range []string{"2023-12-31", "2025-12-31", "2026-12-31", "2027-12-31"} {
		for n := 1; n < 400; n += 13 {
			object, err := facts.Decode([]byte(practiceWith(n)))
			if err != nil {
				t.Fatal(err)
			}
			y, err := l.Year(object, opposable.Asked{At: year})
			if err != nil {
				t.Fatal(err)
			}
			paid := map[string]int64{}
			for _, p := range y.Calendar {
				paid[p.Rule] += p.Amount
			}
			for _, item := range y.Items {
				if item.Amount != nil && paid[item.Rule] != *item.Amount {
					t.Errorf("%s, %d patients: %s pays %d of %d cents", year, n, item.Rule, paid[item.Rule], *item.Amount)
				}
			}
		}
	}
}

// practiceWith is a practice with some of each kind of patient.
func practiceWith(n int) string {
	return `{"medecin": {"specialite": "medecine_generale", "secteur": "1", "optam": false, "age": 52, "zone": "zip", "qpv": false,
	 "premiere_installation": "2005-03-01", "date_installation": "2005-03-01", "cabinet": "principal"},
	"assistant": null, "numerique": null, "sas": null, "activite": null,
	"patientele": [
	 {"effectif": ` + strconv.Itoa(n) + `, "age": 3, "ald": false, "c2s": false, "vu_depuis_2_ans": true, "indicateurs_valides": 1},
	 {"effectif": ` + strconv.Itoa(3*n+1) + `, "age": 40, "ald": false, "c2s": true, "vu_depuis_2_ans": true, "indicateurs_valides": 0},
	 {"effectif": ` + strconv.Itoa(n/2) + `, "age": 85, "ald": true, "c2s": false, "vu_depuis_2_ans": false, "indicateurs_valides": 2}]}`
}
