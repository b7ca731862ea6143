package eval

import (
	"math/big"

	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

type formula = func(*Frame, *step) Value

// expr turns a typed expression into a closure over slots.
func (b *builder) expr(e *plan.Expr, version, row []plan.Param) formula {
	if slots := b.sum(e); len(slots) > 1 {
		return sumOf(slots)
	}
	var args []formula
	for _, a := range e.Args {
		args = append(args, b.expr(a, version, row))
	}
	switch e.Op {
	case plan.Const:
		v := Of(e.N)
		return func(*Frame, *step) Value { return v }
	case plan.ParamValue:
		v := b.figure(e.Param, version, row)
		return func(*Frame, *step) Value { return v }
	case plan.Read:
		slot := b.slot(*e.Ref)
		if b.mayBeNone(*e.Ref) {
			return func(f *Frame, _ *step) Value { return number(f.values[slot]) }
		}
		return func(f *Frame, _ *step) Value { return f.values[slot] }
	case plan.Add:
		x, y := args[0], args[1]
		return func(f *Frame, s *step) Value { return add(x(f, s), y(f, s)) }
	case plan.Subtract:
		x, y := args[0], args[1]
		return func(f *Frame, s *step) Value {
			v := y(f, s)
			v.N = -v.N
			return add(x(f, s), v)
		}
	case plan.Multiply:
		x, y := args[0], args[1]
		return func(f *Frame, s *step) Value { return multiply(x(f, s), y(f, s)) }
	case plan.Min, plan.Max:
		return extremum(args, e.Op == plan.Max)
	case plan.Clamp:
		return clamp(args)
	}
	return strict(args, arithmetic(e))
}

// mayBeNone reports whether a thing read can be "none", with which nothing is computed.
func (b *builder) mayBeNone(r plan.Ref) bool {
	return r.Kind == plan.ToFact && b.plan.Facts[r.Index].NullIsNone
}

// number is a value in a formula: none is no number, hence unknown.
func number(v Value) Value {
	if v.State == Known && v.N == plan.None {
		return unknown
	}
	return v
}

// sum returns the slots that an expression adds up when it does nothing else.
func (b *builder) sum(e *plan.Expr) []int {
	switch e.Op {
	case plan.Read:
		if b.mayBeNone(*e.Ref) {
			return nil
		}
		return []int{b.slot(*e.Ref)}
	case plan.Add:
		x, y := b.sum(e.Args[0]), b.sum(e.Args[1])
		if x != nil && y != nil {
			return append(x, y...)
		}
	}
	return nil
}

func sumOf(slots []int) formula {
	return func(f *Frame, _ *step) Value {
		v := f.values[slots[0]]
		for _, slot := range slots[1:] {
			if w := &f.values[slot]; v.State == Known && w.State == Known {
				v.N += w.N
			} else {
				v = add(v, *w)
			}
		}
		return v
	}
}

func multiply(a, b Value) Value {
	switch {
	case a.State == Known && b.State == Known:
		return Value{N: a.N * b.N}
	case a.State == Absent || b.State == Absent:
		return absent
	case a.State == Known && a.N == 0, b.State == Known && b.N == 0:
		return zero
	case a.State == Unknown || b.State == Unknown: // it may be nought, and nought of a figure that is not established is nought
		return unknown
	}
	return Value{State: max(a.State, b.State)}
}

func extremum(args []formula, greatest bool) formula {
	return strict(args, func(n []int64) int64 {
		best := n[0]
		for _, x := range n[1:] {
			if greatest == (x > best) {
				best = x
			}
		}
		return best
	})
}

func clamp(args []formula) formula {
	return strict(args, func(n []int64) int64 { return max(n[1], min(n[0], n[2])) })
}

// strict evaluates all arguments and computes only when all are known.
func strict(args []formula, compute func([]int64) int64) formula {
	return func(f *Frame, s *step) Value {
		var n [5]int64
		worst := Known
		known := n[:0]
		for _, a := range args {
			v := a(f, s)
			worst = max(worst, v.State)
			known = append(known, v.N)
		}
		if worst != Known {
			return Value{State: worst}
		}
		return Value{N: compute(known)}
	}
}

// arithmetic returns the rounding operations, whose intervals were proved to fit when the plan was compiled.
func arithmetic(e *plan.Expr) func([]int64) int64 {
	up := plan.Pow10(max(0, e.Shift))
	down := plan.Pow10(max(0, -e.Shift))
	switch e.Op {
	case plan.Rescale:
		return func(n []int64) int64 { return n[0] * up }
	case plan.Round:
		return func(n []int64) int64 { return money.Divide(n[0], up, e.Rounding) }
	case plan.Divide:
		return func(n []int64) int64 {
			q, _ := money.MulDiv(n[0], up, n[1]*down, e.Rounding)
			return q
		}
	case plan.Compound:
		return func(n []int64) int64 { return compound(n[0], n[1], n[2]) }
	case plan.Interpolate:
		return func(n []int64) int64 { return interpolate(n[0], n[1], n[2], n[3], n[4]) }
	}
	panic("eval: unknown operation")
}

// compound returns base × (1 + rate/100)^periods, exact, rounded half-up once; the rate is in hundredths of a percent. A negative number
// of periods divides.
func compound(base, rate, periods int64) int64 {
	growth := big.NewRat(hundredPercent+rate, hundredPercent)
	if periods < 0 {
		growth.Inv(growth)
		periods = -periods
	}
	x := new(big.Rat).SetInt64(base)
	for range periods {
		x.Mul(x, growth)
	}
	return halfUp(x)
}

func interpolate(x, x0, y0, x1, y1 int64) int64 {
	if x1 == x0 {
		return y0
	}
	slope := big.NewRat(y1-y0, x1-x0)
	slope.Mul(slope, new(big.Rat).SetInt64(x-x0))
	return halfUp(slope.Add(slope, new(big.Rat).SetInt64(y0)))
}

// halfUp rounds to the nearest integer, away from zero at one half.
func halfUp(x *big.Rat) int64 {
	twice := new(big.Int).Mul(new(big.Int).Abs(x.Num()), big.NewInt(2))
	twice.Add(twice, x.Denom())
	q := twice.Quo(twice, new(big.Int).Mul(x.Denom(), big.NewInt(2))).Int64()
	if x.Sign() < 0 {
		return -q
	}
	return q
}
