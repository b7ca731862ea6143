package mutate

import (
	"reflect"
	"slices"

	"github.com/opposable/opposable/plan"
)

// bounds moves each end of each cell of a row by one, as a corrected text would: what the row gains the rows across the border lose, and
// the other way round, so that the table still has one row for each case. Some moves change nothing and are left out: a value that the
// column never has (0.51 where a share is a half or a whole), a border between two rows that give the same.
func (m *maker) bounds(v *plan.Version, row int, domains []plan.Set) {
	for c := range v.Columns {
		if !m.counted(v.Columns[c]) {
			continue
		}
		cell := &v.Table.Rows[row].Cells[c]
		for _, in := range cell.In {
			for _, end := range []struct {
				side            string
				inside, outside int64
				outward         string
				inward          string
			}{{"borne basse", in.Lo, in.Lo - 1, "−1", "+1"}, {"borne haute", in.Hi, in.Hi + 1, "+1", "−1"}} {
				if !domains[c].Has(end.inside) || !domains[c].Has(end.outside) {
					continue
				}
				b := border{v.Table, row, c, domains, end.inside, end.outside}
				what := m.end(end.side, cell, v.Columns[c], end.inside)
				if gains := b.gains(); len(gains) > 0 {
					m.table(v.Table, row, what+end.outward, gains)
				}
				if losses := b.losses(); len(losses) > 0 {
					m.table(v.Table, row, what+end.inward, losses)
				}
			}
		}
	}
}

// counted reports whether a column is cut by numbers or dates, rather than made of words.
func (m *maker) counted(thing plan.Ref) bool {
	if thing.Kind != plan.ToFact {
		return false
	}
	switch m.plan.Facts[thing.Index].Kind {
	case plan.Integer, plan.Decimal, plan.Money, plan.Date:
		return true
	}
	return false
}

// border is one end of one cell of a row: the last value that the row has there, and the first that it has not.
type border struct {
	table           *plan.Table
	row, column     int
	domains         []plan.Set
	inside, outside int64
}

// gift is a set of cases and the row that gets them.
type gift struct {
	box []plan.Set
	to  int
}

// gains are the cases that the row would take from across the border, none if nothing would change there.
func (b *border) gains() []gift {
	box := b.box(b.row, b.outside)
	for q := range b.across() {
		if !same(&b.table.Rows[b.row], &b.table.Rows[q]) {
			return []gift{{box, b.row}}
		}
	}
	return nil
}

// losses are the cases that the rows across the border would take from the row; none if nothing would change, or if they are all that the
// only such row would gain.
func (b *border) losses() []gift {
	own := b.box(b.row, b.inside)
	var out []gift
	changes := false
	across := b.across()
	for q, shared := range across {
		if len(across) == 1 && equal(b.box(q, b.inside), own) {
			return nil
		}
		changes = changes || !same(&b.table.Rows[b.row], &b.table.Rows[q])
		shared[b.column] = point(b.inside)
		out = append(out, gift{shared, q})
	}
	if !changes {
		return nil
	}
	slices.SortFunc(out, func(x, y gift) int { return x.to - y.to })
	return out
}

// across lists the other rows beyond the border, each with the cases that it has there beside those of the row.
func (b *border) across() map[int][]plan.Set {
	beyond := b.box(b.row, b.outside)
	out := map[int][]plan.Set{}
	for q := range b.table.Rows {
		if q == b.row {
			continue
		}
		if shared, any := meet(sets(&b.table.Rows[q]), beyond); any {
			out[q] = shared
		}
	}
	return out
}

// box is the cases of a row where the column has one value.
func (b *border) box(row int, value int64) []plan.Set {
	out := sets(&b.table.Rows[row])
	for c := range out {
		out[c] = out[c].And(b.domains[c])
	}
	out[b.column] = point(value)
	return out
}

func point(value int64) plan.Set { return plan.Set{{Lo: value, Hi: value}} }

func sets(row *plan.Row) []plan.Set {
	out := make([]plan.Set, len(row.Cells))
	for c := range out {
		out[c] = row.Cells[c].In
	}
	return out
}

func equal(a, b []plan.Set) bool { return slices.EqualFunc(a, b, plan.Set.Equal) }

// meet is what two boxes share, and whether they share anything.
func meet(a, b []plan.Set) ([]plan.Set, bool) {
	out := make([]plan.Set, len(a))
	for c := range a {
		if out[c] = a[c].And(b[c]); len(out[c]) == 0 {
			return nil, false
		}
	}
	return out, true
}

// same reports whether two rows give the same, whatever leads to them.
func same(a, b *plan.Row) bool { return reflect.DeepEqual(bare(*a), bare(*b)) }

func bare(r plan.Row) plan.Row {
	r.Cells, r.Pos = nil, plan.Pos{}
	if r.Value != nil {
		r.Value = &plan.Figure{N: r.Value.N, NotEstablished: r.Value.NotEstablished}
	}
	r.Params = slices.Clone(r.Params)
	for i := range r.Params {
		r.Params[i].Figure.Pos = plan.Pos{}
	}
	return r
}

// table adds the mutant that makes gifts of cases.
func (m *maker) table(t *plan.Table, row int, what string, gifts []gift) {
	m.add(t.Rows[row].Pos, what, func() func() {
		before := t.Rows
		t.Rows = given(before, gifts)
		return func() { t.Rows = before }
	})
}

// given is the rows of a table after gifts. Rows keep their places; what remains of one in several pieces, and what is given, come after.
func given(rows []plan.Row, gifts []gift) []plan.Row {
	out := slices.Clone(rows)
	for _, g := range gifts {
		for i := range out {
			pieces := without(out[i], g.box)
			if len(pieces) == 0 {
				pieces = []plan.Row{within(out[i], make([]plan.Set, len(g.box)))}
			}
			out[i] = pieces[0]
			out = append(out, pieces[1:]...)
		}
		out = append(out, within(rows[g.to], g.box))
	}
	return out
}

// within is a row for other cases.
func within(row plan.Row, box []plan.Set) plan.Row {
	row.Cells = slices.Clone(row.Cells)
	for c := range row.Cells {
		row.Cells[c].In = box[c]
	}
	return row
}

// without is a row less the cases of a box, in as many pieces as it takes.
func without(row plan.Row, box []plan.Set) []plan.Row {
	rest := sets(&row)
	if _, any := meet(rest, box); !any {
		return []plan.Row{row}
	}
	var out []plan.Row
	for c := range rest {
		if left := rest[c].Minus(box[c]); len(left) > 0 {
			piece := slices.Clone(rest)
			piece[c] = left
			out = append(out, within(row, piece))
		}
		rest[c] = rest[c].And(box[c])
	}
	return out
}
