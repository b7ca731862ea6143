package sqlgen

import (
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// term is the value of a formula.
func (w *writer) term(t *eval.Term) value {
	switch t.Op {
	case plan.Const:
		switch t.Value.State {
		case eval.Known:
			return value{num: number(t.Value.N)}
		case eval.Absent:
			return value{num: null, absent: truePred}
		}
		return value{num: null, open: t.Value.State == eval.NotEstablished}
	case plan.Read:
		return w.slots[t.Slot]
	}
	var args []value
	for _, a := range t.Args {
		args = append(args, w.term(a))
	}
	switch t.Op {
	case plan.Add:
		return sum(args[0], args[1], plus)
	case plan.Subtract:
		return sum(args[0], args[1], minus)
	case plan.Multiply:
		return product(args[0], args[1], times)
	}
	out := value{num: strict(t, args)}
	var some, others []*pred
	for _, a := range args {
		out.open = out.open || a.open
		if a.absent != nil {
			some = append(some, a.absent)
		}
	}
	if len(some) == 0 {
		return out
	}
	for _, a := range args { // absent when some is and the others are known
		p := negated(unknownNum(a.num))
		if a.absent != nil {
			p = anyOf(p, a.absent)
		}
		others = append(others, p)
	}
	out.absent = allOf(append([]*pred{anyOf(some...)}, others...)...)
	return out
}

// sum adds or subtracts; what is absent adds nothing.
func sum(a, b value, op func(a, b *num) *num) value {
	nothing := number(0)
	switch {
	case a.absent == nil && b.absent == nil:
		return value{num: op(a.num, b.num), open: a.open || b.open}
	case always(a.absent) && always(b.absent):
		return value{num: null, absent: truePred}
	case always(a.absent):
		return value{num: op(nothing, b.num), absent: b.absent, open: b.open}
	case always(b.absent):
		return value{num: a.num, absent: a.absent, open: a.open}
	}
	var arms []arm
	if a.absent != nil {
		arms = append(arms, arm{a.absent, op(nothing, b.num)})
	}
	if b.absent != nil {
		arms = append(arms, arm{b.absent, a.num})
	}
	out := value{num: cases(op(a.num, b.num), arms...), open: a.open || b.open}
	if a.absent != nil && b.absent != nil {
		out.absent = allOf(a.absent, b.absent)
	}
	return out
}

func always(p *pred) bool { return p != nil && p.kind == isTrue }

// product multiplies; nothing times whatever is nothing, but for what is absent, which leaves nothing to multiply.
func product(a, b value, op func(a, b *num) *num) value {
	if always(a.absent) || always(b.absent) {
		return value{num: null, absent: truePred}
	}
	out := value{num: op(a.num, b.num), open: a.open || b.open}
	var zero, absent []*pred
	for i, x := range []value{a, b} {
		other := []value{b, a}[i]
		if x.num.mayBe(0) && !other.num.never {
			nothing := equal(x.num, 0)
			if other.absent != nil {
				nothing = allOf(negated(other.absent), nothing)
			}
			zero = append(zero, nothing)
		}
		if x.absent != nil {
			absent = append(absent, x.absent)
		}
	}
	if nothing := anyOf(zero...); nothing.kind != isFalse {
		out.num = cases(out.num, arm{nothing, number(0)})
	}
	if len(absent) > 0 {
		out.absent = anyOf(absent...)
	}
	return out
}

// rateOf applies a percent in hundredths, rounded half-up.
func rateOf(rate, base value) value {
	return product(rate, base, func(a, b *num) *num { return over(times(a, b), number(hundredPercent), money.HalfUp) })
}

// strict computes an operation that needs all its arguments.
func strict(t *eval.Term, args []value) *num {
	for _, a := range args {
		if a.num.isNull() {
			return null
		}
	}
	at := func(i int) *num { return args[i].num }
	switch t.Op {
	case plan.Rescale:
		return times(at(0), number(plan.Pow10(t.Of.Shift)))
	case plan.Round:
		return over(at(0), number(plan.Pow10(t.Of.Shift)), t.Of.Rounding)
	case plan.Divide:
		up, down := plan.Pow10(max(0, t.Of.Shift)), plan.Pow10(max(0, -t.Of.Shift))
		return over(times(at(0), number(up)), times(at(1), number(down)), t.Of.Rounding)
	case plan.Min, plan.Max:
		x := at(0)
		for i := range args[1:] {
			x = extreme(x, at(i+1), t.Op == plan.Max)
		}
		return x
	case plan.Clamp:
		if x, lo, hi := at(0), at(1), at(2); x.kind != konst && lo.kind == konst && hi.kind == konst && lo.n <= hi.n {
			return cases(x, arm{&pred{kind: compareLt, num: x, n: lo.n}, lo}, arm{&pred{kind: compareGt, num: x, n: hi.n}, hi}).within(lo.n, hi.n)
		}
		return extreme(extreme(at(0), at(2), false), at(1), true)
	case plan.Interpolate:
		return interpolated(at(0), at(1), at(2), at(3), at(4))
	case plan.Compound:
		return compounded(t, at(0), at(1), at(2))
	}
	refuse("une opération n'a pas de forme SQL")
	return nil
}

// interpolated is the line through two given points, rounded half-up once.
func interpolated(x, x0, y0, x1, y1 *num) *num {
	for _, p := range []*num{x0, y0, x1, y1} {
		if p.kind != konst {
			refuse("une interpolation entre des points qui dépendent de la ligne n'a pas de forme SQL")
		}
	}
	width, height := x1.n-x0.n, y1.n-y0.n
	switch {
	case width == 0:
		return y0
	case width < 0:
		width, height = -width, -height
	}
	return over(plus(times(minus(x, x0), number(height)), number(y0.n*width)), number(width), money.HalfUp)
}

// mostPeriods bounds the periods of a growth that are written one by one.
const mostPeriods = 100

// compounded writes a growth period by period.
func compounded(t *eval.Term, base, rate, periods *num) *num {
	if base.kind != konst || rate.kind != konst || periods.hi-periods.lo > mostPeriods {
		refuse("une croissance composée dont la base ou le taux dépend de la ligne n'a pas de forme SQL")
	}
	grow := t.Compute()
	if periods.kind == konst {
		return number(grow([]int64{base.n, rate.n, periods.n}))
	}
	var arms []arm
	for n := periods.lo; n <= periods.hi; n++ {
		arms = append(arms, arm{equal(periods, n), number(grow([]int64{base.n, rate.n, n}))})
	}
	return cases(nil, arms...)
}
