// Package batch evaluates a rule on columns: millions of rows, each with the facts of one row.
//
// It takes a rule at a Moment and compiles it once. Wherever the facts that a node reads have few values, the scalar evaluator fills a
// table with every combination of them, and a row costs a lookup; what is left is arithmetic on chunks. It takes columns of integers,
// each with an optional mask of what is unknown, and gives the values and states that eval gives row by row, or their exact sums, or
// the rows counted once by distinct combination (Cells), on which any reform of the rule is then recomputed.
//
//	eval.Graph ─► fold (tables) ─► ops on chunks ─► Values · Sum
//	                                            └─► Cells ─► Sum
//
// It refuses a value outside the declared domain of its fact, with its row, and then gives nothing at all. Results do not depend on
// the number of threads nor on how rows are shared among them. Past acts are not part of a row: a cap is unknown.
//
// Unstable: only the root package is a promised face.
package batch

import (
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Batch is a rule at a moment compiled for columns. It never changes and may be shared.
type Batch struct {
	Facts []int // the facts that are read, by index in the plan: Rows holds their columns in this order

	plan  *plan.Plan
	axes  []axis // of the facts
	ops   []op
	regs  registers
	fixed []fixed // registers that hold one number

	unread []int // columns that no op reads

	dead   bool // the rule is not in force: every row is absent
	result result
}

// Compile prepares a rule, or a variant of one, at a moment.
func Compile(e *eval.Engine, rule int, m day.Moment) *Batch {
	g := e.Graph(rule, m)
	p := newPlanner(g)
	for i := range g.Nodes {
		p.node(i)
	}
	return p.finish()
}

// Fact returns the place of a fact among the columns, by name.
func (b *Batch) Fact(name string) (int, bool) {
	for i, fact := range b.Facts {
		if b.plan.Facts[fact].Name == name {
			return i, true
		}
	}
	return 0, false
}

// Boxes returns how many combinations the table of the whole rule holds, and whether the rule is one table.
func (b *Batch) Boxes() (int, bool) {
	if b.result.fold == nil {
		return 0, false
	}
	return b.result.fold.size, true
}

// chunk is how many rows the ops go through at a time: few enough to stay in the first cache, enough to forget what a call costs.
const chunk = 1024

// registers counts what a worker must hold for one chunk.
type registers struct{ codes, values, truths int }

// fixed is a register of values that holds one number in every row.
type fixed struct {
	reg   int
	value eval.Value
}

// op computes some registers from others for one chunk.
type op interface {
	run(w *worker)
	traffic(use, give func(k kind, reg int)) // the registers that it reads and writes; a negative one is none
}

// kind tells the registers apart.
type kind uint8

const (
	ofCodes kind = iota
	ofValues
	ofTruths
)
