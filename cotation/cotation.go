// Package cotation decides which acts go together: from the facts of one visit and a Moment to the best lawful set of acts, how each line is
// shared between the insurance, the complementary and the patient, why the other acts are refused, what is still to ask and what that is
// worth, and the disputed readings that would change the bill.
//
//	facts ─► acts that may be billed ─► best lawful set ─► split of each line ─► Answer
//	              │                          │
//	              └ refusals, gestures       └ unknown facts: every completion; disputed texts: every reading
//
// It takes an eval.Engine and gives Answers with the JSON of the contract. It refuses facts that are not facts of a visit, values outside
// their domain and dates that contradict each other, all at once. It knows no figure, no code and no date of the law: those are rules.
//
// Unstable: only the root package is a promised face.
package cotation

import (
	"sync"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// Pricer prices visits under the rules of an engine. It is safe for concurrent use.
type Pricer struct {
	engine *eval.Engine
	plan   *plan.Plan
	names  names
	form   form
	codes  *codes

	imports answer.Lookup // the tables imported at run time; nil without any

	mu       sync.RWMutex
	statutes map[eval.Segment]*statute
}

// New returns a pricer for an engine.
func New(e *eval.Engine) *Pricer {
	p := &Pricer{engine: e, plan: e.Plan, names: resolve(e.Plan, facts.Discharge), statutes: map[eval.Segment]*statute{}}
	p.form = newForm(e.Plan)
	p.codes = newCodes(e.Plan)
	return p
}

// Options say what an answer holds besides the bill.
type Options struct {
	All    bool     // list every act that is refused, not only those open to this specialty, place and date
	Named  []string // codes whose refusal is wanted anyway: those of a bill that is being checked
	Bare   bool     // the bill and its questions only: no refusals
	Notice string   // the warning that every answer bears; empty: the usual one
}

// Price answers one visit.
func (p *Pricer) Price(v *Visit, o Options) *Answer {
	if reason := outside(p.plan, v.Moment); reason != "" {
		return p.uncovered(v, o, reason)
	}
	s := p.statute(v.Moment)
	d := s.desk()
	defer s.release(d)
	d.load(v)
	return d.answer(v, o)
}

// statute returns what is in force at a moment, prepared once for each segment of time.
func (p *Pricer) statute(m day.Moment) *statute {
	key := p.engine.Segment(m)
	p.mu.RLock()
	s := p.statutes[key]
	p.mu.RUnlock()
	if s != nil {
		return s
	}
	s = p.prepare(m)
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.statutes[key]; known != nil {
		return known
	}
	p.statutes[key] = s
	return s
}
