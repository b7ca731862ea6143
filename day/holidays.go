package day

import "time"

// Kind sorts days as the on-call rules do.
type Kind uint8

// The kinds of days.
const (
	Working  Kind = iota // Monday to Friday, neither a holiday nor a bridge
	Saturday             // Saturday, not a holiday
	SundayOrHoliday
	Bridge // a Monday before a holiday, a Friday after one
)

// Easter returns Easter Sunday of a Gregorian year (anonymous algorithm, "Meeus/Jones/Butcher").
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month := (h + l - 7*m + 114) / 31
	dom := (h+l-7*m+114)%31 + 1
	return New(year, time.Month(month), dom)
}
