package batch

import (
	"fmt"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Column holds the values of one fact, encoded as in plan, in the narrowest of three forms that its domain allows. A column without
// values is unknown in every row.
type Column struct {
	U8   []uint8
	I32  []int32
	I64  []int64
	Null []uint8 // nil: every value is given; else one mark by row
}

// Marks of a row in Column.Null.
const (
	Given   uint8 = iota
	Unknown       // the value is not known
	None          // there is none: only of a fact for which null says so
)

// Rows are the facts of many rows: columns in the order of Batch.Facts.
type Rows struct {
	N       int
	Columns []Column
}

// empty reports whether the column has no values at all.
func (c *Column) empty() bool { return c.U8 == nil && c.I32 == nil && c.I64 == nil }

func (c *Column) rows() int {
	switch {
	case c.U8 != nil:
		return len(c.U8)
	case c.I32 != nil:
		return len(c.I32)
	}
	return len(c.I64)
}

// At returns the value of a row, and whether it is given.
func (c *Column) At(row int) (int64, bool) {
	n, mark := c.at(row)
	return n, mark == Given
}

// at returns the value and the mark of a row.
func (c *Column) at(row int) (int64, uint8) {
	if c.empty() {
		return 0, Unknown
	}
	mark := Given
	if c.Null != nil {
		mark = c.Null[row]
	}
	switch {
	case c.U8 != nil:
		return int64(c.U8[row]), mark
	case c.I32 != nil:
		return int64(c.I32[row]), mark
	}
	return c.I64[row], mark
}

// DomainError is a value outside the declared domain of its fact. Row counts from 0.
type DomainError struct {
	Row    int
	Fact   string
	Found  string
	Wanted string
}

// Error says where, what was found, what was expected and what to do.
func (e *DomainError) Error() string {
	return fmt.Sprintf("ligne %d, %s : %s est hors du domaine (%s) — corrigez la valeur, ou videz-la si elle est inconnue ; rien n'a été calculé",
		e.Row+1, e.Fact, e.Found, e.Wanted)
}

// ShapeError is a set of columns that does not fit the rule.
type ShapeError struct{ Text string }

// Error says what does not fit.
func (e *ShapeError) Error() string { return e.Text }

func (b *Batch) shape(rows Rows, weights []int64) error {
	refuse := func(format string, args ...any) error { return &ShapeError{fmt.Sprintf(format, args...)} }
	if len(rows.Columns) != len(b.Facts) {
		return refuse("%d colonnes trouvées, %d attendues : une par fait que lit la règle", len(rows.Columns), len(b.Facts))
	}
	if weights != nil && len(weights) != rows.N {
		return refuse("%d poids trouvés pour %d lignes", len(weights), rows.N)
	}
	for i := range rows.Columns {
		c := &rows.Columns[i]
		name := b.plan.Facts[b.Facts[i]].Name
		forms := 0
		for _, there := range []bool{c.U8 != nil, c.I32 != nil, c.I64 != nil} {
			if there {
				forms++
			}
		}
		switch {
		case forms > 1:
			return refuse("colonne %s : une seule forme de valeurs est attendue, %d trouvées", name, forms)
		case forms == 1 && c.rows() != rows.N, c.Null != nil && len(c.Null) != rows.N:
			return refuse("colonne %s : %d valeurs et %d marques trouvées pour %d lignes", name, c.rows(), len(c.Null), rows.N)
		}
	}
	return nil
}

// blame finds the first row of a chunk whose value is outside its domain.
func (b *Batch) blame(rows Rows, from, n int) error {
	for row := from; row < from+n; row++ {
		for i := range rows.Columns {
			v, mark := rows.Columns[i].at(row)
			if !b.axes[i].admits(v, mark) {
				f := &b.plan.Facts[b.Facts[i]]
				return &DomainError{Row: row, Fact: f.Name, Found: found(f, v, mark), Wanted: wanted(f)}
			}
		}
	}
	return nil
}

func found(f *plan.Fact, v int64, mark uint8) string {
	switch {
	case mark == None:
		return "« aucun »"
	case mark != Given:
		return fmt.Sprintf("la marque %d", mark)
	case f.Kind == plan.Date:
		return day.Date(v).String()
	}
	return money.FormatDecimal(v, scaleOf(f))
}

func wanted(f *plan.Fact) string {
	if f.Kind == plan.Date {
		return fmt.Sprintf("du %s au %s", day.Date(f.Lo), day.Date(f.Hi))
	}
	return fmt.Sprintf("de %s à %s", money.FormatDecimal(f.Lo, scaleOf(f)), money.FormatDecimal(f.Hi, scaleOf(f)))
}

// scaleOf is how many decimals a reader of the column sees: money is given in cents.
func scaleOf(f *plan.Fact) int {
	if f.Kind == plan.Decimal {
		return f.Scale
	}
	return 0
}

func refuseWeight(row int, weight int64) error {
	return &ShapeError{fmt.Sprintf("ligne %d : poids %d, un nombre de 0 à %d est attendu ; rien n'a été calculé", row+1, weight, int64(maxWeight))}
}
