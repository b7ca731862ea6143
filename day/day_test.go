package day

import "testing"

func TestParse(t *testing.T) {
	for _, s := range []string{"2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "2026/01/01", "", "2026-01-01T00:00:00Z"} {
		if d, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", s, d)
		}
	}
	for _, s := range []string{"2024-02-29", "1970-01-01", "1969-12-31", "1900-03-01", "2100-12-31"} {
		if d, err := Parse(s); err != nil || d.String() != s {
			t.Errorf("Parse(%q) = %s, %v", s, d, err)
		}
	}
}

func TestAddMonthsClips(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-03-31", -1, "2026-02-28"},
		{"2026-12-15", 1, "2027-01-15"}, {"2026-05-31", -4, "2026-01-31"}, {"2026-05-30", -3, "2026-02-28"}, {"2026-07-31", 0, "2026-07-31"},
	} {
		if got := MustParse(c.from).AddMonths(c.n); got != MustParse(c.want) {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestPeriods(t *testing.T) {
	d := MustParse("2026-08-12") // a Wednesday
	for name, got := range map[string]Date{"2026-08-10": d.StartOfWeek(), "2026-07-01": d.StartOfQuarter(), "2026-01-01": d.StartOfYear()} {
		if got != MustParse(name) {
			t.Errorf("got %s, want %s", got, name)
		}
	}
	if sunday := MustParse("2026-08-16"); sunday.StartOfWeek() != MustParse("2026-08-10") {
		t.Errorf("the week of a Sunday starts on %s", sunday.StartOfWeek())
	}
}

// Easter Sundays read from almanacs.
func TestEaster(t *testing.T) {
	for _, s := range []string{"2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2038-04-25"} {
		if d := MustParse(s); Easter(d.Year()) != d {
			t.Errorf("Easter(%d) = %s, want %s", d.Year(), Easter(d.Year()), s)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("2026-01-01")
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := Parse(s); err == nil && d.String() != s {
			t.Fatalf("%q parsed as %s", s, d)
		}
	})
}
