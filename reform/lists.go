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

// entry is some patients of one doctor in one cell.
type entry struct {
	doctor int32
	key    uint32
	count  int64
}

// Adder receives rows, from one goroutine at a time.
type Adder struct {
	builder *Builder
	radix   []int64
	low     []int64
	orphans int64
	entries []entry
	deeds   []deed
	codes   map[string]int32
	words   []string

	doctor  int32
	counts  []int64 // of the patients of that doctor, by key
	touched []uint32
}

// mostAlike is more than the patients of any doctor.
const mostAlike = 100_000_000

// maxCells bounds the combinations of the facts of patients.
const maxCells = 1 << 22

// Adder makes a receiver of rows; each goroutine has its own.
func (b *Builder) Adder() (*Adder, error) {
	a := &Adder{builder: b, codes: map[string]int32{}, doctor: -1}
	size := int64(1)
	for _, name := range b.columns {
		k, _ := b.plan.Fact(name)
		f := &b.plan.Facts[k]
		n := f.Hi - f.Lo + 2
		if n > maxCells || size*n > maxCells {
			return nil, &Problem{fmt.Sprintf("« %s » a un domaine trop large pour que les patients se comptent par combinaison", name)}
		}
		size *= n
		a.radix, a.low = append(a.radix, n), append(a.low, f.Lo)
	}
	a.counts = make([]int64, size)
	b.adders = append(b.adders, a)
	return a, nil
}

// Patients adds rows: the row of the doctor (−1: none), the columns in the order of the builder, the weights.
func (a *Adder) Patients(doctors []int32, columns []batch.Column, weights []int64) {
	readers := make([]func(int) (int64, bool), len(columns))
	for i := range columns {
		readers[i] = valueOf(&columns[i])
	}
	for row, doctor := range doctors {
		switch {
		case weights[row] == 0:
			continue
		case doctor < 0:
			a.orphans += weights[row]
			continue
		case doctor != a.doctor:
			a.flush()
			a.doctor = doctor
		}
		key := int64(0)
		for i, read := range readers {
			code := a.radix[i] - 1 // unknown
			if read != nil {
				if v, ok := read(row); ok {
					code = v - a.low[i]
				}
			}
			key = key*a.radix[i] + code
		}
		if a.counts[key] == 0 {
			a.touched = append(a.touched, uint32(key))
		}
		a.counts[key] += weights[row]
	}
}

// flush writes what was counted for one doctor.
func (a *Adder) flush() {
	for _, key := range a.touched {
		a.entries = append(a.entries, entry{a.doctor, key, a.counts[key]})
		a.counts[key] = 0
	}
	a.touched = a.touched[:0]
}

// gather merges what the adders counted: the entries go to their doctors, then each doctor's are put in the order of the cells.
func (b *Builder) gather(out *Base) error {
	l := &out.lists
	l.facts = b.columns
	start := make([]int, out.N+1)
	var present []bool
	for _, a := range b.adders {
		a.flush()
		if present == nil {
			present = make([]bool, len(a.counts))
		}
		for _, e := range a.entries {
			start[e.doctor+1]++
			present[e.key] = true
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
	all := make([]entry, start[out.N])
	next := slices.Clone(start[:out.N])
	for _, a := range b.adders {
		for _, e := range a.entries {
			e.key = place[e.key]
			all[next[e.doctor]] = e
			next[e.doctor]++
		}
		a.entries, a.counts = nil, nil
	}
	l.cells, l.Weights, l.start = len(keys), make([]int64, len(keys)), make([]int, out.N+1)
	for d := range out.N {
		own := all[start[d]:start[d+1]]
		slices.SortFunc(own, func(x, y entry) int { return cmp.Compare(x.key, y.key) })
		for i := 0; i < len(own); {
			e := own[i]
			for i++; i < len(own) && own[i].key == e.key; i++ {
				e.count += own[i].count
			}
			if e.count > mostAlike {
				return &Problem{fmt.Sprintf("un médecin a %d patients semblables : les poids sont-ils les bons ?", e.count)}
			}
			l.Weights[e.key] += e.count
			out.People += e.count
			for ; e.count > 0; e.count -= min(e.count, mostCount) {
				l.packs = append(l.packs, e.key<<countBits|uint32(min(e.count, mostCount)))
			}
		}
		l.start[d+1] = len(l.packs)
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
