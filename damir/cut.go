package damir

import (
	"bytes"
	"context"
	"io"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
)

// block is a run of whole lines.
type block struct {
	data []byte
	line int64 // the number of its first line in the file, the header being 1
}

// reader cuts a stream into blocks of whole lines.
type reader struct {
	in    io.Reader
	rest  []byte // read beyond the last whole line
	bytes int64
	ended bool
}

// longestLine bounds one line: a longer one means that the file has no lines.
const longestLine = 64 << 10

// header reads the first line.
func (r *reader) header() ([]byte, error) {
	for {
		if i := bytes.IndexByte(r.rest, '\n'); i >= 0 {
			line := r.rest[:i]
			r.rest = bytes.Clone(r.rest[i+1:])
			return line, nil
		}
		switch {
		case r.ended && len(r.rest) > 0:
			line := r.rest
			r.rest = nil
			return line, nil
		case r.ended:
			return nil, facts.Refuse("", "le fichier est vide : un fichier mensuel Open Damir est attendu, .csv ou .csv.gz")
		case len(r.rest) > longestLine:
			return nil, facts.Refuse("ligne 1", "l'en-tête dépasse %d ko : ce n'est pas un fichier mensuel Open Damir", longestLine>>10)
		}
		if err := r.fill(make([]byte, 0, longestLine), 1); err != nil {
			return nil, err
		}
	}
}

// fill appends what can be read at once to what is left, up to the room of the buffer.
func (r *reader) fill(buffer []byte, line int64) error {
	buffer = append(buffer[:0], r.rest...)
	if len(buffer) == cap(buffer) {
		return facts.Refuse("", "la ligne %d dépasse %d ko : le fichier n'est pas fait de lignes", line, longestLine>>10)
	}
	for len(buffer) < cap(buffer) {
		n, err := r.in.Read(buffer[len(buffer):cap(buffer)])
		r.bytes += int64(n)
		buffer = buffer[:len(buffer)+n]
		if r.ended = err == io.EOF; r.ended {
			break
		}
		if err != nil {
			return facts.Refuse("", "le fichier est coupé ou abîmé après %s octets décompressés, vers la ligne %s : aucun total n'est donné — téléchargez-le à nouveau (%s)",
				thousands(r.bytes), thousands(line+int64(bytes.Count(buffer, []byte{'\n'}))), err)
		}
	}
	r.rest = buffer
	return nil
}

func thousands(n int64) string { return money.FrenchNumber(money.FormatDecimal(n, 0)) }

// cut sends the blocks. What it returns is French when the file is at fault.
func (r *reader) cut(ctx context.Context, blocks chan<- block, free <-chan []byte, progress func(lines, bytes int64)) error {
	line := int64(2)
	for {
		var buffer []byte
		select {
		case buffer = <-free:
		default:
			buffer = make([]byte, 0, blockSize)
		}
		if !r.ended {
			if err := r.fill(buffer, line); err != nil {
				return err
			}
		}
		data := r.rest
		end := bytes.LastIndexByte(data, '\n') + 1
		if r.ended {
			end = len(data)
		}
		r.rest = bytes.Clone(data[end:])
		if end > 0 {
			select {
			case blocks <- block{data[:end], line}:
			case <-ctx.Done():
			}
			line += int64(bytes.Count(data[:end], []byte{'\n'}))
		}
		if progress != nil {
			progress(line-2, r.bytes)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case r.ended:
			return nil
		case len(r.rest) > longestLine:
			return facts.Refuse("", "la ligne %d dépasse %d ko : le fichier n'est pas fait de lignes", line, longestLine>>10)
		}
	}
}
