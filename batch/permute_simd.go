//go:build goexperiment.simd && amd64

package batch

import "simd/archsimd"

// Permutes says whether this build permutes the bytes of registers.
const Permutes = true

// lanes is how many rows one register holds.
const lanes = 64

// sum adds up a chunk, 64 rows at a time, table by table: places by permutations of 128 bytes, values by one of 64, then the bytes together.
// It reports false when the chunk must be read from the tables: a value outside a domain or above 127, a chunk that is not full, a processor
// without the instruction.
func (x *permutation) sum(w *worker) (int64, bool) {
	if w.n%lanes != 0 || !archsimd.X86.AVX512VBMI() {
		return 0, false
	}
	total := int64(0)
	for i := range x.terms {
		t := &x.terms[i]
		var flags archsimd.Uint8x64
		var sums archsimd.Uint64x8
		switch len(t.inputs) {
		case 0:
			total += int64(t.table[0]) * int64(w.n)
			continue
		case 1:
			sums, flags = t.sum1(w)
		case 2:
			sums, flags = t.sum2(w)
		case 3:
			sums, flags = t.sum3(w)
		default:
			return 0, false
		}
		var seen [lanes]uint8
		flags.Store(&seen)
		for _, f := range seen {
			if f&outsideFlag != 0 {
				return 0, false
			}
		}
		var parts [8]uint64
		sums.Store(&parts)
		for _, s := range parts {
			total += int64(s)
		}
	}
	return total * x.unit, true
}

// input gives the two halves of the places of a column, and its values in the chunk.
func (t *permutedTerm) input(w *worker, i int) (low, high archsimd.Uint8x64, values []uint8) {
	c := &t.inputs[i]
	return archsimd.LoadUint8x64Slice(c.places[:64]), archsimd.LoadUint8x64Slice(c.places[64:]), w.rows.Columns[c.column].U8[w.from : w.from+w.n]
}

func (t *permutedTerm) sum1(w *worker) (sums archsimd.Uint64x8, flags archsimd.Uint8x64) {
	low, high, a := t.input(w, 0)
	table := archsimd.LoadUint8x64Slice(t.table[:])
	var zero archsimd.Uint8x64
	for ; len(a) >= lanes; a = a[lanes:] {
		v := archsimd.LoadUint8x64Slice(a)
		at := low.ConcatPermute(high, v)
		flags = flags.Or(v).Or(at)
		sums = sums.Add(table.Permute(at).SumAbsDiff(zero).AsUint64x8())
	}
	return sums, flags
}

func (t *permutedTerm) sum2(w *worker) (sums archsimd.Uint64x8, flags archsimd.Uint8x64) {
	low, high, a := t.input(w, 0)
	lowB, highB, b := t.input(w, 1)
	table := archsimd.LoadUint8x64Slice(t.table[:])
	var zero archsimd.Uint8x64
	for ; len(a) >= lanes; a, b = a[lanes:], b[lanes:] {
		v, u := archsimd.LoadUint8x64Slice(a), archsimd.LoadUint8x64Slice(b)
		at := low.ConcatPermute(high, v).Or(lowB.ConcatPermute(highB, u))
		flags = flags.Or(v).Or(u).Or(at)
		sums = sums.Add(table.Permute(at).SumAbsDiff(zero).AsUint64x8())
	}
	return sums, flags
}

func (t *permutedTerm) sum3(w *worker) (sums archsimd.Uint64x8, flags archsimd.Uint8x64) {
	low, high, a := t.input(w, 0)
	lowB, highB, b := t.input(w, 1)
	lowC, highC, c := t.input(w, 2)
	table := archsimd.LoadUint8x64Slice(t.table[:])
	var zero archsimd.Uint8x64
	for ; len(a) >= lanes; a, b, c = a[lanes:], b[lanes:], c[lanes:] {
		v, u, x := archsimd.LoadUint8x64Slice(a), archsimd.LoadUint8x64Slice(b), archsimd.LoadUint8x64Slice(c)
		at := low.ConcatPermute(high, v).Or(lowB.ConcatPermute(highB, u)).Or(lowC.ConcatPermute(highC, x))
		flags = flags.Or(v).Or(u).Or(x).Or(at)
		sums = sums.Add(table.Permute(at).SumAbsDiff(zero).AsUint64x8())
	}
	return sums, flags
}
