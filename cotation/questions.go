package cotation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// questions writes the facts that change the answer, the one worth most first, then those that only change how it is shared.
func (q *inquiry) questions(a *Answer, found []finding) {
	asked := map[int]bool{}
	for _, f := range found {
		asked[f.fact] = true
		values, answers := f.values, f.answers
		if f.a >= 0 {
			values, answers = q.tree.replies(f)
		}
		one := q.question(f.fact, f.worth)
		one.Replies = q.replies(f.fact, values, func(k int) Number {
			if total, valid := q.total(answers[k]); valid {
				return cents(total)
			}
			return Number{}
		})
		a.Questions = append(a.Questions, one)
	}
	var rest []int
	for f := range q.shareBy {
		if !asked[f] {
			rest = append(rest, f)
		}
	}
	slices.SortFunc(rest, func(x, y int) int { return strings.Compare(q.d.memberOf(x), q.d.memberOf(y)) })
	for _, f := range rest {
		one := q.question(f, 0)
		values := q.d.representatives(f)
		one.Replies = q.replies(f, values, func(int) Number { return a.Total })
		a.Questions = append(a.Questions, one)
	}
}

func (q *inquiry) question(fact int, worth int64) Question {
	d := q.d
	out := Question{Fact: d.memberOf(fact), Worth: worth}
	switch {
	case fact == d.pastActs():
		out.Text = d.capQuestion()
	case fact == d.names.hour:
		out.Text = "À quelle heure la visite a-t-elle eu lieu\u00a0?"
	case fact == d.names.dayKind:
		out.Text = "Dans quel département exercez-vous\u00a0? Ce jour n'est férié que dans certains."
	default:
		out.Text = answer.Ask(&d.plan.Facts[fact])
	}
	return out
}

// memberOf names a fact as the visit gives it.
func (d *desk) memberOf(fact int) string {
	switch fact {
	case d.pastActs():
		return historyMember
	case d.names.hour:
		return hourMember
	case d.names.dayKind:
		return d.plan.Facts[d.names.department].Path
	}
	return d.plan.Facts[fact].Path
}

// replies writes the values of a fact. A choice lists every word: each stands in the piece that begins at or before it.
func (q *inquiry) replies(fact int, values []int64, total func(k int) Number) []Reply {
	d := q.d
	out := []Reply{}
	if fact != d.pastActs() && fact != d.names.dayKind && d.plan.Facts[fact].Kind == plan.Choice && len(values) > 0 && values[0] == 0 {
		for n := range d.plan.Facts[fact].Words {
			k, found := slices.BinarySearch(values, int64(n))
			if !found {
				k--
			}
			out = append(out, d.reply(fact, int64(n), total(k)))
		}
		return out
	}
	if fact == d.pastActs() || fact == d.names.dayKind || fact == d.names.hour {
		for k, n := range values {
			out = append(out, d.reply(fact, n, total(k)))
		}
		return out
	}
	for _, span := range explain.Spans(&d.plan.Facts[fact], values, func(i, j int) bool { return total(i) == total(j) }) {
		r := d.reply(fact, values[span.First], total(span.First))
		r.Label = span.Label
		out = append(out, r)
	}
	return out
}

func (d *desk) reply(fact int, n int64, total Number) Reply {
	switch fact {
	case d.pastActs():
		already := n == int64(eval.No)
		return Reply{Value: already, Label: map[bool]string{true: "oui", false: "non"}[already], Total: total}
	case d.names.hour:
		return Reply{Value: hourText(n), Label: fmt.Sprintf("à partir de %s", hourText(n)), Total: total}
	case d.names.dayKind:
		return d.whereKept(n, total)
	}
	f := &d.plan.Facts[fact]
	return Reply{Value: facts.Decoded(f, n), Label: explain.FactValue(f, eval.Of(n)), Total: total}
}

// localDays are the kinds that the day may have where only some departments keep it.
func (d *desk) localDays() []int64 {
	c := &d.plan.Calendar
	out := []int64{int64(c.Kind(d.at, plan.Place{}))}
	for _, one := range c.Departments {
		out = append(out, int64(c.Kind(d.at, plan.Place{Department: one.Code})))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// whereKept is the reply that says in which departments the day is of a kind.
func (d *desk) whereKept(kind int64, total Number) Reply {
	c := &d.plan.Calendar
	if kind == int64(c.Kind(d.at, plan.Place{})) {
		return Reply{Value: c.Elsewhere, Label: "ailleurs", Total: total}
	}
	r := Reply{Total: total}
	var names []string
	for _, one := range c.Departments {
		if kind == int64(c.Kind(d.at, plan.Place{Department: one.Code})) {
			r.Value = one.Code
			names = append(names, one.Name)
		}
	}
	r.Label = "dans " + explain.Enumerate(names, "ou")
	return r
}

// capQuestion asks for the past acts that some open act counts: over their period when all counts share one.
func (d *desk) capQuestion() string {
	var codes []string
	var caps []*plan.Cap
	for _, i := range d.capped {
		for _, p := range d.probesOf(i) {
			if p.status != open && p.status != allowed {
				continue
			}
			for k := range p.act.tracked {
				t := &p.act.tracked[k]
				if !t.mayApply(p.frame) {
					continue
				}
				v := &d.plan.Parts[t.part].Versions[t.version]
				for c := range v.Caps {
					caps, codes = append(caps, &v.Caps[c]), append(codes, v.Caps[c].Codes...)
				}
			}
		}
	}
	slices.Sort(codes)
	return explain.CapQuestion(caps, explain.Enumerate(slices.Compact(codes), "ou"))
}

// probesOf lists the probes of an act under the binding tariffs: its own, and one for each stated code.
func (d *desk) probesOf(act int32) []*probe {
	out := []*probe{d.probe(act, opposableTariff)}
	for _, i := range d.stated {
		if p := &d.probes[i]; p.act.index == int(act) && p.list == opposableTariff {
			out = append(out, p)
		}
	}
	return out
}

// mayApply reports whether a part may hold for what its program was told: one that does not apply counts no past act.
func (t *tracked) mayApply(f *eval.Frame) bool {
	if t.owner != absent {
		if v, _, _ := f.ValueAt(t.owner); v == eval.Of(0) {
			return false
		}
	}
	_, held, _ := f.ValueAt(t.slot)
	return held != eval.No
}

// eachCap calls f for each cap of an act in force.
func (a *act) eachCap(s *statute, f func(*plan.Cap)) {
	for _, t := range a.tracked {
		v := &s.plan.Parts[t.part].Versions[t.version]
		for i := range v.Caps {
			f(&v.Caps[i])
		}
	}
}
