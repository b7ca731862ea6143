package batch

import (
	"fmt"
	"slices"

	"github.com/opposable/opposable/plan"
)

// Cells are rows counted once by distinct combination of their facts: what any rule that reads no more than these facts makes of the
// rows, it makes of the cells.
type Cells struct {
	Facts   []int // by index in the plan
	Rows    Rows  // one row for each combination that exists, columns in the order of Facts
	Weights []int64
	Counted int64 // rows, weights counted

	axes []axis
}

// Domains up to this width are kept value by value, so that a reform may cut them anywhere; wider ones are cut where the given rules cut
// them.
const keepEvery = 1 << 12

// denseCells is the number of combinations up to which counters stand in one array.
const denseCells = 1 << 22

// Count compresses rows into cells fit for the given rules. The columns of rows are in the order of the facts of the first rule, which
// must read all that the others read. It refuses a fact with a wide domain that a formula reads: its rows are not alike.
func Count(rules []*Batch, rows Rows, weights []int64, threads int) (*Cells, error) {
	if err := rules[0].shape(rows, weights); err != nil {
		return nil, err
	}
	return countAll(rules, rows, weights, threads)
}

func cellAxes(rules []*Batch) ([]axis, error) {
	first := rules[0]
	var out []axis
	for i, fact := range first.Facts {
		f := &first.plan.Facts[fact]
		if f.Hi-f.Lo < keepEvery {
			a := newAxis(f, nil, false)
			a.starts, a.exact = nil, true
			for v := f.Lo; v <= f.Hi; v++ {
				a.starts = append(a.starts, v)
			}
			shift := len(a.starts) - 1
			a.unknown += shift
			if a.never >= 0 {
				a.never += shift
			}
			if a.none >= 0 {
				a.none += shift
			}
			out = append(out, a)
			continue
		}
		var at []int64
		for _, b := range rules {
			for j, other := range b.Facts {
				switch {
				case other != fact:
				case b.axes[j].read:
					return nil, &ShapeError{fmt.Sprintf("%s : une formule lit ce fait, dont le domaine est large ; ses lignes ne se comptent pas par combinaison", f.Name)}
				default:
					at = append(at, b.axes[j].starts...)
				}
			}
		}
		out = append(out, newAxis(f, at, first.axes[i].read))
	}
	for _, b := range rules[1:] {
		for _, fact := range b.Facts {
			if !slices.Contains(first.Facts, fact) {
				return nil, &ShapeError{fmt.Sprintf("%s : ce fait n'est pas dans les colonnes comptées", b.plan.Facts[fact].Name)}
			}
		}
	}
	return out, nil
}

// fit holds that a rule tells no two rows of one cell apart.
func (c *Cells) fit(asked *axis, at int, f *plan.Fact) error {
	own := &c.axes[at]
	switch {
	case own.exact:
		return nil
	case asked.read:
		return &ShapeError{fmt.Sprintf("%s : une formule lit ce fait, que les cellules ne gardent que par tranches", f.Name)}
	}
	for _, s := range asked.starts {
		if _, ok := slices.BinarySearch(own.starts, s); !ok {
			return &ShapeError{fmt.Sprintf("%s : la règle le coupe à %d, les cellules non — recomptez-les avec elle", f.Name, s)}
		}
	}
	return nil
}

// Sum recomputes a rule on the cells: exactly what it gives on the rows that were counted.
func (c *Cells) Sum(b *Batch) (Total, error) {
	rows := Rows{N: c.Rows.N, Columns: make([]Column, len(b.Facts))}
	for i, fact := range b.Facts {
		at := slices.Index(c.Facts, fact)
		if at < 0 {
			return Total{}, &ShapeError{fmt.Sprintf("%s : ce fait n'est pas dans les cellules — comptez-les avec une règle qui le lit", b.plan.Facts[fact].Name)}
		}
		if err := c.fit(&b.axes[i], at, &b.plan.Facts[fact]); err != nil {
			return Total{}, err
		}
		rows.Columns[i] = c.Rows.Columns[at]
	}
	return b.Sum(rows, c.Weights, 1)
}
