package batch

import (
	"math/bits"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// termOp computes one operation of a formula.
type termOp struct {
	op      plan.Op
	args    []int
	fixed   []*int64 // the number of an argument that is one number, else nil
	value   int
	compute func([]int64) int64
	quick   func(out []int64, args [][]int64) // when all arguments are known
}

func (o *termOp) traffic(use, give func(kind, int)) {
	for _, a := range o.args {
		use(ofValues, a)
	}
	give(ofValues, o.value)
}

func (o *termOp) run(w *worker) {
	out := &w.values[o.value]
	clean := true
	args := w.args[:0]
	for _, a := range o.args {
		clean = clean && w.values[a].clean
		args = append(args, w.values[a].n[:w.n])
	}
	w.args = args
	if clean && o.quick != nil {
		o.quick(out.n[:w.n], args)
		if !out.clean {
			clear(out.states[:w.n])
		}
		out.clean = true
		return
	}
	out.clean = true
	for i := range w.n {
		v := o.one(w, i)
		out.set(i, v)
	}
}

// one computes one row with the states of its arguments.
func (o *termOp) one(w *worker, i int) eval.Value {
	arg := func(k int) eval.Value { return w.values[o.args[k]].at(i) }
	switch o.op {
	case plan.Add:
		return eval.Add(arg(0), arg(1))
	case plan.Subtract:
		b := arg(1)
		b.N = -b.N
		return eval.Add(arg(0), b)
	case plan.Multiply:
		return eval.Multiply(arg(0), arg(1))
	}
	var n [9]int64
	worst := eval.Known
	for k := range o.args {
		v := arg(k)
		worst = max(worst, v.State)
		n[k] = v.N
	}
	if worst != eval.Known {
		return eval.Value{State: worst}
	}
	return eval.Of(o.compute(n[:len(o.args)]))
}

// strictOf is the operation on known arguments.
func strictOf(t *eval.Term) func([]int64) int64 {
	switch t.Op {
	case plan.Add, plan.Subtract, plan.Multiply:
		return nil
	case plan.Min, plan.Max:
		greatest := t.Op == plan.Max
		return func(n []int64) int64 {
			best := n[0]
			for _, x := range n[1:] {
				if greatest == (x > best) {
					best = x
				}
			}
			return best
		}
	case plan.Clamp:
		return func(n []int64) int64 { return max(n[1], min(n[0], n[2])) }
	}
	return t.Compute()
}

// quickOf is the loop of an operation on whole columns.
func quickOf(t *eval.Term, fixed []*int64) func([]int64, [][]int64) {
	switch t.Op {
	case plan.Add:
		return func(out []int64, a [][]int64) {
			x, y := a[0][:len(out)], a[1][:len(out)]
			for i := range out {
				out[i] = x[i] + y[i]
			}
		}
	case plan.Subtract:
		if fixed[0] != nil {
			n := *fixed[0]
			return func(out []int64, a [][]int64) {
				for i, y := range a[1][:len(out)] {
					out[i] = n - y
				}
			}
		}
		return func(out []int64, a [][]int64) {
			x, y := a[0][:len(out)], a[1][:len(out)]
			for i := range out {
				out[i] = x[i] - y[i]
			}
		}
	case plan.Multiply:
		for k, n := range fixed {
			if n != nil {
				return func(out []int64, a [][]int64) {
					for i, x := range a[1-k][:len(out)] {
						out[i] = x * *n
					}
				}
			}
		}
		return func(out []int64, a [][]int64) {
			x, y := a[0][:len(out)], a[1][:len(out)]
			for i := range out {
				out[i] = x[i] * y[i]
			}
		}
	case plan.Rescale:
		up := plan.Pow10(t.Of.Shift)
		return func(out []int64, a [][]int64) {
			for i, x := range a[0][:len(out)] {
				out[i] = x * up
			}
		}
	case plan.Clamp:
		if fixed[1] != nil && fixed[2] != nil {
			lo, hi := *fixed[1], *fixed[2]
			return func(out []int64, a [][]int64) {
				for i, x := range a[0][:len(out)] {
					out[i] = max(lo, min(x, hi))
				}
			}
		}
		return func(out []int64, a [][]int64) {
			x, lo, hi := a[0][:len(out)], a[1][:len(out)], a[2][:len(out)]
			for i := range out {
				out[i] = max(lo[i], min(x[i], hi[i]))
			}
		}
	case plan.Round:
		d := plan.Pow10(t.Of.Shift)
		return func(out []int64, a [][]int64) {
			for i, x := range a[0][:len(out)] {
				out[i] = money.Divide(x, d, t.Of.Rounding)
			}
		}
	case plan.Divide:
		return divideBy(t, fixed)
	}
	compute := strictOf(t)
	return func(out []int64, a [][]int64) {
		var n [9]int64
		for i := range out {
			for k := range a {
				n[k] = a[k][i]
			}
			out[i] = compute(n[:len(a)])
		}
	}
}

// divideBy is the loop of a division whose divisor is one number, when the product before it fits.
func divideBy(t *eval.Term, fixed []*int64) func([]int64, [][]int64) {
	up, down := plan.Pow10(max(0, t.Of.Shift)), plan.Pow10(max(0, -t.Of.Shift))
	widest := max(magnitude(t.Args[0].Of.Lo), magnitude(t.Args[0].Of.Hi))
	if fixed[1] == nil || t.Args[0].Op == plan.Const || bits.Len64(widest)+bits.Len64(uint64(up)) > 62 {
		compute := t.Compute()
		return func(out []int64, a [][]int64) {
			for i := range out {
				out[i] = compute([]int64{a[0][i], a[1][i]})
			}
		}
	}
	d := *fixed[1] * down
	return func(out []int64, a [][]int64) {
		for i, x := range a[0][:len(out)] {
			out[i] = money.Divide(x*up, d, t.Of.Rounding)
		}
	}
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
