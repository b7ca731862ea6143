//go:build goexperiment.simd && amd64

package batch

import "simd/archsimd"

// Permutes says whether this build permutes the bytes of registers.
const Permutes = true

// lanes is how many rows one register holds.
const lanes = 64

// sum adds up a chunk, 64 rows at a time: codes by a permutation of 128 bytes, values by permutations of 64, then the bytes together. It
// reports false when the chunk must be read from the tables: a value outside a domain or above 127, a chunk that is not full, a processor
// without the instruction.
func (x *permutation) sum(w *worker) (int64, bool) {
	if w.n%lanes != 0 || !archsimd.X86.AVX512VBMI() || len(x.columns) > 8 {
		return 0, false
	}
	var low, high [8]archsimd.Uint8x64
	var columns [8][]uint8
	for i := range x.columns {
		c := &x.columns[i]
		low[i], high[i] = archsimd.LoadUint8x64Slice(c.codes[:64]), archsimd.LoadUint8x64Slice(c.codes[64:])
		columns[i] = w.rows.Columns[c.column].U8[w.from : w.from+w.n]
	}
	var tables [8]archsimd.Uint8x64
	if len(x.terms) > len(tables) {
		return 0, false
	}
	for i := range x.terms {
		tables[i] = archsimd.LoadUint8x64Slice(x.terms[i].table[:])
	}
	var zero, flags archsimd.Uint8x64
	var total archsimd.Uint64x8
	var codes [8]archsimd.Uint8x64
	for from := 0; from < w.n; from += lanes {
		for i := range x.columns {
			v := archsimd.LoadUint8x64Slice(columns[i][from:])
			codes[i] = low[i].ConcatPermute(high[i], v)
			flags = flags.Or(v).Or(codes[i])
		}
		bytes := zero
		for i := range x.terms {
			t := &x.terms[i]
			at := zero
			for k, input := range t.inputs {
				code := codes[input]
				for range t.shifts[k] { // codes are few bits: doubling moves them
					code = code.Add(code)
				}
				at = at.Or(code)
			}
			bytes = bytes.Add(tables[i].Permute(at))
		}
		total = total.Add(bytes.SumAbsDiff(zero).AsUint64x8())
	}
	var seen [lanes]uint8
	flags.Store(&seen)
	for _, f := range seen {
		if f&outsideFlag != 0 {
			return 0, false
		}
	}
	var sums [8]uint64
	total.Store(&sums)
	sum := uint64(0)
	for _, s := range sums {
		sum += s
	}
	return int64(sum) * x.unit, true
}
