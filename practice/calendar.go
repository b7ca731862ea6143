package practice

import (
	"fmt"
	"slices"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Payment is one instalment.
type Payment struct {
	Date   *string `json:"date"` // AAAA-MM, AAAA, or null where it is not established
	Rule   string  `json:"regle"`
	Title  string  `json:"titre"`
	Amount int64   `json:"montant_centimes"`
	Share  string  `json:"part,omitempty"`
	Grade  string  `json:"fiabilite"`
	Doubt  string  `json:"doute,omitempty"`
}

const wholeShare = 100_00

// payments spreads an item over its calendars: each instalment is rounded half-up to the cent and the last of a calendar takes the rest,
// so that instalments add up to the amount. What no calendar pays is one payment at an unknown date.
func (c *computing) payments(a *asked, r *answer.Result) []Payment {
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
	for _, payment := range a.rule.Payments {
		v := c.inForce(a, &payment)
		if v == nil {
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
		out = append(out, c.spread(a, v, sum)...)
	}
	if left != 0 {
		out = append(out, Payment{Rule: a.item.Rule, Title: a.item.Title, Amount: left, Grade: explain.Grades[plan.Unverified], Doubt: "Date de paiement non établie."})
	}
	return out
}

// inForce returns the calendar that pays some parts of an item, nil when there is none or when it is for another case.
func (c *computing) inForce(a *asked, payment *plan.Payment) *plan.PaymentVersion {
	k := explain.PaymentInForce(c.plan, payment.Versions, a.moment)
	if k < 0 || !c.holds(a, &payment.Versions[k].Conditions) {
		return nil
	}
	return &payment.Versions[k]
}

// certain spreads what of an item is known while a missing fact leaves the whole open: the calendars whose parts are all known, which are
// noted as settled. What is still open is in none.
func (c *computing) certain(a *asked, r *answer.Result) []Payment {
	values := map[int]eval.Value{}
	for i := range r.Tree.Nodes {
		if n := &r.Tree.Nodes[i]; n.Ref.Kind == plan.ToPart {
			values[n.Ref.Index] = n.Value
		}
	}
	var out []Payment
	for i := range a.rule.Payments {
		v := c.inForce(a, &a.rule.Payments[i])
		if v == nil {
			continue
		}
		sum, known := int64(0), true
		for _, part := range a.rule.Payments[i].Parts {
			value, valued := values[part]
			known = known && valued && (value.State == eval.Known || value.State == eval.Absent)
			if value.State == eval.Known {
				sum += value.N
			}
		}
		if known {
			a.settled = append(a.settled, i)
			out = append(out, c.spread(a, v, sum)...)
		}
	}
	return out
}

func (c *computing) holds(a *asked, conditions *plan.Conditions) bool {
	for i := range conditions.When {
		cond := &conditions.When[i]
		if cond.Thing.Kind != plan.ToFact {
			continue
		}
		if v := c.fact(a, cond.Thing.Index); v.State != eval.Known || !cond.Cell.Holds(v.N, a.moment.At) {
			return false
		}
	}
	return true
}

// fact is a fact as the rule finds it: stated, or got otherwise, as the year of a contract is.
func (c *computing) fact(a *asked, fact int) eval.Value {
	slot := slices.Index(a.program.Facts, fact)
	if v := c.set.Values[fact]; v.State == eval.Known || slot < 0 {
		return v
	}
	frame := a.program.NewFrame(a.moment.At)
	c.set.Fill(a.program, frame)
	a.program.Eval(frame)
	return frame.Fact(slot)
}

func (c *computing) spread(a *asked, v *plan.PaymentVersion, sum int64) []Payment {
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
			Date: c.date(a, in), Rule: a.item.Rule, Title: a.item.Title, Amount: amount, Grade: explain.Grades[v.Reliability], Doubt: v.Doubt,
			Share: explain.Number(in.Share, plan.Unit{Kind: plan.Percent}, nil),
		})
	}
	return out
}

// date writes the month of an instalment: AAAA-MM, or the year alone where the month is not established or is counted from an anniversary
// that the practice does not state.
func (c *computing) date(a *asked, in plan.Installment) *string {
	year := c.year
	if in.NextYear {
		year++
	}
	text := fmt.Sprintf("%04d", year)
	switch {
	case in.Month > 0:
		text = month(year, in.Month)
	case in.Anniversary && a.rule.Anniversary != nil && c.set.Values[a.rule.Anniversary.Index].State == eval.Known:
		begun := day.Date(c.set.Values[a.rule.Anniversary.Index].N)
		at, _ := plan.Anniversary(begun, year)
		y, m, _ := at.AddMonths(in.PlusMonths).Civil()
		text = month(y, int(m))
	}
	return &text
}

func month(year, month int) string { return fmt.Sprintf("%04d-%02d", year, month) }

func compareDates(a, b *string) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	case *a < *b:
		return -1
	case *a > *b:
		return 1
	}
	return 0
}
