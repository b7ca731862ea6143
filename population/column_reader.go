package population

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go/format"

	"github.com/opposable/opposable/batch"
)

// columnReader fills chunks with one column of one group of rows.
type columnReader struct {
	field *Field
	pages *pageReader
	marks []uint8 // of the chunk

	page  *page
	row   int // in the page
	value int // the next one of those that are there

	learned bool
	entries Column // the values of the dictionary, as the chunk holds them
	refused []bool // nil: all are admitted
}

func newColumnReader(f *Field) *columnReader {
	return &columnReader{field: f, pages: newPageReader(), marks: make([]uint8, chunkRows)}
}

// begin goes to the column of another group of rows.
func (r *columnReader) begin(in io.ReaderAt, l *leaf, m *format.ColumnMetaData) {
	r.pages.begin(in, l, m)
	r.page, r.row, r.value, r.learned, r.refused = &page{}, 0, 0, false, nil
}

// errShort is a column that ends before its rows.
var errShort = errors.New("it has fewer values than rows")

// fill writes the next n values into a column of a chunk. A ValueError counts its row from 1 in the chunk.
func (r *columnReader) fill(out *Column, n int) error {
	marked := false
	for at := 0; at < n; {
		if r.row == r.page.rows {
			if err := r.next(); err != nil {
				return err
			}
			continue
		}
		k := min(n-at, r.page.rows-r.row)
		absent := r.missing(r.row, k)
		bad, empty := r.pour(out, at, k, absent), r.empty(k, absent)
		switch {
		case bad >= 0:
			row := r.rowOf(bad)
			return &ValueError{Row: int64(at + row + 1), Column: r.field.Name, Found: r.found(bad), Wanted: r.field.wanted()}
		case empty >= 0 && r.field.Required:
			return &ValueError{Row: int64(at + empty + 1), Column: r.field.Name, Found: "une valeur vide", Wanted: r.field.wanted()}
		case empty >= 0 && !marked:
			clear(r.marks[:at])
			marked = true
		}
		if marked {
			r.mark(at, k)
		}
		r.row += k
		r.value += k - absent
		at += k
	}
	out.Null = nil
	if marked {
		out.Null = r.marks
	}
	return nil
}

// next reads the next page.
func (r *columnReader) next() error {
	p, err := r.pages.next()
	if errors.Is(err, io.EOF) {
		return errShort
	}
	if err != nil {
		return err
	}
	r.page, r.row, r.value = p, 0, 0
	if p.indexed && !r.learned {
		r.learn()
	}
	return nil
}

// learn turns the values of the dictionary into those of the column.
func (r *columnReader) learn() {
	n, d := r.pages.entries, &r.pages.dictionary
	r.learned, r.entries = true, columnFor(r.field, n)
	for from := 0; from < n; {
		bad := d.pour(r.field, &r.entries, from, from, n-from)
		if bad < 0 {
			break
		}
		if r.refused == nil {
			r.refused = make([]bool, n)
		}
		r.refused[from+bad] = true
		from += bad + 1
	}
}

// missing counts the empty ones among k rows of the page.
func (r *columnReader) missing(row, k int) int {
	if r.page.levels == nil {
		return 0
	}
	n := 0
	for _, level := range r.page.levels[row : row+k] {
		n += 1 - int(level)
	}
	return n
}

// empty returns the first empty one of the next k rows, −1 for none.
func (r *columnReader) empty(k, absent int) int {
	if absent == 0 {
		return -1
	}
	for i, level := range r.page.levels[r.row : r.row+k] {
		if level == 0 {
			return i
		}
	}
	return -1
}

// mark writes which of the next k rows are empty.
func (r *columnReader) mark(at, k int) {
	for i := range k {
		r.marks[at+i] = batch.Given
		if r.page.levels != nil && r.page.levels[r.row+i] == 0 {
			r.marks[at+i] = batch.Unknown
		}
	}
}

// pour writes the next k rows. It returns the first value that the column does not admit, counted among those that are there, or −1.
func (r *columnReader) pour(out *Column, at, k, absent int) int {
	present, bad := k-absent, -1
	if r.page.indexed {
		bad = indexed(out, at, r.page.indexes[r.value:r.value+present], &r.entries, r.refused)
	} else {
		bad = r.page.values.pour(r.field, out, at, r.value, present)
	}
	if absent > 0 && bad < 0 {
		spread(out, at, r.page.levels[r.row:r.row+k], present)
	}
	return bad
}

// rowOf is the row, from the current one, of a value counted among those that are there.
func (r *columnReader) rowOf(value int) int {
	if r.page.levels == nil {
		return value
	}
	for row, level := range r.page.levels[r.row:] {
		if level == 0 {
			continue
		}
		if value == 0 {
			return row
		}
		value--
	}
	return 0
}

// found is the text of a value counted from the current one.
func (r *columnReader) found(value int) string {
	if r.page.indexed {
		return r.pages.dictionary.text(int(r.page.indexes[r.value+value]))
	}
	return r.page.values.text(r.value + value)
}
