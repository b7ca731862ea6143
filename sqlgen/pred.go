package sqlgen

import "github.com/opposable/opposable/plan"

// pred is a condition in three values.
type pred struct {
	kind predKind
	args []*pred
	fact int          // of a test on a column, or of its absence
	set  plan.Set     // the values that hold
	when []plan.Since // or the elapsed times
	at   int64        // the day from which they are counted
	num  *num         // of a comparison, or of its absence
	n    int64
	with *num // compared with another number instead of n
}

type predKind uint8

const (
	isTrue predKind = iota
	isFalse
	isMaybe
	and
	or
	not
	inColumn   // the column holds one of the values
	nullColumn // the column is NULL
	compareEq  // num = n, or num = with
	compareNe
	compareLe // num <= with
	compareLt // num < n
	compareGt // num > n
	inNumber  // num holds one of the values
	nullNumber
	noNull // two-valued: args[0], and no when it is NULL
)

var (
	truePred  = &pred{kind: isTrue}
	falsePred = &pred{kind: isFalse}
	maybePred = &pred{kind: isMaybe}
)

func allOf(list ...*pred) *pred {
	var kept []*pred
	for _, p := range list {
		switch p.kind {
		case isTrue:
		case isFalse:
			return falsePred
		case and:
			kept = append(kept, p.args...)
		default:
			kept = append(kept, p)
		}
	}
	switch len(kept) {
	case 0:
		return truePred
	case 1:
		return kept[0]
	}
	return &pred{kind: and, args: kept}
}

func anyOf(list ...*pred) *pred {
	var kept []*pred
	for _, p := range list {
		switch p.kind {
		case isFalse:
		case isTrue:
			return truePred
		case or:
			kept = append(kept, p.args...)
		default:
			kept = append(kept, p)
		}
	}
	switch len(kept) {
	case 0:
		return falsePred
	case 1:
		return kept[0]
	}
	return &pred{kind: or, args: kept}
}

func negated(p *pred) *pred {
	switch p.kind {
	case isTrue:
		return falsePred
	case isFalse:
		return truePred
	case isMaybe:
		return maybePred
	case not:
		return p.args[0]
	case compareEq:
		return &pred{kind: compareNe, num: p.num, n: p.n, with: p.with}
	case compareNe:
		return &pred{kind: compareEq, num: p.num, n: p.n, with: p.with}
	}
	return &pred{kind: not, args: []*pred{p}}
}

// settled makes a predicate two-valued: no where it is unknown.
func settled(p *pred) *pred {
	switch p.kind {
	case isTrue, isFalse, nullColumn, nullNumber, noNull:
		return p
	case isMaybe:
		return falsePred
	}
	return &pred{kind: noNull, args: []*pred{p}}
}

// equal is num = n.
func equal(x *num, n int64) *pred {
	switch {
	case x.isNull():
		return maybePred
	case x.kind == konst && x.n == n:
		return truePred
	case x.kind == konst:
		return falsePred
	case !x.mayBe(n) && x.never:
		return falsePred
	}
	return &pred{kind: compareEq, num: x, n: n}
}

// same is a = b for two numbers.
func same(a, b *num) *pred {
	switch {
	case a.isNull() || b.isNull():
		return maybePred
	case b.kind == konst:
		return equal(a, b.n)
	case a.kind == konst:
		return equal(b, a.n)
	}
	return &pred{kind: compareEq, num: a, with: b}
}

// unknownNum reports whether a number is NULL.
func unknownNum(x *num) *pred {
	switch {
	case x.isNull():
		return truePred
	case x.kind == konst || x.never:
		return falsePred
	case x.kind == columnNum:
		return &pred{kind: nullColumn, fact: x.fact}
	}
	return &pred{kind: nullNumber, num: x}
}

// holds simplifies a predicate of which only the truth counts, as after WHEN: what is never known never holds.
func holds(p *pred) *pred {
	if !doubtful(p) {
		return p
	}
	switch p.kind {
	case isMaybe:
		return falsePred
	case and, or:
		return combine(p.kind, p.args, func(a *pred) *pred { return holds(a) })
	case not:
		switch inner := p.args[0]; inner.kind {
		case and:
			return combine(or, inner.args, func(a *pred) *pred { return holds(negated(a)) })
		case or:
			return combine(and, inner.args, func(a *pred) *pred { return holds(negated(a)) })
		}
	}
	return p
}

func combine(kind predKind, args []*pred, f func(*pred) *pred) *pred {
	var list []*pred
	for _, a := range args {
		list = append(list, f(a))
	}
	if kind == and {
		return allOf(list...)
	}
	return anyOf(list...)
}

// doubtful reports whether something never known stands in a predicate.
func doubtful(p *pred) bool {
	if p.kind == isMaybe {
		return true
	}
	for _, a := range p.args {
		if doubtful(a) {
			return true
		}
	}
	return false
}
