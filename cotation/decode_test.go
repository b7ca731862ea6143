package cotation

import (
	"encoding/json"
	"testing"

	"github.com/opposable/opposable/day"
)

func TestDecodeTry(t *testing.T) {
	for _, c := range []struct {
		at    string
		cents int64
	}{{"2025-02-11", 4452}, {"2025-02-11", 3000}, {"2025-02-11", 3500}, {"2025-02-11", 4000}, {"2025-02-11", 6000}, {"2026-02-10", 7500}, {"2025-02-09", 5650}} {
		d, err := pricer().Decode(&Puzzle{Moment: day.Moment{At: day.MustParse(c.at)}, Cents: c.cents}, "")
		if err != nil {
			t.Fatal(err)
		}
		t.Log(c.at, c.cents, d.Unique, d.Space)
		for _, x := range d.Combinations {
			w, _ := json.Marshal(x.Conditions)
			t.Log("   ", x.Codes, x.Total, x.unusual, x.State, x.Reliability, string(w))
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, amount := range []int64{3000, 4452, 6000, 7500} {
		q := &Puzzle{Moment: day.Moment{At: day.MustParse("2026-02-10")}, Cents: amount}
		b.Run(cents(amount).text(), func(b *testing.B) {
			for b.Loop() {
				pricer().Decode(q, "")
			}
		})
	}
}

func BenchmarkDecodeFirst(b *testing.B) {
	q := &Puzzle{Moment: day.Moment{At: day.MustParse("2026-02-10")}, Cents: 6000}
	for b.Loop() {
		clear(pricer().statute(q.Moment).spaces)
		pricer().Decode(q, "")
	}
}

func (n Number) text() string { b, _ := n.MarshalJSON(); return string(b) }
