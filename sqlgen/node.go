package sqlgen

import (
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

const hundredPercent = 100_00

// noWord stands for « no word » among the indices of words.
const noWord = -1

func (w *writer) node(n *eval.Node) {
	switch {
	case n.Kind == eval.FallbackNode:
		w.fallback(n)
		return
	case n.Dead:
		w.slots[n.Slot], w.truths[n.Slot] = value{num: null, absent: truePred}, falsePred
		return
	}
	v := w.own(n)
	cond := w.conditions(n)
	if n.Augments >= 0 {
		v = rateOf(v, w.slots[n.Augments])
	}
	if n.Multiplier >= 0 {
		v = rateOf(w.slots[n.Multiplier], v)
	}
	v = w.gate(cond, v, n.Words)
	for _, aside := range n.Asides {
		v, cond = setAside(w.truths[aside], v, cond)
	}
	w.slots[n.Slot], w.truths[n.Slot] = v, cond
}

// own is the value of a node before its conditions.
func (w *writer) own(n *eval.Node) value {
	switch {
	case n.Missing:
		return value{num: null, open: true}
	case n.Table != nil:
		return w.table(n.Table)
	case n.Formula != nil:
		return w.term(n.Formula)
	}
	return value{num: number(n.Const)}
}

// conditions is the conjunction of all that a node asks; past acts are not part of a row.
func (w *writer) conditions(n *eval.Node) *pred {
	var all []*pred
	for i := range n.Conds {
		all = append(all, w.test(&n.Conds[i]))
	}
	for _, groups := range n.AnyOf {
		var some []*pred
		for _, group := range groups {
			var every []*pred
			for i := range group {
				every = append(every, w.test(&group[i]))
			}
			some = append(some, allOf(every...))
		}
		all = append(all, anyOf(some...))
	}
	if n.Caps > 0 {
		all = append(all, maybePred)
	}
	return allOf(all...)
}

// gate applies a condition: 0 when it fails, NULL when it is not known unless the value is nil anyway.
func (w *writer) gate(cond *pred, v value, words bool) value {
	if cond.kind == isTrue {
		return v
	}
	fails := number(0)
	if words {
		fails = number(noWord)
	}
	out := value{open: v.open && cond.kind != isFalse, num: gated(cond, v.num, fails)}
	if v.absent != nil {
		out.absent = allOf(settled(cond), v.absent)
	}
	if v.num.kind == konst && v.num.n == 1 && !words && v.absent == nil {
		out.yes = cond
	}
	if !words && v.absent == nil {
		out.gained = allOf(cond, negated(equal(v.num, 0)))
	}
	return out
}

func gated(cond *pred, x, fails *num) *num {
	switch {
	case cond.kind == isFalse:
		return fails
	case x.kind == konst && x.n == 0 && fails.n == 0:
		return x
	}
	arms := []arm{{cond, x}, {negated(cond), fails}}
	if x.mayBe(0) {
		arms = append(arms, arm{zero(x), number(0)})
	}
	out := cases(nil, arms...)
	out.agreeing = out.kind == casesNum && (fails.n == 0 || !x.mayBe(0))
	out.gate = out.agreeing && len(arms) == 3 && len(out.arms) == 3
	return out
}

// setAside is what is left of a value when a part that sets it aside applies, or may apply.
func setAside(by *pred, v value, cond *pred) (value, *pred) {
	switch by.kind {
	case isFalse:
		return v, cond
	case isTrue:
		return value{num: number(0)}, falsePred
	}
	arms := []arm{{by, number(0)}, {negated(by), v.num}}
	if v.num.mayBe(0) {
		arms = append(arms, arm{zero(v.num), number(0)})
	}
	out := value{num: agreed(arms...), open: v.open}
	if v.absent != nil {
		out.absent = allOf(settled(negated(by)), v.absent)
	}
	return out, allOf(cond, negated(settled(by)))
}

// test is a condition on a slot.
func (w *writer) test(t *eval.Test) *pred {
	v := w.slots[t.Slot]
	if t.Test != plan.InCell {
		p := w.acquired(v, t.Worded)
		if t.Test == plan.NotAcquired {
			return negated(p)
		}
		return p
	}
	var p *pred
	switch {
	case v.num.kind == columnNum:
		p = w.columnTest(v.num.fact, t.Cell)
	case v.yes != nil:
		p = yesTest(v.yes, t.Cell.In)
	default:
		p = inSet(v.num, t.Cell.In)
	}
	if v.absent != nil {
		p = allOf(negated(v.absent), p)
	}
	return p
}

func (w *writer) acquired(v value, worded bool) *pred {
	if v.open {
		refuse("« acquis » se demande d'un chiffre qui peut n'être pas établi")
	}
	var p *pred
	switch {
	case v.yes != nil:
		p = v.yes
	case worded:
		p = negated(equal(v.num, noWord))
	case v.gained != nil:
		p = v.gained
	default:
		p = negated(equal(v.num, 0))
	}
	if v.absent != nil {
		p = allOf(negated(v.absent), p)
	}
	return p
}

func yesTest(yes *pred, set plan.Set) *pred {
	one, zero := set.Has(1), set.Has(0)
	switch {
	case one && zero:
		return anyOf(yes, negated(yes))
	case one:
		return yes
	case zero:
		return negated(yes)
	}
	return allOf(yes, negated(yes))
}

func inSet(x *num, set plan.Set) *pred {
	switch {
	case x.isNull():
		return maybePred
	case x.kind == konst && set.Has(x.n):
		return truePred
	case x.kind == konst:
		return falsePred
	case len(set) == 1 && set[0].Lo == set[0].Hi:
		return equal(x, set[0].Lo)
	}
	return &pred{kind: inNumber, num: x, set: set}
}

// columnTest is a cell asked of a column.
func (w *writer) columnTest(fact int, c *plan.Cell) *pred {
	p := &pred{kind: inColumn, fact: fact, set: c.In, when: c.Since, at: int64(w.graph.At)}
	if w.graph.Plan.Facts[fact].NullIsNone { // NULL there is « aucun », which no cell contains
		return allOf(negated(&pred{kind: nullColumn, fact: fact}), p)
	}
	return p
}

// fallback gives a fact the first known value of itself and of what stands in for it.
func (w *writer) fallback(n *eval.Node) {
	own := w.slots[n.Slot]
	fact := w.graph.Program.Facts[n.Slot]
	if w.graph.Plan.Facts[fact].NullIsNone {
		refuse("%s est « aucun » quand sa colonne est NULL, et se déduit d'ailleurs quand il manque", w.graph.Plan.Facts[fact].Name)
	}
	args := []*num{own.num}
	for _, s := range n.Sources {
		v := w.slots[s]
		if s < len(w.graph.Program.Facts) {
			if f := &w.graph.Plan.Facts[w.graph.Program.Facts[s]]; f.NullIsNone {
				refuse("%s est « aucun » quand sa colonne est NULL", f.Name)
			}
		}
		if !v.num.isNull() {
			args = append(args, v.num)
		}
	}
	if len(args) == 1 {
		return
	}
	var arms []arm
	for _, a := range args[:len(args)-1] {
		arms = append(arms, arm{negated(unknownNum(a)), a})
	}
	f := &w.graph.Plan.Facts[fact]
	last := len(args) - 1
	x := cases(nil, append(arms, arm{unknownNum(args[last-1]), args[last]})...)
	x.lo, x.hi = min(x.lo, f.Lo), max(x.hi, f.Hi)
	w.slots[n.Slot] = value{num: x}
}
