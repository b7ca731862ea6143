package practice

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
)

// Arrival is a payment of the calendar year, for that year or for the one before: a year in which two systems overlap shows both.
type Arrival struct {
	Date   *string `json:"date"` // AAAA-MM, or AAAA where the month is not established
	Rule   string  `json:"regle"`
	Title  string  `json:"titre"`
	Amount *int64  `json:"montant_centimes"` // null: not established, for want of a fact or of a figure
	For    int     `json:"au_titre_de"`
	State  string  `json:"etat"`      // of the item
	Grade  string  `json:"fiabilite"` // of the date
	Doubt  string  `json:"doute,omitempty"`

	Sources []explain.Source `json:"-"` // of the item
}

// expect notes when an item is paid, with or without its amount.
func (c *computing) expect(a *asked) {
	for _, p := range a.payments {
		amount := p.Amount
		c.expected = append(c.expected, Arrival{
			Date: p.Date, Rule: p.Rule, Title: p.Title, Amount: &amount, For: c.year, State: a.item.State, Grade: p.Grade, Doubt: p.Doubt,
			Sources: a.item.Sources,
		})
	}
	if a.item.Amount != nil {
		return
	}
	for i := range a.rule.Payments {
		v := c.inForce(a, &a.rule.Payments[i])
		if v == nil || slices.Contains(a.settled, i) {
			continue
		}
		for _, in := range v.Installments {
			c.expected = append(c.expected, Arrival{
				Date: c.date(a, in), Rule: a.item.Rule, Title: a.item.Title, For: c.year, State: cmp.Or(a.item.State, answer.ToSpecify),
				Grade: explain.Grades[v.Reliability], Doubt: v.Doubt, Sources: a.item.Sources,
			})
		}
	}
}

// agenda is all that a year brings: what it pays for the year before, and what is due for it, whenever that is paid; in the order of the
// months, a date not established at all last.
func agenda(year int, own, before []Arrival) []Arrival {
	out := []Arrival{}
	for _, a := range before {
		if a.within(year) {
			out = append(out, a)
		}
	}
	out = append(out, own...)
	slices.SortStableFunc(out, func(a, b Arrival) int { return compareDates(a.Date, b.Date) })
	return slices.CompactFunc(out, func(a, b Arrival) bool {
		return a.Amount == nil && b.Amount == nil && a.Rule == b.Rule && compareDates(a.Date, b.Date) == 0 && a.For == b.For
	})
}

// arrivals keeps of an agenda what is paid in the year, or due for it at a date not established at all.
func arrivals(year int, agenda []Arrival) []Arrival {
	out := []Arrival{}
	for _, a := range agenda {
		if a.Date == nil || a.within(year) {
			out = append(out, a)
		}
	}
	return out
}

// within reports whether a payment is known to arrive in a calendar year.
func (a *Arrival) within(year int) bool {
	return a.Date != nil && strings.HasPrefix(*a.Date, strconv.Itoa(year))
}
