package plan

import (
	"slices"
	"sort"
)

// Grid is the index of a table: each column is cut into pieces at every bound that a cell uses, and each box of pieces knows its row.
type Grid struct {
	Axes []Axis
	Rows []int32 // by box, the last column varying fastest: a row, or NoRow, or Several
}

// What a box holds when it is not one row.
const (
	NoRow   int32 = -1 // none; a hole if the box is in the domain
	Several int32 = -2
)

// MaxBoxes bounds the product of the pieces of a table.
const MaxBoxes = 1_000_000

// Axis is one column cut into pieces. Piece i runs from Starts[i] to the start of the next one; the pieces cover the domain.
type Axis struct {
	Starts []int64
	Inside []bool // whether the piece is part of the domain: the fact's own, within the conditions around the table
	Last   int64  // the greatest value of the last piece
	Stride int

	direct []int32 // piece×Stride by value − Starts[0], when the column is narrow
}

const directWidth = 4096

// NewGrid indexes the rows of a table over the domains of its columns. It reports false when there are too many boxes.
func NewGrid(domains []Set, rows []Row) (*Grid, bool) {
	g := &Grid{Axes: make([]Axis, len(domains))}
	boxes := 1
	for i := len(domains) - 1; i >= 0; i-- {
		g.Axes[i] = newAxis(domains[i], rows, i)
		g.Axes[i].Stride = boxes
		if boxes *= max(1, len(g.Axes[i].Starts)); boxes > MaxBoxes {
			return nil, false
		}
		g.Axes[i].index()
	}
	for i := range g.Axes {
		if len(g.Axes[i].Starts) == 0 { // no value can reach the table
			return g, true
		}
	}
	g.Rows = make([]int32, boxes)
	for b := range g.Rows {
		g.Rows[b] = g.rowAt(b, rows)
	}
	return g, true
}

func newAxis(domain Set, rows []Row, column int) Axis {
	var cuts []int64
	add := func(s Set) {
		for _, i := range s {
			cuts = append(cuts, i.Lo, i.Hi+1)
		}
	}
	add(domain)
	for _, r := range rows {
		add(r.Cells[column].In.And(hull(domain)))
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	if len(cuts) == 0 {
		return Axis{}
	}
	a := Axis{Starts: cuts[:len(cuts)-1], Last: cuts[len(cuts)-1] - 1}
	for _, s := range a.Starts {
		a.Inside = append(a.Inside, domain.Has(s))
	}
	return a
}

func hull(s Set) Set {
	if len(s) == 0 {
		return nil
	}
	return Set{{s[0].Lo, s[len(s)-1].Hi}}
}

func (a *Axis) index() {
	if len(a.Starts) == 0 || a.Last-a.Starts[0] >= directWidth {
		return
	}
	a.direct = make([]int32, a.Last-a.Starts[0]+1)
	for v := range a.direct {
		a.direct[v] = int32(a.search(a.Starts[0]+int64(v)) * a.Stride)
	}
}

func (a *Axis) search(v int64) int {
	return sort.Search(len(a.Starts), func(i int) bool { return a.Starts[i] > v }) - 1
}

// Offset returns what the value adds to the index of the box, or −1 when it is outside the axis.
func (a *Axis) Offset(v int64) int {
	if len(a.Starts) == 0 || v < a.Starts[0] || v > a.Last {
		return -1
	}
	if a.direct != nil {
		return int(a.direct[v-a.Starts[0]])
	}
	return a.search(v) * a.Stride
}

// Piece returns the number of the piece of column axis in a box.
func (g *Grid) Piece(box, axis int) int {
	a := &g.Axes[axis]
	return box / a.Stride % len(a.Starts)
}

// End returns the greatest value of a piece.
func (a *Axis) End(piece int) int64 {
	if piece+1 < len(a.Starts) {
		return a.Starts[piece+1] - 1
	}
	return a.Last
}

// InDomain reports whether every piece of the box lies in the domain of its column.
func (g *Grid) InDomain(box int) bool {
	for i := range g.Axes {
		if !g.Axes[i].Inside[g.Piece(box, i)] {
			return false
		}
	}
	return true
}

// Matching returns all rows that hold in a box.
func (g *Grid) Matching(box int, rows []Row) []int {
	var out []int
next:
	for r := range rows {
		for i := range g.Axes {
			if !rows[r].Cells[i].In.Has(g.Axes[i].Starts[g.Piece(box, i)]) {
				continue next
			}
		}
		out = append(out, r)
	}
	return out
}

func (g *Grid) rowAt(box int, rows []Row) int32 {
	switch hits := g.Matching(box, rows); len(hits) {
	case 0:
		return NoRow
	case 1:
		return int32(hits[0])
	}
	return Several
}
