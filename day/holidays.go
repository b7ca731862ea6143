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

// Region says which local holidays are added to the national ones.
type Region uint8

// Regions with holidays of their own.
const (
	Mainland Region = iota
	AlsaceMoselle
	Guadeloupe
	Martinique
	FrenchGuiana
	Reunion
	Mayotte
)

// KindOf returns the kind of a day in a region.
func (d Date) KindOf(r Region) Kind {
	switch {
	case d.Weekday() == time.Sunday || d.Holiday(r):
		return SundayOrHoliday
	case d.Weekday() == time.Saturday:
		return Saturday
	case d.Weekday() == time.Monday && (d + 1).Holiday(r), d.Weekday() == time.Friday && (d - 1).Holiday(r):
		return Bridge
	}
	return Working
}

// monthDay is a fixed holiday.
type monthDay struct {
	month time.Month
	day   int
}

// National holidays with a fixed date: Code du travail, article L. 3133-1.
var national = []monthDay{
	{time.January, 1}, {time.May, 1}, {time.May, 8}, {time.July, 14},
	{time.August, 15}, {time.November, 1}, {time.November, 11}, {time.December, 25},
}

// Local holidays with a fixed date: Code du travail, articles L. 3134-13 (Alsace-Moselle) and L. 3422-2 (end of slavery).
var local = map[Region][]monthDay{
	AlsaceMoselle: {{time.December, 26}},
	Guadeloupe:    {{time.May, 27}},
	Martinique:    {{time.May, 22}},
	FrenchGuiana:  {{time.June, 10}},
	Reunion:       {{time.December, 20}},
	Mayotte:       {{time.April, 27}},
}

// Holiday reports whether d is a public holiday in the region: the eleven national ones, the day that commemorates the end
// of slavery overseas, and Good Friday and 26 December in Alsace and Moselle.
func (d Date) Holiday(r Region) bool {
	year, month, dom := d.Civil()
	for _, days := range [][]monthDay{national, local[r]} {
		for _, h := range days {
			if h.month == month && h.day == dom {
				return true
			}
		}
	}
	switch d - Easter(year) {
	case 1, 39, 50: // Easter Monday, Ascension, Whit Monday
		return true
	case -2: // Good Friday
		return r == AlsaceMoselle
	}
	return false
}

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
