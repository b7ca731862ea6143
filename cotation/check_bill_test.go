package cotation

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/opposable/opposable/day"
)

// TestTheBestBillIsLawful checks the bill that the price gives for random visits: no code and no couple of it is refused, and nothing is to
// correct.
func TestTheBestBillIsLawful(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		object := visits(t)
		a := price(t, pricer(), object, day.Moment{})
		codes := lineCodes(a)
		for _, l := range a.Lines {
			for _, m := range l.Modifiers {
				codes = append(codes, l.Code+" "+m.Code)
			}
		}
		if len(codes) == 0 || len(codes) > maxActs || len(a.Readings) > 0 {
			return
		}
		if slices.Contains(codes, "") {
			t.Fatalf("a line without a code: %v", codes)
		}
		billed := make([]any, len(codes))
		for i, code := range codes {
			billed[i] = code
		}
		b, err := pricer().ReadBilled(merge(object, map[string]any{billedMember: billed}), day.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		v := pricer().Verify(b, "")
		for _, c := range v.Codes {
			if c.Verdict == Unlawful || c.Verdict == Undecided || c.Reason == "" {
				t.Fatalf("%s of %v: %s, %s", c.Code, codes, c.Verdict, c.Reason)
			}
		}
		for _, c := range v.Pairs {
			if c.Verdict == Unlawful || c.Verdict == Undecided {
				t.Fatalf("%v of %v: %s, %s", c.Codes, codes, c.Verdict, c.Reason)
			}
		}
		if len(v.Missing)+len(v.Surplus) > 0 {
			t.Fatalf("%v billed, missing %v, surplus %v", codes, v.Missing, v.Surplus)
		}
		extra := slices.ContainsFunc(a.Lines, func(l Line) bool { return l.Extra.N > 0 })
		if v.Difference.Known && v.Difference.N != 0 && !extra {
			t.Fatalf("%v is worth %v, the price says %v", codes, v.Total, a.Total)
		}
	})
}

// TestAnythingBilledHasAVerdict checks random codes on visits with facts missing: each has one verdict and a reason.
func TestAnythingBilledHasAVerdict(t *testing.T) {
	pool := []string{"G", "VG", "MEG", "MCG", "DEQP003", "QZHA001", "GL1", "CS", "APC", "AMI", "ZZZ", "MD", "IK", "RDV", "CRD", "ZZZZ999"}
	rapid.Check(t, func(t *rapid.T) {
		object := forget(t, visits(t), 12)
		var billed []any
		for range rapid.IntRange(1, 5).Draw(t, "codes") {
			billed = append(billed, rapid.SampledFrom(pool).Draw(t, "code"))
		}
		b, err := pricer().ReadBilled(merge(object, map[string]any{billedMember: billed}), day.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		v := pricer().Verify(b, "")
		if len(v.Codes) != len(billed) {
			t.Fatalf("%d verdicts for %v", len(v.Codes), billed)
		}
		for _, c := range v.Codes {
			if c.Verdict == "" || c.Reason == "" || c.Title == "" || c.Sources == nil {
				t.Fatalf("%+v", c)
			}
		}
		for _, c := range v.Pairs {
			if c.Verdict == "" || c.Reason == "" || c.Sources == nil {
				t.Fatalf("%+v", c)
			}
		}
	})
}
