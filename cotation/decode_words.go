package cotation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// saying collects the conditions of a combination in words, each once.
type saying struct {
	*solver
	out  []string
	told []plan.Ref
}

// conditions says under which facts a combination is lawful: the place and the motive, then what departs from the ordinary visit.
func (x *solver) conditions(v *Visit, acts []*option, out *outcome, goal, c cube) []string {
	w := &saying{solver: x}
	d := x.trial
	for _, fact := range []int{d.names.place, d.names.motive} {
		if fact != absent && d.values[fact].State == eval.Known {
			w.fact(fact)
		}
	}
	if x.ordinal == nil {
		x.ordinal = x.d.desk()
		x.ordinal.load(x.choose(x.all(), nil, 0))
	}
	derived := false
	for i := range out.bill.lines {
		derived = w.act(out.bill.lines[i].act) || derived
	}
	for _, code := range v.Acts {
		w.say("l'acte technique " + code + " est fait")
	}
	for k, fact := range x.grid.facts {
		usual := uint64(1) << x.grid.usual[k]
		restricted := goal[k]&usual == 0
		if c[k]&usual != 0 || slices.Contains(w.told, plan.Ref{Kind: plan.ToFact, Index: fact}) || restricted && derived && x.feedsRule(fact, acts) {
			continue
		}
		w.fact(fact)
	}
	if out.bill.extra > 0 {
		w.say(extraPhrase(out.bill.extra))
	}
	return w.out
}

// extraPhrase says that an extra fee is asked; it is the last of the conditions.
func extraPhrase(cents int64) string {
	return "un dépassement de " + money.Amount(cents).French() + " est demandé"
}

// feedsRule reports whether no condition of the acts names a fact itself: a rule that was told stands for it.
func (x *solver) feedsRule(fact int, acts []*option) bool {
	ref := plan.Ref{Kind: plan.ToFact, Index: fact}
	for _, o := range acts {
		for i := range x.d.acts[o.act].conditions {
			if c := x.d.acts[o.act].conditions[i].cond; c != nil && c.Thing == ref {
				return false
			}
		}
	}
	return true
}

// act says the conditions of an act that the ordinary visit does not meet, and the row of its table. It reports whether one is that of a
// rule rather than of a fact.
func (w *saying) act(a *act) (derived bool) {
	if a.bill.CodeFact >= 0 {
		return false
	}
	p, usual := w.trial.probe(int32(a.index), opposableTariff), w.ordinal.probe(int32(a.index), opposableTariff)
	failing := w.unusual(a, p, usual)
	for _, t := range a.tracked {
		part := &w.d.plan.Parts[t.part]
		version := &part.Versions[t.version]
		_, _, row := p.frame.ValueAt(t.slot)
		if part.Rule != a.rule || version.Table == nil || row < 0 {
			continue
		}
		for k, column := range version.Columns {
			cell := &version.Table.Rows[row].Cells[k]
			slot, ok := a.prog.Slot(column)
			if !ok {
				continue
			}
			also := slices.IndexFunc(failing, func(c *plan.Cond) bool { return c.Thing == column && c.Test == plan.InCell })
			if v, _, _ := usual.frame.ValueAt(slot); also < 0 && (v.State != eval.Known || cell.Holds(v.N, w.d.at)) {
				continue
			}
			c := plan.Cond{Thing: column, Cell: *cell}
			if also >= 0 {
				c.Cell = w.both(column, &c.Cell, &failing[also].Cell)
			}
			derived = w.cond(&c) || derived
		}
	}
	for _, c := range failing {
		derived = w.cond(c) || derived
	}
	return derived
}

// unusual lists the conditions by which an act holds here and not at the ordinary visit.
func (w *saying) unusual(a *act, p, usual *probe) (out []*plan.Cond) {
	for i := range a.paths {
		path := &a.paths[i]
		if slices.ContainsFunc(path.conditions, func(k int32) bool { return w.trial.holds(p, &a.conditions[k]) == eval.No }) {
			continue
		}
		for _, k := range path.conditions {
			if c := &a.conditions[k]; c.cond != nil && w.ordinal.holds(usual, c) == eval.No {
				out = append(out, c.cond)
			}
		}
		break
	}
	return out
}

// both is what two cells on a whole number leave together; the first alone on anything else.
func (w *saying) both(column plan.Ref, x, y *plan.Cell) plan.Cell {
	if column.Kind != plan.ToFact || w.d.plan.Facts[column.Index].Kind != plan.Integer {
		return *x
	}
	f := &w.d.plan.Facts[column.Index]
	out := plan.Cell{In: x.In.And(y.In)}
	var spans []string
	for _, i := range out.In {
		switch {
		case i.Lo <= f.Lo:
			spans = append(spans, fmt.Sprintf("moins de %d", i.Hi+1))
		case i.Hi >= f.Hi:
			spans = append(spans, fmt.Sprintf("%d et plus", i.Lo))
		case i.Lo == i.Hi:
			spans = append(spans, strconv.FormatInt(i.Lo, 10))
		default:
			spans = append(spans, fmt.Sprintf("%d à %d", i.Lo, i.Hi))
		}
	}
	out.Text = strings.Join(spans, ", ")
	return out
}

// cond says a condition on a thing that is not told yet.
func (w *saying) cond(c *plan.Cond) (derived bool) {
	isFact := c.Thing.Kind == plan.ToFact
	if isFact && w.grid.at[c.Thing.Index] == absent || slices.Contains(w.told, c.Thing) {
		return false
	}
	w.told = append(w.told, c.Thing)
	text := phrase(w.d.plan, c, true)
	if text == "" {
		text = name(w.d.plan, c.Thing) + " : " + asked(w.d.plan, c)
	}
	w.say(text)
	return !isFact
}

// fact says the value of a fact in the witness.
func (w *saying) fact(i int) {
	w.told = append(w.told, plan.Ref{Kind: plan.ToFact, Index: i})
	f := &w.d.plan.Facts[i]
	v := w.trial.values[i]
	switch {
	case i == w.d.names.hour:
		w.say("l'heure : " + hourText(v.N))
	case f.Kind == plan.YesNo && f.IfYes != "" && v.N == 1:
		w.say(f.IfYes)
	case f.Kind == plan.YesNo && f.IfNo != "" && v.N == 0:
		w.say(f.IfNo)
	default:
		w.say(f.Label + " : " + explain.FactValue(f, v))
	}
}

func (w *saying) say(text string) {
	if text != "" && !slices.Contains(w.out, text) {
		w.out = append(w.out, text)
	}
}
