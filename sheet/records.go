package sheet

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/opposable/opposable/facts"
)

// Record is one line of a document: a table with a title, notes between its lines, cells that run over several lines of text.
type Record struct {
	Line    int64    // of the text, or of the sheet, from 1
	Cells   []string // valid until the next record
	Problem string   // why the line could not be cut, in French; then there are no cells
}

// Records reads a document. Unlike Reader it takes no line for a header, lets a quoted cell run over several lines, gives blank lines too,
// and reads every sheet of a workbook, one after the other. Only a quote that begins a cell opens one.
type Records struct {
	Format string // CSV or XLSX

	text   *text
	queue  []string // lines read ahead, decoded
	line   int64
	book   *excelize.File
	sheets []string
	rows   *excelize.Rows
}

// Bounds of a cell that runs over several lines: past them, the quote that opened it is taken for a mistake.
const (
	longestCell  = 16 << 10
	tallestCell  = 100
	titlesBefore = 20 // lines in which the separator is looked for
)

// OpenRecords finds the format of a stream.
func OpenRecords(r io.Reader) (*Records, error) {
	b := bufio.NewReaderSize(r, longest)
	start, err := b.Peek(peeked)
	if err != nil && err != io.EOF && len(start) == 0 {
		return nil, facts.Refuse("", "le fichier ne se lit pas : %v", err)
	}
	switch {
	case len(bytes.TrimSpace(start)) == 0 && err == io.EOF:
		return nil, facts.Refuse("", "le fichier est vide")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		book, _, err := unpack(b)
		if err != nil {
			return nil, err
		}
		return &Records{Format: "XLSX", book: book, sheets: book.GetSheetList()}, nil
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0")):
		return nil, facts.Refuse("", "ancien format de tableur (.xls) : enregistrez le fichier en .xlsx ou en CSV")
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return nil, facts.Refuse("", "texte en UTF-16 : enregistrez le fichier en CSV UTF-8")
	}
	b = newlines(b)
	sample, _ := b.Peek(longest)
	if bytes.IndexByte(sample, 0) >= 0 {
		return nil, facts.Refuse("", "le fichier n'est pas du texte : un CSV ou un XLSX est attendu")
	}
	out := &Records{Format: "CSV", text: newText(b)}
	out.text.comma = commaOf(sample)
	return out, nil
}

// commaOf finds the separator on the first line that has a few: a title has none.
func commaOf(sample []byte) byte {
	best, most := byte(';'), 0
	for i, line := range bytes.SplitN(sample, []byte("\n"), titlesBefore+1) {
		if i == titlesBefore {
			break
		}
		c := separatorOf(line)
		n := bytes.Count(line, []byte{c})
		if n > most {
			best, most = c, n
		}
		if most > 2 {
			break
		}
	}
	return best
}

// Encoding says how the text read so far is encoded.
func (r *Records) Encoding() string {
	if r.text == nil {
		return "UTF-8"
	}
	return r.text.encoding()
}

// Separator says what cuts cells: « ; », « , », tabulation, or nothing in a workbook.
func (r *Records) Separator() string {
	if r.text == nil {
		return ""
	}
	return r.text.separator()
}

// Next gives the next record, io.EOF after the last.
func (r *Records) Next() (Record, error) {
	if r.text == nil {
		return r.nextRow()
	}
	first, err := r.take()
	if err != nil {
		return Record{}, err
	}
	r.line++
	out := Record{Line: r.line}
	if first == tooLong {
		out.Problem = "ligne trop longue"
		return out, nil
	}
	cells, closed := cutRecord(first, r.text.comma)
	if closed {
		out.Cells = cells
		return out, nil
	}
	joined := first
	for n := 1; n < tallestCell && len(joined) < longestCell; n++ {
		for len(r.queue) < n {
			line, err := r.read()
			if err == io.EOF {
				out.Problem = "guillemet qui ne se referme pas"
				return out, nil
			}
			if err != nil {
				return Record{}, err
			}
			r.queue = append(r.queue, line)
		}
		joined += "\n" + r.queue[n-1]
		if cells, closed = cutRecord(joined, r.text.comma); closed {
			r.queue = r.queue[n:]
			r.line += int64(n)
			out.Cells = cells
			return out, nil
		}
	}
	out.Problem = "guillemet qui ne se referme pas"
	return out, nil
}

// tooLong stands for a line that was skipped.
const tooLong = "\x00"

// take gives the next line, of those read ahead first.
func (r *Records) take() (string, error) {
	if len(r.queue) > 0 {
		line := r.queue[0]
		r.queue = r.queue[1:]
		return line, nil
	}
	return r.read()
}

func (r *Records) read() (string, error) {
	line, long, err := r.text.line()
	if err != nil {
		return "", err
	}
	r.text.started = true
	if long {
		return tooLong, nil
	}
	return r.text.decode(line), nil
}

// cutRecord splits a record into trimmed cells and reports whether its quotes are closed. A quote inside a cell that none began is text; one
// that closes a cell is at its end, otherwise it opens another cell and the one before was never closed.
func cutRecord(s string, comma byte) (cells []string, closed bool) {
	var b strings.Builder
	quoted, begun := false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && quoted && i+1 < len(s) && s[i+1] == '"':
			b.WriteByte('"')
			i++
		case c == '"' && quoted:
			if quoted = false; !ends(s[i+1:], comma) {
				return nil, false
			}
		case c == '"' && !begun:
			quoted, begun = true, true
		case c == comma && !quoted:
			cells = append(cells, strings.TrimSpace(b.String()))
			b.Reset()
			begun = false
		default:
			b.WriteByte(c)
			begun = begun || c != ' '
		}
	}
	return append(cells, strings.TrimSpace(b.String())), !quoted
}

// ends reports whether a cell ends here.
func ends(rest string, comma byte) bool {
	rest = strings.TrimLeft(rest, " \r")
	return rest == "" || rest[0] == comma || rest[0] == '\n'
}

// nextRow reads the sheets of a workbook.
func (r *Records) nextRow() (Record, error) {
	for {
		if r.rows == nil {
			if len(r.sheets) == 0 {
				return Record{}, io.EOF
			}
			rows, err := r.book.Rows(r.sheets[0])
			if err != nil {
				return Record{}, facts.Refuse("", "la feuille « %s » ne se lit pas : enregistrez-la en CSV", r.sheets[0])
			}
			r.rows, r.sheets, r.line = rows, r.sheets[1:], 0
		}
		if r.rows.Next() {
			r.line++
			cells, err := r.rows.Columns()
			if err != nil {
				return Record{Line: r.line, Problem: "ligne de feuille illisible"}, nil
			}
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			return Record{Line: r.line, Cells: cells}, nil
		}
		if r.rows.Error() != nil {
			return Record{}, facts.Refuse("", "la feuille ne se lit pas jusqu'au bout : enregistrez-la en CSV")
		}
		r.rows = nil
	}
}
