package sqlgen

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// renderer writes numbers and predicates in a dialect.
type renderer struct {
	dialect *Dialect
	plan    *plan.Plan
	facts   []int // whose columns were written
	depth   int
}

// result writes the value of a rule in its unit: cents, a number, a word.
func (r *renderer) result(v value, rule *plan.Rule) string {
	d := r.dialect
	switch {
	case rule.Unit.Kind == plan.Answer && len(rule.Words) > 0:
		var b strings.Builder
		b.WriteString("CASE " + r.num(v.num))
		for i, word := range rule.Words {
			fmt.Fprintf(&b, " WHEN %d THEN %s", i, quote(word))
		}
		return "CAST(" + b.String() + " END AS " + d.text + ")"
	case rule.Unit.Kind == plan.Percent:
		return "CAST(" + r.num(v.num) + " AS " + d.decimal + ") * " + d.hundred
	}
	return "CAST(" + r.num(v.num) + " AS " + d.integer + ")"
}

func (r *renderer) line() string { return "\n" + strings.Repeat("  ", r.depth) }

// num writes a number.
func (r *renderer) num(x *num) string {
	switch x.kind {
	case konst:
		return strconv.FormatInt(x.n, 10)
	case nullNum:
		return "NULL"
	case columnNum:
		return r.number(x.fact)
	case casesNum:
		return r.cases(x)
	case sumNum:
		return "(" + r.wide(x.args[0]) + " + " + r.wide(x.args[1]) + ")"
	case differenceNum:
		return "(" + r.wide(x.args[0]) + " - " + r.wide(x.args[1]) + ")"
	case productNum:
		return "(" + r.wide(x.args[0]) + " * " + r.wide(x.args[1]) + ")"
	}
	return r.quotient(x)
}

// wide writes a number as an integer of 64 bits, so that nothing overflows on the way.
func (r *renderer) wide(x *num) string {
	switch x.kind {
	case casesNum:
		return "CAST(" + r.num(x) + " AS " + r.dialect.integer + ")"
	}
	return r.num(x)
}

func (r *renderer) cases(x *num) string {
	var b strings.Builder
	b.WriteString("CASE")
	r.depth++
	for _, a := range x.arms {
		b.WriteString(r.line() + "WHEN " + r.pred(a.when) + " THEN " + r.num(a.then))
	}
	if x.other != nil {
		b.WriteString(r.line() + "ELSE " + r.num(x.other))
	}
	r.depth--
	b.WriteString(r.line() + "END")
	return b.String()
}

// quotient rounds a/b on integers.
func (r *renderer) quotient(x *num) string {
	a, b := r.wide(x.args[0]), r.wide(x.args[1])
	up := func(n string) string { // of a number that is not negative
		switch x.r {
		case money.Down:
			return r.dialect.divide(n, b)
		case money.Up:
			return r.dialect.divide("("+n+" + "+b+" - 1)", b)
		}
		if d := x.args[1]; d.kind == konst && d.n%2 == 0 {
			return r.dialect.divide("("+n+" + "+strconv.FormatInt(d.n/2, 10)+")", b)
		}
		return r.dialect.divide("(2 * "+n+" + "+b+")", "(2 * "+b+")")
	}
	if x.args[0].lo >= 0 {
		return up(a)
	}
	return "CASE WHEN " + a + " < 0 THEN -" + up("(-"+a+")") + " ELSE " + up(a) + " END"
}

// number writes a column as a whole number.
func (r *renderer) number(fact int) string {
	name, f := r.column(fact), &r.plan.Facts[fact]
	switch f.Kind {
	case plan.Decimal:
		typed := "CAST(" + name + " AS " + strings.ReplaceAll(r.dialect.decimals, "#", strconv.Itoa(f.Scale)) + ")"
		return "CAST(" + typed + " * " + strconv.FormatInt(plan.Pow10(f.Scale), 10) + " AS " + r.dialect.integer + ")"
	case plan.YesNo:
		return "CASE WHEN " + r.yes(name) + " THEN 1 WHEN NOT " + r.yes(name) + " THEN 0 END"
	}
	return "CAST(" + name + " AS " + r.dialect.integer + ")"
}

func (r *renderer) column(fact int) string {
	if !slices.Contains(r.facts, fact) {
		r.facts = append(r.facts, fact)
	}
	return r.plan.Facts[fact].Name
}

func (r *renderer) yes(name string) string {
	if r.dialect.boolean {
		return name
	}
	return name + " = 1"
}

// pred writes a predicate that stands beside AND; it is put between parentheses when it must.
func (r *renderer) pred(p *pred) string {
	switch p.kind {
	case isTrue:
		return "1 = 1"
	case isFalse:
		return "1 = 0"
	case isMaybe:
		return "NULL = 0"
	case and, or:
		word := map[predKind]string{and: " AND ", or: " OR "}[p.kind]
		var list []string
		for _, a := range p.args {
			text := r.pred(a)
			if a.kind == or || a.kind == and {
				text = "(" + text + ")"
			}
			list = append(list, text)
		}
		return strings.Join(list, word)
	case not:
		if a := p.args[0]; a.kind == nullColumn {
			return r.column(a.fact) + " IS NOT NULL"
		} else if a.kind == inColumn && r.plan.Facts[a.fact].Kind == plan.YesNo && a.set.Has(0) != a.set.Has(1) {
			return r.cell(&pred{kind: inColumn, fact: a.fact, set: plan.Set{{Lo: 0, Hi: 1}}.Minus(a.set)})
		}
		return "NOT (" + r.pred(p.args[0]) + ")"
	case inColumn:
		return r.cell(p)
	case nullColumn:
		return r.column(p.fact) + " IS NULL"
	case nullNumber:
		return "(" + r.num(p.num) + ") IS NULL"
	case noNull:
		return "(CASE WHEN " + r.pred(p.args[0]) + " THEN 1 ELSE 2 END) = 1"
	case inNumber:
		return r.intervals(r.num(p.num), p.set)
	}
	sign := map[predKind]string{compareEq: " = ", compareNe: " <> ", compareLe: " <= ", compareLt: " < ", compareGt: " > "}[p.kind]
	right := strconv.FormatInt(p.n, 10)
	if p.with != nil {
		right = r.num(p.with)
	}
	return r.num(p.num) + sign + right
}

func (r *renderer) intervals(x string, set plan.Set) string {
	var list []string
	for _, in := range set {
		if in.Lo == in.Hi {
			list = append(list, fmt.Sprintf("%s = %d", x, in.Lo))
		} else {
			list = append(list, fmt.Sprintf("%s BETWEEN %d AND %d", x, in.Lo, in.Hi))
		}
	}
	return joined(list)
}

func joined(list []string) string {
	switch len(list) {
	case 0:
		return "1 = 0"
	case 1:
		return list[0]
	}
	return "(" + strings.Join(list, " OR ") + ")"
}

// cell writes a test on a column.
func (r *renderer) cell(p *pred) string {
	f := &r.plan.Facts[p.fact]
	name := r.column(p.fact)
	switch f.Kind {
	case plan.YesNo:
		switch one, zero := p.set.Has(1), p.set.Has(0); {
		case one && zero:
			return "(" + r.yes(name) + " OR NOT " + r.yes(name) + ")"
		case one:
			return r.yes(name)
		}
		return "NOT " + r.yes(name)
	case plan.Choice, plan.Code:
		return r.words(name, f, p.set)
	case plan.Date:
		return r.dates(name, f, p)
	case plan.Decimal:
		return r.intervals(r.number(p.fact), p.set)
	}
	return r.intervals(name, p.set)
}

func (r *renderer) words(name string, f *plan.Fact, set plan.Set) string {
	listed := func(keep bool) []string {
		var out []string
		for i, word := range f.Words {
			if set.Has(int64(i)) == keep {
				out = append(out, quote(word))
			}
		}
		return out
	}
	if f.Kind == plan.Code && set.Has(int64(len(f.Words))) { // every other code too
		switch list := listed(false); len(list) {
		case 0:
			return "(" + name + " = " + name + ")"
		case 1:
			return name + " <> " + list[0]
		default:
			return r.dialect.noneOf(name, strings.Join(list, ", "))
		}
	}
	if list := listed(true); len(list) > 1 {
		return r.dialect.oneOf(name, strings.Join(list, ", "))
	} else if len(list) == 1 {
		return name + " = " + list[0]
	}
	return "1 = 0"
}

// dates writes a test on a date; « jamais » is the first day of the domain, longer ago than anything.
func (r *renderer) dates(name string, f *plan.Fact, p *pred) string {
	typed := "CAST(" + name + " AS " + r.dialect.date + ")"
	literal := func(n int64) string { return r.dialect.dateOf(day.Date(n).String()) }
	var list []string
	for _, in := range p.set {
		if in.Lo == plan.Never {
			list = append(list, typed+" = "+literal(f.Lo))
			continue
		}
		lo := in.Lo
		if f.NeverAllowed {
			lo = max(lo, f.Lo+1)
		}
		switch {
		case lo == in.Hi:
			list = append(list, typed+" = "+literal(lo))
		default:
			list = append(list, typed+" BETWEEN "+literal(lo)+" AND "+literal(in.Hi))
		}
	}
	for _, s := range p.when {
		bound := p.at - int64(s.N)
		if s.Months {
			bound = int64(day.Date(p.at).AddMonths(-s.N))
		}
		sign := map[plan.SinceOp]string{plan.AtMost: " >= ", plan.AtLeast: " <= ", plan.MoreThan: " < ", plan.LessThan: " > "}[s.Op]
		list = append(list, typed+sign+literal(bound))
	}
	return joined(list)
}
