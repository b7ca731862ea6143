package sheet

import (
	"bufio"
	"bytes"
	"io"
)

// newlines makes the lines of a stream end as lines do, where a spreadsheet saved « for Macintosh » ended them by a carriage return alone.
func newlines(b *bufio.Reader) *bufio.Reader {
	sample, _ := b.Peek(longest)
	if bytes.IndexByte(sample, '\n') >= 0 || bytes.IndexByte(sample, '\r') < 0 {
		return b
	}
	return bufio.NewReaderSize(returns{b}, longest)
}

// returns reads carriage returns as ends of lines.
type returns struct{ in io.Reader }

func (r returns) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
