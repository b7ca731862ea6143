package practice_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/practice"
)

func shipped(t testing.TB) *opposable.Law {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func compute(t testing.TB, l *opposable.Law, object map[string]any, at string) *practice.Year {
	t.Helper()
	text, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := facts.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	year, err := l.Year(decoded, opposable.Asked{At: at, Today: day.MustParse("2026-11-21")})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return year
}

// maker makes practices of every kind, some facts missing when it may forget.
type maker struct {
	*rand.Rand
	forgets bool
}

func (m *maker) one(values ...any) any {
	if m.forgets && m.IntN(6) == 0 {
		return nil
	}
	return values[m.IntN(len(values))]
}

func (m *maker) date(from, to int) any {
	return m.one(fmt.Sprintf("%d-%02d-%02d", from+m.IntN(to-from+1), 1+m.IntN(12), 1+m.IntN(28)))
}

func (m *maker) patient() map[string]any {
	return map[string]any{
		"effectif": 1 + m.IntN(300), "age": m.one(0, 3, 6, 7, 30, 74, 75, 79, 80, 85, 101), "ald": m.one(true, false), "c2s": m.one(true, false),
		"vu_depuis_2_ans": m.one(true, true, false), "indicateurs_valides": m.one(0, 0, 1, 5, 15),
	}
}

func (m *maker) practice() map[string]any {
	var list []any
	for range m.IntN(6) {
		list = append(list, m.patient())
	}
	first := m.date(2005, 2029)
	out := map[string]any{
		"medecin": map[string]any{
			"specialite": m.one("medecine_generale", "cardiologie", "pediatrie"), "secteur": m.one("1", "1", "2"), "optam": m.one(true, false),
			"age": m.one(35, 52, 66, 67, 70), "zone": m.one("zip", "zac", "hors_zone"), "qpv": m.one(true, false), "premiere_installation": first,
			"date_installation": first, "cabinet": m.one("principal", "principal", "secondaire"),
		},
		"patientele": append([]any{}, list...),
		"numerique": map[string]any{
			"logiciel_segur": m.one(true, false), "lap_certifie": m.one(true, false), "sesam_a_jour": m.one(true, false),
			"taux_teleservices": m.one(0, 60, 61, 95), "taux_autres_teleservices": m.one(0, 31, 90), "taux_dmp_ordonnances": m.one(0, 31, 90),
			"fse_carte_vitale_dematerialisee": m.one(true, false), "message_patient": m.one(true, false),
		},
		"sas": map[string]any{
			"departement_operationnel": m.one(true, false), "inscrit_plateforme": m.one(true, false), "agenda_visible": m.one(true, false),
			"organisation_territoriale": m.one(true, false),
		},
		"activite": map[string]any{
			"honoraires_centimes": 0, "honoraires_opposables_centimes": m.one(0, 12345678), "demi_journees_avancees": m.one(0, 1, 4, 9),
			"heures_regulation": m.one(0, 0.5, 12.25), "actes_snp_semaine": 0,
		},
	}
	out["assistant"] = nil
	if m.IntN(2) == 0 {
		out["assistant"] = map[string]any{"etp": m.one(0.5, 1, 2), "signature": m.date(2019, 2029), "patientele_initiale": m.one(600, 700, 1060, 1300, 2000)}
	}
	if m.IntN(3) == 0 {
		out["ancien_systeme"] = map[string]any{
			"points_rosp_adulte": m.one(0, 512.25), "points_rosp_enfant": m.one(0, 100), "volet1_complet": m.one(true, false),
			"volet2_complet": m.one(true, false), "volet2_points": m.one(0, 333),
		}
	}
	return out
}

// TestInstalmentsAddUp holds that the instalments of an item add up to its amount, to the cent, for any practice.
func TestInstalmentsAddUp(t *testing.T) {
	l := shipped(t)
	m := &maker{Rand: rand.New(rand.NewPCG(1, 1))}
	for i := range 600 {
		m.forgets = i >= 300
		object := m.practice()
		y := compute(t, l, object, fmt.Sprintf("%d-12-31", 2018+i%11))
		paid := map[string]int64{}
		for _, p := range y.Calendar {
			paid[p.Rule] += p.Amount
		}
		for _, item := range y.Items {
			if item.Amount != nil && paid[item.Rule] != *item.Amount {
				t.Fatalf("%d: %s is %d and its instalments %d: %v", y.Of, item.Rule, *item.Amount, paid[item.Rule], object)
			}
		}
	}
}

// TestAnyDayOfTheYear holds that a year is the same whatever its day of asking.
func TestAnyDayOfTheYear(t *testing.T) {
	l := shipped(t)
	m := &maker{Rand: rand.New(rand.NewPCG(2, 2)), forgets: true}
	for i := range 60 {
		object := m.practice()
		year := 2019 + i%10
		last := compute(t, l, object, fmt.Sprintf("%d-12-31", year))
		for _, at := range []string{"%d-01-01", "%d-06-15", "%d-09-01"} {
			other := compute(t, l, object, fmt.Sprintf(at, year))
			if brief(last) != brief(other) {
				t.Fatalf("asked on %s:\n%s\nat the end of the year:\n%s\n%v", other.Moment.At, brief(other), brief(last), object)
			}
		}
	}
}

func brief(y *practice.Year) string {
	text, err := json.Marshal([]any{y.Total, y.Min, y.Max, y.State, y.Calendar, y.Moves, y.Arrivals})
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// TestOneMorePatient holds that a patient more never lowers the year, neither its total nor its bounds. No rule says otherwise today; one
// that would belongs here, by name.
func TestOneMorePatient(t *testing.T) {
	l := shipped(t)
	m := &maker{Rand: rand.New(rand.NewPCG(3, 3)), forgets: true}
	for i := range 200 {
		object := m.practice()
		at := fmt.Sprintf("%d-12-31", 2018+i%11)
		before := compute(t, l, object, at)
		object["patientele"] = append(object["patientele"].([]any), m.patient())
		after := compute(t, l, object, at)
		if after.Min < before.Min || after.Max < before.Max {
			t.Fatalf("%s: from %d–%d to %d–%d with one group more: %v", at, before.Min, before.Max, after.Min, after.Max, object)
		}
		if before.Total != nil && after.Total != nil && *after.Total < *before.Total {
			t.Fatalf("%s: from %d to %d with one group more: %v", at, *before.Total, *after.Total, object)
		}
	}
}

// TestBounds holds that a total lies within its bounds, that a likely total does too, and that nothing unknown is shown as certain.
func TestBounds(t *testing.T) {
	l := shipped(t)
	m := &maker{Rand: rand.New(rand.NewPCG(4, 4)), forgets: true}
	grounded := 0
	for i := range 300 {
		object := m.practice()
		y := compute(t, l, object, fmt.Sprintf("%d-12-31", 2018+i%11))
		switch {
		case y.Total != nil && (*y.Total < y.Min || *y.Total > y.Max):
			t.Fatalf("total %d out of %d–%d: %v", *y.Total, y.Min, y.Max, object)
		case y.Total != nil && y.Likely != nil:
			t.Fatalf("a likely total beside a known one: %v", object)
		case y.Likely != nil && y.Likely.Total != nil:
			grounded++
			if n := *y.Likely.Total; n < y.Min || n > y.Max || len(y.Likely.Hypotheses) == 0 {
				t.Fatalf("likely %d, within %d–%d, under %v: %v", n, y.Min, y.Max, y.Likely.Hypotheses, object)
			}
		}
		for _, item := range y.Items {
			if (item.State == "a_preciser" || item.State == "hors_couverture") && item.Amount != nil {
				t.Fatalf("%s is %s and bears an amount: %v", item.Rule, item.State, object)
			}
			if item.Min > item.Max {
				t.Fatalf("%s from %d to %d: %v", item.Rule, item.Min, item.Max, object)
			}
		}
		for k := 1; k < len(y.Moves); k++ {
			if y.Moves[k].Worth > y.Moves[k-1].Worth {
				t.Fatalf("moves out of order: %v", y.Moves)
			}
		}
	}
	t.Logf("%d practices with a likely total", grounded)
}
