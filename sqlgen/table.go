package sqlgen

import (
	"fmt"
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// table writes a decision table as disjoint arms: a row for each row, then, for each set of unknown columns, the boxes of the known ones
// in which all rows that may hold give one value. There is no ELSE: what no arm gives is NULL.
func (w *writer) table(l *eval.Lookup) value {
	t := &tabling{writer: w, lookup: l}
	for i, slot := range l.Slots {
		t.columns = append(t.columns, t.column(i, slot))
	}
	for _, row := range l.Rows {
		t.outcomes = append(t.outcomes, t.outcome(row, len(t.outcomes)))
	}
	t.rows()
	for known := 1<<len(l.Slots) - 2; known >= 0; known-- {
		t.merged(known)
	}
	var arms []arm
	for _, a := range t.arms {
		arms = append(arms, arm{t.when(a), a.then})
	}
	return value{num: agreed(arms...), open: t.open}
}

// tabling is a table being written.
type tabling struct {
	writer   *writer
	lookup   *eval.Lookup
	columns  []tableColumn
	outcomes []outcome // by row
	arms     []box
	open     bool
}

// tableColumn is one column: how it is tested, and whether it may be unknown.
type tableColumn struct {
	value   value
	fact    int // −1: a part or a rule
	pieces  int
	whole   bool // the pieces are all the values that it may have: a cell with all of them needs no test
	unknown bool // it may be NULL for want of a fact
	known   bool // it may be known
}

// outcome is what a row gives: the key tells those that are the same.
type outcome struct {
	num     *num
	key     string
	missing bool
}

// cell is what an arm asks of a column.
type cell struct {
	null   bool
	pieces []bool // nil: anything
}

// box is an arm: a cell for each column.
type box struct {
	cells []cell
	then  *num
	extra *pred
	key   string
}

func (t *tabling) column(i, slot int) tableColumn {
	v := t.writer.slots[slot]
	axis := &t.lookup.Grid.Axes[i]
	c := tableColumn{value: v, fact: -1, pieces: len(axis.Starts), unknown: true, known: !v.num.isNull()}
	var domain plan.Set
	switch v.num.kind {
	case columnNum:
		c.fact = v.num.fact
		f := &t.writer.graph.Plan.Facts[c.fact]
		domain = t.writer.graph.Plan.Domain(plan.Ref{Kind: plan.ToFact, Index: c.fact})
		c.unknown = !f.NullIsNone
		if f.NullIsNone {
			domain = nil
		}
	case konst:
		domain, c.unknown = plan.Set{{Lo: v.num.n, Hi: v.num.n}}, false
	default:
		domain = plan.Set{{Lo: v.num.lo, Hi: v.num.hi}}
	}
	c.whole = c.pieces > 0 && len(domain) > 0 && domain[0].Lo >= axis.Starts[0] && domain[len(domain)-1].Hi <= axis.Last
	return c
}

func (t *tabling) outcome(o eval.Outcome, row int) outcome {
	switch {
	case o.Formula != nil:
		v := t.writer.term(o.Formula)
		if v.absent != nil {
			refuse("une ligne de table lit une partie qui n'est plus en vigueur")
		}
		if v.open {
			t.open = true
		}
		if v.num.isNull() {
			return outcome{missing: true, key: "-"}
		}
		if v.num.kind == konst {
			return outcome{num: v.num, key: fmt.Sprint(v.num.n)}
		}
		for _, before := range t.outcomes {
			if before.num == v.num {
				return before
			}
		}
		return outcome{num: v.num, key: fmt.Sprintf("row %04d", row)}
	case o.Value.State != eval.Known:
		t.open = true
		return outcome{missing: true, key: "-"}
	}
	return outcome{num: number(o.Value.N), key: fmt.Sprint(o.Value.N)}
}

// rows adds an arm for each row that gives a value; a cell that holds everything is not tested.
func (t *tabling) rows() {
	byRow := make([][]int, len(t.outcomes))
	for at, row := range t.lookup.Grid.Rows {
		if row >= 0 {
			byRow[row] = append(byRow[row], at)
		}
	}
	for row, boxes := range byRow {
		if len(boxes) == 0 || t.outcomes[row].missing {
			continue
		}
		b := box{cells: make([]cell, len(t.columns)), then: t.outcomes[row].num, key: t.outcomes[row].key}
		for i := range t.columns {
			b.cells[i].pieces = make([]bool, t.columns[i].pieces)
			for _, at := range boxes {
				b.cells[i].pieces[t.lookup.Grid.Piece(at, i)] = true
			}
			if t.columns[i].whole && !slices.Contains(b.cells[i].pieces, false) {
				b.cells[i].pieces = nil
			}
		}
		t.arms = append(t.arms, b)
	}
}

// when is the condition of an arm.
func (t *tabling) when(b box) *pred {
	var all []*pred
	for i := range t.columns {
		c, column := &b.cells[i], &t.columns[i]
		switch {
		case c.null:
			all = append(all, t.null(column))
		case c.pieces != nil:
			all = append(all, t.holds(column, t.set(i, c.pieces)))
		}
	}
	if b.extra != nil {
		all = append(all, b.extra)
	}
	return allOf(all...)
}

func (t *tabling) null(c *tableColumn) *pred {
	if c.fact >= 0 {
		return &pred{kind: nullColumn, fact: c.fact}
	}
	return unknownNum(c.value.num)
}

func (t *tabling) holds(c *tableColumn, set plan.Set) *pred {
	switch {
	case c.fact >= 0:
		return t.writer.columnTest(c.fact, &plan.Cell{In: set})
	case c.value.yes != nil:
		return yesTest(c.value.yes, set)
	}
	return inSet(c.value.num, set)
}

// set is the values of some pieces of a column.
func (t *tabling) set(i int, pieces []bool) plan.Set {
	axis := &t.lookup.Grid.Axes[i]
	var list []plan.Interval
	for k, in := range pieces {
		if in {
			list = append(list, plan.Interval{Lo: axis.Starts[k], Hi: axis.End(k)})
		}
	}
	return plan.NewSet(list...)
}
