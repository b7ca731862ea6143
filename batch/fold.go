package batch

import "github.com/opposable/opposable/eval"

// source is what an index is made of: a fact, or a node whose code is kept in a register.
type source struct {
	column int // of a fact, or −1
	reg    int // of a node, or −1
	values []eval.Value
	truths []eval.Truth
}

// class is what the scalar evaluator answers for some combinations.
type class struct {
	value eval.Value
	truth eval.Truth
}

// fold is a table over the codes of some sources, filled by the scalar evaluator: a class for each combination.
type fold struct {
	basis   []int // sources
	strides []int
	size    int
	classes []class
	of      []uint32 // class by combination
}

// newFold fills the table of a node; answer computes one combination from the codes of the basis.
func newFold(sources []source, basis []int, answer func(codes []int) class) *fold {
	f := &fold{basis: basis, strides: make([]int, len(basis)), size: 1}
	for i := len(basis) - 1; i >= 0; i-- {
		f.strides[i] = f.size
		f.size *= len(sources[basis[i]].values)
	}
	f.of = make([]uint32, f.size)
	known := map[class]uint32{}
	codes := make([]int, len(basis))
	for at := range f.of {
		for i, stride := range f.strides {
			codes[i] = at / stride % len(sources[basis[i]].values)
		}
		c := answer(codes)
		id, ok := known[c]
		if !ok {
			id = uint32(len(f.classes))
			known[c] = id
			f.classes = append(f.classes, c)
		}
		f.of[at] = id
	}
	return f
}

// product is how many combinations a basis has, at most limit+1.
func product(sources []source, basis []int, limit int) int {
	n := 1
	for _, s := range basis {
		if n *= len(sources[s].values); n > limit {
			return limit + 1
		}
	}
	return n
}

// clean reports whether every combination without anything unknown has a known value.
func (f *fold) clean(sources []source) bool {
next:
	for at, id := range f.of {
		for i, s := range f.basis {
			src := &sources[s]
			code := at / f.strides[i] % len(src.values)
			if src.column >= 0 && src.values[code].State != eval.Known {
				continue next
			}
		}
		if f.classes[id].value.State != eval.Known {
			return false
		}
	}
	return true
}

// index computes the place of each row in a table.
type index struct {
	encoders []*encoder // of facts read straight from their column
	regs     []int      // codes read from registers
	strides  []uint32
	mask     uint32 // of a table padded to a power of two
}

func newIndex(sources []source, axes []axis, f *fold) index {
	x := index{mask: uint32(padded(f.size) - 1)}
	for i, s := range f.basis {
		if src := &sources[s]; src.reg < 0 {
			x.encoders = append(x.encoders, newEncoder(&axes[src.column], src.column, f.strides[i]))
		} else {
			x.regs, x.strides = append(x.regs, src.reg), append(x.strides, uint32(f.strides[i]))
		}
	}
	return x
}

func padded(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return p
}

// run sets w.index for the chunk.
func (x *index) run(w *worker) []uint32 {
	out := w.index[:w.n]
	set := false // the first four columns set the index, the others add to it
	var columns [4]*Column
	var encoders [4]*encoder
	waiting := 0
	for _, e := range x.encoders {
		c := &w.rows.Columns[e.column]
		if !quick(c) {
			if !set {
				clear(out)
				set = true
			}
			e.add(out, c, w.from)
			continue
		}
		columns[waiting], encoders[waiting] = c, e
		if waiting++; waiting < len(columns) {
			continue
		}
		if waiting = 0; set {
			add4(out, w.from, columns, encoders)
		} else {
			set4(out, w.from, columns, encoders)
			set = true
		}
	}
	if !set {
		clear(out)
	}
	for i := range waiting {
		encoders[i].add(out, columns[i], w.from)
	}
	for i, reg := range x.regs {
		stride := x.strides[i]
		for j, code := range w.codes[reg][:w.n] {
			out[j] += code * stride
		}
	}
	return out
}

// foldOp reads a table into registers: the class, or the value and the truth.
type foldOp struct {
	fold  *fold
	index index
	code  int // register, or −1
	value int // register, or −1
	truth int // register, or −1

	class  []uint32
	small  []uint8 // the class, when there are few
	values []int64
	states []eval.State
	truths []eval.Truth
}

func (o *foldOp) traffic(use, give func(kind, int)) {
	for _, reg := range o.index.regs {
		use(ofCodes, reg)
	}
	give(ofCodes, o.code)
	give(ofValues, o.value)
	give(ofTruths, o.truth)
}

// fill lays out what the op gives, by place in the table.
func (o *foldOp) fill() {
	n := padded(o.fold.size)
	switch {
	case o.code >= 0 && len(o.fold.classes) <= 256: // a table that stays in the first cache
		o.small = make([]uint8, n)
		for i, id := range o.fold.of {
			o.small[i] = uint8(id)
		}
	case o.code >= 0:
		o.class = make([]uint32, n)
		copy(o.class, o.fold.of)
	}
	if o.value >= 0 {
		o.values, o.states = o.fold.layout()
	}
	if o.truth >= 0 {
		o.truths = make([]eval.Truth, n)
		for i, id := range o.fold.of {
			o.truths[i] = o.fold.classes[id].truth
		}
	}
}

// layout gives the value and the state of each place; the value of what is not known is nothing.
func (f *fold) layout() ([]int64, []eval.State) {
	n := padded(f.size)
	values, states := make([]int64, n), make([]eval.State, n)
	for i, id := range f.of {
		v := f.classes[id].value
		if states[i] = v.State; v.State == eval.Known {
			values[i] = v.N
		}
	}
	return values, states
}

func (o *foldOp) run(w *worker) {
	at := o.index.run(w)
	mask := o.index.mask
	if o.truth < 0 {
		w.see(at)
	}
	switch {
	case o.small != nil:
		out, class := w.codes[o.code][:w.n], o.small
		for i, x := range at {
			out[i] = uint32(class[x&mask])
		}
	case o.code >= 0:
		out, class := w.codes[o.code][:w.n], o.class
		for i, x := range at {
			out[i] = class[x&mask]
		}
	}
	if o.value >= 0 {
		out := &w.values[o.value]
		values, states := out.n[:w.n], out.states[:w.n]
		worst := eval.Known
		for i, x := range at {
			values[i], states[i] = o.values[x&mask], o.states[x&mask]
			worst |= states[i]
		}
		out.clean = worst == eval.Known
	}
	if o.truth >= 0 {
		out, truths, seen := w.truths[o.truth][:w.n], o.truths, uint32(0)
		for i, x := range at {
			seen |= x
			out[i] = truths[x&mask]
		}
		w.seen |= seen
	}
}
