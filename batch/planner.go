package batch

import (
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// How many combinations a table may have: over the facts themselves, and over codes computed before, which cost a lookup each.
const (
	flatLimit = 1 << 15
	deepLimit = 1 << 16
)

// planner turns the nodes of a graph into ops, in order.
type planner struct {
	graph   *eval.Graph
	batch   *Batch
	frame   *eval.Frame
	sources []source
	slots   []slot
	folds   []*foldOp
}

// slot is what is known of a slot of the program so far.
type slot struct {
	source int   // the source that it is, or −1
	fold   *fold // the table that gives it, or nil
	exact  bool  // its codes stand for one value each: formulas may read them
	value  int   // register of its value, or −1
	truth  int   // register of its truth, or −1
	always bool  // it applies in every row

	computed *nodeOp      // the op that gives its value, and its truth when asked
	gates    []*eval.Node // it is only the register gated under the conditions of these nodes
	gated    int
}

func newPlanner(g *eval.Graph) *planner {
	p := &planner{
		graph: g, frame: g.Program.NewFrame(g.At), slots: make([]slot, g.Program.Slots()),
		batch: &Batch{Facts: g.Program.Facts, plan: g.Plan, axes: axesOf(g), dead: !g.Alive},
	}
	for i := range p.slots {
		p.slots[i] = slot{source: -1, value: -1, truth: -1}
	}
	for i := range p.batch.axes {
		a := &p.batch.axes[i]
		p.sources = append(p.sources, source{column: i, reg: -1, values: a.values()})
		p.slots[i].source, p.slots[i].exact, p.slots[i].always = i, a.exact || !a.read, true
	}
	return p
}

// read is a slot that a node reads; exact asks for its very value.
type read struct {
	slot  int
	exact bool
}

// reads lists what a node reads.
func reads(n *eval.Node) []read {
	var out []read
	add := func(slot int, exact bool) {
		for i := range out {
			if out[i].slot == slot {
				out[i].exact = out[i].exact || exact
				return
			}
		}
		out = append(out, read{slot, exact})
	}
	eachTest(n, func(t *eval.Test) { add(t.Slot, false) })
	formula := func(t *eval.Term) {
		t.Walk(func(t *eval.Term) {
			if t.Op == plan.Read {
				add(t.Slot, true)
			}
		})
	}
	formula(n.Formula)
	if n.Table != nil {
		for _, s := range n.Table.Slots {
			add(s, false)
		}
		for i := range n.Table.Rows {
			formula(n.Table.Rows[i].Formula)
		}
	}
	for _, s := range n.Asides {
		add(s, false)
	}
	for _, s := range []int{n.Augments, n.Multiplier} {
		if s >= 0 && n.Kind != eval.FallbackNode {
			add(s, true)
		}
	}
	if n.Kind == eval.FallbackNode {
		add(n.Slot, false)
		for _, s := range n.Sources {
			add(s, false)
		}
	}
	return out
}

func eachTest(n *eval.Node, f func(*eval.Test)) {
	for i := range n.Conds {
		f(&n.Conds[i])
	}
	for _, groups := range n.AnyOf {
		for _, group := range groups {
			for i := range group {
				f(&group[i])
			}
		}
	}
}

// node plans one node: as a table if what it reads allows it, else as ops on values.
func (p *planner) node(i int) {
	n := &p.graph.Nodes[i]
	if n.Dead && n.Kind != eval.FallbackNode {
		p.slots[n.Slot] = slot{source: -1, exact: true, value: -1, truth: -1, fold: p.constant(class{eval.Value{State: eval.Absent}, eval.No})}
		return
	}
	list := reads(n)
	f, ok := p.tryFold(list, func() class {
		p.graph.Program.RunNode(i, p.frame)
		v, t, _ := p.frame.ValueAt(n.Slot)
		if v.State != eval.Known {
			v.N = 0
		}
		return class{v, t}
	})
	if n.Kind == eval.FallbackNode {
		p.fallback(n, list, f, ok)
		return
	}
	if ok {
		p.slots[n.Slot] = slot{source: -1, exact: true, value: -1, truth: -1, fold: f}
		return
	}
	p.general(i, n, list)
}

func (p *planner) constant(c class) *fold {
	return newFold(p.sources, nil, func([]int) class { return c })
}

// tryFold builds the table of something over the slots that it reads, when they are coded and have few enough combinations.
func (p *planner) tryFold(list []read, answer func() class) (*fold, bool) {
	for _, r := range list {
		s := &p.slots[r.slot]
		if s.source < 0 && s.fold == nil || r.exact && !s.exact {
			return nil, false
		}
	}
	basis, ok := p.basis(list)
	if !ok {
		return nil, false
	}
	place := map[int]int{}
	for i, s := range basis {
		place[s] = i
	}
	return newFold(p.sources, basis, func(codes []int) class {
		for _, r := range list {
			c := p.classOf(&p.slots[r.slot], func(source int) int { return codes[place[source]] })
			p.frame.Put(r.slot, c.value, c.truth)
		}
		return answer()
	}), true
}

// classOf reads the class of a slot from the codes of its sources.
func (p *planner) classOf(s *slot, code func(source int) int) class {
	if s.source >= 0 {
		src, c := &p.sources[s.source], code(s.source)
		if src.truths == nil {
			return class{src.values[c], eval.Yes}
		}
		return class{src.values[c], src.truths[c]}
	}
	at := 0
	for i, b := range s.fold.basis {
		at += code(b) * s.fold.strides[i]
	}
	return s.fold.classes[s.fold.of[at]]
}

// basis returns the sources on which some slots depend: the facts below them, or, when these have too many combinations, their own codes.
func (p *planner) basis(list []read) ([]int, bool) {
	var flat []int
	for _, r := range list {
		if s := &p.slots[r.slot]; s.source >= 0 {
			flat = append(flat, s.source)
		} else {
			flat = append(flat, s.fold.basis...)
		}
	}
	slices.Sort(flat)
	flat = slices.Compact(flat)
	if product(p.sources, flat, flatLimit) <= flatLimit {
		return flat, true
	}
	combinations := 1
	for _, r := range list {
		s := &p.slots[r.slot]
		n := 0
		if s.source >= 0 {
			n = len(p.sources[s.source].values)
		} else {
			n = len(s.fold.classes)
		}
		if combinations *= n; combinations > deepLimit {
			return nil, false
		}
	}
	var deep []int
	for _, r := range list {
		deep = append(deep, p.keep(r.slot))
	}
	slices.Sort(deep)
	return slices.Compact(deep), true
}

// keep makes a source of a slot: its code stays in a register.
func (p *planner) keep(at int) int {
	s := &p.slots[at]
	if s.source >= 0 {
		return s.source
	}
	src := source{column: -1, reg: p.batch.regs.codes}
	p.batch.regs.codes++
	for _, c := range s.fold.classes {
		src.values, src.truths = append(src.values, c.value), append(src.truths, c.truth)
	}
	o := p.op(s.fold)
	o.code = src.reg
	s.source = len(p.sources)
	p.sources = append(p.sources, src)
	return s.source
}

// op adds an op that reads a table.
func (p *planner) op(f *fold) *foldOp {
	o := &foldOp{fold: f, code: -1, value: -1, truth: -1}
	p.batch.ops = append(p.batch.ops, o)
	p.folds = append(p.folds, o)
	return o
}
