package batch

import (
	"sync"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
)

// Result holds the value of each row and its state; the value means nothing unless known.
type Result struct {
	Values []int64
	States []eval.State
}

// Values computes every row, on as many threads as asked (at least one).
func (b *Batch) Values(rows Rows, threads int) (*Result, error) {
	out := &Result{make([]int64, rows.N), make([]eval.State, rows.N)}
	err := b.each(rows, nil, threads, func(w *worker, _ *tally) {
		b.result.keep(w, out.Values[w.from:w.from+w.n], out.States[w.from:w.from+w.n], b.dead)
	}, nil)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Sum adds up the known values of all rows, each counted as often as its weight says (nil: once), and counts the rows by state. The sum
// is exact whatever the number of threads.
func (b *Batch) Sum(rows Rows, weights []int64, threads int) (Total, error) {
	var all tally
	err := b.each(rows, weights, threads, func(w *worker, t *tally) {
		var part []int64
		if weights != nil {
			part = weights[w.from : w.from+w.n]
		}
		b.result.sum(w, t, part, b.dead)
	}, &all)
	if err != nil {
		return Total{}, err
	}
	return all.total()
}

// worker goes through a range of rows, one chunk at a time.
type worker struct {
	rows    *Rows
	from, n int
	seen    uint32 // every index of the chunk together: bad when a value is outside its domain
	marked  int    // columns that may hold something unknown
	bytes   bool   // every column is of bytes

	index  []uint32
	codes  [][]uint32
	values []values
	truths [][]eval.Truth
	scalar *eval.Frame
	args   [][]int64 // of the operation under way
}

func (w *worker) see(index []uint32) {
	seen := uint32(0)
	for _, x := range index {
		seen |= x
	}
	w.seen |= seen
}

func (w *worker) frame(p *eval.Program, at day.Date) *eval.Frame {
	if w.scalar == nil {
		w.scalar = p.NewFrame(at)
	}
	return w.scalar
}

func (b *Batch) worker(rows *Rows) *worker {
	w := &worker{rows: rows, index: make([]uint32, chunk), codes: make([][]uint32, b.regs.codes), values: make([]values, b.regs.values), truths: make([][]eval.Truth, b.regs.truths)}
	for i := range w.codes {
		w.codes[i] = make([]uint32, chunk)
	}
	for i := range w.values {
		w.values[i] = values{n: make([]int64, chunk), states: make([]eval.State, chunk), clean: true}
	}
	for i := range w.truths {
		w.truths[i] = make([]eval.Truth, chunk)
	}
	for _, f := range b.fixed {
		for i := range chunk {
			w.values[f.reg].set(i, f.value)
		}
	}
	w.bytes = true
	for i := range rows.Columns {
		c := &rows.Columns[i]
		if c.Null != nil || c.empty() {
			w.marked++
		}
		w.bytes = w.bytes && c.U8 != nil
	}
	return w
}

// each runs the ops over all rows and hands every chunk to use. Threads share the rows in contiguous ranges of whole chunks.
func (b *Batch) each(rows Rows, weights []int64, threads int, use func(*worker, *tally), all *tally) error {
	if err := b.shape(rows, weights); err != nil {
		return err
	}
	chunks := (rows.N + chunk - 1) / chunk
	threads = max(1, min(threads, chunks))
	errs := make([]error, threads)
	tallies := make([]tally, threads)
	share := func(k int) {
		w := b.worker(&rows)
		for c := chunks * k / threads; c < chunks*(k+1)/threads; c++ {
			if errs[k] = b.one(w, c, weights, use, &tallies[k]); errs[k] != nil {
				return
			}
		}
	}
	var wg sync.WaitGroup
	for k := 1; k < threads; k++ {
		wg.Go(func() { share(k) })
	}
	share(0) // here, so that one thread costs no other
	wg.Wait()
	for _, err := range errs { // in the order of the rows: always the first one
		if err != nil {
			return err
		}
	}
	if all != nil {
		for i := range tallies {
			all.merge(&tallies[i])
		}
	}
	return nil
}

// maxWeight keeps the count of any table of rows within 64 bits.
const maxWeight = 1 << 32

// outside holds the columns that no op reads to their domain.
func (b *Batch) outside(w *worker) bool {
	for _, i := range b.unread {
		for row := w.from; row < w.from+w.n; row++ {
			if v, mark := w.rows.Columns[i].at(row); !b.axes[i].admits(v, mark) {
				return true
			}
		}
	}
	return false
}

// one runs the ops over one chunk.
func (b *Batch) one(w *worker, c int, weights []int64, use func(*worker, *tally), t *tally) error {
	w.from = c * chunk
	w.n = min(chunk, w.rows.N-w.from)
	w.seen = 0
	if weights != nil {
		for i, weight := range weights[w.from : w.from+w.n] {
			if weight < 0 || weight > maxWeight {
				return refuseWeight(w.from+i, weight)
			}
		}
	}
	for _, o := range b.ops {
		o.run(w)
	}
	use(w, t)
	if w.seen >= bad || b.outside(w) {
		return b.blame(*w.rows, w.from, w.n)
	}
	return nil
}
