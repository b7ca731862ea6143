package population

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/opposable/opposable/batch"
)

// columnReader goes through the pages of one column of one group of rows.
type columnReader struct {
	field *Field
	kind  parquet.Kind // of the values as stored
	pages parquet.Pages
	marks []uint8 // of the chunk

	page    parquet.Page
	row     int // in the page
	rows    int
	levels  []byte // by row, 0 where the value is missing; nil when none is
	values  stored // those that are there
	value   int    // the next one
	indexes []int32

	dictionary parquet.Dictionary
	entries    Column // its values, as the chunk holds them
	refused    []bool // nil: all are admitted
}

// errShort is a column that ends before its rows.
var errShort = errors.New("it has fewer values than rows")

// fill writes the next n values into a column of a chunk. A ValueError counts its row from 1 in the chunk.
func (r *columnReader) fill(out *Column, n int) error {
	marked := false
	for at := 0; at < n; {
		if r.row == r.rows {
			if err := r.next(); err != nil {
				return err
			}
			continue
		}
		k := min(n-at, r.rows-r.row)
		bad, missing := r.rowsInto(out, at, k)
		switch {
		case bad >= 0:
			return &ValueError{Row: int64(at + bad + 1), Column: r.field.Name, Found: r.found(bad), Wanted: r.field.wanted()}
		case missing >= 0 && r.field.Required:
			return &ValueError{Row: int64(at + missing + 1), Column: r.field.Name, Found: "une valeur vide", Wanted: r.field.wanted()}
		case missing >= 0 && !marked:
			clear(r.marks[:at])
			marked = true
		}
		if marked {
			for i := range k {
				r.marks[at+i] = batch.Given
				if r.levels != nil && r.levels[r.row+i] == 0 {
					r.marks[at+i] = batch.Unknown
				}
			}
		}
		r.row += k
		r.value += k - r.missing(r.row-k, k)
		at += k
	}
	out.Null = nil
	if marked {
		out.Null = r.marks
	}
	return nil
}

// missing counts the values that are not there among k rows of the page.
func (r *columnReader) missing(row, k int) int {
	if r.levels == nil {
		return 0
	}
	n := 0
	for _, level := range r.levels[row : row+k] {
		n += 1 - int(level)
	}
	return n
}

// rowsInto writes k rows of the page. It returns the first value that the column does not admit, among those that are there, and the
// first row without one; −1 for none.
func (r *columnReader) rowsInto(out *Column, at, k int) (bad, missing int) {
	absent := r.missing(r.row, k)
	present := k - absent
	if r.indexes != nil {
		bad = indexed(out, at, r.indexes[r.value:r.value+present], &r.entries, r.refused)
	} else {
		bad = r.values.pour(r.field, out, at, r.value, present)
	}
	if absent == 0 {
		return bad, -1
	}
	levels := r.levels[r.row : r.row+k]
	missing = -1
	for i, level := range levels {
		if level == 0 {
			missing = i
			break
		}
	}
	if bad >= 0 { // the row of that value
		for i, seen := 0, 0; i < k; i++ {
			if levels[i] == 1 {
				if seen == bad {
					return i, missing
				}
				seen++
			}
		}
	}
	spread(out, at, levels, present)
	return -1, missing
}

// found is the text of a value of the rows just read, by row from the current one.
func (r *columnReader) found(row int) string {
	value := r.value + row - r.missing(r.row, row)
	if r.indexes != nil {
		s := storedOf(r.dictionary.Page(), r.kind)
		return s.text(int(r.indexes[value]))
	}
	return r.values.text(value)
}

// next reads the next page.
func (r *columnReader) next() error {
	r.release()
	page, err := r.pages.ReadPage()
	if errors.Is(err, io.EOF) {
		return errShort
	}
	if err != nil {
		return err
	}
	r.page, r.row, r.value, r.rows = page, 0, 0, int(page.NumRows())
	r.levels, r.indexes = nil, nil
	if page.NumNulls() > 0 {
		r.levels = page.DefinitionLevels()
	}
	if d := page.Dictionary(); d != nil {
		if d != r.dictionary {
			r.learn(d)
		}
		data := page.Data()
		r.indexes = data.Int32()
		return nil
	}
	r.values = storedOf(page, r.kind)
	return nil
}

// learn turns the values of a dictionary into those of the column.
func (r *columnReader) learn(d parquet.Dictionary) {
	n := d.Len()
	s := storedOf(d.Page(), r.kind)
	r.dictionary, r.refused, r.entries = d, nil, columnFor(r.field, n)
	for from := 0; from < n; {
		bad := s.pour(r.field, &r.entries, from, from, n-from)
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

// ended tells whether every value was read.
func (r *columnReader) ended() bool {
	for r.row == r.rows {
		if err := r.next(); err != nil {
			return errors.Is(err, errShort)
		}
	}
	return false
}

func (r *columnReader) release() {
	if r.page != nil {
		parquet.Release(r.page)
	}
	r.page, r.row, r.rows = nil, 0, 0
}

func (r *columnReader) close() {
	r.release()
	r.pages.Close()
}
