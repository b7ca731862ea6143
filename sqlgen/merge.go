package sqlgen

import (
	"slices"
	"sort"
	"strings"
)

// merged adds the arms in which the columns outside known are NULL.
func (t *tabling) merged(known int) {
	var open, closed []int
	for i := range t.columns {
		switch in := known>>i&1 == 1; {
		case !in && !t.columns[i].unknown, in && !t.columns[i].known:
			return
		case in:
			closed = append(closed, i)
		default:
			open = append(open, i)
		}
	}
	var found []box
	places := make([]int, len(t.columns))
	var walk func(k int)
	walk = func(k int) {
		if k < len(closed) {
			for piece := range t.columns[closed[k]].pieces {
				places[closed[k]] = piece
				walk(k + 1)
			}
			return
		}
		if b, ok := t.common(places, open, closed); ok && !t.covered(places, open) {
			found = append(found, b)
		}
	}
	walk(0)
	for _, b := range gather(found, closed) {
		for _, i := range closed {
			if t.columns[i].whole && !slices.Contains(b.cells[i].pieces, false) {
				b.cells[i].pieces = nil
			}
		}
		t.arms = append(t.arms, b)
	}
}

// common reads one box of the known columns for every value of the others.
func (t *tabling) common(places, open, closed []int) (box, bool) {
	seen := map[string]outcome{}
	grid := t.lookup.Grid
	var walk func(k, at int)
	walk = func(k, at int) {
		if k == len(open) {
			if row := grid.Rows[at]; row >= 0 {
				seen[t.outcomes[row].key] = t.outcomes[row]
			}
			return
		}
		axis := &grid.Axes[open[k]]
		for piece, inside := range axis.Inside {
			if inside {
				walk(k+1, at+piece*axis.Stride)
			}
		}
	}
	start := 0
	for _, i := range closed {
		start += places[i] * grid.Axes[i].Stride
	}
	walk(0, start)
	if len(seen) == 0 {
		return box{}, false
	}
	var keys []string
	constants := 0
	for key, o := range seen {
		if o.missing {
			return box{}, false
		}
		if o.num.kind == konst {
			constants++
		}
		keys = append(keys, key)
	}
	if constants > 1 {
		return box{}, false
	}
	sort.Strings(keys)
	b := box{cells: make([]cell, len(t.columns)), then: seen[keys[0]].num, key: strings.Join(keys, "=")}
	var equalities []*pred
	for _, key := range keys[1:] {
		equalities = append(equalities, same(b.then, seen[key].num))
	}
	if b.extra = allOf(equalities...); b.extra.kind == isFalse {
		return box{}, false
	}
	for _, i := range open {
		b.cells[i].null = true
	}
	for _, i := range closed {
		b.cells[i].pieces = make([]bool, t.columns[i].pieces)
		b.cells[i].pieces[places[i]] = true
	}
	return b, true
}

// covered reports whether an arm already holds in a box where some columns are NULL.
func (t *tabling) covered(places, open []int) bool {
next:
	for _, a := range t.arms {
		if a.extra != nil && a.extra.kind != isTrue {
			continue
		}
		for i := range t.columns {
			c := &a.cells[i]
			switch isOpen := slices.Contains(open, i); {
			case !c.null && c.pieces == nil:
			case isOpen && c.null, !isOpen && !c.null && c.pieces[places[i]]:
			default:
				continue next
			}
		}
		return true
	}
	return false
}

// gather joins boxes of one value that differ in one column only.
func gather(list []box, closed []int) []box {
	for again := true; again; {
		again = false
		for i := 0; i < len(list); i++ {
			for j := i + 1; j < len(list); j++ {
				if column, ok := neighbours(&list[i], &list[j], closed); ok {
					for k, in := range list[j].cells[column].pieces {
						if in {
							list[i].cells[column].pieces[k] = true
						}
					}
					list = slices.Delete(list, j, j+1)
					again, j = true, j-1
				}
			}
		}
	}
	return list
}

func neighbours(a, b *box, closed []int) (int, bool) {
	if a.key != b.key {
		return 0, false
	}
	column := -1
	for _, i := range closed {
		if !slices.Equal(a.cells[i].pieces, b.cells[i].pieces) {
			if column >= 0 {
				return 0, false
			}
			column = i
		}
	}
	return column, column >= 0
}
