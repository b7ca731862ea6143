package sqlgen

import (
	"slices"

	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// num is a whole number that may be NULL.
type num struct {
	kind   numKind
	n      int64
	fact   int
	arms   []arm
	other  *num // ELSE; nil: NULL
	args   []*num
	r      money.Rounding
	lo, hi int64 // bounds when it is not NULL
	never  bool  // it is never NULL

	agreeing bool // arms that hold together give the same number
	gate     bool // three arms: a condition, its failure, and where the number under it is nil
}

type numKind uint8

const (
	konst numKind = iota
	nullNum
	columnNum
	casesNum
	sumNum
	differenceNum
	productNum
	quotientNum // args[0] / args[1], rounded
)

// arm is one WHEN … THEN ….
type arm struct {
	when *pred
	then *num
}

var null = &num{kind: nullNum}

func number(n int64) *num { return &num{kind: konst, n: n, lo: n, hi: n, never: true} }

func (x *num) isNull() bool { return x.kind == nullNum }

// mayBe reports whether a number may be n.
func (x *num) mayBe(n int64) bool {
	switch x.kind {
	case konst:
		return x.n == n
	case nullNum:
		return false
	case casesNum:
		for _, a := range x.arms {
			if a.then.mayBe(n) {
				return true
			}
		}
		return x.other != nil && x.other.mayBe(n)
	}
	return x.lo <= n && n <= x.hi
}

// cases chooses the first arm that holds.
func cases(other *num, arms ...arm) *num {
	if other != nil && other.isNull() {
		other = nil
	}
	out := &num{kind: casesNum, other: other}
	first := true
	bound := func(x *num) {
		if x.isNull() {
			return
		}
		if first {
			out.lo, out.hi, first = x.lo, x.hi, false
		}
		out.lo, out.hi = min(out.lo, x.lo), max(out.hi, x.hi)
	}
	for _, a := range arms {
		a.when = holds(a.when)
		switch a.when.kind {
		case isFalse, isMaybe:
			continue
		case isTrue:
			other = a.then
			out.other = other
			if out.arms = unlike(out.arms, other); len(out.arms) == 0 {
				return other
			}
			bound(other)
			return out
		}
		out.arms = append(out.arms, a)
		bound(a.then)
	}
	if other != nil {
		bound(other)
		out.arms = unlike(out.arms, other)
	}
	switch {
	case len(out.arms) == 0 && other == nil:
		return null
	case len(out.arms) == 0:
		return other
	case other == nil && !slices.ContainsFunc(out.arms, func(a arm) bool { return !a.then.isNull() }):
		return null
	}
	return out
}

// within tightens the bounds of a number.
func (x *num) within(lo, hi int64) *num {
	x.lo, x.hi = max(x.lo, lo), min(x.hi, hi)
	return x
}

// unlike leaves out the last arms that give what ELSE gives.
func unlike(arms []arm, other *num) []arm {
	for n := len(arms); n > 0 && other.kind == konst && arms[n-1].then.kind == konst && arms[n-1].then.n == other.n; n-- {
		arms = arms[:n-1]
	}
	return arms
}

// constant reports whether a number is a choice between numbers written out, so that what is done to it is done to each.
func (x *num) constant() bool {
	switch x.kind {
	case konst, nullNum:
		return true
	case casesNum:
		for _, a := range x.arms {
			if !a.then.constant() {
				return false
			}
		}
		return x.other == nil || x.other.constant()
	}
	return false
}

func (x *num) apply(f func(int64) int64) *num {
	switch x.kind {
	case konst:
		return number(f(x.n))
	case nullNum:
		return x
	}
	var arms []arm
	for _, a := range x.arms {
		arms = append(arms, arm{a.when, a.then.apply(f)})
	}
	var other *num
	if x.other != nil {
		other = x.other.apply(f)
	}
	out := cases(other, arms...)
	out.agreeing = out.kind == casesNum && x.agreeing
	return out
}

// agreed is a choice without ELSE whose arms, where several hold, give the same number.
func agreed(arms ...arm) *num {
	out := cases(nil, arms...)
	if out.kind == casesNum {
		out.agreeing = true
	}
	return out
}

// column is the value of a fact.
func column(p *plan.Plan, fact int) value {
	f := &p.Facts[fact]
	return value{num: &num{kind: columnNum, fact: fact, lo: f.Lo, hi: f.Hi}}
}
