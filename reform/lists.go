package reform

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// lists are the patients of each doctor, counted by distinct combination of their facts: a cell.
type lists struct {
	facts   []string
	cells   int
	columns []batch.Column // of the cells, by fact
	Weights []int64        // of the cells, over the country
	start   []int          // by doctor, into the packs
	packs   []uint32       // a cell and how many patients of it, in one word: sums go through memory, not through arithmetic
}

// A pack holds a count in its low bits; a greater count takes several.
const (
	countBits = 12
	mostCount = 1<<countBits - 1
	mostCells = 1 << (32 - countBits)
)

// gather merges what the adders counted: doctor by doctor, in the order of the cells.
func (b *Builder) gather(out *Base) error {
	l := &out.lists
	l.facts = b.columns
	var present []bool
	start := make([]int, out.N+1) // by doctor, into the runs
	for _, a := range b.adders {
		a.flush()
		if present == nil {
			present = make([]bool, len(a.counts))
		}
		a.counts = nil
		for _, block := range a.blocks {
			for _, e := range block {
				present[e.key] = true
			}
		}
		for i := range a.runs {
			start[a.runs[i].doctor+1]++
		}
		out.Orphans += a.orphans
	}
	for d := range out.N {
		start[d+1] += start[d]
	}
	var keys []uint32
	place := make([]uint32, len(present))
	for key, there := range present {
		if there {
			place[key] = uint32(len(keys))
			keys = append(keys, uint32(key))
		}
	}
	if len(keys) > mostCells {
		return &Problem{"trop de combinaisons de faits de patients pour être comptées"}
	}
	runs, entries := make([][]entry, start[out.N]), 0
	next := slices.Clone(start[:out.N])
	for _, a := range b.adders {
		for _, r := range a.runs {
			runs[next[r.doctor]] = a.blocks[r.block][r.from:r.to]
			entries += int(r.to - r.from)
			next[r.doctor]++
		}
	}
	l.cells, l.Weights, l.start = len(keys), make([]int64, len(keys)), make([]int, out.N+1)
	l.packs = make([]uint32, 0, entries)
	var own []entry
	for d := range out.N {
		own = own[:0]
		for _, run := range runs[start[d]:start[d+1]] {
			own = append(own, run...)
		}
		slices.SortFunc(own, func(x, y entry) int { return cmp.Compare(x.key, y.key) })
		for i := 0; i < len(own); {
			key, count := own[i].key, int64(own[i].count)
			for i++; i < len(own) && own[i].key == key; i++ {
				count += int64(own[i].count)
			}
			if count > mostAlike {
				return &Problem{fmt.Sprintf("un médecin a %d patients semblables : les poids sont-ils les bons ?", count)}
			}
			cell := place[key]
			l.Weights[cell] += count
			out.People += count
			for ; count > 0; count -= min(count, mostCount) {
				l.packs = append(l.packs, cell<<countBits|uint32(min(count, mostCount)))
			}
		}
		l.start[d+1] = len(l.packs)
	}
	for _, a := range b.adders {
		a.blocks, a.runs = nil, nil
	}
	out.People += out.Orphans
	b.layOut(l, keys)
	return nil
}

// layOut writes the cells as columns.
func (b *Builder) layOut(l *lists, keys []uint32) {
	for i := len(b.columns) - 1; i >= 0; i-- {
		k, _ := b.plan.Fact(b.columns[i])
		f := &b.plan.Facts[k]
		n := uint32(f.Hi - f.Lo + 2)
		c := batch.Column{I64: make([]int64, len(keys))}
		for j := range keys {
			code := keys[j] % n
			keys[j] /= n
			if code == n-1 {
				if c.Null == nil {
					c.Null = make([]uint8, len(keys))
				}
				c.Null[j], c.I64[j] = batch.Unknown, f.Lo
				continue
			}
			c.I64[j] = f.Lo + int64(code)
		}
		l.columns = append([]batch.Column{narrow(c, f)}, l.columns...)
	}
}

// narrow keeps a column in bytes where the domain of its fact allows.
func narrow(c batch.Column, f *plan.Fact) batch.Column {
	if f.Lo < 0 || f.Hi > math.MaxUint8 {
		return c
	}
	out := batch.Column{U8: make([]uint8, len(c.I64)), Null: c.Null}
	for i, v := range c.I64 {
		out.U8[i] = uint8(v)
	}
	return out
}

// sum adds a value over the patients of each doctor, as one doctor of the row has them. A row with a patient whose value is not known is
// marked unknown.
func (b *Base) sum(values []int64, unknown []bool, threads int) batch.Column {
	out := batch.Column{I64: make([]int64, b.N)}
	if slices.Contains(unknown, true) {
		out.Null = make([]uint8, b.N)
	}
	if half, ok := halved(values); ok {
		addUp(b, half, unknown, out, threads)
	} else {
		addUp(b, values, unknown, out, threads)
	}
	return out
}

// halved writes values in half the bytes, when they fit: those of all cells then stay in the nearest cache.
func halved(values []int64) ([]int32, bool) {
	out := make([]int32, len(values))
	for i, v := range values {
		if out[i] = int32(v); int64(out[i]) != v {
			return nil, false
		}
	}
	return out, true
}

func addUp[V int32 | int64](b *Base, values []V, unknown []bool, out batch.Column, threads int) {
	l := &b.lists
	b.parallel(threads, func(from, to int) {
		for d := from; d < to; d++ {
			packs := l.packs[l.start[d]:l.start[d+1]]
			total := int64(0)
			for _, p := range packs {
				total += int64(values[p>>countBits]) * int64(p&mostCount)
			}
			if out.Null != nil {
				for _, p := range packs {
					if unknown[p>>countBits] {
						out.Null[d] = batch.Unknown
					}
				}
			}
			out.I64[d] = share(total, b.Weights[d])
		}
	})
}

// share is what one of several doctors alike has of their sum.
func share(total, weight int64) int64 {
	if weight <= 1 {
		return total
	}
	return money.Divide(total, weight, money.HalfUp)
}

// parallel shares the rows of doctors in contiguous ranges.
func (b *Base) parallel(threads int, f func(from, to int)) {
	threads = max(1, min(threads, b.N))
	var wg sync.WaitGroup
	for k := range threads {
		wg.Go(func() { f(b.N*k/threads, b.N*(k+1)/threads) })
	}
	wg.Wait()
}
