package cotation

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/opposable/opposable/day"
)

func TestDecode(t *testing.T) {
	for _, test := range []struct {
		name, at string
		cents    int64
		first    []string
		found    int
		unique   bool
	}{
		{"a consultation and an electrocardiogram", "2025-02-11", 44_52, []string{"G", "DEQP003"}, 4, false},
		{"a consultation", "2025-02-11", 30_00, []string{"G"}, 7, false},
		{"a Sunday on duty", "2025-02-09", 56_50, []string{"G", "CRD"}, 1, true},
		{"nothing", "2025-02-11", 12_34, nil, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := pricer().Decode(&Puzzle{Moment: day.Moment{At: day.MustParse(test.at)}, Cents: test.cents}, "")
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Combinations) != test.found || d.Unique != test.unique {
				t.Fatalf("%d combinations, unique %t", len(d.Combinations), d.Unique)
			}
			if test.found > 0 && !slices.Equal(d.Combinations[0].Codes, test.first) {
				t.Errorf("first %v, want %v", d.Combinations[0].Codes, test.first)
			}
			for i, c := range d.Combinations {
				if c.Rank != i+1 || c.Total != test.cents || len(c.Conditions) == 0 {
					t.Errorf("combination %d: %+v", i, c)
				}
			}
		})
	}
}

func TestDecodeRefusesAWrongDoctor(t *testing.T) {
	_, err := pricer().Decode(&Puzzle{Moment: day.Moment{At: day.MustParse("2026-02-10")}, Cents: 1, Doctor: map[string]any{"specialite": "poesie"}}, "")
	if err == nil {
		t.Error("a specialty that does not exist is accepted")
	}
}

// BenchmarkDecode asks again about a doctor and a day.
func BenchmarkDecode(b *testing.B) {
	for _, c := range []struct {
		cents  int64
		sector string
	}{{3000, "1"}, {4452, "1"}, {6000, "1"}, {7500, "1"}, {13600, "1"}, {3250, "2"}, {11200, "2"}} { // the last three are the slowest found
		q := &Puzzle{Moment: day.Moment{At: day.MustParse("2026-02-10")}, Cents: c.cents, Doctor: map[string]any{"secteur": c.sector}}
		b.Run(fmt.Sprintf("%d in sector %s", c.cents, c.sector), func(b *testing.B) {
			for b.Loop() {
				pricer().Decode(q, "")
			}
		})
	}
}

// BenchmarkDecodeFirst is the first question about a doctor and a day: what each act may be worth is prepared anew.
func BenchmarkDecodeFirst(b *testing.B) {
	q := &Puzzle{Moment: day.Moment{At: day.MustParse("2026-02-10")}, Cents: 6000}
	for b.Loop() {
		clear(pricer().statute(q.Moment).spaces)
		pricer().Decode(q, "")
	}
}

// TestDecodeFindsTheVisit decodes the total of random visits: their codes are among the combinations, and each combination's witness,
// priced, is that combination.
func TestDecodeFindsTheVisit(t *testing.T) {
	p := pricer()
	decoded := 0
	rapid.Check(t, func(t *rapid.T) {
		object := merge(visits(t), map[string]any{historyMember: []any{}})
		a := price(t, p, object, day.Moment{})
		if !a.Total.Known || a.Total.N == 0 || slices.ContainsFunc(a.Lines, func(l Line) bool { return l.Extra.N > 0 }) && (len(a.Lines) > 1 || object[doctorSection].(map[string]any)[sectorFact] == "1") {
			return // outside the space
		}
		if slices.ContainsFunc(a.Lines, func(l Line) bool { return len(l.Modifiers) > 0 }) {
			return // modifiers are not searched
		}
		codes := lineCodes(a)
		if slices.ContainsFunc(a.Readings, func(r Reading) bool { return r.Total == a.Total && !slices.Equal(r.Codes, codes) }) {
			return // two readings of the same total: either is the bill
		}
		q := &Puzzle{Cents: a.Total.N, Doctor: object[doctorSection].(map[string]any), Distance: object["visite"].(map[string]any)[distanceFact]}
		q.Moment.At = day.MustParse(object[dateMember].(string))
		d, err := p.Decode(q, "")
		if err != nil {
			t.Fatal(err)
		}
		decoded++
		if !slices.ContainsFunc(d.Combinations, func(c Combination) bool {
			got := slices.Clone(c.Codes)
			slices.Sort(got)
			return slices.Equal(got, codes)
		}) {
			text, _ := json.Marshal(object)
			t.Fatalf("%v, %d cents, is not among %d combinations\n%s", codes, a.Total.N, len(d.Combinations), text)
		}
		for i := range d.Combinations {
			c := &d.Combinations[i]
			text, err := json.Marshal(c.Witness)
			if err != nil {
				t.Fatal(err)
			}
			var witness map[string]any
			if err := decode(text, &witness); err != nil {
				t.Fatal(err)
			}
			b := price(t, p, witness, day.Moment{})
			got := slices.Clone(c.Codes)
			slices.Sort(got)
			if !slices.Equal(lineCodes(b), got) || b.Total != cents(q.Cents) || b.State != c.State && b.State != "a_preciser" {
				t.Fatalf("witness of %v gives %v, %v, %s\n%s", got, lineCodes(b), b.Total, b.State, text)
			}
		}
	})
	if decoded == 0 && !testing.Short() {
		t.Error("no visit was decoded")
	}
}

func lineCodes(a *Answer) (out []string) {
	for _, l := range a.Lines {
		out = append(out, l.Code)
	}
	slices.Sort(out)
	return out
}
