package batch

import "slices"

// finish lays out the tables, now that all sources are known, and says where the result is.
func (p *planner) finish() *Batch {
	b := p.batch
	s := &p.slots[p.graph.Result]
	b.result = result{value: -1}
	if s.fold != nil {
		b.result.fold = s.fold
		b.result.index = newIndex(p.sources, b.axes, s.fold)
		b.result.prepare(p.sources)
		if Permutes {
			b.result.permutation = p.permutation()
		}
	} else {
		b.result.value = p.value(p.graph.Result)
	}
	for _, o := range p.folds {
		o.index = newIndex(p.sources, b.axes, o.fold)
	}
	p.prune()
	for _, o := range b.ops {
		if o, ok := o.(*foldOp); ok {
			o.fill()
		}
	}
	all := b.ops
	p.gateLast()
	seen := make([]bool, len(b.Facts))
	mark := func(x *index) {
		for _, e := range x.encoders {
			seen[e.column] = true
		}
	}
	mark(&b.result.index)
	for _, o := range all {
		switch o := o.(type) {
		case *foldOp:
			mark(&o.index)
		case *rawOp:
			seen[o.column] = true
		}
	}
	for i := range seen {
		if !seen[i] {
			b.unread = append(b.unread, i)
		}
	}
	return b
}

// prune leaves out the ops that nothing reads.
func (p *planner) prune() {
	type register struct {
		kind kind
		reg  int
	}
	b := p.batch
	needed := map[register]bool{}
	use := func(k kind, reg int) { needed[register{k, reg}] = true }
	use(ofValues, b.result.value)
	for _, reg := range b.result.index.regs {
		use(ofCodes, reg)
	}
	delete(needed, register{ofValues, -1})
	var kept []op
	for _, o := range slices.Backward(b.ops) {
		wanted := false
		o.traffic(func(kind, int) {}, func(k kind, reg int) { wanted = wanted || reg >= 0 && needed[register{k, reg}] })
		if wanted {
			o.traffic(use, func(kind, int) {})
			kept = append(kept, o)
		}
	}
	slices.Reverse(kept)
	b.ops = kept
}

// gateLast hands the last op to the result when it only puts a condition read in a table on a value: sums then need no register for it.
func (p *planner) gateLast() {
	b := p.batch
	if b.result.fold != nil || len(b.ops) == 0 {
		return
	}
	gate, ok := b.ops[len(b.ops)-1].(*nodeOp)
	if !ok || gate.value != b.result.value || !gate.pure() || gate.cond < 0 {
		return
	}
	var cond *foldOp
	rest := b.ops[:len(b.ops)-1]
	for _, o := range rest {
		if f, ok := o.(*foldOp); ok && f.truth == gate.cond && f.code < 0 && f.value < 0 {
			cond = f
		}
	}
	shared := false
	for _, o := range rest {
		o.traffic(func(k kind, reg int) { shared = shared || k == ofTruths && reg == gate.cond }, func(kind, int) {})
	}
	if cond == nil || shared {
		return
	}
	b.result.gate, b.result.cond = gate, cond
	b.ops = slices.DeleteFunc(slices.Clone(rest), func(o op) bool { return o == op(cond) })
}
