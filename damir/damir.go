// Package damir sums the monthly files of the health insurance's open data on reimbursements, Open Damir: how many acts of each nature,
// for which amounts, by specialty, region, age or month of care.
//
//	stream, gzip or not ─► blocks of whole lines ─► parsers, side by side ─► one cell per nature and category ─► Summary
//
// It takes a stream of any length and holds only cells, of which there are a few thousand: a month has about 36 million lines. Columns are
// found by their names. Amounts are whole cents, exact; a line is a sum already, without a key, so that equal lines are all kept, and
// negative ones, which settle earlier months, too. The result does not depend on how many parsers work.
//
// It refuses a header without the columns, and a stream that breaks off, and gives no sum then. A line that cannot be read is set aside,
// counted and shown by its line and column: the sums are those of the others, and say so.
//
// Unstable: only the root package is a promised face.
package damir

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/klauspost/compress/gzip"

	"github.com/opposable/opposable/facts"
)

// Options say what to sum and who to tell.
type Options struct {
	By       []Dimension
	Priced   bool                     // whether cells tell apart what tariffs depend on: the specialty, the overseas territories
	Workers  int                      // parsers; 0: one
	Progress func(lines, bytes int64) // told after each block, the bytes unpacked; nil: nobody is
}

// Most dimensions at once, and rejected lines kept to be shown.
const (
	MostDimensions = 3
	keptRejects    = 1000
)

// Summary is what a file holds.
type Summary struct {
	Lines    int64 // read, the header left out
	Negative int64 // lines with an amount below zero: they settle earlier months
	Undated  int64 // lines whose month of care is not known, when months are asked
	From, To int   // the months in which the lines were settled, as 202501; 0: the file does not say
	Cells    []Cell
	Rejected int64
	Rejects  []Reject // the first ones
	Reasons  []Reason // all of them, by reason
	Filtered bool     // the file has the filtered measures
}

// Cell is one nature of act in one category of each dimension asked.
type Cell struct {
	Nature    int
	By        []int // a code by dimension; a month as 202501, 0 when it is not known
	Specialty int   // when acts are to be priced
	Overseas  bool
	Lines     int64
	Sums      [measures]int64 // counts, or cents
}

// Reject is a line that could not be read.
type Reject struct {
	Line   int64  `json:"ligne"`
	Column int    `json:"colonne"` // of the field, from 1; 0 for the whole line
	Name   string `json:"champ,omitempty"`
	Reason string `json:"raison"`
	Text   string `json:"extrait"`
}

// Reason counts the lines set aside for one reason.
type Reason struct {
	Name   string `json:"champ,omitempty"`
	Reason string `json:"raison"`
	Lines  int64  `json:"lignes"`
}

// blockSize is what a parser takes at once: large beside a line, small beside memory.
const blockSize = 1 << 20

// Read sums a stream. It stops when the context does, and then gives nothing.
func Read(ctx context.Context, in io.Reader, o Options) (*Summary, error) {
	plain, err := unpacked(in)
	if err != nil {
		return nil, err
	}
	r := &reader{in: plain}
	header, err := r.header()
	if err != nil {
		return nil, err
	}
	l, err := readHeader(header, o.By, o.Priced)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	blocks, free := make(chan block, 2), make(chan []byte, o.Workers+4)
	parsers := make([]*parser, max(1, o.Workers))
	var group sync.WaitGroup
	for i := range parsers {
		parsers[i] = newParser(l)
		group.Go(func() {
			for b := range blocks {
				if ctx.Err() == nil {
					parsers[i].parse(b)
				}
				select {
				case free <- b.data[:0]:
				default:
				}
			}
		})
	}
	err = r.cut(ctx, blocks, free, o.Progress)
	close(blocks)
	group.Wait()
	if err != nil {
		return nil, err
	}
	return gather(parsers, l)
}

// unpacked opens a stream that may be compressed.
func unpacked(in io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(in, 1<<18)
	magic, err := b.Peek(2)
	switch {
	case len(magic) == 0 && errors.Is(err, io.EOF):
		return nil, facts.Refuse("", "le fichier est vide : un fichier mensuel Open Damir est attendu, .csv ou .csv.gz")
	case len(magic) == 2 && magic[0] == 'P' && magic[1] == 'K':
		return nil, facts.Refuse("", "le fichier est une archive .zip : décompressez-la, ou donnez le .csv.gz tel qu'il est publié")
	case len(magic) < 2 || magic[0] != 0x1f || magic[1] != 0x8b:
		return b, nil
	}
	z, err := gzip.NewReader(b)
	if err != nil {
		return nil, facts.Refuse("", "le fichier .gz ne s'ouvre pas, son début est abîmé : téléchargez-le à nouveau")
	}
	return z, nil
}

// gather adds the cells of the parsers, in an order that depends on the file alone.
func gather(parsers []*parser, l *layout) (*Summary, error) {
	out := &Summary{Filtered: l.measures[FilteredQuantity] >= 0}
	cells := map[uint64]*sums{}
	reasons := map[Reason]int64{}
	for _, p := range parsers {
		out.Lines += p.lines
		out.Negative += p.negative
		out.Rejected += p.rejected
		if p.from > 0 && (out.From == 0 || p.from < out.From) {
			out.From = p.from
		}
		out.To = max(out.To, p.to)
		out.Rejects = append(out.Rejects, p.rejects...)
		for why, n := range p.reasons {
			reasons[why] += n
		}
		for key, one := range p.cells {
			sum := cells[key]
			if sum == nil {
				sum = &sums{}
				cells[key] = sum
			}
			sum.add(one)
		}
	}
	if out.Lines > 0 && out.Rejected*2 > out.Lines {
		return nil, facts.Refuse("", "plus de la moitié des lignes ne se lisent pas (%d sur %d) : ce n'est pas un fichier mensuel Open Damir. La première, ligne %d : %s",
			out.Rejected, out.Lines, first(out.Rejects).Line, first(out.Rejects))
	}
	for _, key := range slices.Sorted(maps.Keys(cells)) {
		one := l.cell(key, cells[key])
		if l.undated(&one) {
			out.Undated += one.Lines
		}
		out.Cells = append(out.Cells, one)
	}
	slices.SortFunc(out.Rejects, func(a, b Reject) int { return cmp.Compare(a.Line, b.Line) })
	out.Rejects = out.Rejects[:min(len(out.Rejects), keptRejects)]
	for why, n := range reasons {
		why.Lines = n
		out.Reasons = append(out.Reasons, why)
	}
	slices.SortFunc(out.Reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Lines, a.Lines), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Reason, b.Reason))
	})
	return out, nil
}

func first(list []Reject) Reject {
	return slices.MinFunc(list, func(a, b Reject) int { return cmp.Compare(a.Line, b.Line) })
}

// String tells a rejected line without its number.
func (r Reject) String() string {
	if r.Name == "" {
		return r.Reason
	}
	return fmt.Sprintf("colonne %d, %s : %s, « %s » trouvé", r.Column, r.Name, r.Reason, r.Text)
}
