package eval_test

import (
	"math/rand/v2"
	"testing"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// TestKnownWhateverIsMissing holds for every shipped rule that a value which is known without some facts is the value for each way to
// complete them: missing is neither false nor zero.
func TestKnownWhateverIsMissing(t *testing.T) {
	p := shipped(t)
	e := eval.New(p)
	r := rand.New(rand.NewPCG(2026, 7))
	rounds := 40
	if testing.Short() {
		rounds = 8
	}
	known, partial := 0, 0
	for rule := range p.Rules {
		for _, at := range []string{"2022-06-14", "2024-03-04", "2025-09-16", "2026-11-20"} {
			prog := e.Program(rule, day.Moment{At: day.MustParse(at)})
			f := prog.NewFrame(day.MustParse(at))
			for range rounds {
				full := complete(r, prog, f.At)
				f.HistoryKnown = true
				f.Stay = eval.Of(int64(f.At) - 10)
				missing := make([]bool, len(prog.Facts))
				for slot := range prog.Facts {
					if missing[slot] = r.IntN(3) == 0; missing[slot] {
						f.Forget(slot)
					} else {
						f.Set(slot, full[slot])
					}
				}
				v := prog.Eval(f)
				if v.State == eval.Unknown {
					partial++
					continue
				}
				known++
				for range 6 {
					other := complete(r, prog, f.At)
					for slot := range prog.Facts {
						if missing[slot] {
							f.Set(slot, other[slot])
						} else {
							f.Set(slot, full[slot])
						}
					}
					if got := prog.Eval(f); got != v && !holed(p, prog, missing) {
						t.Fatalf("%s at %s: %+v with facts missing, %+v once completed", p.Rules[rule].Key, at, v, got)
					}
				}
			}
		}
	}
	t.Logf("%d known, %d unknown", known, partial)
	if known == 0 || partial == 0 {
		t.Fatal("the test saw only one side")
	}
}

// complete draws one value of each fact among its representatives.
func complete(r *rand.Rand, prog *eval.Program, at day.Date) []int64 {
	out := make([]int64, len(prog.Facts))
	for slot, fact := range prog.Facts {
		c := prog.Representatives(fact, at)
		out[slot] = c[r.IntN(len(c))]
	}
	return out
}

// holed tells programs with a missing fact that has a fallback: giving it outranks what it falls back on.
func holed(p *plan.Plan, prog *eval.Program, missing []bool) bool {
	for slot, fact := range prog.Facts {
		if missing[slot] && p.Facts[fact].Fallback != nil {
			return true
		}
	}
	return false
}
