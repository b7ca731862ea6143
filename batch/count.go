package batch

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"github.com/opposable/opposable/plan"
)

// counter counts rows by combination.
type counter struct {
	batch   *Batch
	axes    []axis
	rows    Rows
	weights []int64
	size    int
}

func (c *counter) run(threads int) (map[int]int64, error) {
	chunks := (c.rows.N + chunk - 1) / chunk
	threads = max(1, min(threads, chunks))
	errs := make([]error, threads)
	dense := make([][]int64, threads)
	sparse := make([]map[int]int64, threads)
	var wg sync.WaitGroup
	for k := range threads {
		wg.Go(func() {
			from, to := chunks*k/threads*chunk, min(chunks*(k+1)/threads*chunk, c.rows.N)
			if c.size <= denseCells {
				dense[k] = make([]int64, padded(c.size))
				errs[k] = c.dense(dense[k], from, to)
				return
			}
			sparse[k] = map[int]int64{}
			errs[k] = c.sparse(sparse[k], from, to)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	out := map[int]int64{}
	for k := range threads {
		for key, n := range dense[k] {
			if n > 0 {
				out[key] += n
			}
		}
		for key, n := range sparse[k] {
			out[key] += n
		}
	}
	return out, nil
}

func (c *counter) strides() []int {
	strides := make([]int, len(c.axes))
	n := 1
	for i := len(c.axes) - 1; i >= 0; i-- {
		strides[i] = n
		n *= c.axes[i].size()
	}
	return strides
}

// dense counts in one array, indexed like the table of a rule.
func (c *counter) dense(counts []int64, from, to int) error {
	x := index{mask: uint32(len(counts) - 1)}
	for i, stride := range c.strides() {
		x.encoders = append(x.encoders, newEncoder(&c.axes[i], i, stride))
	}
	w := &worker{rows: &c.rows, index: make([]uint32, chunk)}
	for ; from < to; from += chunk {
		w.from, w.n, w.seen = from, min(chunk, to-from), 0
		at := x.run(w)
		w.see(at)
		if w.seen >= bad {
			return c.batch.blame(c.rows, w.from, w.n)
		}
		if c.weights == nil {
			for _, k := range at {
				counts[k&x.mask]++
			}
			continue
		}
		for i, k := range at {
			weight := c.weights[from+i]
			if weight < 0 || weight > maxWeight {
				return refuseWeight(from+i, weight)
			}
			counts[k&x.mask] += weight
		}
	}
	return nil
}

// sparse counts by key, where most combinations do not exist.
func (c *counter) sparse(counts map[int]int64, from, to int) error {
	strides := c.strides()
	for row := from; row < to; row++ {
		key := 0
		for i := range c.axes {
			v, mark := c.rows.Columns[i].at(row)
			if !c.axes[i].admits(v, mark) {
				return c.batch.blame(c.rows, row, 1)
			}
			key += c.axes[i].code(v, mark) * strides[i]
		}
		weight := int64(1)
		if c.weights != nil {
			if weight = c.weights[row]; weight < 0 || weight > maxWeight {
				return refuseWeight(row, weight)
			}
		}
		counts[key] += weight
	}
	return nil
}

// cells lays the combinations out as columns, in the order of their keys.
func (c *counter) cells(counts map[int]int64) *Cells {
	keys := slices.SortedFunc(maps.Keys(counts), cmp.Compare[int])
	out := &Cells{axes: c.axes, Facts: c.batch.Facts, Rows: Rows{N: len(keys), Columns: make([]Column, len(c.axes))}}
	for _, key := range keys {
		out.Weights = append(out.Weights, counts[key])
		out.Counted += counts[key]
	}
	strides := c.strides()
	for i := range c.axes {
		a := &c.axes[i]
		values := a.values()
		var col Column
		marks, marked := make([]uint8, len(keys)), false
		numbers := make([]int64, len(keys))
		for j, key := range keys {
			code := key / strides[i] % a.size()
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
