package batch_test

import (
	"math/rand/v2"
	"testing"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// benchRows is enough rows to leave every cache.
const benchRows = 4 << 20

// known draws rows with every fact given, in the narrowest form of its domain.
func known(r *rand.Rand, p *plan.Plan, b *batch.Batch, n int, limits map[string]int64) batch.Rows {
	rows := batch.Rows{N: n}
	for _, fact := range b.Facts {
		f := &p.Facts[fact]
		hi := f.Hi
		if limit, ok := limits[f.Name]; ok {
			hi = limit
		}
		var c batch.Column
		for range n {
			v := f.Lo + r.Int64N(hi-f.Lo+1)
			switch {
			case f.Lo >= 0 && f.Hi <= 255:
				c.U8 = append(c.U8, uint8(v))
			case f.Hi < 1<<31:
				c.I32 = append(c.I32, int32(v))
			default:
				c.I64 = append(c.I64, v)
			}
		}
		rows.Columns = append(rows.Columns, c)
	}
	return rows
}

func bench(b *testing.B, key, date string, limits map[string]int64) (*batch.Batch, batch.Rows, func(name string) []uint8) {
	b.Helper()
	p := shipped(b)
	rule, ok := p.Rule(key)
	if !ok {
		b.Fatal("the rule is missing")
	}
	compiled := batch.Compile(eval.New(p), rule, moment(date))
	rows := known(rand.New(rand.NewPCG(5, 6)), p, compiled, benchRows, limits)
	return compiled, rows, func(name string) []uint8 {
		i, ok := compiled.Fact(name)
		if !ok {
			b.Fatal("the rule does not read", name)
		}
		return rows.Columns[i].U8
	}
}

// cpu starts a measure of what a benchmark costs the processors, whoever else runs beside it; it is reported when the benchmark ends.
func cpu(b *testing.B) func() {
	from := processorTime()
	return func() {
		b.ReportMetric(float64((processorTime()-from).Nanoseconds())/float64(b.N)/benchRows, "cpu-ns/row")
	}
}

func perRow(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

// figures are the amounts of the forfait médecin traitant, read from the rule: the hand-written loop below knows its shape, not its
// numbers.
type figures struct{ child, adult, aged, veryAged, ill, veryAgedIll, unseen, poor, indicator int64 }

func readFigures(b *testing.B) figures {
	b.Helper()
	p := shipped(b)
	rule, _ := p.Rule("forfait_medecin_traitant")
	m := moment("2026-12-31")
	prog := eval.New(p).Program(rule, m)
	f := prog.NewFrame(m.At)
	at := func(age, ill, poor, seen, indicators int64) int64 {
		given := map[string]int64{"age": age, "ald": ill, "c2s": poor, "vu_depuis_2_ans": seen, "indicateurs_valides": indicators}
		for slot, fact := range prog.Facts {
			f.Set(slot, given[p.Facts[fact].Name])
		}
		return prog.Eval(f).N
	}
	adult := at(40, 0, 0, 1, 0)
	return figures{
		child: at(3, 0, 0, 1, 0), adult: adult, aged: at(77, 0, 0, 1, 0), veryAged: at(85, 0, 0, 1, 0), ill: at(40, 1, 0, 1, 0), veryAgedIll: at(85, 1, 0, 1, 0),
		unseen: at(40, 0, 0, 0, 0), poor: at(40, 0, 1, 1, 0) - adult, indicator: at(40, 0, 0, 1, 1) - adult,
	}
}

// byHand is what one would write for this rule alone, without looking at domains or at anything unknown.
func (f *figures) byHand(age, ill, poor, seen, indicators []uint8) int64 {
	total := int64(0)
	ill, poor, seen, indicators = ill[:len(age)], poor[:len(age)], seen[:len(age)], indicators[:len(age)]
	for i, a := range age {
		var v int64
		switch {
		case seen[i] == 0:
			v = f.unseen
		case ill[i] == 1 && a >= 80:
			v = f.veryAgedIll
		case ill[i] == 1:
			v = f.ill
		case a < 7:
			v = f.child
		case a < 75:
			v = f.adult
		case a < 80:
			v = f.aged
		default:
			v = f.veryAged
		}
		if poor[i] == 1 {
			v += f.poor
		}
		total += v + f.indicator*int64(indicators[i])
	}
	return total
}

// byHandFlat is the same without branches: the amounts in local variables, so that each test is a conditional move.
func (f *figures) byHandFlat(age, ill, poor, seen, indicators []uint8) int64 {
	total := int64(0)
	child, adult, aged, veryAged, sick, veryAgedSick, unseen := f.child, f.adult, f.aged, f.veryAged, f.ill, f.veryAgedIll, f.unseen
	supplement, indicator := f.poor, f.indicator
	ill, poor, seen, indicators = ill[:len(age)], poor[:len(age)], seen[:len(age)], indicators[:len(age)]
	for i, a := range age {
		v, w := veryAged, sick
		if a < 80 {
			v = aged
		}
		if a < 75 {
			v = adult
		}
		if a < 7 {
			v = child
		}
		if a >= 80 {
			w = veryAgedSick
		}
		if ill[i] != 0 {
			v = w
		}
		if seen[i] == 0 {
			v = unseen
		}
		total += v + supplement*int64(poor[i]) + indicator*int64(indicators[i])
	}
	return total
}

// BenchmarkForfait prices patients: by hand, then from the rule on one and two threads, domains held.
func BenchmarkForfait(b *testing.B) {
	compiled, rows, column := bench(b, "forfait_medecin_traitant", "2026-12-31", map[string]int64{"age": 105, "indicateurs_valides": 6})
	figures := readFigures(b)
	age, ill, poor, seen, indicators := column("age"), column("ald"), column("c2s"), column("vu_depuis_2_ans"), column("indicateurs_valides")
	want := figures.byHand(age, ill, poor, seen, indicators)
	b.Run("hand", func(b *testing.B) {
		defer cpu(b)()
		for b.Loop() {
			if figures.byHand(age, ill, poor, seen, indicators) != want {
				b.Fatal("the total moved")
			}
		}
		perRow(b)
	})
	b.Run("hand-flat", func(b *testing.B) {
		defer cpu(b)()
		for b.Loop() {
			if figures.byHandFlat(age, ill, poor, seen, indicators) != want {
				b.Fatal("the total differs")
			}
		}
		perRow(b)
	})
	for _, threads := range []int{1, 2} {
		b.Run([]string{"", "one-thread", "two-threads"}[threads], func(b *testing.B) {
			defer cpu(b)()
			for b.Loop() {
				if got, err := compiled.Sum(rows, nil, threads); err != nil || got.Sum != want || got.Known != benchRows {
					b.Fatal(got, want, err)
				}
			}
			perRow(b)
		})
	}
}
