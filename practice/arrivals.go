package practice

import (
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/explain"
)

// Arrival is a payment of the calendar year, for that year or for the one before: a year in which two systems overlap shows both.
type Arrival struct {
	Date   *string `json:"date"` // AAAA-MM, or AAAA where the month is not established
	Rule   string  `json:"regle"`
	Title  string  `json:"titre"`
	Amount *int64  `json:"montant_centimes"` // null: not established, for want of a fact or of a figure
	For    int     `json:"au_titre_de"`
	Grade  string  `json:"fiabilite"`
	Doubt  string  `json:"doute,omitempty"`
}

// expect notes when an item is paid, with or without its amount.
func (c *computing) expect(a *asked) {
	for _, p := range a.payments {
		amount := p.Amount
		c.expected = append(c.expected, Arrival{p.Date, p.Rule, p.Title, &amount, c.year, p.Grade, p.Doubt})
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
				Date: c.date(a, in), Rule: a.item.Rule, Title: a.item.Title, For: c.year, Grade: explain.Grades[v.Reliability], Doubt: v.Doubt,
			})
		}
	}
}

// arrivals keeps what is paid in a year, in the order of the months; a date not established at all comes last, for that year only.
func arrivals(year int, own, before []Arrival) []Arrival {
	out := []Arrival{}
	prefix := strconv.Itoa(year)
	for _, list := range [][]Arrival{before, own} {
		for _, a := range list {
			if a.Date == nil && a.For == year || a.Date != nil && strings.HasPrefix(*a.Date, prefix) {
				out = append(out, a)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Arrival) int { return compareDates(a.Date, b.Date) })
	return slices.CompactFunc(out, func(a, b Arrival) bool {
		return a.Amount == nil && b.Amount == nil && a.Rule == b.Rule && compareDates(a.Date, b.Date) == 0 && a.For == b.For
	})
}
