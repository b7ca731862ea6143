package reform

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

const (
	perPatient = "forfait_medecin_traitant"
	perDoctor  = "forfait_medecin_traitant_annuel"
	proposed   = "propositions-2022-12"
)

func book(tb testing.TB) *law.Book {
	tb.Helper()
	b, findings, err := law.Load(os.DirFS("../regles"), "regles")
	if err != nil || len(findings) > 0 {
		tb.Fatal(findings, err)
	}
	return b
}

func compiled(tb testing.TB, b *law.Book) *eval.Engine {
	tb.Helper()
	p, findings := compile.Compile(b)
	if len(findings) > 0 {
		tb.Fatal(findings)
	}
	return eval.New(p)
}

// edited is the law with one figure written otherwise.
func edited(tb testing.TB, b *law.Book, rule string, edits ...law.Edit) *eval.Engine {
	tb.Helper()
	out, findings, err := b.Amend(rule, edits)
	if err != nil || len(findings) > 0 {
		tb.Fatal(findings, err)
	}
	return compiled(tb, out)
}

func at(date, scenario string) day.Moment {
	return day.Moment{At: day.MustParse(date), Scenario: scenario}
}

// person is one row of patients.
type person struct {
	doctor                           int32
	age, ill, poor, seen, indicators int64
	weight                           int64
}

// small is a population by hand or at random.
type small struct {
	plan    *plan.Plan
	sector  []int64
	optam   []int64
	zone    []int64
	age     []int64
	year    []int64
	weights []int64
	people  []person
	deeds   []deed
	codes   []string
}

var patientFacts = []string{"age", "ald", "c2s", "vu_depuis_2_ans", "indicateurs_valides"}

func random(p *plan.Plan, seed uint64, doctors, people int) *small {
	r := rand.New(rand.NewPCG(seed, 1))
	s := &small{plan: p}
	for range doctors {
		s.sector = append(s.sector, r.Int64N(2))
		s.optam = append(s.optam, r.Int64N(2))
		s.zone = append(s.zone, r.Int64N(3))
		s.age = append(s.age, 30+r.Int64N(50))
		s.year = append(s.year, 1990+r.Int64N(38))
		s.weights = append(s.weights, 1+r.Int64N(3))
	}
	for range people {
		s.people = append(s.people, person{int32(r.IntN(doctors+1)) - 1, r.Int64N(106), r.Int64N(2), r.Int64N(2), min(1, r.Int64N(8)), r.Int64N(4), r.Int64N(5)})
	}
	s.codes = []string{"G", "MCG", "GS", "APC", "DEQP003"}
	for range doctors * 4 {
		s.deeds = append(s.deeds, deed{int32(r.IntN(doctors)), int32(r.IntN(len(s.codes))), 2024 + int16(r.IntN(2)), int8(1 + r.IntN(12)), r.Int64N(300)})
	}
	return s
}

// base builds the population, the rows of patients cut into as many adders as asked and dealt in turn.
func (s *small) base(tb testing.TB, adders int) *Base {
	tb.Helper()
	n := len(s.weights)
	constant := func(v uint8) batch.Column { return batch.Column{U8: slices.Repeat([]uint8{v}, n)} }
	b, err := NewBuilder(s.plan, Rows{
		N: n, Weights: s.weights, Installed: batch.Column{I64: s.year}, Department: slices.Repeat([]string{"75"}, n),
		Facts: map[string]batch.Column{
			"specialite": constant(0), "secteur": {I64: s.sector}, "optam": {I64: s.optam}, "zone": {I64: s.zone}, "qpv": constant(0), "age_medecin": {I64: s.age},
		},
	}, patientFacts, Note{Name: "essai"})
	if err != nil {
		tb.Fatal(err)
	}
	list := make([]*Adder, adders)
	for i := range list {
		if list[i], err = b.Adder(); err != nil {
			tb.Fatal(err)
		}
	}
	for i, one := range s.people {
		list[i%adders].Patients([]int32{one.doctor}, []batch.Column{
			{I64: []int64{one.age}}, {I64: []int64{one.ill}}, {I64: []int64{one.poor}}, {I64: []int64{one.seen}}, {I64: []int64{one.indicators}},
		}, []int64{one.weight})
	}
	for i, d := range s.deeds {
		list[i%adders].Acts([]int32{d.doctor}, []string{s.codes[d.code]}, []int64{int64(d.year)}, []int64{int64(d.month)}, []int64{d.quantity})
	}
	out, err := b.Build()
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func compare(tb testing.TB, b *Base, reference, changed World, o Options) *Gains {
	tb.Helper()
	if o.Threads == 0 {
		o.Threads = 1
	}
	g, err := b.Compare(context.Background(), NewSide(b, reference), NewSide(b, changed), o)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func total(tb testing.TB, g *Gains) Cost {
	tb.Helper()
	c, err := g.Cost()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// scalar is what a rule gives on facts by name, by the scalar evaluator.
func scalar(tb testing.TB, w World, key string, facts map[string]int64) int64 {
	tb.Helper()
	rule, _ := w.Engine.Plan.Rule(key)
	prog := w.Engine.Program(rule, w.Moment)
	f := prog.NewFrame(w.Moment.At)
	for slot, fact := range prog.Facts {
		if v, ok := facts[w.Engine.Plan.Facts[fact].Name]; ok {
			f.Set(slot, v)
		}
	}
	v := prog.Eval(f)
	switch v.State {
	case eval.Known:
		return v.N
	case eval.Absent:
		return 0
	}
	tb.Fatalf("%s is %v on %v", key, v.State, facts)
	return 0
}

// expected is the weighted cost of the yearly lump sum, patient by patient and doctor by doctor.
func (s *small) expected(tb testing.TB, w World) int64 {
	sum := int64(0)
	for d := range s.weights {
		var base, poor, indicators int64
		for _, one := range s.people {
			if int(one.doctor) != d {
				continue
			}
			base += one.weight * scalar(tb, w, "socle_du_patient", map[string]int64{"age": one.age, "ald": one.ill, "c2s": one.poor, "vu_depuis_2_ans": one.seen, "indicateurs_valides": one.indicators})
			poor += one.weight * one.poor
			indicators += one.weight * one.indicators
		}
		sum += s.weights[d] * scalar(tb, w, perDoctor, map[string]int64{
			"socle_centimes": share(base, s.weights[d]), "nombre_c2s": share(poor, s.weights[d]), "indicateurs_valides_total": share(indicators, s.weights[d]),
			"secteur": s.sector[d], "optam": s.optam[d], "zone": s.zone[d], "qpv": 0, "age_medecin": s.age[d],
			"premiere_installation": int64(day.New(int(s.year[d]), 7, 1)),
		})
	}
	return sum
}

// TestAgreesWithScalar holds the national cost of an edited rule to the sum of scalar evaluations.
func TestAgreesWithScalar(t *testing.T) {
	written := book(t)
	law := World{compiled(t, written), at("2027-12-31", "")}
	s := random(law.Engine.Plan, 7, 60, 4000)
	base := s.base(t, 3)
	for _, c := range []struct {
		name, rule string
		edits      []law_
	}{
		{"an amount", perPatient, []law_{{Part: "socle", Version: 1, Row: 2, Column: "montant", Value: "4"}}},
		{"bounds", perPatient, []law_{{Part: "socle", Version: 1, Row: 2, Column: "age", Value: "7 à 69"}, {Part: "socle", Version: 1, Row: 3, Column: "age", Value: "70 à 79"}}},
		{"the supplement", perPatient, []law_{{Part: "precarite", Version: 1, Column: "montant", Value: "12.34"}}},
		{"a rate", perDoctor, []law_{{Part: "majoration_de_zone", Version: 1, Column: "taux", Value: "17.5"}}},
		{"an indicator", perPatient, []law_{{Part: "prevention", Version: 1, Column: "valeur", Value: "6.01 €"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := World{edited(t, written, c.rule, c.edits...), law.Moment}
			g := compare(t, base, law, changed, Options{})
			want := s.expected(t, changed) - s.expected(t, law)
			if got := total(t, g); got.One() == nil || got.Min != want {
				t.Errorf("cost %+v, want %d", got, want)
			}
			if len(g.Measures) != 1 || g.Measures[0].Key != perDoctor {
				t.Errorf("measures %+v", g.Measures)
			}
		})
	}
}

type law_ = law.Edit

// TestNothingChanges holds that the law against itself costs nothing, and prices nothing.
func TestPatientsOfEveryList(t *testing.T) {
	e := compiled(t, book(t))
	s := random(e.Plan, 5, 12, 300)
	w := World{Engine: e, Moment: at("2026-12-31", "")}
	rule, _ := e.Plan.Rule(perPatient)
	sum, patients, err := NewSide(s.base(t, 3), w).Patients(rule)
	if err != nil || sum == nil {
		t.Fatal(sum, err)
	}
	want, count := int64(0), int64(0)
	for _, p := range s.people {
		if p.doctor < 0 {
			continue // on no list
		}
		count += p.weight
		want += p.weight * scalar(t, w, perPatient, map[string]int64{"age": p.age, "ald": p.ill, "c2s": p.poor, "vu_depuis_2_ans": p.seen, "indicateurs_valides": p.indicators})
	}
	if sum.Int64() != want || patients != count {
		t.Errorf("%d for %d patients, want %d for %d", sum, patients, want, count)
	}
}

func TestNothingChanges(t *testing.T) {
	written := book(t)
	e := compiled(t, written)
	base := random(e.Plan, 8, 40, 500).base(t, 1)
	for _, m := range []day.Moment{at("2024-12-31", ""), at("2025-12-31", ""), at("2027-12-31", "")} {
		same := edited(t, written, perPatient, law.Edit{Part: "socle", Version: 1, Row: 2, Column: "montant", Value: "5.00"})
		for _, other := range []*eval.Engine{e, same} {
			g := compare(t, base, World{e, m}, World{other, m}, Options{})
			if c := total(t, g); len(g.Measures) != 0 || c.One() == nil || c.Min != 0 {
				t.Errorf("%v: %+v, %d measures", m, c, len(g.Measures))
			}
		}
	}
}

// TestIndependent holds that neither threads nor the cut of the rows change anything, and that twice the doctors cost twice as much.
func TestIndependent(t *testing.T) {
	written := book(t)
	e := compiled(t, written)
	s := random(e.Plan, 9, 80, 3000)
	worlds := []World{{e, at("2025-12-31", "")}, {edited(t, written, perPatient, law.Edit{Part: "socle", Version: 1, Row: 2, Column: "montant", Value: "4"}), at("2027-12-31", "")}}
	first := compare(t, s.base(t, 1), worlds[0], worlds[1], Options{Threads: 1})
	if c := total(t, first); c.Min == 0 || !c.Known {
		t.Fatalf("cost %+v", c)
	}
	for _, threads := range []int{1, 2, 7} {
		for _, adders := range []int{1, 2, 5} {
			g := compare(t, s.base(t, adders), worlds[0], worlds[1], Options{Threads: threads})
			if !slices.Equal(g.Min, first.Min) || !slices.Equal(g.Max, first.Max) || !slices.Equal(g.Before, first.Before) || fmt.Sprint(summary(t, g)) != fmt.Sprint(summary(t, first)) {
				t.Errorf("%d threads, %d adders give something else", threads, adders)
			}
		}
	}
	twice := *s
	twice.weights, twice.people = nil, nil
	for _, w := range s.weights {
		twice.weights = append(twice.weights, 2*w)
	}
	for _, one := range s.people {
		one.weight *= 2
		twice.people = append(twice.people, one)
	}
	g := compare(t, twice.base(t, 1), worlds[0], worlds[1], Options{})
	if a, b := total(t, first), total(t, g); b.Min != 2*a.Min || !slices.Equal(g.Min, first.Min) {
		t.Errorf("twice the doctors cost %d, once %d", b.Min, a.Min)
	}
}

func summary(t *testing.T, g *Gains) []any {
	t.Helper()
	doctors, err := g.Doctors()
	if err != nil {
		t.Fatal(err)
	}
	zones, err := g.ByZone()
	if err != nil {
		t.Fatal(err)
	}
	var out []any
	for _, z := range zones {
		out = append(out, z.Key, z.Total, z.Winners, z.Losers, *z.Min, *z.Max)
	}
	return append(out, doctors.Total, doctors.Winners, doctors.Losers, doctors.Unchanged, doctors.Deciles, g.Bars(16), g.Kinds())
}

// TestRange holds that a fact which the population does not hold gives a range that contains each of its values.
func TestRange(t *testing.T) {
	e := compiled(t, book(t))
	s := random(e.Plan, 10, 50, 1000)
	base := s.base(t, 1)
	law, changed := World{e, at("2023-12-31", "")}, World{e, at("2023-12-31", proposed)}
	g := compare(t, base, law, changed, Options{Rules: []string{"forfait_patientele_annuel"}})
	c := total(t, g)
	if !c.Known || c.Min >= c.Max || len(g.Measures) != 1 || len(g.Measures[0].Open) != 1 {
		t.Fatalf("cost %+v, measures %+v", c, g.Measures)
	}
	for _, recent := range []int64{0, 1} {
		sum := int64(0)
		for i, w := range []World{law, changed} {
			for d := range s.weights {
				base := int64(0)
				for _, one := range s.people {
					if int(one.doctor) == d {
						base += one.weight * scalar(t, w, "socle_du_patient", map[string]int64{"age": one.age, "ald": one.ill})
					}
				}
				paid := s.weights[d] * scalar(t, w, "forfait_patientele_annuel", map[string]int64{
					"socle_centimes": share(base, s.weights[d]), "secteur": s.sector[d], "optam": s.optam[d], "zone": s.zone[d],
					"premiere_installation": int64(day.New(int(s.year[d]), 7, 1)), "installe_dans_les_trois_ans_du_diplome": recent,
				})
				sum += []int64{-paid, paid}[i]
			}
		}
		if want := []int64{c.Min, c.Max}[recent]; sum != want {
			t.Errorf("with %d: %d, want %d", recent, sum, want)
		}
	}
}

// TestActs holds the price of volumes to a sum by hand: each month against the same month of the year of reference, the month of a change
// cut at its day.
func TestActs(t *testing.T) {
	written := book(t)
	e := compiled(t, written)
	s := random(e.Plan, 11, 3, 0)
	s.weights = []int64{1, 2, 1}
	s.codes = []string{"G", "MCG"}
	s.deeds = []deed{{0, 0, 2024, 6, 100}, {0, 0, 2024, 12, 310}, {1, 0, 2024, 6, 10}, {2, 1, 2024, 3, 40}, {2, 1, 2024, wholeYear, 10}}
	base := s.base(t, 2)
	reference := World{e, at("2023-12-31", "")}
	for _, c := range []struct {
		name    string
		changed World
		want    int64
	}{
		{"the first full year", World{e, at("2025-12-31", "")}, 100*500 + 310*350 + 2*10*500},
		{"the year of the change", World{e, at("2024-12-31", "")}, 100*150 + 2*10*150 + 310*350*10/31},
		{"an edited act", World{edited(t, written, "mcg", law.Edit{Part: "mcg", Version: 1, Column: "montant", Value: "7"}), at("2024-12-31", "")}, 100*150 + 2*10*150 + 310*350*10/31 + 40*200 + 10*200},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := compare(t, base, reference, c.changed, Options{Rules: []string{"g", "mcg"}})
			if got := total(t, g); got.One() == nil || got.Min != c.want {
				t.Errorf("cost %+v, want %d; measures %v", got, c.want, keysOf(g))
			}
		})
	}
}

func keysOf(g *Gains) (out []string) {
	for _, m := range g.Measures {
		out = append(out, m.Key)
	}
	return out
}

// Values of a patient that do not fit half a word are added as those that do.
func TestSumOfGreatValues(t *testing.T) {
	const great = 1 << 33
	b := &Base{N: 2, Weights: []int64{1, 2}, lists: lists{start: []int{0, 2, 3}, packs: []uint32{0<<countBits | 3, 1<<countBits | 2, 1<<countBits | 4}}}
	for _, scale := range []int64{1, great} {
		out := b.sum([]int64{5 * scale, -7 * scale}, []bool{false, true}, 1)
		if want := []int64{scale, -14 * scale}; !slices.Equal(out.I64, want) || !slices.Equal(out.Null, []uint8{batch.Unknown, batch.Unknown}) {
			t.Errorf("scale %d: %v %v, want %v", scale, out.I64, out.Null, want)
		}
	}
}
