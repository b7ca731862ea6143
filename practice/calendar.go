package practice

import (
	"fmt"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

const wholeShare = 100_00

// payments spreads an item over its calendars: each instalment is rounded half-up to the cent and the last of a calendar takes the rest,
// so that instalments add up to the amount. What no calendar pays is one payment at an unknown date.
func (c *computing) payments(rule *plan.Rule, r *answer.Result) []Payment {
	values := map[int]int64{}
	for i := range r.Tree.Nodes {
		if n := &r.Tree.Nodes[i]; n.Ref.Kind == plan.ToPart && n.Value.State == eval.Known {
			values[n.Ref.Index] = n.Value.N
		}
	}
	total := *r.Cents
	computed := eval.Of(0)
	if node := r.Tree.Nodes[len(r.Tree.Nodes)-1]; node.Value.State == eval.Known {
		computed = node.Value
	}
	left := total
	var out []Payment
	for _, payment := range rule.Payments {
		k := explain.PaymentInForce(c.plan, payment.Versions, c.moment)
		if k < 0 || !c.holds(&payment.Versions[k].Conditions) {
			continue
		}
		var sum int64
		for _, part := range payment.Parts {
			sum += values[part]
		}
		if computed.N != total || sum > left { // a disputed or capped value: the calendar spreads what is due
			sum = left
		}
		left -= sum
		out = append(out, c.spread(rule, &payment.Versions[k], sum)...)
	}
	if left != 0 {
		out = append(out, Payment{Rule: rule.Item, Title: c.title(rule), Amount: left, Grade: explain.Grades[plan.Unverified], Doubt: "Date de paiement non établie."})
	}
	return out
}

func (c *computing) holds(conditions *plan.Conditions) bool {
	for i := range conditions.When {
		cond := &conditions.When[i]
		if cond.Thing.Kind != plan.ToFact {
			continue
		}
		v := c.set.Values[cond.Thing.Index]
		if v.State != eval.Known || !cond.Cell.Holds(v.N, c.moment.At) {
			return false
		}
	}
	return true
}

func (c *computing) spread(rule *plan.Rule, v *plan.PaymentVersion, sum int64) []Payment {
	if sum == 0 {
		return nil
	}
	var out []Payment
	paid := int64(0)
	for i, in := range v.Installments {
		amount := money.Divide(sum*in.Share, wholeShare, money.HalfUp)
		if i == len(v.Installments)-1 {
			amount = sum - paid
		}
		paid += amount
		out = append(out, Payment{
			Date: c.date(in), Rule: rule.Item, Title: c.title(rule), Amount: amount, Grade: explain.Grades[v.Reliability], Doubt: v.Doubt,
			Share: explain.Number(in.Share, plan.Unit{Kind: plan.Percent}, nil),
		})
	}
	return out
}

// date writes the month of an instalment: AAAA-MM, or the year alone where the month is not established or counted from an anniversary
// that the practice does not state.
func (c *computing) date(in plan.Installment) *string {
	year := c.moment.At.Year()
	if in.NextYear {
		year++
	}
	text := fmt.Sprintf("%04d", year)
	if in.Month > 0 {
		text = fmt.Sprintf("%04d-%02d", year, in.Month)
	}
	return &text
}
