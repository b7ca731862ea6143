package population

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/opposable/opposable/near"
)

// Table is a table in one file or several. It may be scanned as often as one likes.
type Table struct {
	Schema *TableSchema
	parts  []part
}

// part is a file of a table. Its groups of rows may be read apart.
type part interface {
	name() string
	columns() []string
	rows() (int64, bool) // how many, when the file says so
	groups() int
	check(f *Field) error // that a column which is there holds what it should
	scan(ctx context.Context, group int, fields []*Field, room *workspace, use func(*Chunk) error) error
	close() error
}

// workspace is the memory of one worker, used again from one group of rows to the next.
type workspace struct {
	chunk   *Chunk
	readers []*columnReader
}

// OpenTable opens a Parquet or CSV file, or a folder of them in the order of their names.
func OpenTable(path string, schema *TableSchema) (*Table, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	files := []string{path}
	if info.IsDir() {
		if files, err = partsOf(path); err != nil {
			return nil, err
		}
	}
	t := &Table{Schema: schema}
	for _, file := range files {
		p, err := openPart(file)
		if err != nil {
			t.Close()
			return nil, err
		}
		t.parts = append(t.parts, p)
	}
	return t, nil
}

// partsOf lists the files of a partitioned table, folders below included, as warehouses write them.
func partsOf(folder string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(folder, func(name string, entry os.DirEntry, err error) error {
		base := filepath.Base(name)
		hidden := strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")
		switch {
		case err != nil:
			return err
		case entry.IsDir() && hidden && name != folder:
			return filepath.SkipDir
		case !entry.IsDir() && !hidden && slices.Contains([]string{".parquet", ".csv"}, strings.ToLower(filepath.Ext(name))):
			out = append(out, name)
		}
		return nil
	})
	if err != nil {
		return nil, unreadable(folder, err)
	}
	if len(out) == 0 {
		return nil, &FileError{File: folder, Text: "aucun fichier .parquet ou .csv dans ce dossier"}
	}
	return out, nil
}

func openPart(file string) (part, error) {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".parquet":
		return openParquet(file)
	case ".csv":
		return openCSV(file)
	}
	return nil, &FileError{File: file, Text: "un fichier .parquet ou .csv est attendu"}
}

func unreadable(file string, err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return &FileError{File: file, Text: "n'existe pas"}
	}
	return &FileError{File: file, Text: "ne se lit pas", Err: err}
}

// Close closes the files.
func (t *Table) Close() error {
	var errs []error
	for _, p := range t.parts {
		errs = append(errs, p.close())
	}
	return errors.Join(errs...)
}

// Rows counts the rows, when the files say how many they hold: CSV does not.
func (t *Table) Rows() (int64, bool) {
	all := int64(0)
	for _, p := range t.parts {
		n, ok := p.rows()
		if !ok {
			return 0, false
		}
		all += n
	}
	return all, true
}

// fields finds the columns asked in every file.
func (t *Table) fields(columns []string) ([]*Field, error) {
	var out []*Field
	for _, name := range columns {
		f, ok := t.Schema.Field(name)
		if !ok {
			return nil, fmt.Errorf("table %s has no column %q", t.Schema.Name, name)
		}
		out = append(out, f)
	}
	for _, p := range t.parts {
		there := p.columns()
		for _, f := range out {
			if !slices.Contains(there, f.Name) {
				return nil, &ColumnError{File: p.name(), Column: f.Name, Wanted: f.wanted(), Near: near.Word(f.Name, there)}
			}
			if err := p.check(f); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// Check holds the files to a whole table: every column is there with its type.
func (t *Table) Check() error {
	var all []string
	for _, f := range t.Schema.Fields {
		all = append(all, f.Name)
	}
	_, err := t.fields(all)
	return err
}

// piece is a group of rows of a part.
type piece struct {
	part  part
	group int
}

// Scan hands over every row of the columns asked, in chunks, on as many threads as asked. A worker gets its chunks in the order of the
// rows and never two at a time; the chunk is only valid during the call. After an error nothing may be kept; it is the first one in
// the order of the rows, whatever the number of threads.
func (t *Table) Scan(ctx context.Context, columns []string, threads int, use func(worker int, c *Chunk) error) error {
	fields, err := t.fields(columns)
	if err != nil {
		return err
	}
	var pieces []piece
	for _, p := range t.parts {
		for g := range p.groups() {
			pieces = append(pieces, piece{p, g})
		}
	}
	s := &scanner{pieces: pieces, failed: len(pieces), errs: make([]error, len(pieces))}
	var wg sync.WaitGroup
	for k := range max(1, min(threads, len(pieces))) {
		wg.Go(func() {
			room := &workspace{}
			for {
				i, ok := s.take()
				if !ok {
					return
				}
				s.done(i, pieces[i].part.scan(ctx, pieces[i].group, fields, room, func(c *Chunk) error { return use(k, c) }))
			}
		})
	}
	wg.Wait()
	for _, err := range s.errs {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// scanner shares pieces among workers, in order; after an error no later piece is begun.
type scanner struct {
	mu     sync.Mutex
	pieces []piece
	next   int
	failed int
	errs   []error
}

func (s *scanner) take() (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next >= min(len(s.pieces), s.failed) {
		return 0, false
	}
	s.next++
	return s.next - 1, true
}

func (s *scanner) done(i int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.errs[i] = err; err != nil {
		s.failed = min(s.failed, i)
	}
}
