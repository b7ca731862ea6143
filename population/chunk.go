package population

import (
	"math"

	"github.com/opposable/opposable/batch"
)

// chunkRows is how many rows a chunk holds at most: enough to forget what a call costs, few enough for the second cache.
const chunkRows = 1 << 15

// Column is a column of a chunk: values encoded as in plan, or texts. Null marks what is unknown, nil when nothing is.
type Column struct {
	batch.Column
	Text []string
}

// Chunk is a run of rows of one file. It is lent to whoever scans and is filled again afterwards.
type Chunk struct {
	File    string
	From    int64 // the first row, counted from 0 in the file
	N       int
	Columns []Column // in the order asked
	fields  []*Field
}

// newChunk makes a chunk that rows may be written into.
func newChunk(fields []*Field) *Chunk {
	c := &Chunk{fields: fields, Columns: make([]Column, len(fields))}
	for i, f := range fields {
		c.Columns[i] = columnFor(f, chunkRows)
	}
	return c
}

// columnFor makes a column of a field, in the narrowest form that its domain allows.
func columnFor(f *Field, rows int) Column {
	switch {
	case f.Kind == Text:
		return Column{Text: make([]string, rows)}
	case f.narrow():
		return Column{Column: batch.Column{U8: make([]uint8, rows)}}
	case f.Lo >= math.MinInt32 && f.Hi <= math.MaxInt32:
		return Column{Column: batch.Column{I32: make([]int32, rows)}}
	}
	return Column{Column: batch.Column{I64: make([]int64, rows)}}
}

// set writes a value that the column is known to hold.
func (c *Column) set(row int, v int64) {
	switch {
	case c.U8 != nil:
		c.U8[row] = uint8(v)
	case c.I32 != nil:
		c.I32[row] = int32(v)
	default:
		c.I64[row] = v
	}
}

// cut gives the columns their length.
func (c *Chunk) cut(n int) *Chunk {
	out := &Chunk{File: c.File, From: c.From, N: n, fields: c.fields, Columns: make([]Column, len(c.Columns))}
	for i := range c.Columns {
		from, to := &c.Columns[i], &out.Columns[i]
		switch {
		case from.Text != nil:
			to.Text = from.Text[:n]
		case from.U8 != nil:
			to.U8 = from.U8[:n]
		case from.I32 != nil:
			to.I32 = from.I32[:n]
		default:
			to.I64 = from.I64[:n]
		}
		if from.Null != nil {
			to.Null = from.Null[:n]
		}
	}
	return out
}

// At returns a value and whether it is known; a text has none.
func (c *Column) At(row int) (int64, bool) {
	if c.Null != nil && c.Null[row] != batch.Given {
		return 0, false
	}
	switch {
	case c.U8 != nil:
		return int64(c.U8[row]), true
	case c.I32 != nil:
		return int64(c.I32[row]), true
	case c.I64 != nil:
		return c.I64[row], true
	}
	return 0, false
}

// TextAt returns a text and whether it is known.
func (c *Column) TextAt(row int) (string, bool) {
	if c.Null != nil && c.Null[row] != batch.Given {
		return "", false
	}
	return c.Text[row], true
}
