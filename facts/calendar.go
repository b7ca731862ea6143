package facts

import (
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Quantities of the calendar, as the declarations of facts name them.
const (
	yearQuantity = "annee"
	hourQuantity = "heure"
	dayQuantity  = "jour"
)

// Calendar gives the facts that the date and the hour decide, where they are not stated: the year, the hour begun (when the hour is
// known), and the kind of day, whose words are declared in the order working day, Saturday, Sunday or holiday,
// bridge.
func (s *Set) Calendar(p *plan.Plan, date day.Date, hour eval.Value, at plan.Place) {
	for i := range p.Facts {
		f := &p.Facts[i]
		if s.Values[i].State == eval.Known {
			continue
		}
		switch f.Quantity {
		case yearQuantity:
			s.Values[i] = eval.Of(int64(date.Year()))
		case hourQuantity:
			s.Values[i] = hour
		case dayQuantity:
			s.Values[i] = eval.Of(int64(p.Calendar.Kind(date, at)))
		}
	}
}
