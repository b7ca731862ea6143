package sheet

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/opposable/opposable/facts"
)

// longest is the longest line that is read. A line of a table of people is a hundred bytes; a longer one is no line, and is skipped.
const longest = 64 << 10

// text is a CSV stream. A record is one line: a quote that is not closed on its line spoils that line, not all that follow.
type text struct {
	in        *bufio.Reader
	comma     byte
	taken     int64
	windows   bool
	started   bool
	cells     []string
	character strings.Builder
}

func newText(in *bufio.Reader) *text { return &text{in: in} }

func (t *text) encoding() string {
	if t.windows {
		return "Windows-1252"
	}
	return "UTF-8"
}

func (t *text) separator() string {
	if t.comma == '\t' {
		return "tabulation"
	}
	return string(t.comma)
}

func (t *text) read() int64 { return t.taken }

func (t *text) next() ([]string, string, error) {
	line, tooLong, err := t.line()
	if err != nil {
		return nil, "", err
	}
	if !t.started {
		if bytes.IndexByte(line, 0) >= 0 {
			return nil, "", facts.Refuse("", "le fichier n'est pas du texte : un CSV ou un XLSX est attendu")
		}
		if hint, ok := bytes.CutPrefix(line, []byte("sep=")); ok && len(hint) == 1 { // as spreadsheets write it
			t.comma = hint[0]
			return nil, "", nil
		}
		if t.comma == 0 {
			t.comma = separatorOf(line)
		}
		t.started = len(bytes.TrimSpace(line)) > 0
	}
	switch {
	case tooLong:
		return nil, fmt.Sprintf("ligne de plus de %d octets", longest), nil
	case len(line) == 0:
		return nil, "", nil
	}
	s := t.decode(line)
	cells, closed := t.cut(s)
	if !closed {
		return nil, "guillemet qui ne se referme pas", nil
	}
	return cells, "", nil
}

// line reads up to the end of line, which it drops. What is beyond the longest line is skipped.
func (t *text) line() (line []byte, tooLong bool, err error) {
	line, err = t.in.ReadSlice('\n')
	t.taken += int64(len(line))
	if err == bufio.ErrBufferFull && !t.started { // headers of that length are none: what follows is not worth reading
		return line, true, nil
	}
	for err == bufio.ErrBufferFull {
		tooLong = true
		var rest []byte
		rest, err = t.in.ReadSlice('\n')
		t.taken += int64(len(rest))
		line = nil
	}
	switch {
	case err == io.EOF && (len(line) > 0 || tooLong):
		err = nil
	case err == io.EOF:
		return nil, false, io.EOF
	case err != nil:
		return nil, false, facts.Refuse("", "le fichier ne se lit plus après %d octets : %v", t.taken, err)
	}
	if !t.started {
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	return bytes.TrimRight(line, "\r\n"), tooLong, nil
}

// separatorOf counts the candidates outside quotes in the header.
func separatorOf(line []byte) byte {
	counts := map[byte]int{}
	quoted := false
	for _, b := range line {
		switch {
		case b == '"':
			quoted = !quoted
		case !quoted:
			counts[b]++
		}
	}
	best := byte(';')
	for _, b := range []byte{'\t', ','} {
		if counts[b] > counts[best] {
			best = b
		}
	}
	return best
}

// decode takes a line as UTF-8 where it is, as Windows-1252 otherwise: a text of that encoding with an accent is almost never valid UTF-8.
func (t *text) decode(line []byte) string {
	if utf8.Valid(line) {
		return string(line)
	}
	t.windows = true
	var b strings.Builder
	b.Grow(len(line) + 8)
	for _, c := range line {
		switch {
		case c >= 0x80 && c < 0xa0:
			b.WriteRune(windows[c-0x80])
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}

// windows is what Windows-1252 puts where Latin-1 has control characters.
var windows = []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")

// cut splits a line into trimmed cells and reports whether its quotes are closed.
func (t *text) cut(s string) (cells []string, closed bool) {
	t.cells = t.cells[:0]
	if strings.IndexByte(s, '"') < 0 {
		for {
			i := strings.IndexByte(s, t.comma)
			if i < 0 {
				t.cells = append(t.cells, strings.TrimSpace(s))
				return t.cells, true
			}
			t.cells = append(t.cells, strings.TrimSpace(s[:i]))
			s = s[i+1:]
		}
	}
	b := &t.character
	b.Reset()
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && quoted && i+1 < len(s) && s[i+1] == '"':
			b.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
		case c == t.comma && !quoted:
			t.cells = append(t.cells, strings.TrimSpace(b.String()))
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	t.cells = append(t.cells, strings.TrimSpace(b.String()))
	return t.cells, !quoted
}
