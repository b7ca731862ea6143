package batch

import (
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// values is a register: the numbers of a chunk, and their states. Clean says that all are known.
type values struct {
	n      []int64
	states []eval.State
	clean  bool
	zeroed bool    // the states were made known and nothing wrote them since
	own    []int64 // where a column is copied that cannot be read in place
}

func (v *values) at(i int) eval.Value { return eval.Value{N: v.n[i], State: v.states[i]} }

func (v *values) set(i int, x eval.Value) {
	v.n[i], v.states[i] = x.N, x.State
	if x.State != eval.Known {
		v.n[i], v.clean = 0, false
	}
}

// rawOp reads the values of a column, each held to its domain.
type rawOp struct {
	column int
	axis   *axis
	value  int
}

func (o *rawOp) traffic(_, give func(kind, int)) { give(ofValues, o.value) }

func (o *rawOp) run(w *worker) {
	c := &w.rows.Columns[o.column]
	out := &w.values[o.value]
	out.clean = true
	if c.Null == nil && c.I64 != nil && o.axis.never < 0 {
		// The register is the column itself, once its chunk was held to the domain.
		lo, hi, outside := o.axis.lo, o.axis.hi, int64(0)
		out.n = c.I64[w.from : w.from+w.n]
		for _, v := range out.n {
			outside |= (v - lo) | (hi - v) // negative when either is, wrapped or not
		}
		if outside < 0 {
			w.seen |= bad
		}
		if !out.zeroed {
			clear(out.states)
			out.zeroed = true
		}
		return
	}
	out.zeroed = false
	if out.own == nil {
		out.own = make([]int64, chunk)
	}
	out.n = out.own
	for i := range w.n {
		v, mark := c.at(w.from + i)
		switch {
		case !o.axis.admits(v, mark):
			w.seen |= bad
			out.set(i, eval.Value{State: eval.Unknown})
		case mark == Unknown:
			out.set(i, eval.Value{State: eval.Unknown})
		case mark == None:
			out.set(i, eval.Of(plan.None))
		default:
			out.set(i, eval.Of(v))
		}
	}
}

// numberOp makes unknown what is none.
type numberOp struct{ from, value int }

func (o *numberOp) traffic(use, give func(kind, int)) {
	use(ofValues, o.from)
	give(ofValues, o.value)
}

func (o *numberOp) run(w *worker) {
	out := &w.values[o.value]
	out.clean = true
	for i := range w.n {
		out.set(i, eval.Number(w.values[o.from].at(i)))
	}
}

// firstOp gives a fact the first known value of itself and of what stands in for it.
type firstOp struct {
	args  []int
	value int
}

func (o *firstOp) traffic(use, give func(kind, int)) {
	for _, a := range o.args {
		use(ofValues, a)
	}
	give(ofValues, o.value)
}

func (o *firstOp) run(w *worker) {
	out := &w.values[o.value]
	out.clean = true
	for i := range w.n {
		v := w.values[o.args[0]].at(i)
		if v.State == eval.Unknown {
			for _, a := range o.args[1:] {
				if other := w.values[a].at(i); other.State == eval.Known {
					v = other
					break
				}
			}
		}
		out.set(i, v)
	}
}

// nodeOp puts together what a node is made of: its own value, the rates and conditions that bear on it, what sets it aside.
type nodeOp struct {
	own, cond            int // cond −1: it always applies
	augments, multiplier int
	words                bool
	asides               []int
	value, truth         int
}

// pure reports whether the op only puts its condition on its value.
func (o *nodeOp) pure() bool {
	return o.augments < 0 && o.multiplier < 0 && len(o.asides) == 0 && !o.words && o.truth < 0
}

func (o *nodeOp) traffic(use, give func(kind, int)) {
	for _, a := range []int{o.own, o.augments, o.multiplier} {
		use(ofValues, a)
	}
	use(ofTruths, o.cond)
	for _, a := range o.asides {
		use(ofTruths, a)
	}
	give(ofValues, o.value)
	give(ofTruths, o.truth)
}

func (o *nodeOp) run(w *worker) {
	own, out := &w.values[o.own], &w.values[o.value]
	var truths []eval.Truth
	if o.truth >= 0 {
		truths = w.truths[o.truth][:w.n]
	}
	if o.augments < 0 && o.multiplier < 0 && len(o.asides) == 0 && own.clean && !o.words && o.gate(w, own, out, truths) {
		return
	}
	out.clean = true
	for i := range w.n {
		t, v := eval.Yes, own.at(i)
		if o.cond >= 0 {
			t = w.truths[o.cond][i]
		}
		if o.augments >= 0 {
			v = eval.RateOf(v, w.values[o.augments].at(i))
		}
		if o.multiplier >= 0 {
			v = eval.RateOf(w.values[o.multiplier].at(i), v)
		}
		if t != eval.Yes {
			if v = eval.Gate(t, v); t == eval.No && o.words {
				v = eval.Of(plan.None)
			}
		}
		for _, aside := range o.asides {
			switch a := w.truths[aside][i]; {
			case a == eval.Yes:
				v, t = eval.Of(0), eval.No
			case a == eval.Maybe && (v.State != eval.Known || v.N != 0):
				v = eval.Value{State: eval.Unknown}
			}
		}
		out.set(i, v)
		if truths != nil {
			truths[i] = t
		}
	}
}

// gate is the loop of a node whose value is known in the whole chunk: 0 where its conditions fail. It reports false when one is unknown.
func (o *nodeOp) gate(w *worker, own, out *values, truths []eval.Truth) bool {
	if o.cond < 0 {
		copy(out.n[:w.n], own.n[:w.n])
		for i := range truths {
			truths[i] = eval.Yes
		}
	} else {
		cond := w.truths[o.cond][:w.n]
		unsure := eval.No
		n, from := out.n[:w.n], own.n[:w.n]
		for i, t := range cond {
			unsure |= t & eval.Maybe
			n[i] = from[i] & -int64(t>>1) // Yes is 2
		}
		if unsure != eval.No {
			return false
		}
		copy(truths, cond)
	}
	if !out.clean {
		clear(out.states[:w.n])
	}
	out.clean = true
	return true
}

// scalarOp leaves a node to the scalar evaluator, row by row.
type scalarOp struct {
	node         int
	program      *eval.Program
	at           day.Date
	reads        []scalarRead
	slot         int
	value, truth int
}

type scalarRead struct{ slot, value, truth int }

func (o *scalarOp) traffic(use, give func(kind, int)) {
	for _, r := range o.reads {
		use(ofValues, r.value)
		use(ofTruths, r.truth)
	}
	give(ofValues, o.value)
	give(ofTruths, o.truth)
}

func (o *scalarOp) run(w *worker) {
	f := w.frame(o.program, o.at)
	out := &w.values[o.value]
	out.clean = true
	for i := range w.n {
		for _, r := range o.reads {
			t := eval.Yes
			if r.truth >= 0 {
				t = w.truths[r.truth][i]
			}
			f.Put(r.slot, w.values[r.value].at(i), t)
		}
		o.program.RunNode(o.node, f)
		v, t, _ := f.ValueAt(o.slot)
		out.set(i, v)
		if o.truth >= 0 {
			w.truths[o.truth][i] = t
		}
	}
}
