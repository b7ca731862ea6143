package observatory

import (
	"math/big"
	"time"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Point is what an objective asks for on a day.
type Point struct {
	On    day.Date
	Value *big.Rat
}

// Text writes the value rounded to 0.1.
func (p Point) Text() string { return tenths(p.Value) }

// Grows tells an objective whose target is a yearly growth of something counted: its path needs a base, which no text gives.
func Grows(r *plan.Rule) bool {
	return r.Objective != nil && len(r.Objective.CountedIn) > 0 && r.Unit.Label == plan.YearlyGrowth
}

// CountIn tells whether a unit is one in which an objective is counted.
func CountIn(r *plan.Rule, unit string) bool {
	for _, u := range r.Objective.CountedIn {
		if sameUnit(u, unit) {
			return true
		}
	}
	return false
}

// InUnit tells whether a unit is that of the target.
func InUnit(r *plan.Rule, unit string) bool { return sameUnit(r.Unit.Label, unit) }

// Path returns the path of an objective, one point for each day at which a target is to be reached within what the rules cover. That of a
// growth starts from a base, a positive count, and is compounded; without base, it has no path.
func Path(e *eval.Engine, rule int, m day.Moment, base *Value) []Point {
	p := e.Plan
	r := &p.Rules[rule]
	if r.Objective == nil || r.Objective.Due == nil || Grows(r) && (base == nil || base.Number.Sign() <= 0) {
		return nil
	}
	var out []Point
	from := p.From
	if Grows(r) {
		out = append(out, Point{base.On, base.Number})
		from = base.On + 1
	}
	for year := from.Year(); year <= p.To.Year(); year++ {
		on := day.New(year, time.Month(r.Objective.Due.Month), r.Objective.Due.Day)
		if on < from || on > p.To {
			continue
		}
		at := m
		at.At = on
		target := readTargets(e, rule, at).whole
		switch {
		case target == nil:
		case Grows(r):
			rate := new(big.Rat).Quo(target, big.NewRat(100, 1))
			last := out[len(out)-1].Value
			out = append(out, Point{on, new(big.Rat).Mul(last, rate.Add(rate, big.NewRat(1, 1)))})
		default:
			out = append(out, Point{on, target})
		}
	}
	return out
}
