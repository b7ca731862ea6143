package batch

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"sync"

	"github.com/opposable/opposable/plan"
)

// Counting counts rows that come a part at a time, by combination of their facts. It serves one goroutine; several are merged.
type Counting struct {
	batch   *Batch
	axes    []axis
	strides []int
	size    int

	index  index
	dense  []int64 // indexed like the table of a rule; nil when there are too many combinations
	sparse map[int]int64
}

// NewCounting prepares to count rows fit for the given rules. The columns of the rows are in the order of the facts of the first rule,
// which must read all that the others read. It refuses a fact with a wide domain that a formula reads: its rows are not alike.
func NewCounting(rules []*Batch) (*Counting, error) {
	axes, err := cellAxes(rules)
	if err != nil {
		return nil, err
	}
	c := &Counting{batch: rules[0], axes: axes, size: 1}
	for i := range axes {
		hi, lo := bits.Mul64(uint64(c.size), uint64(axes[i].size()))
		if hi != 0 || lo > 1<<62 {
			return nil, &ShapeError{"trop de combinaisons de faits pour être comptées"}
		}
		c.size = int(lo)
	}
	c.strides = make([]int, len(axes))
	for n, i := 1, len(axes)-1; i >= 0; i-- {
		c.strides[i] = n
		n *= axes[i].size()
	}
	if c.size > denseCells {
		c.sparse = map[int]int64{}
		return c, nil
	}
	c.dense = make([]int64, padded(c.size))
	c.index.mask = uint32(len(c.dense) - 1)
	for i, stride := range c.strides {
		c.index.encoders = append(c.index.encoders, newEncoder(&c.axes[i], i, stride))
	}
	return c, nil
}

// Add counts rows. After an error the counts mean nothing.
func (c *Counting) Add(rows Rows, weights []int64) error {
	if err := c.batch.shape(rows, weights); err != nil {
		return err
	}
	return c.add(rows, weights, 0, rows.N)
}

func (c *Counting) add(rows Rows, weights []int64, from, to int) error {
	if c.dense != nil {
		return c.addDense(rows, weights, from, to)
	}
	return c.addSparse(rows, weights, from, to)
}

// Merge adds the counts of other rows, counted for the same rules.
func (c *Counting) Merge(other *Counting) {
	for key, n := range other.dense {
		c.dense[key] += n
	}
	for key, n := range other.sparse {
		c.sparse[key] += n
	}
}

// Cells gives what was counted.
func (c *Counting) Cells() *Cells {
	if c.dense == nil {
		return c.cells(c.sparse)
	}
	counts := map[int]int64{}
	for key, n := range c.dense {
		if n > 0 {
			counts[key] = n
		}
	}
	return c.cells(counts)
}

// countAll counts rows on several threads.
func countAll(rules []*Batch, rows Rows, weights []int64, threads int) (*Cells, error) {
	chunks := (rows.N + chunk - 1) / chunk
	threads = max(1, min(threads, chunks))
	errs := make([]error, threads)
	parts := make([]*Counting, threads)
	for k := range parts {
		var err error
		if parts[k], err = NewCounting(rules); err != nil {
			return nil, err
		}
	}
	var wg sync.WaitGroup
	for k := range threads {
		wg.Go(func() {
			errs[k] = parts[k].add(rows, weights, chunks*k/threads*chunk, min(chunks*(k+1)/threads*chunk, rows.N))
		})
	}
	wg.Wait()
	for k := range threads {
		if errs[k] != nil {
			return nil, errs[k]
		}
		if k > 0 {
			parts[0].Merge(parts[k])
		}
	}
	return parts[0].Cells(), nil
}

func (c *Counting) addDense(rows Rows, weights []int64, from, to int) error {
	w := &worker{rows: &rows, index: make([]uint32, chunk)}
	for ; from < to; from += chunk {
		w.from, w.n, w.seen = from, min(chunk, to-from), 0
		at := c.index.run(w)
		w.see(at)
		if w.seen >= bad {
			return c.batch.blame(rows, w.from, w.n)
		}
		if weights == nil {
			for _, k := range at {
				c.dense[k&c.index.mask]++
			}
			continue
		}
		for i, k := range at {
			weight := weights[from+i]
			if weight < 0 || weight > maxWeight {
				return refuseWeight(from+i, weight)
			}
			c.dense[k&c.index.mask] += weight
		}
	}
	return nil
}

// addSparse counts by key, where most combinations do not exist.
func (c *Counting) addSparse(rows Rows, weights []int64, from, to int) error {
	for row := from; row < to; row++ {
		key := 0
		for i := range c.axes {
			v, mark := rows.Columns[i].at(row)
			if !c.axes[i].admits(v, mark) {
				return c.batch.blame(rows, row, 1)
			}
			key += c.axes[i].code(v, mark) * c.strides[i]
		}
		weight := int64(1)
		if weights != nil {
			if weight = weights[row]; weight < 0 || weight > maxWeight {
				return refuseWeight(row, weight)
			}
		}
		c.sparse[key] += weight
	}
	return nil
}

// cells lays the combinations out as columns, in the order of their keys.
func (c *Counting) cells(counts map[int]int64) *Cells {
	keys := slices.SortedFunc(maps.Keys(counts), cmp.Compare[int])
	out := &Cells{axes: c.axes, Facts: c.batch.Facts, Rows: Rows{N: len(keys), Columns: make([]Column, len(c.axes))}}
	for _, key := range keys {
		out.Weights = append(out.Weights, counts[key])
		out.Counted += counts[key]
	}
	for i := range c.axes {
		a := &c.axes[i]
		values := a.values()
		var col Column
		marks, marked := make([]uint8, len(keys)), false
		numbers := make([]int64, len(keys))
		for j, key := range keys {
			code := key / c.strides[i] % a.size()
			switch {
			case code == a.unknown:
				marks[j], numbers[j], marked = Unknown, a.lo, true
			case code == a.none:
				marks[j], numbers[j], marked = None, a.lo, true
			default:
				numbers[j] = values[code].N
			}
		}
		col = narrowest(numbers, &c.batch.plan.Facts[c.batch.Facts[i]])
		if marked {
			col.Null = marks
		}
		out.Rows.Columns[i] = col
	}
	return out
}

// narrowest keeps numbers in the narrowest form that the domain of their fact allows.
func narrowest(numbers []int64, f *plan.Fact) Column {
	switch {
	case f.Lo >= 0 && f.Hi <= 255:
		out := make([]uint8, len(numbers))
		for i, n := range numbers {
			out[i] = uint8(n)
		}
		return Column{U8: out}
	case f.Lo > -1<<31 && f.Hi < 1<<31:
		out := make([]int32, len(numbers))
		for i, n := range numbers {
			out[i] = int32(n)
		}
		return Column{I32: out}
	}
	return Column{I64: numbers}
}
