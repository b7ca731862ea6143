package opposable_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
)

// TestHalfCents prices a million random patients under a folder of rules with a 15 % addition and a share of a year, and finds no wrong
// cent against exact rational arithmetic. One in ten bases makes an exact half cent.
func TestHalfCents(t *testing.T) {
	l, findings, err := opposable.Folder("testdata/demi_centime")
	if err != nil || len(findings) > 0 {
		t.Fatal(err, findings)
	}
	n := 1_000_000
	if testing.Short() {
		n = 50_000
	}
	rule, err := l.FindRule("quinze")
	if err != nil {
		t.Fatal(err)
	}
	m := day.Moment{At: day.MustParse("2026-01-01")}
	prog := l.Engine.Program(rule, m)
	frame := prog.NewFrame(m.At)
	slots := map[string]int{}
	for slot, fact := range prog.Facts {
		slots[l.Plan.Facts[fact].Name] = slot
	}
	r := rand.New(rand.NewPCG(20260101, 15))
	ties, wrong := 0, 0
	for range n {
		base, days := r.Int64N(100_000_000), r.Int64N(367)
		if r.IntN(10) == 0 {
			base = base/20*20 + 10 // 15 % of it ends in half a cent
		}
		frame.Set(slots["base_centimes"], base)
		frame.Set(slots["jours"], days)
		addition, tie := halfUp(base*15, 100)
		share, _ := halfUp(base*days, 360)
		if tie {
			ties++
		}
		if got := prog.Eval(frame); got.N != base+addition+share {
			if wrong++; wrong < 5 {
				t.Errorf("base %d cents, %d days: %d, want %d", base, days, got.N, base+addition+share)
			}
		}
	}
	if ties < n/20 {
		t.Errorf("only %d half cents among %d: the test proves little", ties, n)
	}
	t.Logf("%d patients, %d exact half cents, %d wrong", n, ties, wrong)
}

// halfUp is n/d to the nearest integer, away from zero at one half, by exact rationals; it tells whether it was a tie.
func halfUp(n, d int64) (int64, bool) {
	x := big.NewRat(n, d)
	x.Mul(x, big.NewRat(2, 1))
	tie := x.IsInt() && x.Num().Bit(0) == 1
	x.Add(x, big.NewRat(1, 1))
	q := new(big.Int).Div(x.Num(), new(big.Int).Mul(x.Denom(), big.NewInt(2)))
	return q.Int64(), tie
}

// TestHalfCentsThroughTheFace asks the same rule as a user does.
func TestHalfCentsThroughTheFace(t *testing.T) {
	l, _, err := opposable.Folder("testdata/demi_centime")
	if err != nil {
		t.Fatal(err)
	}
	for base, want := range map[int64]int64{10: 12, 30: 35, 110: 127, 1: 1, 0: 0} { // 1.5, 4.5 and 16.5 cents round up
		result, err := l.Compute("quinze", fmt.Appendf(nil, `{"base_centimes": %d, "jours": 0}`, base), opposable.Asked{At: "2026-01-01"})
		if err != nil {
			t.Fatal(err)
		}
		if result.Cents == nil || *result.Cents != want {
			t.Errorf("base %d: %v, want %d", base, result.Text, want)
		}
	}
}
