package plan

import (
	"time"

	"github.com/opposable/opposable/day"
)

// Situation is the day of the year at which the facts of a yearly rule are taken: the age of a patient on the last day of the year before.
type Situation struct {
	Month      int  `json:"month"`
	Day        int  `json:"day"`
	YearBefore bool `json:"yearBefore,omitempty"`
}

// In returns that day for what is due for a year.
func (s Situation) In(year int) day.Date {
	if s.YearBefore {
		year--
	}
	return day.New(year, time.Month(s.Month), s.Day)
}

// Anniversary returns the day of a year at which a contract begun on a day enters a new year, and whether it had begun by the end of that
// year. The first anniversary is the beginning itself.
func Anniversary(begun day.Date, year int) (day.Date, bool) {
	return begun.AddMonths((year - begun.Year()) * monthsPerYear), begun.Year() <= year
}

const monthsPerYear = 12
