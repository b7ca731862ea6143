package explain

import (
	"slices"
	"testing"

	"github.com/opposable/opposable/plan"
)

// TestCompare holds that a figure is said to move only where it does, however the lines of a table are cut.
func TestCompare(t *testing.T) {
	code, tariff := plan.Ref{Kind: plan.ToFact, Index: 0}, plan.Ref{Kind: plan.ToFact, Index: 1}
	line := func(words, figure string, asks map[plan.Ref]string) Line {
		return Line{Case: words, Figure: figure, asks: asks}
	}
	whole := line("A", "10", map[plan.Ref]string{code: "A"})
	with := line("A, with", "10", map[plan.Ref]string{code: "A", tariff: "with"})
	without := line("A, without", notEstablished, map[plan.Ref]string{code: "A", tariff: "without"})
	other := line("other", notEstablished, map[plan.Ref]string{code: "other"})
	all := line("all", "9", nil)
	for name, c := range map[string]struct {
		old, now []Line
		want     []Moved
	}{
		"nothing moves":              {[]Line{whole}, []Line{whole}, nil},
		"two lines put together":     {[]Line{with, without, other}, []Line{whole}, []Moved{{"A, without", "", notEstablished, "10"}}},
		"one line split":             {[]Line{whole}, []Line{with, without}, []Moved{{"A, without", "", "10", notEstablished}}},
		"a constant becomes a table": {[]Line{all}, []Line{whole}, []Moved{{"A", "", "9", "10"}}},
		"a case begins":              {nil, []Line{whole}, []Moved{{"A", "", "", "10"}}},
		"a case ends":                {[]Line{whole}, nil, []Moved{{"A", "", "10", ""}}},
		"what had no figure ends":    {[]Line{without}, nil, nil},
	} {
		if got := compare(c.old, c.now); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
