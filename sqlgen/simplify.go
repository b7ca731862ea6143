package sqlgen

import "github.com/opposable/opposable/plan"

// known is what a branch already says of columns: where it stands, they are NULL, or hold one of some values.
type known []knowledge

type knowledge struct {
	fact int
	null bool
	set  plan.Set
}

func (k known) of(fact int) *knowledge {
	for i := range k {
		if k[i].fact == fact {
			return &k[i]
		}
	}
	return nil
}

// with adds what holds where p is true.
func (k known) with(p *pred) known {
	switch p.kind {
	case and:
		for _, a := range p.args {
			k = k.with(a)
		}
	case inColumn:
		if len(p.when) == 0 {
			return k.add(knowledge{fact: p.fact, set: p.set})
		}
	case nullColumn:
		return k.add(knowledge{fact: p.fact, null: true})
	}
	return k
}

func (k known) add(x knowledge) known {
	out := append(known(nil), k...)
	if old := out.of(x.fact); old != nil {
		if !old.null && !x.null {
			old.set = old.set.And(x.set)
		}
		return out
	}
	return append(out, x)
}

// num leaves out of a number the branches that cannot be taken.
func (k known) num(x *num) *num {
	switch x.kind {
	case columnNum:
		switch c := k.of(x.fact); {
		case c == nil:
		case c.null:
			return null
		case len(c.set) == 1 && c.set[0].Lo == c.set[0].Hi:
			return number(c.set[0].Lo)
		}
		return x
	case casesNum:
		var arms []arm
		for _, a := range x.arms {
			when := k.whole(a.when)
			arms = append(arms, arm{when, k.with(when).num(a.then)})
		}
		var other *num
		if x.other != nil {
			other = k.num(x.other)
		}
		out := cases(other, arms...)
		if out.kind == casesNum {
			out.lo, out.hi, out.agreeing = max(out.lo, x.lo), min(out.hi, x.hi), x.agreeing
			out.gate = x.gate && len(out.arms) == len(x.arms)
		}
		return out
	case sumNum:
		return plus(k.num(x.args[0]), k.num(x.args[1]))
	case differenceNum:
		return minus(k.num(x.args[0]), k.num(x.args[1]))
	case productNum:
		return times(k.num(x.args[0]), k.num(x.args[1]))
	case quotientNum:
		return over(k.num(x.args[0]), k.num(x.args[1]), x.r)
	}
	return x
}

// whole simplifies the predicate of a WHEN, of which only the truth counts: each of its conjuncts may suppose the columns that the others
// test.
func (k known) whole(p *pred) *pred {
	p = k.pred(p)
	switch p.kind {
	case or:
		return combine(or, p.args, k.whole)
	case and:
	default:
		return holds(p)
	}
	simple, supposed := []*pred{}, k
	for _, a := range p.args {
		if a.kind == inColumn && len(a.when) == 0 || a.kind == nullColumn {
			simple, supposed = append(simple, a), supposed.with(a)
		}
	}
	for _, a := range p.args {
		if a.kind == inColumn && len(a.when) == 0 || a.kind == nullColumn {
			continue
		}
		simple = append(simple, supposed.whole(a))
	}
	return holds(allOf(simple...))
}

// pred simplifies a predicate without changing any of its three values.
func (k known) pred(p *pred) *pred {
	switch p.kind {
	case and, or:
		return combine(p.kind, p.args, k.pred)
	case not:
		return negated(k.pred(p.args[0]))
	case noNull:
		return settled(k.pred(p.args[0]))
	case inColumn:
		switch c := k.of(p.fact); {
		case c == nil:
		case c.null:
			return maybePred
		case len(p.when) > 0:
		case len(c.set.Minus(p.set)) == 0:
			return truePred
		case len(c.set.And(p.set)) == 0:
			return falsePred
		}
	case nullColumn:
		if c := k.of(p.fact); c != nil && c.null {
			return truePred
		} else if c != nil {
			return falsePred
		}
	case nullNumber:
		return unknownNum(k.num(p.num))
	case inNumber:
		return inSet(k.num(p.num), p.set)
	case compareEq, compareNe:
		eq := (*pred)(nil)
		if p.with != nil {
			eq = same(k.num(p.num), k.num(p.with))
		} else {
			eq = equal(k.num(p.num), p.n)
		}
		if p.kind == compareNe {
			return negated(eq)
		}
		return eq
	case compareLe, compareLt, compareGt:
		return k.ordered(p)
	}
	return p
}

func (k known) ordered(p *pred) *pred {
	x, y := k.num(p.num), number(p.n)
	if p.with != nil {
		y = k.num(p.with)
	}
	switch {
	case x.isNull() || y.isNull():
		return maybePred
	case x.kind == konst && y.kind == konst:
		if p.kind == compareLe && x.n <= y.n || p.kind == compareLt && x.n < y.n || p.kind == compareGt && x.n > y.n {
			return truePred
		}
		return falsePred
	}
	out := &pred{kind: p.kind, num: x, n: p.n}
	if p.with != nil {
		out.with = y
	}
	return out
}

// zero holds where a number is known to be nil; elsewhere it is false or unknown.
func zero(x *num) *pred {
	switch {
	case x.kind == casesNum && x.gate:
		return anyOf(x.arms[1].when, x.arms[2].when)
	case x.kind == casesNum && x.agreeing && x.other == nil:
		var some []*pred
		for _, a := range x.arms {
			if a.then.mayBe(0) {
				some = append(some, allOf(a.when, zero(a.then)))
			}
		}
		return anyOf(some...)
	case x.kind == sumNum && x.args[0].lo >= 0 && x.args[1].lo >= 0:
		return allOf(zero(x.args[0]), zero(x.args[1]))
	case x.kind == productNum && x.args[0].kind == konst:
		return zero(x.args[1])
	case x.kind == productNum && x.args[1].kind == konst:
		return zero(x.args[0])
	}
	return equal(x, 0)
}
