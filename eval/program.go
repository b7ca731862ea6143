package eval

import (
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// Program is a rule at a moment: the steps to its value. It never changes and may be shared.
type Program struct {
	Plan  *plan.Plan
	Rule  int
	Facts []int // the facts that are read, by index in the plan; a Frame holds their values in this order

	steps  []step
	slots  int
	result int // slot of the rule's value
	slotOf map[refKey]int
	alive  bool // some part of the rule has a version in force

	observe func([]Event)
}

// PastAct is an act billed before for the same patient by the same doctor.
type PastAct struct {
	Code string
	Date day.Date
}

// Frame holds the facts of one evaluation and its intermediate values. It may be used again after Reset, not shared.
type Frame struct {
	At      day.Date
	History []PastAct // what caps count; read only when HistoryKnown
	// HistoryKnown tells "no past act" from "past acts not given".
	HistoryKnown bool
	// Stay is the day from which a cap per stay counts, when known.
	Stay Value
	// Age is the age of the patient, from which a cap per band of ages counts.
	Age Value
	// Caps, when set, answers every cap instead of the history: a completion of an unknown one.
	Caps Truth
	// CapsGiven says that Caps is to be used.
	CapsGiven bool
	Log       *Log

	observed bool // inside an observed evaluation
	values   []Value
	rows     []int32 // by slot, the row of the table that gave the value
	truths   []Truth // by slot, whether the part or rule applies
}

// NewFrame returns a frame with all facts unknown.
func (p *Program) NewFrame(at day.Date) *Frame {
	f := &Frame{At: at, values: make([]Value, p.slots), rows: make([]int32, p.slots), truths: make([]Truth, p.slots)}
	p.Reset(f)
	return f
}

// Reset makes all facts unknown again.
func (p *Program) Reset(f *Frame) {
	for i := range p.Facts {
		f.values[i] = unknown
	}
}

// Set gives the i-th fact of the program a value.
func (f *Frame) Set(i int, n int64) { f.values[i] = Value{N: n} }

// Forget makes the i-th fact unknown.
func (f *Frame) Forget(i int) { f.values[i] = unknown }

// Fact returns the value of the i-th fact.
func (f *Frame) Fact(i int) Value { return f.values[i] }

// Slot returns where the program keeps a part or a rule, and whether it computes it.
func (p *Program) Slot(r plan.Ref) (int, bool) { i, ok := p.slotOf[keyOf(r)]; return i, ok }

// refKey is a reference in one word: looking for what is missing asks for slots more than anything else.
type refKey uint32

const refKindShift = 24

func keyOf(r plan.Ref) refKey { return refKey(r.Kind)<<refKindShift | refKey(r.Index) }

func (k refKey) ref() plan.Ref {
	return plan.Ref{Kind: plan.RefKind(k >> refKindShift), Index: int(k & (1<<refKindShift - 1))}
}

// At returns the value computed in a slot, whether its conditions held, and the row that gave it (−1: none, −2: several).
func (f *Frame) ValueAt(slot int) (Value, Truth, int) {
	return f.values[slot], f.truths[slot], int(f.rows[slot])
}

// Eval computes the rule's value.
func (p *Program) Eval(f *Frame) Value {
	if p.observe != nil && !f.observed {
		return p.evalObserved(f)
	}
	for i := range p.steps {
		p.steps[i].run(f)
	}
	if !p.alive {
		return absent
	}
	return f.values[p.result]
}

// evalObserved evaluates with a log of its own and shows it to the observer.
func (p *Program) evalObserved(f *Frame) Value {
	own := f.Log
	if own == nil {
		f.Log = new(Log)
	}
	from := len(f.Log.Events)
	f.observed = true
	v := p.Eval(f)
	f.observed = false
	p.observe(f.Log.Events[from:])
	f.Log = own
	return v
}

// Result returns the slot of the rule's own value.
func (p *Program) Result() int { return p.result }
