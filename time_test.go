package opposable_test

import (
	"os"
	"slices"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// rules compiles the rules of the repository.
func rules(tb testing.TB) *opposable.Law {
	tb.Helper()
	l, findings, err := opposable.FromFS(os.DirFS("regles"), "regles")
	if err != nil {
		tb.Fatal(err)
	}
	if l == nil {
		tb.Fatalf("the shipped rules do not compile: %v", findings)
	}
	return l
}

// moments are days around every date that a rule or an act names.
func moments(p *plan.Plan) []day.Date {
	var out []day.Date
	for _, a := range p.Acts {
		out = append(out, a.Published-1, a.Published)
	}
	for i := range p.Parts {
		for _, v := range p.Parts[i].Versions {
			for _, e := range v.Effects {
				out = append(out, e.From-1, e.From)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestLaterActsRewriteNothing holds that what was known on a day does not depend on what was published after it: dropping every later
// act from the rules selects the same versions.
func TestLaterActsRewriteNothing(t *testing.T) {
	p := rules(t).Plan
	days := moments(p)
	compared := 0
	for k := 0; k < len(days); k += 7 {
		known := days[k]
		for i := range p.Parts {
			kept := make([]plan.Version, len(p.Parts[i].Versions))
			for j, v := range p.Parts[i].Versions {
				kept[j].Effects = slices.DeleteFunc(slices.Clone(v.Effects), func(e plan.Effect) bool {
					return !p.Acts[e.Act].Scenario && p.Acts[e.Act].Published > known
				})
			}
			for _, at := range days {
				then := eval.InForce(p, p.Parts[i].Versions, day.Moment{At: at, Known: &known})
				before := eval.InForce(p, kept, day.Moment{At: at})
				if then != before {
					t.Fatalf("%s.%s at %s as known on %s: version %d, without later acts %d", p.Rules[p.Parts[i].Rule].Key, p.Parts[i].Name, at, known, then, before)
				}
				compared++
			}
		}
	}
	if compared == 0 {
		t.Fatal("nothing was compared")
	}
}

// TestScenariosAreSilentUntilAskedFor holds that a scenario changes nothing when another, or none, is asked for.
func TestScenariosAreSilentUntilAskedFor(t *testing.T) {
	p := rules(t).Plan
	for i := range p.Parts {
		kept := slices.Clone(p.Parts[i].Versions)
		for j := range kept {
			kept[j].Effects = slices.DeleteFunc(slices.Clone(kept[j].Effects), func(e plan.Effect) bool { return p.Acts[e.Act].Scenario })
		}
		for _, at := range moments(p) {
			if now, without := eval.InForce(p, p.Parts[i].Versions, day.Moment{At: at}), eval.InForce(p, kept, day.Moment{At: at}); now != without {
				t.Fatalf("%s at %s: version %d unasked, %d without the scenarios", p.Parts[i].Name, at, now, without)
			}
		}
	}
}

// TestStepOfJuly2025 holds the two times of the psychiatrist's consultation: as signed, and as postponed.
func TestStepOfJuly2025(t *testing.T) {
	l := rules(t)
	facts := []byte(`{"specialite": "psychiatrie", "lieu": "cabinet", "tarif_applique": "opposable", "territoire": "metropole", "motif": "suivi_coordonne"}`)
	for _, c := range []struct {
		asked opposable.Asked
		want  int64
	}{
		{opposable.Asked{At: "2025-09-16", Known: "2024-07-01"}, 5200},
		{opposable.Asked{At: "2025-09-16"}, 5000},
		{opposable.Asked{At: "2026-01-02"}, 5200},
		{opposable.Asked{At: "2025-09-16", Known: "2025-06-17"}, 5200},
		{opposable.Asked{At: "2025-09-16", Known: "2025-06-18"}, 5000},
	} {
		r, err := l.Compute("cnp", facts, c.asked)
		if err != nil {
			t.Fatal(err)
		}
		if r.Cents == nil || *r.Cents != c.want {
			t.Errorf("%+v: %s (%s), want %d cents", c.asked, r.Text, r.State, c.want)
		}
	}
}
