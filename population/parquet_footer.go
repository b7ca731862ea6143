package population

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Forms in which Parquet stores the columns that tables hold.
const (
	boolType  = format.Boolean
	int32Type = format.Int32
	int64Type = format.Int64
	textType  = format.ByteArray
)

// magic opens and closes a file.
const magic = "PAR1"

// largestFooter bounds what is read on the word of a file.
const largestFooter = 1 << 28

// footer is what a file says of itself.
type footer struct {
	meta   format.FileMetaData
	leaves []leaf
}

// leaf is a column of a file.
type leaf struct {
	name     string // of the top of the tree
	index    int
	kind     format.Type
	logical  format.LogicalType
	optional bool
	nested   bool // it holds lists, or lies in a group
}

func (l *leaf) String() string {
	if s := l.logical.String(); s != "" {
		return s
	}
	return l.kind.String()
}

// counts tells an integer that is only that from a date, a time or a decimal, which are stored as one.
func (l *leaf) counts() bool {
	if l.kind != int32Type && l.kind != int64Type {
		return false
	}
	if l.logical.Value == nil {
		return true
	}
	i, ok := l.logical.Value.(*format.IntType)
	return ok && i.IsSigned
}

func readFooter(r io.ReaderAt, size int64) (*footer, error) {
	var head [len(magic)]byte
	var tail [4 + len(magic)]byte
	if size < int64(len(head)+len(tail)) {
		return nil, io.ErrUnexpectedEOF
	}
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return nil, err
	}
	if _, err := r.ReadAt(tail[:], size-int64(len(tail))); err != nil {
		return nil, err
	}
	if string(head[:]) != magic || string(tail[4:]) != magic {
		return nil, errors.New("it does not begin and end as Parquet")
	}
	n := int64(binary.LittleEndian.Uint32(tail[:]))
	if n > min(largestFooter, size-int64(len(head)+len(tail))) {
		return nil, fmt.Errorf("a footer of %d bytes in a file of %d", n, size)
	}
	data := make([]byte, n)
	if _, err := r.ReadAt(data, size-int64(len(tail))-n); err != nil {
		return nil, err
	}
	f := &footer{}
	if err := thrift.Unmarshal(&thrift.CompactProtocol{}, data, &f.meta); err != nil {
		return nil, err
	}
	if err := f.walk(); err != nil {
		return nil, err
	}
	return f, f.agrees(size)
}

// walk finds the columns in the tree of the schema.
func (f *footer) walk() error {
	at := 0
	var visit func(top string, depth int, nested bool) error
	visit = func(top string, depth int, nested bool) error {
		if at >= len(f.meta.Schema) || depth > 64 {
			return errors.New("its schema is not a tree")
		}
		e := &f.meta.Schema[at]
		at++
		if depth == 1 {
			top = e.Name
		}
		repeated := depth > 0 && e.RepetitionType.Valid && e.RepetitionType.V == format.Repeated
		if e.NumChildren.Valid && e.NumChildren.V > 0 {
			for range e.NumChildren.V {
				if err := visit(top, depth+1, nested || repeated || depth > 0); err != nil {
					return err
				}
			}
			return nil
		}
		if !e.Type.Valid {
			return nil // an empty group
		}
		f.leaves = append(f.leaves, leaf{
			name: top, index: len(f.leaves), kind: e.Type.V, logical: e.LogicalType, nested: nested || repeated,
			optional: e.RepetitionType.Valid && e.RepetitionType.V == format.Optional,
		})
		return nil
	}
	if err := visit("", 0, false); err != nil {
		return err
	}
	if at != len(f.meta.Schema) {
		return errors.New("its schema is not a tree")
	}
	return nil
}

// agrees holds the groups of rows to the schema and to the file: what one says of a column, the other says too.
func (f *footer) agrees(size int64) error {
	rows := int64(0)
	for i := range f.meta.RowGroups {
		g := &f.meta.RowGroups[i]
		if g.NumRows < 0 || len(g.Columns) != len(f.leaves) {
			return fmt.Errorf("group %d has %d columns and %d rows", i, len(g.Columns), g.NumRows)
		}
		rows += g.NumRows
		for j := range f.leaves {
			m, l := &g.Columns[j].MetaData, &f.leaves[j]
			start, end := span(m)
			switch {
			case m.Type != l.kind:
				return fmt.Errorf("column %s: stored as %s, declared as %s", l.name, m.Type, l.kind)
			case !l.nested && m.NumValues != g.NumRows:
				return fmt.Errorf("column %s: %d values for %d rows", l.name, m.NumValues, g.NumRows)
			case start < int64(len(magic)) || end < start || end > size:
				return fmt.Errorf("column %s: it lies outside the file", l.name)
			}
		}
	}
	if rows != f.meta.NumRows {
		return fmt.Errorf("%d rows announced, %d in the groups", f.meta.NumRows, rows)
	}
	return nil
}

// span is where the pages of a column lie in the file.
func span(m *format.ColumnMetaData) (start, end int64) {
	start = m.DataPageOffset
	if d := m.DictionaryPageOffset; d > 0 && d < start {
		start = d
	}
	return start, start + m.TotalCompressedSize
}

func (f *footer) names() []string {
	var out []string
	for i := range f.leaves {
		if !slices.Contains(out, f.leaves[i].name) {
			out = append(out, f.leaves[i].name)
		}
	}
	return out
}

func (f *footer) column(name string) (*leaf, bool) {
	for i := range f.leaves {
		if f.leaves[i].name == name {
			return &f.leaves[i], true
		}
	}
	return nil, false
}
