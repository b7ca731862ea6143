package cotation

import (
	"slices"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// desk is where one visit is priced: its facts, the frames of the programs, the results. Desks are kept from one visit to the next.
type desk struct {
	*statute
	visit   *Visit
	at      day.Date
	values  []eval.Value     // by fact: as stated, or as supposed by a completion
	caps    eval.Truth       // what caps answer when the history is not given: Maybe, or a completion
	free    bool             // the price list without binding tariffs may apply: both lists are evaluated
	probes  []probe          // those of the acts with a code of their own come first: 2 by act, one for each price list
	fixed   int              // how many come first
	stated  []int32          // probes of the acts stated as done: 2 by act and by stated code
	foreign []string         // stated codes that no rule prices
	ended   []plan.KnownCode // stated codes that are not billed any more
	pairs   []*eval.Frame
	ranks   []*eval.Frame
	shares  []*eval.Frame
	blocked blame
	quiet   bool // what the split lacks is not looked for
	seeker  seeker
	memo    []pairMemo

	spareFailing, keptFailing []int32
}

// status says whether an act may be billed.
type status uint8

const (
	refused status = iota
	lapsed         // nothing of it is in force
	open           // a missing fact decides
	allowed
)

// probe is an act under one price list, and what came of it.
type probe struct {
	act     *act
	list    int64 // the price list
	word    int64 // the code of a technical act, encoded
	stated  string
	frame   *eval.Frame
	status  status
	settled bool // the amount is established
	amount  int64
	code    string
	nth     int32            // which of the stated acts: its place in the visit
	base    int32            // of a modifier: the probe of the act that it is added to, or absent
	row     *answer.Imported // what an imported table says of a stated code; nil without one
	table   *answer.Imported // the same before what multiplies it
	written eval.Value       // what the rule gave, before the imported row
}

func (s *statute) desk() *desk { return s.pool.Get().(*desk) }

func (s *statute) release(d *desk) {
	d.visit = nil
	d.probes = d.probes[:d.fixed]
	d.stated, d.foreign, d.ended = d.stated[:0], d.foreign[:0], d.ended[:0]
	s.pool.Put(d)
}

func (s *statute) newDesk() *desk {
	d := &desk{statute: s, values: make([]eval.Value, len(s.plan.Facts))}
	for i := range s.acts {
		a := &s.acts[i]
		for list := range int64(2) {
			d.probes = append(d.probes, probe{act: a, list: list, frame: a.prog.NewFrame(0)})
		}
	}
	d.fixed = len(d.probes)
	frames := func(list []combination) (out []*eval.Frame) {
		for i := range list {
			out = append(out, list[i].prog.NewFrame(0))
		}
		return out
	}
	d.pairs, d.ranks = frames(s.pairs), frames(s.ranks)
	for i := range s.shares {
		d.shares = append(d.shares, s.shares[i].prog.NewFrame(0))
	}
	d.blocked.counts = make([]int32, len(s.plan.Facts)+1)
	return d
}

// load takes a visit and evaluates every act on it.
func (d *desk) load(v *Visit) {
	d.visit, d.at, d.caps = v, v.Moment.At, eval.Maybe
	copy(d.values, v.Facts.Values)
	d.stateActs()
	d.evaluate()
}

// evaluate runs every act on the facts as they stand.
func (d *desk) evaluate() {
	d.free = d.fee() >= 0 && d.mayBeFree()
	for i := range d.probes {
		d.runIfUsed(&d.probes[i])
	}
}

// fee is the fee asked for the whole visit, or −1. A fee that is not given is no extra fee, as the search of the price list says.
func (d *desk) fee() int64 {
	if n := &d.names; n.fee != absent && d.values[n.fee].State == eval.Known && d.values[n.fee].N >= 0 {
		return d.values[n.fee].N
	}
	return -1
}

// mayBeFree reports whether the free price list applies, or may.
func (d *desk) mayBeFree() bool {
	i := d.worlds[0].shares[freeShare]
	if i == absent {
		return false
	}
	prog, f := d.statute.shares[i].prog, d.shares[i]
	d.fill(prog, f)
	v := prog.Eval(f)
	return v.State == eval.Unknown || v.State == eval.Known && v.N != 0
}

// readsFree reports whether a fact decides which price list applies.
func (d *desk) readsFree(fact int) bool {
	i := d.worlds[0].shares[freeShare]
	return i != absent && slices.Contains(d.statute.shares[i].prog.Facts, fact)
}

func (d *desk) is(fact int, n int64) bool {
	return fact != absent && d.values[fact].State == eval.Known && d.values[fact].N == n
}

func (d *desk) unknown(fact int) bool { return fact != absent && d.values[fact].State == eval.Unknown }

// runIfUsed evaluates a probe unless nothing will read it: an act whose code is stated, or the free price list where it cannot apply.
func (d *desk) runIfUsed(p *probe) {
	switch {
	case p.act.codeFact >= 0 && p.stated == "":
		p.status = refused
	case p.list == freeTariff && (!d.free || !p.act.readsTariff):
		p.status = refused
	default:
		d.run(p)
	}
}

// fill copies the facts that a program reads into a frame.
func (d *desk) fill(prog *eval.Program, f *eval.Frame) {
	for i, fact := range prog.Facts {
		if v := d.values[fact]; v.State == eval.Known {
			f.Set(i, v.N)
		} else {
			f.Forget(i)
		}
	}
	f.At = d.at
	f.History, f.HistoryKnown = d.visit.Facts.History, d.visit.Facts.Historied
	f.Caps, f.CapsGiven = d.caps, !f.HistoryKnown && d.caps != eval.Maybe
	f.Stay = eval.Value{State: eval.Unknown}
	if d.names.discharge != absent {
		f.Stay = d.values[d.names.discharge]
	}
	f.Age = d.value(d.names.age)
}

// run evaluates an act and reads whether, for how much and under which code it may be billed.
func (d *desk) run(p *probe) {
	a := p.act
	d.fill(a.prog, p.frame)
	if a.tariffAt >= 0 {
		p.frame.Set(a.tariffAt, p.list)
	}
	if a.codeAt >= 0 {
		p.frame.Set(a.codeAt, p.word)
	}
	if a.lineAt >= 0 {
		d.tellLine(p)
	}
	v := p.override(a.prog.Eval(p.frame))
	p.amount, p.settled, p.code = 0, true, a.code
	switch v.State {
	case eval.Absent:
		p.status = lapsed
		return
	case eval.Unknown:
		p.status = open
		return
	case eval.NotEstablished:
		p.settled = false
	case eval.Known:
		if v.N <= 0 {
			p.status = refused
			return
		}
		p.amount = v.N
	}
	p.status = allowed
	if p.stated != "" && !a.modifies {
		p.code = p.stated
	} else if a.codePart != absent {
		_, _, row := p.frame.ValueAt(a.codePart)
		if row < 0 {
			p.status = open // several rows give this value under different codes
			if row == noRow {
				p.status = refused
			}
			return
		}
		p.code = a.codeVersion.Table.Rows[row].Code
	}
	if a.modifies && !p.admitted(p.code) {
		p.status = refused
	}
}

// noRow is what a frame says of a part that read no row.
const noRow = -1

// stateActs sorts the stated codes: those that a rule prices by the code itself, those that another act bears, those that no rule knows.
func (d *desk) stateActs() {
	for nth, code := range d.visit.Acts {
		if d.codes.own[code] {
			continue // an act with a code of its own is proposed on its conditions
		}
		if !d.codes.technical(code) {
			if known, _ := d.plan.Unwritten(code); known.Ended != 0 && known.Ended <= d.at {
				d.ended = append(d.ended, known)
			} else {
				d.foreign = append(d.foreign, code)
			}
			continue
		}
		base := int32(len(d.probes))
		for i := range d.acts {
			if a := &d.acts[i]; a.codeFact >= 0 && !a.modifies {
				d.state(a, code, int32(nth), absent)
			}
		}
		for i := range d.acts {
			if a := &d.acts[i]; a.modifies {
				d.state(a, code, int32(nth), base)
			}
		}
	}
}

// state adds the probes of an act for a stated code: one for each price list. A modifier is told the first of the probes of the act that it
// is added to.
func (d *desk) state(a *act, code string, nth, base int32) {
	words := d.plan.Facts[a.codeFact].Words
	word := int64(slices.Index(words, code))
	if word < 0 {
		word = int64(len(words))
	}
	row := d.imported(a, code)
	if a.modifies && row.Has() && !a.names(d.plan, word) {
		word = a.stands
	}
	for list := range int64(2) {
		d.stated = append(d.stated, int32(len(d.probes)))
		one := probe{act: a, list: list, word: word, stated: code, nth: nth, base: absent, frame: a.prog.NewFrame(d.at), row: row, table: row}
		if base != absent {
			one.base = base + int32(list)
		}
		d.probes = append(d.probes, one)
	}
}

// probe of an act under a price list; an act that does not read the tariff has one result for both.
func (d *desk) probe(act int32, list int64) *probe {
	if !d.acts[act].readsTariff {
		list = opposableTariff
	}
	return &d.probes[2*act+int32(list)]
}

// suppose gives a fact a value, or makes it unknown again, and evaluates anew what reads it. The fact numbered after the last stands for
// the past acts: its value is what caps answer.
func (d *desk) suppose(fact int, v eval.Value) {
	if fact == len(d.values) {
		d.caps = eval.Maybe
		if v.State == eval.Known {
			d.caps = eval.Truth(v.N)
		}
		for _, i := range d.capped {
			d.rerun(i)
		}
		return
	}
	d.values[fact] = v
	if fact == d.names.fee || d.readsFree(fact) {
		d.evaluate()
		return
	}
	for _, i := range d.readers[fact] {
		d.rerun(i)
	}
}

func (d *desk) rerun(act int32) {
	d.runIfUsed(&d.probes[2*act])
	d.runIfUsed(&d.probes[2*act+1])
	if d.acts[act].codeFact >= 0 {
		for _, i := range d.stated {
			if d.probes[i].act.index == int(act) {
				d.runIfUsed(&d.probes[i])
			}
		}
	}
}

// pastActs is the number of the pseudo-fact that stands for the history where it is not given.
func (d *desk) pastActs() int { return len(d.values) }

// fact returns a fact of the plan, nil for the past acts.
func (d *desk) fact(i int) *plan.Fact {
	if i == d.pastActs() {
		return nil
	}
	return &d.plan.Facts[i]
}
