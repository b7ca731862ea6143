package plan

import (
	"math/rand/v2"
	"testing"

	"github.com/opposable/opposable/day"
)

// TestSetsAgainstMembership compares the operations with what they mean, value by value.
func TestSetsAgainstMembership(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	random := func() Set {
		var list []Interval
		for range r.IntN(5) {
			lo := r.Int64N(40)
			list = append(list, Interval{lo, lo + r.Int64N(8) - 1})
		}
		return NewSet(list...)
	}
	for range 5_000 {
		a, b := random(), random()
		for v := int64(-1); v < 50; v++ {
			if a.And(b).Has(v) != (a.Has(v) && b.Has(v)) || a.Or(b).Has(v) != (a.Has(v) || b.Has(v)) || a.Minus(b).Has(v) != (a.Has(v) && !b.Has(v)) {
				t.Fatalf("at %d: a %v, b %v", v, a, b)
			}
		}
		for i := 1; i < len(a); i++ {
			if a[i].Lo <= a[i-1].Hi+1 {
				t.Fatalf("%v is not merged", a)
			}
		}
	}
}

func row(cells ...Set) Row {
	r := Row{}
	for _, s := range cells {
		r.Cells = append(r.Cells, Cell{In: s})
	}
	return r
}

func TestGridFindsHolesAndOverlaps(t *testing.T) {
	domains := []Set{{{0, 130}}, {{0, 1}}}
	rows := []Row{
		row(Set{{0, 6}}, Set{{0, 0}}), row(Set{{7, 74}}, Set{{0, 0}}), row(Set{{76, 130}}, Set{{0, 0}}),
		row(Set{{0, 80}}, Set{{1, 1}}), row(Set{{80, 130}}, Set{{1, 1}}),
	}
	g, ok := NewGrid(domains, rows)
	if !ok {
		t.Fatal("too many boxes")
	}
	at := func(age, illness int64) int32 { return g.Rows[g.Axes[0].Offset(age)+g.Axes[1].Offset(illness)] }
	for _, c := range []struct {
		age, illness int64
		want         int32
	}{{6, 0, 0}, {7, 0, 1}, {74, 0, 1}, {75, 0, NoRow}, {76, 0, 2}, {130, 0, 2}, {79, 1, 3}, {80, 1, Several}, {81, 1, 4}} {
		if got := at(c.age, c.illness); got != c.want {
			t.Errorf("age %d, illness %d: row %d, want %d", c.age, c.illness, got, c.want)
		}
	}
	if g.Axes[0].Offset(131) >= 0 || g.Axes[0].Offset(-1) >= 0 {
		t.Error("a value outside the domain has a place")
	}
}

func TestSince(t *testing.T) {
	at := day.MustParse("2026-03-31")
	for _, c := range []struct {
		since Since
		date  string
		want  bool
	}{
		{Since{AtMost, 45, false}, "2026-02-14", true}, {Since{AtMost, 45, false}, "2026-02-13", false},
		{Since{AtLeast, 1, true}, "2026-02-28", true}, {Since{AtLeast, 1, true}, "2026-03-01", false}, // one month before 31 March is clipped
		{Since{MoreThan, 1, true}, "2026-02-28", false}, {Since{MoreThan, 1, true}, "2026-02-27", true},
		{Since{LessThan, 2, true}, "2026-02-01", true}, {Since{LessThan, 2, true}, "2026-01-31", false},
	} {
		if got := c.since.Holds(int64(day.MustParse(c.date)), at); got != c.want {
			t.Errorf("%+v of %s: %v", c.since, c.date, got)
		}
	}
	if !(Since{AtLeast, 4, true}).Holds(Never, at) || (Since{AtMost, 4, true}).Holds(Never, at) {
		t.Error("never is longer ago than anything")
	}
	cell := Cell{Since: []Since{{AtLeast, 0, false}}}
	if cell.Holds(None, at) {
		t.Error("no date at all is not a date long ago")
	}
}
