package eval_test

import (
	"os"
	"testing"

	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// shipped compiles the rules that come with the program.
func shipped(tb testing.TB) *plan.Plan {
	tb.Helper()
	book, findings, err := law.Load(os.DirFS("../regles"), "regles")
	if err != nil || len(findings) > 0 {
		tb.Fatal(err, findings)
	}
	p, findings := compile.Compile(book)
	for _, f := range findings {
		if !f.Warning {
			tb.Fatal(f)
		}
	}
	return p
}

// patients are frames of varied patients of the forfait médecin traitant.
func patients(tb testing.TB, n int) (*eval.Program, []*eval.Frame) {
	p := shipped(tb)
	rule, ok := p.Rule("forfait_medecin_traitant")
	if !ok {
		tb.Fatal("the rule is missing")
	}
	m := day.Moment{At: day.MustParse("2026-12-31")}
	prog := eval.New(p).Program(rule, m)
	values := map[string]func(int) int64{
		"age": func(i int) int64 { return int64(i * 7 % 131) }, "ald": func(i int) int64 { return int64(i / 3 % 2) },
		"c2s": func(i int) int64 { return int64(i / 5 % 2) }, "vu_depuis_2_ans": func(i int) int64 { return int64((i/7 + 1) % 2) },
		"indicateurs_valides": func(i int) int64 { return int64(i % 16) },
	}
	frames := make([]*eval.Frame, n)
	for i := range frames {
		frames[i] = prog.NewFrame(m.At)
		for slot, fact := range prog.Facts {
			frames[i].Set(slot, values[p.Facts[fact].Name](i))
		}
	}
	return prog, frames
}

// BenchmarkPatient evaluates the forfait médecin traitant of one patient without reasons.
func BenchmarkPatient(b *testing.B) {
	prog, frames := patients(b, 1024)
	b.ReportAllocs()
	var total int64
	for i := 0; b.Loop(); i++ {
		total += prog.Eval(frames[i&1023]).N
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mevals/s")
	if total == 0 {
		b.Fatal("nothing was computed")
	}
}

// BenchmarkPatientExplained also grows the tree of reasons.
func BenchmarkPatientExplained(b *testing.B) {
	prog, frames := patients(b, 1024)
	var log eval.Log
	b.ReportAllocs()
	nodes := 0
	for i := 0; b.Loop(); i++ {
		f := frames[i&1023]
		log.Reset()
		f.Log = &log
		prog.Eval(f)
		nodes += len(explain.Grow(prog, &log).Nodes)
		f.Log = nil
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e3, "kevals/s")
	if nodes == 0 {
		b.Fatal("nothing was explained")
	}
}
