package batch

import (
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// fallback plans a fact that others stand in for.
func (p *planner) fallback(n *eval.Node, list []read, f *fold, folded bool) {
	own := p.slots[n.Slot]
	next := slot{source: -1, value: -1, truth: -1, always: true}
	if folded {
		next.fold = f
		next.exact = !slices.ContainsFunc(list, func(r read) bool { return !p.slots[r.slot].exact })
	}
	if !folded || !own.exact || !next.exact {
		args := []int{p.value(n.Slot)}
		for _, s := range n.Sources {
			args = append(args, p.value(s))
		}
		next.value = p.newValue()
		p.batch.ops = append(p.batch.ops, &firstOp{args, next.value})
	}
	p.slots[n.Slot] = next
}

// general plans a node as ops on values. What has no op of its own is left to the scalar evaluator, row by row.
func (p *planner) general(i int, n *eval.Node, list []read) {
	next := slot{source: -1, value: p.newValue(), truth: -1}
	if p.merge(n, &next) {
		p.slots[n.Slot] = next
		return
	}
	truth, ok := p.truthOf(n)
	value := -1
	if ok {
		value, ok = p.valueOf(n)
	}
	if !ok {
		next.truth = p.newTruth()
		o := &scalarOp{node: i, program: p.graph.Program, at: p.graph.At, value: next.value, truth: next.truth, slot: n.Slot}
		for _, r := range list {
			o.reads = append(o.reads, scalarRead{slot: r.slot, value: p.value(r.slot), truth: p.truth(r.slot)})
		}
		p.batch.ops = append(p.batch.ops, o)
		p.slots[n.Slot] = next
		return
	}
	o := &nodeOp{own: value, cond: truth, augments: -1, multiplier: -1, words: n.Words, value: next.value, truth: -1}
	next.computed = o
	if n.Augments >= 0 {
		o.augments = p.value(n.Augments)
	}
	if n.Multiplier >= 0 {
		o.multiplier = p.value(n.Multiplier)
	}
	for _, s := range n.Asides {
		o.asides = append(o.asides, p.truth(s))
	}
	p.batch.ops = append(p.batch.ops, o)
	if n.Augments < 0 && n.Multiplier < 0 && len(n.Asides) == 0 && !n.Words {
		next.gates, next.gated = []*eval.Node{n}, value
	}
	p.slots[n.Slot] = next
}

// merge plans a node that only puts conditions on a value which is itself another value under conditions: all of them are one condition.
func (p *planner) merge(n *eval.Node, next *slot) bool {
	if n.Formula == nil || n.Formula.Op != plan.Read || n.Augments >= 0 || n.Multiplier >= 0 || len(n.Asides) > 0 || n.Words {
		return false
	}
	inner := &p.slots[n.Formula.Slot]
	if inner.gates == nil {
		return false
	}
	gates := append([]*eval.Node{n}, inner.gates...)
	var list []read
	for _, g := range gates {
		list = append(list, testsOf(g)...)
	}
	slices.SortFunc(list, func(a, b read) int { return a.slot - b.slot })
	list = slices.Compact(list)
	f, ok := p.tryFold(list, func() class {
		all := eval.Yes
		for _, g := range gates {
			all = min(all, p.tested(g))
		}
		return class{truth: all}
	})
	if !ok {
		return false
	}
	cond := p.newTruth()
	p.op(f).truth = cond
	o := &nodeOp{own: inner.gated, cond: cond, augments: -1, multiplier: -1, value: next.value, truth: -1}
	p.batch.ops = append(p.batch.ops, o)
	next.computed, next.gates, next.gated = o, gates, inner.gated
	return true
}

// testsOf lists the slots that the conditions of a node read.
func testsOf(n *eval.Node) []read {
	var list []read
	eachTest(n, func(t *eval.Test) {
		if !slices.ContainsFunc(list, func(r read) bool { return r.slot == t.Slot }) {
			list = append(list, read{slot: t.Slot})
		}
	})
	return list
}

// truthOf plans the conditions of a node: the register of their conjunction, −1 when there are none.
func (p *planner) truthOf(n *eval.Node) (int, bool) {
	if len(n.Conds) == 0 && len(n.AnyOf) == 0 && n.Caps == 0 {
		return -1, true
	}
	f, ok := p.tryFold(testsOf(n), func() class { return class{truth: p.tested(n)} })
	if !ok {
		return 0, false
	}
	reg := p.newTruth()
	p.op(f).truth = reg
	return reg, true
}

// tested evaluates the conditions of a node on the frame; past acts are not part of a row.
func (p *planner) tested(n *eval.Node) eval.Truth {
	holds := func(t *eval.Test) eval.Truth {
		v, _, _ := p.frame.ValueAt(t.Slot)
		return t.Holds(v, p.graph.At)
	}
	all := eval.Yes
	if n.Caps > 0 {
		all = eval.Maybe
	}
	for i := range n.Conds {
		all = min(all, holds(&n.Conds[i]))
	}
	for _, groups := range n.AnyOf {
		some := eval.No
		for _, group := range groups {
			every := eval.Yes
			for i := range group {
				every = min(every, holds(&group[i]))
			}
			some = max(some, every)
		}
		all = min(all, some)
	}
	return all
}

// valueOf plans the own value of a node.
func (p *planner) valueOf(n *eval.Node) (int, bool) {
	switch {
	case n.Missing:
		return p.fixed(eval.Value{State: eval.NotEstablished}), true
	case n.Formula != nil:
		return p.term(n.Formula), true
	case n.Table == nil:
		return p.fixed(eval.Of(n.Const)), true
	}
	return 0, false
}

// value returns the register of the value of a slot, and adds what computes it when nothing did.
func (p *planner) value(at int) int {
	s := &p.slots[at]
	if s.value >= 0 {
		return s.value
	}
	if s.fold != nil && s.fold.size == 1 {
		s.value = p.fixed(s.fold.classes[0].value)
		return s.value
	}
	s.value = p.newValue()
	switch {
	case s.source >= 0 && p.sources[s.source].column >= 0:
		p.batch.ops = append(p.batch.ops, &rawOp{column: p.sources[s.source].column, axis: &p.batch.axes[s.source], value: s.value})
	default:
		p.op(s.fold).value = s.value
	}
	return s.value
}

// truth returns the register of the truth of a slot.
func (p *planner) truth(at int) int {
	s := &p.slots[at]
	if s.truth >= 0 || s.always {
		return s.truth
	}
	s.truth = p.newTruth()
	if s.computed != nil {
		s.computed.truth = s.truth
	} else {
		p.op(s.fold).truth = s.truth
	}
	return s.truth
}

func (p *planner) newValue() int {
	p.batch.regs.values++
	return p.batch.regs.values - 1
}

func (p *planner) newTruth() int {
	p.batch.regs.truths++
	return p.batch.regs.truths - 1
}

func (p *planner) fixed(v eval.Value) int {
	for _, f := range p.batch.fixed {
		if f.value == v {
			return f.reg
		}
	}
	reg := p.newValue()
	p.batch.fixed = append(p.batch.fixed, fixed{reg, v})
	return reg
}

// term plans a formula and returns the register of its value.
func (p *planner) term(t *eval.Term) int {
	switch t.Op {
	case plan.Const:
		return p.fixed(t.Value)
	case plan.Read:
		return p.number(t.Slot)
	}
	if o := p.room(t); o != nil {
		p.batch.ops = append(p.batch.ops, o)
		return o.value
	}
	o := &termOp{op: t.Op, compute: strictOf(t)}
	for _, a := range t.Args {
		o.args = append(o.args, p.term(a))
		if a.Op == plan.Const && a.Value.State == eval.Known {
			o.fixed = append(o.fixed, &a.Value.N)
		} else {
			o.fixed = append(o.fixed, nil)
		}
	}
	o.quick = quickOf(t, o.fixed)
	o.value = p.newValue()
	p.batch.ops = append(p.batch.ops, o)
	return o.value
}

// room plans « what is left of a ceiling, within bounds » as one op: a fact taken from a number, then clamped between two. It returns nil
// for any other formula.
func (p *planner) room(t *eval.Term) *termOp {
	known := func(t *eval.Term) bool { return t.Op == plan.Const && t.Value.State == eval.Known }
	if t.Op != plan.Clamp || !known(t.Args[1]) || !known(t.Args[2]) {
		return nil
	}
	left := t.Args[0]
	if left.Op != plan.Subtract || !known(left.Args[0]) || left.Args[1].Op != plan.Read || left.Args[1].Slot >= len(p.batch.axes) {
		return nil
	}
	of, lo, hi := left.Args[0].Value.N, t.Args[1].Value.N, t.Args[2].Value.N
	return &termOp{
		op: plan.Clamp, args: []int{p.number(left.Args[1].Slot)}, value: p.newValue(),
		compute: func(n []int64) int64 { return max(lo, min(of-n[0], hi)) },
		quick: func(out []int64, a [][]int64) {
			for i, n := range a[0][:len(out)] {
				out[i] = max(lo, min(of-n, hi))
			}
		},
	}
}

// number returns the register of a slot as a formula reads it.
func (p *planner) number(at int) int {
	reg := p.value(at)
	if at >= len(p.batch.axes) || p.batch.axes[at].none < 0 {
		return reg
	}
	o := &numberOp{from: reg, value: p.newValue()}
	p.batch.ops = append(p.batch.ops, o)
	return o.value
}
