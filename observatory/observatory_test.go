package observatory

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

func engine(tb testing.TB) *eval.Engine {
	tb.Helper()
	book, findings, err := law.Load(os.DirFS("../regles"), "regles")
	if err != nil {
		tb.Fatal(err)
	}
	p, more := compile.Compile(book)
	for _, f := range append(findings, more...) {
		if !f.Warning {
			tb.Fatal(f)
		}
	}
	return eval.New(p)
}

func report(tb testing.TB, e *eval.Engine, at, values string) *Report {
	tb.Helper()
	object, err := facts.Decode([]byte(`{"valeurs": [` + values + `]}`))
	if err != nil {
		tb.Fatal(err)
	}
	list, err := Read(e.Plan, object)
	if err != nil {
		tb.Fatal(err)
	}
	return Observe(e, list, day.Moment{At: day.MustParse(at)})
}

// shown is a line in short: status, target, value, gap.
func shown(l *Line) string {
	text := func(n *json.Number) string {
		if n == nil {
			return "-"
		}
		return n.String()
	}
	return strings.Join([]string{l.Status, text(l.Target), text(l.Value), text(l.Gap)}, " ")
}

func TestStatus(t *testing.T) {
	e := engine(t)
	for _, c := range []struct {
		name, at  string
		programme bool
		number    int
		values    string
		want      string
	}{
		{"at most, above", "2025-06-30", false, 1, `{"objectif":1,"date":"2025-06-30","valeur":4.2,"unite":"%"}`, "non_atteint 2 4.2 2.2"},
		{"at most, on the target", "2025-12-31", false, 1, `{"objectif":1,"date":"2025-12-31","valeur":2.0,"unite":"%"}`, "atteint 2 2 0"},
		{"at most, below", "2025-12-31", false, 1, `{"objectif":1,"date":"2025-12-31","valeur":1.94,"unite":"%"}`, "atteint 2 1.94 -0.1"},
		{"the latest value counts", "2025-12-31", false, 1, `{"objectif":1,"date":"2025-09-30","valeur":1.9,"unite":"%"},{"objectif":1,"date":"2024-12-31","valeur":4.3,"unite":"%"}`,
			"atteint 2 1.9 -0.1"},
		{"a later value is not known yet", "2025-06-30", false, 1, `{"objectif":1,"date":"2025-07-01","valeur":1.9,"unite":"%"}`, "sans_donnee 2 - -"},
		{"an unknown value", "2025-06-30", false, 1, `{"objectif":1,"date":"2025-06-30","valeur":null,"unite":"%"}`, "sans_donnee 2 - -"},
		{"before the target", "2024-12-31", false, 1, `{"objectif":1,"date":"2024-12-31","valeur":1.9,"unite":"%"}`, "non_defini - 1.9 -"},
		{"a growth", "2025-06-30", false, 2, `{"objectif":2,"date":"2025-06-30","valeur":3.1,"unite":"%/an"}`, "non_atteint 5 3.1 -1.9"},
		{"a growth from counts", "2025-12-31", false, 2,
			`{"objectif":2,"date":"2025-12-31","valeur":2100,"unite":"medecins"},{"objectif":2,"date":"2024-12-31","valeur":2000,"unite":"Médecins"}`, "atteint 5 5 0"},
		{"a growth a hair below", "2025-12-31", false, 2,
			`{"objectif":2,"date":"2025-12-31","valeur":209999,"unite":"medecins"},{"objectif":2,"date":"2024-12-31","valeur":200000,"unite":"medecins"}`, "non_atteint 5 5 0"},
		{"counts over the end of February", "2025-02-28", false, 2,
			`{"objectif":2,"date":"2025-02-28","valeur":110,"unite":"medecins"},{"objectif":2,"date":"2024-02-29","valeur":100,"unite":"medecins"}`, "atteint 5 10 5"},
		{"counts thirteen months apart", "2025-12-31", false, 2,
			`{"objectif":2,"date":"2025-12-31","valeur":2100,"unite":"medecins"},{"objectif":2,"date":"2024-11-30","valeur":2000,"unite":"medecins"}`, "sans_donnee 5 - -"},
		{"counts of two kinds", "2025-12-31", false, 2,
			`{"objectif":2,"date":"2025-12-31","valeur":2100,"unite":"medecins"},{"objectif":2,"date":"2024-12-31","valeur":2000,"unite":"installations"}`, "sans_donnee 5 - -"},
		{"growth from nothing", "2025-12-31", false, 2,
			`{"objectif":2,"date":"2025-12-31","valeur":2100,"unite":"medecins"},{"objectif":2,"date":"2024-12-31","valeur":0,"unite":"medecins"}`, "sans_donnee 5 - -"},
		{"a published growth goes before counts of the day", "2025-12-31", false, 2,
			`{"objectif":2,"date":"2025-12-31","valeur":4.9,"unite":"%/an"},{"objectif":2,"date":"2025-12-31","valeur":2100,"unite":"medecins"},
			 {"objectif":2,"date":"2024-12-31","valeur":2000,"unite":"medecins"}`, "non_atteint 5 4.9 -0.1"},
		{"patients counted", "2025-12-31", false, 3,
			`{"objectif":3,"date":"2024-12-31","valeur":1000,"unite":"patients"},{"objectif":3,"date":"2025-12-31","valeur":1030,"unite":"patients"}`, "atteint 2 3 1"},
		{"no target was set", "2025-06-30", false, 5, `{"objectif":5,"date":"2025-06-30","valeur":40,"unite":"jours"}`, "non_defini - 40 -"},
		{"ahead", "2025-06-30", false, 6, `{"objectif":6,"date":"2024-06-30","valeur":7500,"unite":"contrats"},{"objectif":6,"date":"2025-06-30","valeur":8558,"unite":"contrats"}`,
			"en_avance 10000 8558 -1442"},
		{"ahead by the pace exactly", "2025-06-30", false, 6, `{"objectif":6,"date":"2024-06-30","valeur":7780,"unite":"contrats"},{"objectif":6,"date":"2025-06-30","valeur":8558,"unite":"contrats"}`,
			"en_avance 10000 8558 -1442"},
		{"slower than the pace", "2025-06-30", false, 6, `{"objectif":6,"date":"2024-06-30","valeur":7781,"unite":"contrats"},{"objectif":6,"date":"2025-06-30","valeur":8558,"unite":"contrats"}`,
			"non_atteint 10000 8558 -1442"},
		{"no value a year before", "2025-06-30", false, 6, `{"objectif":6,"date":"2025-06-30","valeur":8558,"unite":"contrats"}`, "non_atteint 10000 8558 -1442"},
		{"the day has come", "2025-12-31", false, 6, `{"objectif":6,"date":"2024-06-30","valeur":7500,"unite":"contrats"},{"objectif":6,"date":"2025-06-30","valeur":8558,"unite":"contrats"}`,
			"non_atteint 10000 8558 -1442"},
		{"the target of the next year", "2026-12-31", false, 6, `{"objectif":6,"date":"2026-12-31","valeur":11000,"unite":"contrats"}`, "atteint 11000 11000 0"},
		{"both strands", "2025-12-31", false, 7, `{"objectif":7,"date":"2025-12-31","valeur":100,"unite":"%","volet":"pdsa"},{"objectif":7,"date":"2025-12-31","valeur":100,"unite":"%","volet":"sas"}`,
			"atteint 100 100 0"},
		{"one strand below", "2025-12-31", false, 7, `{"objectif":7,"date":"2025-12-31","valeur":100,"unite":"%","volet":"pdsa"},{"objectif":7,"date":"2025-12-31","valeur":96,"unite":"%","volet":"sas"}`,
			"non_atteint 100 96 -4"},
		{"one strand reached, the other unknown", "2025-12-31", false, 7, `{"objectif":7,"date":"2025-12-31","valeur":100,"unite":"%","volet":"pdsa"}`, "sans_donnee 100 - -"},
		{"no strand named, below", "2025-06-30", false, 7, `{"objectif":7,"date":"2025-06-30","valeur":96,"unite":"%"}`, "non_atteint 100 96 -4"},
		{"no strand named, on the target", "2025-06-30", false, 7, `{"objectif":7,"date":"2025-06-30","valeur":100,"unite":"%"}`, "sans_donnee 100 - -"},
		{"a rate is no count", "2025-06-30", false, 8, `{"objectif":8,"date":"2025-06-30","valeur":53.1,"unite":"%"}`, "sans_donnee 5 - -"},
		{"a fall", "2025-06-30", false, 9, `{"objectif":9,"date":"2025-06-30","valeur":-1.7,"unite":"%/an"}`, "non_atteint 7 -1.7 -8.7"},
		{"no indicator", "2025-06-30", false, 10, `{"objectif":10,"date":"2025-06-30","valeur":-3,"unite":"%/an"}`, "non_defini -2 - -"},
		{"a programme", "2025-12-31", true, 2, `{"programme":2,"date":"2025-12-31","valeur":-11,"unite":"%"}`, "atteint -10 -11 -1"},
		{"a programme, its next step", "2027-12-31", true, 2, `{"programme":2,"date":"2027-12-31","valeur":-11,"unite":"%"}`, "non_atteint -25 -11 14"},
		{"a programme whose target was not read", "2025-12-31", true, 6, `{"programme":6,"date":"2025-12-31","valeur":-11,"unite":"%"}`, "non_defini - -11 -"},
		{"two targets, one missed", "2025-12-31", true, 3, `{"programme":3,"date":"2025-12-31","valeur":-3,"unite":"molecules","volet":"hyperpolymediques"}`, "non_atteint -4 -3 1"},
		{"two targets, a value between", "2025-12-31", true, 3, `{"programme":3,"date":"2025-12-31","valeur":-3,"unite":"molecules"}`, "sans_donnee -4 - -"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := report(t, e, c.at, c.values)
			list := r.Objectives
			if c.programme {
				list = r.Programmes
			}
			if got := shown(&list[c.number-1]); got != c.want {
				t.Errorf("got %q, want %q (%s)", got, c.want, list[c.number-1].Reason)
			}
		})
	}
}

// TestEveryLine holds that all objectives and programmes are shown in order, each with what holds its target up, and that nothing is
// reached or missed without a value.
func TestEveryLine(t *testing.T) {
	e := engine(t)
	for _, at := range []string{"2020-01-01", "2024-12-31", "2025-06-30", "2026-12-31", "2029-06-21", "2031-01-01"} {
		r := report(t, e, at, "")
		if len(r.Objectives) != 10 || len(r.Programmes) != 15 {
			t.Fatalf("%d objectives and %d programmes at %s", len(r.Objectives), len(r.Programmes), at)
		}
		for _, list := range [][]Line{r.Objectives, r.Programmes} {
			for i, l := range list {
				switch {
				case l.Number != i+1:
					t.Errorf("%s stands at rank %d", l.Rule, i+1)
				case l.Status != NoData && l.Status != Undefined:
					t.Errorf("%s is %s at %s without a value", l.Rule, l.Status, at)
				case l.Status == NoData && (l.Target == nil || len(l.Sources) == 0):
					t.Errorf("%s waits for data at %s without a target or its source", l.Rule, at)
				case l.Reason == "":
					t.Errorf("%s is %s at %s and does not say why", l.Rule, l.Status, at)
				}
			}
		}
		if outside := at == "2031-01-01"; outside != (r.State == "hors_couverture") {
			t.Errorf("at %s the state is %s", at, r.State)
		}
	}
}

// TestNothingIsReachedInAnotherUnit gives every objective values far on both sides of its target, in units that are not its own: none
// may be reached, missed or ahead.
func TestNothingIsReachedInAnotherUnit(t *testing.T) {
	e := engine(t)
	units := []string{"%", "%/an", "€", "jours", "contrats", "médecins", "patients", "molécules", "points"}
	for _, index := range rules(e.Plan) {
		r := &e.Plan.Rules[index]
		for _, unit := range units {
			for _, amount := range []int64{-1_000_000, 0, 1_000_000} {
				var values []Value
				for _, on := range []string{"2024-06-30", "2025-06-30"} {
					values = append(values, Value{Rule: index, On: day.MustParse(on), Number: big.NewRat(amount, 1), Text: fmt.Sprint(amount), Unit: unit})
				}
				l := observe(e, index, values, day.Moment{At: day.MustParse("2025-06-30")})
				own := sameUnit(unit, r.Unit.Label)
				for _, u := range r.Objective.CountedIn {
					own = own || sameUnit(unit, u)
				}
				if settled := l.Status != NoData && l.Status != Undefined; settled && !own {
					t.Errorf("%s is %s with a value in %s", r.Key, l.Status, unit)
				}
				if l.Status == Reached && (l.Value == nil || l.Target == nil) {
					t.Errorf("%s is reached without a value or a target", r.Key)
				}
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	p := engine(t).Plan
	for _, c := range []struct{ name, input, want string }{
		{"no objective", `{"valeurs":[{"date":"2025-06-30","valeur":1,"unite":"%"}]}`, "valeurs[0] : dites de quel objectif"},
		{"both", `{"valeurs":[{"objectif":1,"programme":1,"date":"2025-06-30","valeur":1,"unite":"%"}]}`, "l'un des deux"},
		{"number", `{"valeurs":[{"objectif":11,"date":"2025-06-30","valeur":1,"unite":"%"}]}`, "un numéro de 1 à 10 est attendu, 11 trouvé"},
		{"number as text", `{"valeurs":[{"objectif":"1","date":"2025-06-30","valeur":1,"unite":"%"}]}`, "un numéro de 1 à 10"},
		{"programme", `{"valeurs":[{"programme":16,"date":"2025-06-30","valeur":1,"unite":"%"}]}`, "un numéro de 1 à 15"},
		{"date", `{"valeurs":[{"objectif":1,"date":"2025-02-30","valeur":1,"unite":"%"}]}`, "une date qui existe"},
		{"no date", `{"valeurs":[{"objectif":1,"valeur":1,"unite":"%"}]}`, "valeurs[0].date : le jour de la valeur"},
		{"no unit", `{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":1}]}`, "l'unité de la valeur est attendu"},
		{"text", `{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":"4,2","unite":"%"}]}`, "un nombre est attendu"},
		{"exponent", `{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":1e9,"unite":"%"}]}`, "sans exposant"},
		{"precision", `{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":0.1234567,"unite":"%"}]}`, "6 décimales au plus"},
		{"a share below nothing", `{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":-0.1,"unite":"%"}]}`, "une part de 0 à 100 % est attendue, -0.1 trouvé"},
		{"more than the whole", `{"valeurs":[{"objectif":7,"date":"2025-06-30","valeur":100.1,"unite":"%","volet":"sas"}]}`, "une part de 0 à 100 %"},
		{"less than none", `{"valeurs":[{"objectif":6,"date":"2025-06-30","valeur":-5,"unite":"contrats"}]}`, "un nombre de contrats n'est pas négatif"},
		{"less than nobody", `{"valeurs":[{"objectif":2,"date":"2025-06-30","valeur":-1,"unite":"médecins"}]}`, "un nombre de médecins n'est pas négatif"},
		{"a word for a number", `{"valeurs":[{"objectif":"un","date":"2025-06-30","valeur":1,"unite":"%"}]}`, "un numéro de 1 à 10 est attendu, \"un\" trouvé"},
		{"strand", `{"valeurs":[{"objectif":7,"date":"2025-06-30","valeur":1,"unite":"%","volet":"samu"}]}`, "l'un de ces volets est attendu : pdsa, sas ; samu trouvé"},
		{"no strands", `{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":1,"unite":"%","volet":"sas"}]}`, "n'a pas de volets"},
		{"misspelt", `{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":1,"unités":"%","unite":"%"}]}`, "vouliez-vous écrire « unite »"},
		{"misspelt list", `{"valeur":[]}`, "membre inconnu"},
		{"not a list", `{"valeurs":{}}`, "une liste de valeurs"},
		{"contradiction", `{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":4.2,"unite":"%"},{"objectif":1,"date":"2025-06-30","valeur":4.3,"unite":"% "}]}`,
			"valeurs[1].valeur : valeurs[0] donne déjà 4.2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			object, err := facts.Decode([]byte(c.input))
			if err != nil {
				t.Fatal(err)
			}
			_, err = Read(p, object)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestPaceIsThatOfTheMoment(t *testing.T) {
	v := &plan.Version{Params: []plan.Param{{Name: "rythme", Figure: plan.Figure{N: 1000}, Scale: 2}}}
	if got := pace(&plan.Plan{}, v, "rythme", day.Moment{}); got == nil || got.Cmp(big.NewRat(10, 1)) != 0 {
		t.Errorf("pace %v, want 10", got)
	}
	if got := pace(&plan.Plan{}, v, "allure", day.Moment{}); got != nil {
		t.Errorf("pace %v of a parameter that does not exist", got)
	}
}
