// Package sheet reads the tables that people keep: CSV as spreadsheets write it, and XLSX.
//
// It takes a stream and gives a header, then one row at a time, in bounded memory: a file may be larger than the machine. The separator
// (semicolon, comma, tab) and the encoding (UTF-8 with or without its mark, Windows-1252) are found. A line that cannot be cut into cells is
// given with its problem, and reading goes on. It refuses what is no table: an old binary spreadsheet, UTF-16, an empty file. Messages are
// for whoever keeps the file, in French.
//
//	stream ─► Open ─► Header, Next, Next, …
//
// It is the only package that knows the XLSX library. Nothing is written to disk.
//
// Unstable: only the root package is a promised face.
package sheet

import (
	"bufio"
	"bytes"
	"io"

	"github.com/opposable/opposable/facts"
)

// Row is one line of data.
type Row struct {
	Line    int64    // from 1, the header not counted
	Cells   []string // as many as the header; valid until the next row
	Problem string   // why the line could not be cut, in French; then there are no cells
}

// Reader gives the rows of a table.
type Reader struct {
	Header []string
	Format string // CSV or XLSX

	source rows
	line   int64
}

// rows is what a format gives: the cells of the next line, or why it has none.
type rows interface {
	next() (cells []string, problem string, err error)
	encoding() string
	separator() string
	read() int64
}

// peeked is how much of a file tells its format.
const peeked = 8

// Open finds the format of a stream and reads its header.
func Open(r io.Reader) (*Reader, error) {
	b := bufio.NewReaderSize(r, longest)
	start, err := b.Peek(peeked)
	if err != nil && err != io.EOF && len(start) == 0 {
		return nil, facts.Refuse("", "le fichier ne se lit pas : %v", err)
	}
	out := &Reader{Format: "CSV"}
	switch {
	case len(bytes.TrimSpace(start)) == 0 && err == io.EOF:
		return nil, facts.Refuse("", "le fichier est vide : une ligne d'en-têtes est attendue, puis une ligne par élément")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		out.Format = "XLSX"
		out.source, err = openWorkbook(b)
		if err != nil {
			return nil, err
		}
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0")):
		return nil, facts.Refuse("", "ancien format de tableur (.xls) : enregistrez le fichier en .xlsx ou en CSV")
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return nil, facts.Refuse("", "texte en UTF-16 : enregistrez le fichier en CSV UTF-8")
	default:
		out.source = newText(newlines(b))
	}
	return out, out.header()
}

// header reads the first line that has something in it.
func (r *Reader) header() error {
	for {
		cells, problem, err := r.source.next()
		switch {
		case err == io.EOF:
			return facts.Refuse("", "le fichier est vide : une ligne d'en-têtes est attendue, puis une ligne par élément")
		case err != nil:
			return err
		case problem != "":
			return facts.Refuse("", "la ligne d'en-têtes ne se lit pas : %s", problem)
		case empty(cells):
			continue
		}
		r.Header = append([]string{}, cells...)
		return nil
	}
}

// Next gives the next row that is not blank, io.EOF after the last.
func (r *Reader) Next() (Row, error) {
	for {
		cells, problem, err := r.source.next()
		if err != nil {
			return Row{}, err
		}
		if problem == "" && empty(cells) {
			continue
		}
		r.line++
		row := Row{Line: r.line, Cells: cells, Problem: problem}
		switch {
		case problem != "":
			row.Cells = nil
		case len(cells) > len(r.Header) && !empty(cells[len(r.Header):]):
			row.Cells, row.Problem = nil, "plus de cellules que d'en-têtes"
		case len(cells) > len(r.Header):
			row.Cells = cells[:len(r.Header)]
		default:
			for len(row.Cells) < len(r.Header) {
				row.Cells = append(row.Cells, "")
			}
		}
		return row, nil
	}
}

// Encoding says how the text read so far is encoded.
func (r *Reader) Encoding() string { return r.source.encoding() }

// Separator says what cuts cells: « ; », « , », tabulation, or nothing in a workbook.
func (r *Reader) Separator() string { return r.source.separator() }

// Read is how many bytes of the stream were taken.
func (r *Reader) Read() int64 { return r.source.read() }

func empty(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}
