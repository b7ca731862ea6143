package enginetest

import (
	"errors"
	"testing"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// compareColumns holds columns and cells to the scalar evaluator on the rows of a table. It reports on how many rows cells agreed.
func compareColumns(tb testing.TB, e *eval.Engine, t *table) (inCells int) {
	tb.Helper()
	for at := range t.at {
		m := &t.at[at]
		var places []int
		for row, k := range t.moments {
			if k == at {
				places = append(places, row)
			}
		}
		b := batch.Compile(e, t.rule, m.Moment)
		rows := batch.Rows{N: len(places)}
		for slot := range b.Facts {
			rows.Columns = append(rows.Columns, t.column(m.columns[slot], places))
		}
		got, err := b.Values(rows, 2)
		if err != nil {
			tb.Errorf("%s at %s: %v", t.key(), m.At, err)
			continue
		}
		var total batch.Total
		for i, row := range places {
			want := t.want[row]
			if got.States[i] != want.State || want.State == eval.Known && got.Values[i] != want.N {
				tb.Errorf("%s at %s: columns give %d (state %d), scalar %+v, on %v", t.key(), m.At, got.Values[i], got.States[i], want, t.describe(row))
				return inCells
			}
			count(&total, want)
		}
		cells, err := batch.Count([]*batch.Batch{b}, rows, nil, 2)
		var shape *batch.ShapeError
		if errors.As(err, &shape) {
			continue
		}
		if err != nil {
			tb.Errorf("%s at %s: cells: %v", t.key(), m.At, err)
			continue
		}
		if sum, err := cells.Sum(b); err != nil || sum != total {
			tb.Errorf("%s at %s: cells give %+v (%v), scalar %+v", t.key(), m.At, sum, err, total)
		}
		inCells += len(places)
	}
	return inCells
}

func count(t *batch.Total, v eval.Value) {
	switch v.State {
	case eval.Known:
		t.Known++
		t.Sum += v.N
	case eval.Absent:
		t.Absent++
	case eval.Unknown:
		t.Unknown++
	default:
		t.NotEstablished++
	}
}

func (t *table) column(i int, places []int) batch.Column {
	c := batch.Column{I64: make([]int64, len(places)), Null: make([]uint8, len(places))}
	for k, row := range places {
		switch v := t.rows[row][i]; {
		case v.State != eval.Known:
			c.Null[k] = batch.Unknown
		case v.N == plan.None:
			c.Null[k] = batch.None
		default:
			c.I64[k] = v.N
		}
	}
	return c
}
