package compile

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"math/big"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// formulas types one-line formulas: + − *, parentheses, names, paths and the functions below.
//
// Besides its unit each node counts how many percents were multiplied in: « arrondi(x, 100) » takes one out, and the whole must end
// with none, or with one where the part itself is a percent.
type formulas struct {
	c      *compiler
	rule   int
	scale  int // of the part that the formula gives its value to: what arrondi rounds to
	params map[string]named
	text   law.Text
}

// named is a parameter as a formula sees it: its type, and bounds over the version and all its rows.
type named struct {
	plan.Param
	lo, hi int64
}

func (c *compiler) named(list []plan.Param) map[string]named {
	m := map[string]named{}
	for _, p := range list {
		n := named{p, p.Figure.N, p.Figure.N}
		if p.From != nil {
			n.lo, n.hi = c.figures(p)
		}
		m[p.Name] = n
	}
	return m
}

// addRow makes the parameters of a row readable beside those of the version.
func (f *formulas) addRow(row plan.Row) {
	merged := map[string]named{}
	for k, v := range f.params {
		merged[k] = v
	}
	for name, n := range f.c.named(row.Params) {
		if old, ok := merged[name]; ok {
			if n.Figure.NotEstablished {
				n.Param = old.Param
			}
			n.lo, n.hi = min(n.lo, old.lo), max(n.hi, old.hi)
		}
		merged[name] = n
	}
	f.params = merged
}

// typed is a node and its count of percents.
type typed struct {
	*plan.Expr
	percents int
}

func (f *formulas) report(at token.Pos, code, format string, args ...any) {
	pos := f.text.Pos
	pos.Column += int(at) - 1
	f.c.report(pos, code, format, args...)
}

// compile types the text and fits it to the unit of its part. It returns nil after a finding.
func (f *formulas) compile(text law.Text, want plan.Unit) *plan.Expr {
	f.text = text
	tree, err := parser.ParseExpr(text.S)
	if err != nil {
		at, message := token.Pos(1), err.Error()
		if list, ok := err.(scanner.ErrorList); ok && len(list) > 0 {
			at, message = token.Pos(list[0].Pos.Column), list[0].Msg
		}
		f.report(at, "formule.type", "cette formule ne se lit pas (%s) — + - *, parenthèses, noms et fonctions seulement", message)
		return nil
	}
	e, ok := f.expr(tree)
	if !ok {
		return nil
	}
	wantPercents := 0
	kind := want.Kind
	if want.Kind == plan.Percent {
		wantPercents, kind = 1, plan.Count
	}
	if want.Kind == plan.Answer {
		kind = plan.Count
	}
	if e.Unit.Kind != kind || e.percents != wantPercents {
		f.report(1, "unite", "la formule donne %s, la partie attend %s%s", unitText(e), describe(want), percentHint(e))
		return nil
	}
	out := f.toScale(e, f.scale, money.HalfUp)
	return out.Expr
}

func percentHint(e typed) string {
	if e.percents > 0 {
		return " — un taux s'applique par arrondi(taux * base, 100)"
	}
	return ""
}

func unitText(e typed) string {
	u := e.Unit
	if e.percents > 0 && u.Kind == plan.Count {
		u = plan.Unit{Kind: plan.Percent}
	}
	return describe(u)
}

func describe(u plan.Unit) string {
	switch {
	case u.Kind == plan.Euro:
		return "des euros"
	case u.Kind == plan.Percent:
		return "un pourcentage"
	case u.Kind == plan.Answer:
		return "une réponse"
	case u.Label != "":
		return "des " + u.Label
	}
	return "un nombre"
}

// toScale brings a node to a number of decimals.
func (f *formulas) toScale(e typed, scale int, r money.Rounding) typed {
	if e.Scale == scale {
		return e
	}
	out := &plan.Expr{Op: plan.Rescale, Args: []*plan.Expr{e.Expr}, Shift: scale - e.Scale, Scale: scale, Unit: e.Unit}
	if e.Scale > scale {
		out.Op, out.Shift, out.Rounding = plan.Round, e.Scale-scale, r
		p := plan.Pow10(out.Shift)
		out.Lo, out.Hi = money.Divide(e.Lo, p, r), money.Divide(e.Hi, p, r)
	} else if !f.bound(out, big.NewInt(e.Lo), big.NewInt(e.Hi), big.NewInt(plan.Pow10(out.Shift))) {
		return typed{out, e.percents}
	}
	return typed{out, e.percents}
}

// bound sets the interval of a node to [lo, hi]×factor and reports an overflow.
func (f *formulas) bound(e *plan.Expr, lo, hi *big.Int, factor *big.Int) bool {
	if factor != nil {
		lo, hi = new(big.Int).Mul(lo, factor), new(big.Int).Mul(hi, factor)
	}
	limit := big.NewInt(1 << 62)
	if lo.CmpAbs(limit) > 0 || hi.CmpAbs(limit) > 0 {
		f.report(1, "formule.debordement", "sur les domaines déclarés cette formule peut dépasser la capacité d'un entier (%s à %s) — resserrez le domaine d'un fait", lo, hi)
		return false
	}
	e.Lo, e.Hi = lo.Int64(), hi.Int64()
	return true
}

func (f *formulas) expr(n ast.Expr) (typed, bool) {
	switch n := n.(type) {
	case *ast.ParenExpr:
		return f.expr(n.X)
	case *ast.BasicLit:
		return f.literal(n)
	case *ast.Ident:
		return f.name(n.Name, n.Pos())
	case *ast.SelectorExpr:
		if x, ok := n.X.(*ast.Ident); ok {
			return f.name(x.Name+"."+n.Sel.Name, n.Pos())
		}
	case *ast.BinaryExpr:
		return f.binary(n)
	case *ast.CallExpr:
		return f.call(n)
	}
	f.report(n.Pos(), "formule.type", "seuls + - *, parenthèses, noms et fonctions s'écrivent dans une formule")
	return typed{}, false
}

// literal admits 0 and the 100 of a percent; every other number has a name and a dated version.
func (f *formulas) literal(n *ast.BasicLit) (typed, bool) {
	if n.Kind == token.INT && (n.Value == "0" || n.Value == "100") {
		v := int64(0)
		if n.Value == "100" {
			v = 100
		}
		return typed{&plan.Expr{Op: plan.Const, N: v, Lo: v, Hi: v}, 0}, true
	}
	f.report(n.Pos(), "nombre.hors_version", "le nombre %s s'écrit dans « paramètres » d'une version et se lit ici par son nom", n.Value)
	return typed{}, false
}

func (f *formulas) name(name string, at token.Pos) (typed, bool) {
	if p, ok := f.params[name]; ok {
		e := &plan.Expr{Op: plan.ParamValue, Param: name, Scale: p.Scale, Unit: p.Unit}
		e.Lo, e.Hi = p.lo, p.hi
		return fromUnit(e), true
	}
	pos := f.text.Pos
	pos.Column += int(at) - 1
	ref, ok := f.c.thing(law.Text{S: name, Pos: pos}, f.rule)
	if !ok {
		return typed{}, false
	}
	e := &plan.Expr{Op: plan.Read, Ref: &ref}
	switch ref.Kind {
	case plan.ToFact:
		fact := &f.c.plan.Facts[ref.Index]
		e.Scale, e.Lo, e.Hi = fact.Scale, fact.Lo, fact.Hi
		switch {
		case fact.Kind == plan.Money:
			e.Unit = plan.Unit{Kind: plan.Euro, Label: "€"}
		case fact.Kind != plan.Integer && fact.Kind != plan.Decimal:
			f.report(at, "formule.type", "« %s » n'est pas un nombre", name)
			return typed{}, false
		default:
			e.Unit = ParseUnit(fact.Unit)
		}
	case plan.ToPart:
		e.Unit = f.c.plan.Parts[ref.Index].Unit
		e.Lo, e.Hi = f.c.bounds(ref)
	case plan.ToRule:
		e.Unit = f.c.plan.Rules[ref.Index].Unit
		e.Lo, e.Hi = f.c.bounds(ref)
	}
	if ref.Kind != plan.ToFact {
		e.Scale = e.Unit.Scale()
		if e.Unit.Kind == plan.Answer {
			e.Unit = plan.Unit{Kind: plan.Count}
		}
	}
	return fromUnit(e), true
}

// fromUnit turns a percent into a count that bears one percent.
func fromUnit(e *plan.Expr) typed {
	if e.Unit.Kind == plan.Percent {
		e.Unit = plan.Unit{Kind: plan.Count}
		return typed{e, 1}
	}
	return typed{e, 0}
}

func (f *formulas) binary(n *ast.BinaryExpr) (typed, bool) {
	a, ok1 := f.expr(n.X)
	b, ok2 := f.expr(n.Y)
	if !ok1 || !ok2 {
		return typed{}, false
	}
	switch n.Op {
	case token.ADD, token.SUB:
		a, b, ok := f.alike(n.OpPos, a, b)
		if !ok {
			return typed{}, false
		}
		e := &plan.Expr{Op: plan.Add, Args: []*plan.Expr{a.Expr, b.Expr}, Scale: a.Scale, Unit: labelled(a, b)}
		lo := new(big.Int).Add(big.NewInt(a.Lo), big.NewInt(b.Lo))
		hi := new(big.Int).Add(big.NewInt(a.Hi), big.NewInt(b.Hi))
		if n.Op == token.SUB {
			e.Op = plan.Subtract
			lo = new(big.Int).Sub(big.NewInt(a.Lo), big.NewInt(b.Hi))
			hi = new(big.Int).Sub(big.NewInt(a.Hi), big.NewInt(b.Lo))
		}
		return typed{e, a.percents}, f.bound(e, lo, hi, nil)
	case token.MUL:
		if a.Unit.Kind == plan.Euro && b.Unit.Kind == plan.Euro {
			f.report(n.OpPos, "unite", "des euros ne se multiplient pas par des euros")
			return typed{}, false
		}
		e := &plan.Expr{Op: plan.Multiply, Args: []*plan.Expr{a.Expr, b.Expr}, Scale: a.Scale + b.Scale}
		switch {
		case a.Unit.Kind == plan.Euro:
			e.Unit = a.Unit
		case b.Unit.Kind == plan.Euro:
			e.Unit = b.Unit
		case a.Unit.Label == "":
			e.Unit = b.Unit
		case b.Unit.Label == "":
			e.Unit = a.Unit
		}
		var lo, hi *big.Int
		for _, x := range []int64{a.Lo, a.Hi} {
			for _, y := range []int64{b.Lo, b.Hi} {
				p := new(big.Int).Mul(big.NewInt(x), big.NewInt(y))
				if lo == nil || p.Cmp(lo) < 0 {
					lo = p
				}
				if hi == nil || p.Cmp(hi) > 0 {
					hi = p
				}
			}
		}
		return typed{e, a.percents + b.percents}, f.bound(e, lo, hi, nil)
	}
	f.report(n.OpPos, "formule.type", "l'opération « %s » n'existe pas dans une formule — une division s'écrit arrondi(a, b)", n.Op)
	return typed{}, false
}

// alike brings operands of a sum, or of min and max, to one scale, and refuses different units. A nil literal fits any unit.
func (f *formulas) alike(at token.Pos, a, b typed) (typed, typed, bool) {
	nilLiteral := func(e typed) bool { return e.Op == plan.Const && e.N == 0 }
	switch {
	case nilLiteral(a):
		a = typed{&plan.Expr{Op: plan.Const, Scale: b.Scale, Unit: b.Unit}, b.percents}
	case nilLiteral(b):
		b = typed{&plan.Expr{Op: plan.Const, Scale: a.Scale, Unit: a.Unit}, a.percents}
	case a.Unit.Kind != b.Unit.Kind || a.percents != b.percents ||
		a.Unit.Label != b.Unit.Label && a.Unit.Label != "" && b.Unit.Label != "" && a.Unit.Kind != plan.Euro:
		f.report(at, "unite", "%s et %s ne s'additionnent ni ne se comparent", unitText(a), unitText(b))
		return a, b, false
	}
	scale := max(a.Scale, b.Scale)
	return f.toScale(a, scale, money.HalfUp), f.toScale(b, scale, money.HalfUp), true
}

func labelled(a, b typed) plan.Unit {
	if a.Unit.Label == "" {
		return b.Unit
	}
	return a.Unit
}
