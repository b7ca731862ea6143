package cotation

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// Refusal is an act that is not in the bill, and why. The sentence is written when it is asked for.
type Refusal struct {
	Code    string   // the act's code; the first of Codes when the facts leave several
	Codes   []string // when there are several
	Rule    string
	Kind    RefusalKind
	Failing []Failing // of FactsFail, in the order of the rule
	Beside  string    // of Excluded, OneASheet, NothingLeft: the code that stands in the way; of NoCompanion: what it accompanies; of NoTariff: why
	Gesture *Gesture  // what the doctor may do so that the act is in the bill; never a finding

	plan    *plan.Plan
	sources []explain.Source
	date    string
	since   string // of a code that was abolished
	named   bool
	cost    int
}

// RefusalKind says what kind of reason a refusal has.
type RefusalKind uint8

// The kinds of refusals.
const (
	FactsFail   RefusalKind = iota // facts of the visit fail conditions of the act
	NotInForce                     // nothing of the act is in force that day
	Excluded                       // it is not billed with another act of the bill
	OneASheet                      // another principal act was preferred
	NothingLeft                    // a combination leaves nothing of it
	NoCompanion                    // nothing of the bill may bear it
	NoTariff                       // the imported table gives it no tariff
)

// Failing is a condition that a fact of the visit fails.
type Failing struct {
	Cond  *plan.Cond
	Cap   *plan.Cap
	Value eval.Value // of the fact; of a cap, how many acts were billed
}

// Gesture is the smallest change by which the act would be in the bill: things the doctor does.
type Gesture struct {
	Changes []Change `json:"faits"`
	Text    string   `json:"phrase"`
	Gain    int64    `json:"gain_centimes"`
}

// Change is a fact and the value that it would take.
type Change struct {
	Fact  string `json:"fait"`
	Value any    `json:"valeur"`
}

// refusalJSON is a refusal as the contract says.
type refusalJSON struct {
	Code    string           `json:"code"`
	Codes   []string         `json:"codes,omitempty"`
	State   string           `json:"etat"`
	Reason  string           `json:"raison"`
	Gesture *Gesture         `json:"geste,omitempty"`
	Sources []explain.Source `json:"source"`
	Rule    string           `json:"regle"`
}

func (r *Refusal) wire() refusalJSON {
	return refusalJSON{r.Code, r.Codes, answer.NotDue, r.Reason(), r.Gesture, r.Sources(), r.Rule}
}

// MarshalJSON writes the refusal as the contract says.
func (r *Refusal) MarshalJSON() ([]byte, error) { return json.Marshal(r.wire()) }

// Wire returns what the answer is in JSON as values that write themselves in one pass: thirty refusals that each write themselves apart cost
// a third of an answer over HTTP.
func (a *Answer) Wire() any {
	out := struct {
		*Answer
		Refused []refusalJSON `json:"ecartes"`
	}{a, make([]refusalJSON, len(a.Refused))}
	for i := range a.Refused {
		out.Refused[i] = a.Refused[i].wire()
	}
	return out
}

// Sources are what holds the refusal up: the version whose conditions fail, else the rule.
func (r *Refusal) Sources() []explain.Source { return r.sources }

// refuse lists the acts that are not in the bill. Without --tout, only those open to this specialty, place and day, and those that are
// named; the others are counted.
func (d *desk) refuse(a *Answer, out *outcome, decided bool, o Options) {
	named := append(slices.Clone(o.Named), d.visit.Acts...)
	inBill := func(p *probe) bool {
		if l := out.bill.bearing(p); p.act.modifies && l != nil {
			return l.has(p.act)
		}
		return slices.ContainsFunc(out.bill.lines, func(l billed) bool { return l.act.key == p.act.key && (p.stated == "" || l.code == p.stated) })
	}
	consider := func(p *probe) {
		if p.status == open || inBill(p) || p.act.modifies && !d.concerned(p) {
			return
		}
		asked := len(named) > 0 && slices.ContainsFunc(named, p.bears)
		wanted := o.All || asked
		r, bar := d.refusal(p, out, decided, wanted)
		if bar == barNone || wanted {
			if r != nil && (wanted || !d.otherList(r, out)) {
				r.named = asked
				a.Refused = append(a.Refused, *r)
			}
			return
		}
		switch bar {
		case barSpecialty:
			a.Others.Specialty++
		case barPlace:
			a.Others.Place++
		case barDate:
			a.Others.Date++
		}
	}
	a.Refused = make([]Refusal, 0, len(d.worlds[0].acts)/2)
	for _, i := range d.worlds[0].acts {
		if d.acts[i].codeFact < 0 {
			consider(d.probe(i, out.bill.list))
		}
	}
	for _, i := range d.stated {
		if p := &d.probes[i]; p.act.index < d.written && (p.list == out.bill.list || !p.act.readsTariff && p.list == opposableTariff) {
			consider(p)
		}
	}
	for _, code := range d.ended {
		a.Refused = append(a.Refused, Refusal{Code: code.Code, Kind: NotInForce, plan: d.plan, since: explain.LongDate(code.Ended), named: true, sources: []explain.Source{}})
	}
	if decided {
		d.gestures(a, out)
	}
	slices.SortFunc(a.Refused, func(x, y Refusal) int {
		return cmp.Or(first(x.named, y.named), first(x.Gesture != nil, y.Gesture != nil), cmp.Compare(x.Kind, y.Kind),
			cmp.Compare(len(x.Failing), len(y.Failing)), strings.Compare(x.Code, y.Code), strings.Compare(x.Rule, y.Rule))
	})
}

func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// bears tells the codes that a probe may be billed under.
func (p *probe) bears(code string) bool {
	if p.act.modifies {
		letter, ok := strings.CutPrefix(code, spelled(p.stated, ""))
		return ok && p.act.bears(letter)
	}
	return p.act.bears(code)
}

// bears tells the codes that an act may be billed under.
func (a *act) bears(code string) bool {
	if a.code == code {
		return true
	}
	return a.codeVersion != nil && slices.ContainsFunc(a.codeVersion.Table.Rows, func(r plan.Row) bool { return r.Code == code })
}

// otherList tells an act that only the free price list has, where binding tariffs apply: no fact of the visit fails it.
func (d *desk) otherList(r *Refusal, out *outcome) bool {
	return out.bill.list == opposableTariff && slices.ContainsFunc(r.Failing, func(f Failing) bool {
		return f.Cond != nil && f.Cond.Thing == (plan.Ref{Kind: plan.ToFact, Index: d.names.tariff})
	})
}

// refusal says why an act is not in the bill, and what bars it altogether. One that is barred is described only when it is wanted.
func (d *desk) refusal(p *probe, out *outcome, decided, wanted bool) (*Refusal, bar) {
	c := closest{bar: barDate}
	if why := p.untariffed(); why != "" {
		source := p.row.Source(d.plan, &d.plan.Rules[p.act.base], p.list)
		return &Refusal{Rule: p.act.key, plan: d.plan, Code: p.stated, Kind: NoTariff, Beside: why, sources: []explain.Source{source}}, barNone
	}
	switch {
	case p.status == allowed && !decided:
		return nil, barNone
	case p.status == allowed:
		r := &Refusal{Rule: p.act.key, plan: d.plan, Code: p.code, sources: d.ruleSource(p.act)}
		if p.act.modifies {
			r.Code = spelled(p.stated, p.code)
			return d.unmodified(p, r, out), barNone
		}
		return d.outside(p, r, out), barNone
	case p.status != lapsed && !p.act.dead:
		c = d.closest(p)
	}
	if c.bar != barNone && !wanted {
		return nil, c.bar
	}
	r := &Refusal{Rule: p.act.key, plan: d.plan}
	if c.path == nil {
		r.Kind, r.date = NotInForce, explain.LongDate(d.at)
		r.Code, r.Codes = p.act.anyCode(d.statute)
		r.sources = d.ruleSource(p.act)
		return r, barDate
	}
	r.Code, r.Codes = d.codeOf(p)
	r.cost = c.cost
	r.Failing = make([]Failing, 0, len(c.failing))
	for _, k := range c.failing {
		r.Failing = append(r.Failing, d.failing(p, &p.act.conditions[k]))
	}
	r.sources = d.pathSource(p.act, c.path)
	return r, c.bar
}

func (d *desk) failing(p *probe, c *condition) Failing {
	if c.cap != nil {
		n, _ := p.frame.Billed(c.cap)
		return Failing{Cap: c.cap, Value: eval.Of(int64(n))}
	}
	v, _, _ := p.frame.ValueAt(c.slot)
	return Failing{Cond: c.cond, Value: v}
}

// outside says why an act that may be billed is not in the best set.
func (d *desk) outside(p *probe, r *Refusal, out *outcome) *Refusal {
	lines := out.bill.lines
	if !p.act.principal {
		if !slices.ContainsFunc(lines, func(l billed) bool { return p.act.with.meets(l.act.is) }) {
			r.Kind, r.Beside = NoCompanion, d.companions(p, out.bill.list)
			return r
		}
	}
	for i := range lines {
		if excludes(p.act, lines[i].act) {
			r.Kind, r.Beside = Excluded, lines[i].code
			return r
		}
	}
	if p.stated != "" && len(lines) > 0 {
		r.Kind, r.Beside = NothingLeft, lines[0].code
		if k := d.combinationAgainst(p, lines); k >= 0 {
			r.Beside = lines[k].code
		}
		return r
	}
	for i := range lines {
		if lines[i].principal {
			r.Kind, r.Beside = OneASheet, lines[i].code
			if p.act.principal && lines[i].act.bill.CodeFact >= 0 {
				r.Kind = NothingLeft
			}
			return r
		}
	}
	return nil
}

// companions names what an addition goes with: the codes that the visit lets be billed, else those open to this doctor, place and day.
func (d *desk) companions(p *probe, list int64) string {
	var lawful, near []string
	for _, i := range d.worlds[0].acts {
		a := &d.acts[i]
		if a.codeFact >= 0 || !p.act.with.meets(a.is) {
			continue
		}
		other := d.probe(i, list)
		code, _ := d.codeOf(other)
		switch {
		case other.status == allowed:
			lawful = append(lawful, code)
		case other.status != lapsed && !a.dead && d.closest(other).bar == barNone:
			near = append(near, code)
		}
	}
	for _, codes := range [][]string{lawful, near} {
		if slices.Sort(codes); len(codes) > 0 {
			return explain.Enumerate(slices.Compact(codes), "ou")
		}
	}
	return strings.ReplaceAll(explain.Enumerate(p.act.bill.With, "ou"), "_", " ")
}

// combinationAgainst finds the line with which a combination would leave nothing of an act.
func (d *desk) combinationAgainst(p *probe, lines []billed) int {
	for k := range lines {
		for _, r := range d.worlds[0].pairs {
			c := &d.statute.pairs[r]
			if p.act.is.meets(c.second) && lines[k].act.is.meets(c.first) || p.act.is.meets(c.first) && lines[k].act.is.meets(c.second) {
				return k
			}
		}
	}
	return -1
}
