package population

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// parquetPart is a Parquet file.
type parquetPart struct {
	path   string
	file   *os.File
	footer *footer
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
	foot, err := readFooter(f, info.Size())
	if err != nil {
		return nil, damaged(path, err)
	}
	p := &parquetPart{path: path, file: f, footer: foot}
	row := int64(0)
	for i := range foot.meta.RowGroups {
		p.starts = append(p.starts, row)
		row += foot.meta.RowGroups[i].NumRows
	}
	return p, nil
}

// guard turns a panic, which some damaged files provoke in decoders that trust their input, into an error: the file is at fault.
func guard(path string, err *error) {
	if r := recover(); r != nil {
		*err = damaged(path, fmt.Errorf("%v", r))
	}
}

func damaged(path string, err error) error {
	return &FileError{File: path, Text: "ce fichier Parquet est abîmé ou coupé ; rien n'en a été retenu", Err: err}
}

func (p *parquetPart) name() string        { return p.path }
func (p *parquetPart) rows() (int64, bool) { return p.footer.meta.NumRows, true }
func (p *parquetPart) groups() int         { return len(p.starts) }
func (p *parquetPart) close() error        { return p.file.Close() }
func (p *parquetPart) columns() []string   { return p.footer.names() }

// check holds a column to the type of its field.
func (p *parquetPart) check(f *Field) error {
	c, ok := p.footer.column(f.Name)
	refuse := func(found, wanted string) error {
		return &ColumnError{File: p.path, Column: f.Name, Found: found, Wanted: wanted}
	}
	if !ok || c.nested {
		return refuse("un groupe ou une liste", "une valeur par ligne")
	}
	wanted, fits := "", false
	switch f.Kind {
	case Whole:
		wanted, fits = "un entier signé", c.counts()
	case YesNo:
		wanted, fits = "un booléen", c.kind == boolType
	case Word, Text:
		wanted, fits = "un texte", c.kind == textType
	}
	if !fits {
		return refuse("le type "+c.String(), wanted)
	}
	return nil
}

// scan reads one group of rows.
func (p *parquetPart) scan(ctx context.Context, group int, fields []*Field, room *workspace, use func(*Chunk) error) (err error) {
	defer guard(p.path, &err)
	if room.chunk == nil {
		room.chunk = newChunk(fields)
		for _, f := range fields {
			room.readers = append(room.readers, newColumnReader(f))
		}
	}
	c, readers := room.chunk, room.readers
	c.File = p.path
	for i, f := range fields {
		l, _ := p.footer.column(f.Name)
		readers[i].begin(p.file, l, &p.footer.meta.RowGroups[group].Columns[l.index].MetaData)
	}
	left := p.footer.meta.RowGroups[group].NumRows
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
	return nil
}
