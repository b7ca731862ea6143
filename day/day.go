// Package day holds civil dates, months clipped to their end, French public holidays, and the Moment of an answer.
//
// A Date is a whole number of days; there is no time zone and no clock: whoever needs today is told by cmd.
//
// Unstable: only the root package is a promised face.
package day

import (
	"fmt"
	"time"
)

// Date counts days from 1970-01-01, the proleptic Gregorian calendar.
type Date int32

// New gives the date of a civil year, month (1-12) and day (1-31). Out-of-range values roll over, as time.Date does.
func New(year int, month time.Month, dayOfMonth int) Date {
	return Date(time.Date(year, month, dayOfMonth, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

const secondsPerDay = 24 * 60 * 60

// Parse reads AAAA-MM-JJ and refuses any other form and any date that does not exist.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date AAAA-MM-JJ", s)
	}
	return Date(t.Unix() / secondsPerDay), nil
}

// MustParse is Parse for dates written in the program; it panics on a bad one.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func (d Date) time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// Civil returns the year, month and day of the month.
func (d Date) Civil() (year int, month time.Month, dayOfMonth int) { return d.time().Date() }

// Year returns the civil year.
func (d Date) Year() int { return d.time().Year() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }

// String writes AAAA-MM-JJ.
func (d Date) String() string { return d.time().Format(time.DateOnly) }

// MarshalText writes AAAA-MM-JJ.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads AAAA-MM-JJ.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// AddMonths moves by whole months; a day that the month lacks is clipped to the month's last day.
func (d Date) AddMonths(n int) Date {
	year, month, dom := d.Civil()
	first := New(year, month+time.Month(n), 1)
	y, m, _ := first.Civil()
	last := New(y, m+1, 1) - 1
	return min(first+Date(dom-1), last)
}

// StartOfWeek returns the Monday of the week.
func (d Date) StartOfWeek() Date { return d - Date((int(d.Weekday())+6)%7) }

// StartOfQuarter returns the first day of the civil quarter.
func (d Date) StartOfQuarter() Date {
	year, month, _ := d.Civil()
	return New(year, (month-1)/3*3+1, 1)
}

// StartOfYear returns 1 January of the same year.
func (d Date) StartOfYear() Date { return New(d.Year(), time.January, 1) }

// Moment is what an answer depends on besides the facts: the day of the facts, the acts known, the scenario.
type Moment struct {
	At       Date   // the day of the facts
	Known    *Date  // only acts published on or before that day are known; nil: all are
	Scenario string // the name of a scenario act, or empty
}

// Knows reports whether something published on d is known at the moment.
func (m Moment) Knows(published Date) bool { return m.Known == nil || published <= *m.Known }
