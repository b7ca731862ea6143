package cotation

import (
	"testing"
	"time"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

func TestHolidays(t *testing.T) {
	_, p := shipped()
	here := plan.Place{Territory: "metropole"}
	alsace := plan.Place{Territory: "metropole", Department: "67"}
	island := func(name string) plan.Place { return plan.Place{Territory: name} }
	for _, c := range []struct {
		date string
		at   plan.Place
		want day.Kind
	}{
		{"2026-05-14", here, day.SundayOrHoliday}, // Ascension
		{"2026-05-25", here, day.SundayOrHoliday}, // Whit Monday
		{"2026-04-06", here, day.SundayOrHoliday}, // Easter Monday
		{"2026-04-03", here, day.Working},         // Good Friday
		{"2026-04-03", alsace, day.SundayOrHoliday},
		{"2025-12-26", alsace, day.SundayOrHoliday}, {"2025-12-26", here, day.Bridge},
		{"2026-05-15", here, day.Bridge}, {"2026-07-13", here, day.Bridge}, {"2026-05-11", here, day.Working}, {"2026-05-09", here, day.Saturday},
		{"2024-12-27", alsace, day.Bridge}, {"2024-12-27", here, day.Working},
		{"2026-05-27", island("guadeloupe"), day.SundayOrHoliday}, {"2026-05-22", island("martinique"), day.SundayOrHoliday},
		{"2026-06-10", island("guyane"), day.SundayOrHoliday}, {"2027-12-20", island("reunion"), day.SundayOrHoliday},
		{"2026-04-27", island("mayotte"), day.SundayOrHoliday}, {"2026-05-22", here, day.Working}, {"2026-05-22", island("reunion"), day.Working},
		{"2026-11-21", here, day.Saturday}, {"2026-08-15", here, day.SundayOrHoliday}, {"2026-11-22", here, day.SundayOrHoliday},
	} {
		if got := p.Calendar.Kind(day.MustParse(c.date), c.at); got != c.want {
			t.Errorf("%s in %v: kind %d, want %d", c.date, c.at, got, c.want)
		}
	}
	for at, want := range map[plan.Place]int{here: 11, alsace: 13, island("mayotte"): 12} {
		n := 0
		for d := day.New(2026, time.January, 1); d.Year() == 2026; d++ {
			if p.Calendar.Holiday(d, at) {
				n++
			}
		}
		if n != want {
			t.Errorf("%d holidays in %v, want %d", n, at, want)
		}
	}
}
