package compile

import (
	"go/ast"
	"math/big"

	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// call types one of the functions of a formula; the names are those of the grammar.
func (f *formulas) call(n *ast.CallExpr) (typed, bool) {
	name := ""
	if id, ok := n.Fun.(*ast.Ident); ok {
		name = id.Name
	}
	shape, known := map[string]struct{ least, most int }{
		"arrondi": {1, 2}, "arrondi_bas": {2, 2}, "arrondi_haut": {2, 2}, "min": {2, 9}, "max": {2, 9},
		"borne": {3, 3}, "compose": {3, 3}, "interpole": {5, 5},
	}[name]
	switch {
	case !known:
		f.report(n.Pos(), "formule.type", "« %s » n'est pas une fonction — arrondi, arrondi_bas, arrondi_haut, min, max, borne, compose, interpole", name)
		return typed{}, false
	case len(n.Args) < shape.least || len(n.Args) > shape.most:
		f.report(n.Pos(), "formule.type", "%s : %d à %d arguments sont attendus, %d trouvés", name, shape.least, shape.most, len(n.Args))
		return typed{}, false
	}
	var args []typed
	for _, a := range n.Args {
		e, ok := f.expr(a)
		if !ok {
			return typed{}, false
		}
		args = append(args, e)
	}
	switch name {
	case "arrondi":
		if len(args) == 1 {
			return f.toScale(args[0], f.scale, money.HalfUp), true
		}
		return f.divide(n, args[0], args[1], money.HalfUp)
	case "arrondi_bas":
		return f.divide(n, args[0], args[1], money.Down)
	case "arrondi_haut":
		return f.divide(n, args[0], args[1], money.Up)
	case "min":
		return f.extremum(n, plan.Min, args)
	case "max":
		return f.extremum(n, plan.Max, args)
	case "borne":
		return f.clamp(n, args)
	case "compose":
		return f.compound(n, args)
	}
	return f.interpolate(n, args)
}

// divide rounds a/b to the decimals of the part. Dividing by the literal 100 takes a percent out.
func (f *formulas) divide(n *ast.CallExpr, a, b typed, r money.Rounding) (typed, bool) {
	percents := a.percents - b.percents
	unit := a.Unit
	switch {
	case b.Op == plan.Const && b.N == 100:
		percents = a.percents - 1
		if percents < 0 {
			f.report(n.Pos(), "unite", "rien n'est en pourcentage ici : on ne divise par 100 qu'un taux appliqué")
			return typed{}, false
		}
	case b.Unit.Kind == plan.Euro && a.Unit.Kind == plan.Euro:
		unit = plan.Unit{Kind: plan.Count}
	case b.Unit.Kind == plan.Euro:
		f.report(n.Pos(), "unite", "un nombre ne se divise pas par des euros")
		return typed{}, false
	}
	if b.Lo <= 0 {
		f.report(n.Pos(), "formule.type", "le diviseur peut être nul ou négatif sur les domaines déclarés")
		return typed{}, false
	}
	e := &plan.Expr{Op: plan.Divide, Args: []*plan.Expr{a.Expr, b.Expr}, Rounding: r, Scale: f.scale, Shift: f.scale + b.Scale - a.Scale, Unit: unit}
	least := max(b.Lo, 1) // what is divided never grows by more than the scale
	factor, divisor := big.NewInt(1), big.NewInt(least)
	if e.Shift >= 0 {
		factor.SetInt64(plan.Pow10(e.Shift))
	} else {
		divisor.Mul(divisor, big.NewInt(plan.Pow10(-e.Shift)))
	}
	widen := func(x int64) *big.Int {
		v := new(big.Int).Mul(big.NewInt(x), factor)
		v.Quo(v, divisor)
		return v.Add(v, big.NewInt(int64(sign(x))))
	}
	lo, hi := widen(min(a.Lo, 0)), widen(max(a.Hi, 0))
	return typed{e, percents}, f.bound(e, lo, hi, nil)
}

func sign(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func (f *formulas) extremum(n *ast.CallExpr, op plan.Op, args []typed) (typed, bool) {
	first := args[0]
	for i := range args[1:] {
		var ok bool
		if first, args[i+1], ok = f.alike(n.Pos(), first, args[i+1]); !ok {
			return typed{}, false
		}
	}
	args[0] = first
	e := &plan.Expr{Op: op, Scale: first.Scale, Unit: first.Unit, Lo: first.Lo, Hi: first.Hi}
	for _, a := range args {
		a = f.toScale(a, first.Scale, money.HalfUp)
		e.Args = append(e.Args, a.Expr)
		if op == plan.Min {
			e.Lo, e.Hi = min(e.Lo, a.Lo), min(e.Hi, a.Hi)
		} else {
			e.Lo, e.Hi = max(e.Lo, a.Lo), max(e.Hi, a.Hi)
		}
	}
	return typed{e, first.percents}, true
}

func (f *formulas) clamp(n *ast.CallExpr, args []typed) (typed, bool) {
	x, lo, hi := args[0], args[1], args[2]
	var ok1, ok2, ok3 bool
	x, lo, ok1 = f.alike(n.Pos(), x, lo)
	x, hi, ok2 = f.alike(n.Pos(), x, hi)
	x, lo, ok3 = f.alike(n.Pos(), x, lo)
	if !ok1 || !ok2 || !ok3 {
		return typed{}, false
	}
	e := &plan.Expr{Op: plan.Clamp, Args: []*plan.Expr{x.Expr, lo.Expr, hi.Expr}, Scale: x.Scale, Unit: labelled(x, hi), Lo: min(lo.Lo, hi.Lo), Hi: max(lo.Hi, hi.Hi)}
	return typed{e, x.percents}, true
}

// compound grows a base by a rate over a whole number of periods.
func (f *formulas) compound(n *ast.CallExpr, args []typed) (typed, bool) {
	base, rate, count := args[0], args[1], args[2]
	if rate.percents != 1 || count.percents != 0 || count.Scale != 0 || rate.Scale != 2 {
		f.report(n.Pos(), "formule.type", "compose(base, taux, n) : le taux est un pourcentage et n un nombre entier de périodes")
		return typed{}, false
	}
	base = f.toScale(base, f.scale, money.HalfUp)
	e := &plan.Expr{Op: plan.Compound, Args: []*plan.Expr{base.Expr, rate.Expr, count.Expr}, Scale: f.scale, Unit: base.Unit}
	e.Lo, e.Hi = min(0, base.Lo), 1<<60
	return typed{e, base.percents}, true
}

func (f *formulas) interpolate(n *ast.CallExpr, args []typed) (typed, bool) {
	x, x0, y0, x1, y1 := args[0], args[1], args[2], args[3], args[4]
	var ok [3]bool
	x, x0, ok[0] = f.alike(n.Pos(), x, x0)
	x, x1, ok[1] = f.alike(n.Pos(), x, x1)
	y0, y1, ok[2] = f.alike(n.Pos(), y0, y1)
	if !ok[0] || !ok[1] || !ok[2] {
		return typed{}, false
	}
	x0 = f.toScale(x0, x.Scale, money.HalfUp)
	y0, y1 = f.toScale(y0, f.scale, money.HalfUp), f.toScale(y1, f.scale, money.HalfUp)
	e := &plan.Expr{Op: plan.Interpolate, Scale: f.scale, Unit: labelled(y0, y1), Lo: -1 << 60, Hi: 1 << 60}
	for _, a := range []typed{x, x0, y0, x1, y1} {
		e.Args = append(e.Args, a.Expr)
	}
	return typed{e, y0.percents}, true
}
