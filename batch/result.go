package batch

import "github.com/opposable/opposable/eval"

// result says where the value of the rule is after the ops: in a table read at once, or in a register.
type result struct {
	fold  *fold
	index index
	value int
	cond  *foldOp // with gate: what the last op would do, done with the sum
	gate  *nodeOp

	values []int64
	states []eval.State
	lanes  []uint64 // by place in the table, one in the lane of its state
	small  []int32  // the values, when all are small
	widest uint64   // greatest magnitude
	total  bool     // rows without anything unknown are all known

	permutation *permutation // the same rule as a sum of very small tables, where it is one
}

// laneBits is the width of one counter of states: a chunk fits.
const laneBits = 16

func lane(s eval.State) uint64 { return 1 << (laneBits * uint(s)) }

func (r *result) prepare(sources []source) {
	r.values, r.states = r.fold.layout()
	r.lanes = make([]uint64, len(r.values))
	r.small = make([]int32, len(r.values))
	for i, v := range r.values {
		r.lanes[i] = lane(r.states[i])
		r.widest = max(r.widest, magnitude(v))
		if int64(int32(v)) != v {
			r.small = nil
			break
		}
		r.small[i] = int32(v)
	}
	for i, v := range r.values {
		r.lanes[i] = lane(r.states[i])
		r.widest = max(r.widest, magnitude(v))
	}
	r.total = r.fold.clean(sources)
}

// sum adds up a chunk.
func (r *result) sum(w *worker, t *tally, weights []int64, dead bool) {
	known := r.fold != nil && r.total && !dead && w.marked == 0
	if r.fold != nil {
		r.sumTable(w, t, weights, known, dead)
		return
	}
	if r.gate != nil {
		if weights == nil && !dead && r.sumGated(w, t) {
			return
		}
		r.gated(w)
	}
	v := &w.values[r.value]
	if weights == nil && v.clean && !dead {
		sum := int64(0)
		for _, x := range v.n[:w.n] {
			sum += x
		}
		t.add(sum)
		t.count[eval.Known] += int64(w.n)
		return
	}
	for i := range w.n {
		x := v.at(i)
		if dead {
			x = eval.Value{State: eval.Absent}
		}
		weight := int64(1)
		if weights != nil {
			weight = weights[i]
		}
		t.count[x.State] += weight
		if x.State == eval.Known {
			t.addProduct(x.N, weight)
		}
	}
}

// gated runs the last ops for whoever wants their register.
func (r *result) gated(w *worker) {
	r.cond.run(w)
	r.gate.run(w)
}

// sumGated adds up a known value where its condition holds. It reports false, and adds nothing, when something is not known.
func (r *result) sumGated(w *worker, t *tally) bool {
	own := &w.values[r.gate.own]
	if !own.clean {
		return false
	}
	at := r.cond.index.run(w)
	sum, seen, unsure := int64(0), uint32(0), eval.No
	n, truths, mask := own.n[:len(at)], r.cond.truths, r.cond.index.mask
	for i, x := range at {
		seen |= x
		holds := truths[x&mask]
		unsure |= holds & eval.Maybe
		sum += n[i] & -int64(holds>>1) // Yes is 2
	}
	if unsure != eval.No {
		return false
	}
	w.seen |= seen
	t.add(sum)
	t.count[eval.Known] += int64(w.n)
	return true
}

func (r *result) sumTable(w *worker, t *tally, weights []int64, known, dead bool) {
	if Permutes && r.permutation != nil && known && weights == nil && w.bytes {
		if sum, ok := r.permutation.sum(w); ok {
			t.add(sum)
			t.count[eval.Known] += int64(w.n)
			return
		}
	}
	at := r.index.run(w)
	mask := r.index.mask
	switch {
	case weights != nil:
		for i, x := range at {
			state, v := r.states[x&mask], r.values[x&mask]
			if dead {
				state, v = eval.Absent, 0
			}
			t.count[state] += weights[i]
			if v != 0 {
				t.addProduct(v, weights[i])
			}
		}
		w.see(at)
		return
	case r.small != nil && !dead:
		sum, seen := int64(0), uint32(0)
		small := r.small
		for _, x := range at {
			seen |= x
			sum += int64(small[x&mask])
		}
		w.seen |= seen
		t.add(sum)
	default:
		w.see(at)
		for _, x := range at {
			if !dead {
				t.addProduct(r.values[x&mask], 1)
			}
		}
	}
	if known {
		t.count[eval.Known] += int64(w.n)
		return
	}
	if dead {
		t.count[eval.Absent] += int64(w.n)
		return
	}
	lanes := uint64(0)
	for _, x := range at {
		lanes += r.lanes[x&mask]
	}
	for s := range t.count {
		t.count[s] += int64(lanes >> (laneBits * s) & (1<<laneBits - 1))
	}
}

// keep writes the values and states of a chunk.
func (r *result) keep(w *worker, values []int64, states []eval.State, dead bool) {
	if r.gate != nil {
		r.gated(w)
	}
	if r.fold == nil {
		v := &w.values[r.value]
		copy(values, v.n[:w.n])
		copy(states, v.states[:w.n])
	} else {
		at := r.index.run(w)
		w.see(at)
		for i, x := range at {
			values[i], states[i] = r.values[x&r.index.mask], r.states[x&r.index.mask]
		}
	}
	if dead {
		clear(values)
		for i := range states {
			states[i] = eval.Absent
		}
	}
}
