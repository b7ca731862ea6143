package batch_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
)

// TestCellsEqualRows holds that what a rule makes of the cells is what it makes of the rows: the rule that was counted, the same rule at
// other moments and under its scenarios, whose bounds are elsewhere.
func TestCellsEqualRows(t *testing.T) {
	p := shipped(t)
	e := eval.New(p)
	r := rand.New(rand.NewPCG(9, 9))
	counted, refused := 0, 0
	for rule := range p.Rules {
		if p.Rules[rule].Base >= 0 {
			continue
		}
		var rules []*batch.Batch
		for _, date := range moments {
			rules = append(rules, batch.Compile(e, rule, moment(date)))
		}
		for _, act := range p.Acts {
			if act.Scenario {
				rules = append(rules, batch.Compile(e, rule, day.Moment{At: day.MustParse("2026-11-20"), Scenario: act.Key}))
			}
		}
		widest := slices.MaxFunc(rules, func(a, b *batch.Batch) int { return len(a.Facts) - len(b.Facts) })
		others := slices.DeleteFunc(slices.Clone(rules), func(b *batch.Batch) bool {
			return b == widest || slices.ContainsFunc(b.Facts, func(f int) bool { return !slices.Contains(widest.Facts, f) })
		})
		m := moment("2026-11-20")
		for _, date := range moments {
			if prog := e.Program(rule, moment(date)); len(prog.Facts) == len(widest.Facts) {
				m = moment(date)
			}
		}
		prog := e.Program(rule, m)
		if !slices.Equal(prog.Facts, widest.Facts) {
			continue
		}
		rows := draw(r, p, prog, m.At, 2_500)
		weights := make([]int64, rows.N)
		for i := range weights {
			weights[i] = r.Int64N(50)
		}
		cells, err := batch.Count(append([]*batch.Batch{widest}, others...), rows, weights, 3)
		if err != nil {
			if !strings.Contains(err.Error(), "une formule lit ce fait") {
				t.Errorf("%s: %v", p.Rules[rule].Key, err)
			}
			refused++
			continue
		}
		counted++
		for _, b := range append(others, widest) {
			own := batch.Rows{N: rows.N}
			for _, fact := range b.Facts {
				own.Columns = append(own.Columns, rows.Columns[slices.Index(widest.Facts, fact)])
			}
			want, err := b.Sum(own, weights, 1)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := cells.Sum(b); err != nil || got != want {
				t.Errorf("%s: cells give %+v (%v), rows %+v", p.Rules[rule].Key, got, err, want)
			}
		}
	}
	t.Logf("%d rules in cells, %d with a wide fact in a formula", counted, refused)
	if counted == 0 {
		t.Fatal("nothing was counted")
	}
}

// TestCellsRefuse holds that cells are not asked what they cannot tell.
func TestCellsRefuse(t *testing.T) {
	p := shipped(t)
	e := eval.New(p)
	compile := func(key string) *batch.Batch {
		rule, ok := p.Rule(key)
		if !ok {
			t.Fatal("no rule", key)
		}
		return batch.Compile(e, rule, moment("2026-11-20"))
	}
	patient := compile("forfait_medecin_traitant")
	rows := batch.Rows{N: 4, Columns: make([]batch.Column, len(patient.Facts))}
	cells, err := batch.Count([]*batch.Batch{patient}, rows, nil, 1)
	if err != nil || cells.Counted != 4 || cells.Rows.N != 1 {
		t.Fatalf("%+v, %v", cells, err)
	}
	if _, err := cells.Sum(compile("meg")); err == nil || !strings.Contains(err.Error(), "n'est pas dans les cellules") {
		t.Errorf("another rule: %v", err)
	}
	age, _ := patient.Fact("age")
	rows.Columns[age] = batch.Column{I32: []int32{1, 2, 131, 4}}
	if cells, err := batch.Count([]*batch.Batch{patient}, rows, nil, 1); cells != nil || err == nil || !strings.Contains(err.Error(), "ligne 3, age : 131") {
		t.Errorf("outside: %v, %v", cells, err)
	}
	rows.Columns[age] = batch.Column{}
	if _, err := batch.Count([]*batch.Batch{patient}, rows, []int64{1, 1, 1, -1}, 1); err == nil || !strings.Contains(err.Error(), "poids -1") {
		t.Errorf("weights: %v", err)
	}
}

// BenchmarkCells counts patients once, then prices a reform on their cells: compiled anew each time, as when a figure moves under a cursor.
func BenchmarkCells(b *testing.B) {
	compiled, rows, _ := bench(b, "forfait_medecin_traitant", "2026-12-31", map[string]int64{"age": 105, "indicateurs_valides": 6})
	const copies = 68_000_000 / benchRows
	weights := make([]int64, rows.N) // as many patients as the country has
	total := int64(0)
	for i := range weights {
		weights[i] = copies
		if i < 68_000_000%benchRows {
			weights[i]++
		}
		total += weights[i]
	}
	cells, err := batch.Count([]*batch.Batch{compiled}, rows, weights, 2)
	if err != nil || cells.Counted != 68_000_000 || total != cells.Counted {
		b.Fatal(cells.Counted, err)
	}
	want, err := compiled.Sum(rows, weights, 2)
	if err != nil {
		b.Fatal(err)
	}
	for _, threads := range []int{1, 2} {
		b.Run([]string{"", "count-one-thread", "count-two-threads"}[threads], func(b *testing.B) {
			defer cpu(b)()
			for b.Loop() {
				if _, err := batch.Count([]*batch.Batch{compiled}, rows, nil, threads); err != nil {
					b.Fatal(err)
				}
			}
			perRow(b)
		})
	}
	b.Run("sum", func(b *testing.B) {
		for b.Loop() {
			if got, err := cells.Sum(compiled); err != nil || got != want {
				b.Fatal(got, want, err)
			}
		}
		b.ReportMetric(float64(cells.Rows.N), "cells")
	})
	p := shipped(b)
	e := eval.New(p)
	rule, _ := p.Rule("forfait_medecin_traitant")
	b.Run("reform", func(b *testing.B) {
		for b.Loop() {
			if got, err := cells.Sum(batch.Compile(e, rule, moment("2026-12-31"))); err != nil || got != want {
				b.Fatal(got, want, err)
			}
		}
	})
}
