package cotation

import (
	"slices"
	"sync"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// statute is all that is in force during one segment of time, prepared once: the acts that exist, how they combine, how a line is shared,
// and what each disputed reading changes.
type statute struct {
	*Pricer
	moment   day.Moment // any moment of the segment: its day is not to be used
	acts     []act      // the rules as written, then their other readings
	written  int        // how many are as written
	pairs    []combination
	ranks    []combination
	shares   []share
	worlds   []world           // the first is the law as written
	readers  [][]int32         // acts, by the facts that they read
	later    [][]*eval.Program // combinations and shares, by the facts that they read
	capped   []int32           // acts that count past acts
	sharedBy []int             // facts that the split of a line reads and a visit gives, each once
	pool     sync.Pool

	mu        sync.RWMutex
	standIns  map[int][]int64 // representatives of facts, dates excepted
	evidences map[evidenceKey]*evidence
	spaces    map[string]*space

	pieces         map[pieceKey][]int64
	refusalSources map[refusalKey][]explain.Source
}

// act is a rule that may be billed.
type act struct {
	rule, base  int
	index       int
	key         string // of the base rule
	title       string
	bill        *plan.Billable
	prog        *eval.Program
	is          nameSet // its key and groups
	with        nameSet // what it accompanies
	without     nameSet // what it excludes
	principal   bool
	ownSheet    bool
	covered     bool  // paid in full by law
	motive      bool  // its own conditions name the motive
	alone       bool  // for its motive no other act is due
	noExtra     bool  // billed at its tariff only
	modifies    bool  // it is added to the line of a technical act
	codeFact    int   // the fact that holds a stated technical code, or absent: the act is evaluated for each
	stands      int64 // of a modifier: the code that stands for those that only an imported table knows
	timesAt     int   // where the program holds the percent that multiplies imported tariffs, or absent
	lineAt      int   // of a modifier: where the program holds the tariff of the line
	readsTariff bool
	tariffAt    int // where the program holds the tariff applied, and the code of a technical act
	codeAt      int
	code        string // the only code; else that of the row
	codePart    int    // slot of the part whose rows bear codes, or absent
	codeVersion *plan.Version
	tracked     []tracked // all parts of the program: what held the value up
	result      int
	capped      bool
	dead        bool // nothing of it is in force
	paths       []path
	conditions  []condition
}

// tracked is a part and where the program keeps it.
type tracked struct{ part, version, slot, owner int } // the slot of its rule too, or absent where that is the program's own

// combination is a rule that gives the percent of a line beside others.
type combination struct {
	rule      int
	prog      *eval.Program
	first     nameSet
	second    nameSet // of a pair
	rankAt    int
	codesAt   []codeSlot
	companion int
	result    int
	tracked   []tracked
}

// codeSlot is a fact holding a code that a combination reads.
type codeSlot struct{ fact, slot int }

// share is a rule asked for each line.
type share struct {
	rule    int
	prog    *eval.Program
	result  int
	tracked []tracked
}

// The rules asked for each line, then for the visit, in the order of world.shares.
const (
	insuranceShare = iota
	flatShare
	heavyShare
	restShare
	thirdPartyShare
	extraShare // of the visit, when a fee is asked
	freeShare
	shareKinds
)

// world is the law under one reading of one dispute.
type world struct {
	dispute *plan.Dispute
	rule    int // the base rule that is disputed
	reading int
	acts    []int32 // the acts to consider
	changed []change
	pairs   []int32
	ranks   []int32
	shares  [shareKinds]int32 // index in statute.shares, or absent
	combine bool              // it changes how lines combine
	split   bool              // it changes how lines are shared
}

// change is an act that another one replaces in a world.
type change struct {
	written, other int32
	face           bool // what it accompanies, excludes or covers differs too
}

func (p *Pricer) prepare(m day.Moment) *statute {
	s := &statute{
		Pricer: p, moment: m, readers: make([][]int32, len(p.plan.Facts)),
		standIns: map[int][]int64{}, evidences: map[evidenceKey]*evidence{}, refusalSources: map[refusalKey][]explain.Source{}, spaces: map[string]*space{},
		pieces: map[pieceKey][]int64{}, later: make([][]*eval.Program, len(p.plan.Facts)),
	}
	names := &alphabet{}
	w := world{}
	for i := range p.plan.Rules {
		r := &p.plan.Rules[i]
		switch {
		case r.Base >= 0:
		case r.Billable != nil:
			w.acts = append(w.acts, s.addAct(names, i, i))
		case len(r.Between) == 1:
			s.ranks = append(s.ranks, s.combination(names, i, i))
			w.ranks = append(w.ranks, int32(len(s.ranks)-1))
		case len(r.Between) == 2:
			s.pairs = append(s.pairs, s.combination(names, i, i))
			w.pairs = append(w.pairs, int32(len(s.pairs)-1))
		}
	}
	s.written = len(s.acts)
	for kind, rule := range [shareKinds]int{p.names.insurance, p.names.flat, p.names.heavy, p.names.rest, p.names.thirdParty, p.names.extra, p.names.free} {
		w.shares[kind] = s.addShare(rule, rule)
	}
	s.worlds = append(s.worlds, w)
	s.disputes(names)
	for i := range s.acts {
		a := &s.acts[i]
		for _, f := range a.prog.Facts {
			s.readers[f] = append(s.readers[f], int32(i))
		}
		if a.capped {
			s.capped = append(s.capped, int32(i))
		}
	}
	s.followModified()
	after := func(prog *eval.Program) {
		for _, f := range prog.Facts {
			s.later[f] = append(s.later[f], prog)
		}
	}
	for _, list := range [][]combination{s.pairs, s.ranks} {
		for i := range list {
			after(list[i].prog)
		}
	}
	for i := range s.shares {
		after(s.shares[i].prog)
	}
	for i := range s.shares {
		for _, f := range s.shares[i].prog.Facts {
			if fact := &s.plan.Facts[f]; (fact.Path != "" || fact.Quantity != "") && !slices.Contains(s.sharedBy, f) {
				s.sharedBy = append(s.sharedBy, f)
			}
		}
	}
	s.pool.New = func() any { return s.newDesk() }
	return s
}

func slotIn(prog *eval.Program, fact int) int { return slices.Index(prog.Facts, fact) }

// addAct prepares a billable rule as it stands while another rule is read as its variant.
func (s *statute) addAct(names *alphabet, rule, variant int) int32 {
	p := s.plan
	own := rule
	if b := p.Rules[variant].Base; b == rule {
		own = variant
	}
	a := act{
		rule: own, base: rule, index: len(s.acts), key: p.Rules[rule].Key, title: p.Rules[rule].Title, bill: p.Rules[own].Billable,
		prog: s.engine.ProgramUnder(rule, variant, s.moment), codePart: absent,
	}
	a.is = names.set(append([]string{a.key}, a.bill.Groups...))
	a.with, a.without = names.set(a.bill.With), names.set(a.bill.Without)
	a.principal, a.ownSheet, a.covered = a.with.empty(), a.bill.OwnSheet, a.bill.FullyCovered
	a.alone, a.noExtra = a.bill.Alone, a.bill.NoExtra
	a.tariffAt, a.codeAt = slotIn(a.prog, s.names.tariff), absent
	a.readsTariff = a.tariffAt >= 0
	a.codeFact, a.lineAt, a.timesAt, a.modifies = a.bill.CodeFact, absent, absent, a.bill.Modifies
	if spec := p.Rules[rule].Imported; spec != nil && spec.Times != nil {
		if slot, ok := a.prog.Slot(plan.Ref{Kind: plan.ToRule, Index: *spec.Times}); ok {
			a.timesAt = slot
		}
	}
	if a.modifies {
		s.modifier(&a)
	}
	if a.codeFact >= 0 {
		a.codeAt = slotIn(a.prog, a.codeFact)
	}
	a.result, a.capped = a.prog.Result(), a.prog.Capped()
	a.tracked = trackedParts(a.prog)
	a.dead = true
	for _, part := range p.Rules[own].Parts {
		v := eval.InForce(p, p.Parts[part].Versions, s.moment)
		if v >= 0 && !p.Parts[part].Versions[v].Ends {
			a.dead = false
		}
	}
	s.codesOf(&a)
	s.conditionsOf(&a)
	s.acts = append(s.acts, a)
	return int32(a.index)
}

// trackedParts lists the parts of a program that have a version in force.
func trackedParts(prog *eval.Program) []tracked {
	var out []tracked
	prog.Versions(func(part, version int) {
		if slot, ok := prog.Slot(plan.Ref{Kind: plan.ToPart, Index: part}); ok && version >= 0 {
			owner := absent
			if rule := prog.Plan.Parts[part].Rule; rule != prog.Rule && prog.Plan.Rules[rule].Base != prog.Rule {
				if i, ok := prog.Slot(plan.Ref{Kind: plan.ToRule, Index: rule}); ok {
					owner = i
				}
			}
			out = append(out, tracked{part, version, slot, owner})
		}
	})
	return out
}

// codesOf finds where the code of an act comes from: the rule, or the rows of a part.
func (s *statute) codesOf(a *act) {
	a.code = a.bill.Code
	if a.code != "" {
		return
	}
	for _, t := range a.tracked {
		part := &s.plan.Parts[t.part]
		v := &part.Versions[t.version]
		if part.Rule != a.rule || v.Table == nil {
			continue
		}
		for i := range v.Table.Rows {
			if v.Table.Rows[i].Code != "" {
				a.codePart, a.codeVersion = t.slot, v
				return
			}
		}
	}
}

// combination prepares a rule that combines lines.
func (s *statute) combination(names *alphabet, rule, variant int) combination {
	r := &s.plan.Rules[rule]
	c := combination{rule: rule, prog: s.engine.ProgramUnder(rule, variant, s.moment), companion: absent}
	c.first = names.set(r.Between[:1])
	if len(r.Between) == 2 {
		c.second = names.set(r.Between[1:])
	}
	c.rankAt = slotIn(c.prog, s.names.rank)
	c.companion = slotIn(c.prog, s.names.companion)
	for i, f := range c.prog.Facts {
		if s.plan.Facts[f].Kind == plan.Code && f != s.names.companion {
			c.codesAt = append(c.codesAt, codeSlot{f, i})
		}
	}
	c.result, c.tracked = c.prog.Result(), trackedParts(c.prog)
	return c
}

func (s *statute) addShare(rule, variant int) int32 {
	if rule == absent {
		return absent
	}
	prog := s.engine.ProgramUnder(rule, variant, s.moment)
	s.shares = append(s.shares, share{rule: rule, prog: prog, result: prog.Result(), tracked: trackedParts(prog)})
	return int32(len(s.shares) - 1)
}
