package population

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetPart is a Parquet file.
type parquetPart struct {
	path   string
	file   *os.File
	parsed *parquet.File
	starts []int64 // the first row of each group
}

func openParquet(path string) (out part, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	defer guard(path, &err)
	info, err := f.Stat()
	if err != nil {
		return nil, unreadable(path, err)
	}
	parsed, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(1<<17))
	if err != nil {
		return nil, damaged(path, err)
	}
	p := &parquetPart{path: path, file: f, parsed: parsed}
	row := int64(0)
	for _, g := range parsed.RowGroups() {
		p.starts = append(p.starts, row)
		row += g.NumRows()
	}
	if row != parsed.NumRows() {
		return nil, damaged(path, fmt.Errorf("%d rows announced, %d in the groups", parsed.NumRows(), row))
	}
	return p, p.agrees()
}

// agrees holds the groups to the types that the schema gives: a library believes the schema, and would read halves of numbers.
func (p *parquetPart) agrees() error {
	for _, c := range p.parsed.Root().Columns() {
		if !c.Leaf() {
			continue
		}
		for i := range p.parsed.Metadata().RowGroups {
			chunk := &p.parsed.Metadata().RowGroups[i].Columns[c.Index()]
			if got, want := chunk.MetaData.Type, c.Type().PhysicalType(); want != nil && got != *want {
				return damaged(p.path, fmt.Errorf("column %s: stored as %s, declared as %s", c.Name(), got, *want))
			}
		}
	}
	return nil
}

// guard turns a panic of the library, which some damaged files provoke, into an error: the file is at fault.
func guard(path string, err *error) {
	if r := recover(); r != nil {
		*err = damaged(path, fmt.Errorf("%v", r))
	}
}

func damaged(path string, err error) error {
	return &FileError{File: path, Text: "ce fichier Parquet est abîmé ou coupé ; rien n'en a été retenu", Err: err}
}

func (p *parquetPart) name() string        { return p.path }
func (p *parquetPart) rows() (int64, bool) { return p.parsed.NumRows(), true }
func (p *parquetPart) groups() int         { return len(p.starts) }
func (p *parquetPart) close() error        { return p.file.Close() }

func (p *parquetPart) columns() []string {
	var out []string
	for _, c := range p.parsed.Root().Columns() {
		out = append(out, c.Name())
	}
	return out
}

// check holds a column to the type of its field.
func (p *parquetPart) check(f *Field) error {
	c := p.parsed.Root().Column(f.Name)
	refuse := func(found, wanted string) error {
		return &ColumnError{File: p.path, Column: f.Name, Found: found, Wanted: wanted}
	}
	if !c.Leaf() || c.Repeated() || c.MaxDefinitionLevel() > 1 {
		return refuse("un groupe ou une liste", "une valeur par ligne")
	}
	kind := c.Type().Kind()
	switch f.Kind {
	case Whole:
		if kind != parquet.Int32 && kind != parquet.Int64 || !counts(c.Type().LogicalType()) {
			return refuse("le type "+c.Type().String(), "un entier signé")
		}
	case YesNo:
		if kind != parquet.Boolean {
			return refuse("le type "+c.Type().String(), "un booléen")
		}
	case Word, Text:
		if kind != parquet.ByteArray {
			return refuse("le type "+c.Type().String(), "un texte")
		}
	}
	return nil
}

// counts tells an integer that is only that from a date, a time or a decimal, which are stored as one.
func counts(t *format.LogicalType) bool {
	if t == nil || t.Value == nil {
		return true
	}
	i, ok := t.Value.(*format.IntType)
	return ok && i.IsSigned
}

// scan reads one group of rows.
func (p *parquetPart) scan(ctx context.Context, group int, fields []*Field, use func(*Chunk) error) (err error) {
	defer guard(p.path, &err)
	g := p.parsed.RowGroups()[group]
	c := newChunk(p.path, fields)
	readers := make([]*columnReader, len(fields))
	for i, f := range fields {
		leaf := p.parsed.Root().Column(f.Name)
		readers[i] = &columnReader{field: f, kind: leaf.Type().Kind(), pages: g.ColumnChunks()[leaf.Index()].Pages(), marks: make([]uint8, chunkRows)}
		defer readers[i].close()
	}
	left := g.NumRows()
	for c.From = p.starts[group]; left > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := int(min(left, chunkRows))
		var first *ValueError
		for i, r := range readers {
			err := r.fill(&c.Columns[i], n)
			var bad *ValueError
			switch {
			case errors.As(err, &bad):
				if bad.File, bad.Row = p.path, bad.Row+c.From; first == nil || bad.Row < first.Row {
					first = bad
				}
			case err != nil:
				return damaged(p.path, fmt.Errorf("column %s: %w", fields[i].Name, err))
			}
		}
		if first != nil {
			return first
		}
		if err := use(c.cut(n)); err != nil {
			return err
		}
		c.From += int64(n)
		left -= int64(n)
	}
	for i, r := range readers {
		if !r.ended() {
			return damaged(p.path, fmt.Errorf("column %s has more values than rows", fields[i].Name))
		}
	}
	return nil
}
