package compile

import (
	"strings"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// bounds gives the interval in which the value of a part or rule lies. Constants and tables are read from the source, since the part may
// not be compiled yet; a formula's interval is taken wide and checked again where it is typed.
func (c *compiler) bounds(r plan.Ref) (int64, int64) {
	if r.Kind == plan.ToRule {
		lo, hi := int64(0), int64(0)
		for _, p := range c.plan.Rules[r.Index].Parts {
			a, b := c.bounds(plan.Ref{Kind: plan.ToPart, Index: p})
			lo, hi = lo+a, hi+b
		}
		return lo, hi
	}
	const wide = 1 << 44 // 176 billion euros
	lo, hi := int64(0), int64(0)
	part := c.parts[r.Index]
	if len(part.Versions) == 0 || part.Formula.Given() || part.Augments.Given() {
		return 0, wide
	}
	see := func(v law.Value) bool {
		if v.Kind == law.NoValue {
			return false
		}
		n := figureBound(v.Text.S)
		lo, hi = min(lo, n), max(hi, n)
		return true
	}
	for _, v := range part.Versions {
		known := see(v.Value) || v.Ends || v.NotEstablished.Given()
		for _, row := range v.Table {
			if !see(row.Value) && row.Formula.Given() {
				return 0, wide
			}
			known = true
		}
		if !known || v.Formula.Given() {
			return 0, wide
		}
		if v.Multiplier.Given() || part.Multiplier.Given() {
			hi *= 2
		}
	}
	return lo, hi
}

// figureBound reads a figure at two decimals, roughly: it only bounds.
func figureBound(s string) int64 {
	var n int64
	digits := strings.ReplaceAll(s, ".", "")
	for _, r := range digits {
		if r >= '0' && r <= '9' && n < 1<<50 {
			n = n*10 + int64(r-'0')
		}
	}
	if !strings.Contains(s, ".") {
		n *= 100
	}
	if strings.HasPrefix(s, "-") {
		return -n * 10
	}
	return n * 10
}

// figures bounds what a parameter reads from another part: the figures of its versions, or those of one of their parameters.
func (c *compiler) figures(p plan.Param) (lo, hi int64) {
	first := true
	see := func(text string) {
		number, _, _ := strings.Cut(text, " ")
		n, err := money.ParseDecimal(number, p.Scale)
		switch {
		case err != nil: // not established, or reported where it stands
		case first:
			lo, hi, first = n, n, false
		default:
			lo, hi = min(lo, n), max(hi, n)
		}
	}
	for _, v := range c.parts[p.From.Part].Versions {
		if p.From.Param == "" {
			see(v.Value.Text.S)
		}
		for _, w := range v.Params {
			if w.Name.S == p.From.Param {
				see(w.Value.S)
			}
		}
	}
	return lo, hi
}
