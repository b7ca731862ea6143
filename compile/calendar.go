package compile

import (
	"time"

	"github.com/opposable/opposable/plan"
)

// calendar compiles the public holidays.
func (c *compiler) calendar() {
	out := &c.plan.Calendar
	source := &c.book.Calendar
	out.Elsewhere = source.Elsewhere
	for _, d := range source.Departments {
		out.Departments = append(out.Departments, plan.Department{Code: d.Code, Name: d.Name})
	}
	for i := range source.Holidays {
		h := &source.Holidays[i]
		one := plan.Holiday{Name: h.Name.S, Where: h.Where}
		if days, counted := h.FromEaster(); counted {
			one.FromEaster = days
		} else if day, err := time.Parse("01-02", h.Day.S); err == nil {
			one.Month, one.Day = int(day.Month()), day.Day()
		} else {
			c.report(h.Day.Pos, "fichier.valeur", "jour férié, « %s » : MM-JJ ou pâques+1 est attendu", h.Day.S)
		}
		out.Holidays = append(out.Holidays, one)
	}
}
