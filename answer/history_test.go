package answer_test

import (
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
)

// past follows the first line of a part of a shipped rule.
func past(t *testing.T, rule, part string, row int, m day.Moment) (*opposable.Law, answer.Past) {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	r, ok := l.Plan.Rule(rule)
	if !ok {
		t.Fatalf("no rule %s", rule)
	}
	i, ok := l.Plan.PartNamed(r, part)
	if !ok {
		t.Fatalf("%s has no part %s", rule, part)
	}
	c := answer.CaseOf(l.Engine, r, i, row, m)
	return l, c.Past(l.Engine, m)
}

func TestPastKeepsWhatWasSignedAndNotApplied(t *testing.T) {
	l, p := past(t, "cnp", "lettre_cle", -1, day.Moment{At: day.MustParse("2026-11-21")})
	last := p.Applied[len(p.Applied)-1]
	if last.From != day.MustParse("2026-01-01") || last.Value != eval.Of(52_00) {
		t.Errorf("the last stretch is %v from %s", last.Value, last.From)
	}
	if len(p.Signed) != 1 {
		t.Fatalf("%d stretches were signed and not applied, 1 expected", len(p.Signed))
	}
	u := p.Signed[0]
	if u.From != day.MustParse("2025-07-01") || u.To != day.MustParse("2026-01-01") || u.Value != last.Value || l.Plan.Acts[u.Act].Key != "suspension-2025" {
		t.Errorf("signed and not applied: %+v", u)
	}
}

func TestPastBeforeTheSuspensionIsThatOfTheText(t *testing.T) {
	known := day.MustParse("2024-07-01")
	_, p := past(t, "cnp", "lettre_cle", -1, day.Moment{At: day.MustParse("2026-11-21"), Known: &known})
	if last := p.Applied[len(p.Applied)-1]; last.From != day.MustParse("2025-07-01") || len(p.Signed) != 0 {
		t.Errorf("the last stretch begins on %s, %d were moved", last.From, len(p.Signed))
	}
}

func TestPastOfALineThatAnExceptionSetsAside(t *testing.T) {
	_, p := past(t, "forfait_medecin_traitant", "socle", 0, day.Moment{At: day.MustParse("2026-11-21")})
	if last := p.Applied[len(p.Applied)-1]; last.Value != eval.Of(15_00) {
		t.Errorf("a patient of the first line brings %v", last.Value)
	}
}
