package check

import (
	"fmt"
	"slices"

	"github.com/opposable/opposable/plan"
)

// shown bounds how many holes of one table are written out.
const shown = 20

// tables proves that each possible combination of the columns of a table meets exactly one row.
func (c *checker) tables(rule int) {
	for _, i := range c.plan.Rules[rule].Parts {
		for j := range c.plan.Parts[i].Versions {
			v := &c.plan.Parts[i].Versions[j]
			if v.Table == nil || len(v.Table.Rows) == 0 {
				continue
			}
			grid := v.Table.Grid()
			if grid == nil {
				c.report(c.at(v.Pos), "table.trop_grande", "les bornes de cette table donnent plus de %d cases : on ne peut pas prouver qu'elle est complète — coupez-la en plusieurs parties", plan.MaxBoxes)
				continue
			}
			t := &table{checker: c, grid: grid, version: v, domains: c.plan.ColumnDomains(i, j), unit: c.plan.Parts[i].Unit}
			if slices.ContainsFunc(t.domains, func(s plan.Set) bool { return len(s) == 0 }) {
				t.unreachable()
				continue
			}
			if !t.complete() {
				continue
			}
			t.holes()
			t.overlaps()
			t.deadRows()
		}
	}
}

// table is one table under proof.
type table struct {
	*checker
	grid    *plan.Grid
	version *plan.Version
	domains []plan.Set
	unit    plan.Unit
}

// complete reports whether all cells compiled: else their own findings come first.
func (t *table) complete() bool {
	for _, row := range t.version.Table.Rows {
		for _, cell := range row.Cells {
			if cell.Text == "" || len(cell.Since) > 0 {
				return false
			}
		}
	}
	return len(t.grid.Rows) > 0
}

// unreachable reports a column that no value reaches.
func (t *table) unreachable() {
	for i, domain := range t.domains {
		if len(domain) > 0 {
			continue
		}
		k := t.column(t.version.Columns[i])
		if len(t.plan.Domain(t.version.Columns[i])) == 0 {
			t.report(t.at(t.version.Pos), "table.colonne", "« %s » donne un nombre : une colonne est un fait, ou une règle ou une partie qui répond par un mot", k.name)
		} else {
			t.report(t.at(t.version.Table.Rows[0].Pos), "table.ligne_morte", "aucune ligne de cette table ne sert : les conditions ne laissent aucune valeur à « %s »", k.name)
		}
	}
}

// holes reports the boxes of the domain that no row meets, merged into boxes as large as they can be.
func (t *table) holes() {
	hole := func(b int) bool { return t.grid.Rows[b] == plan.NoRow && t.grid.InDomain(b) }
	found := 0
	t.regions(hole, func(r region) bool {
		if found++; found > shown {
			t.report(t.at(t.version.Pos), "table.trou", "et d'autres trous dans cette table : corrigez d'abord ceux qui sont écrits")
			return false
		}
		pos, around := t.neighbours(r)
		t.report(t.at(pos), "table.trou", "%s pour %s%s — corrigez une borne ou ajoutez une ligne", given(t.unit), t.words(r), around)
		return true
	})
}

// overlaps reports each pair of rows that hold together, with one case.
func (t *table) overlaps() {
	rows := t.version.Table.Rows
	seen := map[[2]int]bool{}
	for b, hit := range t.grid.Rows {
		if hit != plan.Several || !t.grid.InDomain(b) {
			continue
		}
		both := t.grid.Matching(b, rows)
		for i := range both {
			for _, second := range both[i+1:] {
				pair := [2]int{both[i], second}
				if seen[pair] {
					continue
				}
				seen[pair] = true
				r := t.grow(b, func(b int) bool {
					hits := t.grid.Matching(b, rows)
					return t.grid.InDomain(b) && slices.Contains(hits, pair[0]) && slices.Contains(hits, pair[1])
				})
				t.report(t.at(rows[pair[1]].Pos), "table.recouvrement", "deux lignes valent pour %s : celle-ci et %s — une seule doit valoir : resserrez une borne ou retirez-en une",
					t.words(r), line(rows[pair[0]].Pos))
			}
		}
	}
}

// deadRows reports the rows that no value of the domain meets.
func (t *table) deadRows() {
	rows := t.version.Table.Rows
	alive := make([]bool, len(rows))
	for b, hit := range t.grid.Rows {
		switch {
		case !t.grid.InDomain(b):
		case hit >= 0:
			alive[hit] = true
		case hit == plan.Several:
			for _, i := range t.grid.Matching(b, rows) {
				alive[i] = true
			}
		}
	}
	for i, ok := range alive {
		if ok {
			continue
		}
		why := "ses cellules ne se rencontrent jamais"
		for k, cell := range rows[i].Cells {
			if len(cell.In.And(t.domains[k])) == 0 {
				col := t.column(t.version.Columns[k])
				why = fmt.Sprintf("%s « %s » est hors de ce qui arrive jusqu'à la table (%s)", col.name, cell.Text, col.values(t.domains[k]))
				break
			}
		}
		t.report(t.at(rows[i].Pos), "table.ligne_morte", "cette ligne ne sert jamais : %s — retirez-la, ou corrigez sa cellule ou la condition", why)
	}
}

// neighbours names the rows beside a hole, and the place of the first one.
func (t *table) neighbours(r region) (plan.Pos, string) {
	rows := t.version.Table.Rows
	var found []int
	var text []string
	for axis := range t.grid.Axes {
		a := &t.grid.Axes[axis]
		if len(r[axis]) == len(a.Starts) {
			continue
		}
		k := t.column(t.version.Columns[axis])
		var beside []int
		if k.numeric() {
			beside = []int{r[axis][0] - 1, r[axis][len(r[axis])-1] + 1}
		} else {
			for p := range a.Starts {
				if !slices.Contains(r[axis], p) {
					beside = append(beside, p)
				}
			}
		}
		for _, p := range beside {
			if p < 0 || p >= len(a.Starts) || len(text) >= 2 {
				continue
			}
			row := t.grid.Rows[t.box(r, axis, p)]
			if row < 0 || slices.Contains(found, int(row)) {
				continue
			}
			found = append(found, int(row))
			text = append(text, fmt.Sprintf("%s a %s « %s »", line(rows[row].Pos), k.name, rows[row].Cells[axis].Text))
		}
	}
	if len(found) == 0 {
		return rows[0].Pos, ""
	}
	return rows[slices.Min(found)].Pos, " ; " + and(text)
}

// box is the first box of a region, moved to a piece of one axis.
func (t *table) box(r region, axis, piece int) int {
	b := 0
	for i := range t.grid.Axes {
		p := r[i][0]
		if i == axis {
			p = piece
		}
		b += p * t.grid.Axes[i].Stride
	}
	return b
}

// words writes a region as a reader would say it.
func (t *table) words(r region) string {
	sets := make([]plan.Set, len(r))
	for axis, pieces := range r {
		a := &t.grid.Axes[axis]
		for _, p := range pieces {
			sets[axis] = sets[axis].Or(plan.Set{{Lo: a.Starts[p], Hi: a.End(p)}})
		}
	}
	return t.checker.box(t.version.Columns, sets, t.domains)
}

// region is a product of pieces: for each axis, some of them, in order.
type region [][]int

// regions covers the wanted boxes with regions as large as they can be, and calls f for each until it says no.
func (t *table) regions(wanted func(int) bool, f func(region) bool) {
	covered := make([]bool, len(t.grid.Rows))
	for b := range t.grid.Rows {
		if covered[b] || !wanted(b) {
			continue
		}
		r := t.grow(b, wanted)
		t.each(r, func(b int) bool { covered[b] = true; return true })
		if !f(r) {
			return
		}
	}
}

// grow extends a box along each axis in turn, to every piece for which all boxes are wanted.
func (t *table) grow(b int, wanted func(int) bool) region {
	r := make(region, len(t.grid.Axes))
	for axis := range r {
		r[axis] = []int{t.grid.Piece(b, axis)}
	}
	for axis := range r {
		own := r[axis][0]
		for p := range t.grid.Axes[axis].Starts {
			if p == own {
				continue
			}
			slab := slices.Clone(r)
			slab[axis] = []int{p}
			if t.each(slab, wanted) {
				r[axis] = append(r[axis], p)
			}
		}
		slices.Sort(r[axis])
	}
	return r
}

// each calls f for the boxes of a region until it says no, and reports whether it never did.
func (t *table) each(r region, f func(int) bool) bool {
	var walk func(axis, b int) bool
	walk = func(axis, b int) bool {
		if axis == len(r) {
			return f(b)
		}
		for _, p := range r[axis] {
			if !walk(axis+1, b+p*t.grid.Axes[axis].Stride) {
				return false
			}
		}
		return true
	}
	return walk(0, 0)
}
