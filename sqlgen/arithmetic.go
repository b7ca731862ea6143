package sqlgen

import (
	"math/big"

	"github.com/opposable/opposable/money"
)

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
