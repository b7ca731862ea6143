package sqlgen

import (
	"math/big"
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

func plus(a, b *num) *num {
	switch {
	case a.isNull() || b.isNull():
		return null
	case b.kind == konst && a.constant():
		return a.apply(func(n int64) int64 { return n + b.n })
	case a.kind == konst && b.constant():
		return b.apply(func(n int64) int64 { return a.n + n })
	case a.kind == konst && a.n == 0:
		return b
	case b.kind == konst && b.n == 0:
		return a
	}
	return bounded(&num{kind: sumNum, args: []*num{a, b}}, big2(a.lo, b.lo, (*big.Int).Add), big2(a.hi, b.hi, (*big.Int).Add))
}

func minus(a, b *num) *num {
	switch {
	case a.isNull() || b.isNull():
		return null
	case b.kind == konst && a.constant():
		return a.apply(func(n int64) int64 { return n - b.n })
	case a.kind == konst && b.constant():
		return b.apply(func(n int64) int64 { return a.n - n })
	}
	return bounded(&num{kind: differenceNum, args: []*num{a, b}}, big2(a.lo, b.hi, (*big.Int).Sub), big2(a.hi, b.lo, (*big.Int).Sub))
}

// times is the plain product: NULL when either is.
func times(a, b *num) *num {
	switch {
	case a.isNull() || b.isNull():
		return null
	case b.kind == konst && b.n == 1:
		return a
	case a.kind == konst && a.n == 1:
		return b
	case b.kind == konst && a.constant():
		return a.apply(func(n int64) int64 { return n * b.n })
	case a.kind == konst && b.constant():
		return b.apply(func(n int64) int64 { return a.n * n })
	}
	var lo, hi *big.Int
	for _, x := range []int64{a.lo, a.hi} {
		for _, y := range []int64{b.lo, b.hi} {
			p := big2(x, y, (*big.Int).Mul)
			if lo == nil || p.Cmp(lo) < 0 {
				lo = p
			}
			if hi == nil || p.Cmp(hi) > 0 {
				hi = p
			}
		}
	}
	return bounded(&num{kind: productNum, args: []*num{a, b}}, lo, hi)
}

func big2(a, b int64, f func(z, x, y *big.Int) *big.Int) *big.Int {
	return f(new(big.Int), big.NewInt(a), big.NewInt(b))
}

// bounded refuses what could pass the integers of an engine.
func bounded(x *num, lo, hi *big.Int) *num {
	if !lo.IsInt64() || !hi.IsInt64() {
		refuse("un calcul peut passer la capacité d'un entier de 64 bits")
	}
	x.lo, x.hi = lo.Int64(), hi.Int64()
	return x
}

// over divides and rounds; the divisor is positive.
func over(a, b *num, r money.Rounding) *num {
	switch {
	case a.isNull() || b.isNull():
		return null
	case b.kind == konst && a.constant():
		return a.apply(func(n int64) int64 { return money.Divide(n, b.n, r) })
	}
	twice := big.NewInt(2) // rounding adds the divisor to twice the number
	for _, n := range []int64{a.lo, a.hi} {
		sum := new(big.Int).Mul(new(big.Int).Abs(big.NewInt(n)), twice)
		if !sum.Add(sum, new(big.Int).Mul(big.NewInt(b.hi), twice)).IsInt64() {
			refuse("un quotient peut passer la capacité d'un entier de 64 bits")
		}
	}
	x := &num{kind: quotientNum, args: []*num{a, b}, r: r}
	least := max(b.lo, 1)
	x.lo, x.hi = min(0, money.Divide(min(a.lo, 0), least, money.Up)), money.Divide(max(a.hi, 0), least, money.Up)
	if a.lo >= 0 {
		x.lo = money.Divide(a.lo, max(b.hi, 1), r)
	}
	return x
}

// least and greatest of two numbers; NULL when either is.
func extreme(a, b *num, greatest bool) *num {
	if a.isNull() || b.isNull() {
		return null
	}
	if a.kind == konst && b.kind == konst {
		if greatest == (a.n > b.n) {
			return a
		}
		return b
	}
	if b.kind == konst {
		a, b = b, a
	}
	x := &num{kind: casesNum}
	switch {
	case a.kind == konst && b.constant():
		return b.apply(func(n int64) int64 {
			if greatest == (n > a.n) {
				return n
			}
			return a.n
		})
	case a.kind == konst && greatest: // NULL stays NULL by the ELSE
		x.arms, x.other = []arm{{&pred{kind: compareLt, num: b, n: a.n}, a}}, b
	case a.kind == konst:
		x.arms, x.other = []arm{{&pred{kind: compareGt, num: b, n: a.n}, a}}, b
	case greatest:
		x.arms = []arm{{&pred{kind: compareLe, num: a, with: b}, b}, {&pred{kind: compareLe, num: b, with: a}, a}}
	default:
		x.arms = []arm{{&pred{kind: compareLe, num: a, with: b}, a}, {&pred{kind: compareLe, num: b, with: a}, b}}
	}
	x.lo, x.hi = min(a.lo, b.lo), min(a.hi, b.hi)
	if greatest {
		x.lo, x.hi = max(a.lo, b.lo), max(a.hi, b.hi)
	}
	return x
}

// column is the value of a fact.
func column(p *plan.Plan, fact int) value {
	f := &p.Facts[fact]
	return value{num: &num{kind: columnNum, fact: fact, lo: f.Lo, hi: f.Hi}}
}
