package eval

import "github.com/opposable/opposable/plan"

// lookup reads a table.
type lookup struct {
	grid  *plan.Grid
	slots []int // of the columns
	rows  []rowValue
}

// rowValue is what one row gives.
type rowValue struct {
	n       int64
	missing bool
	value   func(*Frame, *step) Value
}

const (
	noRow       = -1
	severalRows = -2
)

func (l *lookup) find(f *Frame, s *step) Value {
	box := 0
	for i, slot := range l.slots {
		v := f.values[slot]
		if v.State != Known {
			return l.findOpen(f, s)
		}
		offset := l.grid.Axes[i].Offset(v.N)
		if offset < 0 {
			return notEstablished
		}
		box += offset
	}
	return l.read(f, s, l.grid.Rows[box])
}

func (l *lookup) read(f *Frame, s *step, row int32) Value {
	if row < 0 {
		return notEstablished
	}
	f.rows[s.slot] = row
	if f.Log != nil {
		f.Log.hit(s, row)
	}
	return l.rows[row].eval(f, s)
}

func (r *rowValue) eval(f *Frame, s *step) Value {
	switch {
	case r.missing:
		return notEstablished
	case r.value != nil:
		return r.value(f, s)
	}
	return Value{N: r.n}
}

// findOpen reads the table for every value of the unknown columns: the common value if there is one.
func (l *lookup) findOpen(f *Frame, s *step) Value {
	common, rows, first := Value{}, int32(noRow), true
	var walk func(column, box int) bool // false: stop, the values differ
	walk = func(column, box int) bool {
		if column == len(l.slots) {
			row := l.grid.Rows[box]
			if row < 0 {
				return true // outside the domain: another condition excludes it
			}
			f.rows[s.slot] = row
			v := l.rows[row].eval(f, s)
			switch {
			case first:
				common, rows, first = v, row, false
			case v != common:
				common = unknown
				return false
			case row != rows:
				rows = severalRows
			}
			return true
		}
		axis := &l.grid.Axes[column]
		if v := f.values[l.slots[column]]; v.State == Known {
			offset := axis.Offset(v.N)
			return offset < 0 || walk(column+1, box+offset)
		}
		for piece, inside := range axis.Inside {
			if inside && !walk(column+1, box+piece*axis.Stride) {
				return false
			}
		}
		return true
	}
	walk(0, 0)
	f.rows[s.slot] = severalRows
	switch {
	case first:
		return notEstablished
	case common.State == Known || common.State == NotEstablished:
		f.rows[s.slot] = rows
		if f.Log != nil && rows >= 0 {
			f.Log.hit(s, rows)
		}
	}
	return common
}
