package batch_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// shipped reads the compiled rules that come with the program.
func shipped(tb testing.TB) *plan.Plan {
	tb.Helper()
	file, err := os.Open("../regles/plan.json")
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	p, err := plan.Decode(file)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func moment(date string) day.Moment { return day.Moment{At: day.MustParse(date)} }

// draw makes random rows of the facts of a program: the borders of every piece of their domains, values between, and unknowns. The forms
// of the columns vary.
func draw(r *rand.Rand, p *plan.Plan, prog *eval.Program, at day.Date, n int) batch.Rows {
	rows := batch.Rows{N: n}
	for _, fact := range prog.Facts {
		f := &p.Facts[fact]
		borders := prog.Representatives(fact, at)
		numbers, marks := make([]int64, n), make([]uint8, n)
		for i := range n {
			switch kind := r.IntN(8); {
			case kind == 0:
				marks[i] = batch.Unknown
				numbers[i] = f.Lo
			case kind < 3:
				numbers[i] = f.Lo + r.Int64N(f.Hi-f.Lo+1)
			default:
				v := borders[r.IntN(len(borders))]
				if kind == 7 && v < f.Hi && v >= f.Lo {
					v++
				}
				if v == plan.None {
					marks[i], v = batch.None, f.Lo
				}
				numbers[i] = v
			}
		}
		rows.Columns = append(rows.Columns, column(r, f, numbers, marks))
	}
	return rows
}

func column(r *rand.Rand, f *plan.Fact, numbers []int64, marks []uint8) batch.Column {
	c := batch.Column{Null: marks}
	switch wide := r.IntN(3); {
	case f.Lo >= 0 && f.Hi <= 255 && wide == 0:
		for _, n := range numbers {
			c.U8 = append(c.U8, uint8(n))
		}
	case wide == 1:
		for _, n := range numbers {
			c.I32 = append(c.I32, int32(n))
		}
	default:
		c.I64 = numbers
	}
	return c
}

// given is the value of a row of a column.
func given(c *batch.Column, row int) eval.Value {
	switch {
	case c.Null != nil && c.Null[row] == batch.Unknown:
		return eval.Value{State: eval.Unknown}
	case c.Null != nil && c.Null[row] == batch.None:
		return eval.Of(plan.None)
	case c.U8 != nil:
		return eval.Of(int64(c.U8[row]))
	case c.I32 != nil:
		return eval.Of(int64(c.I32[row]))
	}
	return eval.Of(c.I64[row])
}

// scalar evaluates the rows one by one.
func scalar(prog *eval.Program, at day.Date, rows batch.Rows) []eval.Value {
	out := make([]eval.Value, rows.N)
	f := prog.NewFrame(at)
	for i := range out {
		for slot := range prog.Facts {
			if v := given(&rows.Columns[slot], i); v.State == eval.Known {
				f.Set(slot, v.N)
			} else {
				f.Forget(slot)
			}
		}
		out[i] = prog.Eval(f)
	}
	return out
}

var moments = []string{"2022-06-14", "2024-03-04", "2024-12-22", "2025-09-16", "2026-11-20"}

// TestColumnsEqualScalar holds every rule, at several moments, to what the scalar evaluator gives on the same rows.
func TestColumnsEqualScalar(t *testing.T) {
	p := shipped(t)
	e := eval.New(p)
	n := 3 * 1024
	if testing.Short() {
		n = 1100
	}
	for rule := range p.Rules {
		for _, date := range moments {
			m := moment(date)
			r := rand.New(rand.NewPCG(uint64(rule), uint64(m.At)))
			prog, b := e.Program(rule, m), batch.Compile(e, rule, m)
			rows := draw(r, p, prog, m.At, n-r.IntN(5))
			got, err := b.Values(rows, 1+r.IntN(3))
			if err != nil {
				t.Fatalf("%s at %s: %v", p.Rules[rule].Key, date, err)
			}
			var want batch.Total
			for i, v := range scalar(prog, m.At, rows) {
				if got.States[i] != v.State || v.State == eval.Known && got.Values[i] != v.N {
					t.Fatalf("%s at %s, row %d: columns %d %v, scalar %+v, facts %v", p.Rules[rule].Key, date, i, got.Values[i], got.States[i], v, describe(p, prog, rows, i))
				}
				count(&want, v, 1)
			}
			if total, err := b.Sum(rows, nil, 2); err != nil || total != want {
				t.Fatalf("%s at %s: sum %+v (%v), want %+v", p.Rules[rule].Key, date, total, err, want)
			}
		}
	}
}

func count(t *batch.Total, v eval.Value, weight int64) {
	switch v.State {
	case eval.Known:
		t.Known += weight
		t.Sum += v.N * weight
	case eval.Absent:
		t.Absent += weight
	case eval.Unknown:
		t.Unknown += weight
	default:
		t.NotEstablished += weight
	}
}

func describe(p *plan.Plan, prog *eval.Program, rows batch.Rows, row int) map[string]eval.Value {
	out := map[string]eval.Value{}
	for slot, fact := range prog.Facts {
		out[p.Facts[fact].Name] = given(&rows.Columns[slot], row)
	}
	return out
}

// TestPartitionsAgree holds that neither threads nor the order of the rows change a sum, weights included.
func TestPartitionsAgree(t *testing.T) {
	p := shipped(t)
	e := eval.New(p)
	for _, key := range []string{"forfait_medecin_traitant", "taux_amo", "participation_forfaitaire", "forfait_medecin_traitant_annuel"} {
		rule, _ := p.Rule(key)
		m := moment("2026-11-20")
		r := rand.New(rand.NewPCG(1, 2))
		b := batch.Compile(e, rule, m)
		rows := draw(r, p, e.Program(rule, m), m.At, 20_011)
		weights := make([]int64, rows.N)
		for i := range weights {
			weights[i] = r.Int64N(1000)
		}
		want, err := b.Sum(rows, weights, 1)
		if err != nil {
			t.Fatal(err)
		}
		var slow batch.Total
		for i, v := range scalar(e.Program(rule, m), m.At, rows) {
			count(&slow, v, weights[i])
		}
		if want != slow {
			t.Errorf("%s: %+v, one by one %+v", key, want, slow)
		}
		for threads := 2; threads < 9; threads++ {
			if got, err := b.Sum(rows, weights, threads); err != nil || got != want {
				t.Errorf("%s on %d threads: %+v (%v), want %+v", key, threads, got, err, want)
			}
		}
		order := r.Perm(rows.N)
		if got, err := b.Sum(shuffled(rows, order), pick(weights, order), 3); err != nil || got != want {
			t.Errorf("%s shuffled: %+v (%v), want %+v", key, got, err, want)
		}
	}
}

func pick[T any](list []T, order []int) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(order))
	for i, k := range order {
		out[i] = list[k]
	}
	return out
}

func shuffled(rows batch.Rows, order []int) batch.Rows {
	out := batch.Rows{N: rows.N}
	for _, c := range rows.Columns {
		out.Columns = append(out.Columns, batch.Column{U8: pick(c.U8, order), I32: pick(c.I32, order), I64: pick(c.I64, order), Null: pick(c.Null, order)})
	}
	return out
}

// TestKnownBytes holds the sums of rows without anything unknown, in columns of bytes: what the fastest loops take.
func TestKnownBytes(t *testing.T) {
	p := shipped(t)
	e := eval.New(p)
	seen := 0
	for rule := range p.Rules {
		for _, date := range moments {
			m := moment(date)
			b := batch.Compile(e, rule, m)
			rows := known(rand.New(rand.NewPCG(uint64(rule), 3)), p, b, 4*1024+17, nil)
			bytes := len(b.Facts) > 0
			for i := range rows.Columns {
				bytes = bytes && rows.Columns[i].U8 != nil
			}
			if !bytes {
				continue
			}
			seen++
			var want batch.Total
			for _, v := range scalar(e.Program(rule, m), m.At, rows) {
				count(&want, v, 1)
			}
			if got, err := b.Sum(rows, nil, 2); err != nil || got != want {
				t.Errorf("%s at %s: %+v (%v), want %+v", p.Rules[rule].Key, date, got, err, want)
			}
		}
	}
	t.Logf("%d rules and moments; registers permuted: %v", seen, batch.Permutes)
	if seen == 0 {
		t.Fatal("no rule reads bytes alone")
	}
}
