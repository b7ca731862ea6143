package population

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/batch"
)

// csvPart is a CSV file, titles first, cells between semicolons or commas.
type csvPart struct {
	path      string
	titles    []string
	separator rune
}

func openCSV(path string) (part, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	line, err := bufio.NewReaderSize(f, 1<<16).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(path, err)
	}
	p := &csvPart{path: path, separator: ','}
	if strings.Count(line, ";") >= max(1, strings.Count(line, ",")) {
		p.separator = ';'
	}
	r, err := p.reader(strings.NewReader(line))
	if err != nil {
		return nil, &FileError{File: path, Text: "une première ligne de titres est attendue", Err: err}
	}
	if p.titles, err = r.Read(); err != nil {
		return nil, &FileError{File: path, Text: "une première ligne de titres est attendue", Err: err}
	}
	for i, title := range p.titles {
		p.titles[i] = strings.ToLower(strings.TrimSpace(title))
		if slices.Contains(p.titles[:i], p.titles[i]) {
			return nil, &ColumnError{File: path, Column: p.titles[i], Found: "deux colonnes de ce nom", Wanted: "une seule"}
		}
	}
	return p, nil
}

// reader reads the cells after a byte order mark, if there is one.
func (p *csvPart) reader(in io.Reader) (*csv.Reader, error) {
	b := bufio.NewReaderSize(in, 1<<18)
	if mark, err := b.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		if _, err := b.Discard(len(mark)); err != nil {
			return nil, err
		}
	}
	r := csv.NewReader(b)
	r.Comma, r.ReuseRecord, r.FieldsPerRecord = p.separator, true, len(p.titles)
	return r, nil
}

func (p *csvPart) name() string        { return p.path }
func (p *csvPart) columns() []string   { return p.titles }
func (p *csvPart) rows() (int64, bool) { return 0, false }
func (p *csvPart) groups() int         { return 1 }
func (p *csvPart) check(*Field) error  { return nil } // a cell has no type before it is read
func (p *csvPart) close() error        { return nil } // open during a scan only

func (p *csvPart) scan(ctx context.Context, _ int, fields []*Field, _ *workspace, use func(*Chunk) error) error {
	f, err := os.Open(p.path)
	if err != nil {
		return unreadable(p.path, err)
	}
	defer f.Close()
	r, err := p.reader(f)
	if err != nil {
		return unreadable(p.path, err)
	}
	if _, err := r.Read(); err != nil {
		return p.cut(err)
	}
	at := make([]int, len(fields))
	for i, f := range fields {
		at[i] = slices.Index(p.titles, f.Name)
	}
	c := newChunk(fields)
	c.File = p.path
	marks := make([][]uint8, len(fields))
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return p.cut(err)
		}
		for i, f := range fields {
			known, err := cell(f, &c.Columns[i], c.N, record[at[i]])
			if err != nil {
				err.File, err.Row = p.path, c.From+int64(c.N)+1
				return err
			}
			if known {
				continue
			}
			if marks[i] == nil {
				marks[i] = make([]uint8, chunkRows)
			}
			marks[i][c.N], c.Columns[i].Null = batch.Unknown, marks[i]
		}
		if c.N++; c.N == chunkRows {
			if err := p.flush(ctx, c, marks, use); err != nil {
				return err
			}
		}
	}
	if c.N == 0 {
		return nil
	}
	return p.flush(ctx, c, marks, use)
}

// flush hands a chunk over and makes it ready for the next rows.
func (p *csvPart) flush(ctx context.Context, c *Chunk, marks [][]uint8, use func(*Chunk) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := use(c.cut(c.N)); err != nil {
		return err
	}
	c.From += int64(c.N)
	c.N = 0
	for i := range marks {
		clear(marks[i])
		c.Columns[i].Null = nil
	}
	return nil
}

func (p *csvPart) cut(err error) error {
	return &FileError{File: p.path, Text: fmt.Sprintf("%d cellules par ligne sont attendues, comme dans la première ; rien n'a été retenu", len(p.titles)), Err: err}
}

// cell reads a cell into a column and tells whether it is known.
func cell(f *Field, out *Column, row int, text string) (bool, *ValueError) {
	text = strings.TrimSpace(text)
	if text == "" {
		if f.Required {
			return false, &ValueError{Column: f.Name, Found: "une valeur vide", Wanted: f.wanted()}
		}
		if f.Kind == Text {
			out.Text[row] = ""
		} else {
			out.set(row, f.Lo)
		}
		return false, nil
	}
	if f.Kind == Text {
		out.Text[row] = strings.Clone(text)
		return true, nil
	}
	n, ok := f.read(text)
	if !ok || n < f.Lo || n > f.Hi {
		return false, &ValueError{Column: f.Name, Found: "« " + text + " »", Wanted: f.wanted()}
	}
	out.set(row, n)
	return true, nil
}

// read reads a text as a value of the column.
func (f *Field) read(text string) (int64, bool) {
	switch f.Kind {
	case YesNo:
		switch strings.ToLower(text) {
		case "oui", "true", "vrai", "1":
			return 1, true
		case "non", "false", "faux", "0":
			return 0, true
		}
		return 0, false
	case Word:
		at := slices.Index(f.Words, text)
		return int64(at), at >= 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}
