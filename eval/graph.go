package eval

import (
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// Graph is a program laid open, for whoever compiles it further: to columns, to SQL. Its nodes come in the order of their needs, and
// the program beside it runs any of them alone, so that what is compiled can always be held against what is evaluated.
type Graph struct {
	Plan    *plan.Plan
	Program *Program
	At      day.Date
	Nodes   []Node // parallel to the steps of the program
	Result  int    // slot of the rule's value
	Alive   bool   // some part of the rule has a version in force
}

// NodeKind says what a node computes.
type NodeKind = stepKind

// The kinds of nodes.
const (
	PartNode     = partStep
	RuleNode     = ruleStep
	FallbackNode = fallbackStep
)

// Node computes the value of one slot: its own value, its conditions, then the rates and exceptions that bear on it.
type Node struct {
	Kind       NodeKind
	Slot       int
	Ref        plan.Ref
	Dead       bool // nothing is in force
	Missing    bool // what is in force has no figure
	Words      bool // a failed condition gives no word
	Conds      []Test
	AnyOf      [][][]Test // each of several "one of": groups of tests
	Caps       int        // how many caps bear on it; past acts are not part of a row
	Const      int64      // its value when it has neither a formula nor a table
	Formula    *Term
	Table      *Lookup
	Asides     []int // slots of the parts that set it aside
	Augments   int   // slot of the part that it is a rate of, or −1
	Multiplier int   // slot of the rule whose percent applies, or −1
	Sources    []int // of a fallback: slots tried in order
}

// Test is a condition on a slot.
type Test struct {
	Slot   int
	Test   plan.Test
	Worded bool // the thing answers with words: any word is an answer
	Cell   *plan.Cell
}

// Lookup is a table on slots.
type Lookup struct {
	Grid  *plan.Grid
	Slots []int
	Rows  []Outcome
}

// Outcome is what a row gives: a formula, or a value.
type Outcome struct {
	Formula *Term
	Value   Value
}

// Term is a node of a formula with its names resolved: a Read names a slot, a parameter has become a Const with its state.
type Term struct {
	Op    plan.Op
	Args  []*Term
	Slot  int
	Value Value
	Of    *plan.Expr // shift, rounding, bounds
}

// Graph lays open the program of a rule at a moment; the rule may be a variant.
func (e *Engine) Graph(rule int, m day.Moment) *Graph {
	base := rule
	if b := e.Plan.Rules[rule].Base; b >= 0 {
		base = b
	}
	b := newBuilder(e.Plan, m, base, rule)
	b.visit(plan.Ref{Kind: plan.ToRule, Index: rule})
	p := b.build(rule)
	g := &Graph{Plan: e.Plan, Program: p, At: m.At, Result: p.result, Alive: p.alive}
	for i := range p.steps {
		g.Nodes = append(g.Nodes, b.node(&p.steps[i]))
	}
	return g
}

// Slots returns how many slots the program has.
func (p *Program) Slots() int { return p.slots }

// RunNode computes one node of the graph from the slots that it reads.
func (p *Program) RunNode(i int, f *Frame) { p.steps[i].run(f) }

// Put gives a slot a value and whether it applies, as if its node had run.
func (f *Frame) Put(slot int, v Value, t Truth) { f.values[slot], f.truths[slot] = v, t }

// Holds tests a value.
func (t *Test) Holds(v Value, at day.Date) Truth {
	f := Frame{At: at, values: []Value{v}}
	c := cond{test: t.Test, worded: t.Worded, cell: t.Cell}
	return c.eval(&f)
}

// Compute gives the value of the operation of a term on known arguments; the plan proved that nothing overflows.
func (t *Term) Compute() func([]int64) int64 { return arithmetic(t.Of) }

func (b *builder) node(s *step) Node {
	n := Node{
		Kind: s.kind, Slot: s.slot, Ref: s.ref, Dead: s.dead, Missing: s.missing, Words: s.words, Caps: len(s.caps), Const: s.constN,
		Asides: s.asides, Augments: s.augments, Multiplier: s.multiplier, Sources: s.sources,
	}
	if s.kind == fallbackStep || s.dead {
		return n
	}
	n.Conds = tests(s.conds)
	for _, groups := range s.anyOf {
		var out [][]Test
		for _, group := range groups {
			out = append(out, tests(group))
		}
		n.AnyOf = append(n.AnyOf, out)
	}
	if s.value == nil && s.table == nil {
		return n
	}
	if s.kind == ruleStep {
		n.Formula = b.term(b.plan.Rules[s.ref.Index].Result, nil, nil)
		return n
	}
	part := &b.plan.Parts[s.ref.Index]
	if len(part.Versions) == 0 {
		n.Formula = b.term(part.Formula, nil, nil)
		return n
	}
	v := &part.Versions[s.version]
	if s.table == nil {
		n.Formula = b.term(v.Formula, v.Params, nil)
		return n
	}
	n.Table = &Lookup{Grid: s.table.grid, Slots: s.table.slots}
	for i := range v.Table.Rows {
		n.Table.Rows = append(n.Table.Rows, b.outcome(v, &v.Table.Rows[i], &s.table.rows[i]))
	}
	return n
}

func (b *builder) outcome(v *plan.Version, row *plan.Row, r *rowValue) Outcome {
	switch {
	case r.missing:
		return Outcome{Value: notEstablished}
	case row.Formula != nil:
		return Outcome{Formula: b.term(row.Formula, v.Params, row.Params)}
	case r.value != nil:
		return Outcome{Formula: b.term(v.Formula, v.Params, row.Params)}
	}
	return Outcome{Value: Of(r.n)}
}

func tests(conds []cond) []Test {
	var out []Test
	for i := range conds {
		out = append(out, Test{conds[i].slot, conds[i].test, conds[i].worded, conds[i].cell})
	}
	return out
}

// term resolves the names of a formula.
func (b *builder) term(e *plan.Expr, version, row []plan.Param) *Term {
	t := &Term{Op: e.Op, Of: e}
	switch e.Op {
	case plan.Const:
		t.Value = Of(e.N)
	case plan.ParamValue:
		t.Op, t.Value = plan.Const, b.figure(e.Param, version, row)
	case plan.Read:
		t.Slot = b.slot(*e.Ref)
	}
	for _, a := range e.Args {
		t.Args = append(t.Args, b.term(a, version, row))
	}
	return t
}

// Walk calls f for the term and all below it.
func (t *Term) Walk(f func(*Term)) {
	if t == nil {
		return
	}
	f(t)
	for _, a := range t.Args {
		a.Walk(f)
	}
}

// Number is a value as a formula reads it: none is no number, hence unknown.
func Number(v Value) Value { return number(v) }

// Add sums two values.
func Add(a, b Value) Value { return add(a, b) }

// Multiply multiplies two values: nothing times whatever is nothing.
func Multiply(a, b Value) Value { return multiply(a, b) }

// RateOf applies a percent in hundredths to a value.
func RateOf(rate, base Value) Value { return rateOf(rate, base) }

// Gate applies a condition to a value.
func Gate(t Truth, v Value) Value { return gate(t, v) }
