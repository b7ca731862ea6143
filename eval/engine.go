package eval

import (
	"sync"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// Engine prepares and keeps the programs of a plan. It is safe for concurrent use.
type Engine struct {
	Plan *plan.Plan
	// Observe, when set before the first Program, receives the events of every evaluation: coverage reads them. It is called from
	// whatever goroutine evaluates and must not keep the slice.
	Observe func([]Event)

	calendar calendar
	mu       sync.RWMutex
	bySeg    map[programKey]*Program
	byTuple  map[tupleKey]*Program
}

type programKey struct {
	rule, part int
	segment    segment
}

type tupleKey struct {
	rule, part int
	tuple      string
}

// New returns an engine for a built plan.
func New(p *plan.Plan) *Engine {
	return &Engine{Plan: p, calendar: newCalendar(p), bySeg: map[programKey]*Program{}, byTuple: map[tupleKey]*Program{}}
}

// Program returns the program of a rule at a moment. The rule may be a variant: another reading of its base, which then replaces the
// base wherever it is read.
func (e *Engine) Program(rule int, m day.Moment) *Program { return e.ProgramUnder(rule, rule, m) }

// ProgramUnder is Program for a rule read while another rule is replaced by a variant of it.
func (e *Engine) ProgramUnder(rule, variant int, m day.Moment) *Program {
	base := variant
	if b := e.Plan.Rules[variant].Base; b >= 0 {
		base = b
	}
	if rule == base {
		rule = variant
	}
	key := programKey{rule, variant, e.calendar.segment(m)}
	e.mu.RLock()
	prog := e.bySeg[key]
	e.mu.RUnlock()
	if prog != nil {
		return prog
	}
	b := newBuilder(e.Plan, m, base, variant)
	b.visit(plan.Ref{Kind: plan.ToRule, Index: rule})
	tk := tupleKey{rule, variant, tuple(b.selected)}
	e.mu.Lock()
	defer e.mu.Unlock()
	if known := e.byTuple[tk]; known != nil {
		prog = known
	} else {
		prog = b.build(rule)
		prog.observe = e.Observe
		e.byTuple[tk] = prog
	}
	e.bySeg[key] = prog
	return prog
}
