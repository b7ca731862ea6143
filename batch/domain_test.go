package batch_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/eval"
)

// TestOutsideDomain holds that a value outside its domain gives an error with its first row, and no result.
func TestOutsideDomain(t *testing.T) {
	p := shipped(t)
	e := eval.New(p)
	rule, _ := p.Rule("forfait_medecin_traitant")
	b := batch.Compile(e, rule, moment("2026-11-20"))
	age, _ := b.Fact("age")
	for _, c := range []struct {
		name string
		set  func(*batch.Rows)
		row  int
	}{
		{"age of 131", func(r *batch.Rows) { r.Columns[age].U8[4097], r.Columns[age].U8[9000] = 131, 200 }, 4097},
		{"negative age", func(r *batch.Rows) {
			r.Columns[age] = batch.Column{I32: make([]int32, r.N)}
			r.Columns[age].I32[17] = -1
		}, 17},
		{"unknown mark", func(r *batch.Rows) {
			r.Columns[age].Null = make([]uint8, r.N)
			r.Columns[age].Null[5000] = 3
		}, 5000},
		{"none where null is unknown", func(r *batch.Rows) {
			r.Columns[age].Null = make([]uint8, r.N)
			r.Columns[age].Null[1] = batch.None
		}, 1},
	} {
		rows := batch.Rows{N: 10_000, Columns: make([]batch.Column, len(b.Facts))}
		for i := range rows.Columns {
			rows.Columns[i] = batch.Column{U8: make([]uint8, rows.N)}
		}
		c.set(&rows)
		for threads := 1; threads < 4; threads++ {
			result, err := b.Values(rows, threads)
			var outside *batch.DomainError
			if result != nil || !errors.As(err, &outside) || outside.Row != c.row || outside.Fact != "age" {
				t.Errorf("%s: %v, %v", c.name, result, err)
			}
			if total, err := b.Sum(rows, nil, threads); err == nil || total != (batch.Total{}) {
				t.Errorf("%s: %+v, %v", c.name, total, err)
			}
		}
	}
}

// TestOutsideDomainOfAmount is the same for a column that a formula reads.
func TestOutsideDomainOfAmount(t *testing.T) {
	p := shipped(t)
	rule, _ := p.Rule("participation_forfaitaire")
	b := batch.Compile(eval.New(p), rule, moment("2026-11-20"))
	paid, _ := b.Fact("participations_annee_centimes")
	f := &p.Facts[b.Facts[paid]]
	for _, v := range []int64{f.Lo - 1, f.Hi + 1, -1 << 63, 1<<63 - 1} {
		for _, wide := range []bool{true, false} {
			rows := batch.Rows{N: 3_000, Columns: make([]batch.Column, len(b.Facts))}
			amounts := make([]int64, rows.N)
			amounts[2_500] = v
			rows.Columns[paid] = batch.Column{I64: amounts}
			if !wide {
				rows.Columns[paid].Null = make([]uint8, rows.N)
			}
			_, err := b.Sum(rows, nil, 2)
			var outside *batch.DomainError
			if !errors.As(err, &outside) || outside.Row != 2_500 {
				t.Errorf("%d: %v", v, err)
			}
		}
	}
}

// TestShapes holds that columns which do not fit are refused with what does not.
func TestShapes(t *testing.T) {
	p := shipped(t)
	rule, _ := p.Rule("forfait_medecin_traitant")
	b := batch.Compile(eval.New(p), rule, moment("2026-11-20"))
	full := make([]batch.Column, len(b.Facts))
	for i := range full {
		full[i] = batch.Column{U8: make([]uint8, 3)}
	}
	short := append([]batch.Column{{U8: make([]uint8, 2)}}, full[1:]...)
	both := append([]batch.Column{{U8: make([]uint8, 3), I64: make([]int64, 3)}}, full[1:]...)
	for _, c := range []struct {
		rows    batch.Rows
		weights []int64
		want    string
	}{
		{batch.Rows{N: 3, Columns: full[:2]}, nil, "2 colonnes trouvées, 5 attendues"},
		{batch.Rows{N: 3, Columns: short}, nil, "2 valeurs"},
		{batch.Rows{N: 3, Columns: both}, nil, "une seule forme"},
		{batch.Rows{N: 3, Columns: full}, []int64{1}, "1 poids trouvés pour 3 lignes"},
		{batch.Rows{N: 3, Columns: full}, []int64{1, -2, 1}, "ligne 2 : poids -2"},
	} {
		if _, err := b.Sum(c.rows, c.weights, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if total, err := b.Sum(batch.Rows{N: 3, Columns: make([]batch.Column, len(b.Facts))}, nil, 1); err != nil || total.Unknown != 3 {
		t.Errorf("without any column: %+v, %v", total, err)
	}
}
