package plan

import (
	"slices"
	"time"

	"github.com/opposable/opposable/day"
)

// Calendar is the public holidays, and where those that are not everyone's are kept.
type Calendar struct {
	Holidays    []Holiday    `json:"holidays,omitempty"`
	Departments []Department `json:"departments,omitempty"` // those with holidays of their own
	Elsewhere   string       `json:"elsewhere,omitempty"`   // a department that has none
}

// Holiday is a day of the year, fixed or counted from Easter Sunday.
type Holiday struct {
	Name       string   `json:"name"`
	Month      int      `json:"month,omitempty"` // 0: counted from Easter
	Day        int      `json:"day,omitempty"`
	FromEaster int      `json:"fromEaster,omitempty"`
	Where      []string `json:"where,omitempty"` // departments and territories; empty: everywhere
}

// Department is one with holidays of its own.
type Department struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Place is where a day is asked about: a department and a territory, as the facts say them. The zero place has no holiday of its own.
type Place struct{ Department, Territory string }

// Holiday reports whether a day is a public holiday in a place.
func (c *Calendar) Holiday(d day.Date, at Place) bool {
	year, month, dom := d.Civil()
	for i := range c.Holidays {
		h := &c.Holidays[i]
		switch {
		case len(h.Where) > 0 && !slices.Contains(h.Where, at.Department) && !slices.Contains(h.Where, at.Territory):
		case h.Month == 0 && d-day.Easter(year) == day.Date(h.FromEaster), h.Month != 0 && time.Month(h.Month) == month && h.Day == dom:
			return true
		}
	}
	return false
}

// Kind sorts a day as the on-call rules do.
func (c *Calendar) Kind(d day.Date, at Place) day.Kind {
	weekday := d.Weekday()
	switch {
	case weekday == time.Sunday || c.Holiday(d, at):
		return day.SundayOrHoliday
	case weekday == time.Saturday:
		return day.Saturday
	case weekday == time.Monday && c.Holiday(d+1, at), weekday == time.Friday && c.Holiday(d-1, at):
		return day.Bridge
	}
	return day.Working
}
