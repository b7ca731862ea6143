package simulate

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/law"
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

func read(tb testing.TB, e *eval.Engine, input string) (*Input, error) {
	tb.Helper()
	object, err := facts.Decode([]byte(input))
	if err != nil {
		tb.Fatal(err)
	}
	return Read(e.Plan, object, func(key string) (int, error) {
		if i, ok := e.Plan.Rule(key); ok {
			return i, nil
		}
		return 0, facts.Refuse("", "règle inconnue « %s »", key)
	})
}

func run(tb testing.TB, e *eval.Engine, at, scenario, rule, groups string) *Result {
	tb.Helper()
	in, err := read(tb, e, fmt.Sprintf(`{"regle": %q, "groupes": [%s]}`, rule, groups))
	if err != nil {
		tb.Fatal(err)
	}
	r, err := Run(e, in, day.Moment{At: day.MustParse(at), Scenario: scenario})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

const (
	proposed = "propositions-2022-12"
	yearly   = "forfait_patientele_annuel"
)

// member writes a group of doctors with an average list.
func member(weight int, more string) string {
	return fmt.Sprintf(`{"effectif": %d, "faits": {"socle_centimes": 1600000, "secteur": "1", "optam": false%s}}`, weight, more)
}

func text(n *int64) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

func TestRun(t *testing.T) {
	e := engine(t)
	inZone := `, "zone": "zip", "nouvel_installe_post_des": false`
	outside := `, "zone": "hors_zone", "nouvel_installe_post_des": false`
	for _, c := range []struct {
		name, at, rule, groups string
		state, cost, min, max  string
		doctors                string // winners, losers, unchanged, open, mean
		asks                   string
	}{
		{"winners", "2023-06-30", yearly, member(8600, inZone), answer.Sure, "4128000000", "4128000000", "4128000000", "8600 0 0 0 480000", ""},
		{"a mix", "2023-06-30", yearly, member(10, inZone) + "," + member(30, outside), answer.Sure, "4800000", "4800000", "4800000", "10 0 30 0 120000", ""},
		{"an empty group counts for nothing", "2023-06-30", yearly, member(10, inZone) + "," + member(0, ""), answer.Sure, "4800000", "4800000", "4800000", "10 0 0 0 480000", ""},
		{"nobody", "2023-06-30", yearly, member(0, inZone), answer.Sure, "0", "0", "0", "0 0 0 0 -", ""},
		{"a missing fact decides", "2023-06-30", yearly, member(10, `, "nouvel_installe_post_des": false`), answer.ToSpecify, "-", "0", "4800000", "0 0 0 10 -", "zone"},
		{"a missing fact, a gain anyway", "2023-06-30", yearly,
			`{"effectif": 10, "faits": {"socle_centimes": 1600000, "secteur": "1", "zone": "zip", "nouvel_installe_post_des": null}}`,
			answer.ToSpecify, "-", "4800000", "9600000", "10 0 0 0 -", "installe_dans_les_trois_ans_du_diplome premiere_installation"},
		{"a missing fact without effect", "2023-06-30", yearly, `{"effectif": 10, "faits": {"socle_centimes": 1600000, "secteur": "1", "zone": "zip", "nouvel_installe_post_des": false}}`,
			answer.Sure, "4800000", "4800000", "4800000", "10 0 0 0 480000", ""},
		{"two readings, the prudent one", "2023-06-30", yearly, member(10, `, "zone": "zip", "nouvel_installe_post_des": true`),
			answer.Disputed, "4800000", "4800000", "9600000", "10 0 0 0 480000", ""},
		{"outside what the rules cover", "2035-01-01", yearly, member(10, inZone), answer.NotCovered, "-", "-", "-", "0 0 0 10 -", ""},
		{"not in force either way", "2026-06-30", yearly, member(10, inZone), answer.NotCovered, "-", "-", "-", "0 0 0 10 -", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run(t, e, c.at, proposed, c.rule, c.groups)
			d := r.Doctors
			doctors := fmt.Sprintf("%d %d %d %d %s", d.Winners, d.Losers, d.Unchanged, d.Open, text(d.Mean))
			var asks []string
			for _, q := range r.Questions {
				asks = append(asks, q.Fact)
			}
			got := []string{r.State, text(r.Cost), text(r.Min), text(r.Max), doctors, strings.Join(asks, " ")}
			want := []string{c.state, c.cost, c.min, c.max, c.doctors, c.asks}
			if strings.Join(got, " | ") != strings.Join(want, " | ") {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			if len(r.Measures) != 1 || r.Measures[0].Rule != c.rule || text(r.Measures[0].Cost) != c.cost {
				t.Errorf("measures %+v", r.Measures)
			}
		})
	}
}

// TestLinear holds that k times the doctors cost k times as much, and count k times.
func TestLinear(t *testing.T) {
	e := engine(t)
	kinds := []string{
		`, "zone": "zip", "nouvel_installe_post_des": false`, `, "zone": "zac", "nouvel_installe_post_des": true`,
		`, "zone": "hors_zone", "nouvel_installe_post_des": false`, `, "nouvel_installe_post_des": false`,
	}
	for mask := 1; mask < 1<<len(kinds); mask++ {
		build := func(times int) string {
			var groups []string
			for i, k := range kinds {
				if mask>>i&1 == 1 {
					groups = append(groups, member(times*(i+3), k))
				}
			}
			return strings.Join(groups, ",")
		}
		one := run(t, e, "2023-06-30", proposed, yearly, build(1))
		for _, k := range []int64{0, 2, 1000} {
			many := run(t, e, "2023-06-30", proposed, yearly, build(int(k)))
			if *many.Min != k**one.Min || *many.Max != k**one.Max || (k > 0 && (many.Cost == nil) != (one.Cost == nil)) {
				t.Fatalf("groups %b, %d times: %s to %s, from %s to %s", mask, k, text(many.Min), text(many.Max), text(one.Min), text(one.Max))
			}
			a, b := one.Doctors, many.Doctors
			if b.Winners != k*a.Winners || b.Losers != k*a.Losers || b.Unchanged != k*a.Unchanged || b.Open != k*a.Open || b.Total != k*a.Total {
				t.Fatalf("groups %b, %d times: %+v from %+v", mask, k, b, a)
			}
			if k > 0 && text(a.Mean) != text(b.Mean) {
				t.Fatalf("groups %b, %d times: the mean moves from %s to %s", mask, k, text(a.Mean), text(b.Mean))
			}
		}
	}
}

// TestScenariosThatChangeNothing holds that a rule which a scenario does not touch costs nothing.
func TestScenariosThatChangeNothing(t *testing.T) {
	e := engine(t)
	for _, a := range e.Plan.Acts {
		if !a.Scenario {
			continue
		}
		r := run(t, e, "2026-06-30", a.Key, "forfait_medecin_traitant",
			`{"effectif": 100, "faits": {"age": 85, "ald": true, "c2s": false, "vu_depuis_2_ans": true, "indicateurs_valides": 0}}`)
		if text(r.Cost) != "0" || r.Doctors.Unchanged != 100 {
			t.Errorf("%s: cost %s, %+v", a.Key, text(r.Cost), r.Doctors)
		}
	}
}

func TestRefusals(t *testing.T) {
	e := engine(t)
	for _, c := range []struct{ name, input, want string }{
		{"no rule", `{"groupes": [{"effectif": 1, "faits": {}}]}`, "regle : la clé d'une règle est attendue"},
		{"unknown rule", `{"regle": "forfait", "groupes": [{"effectif": 1, "faits": {}}]}`, "regle : règle inconnue « forfait »"},
		{"not euros", `{"regle": "objectif_06", "groupes": [{"effectif": 1, "faits": {}}]}`, "ne donne pas des euros (contrats)"},
		{"no groups", `{"regle": "forfait_patientele_annuel"}`, "groupes : une liste d'au moins un groupe est attendue"},
		{"empty groups", `{"regle": "forfait_patientele_annuel", "groupes": []}`, "groupes : une liste d'au moins un groupe est attendue"},
		{"no weight", `{"regle": "forfait_patientele_annuel", "groupes": [{"faits": {}}]}`, "groupes[0].effectif : il manque"},
		{"negative", `{"regle": "forfait_patientele_annuel", "groupes": [{"effectif": -1, "faits": {}}]}`, "groupes[0].effectif : un effectif n'est pas négatif, -1 trouvé"},
		{"not whole", `{"regle": "forfait_patientele_annuel", "groupes": [{"effectif": 1.5, "faits": {}}]}`, "un nombre entier est attendu, 1.5 trouvé"},
		{"text", `{"regle": "forfait_patientele_annuel", "groupes": [{"effectif": "dix", "faits": {}}]}`, "un nombre entier est attendu"},
		{"too many", `{"regle": "forfait_patientele_annuel", "groupes": [{"effectif": 100000001, "faits": {}}]}`, "au plus est attendu"},
		{"unknown fact", `{"regle": "forfait_patientele_annuel", "groupes": [{"effectif": 1, "faits": {"zonne": "zip"}}]}`, "groupes[0].faits.zonne : fait inconnu — vouliez-vous écrire « zone »"},
		{"bad value", `{"regle": "forfait_patientele_annuel", "groupes": [{"effectif": 1, "faits": {"zone": "ville"}}]}`, "groupes[0].faits.zone : « ville » n'est pas un mot admis"},
		{"facts of another shape", `{"regle": "forfait_patientele_annuel", "groupes": [{"effectif": 1, "faits": []}]}`, "un objet {\"fait\": valeur} est attendu"},
		{"misspelt", `{"regle": "forfait_patientele_annuel", "groupes": [{"effectifs": 1, "faits": {}}]}`, "vouliez-vous écrire « effectif »"},
		{"all at once", `{"regle": "x", "groupes": [{"effectif": -1, "faits": {"zonne": 1}}]}`, "n'est pas négatif"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, e, c.input)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestACostThatDoesNotFitIsRefused(t *testing.T) {
	e := engine(t)
	in, err := read(t, e, `{"regle": "forfait_patientele_annuel", "groupes": [{"effectif": 100000000, "faits":
		{"socle_centimes": 1600000, "secteur": "1", "zone": "zip", "nouvel_installe_post_des": false}}]}`)
	if err != nil {
		t.Fatal(err)
	}
	for range 12 { // 4.8 × 10¹³ cents each, doubled twelve times, still fits
		in.Groups = append(in.Groups, in.Groups...)
	}
	if _, err := Run(e, in, day.Moment{At: day.MustParse("2023-06-30"), Scenario: proposed}); err != nil {
		t.Fatalf("a cost that fits is refused: %v", err)
	}
	big := total{out: &Result{}, cost: 1<<63 - 1}
	gain := int64(1)
	if err := big.add(&group{GroupResult: GroupResult{Weight: 1, State: answer.Sure, Gain: &gain, Min: &gain, Max: &gain}}); err == nil {
		t.Error("a sum that overflows is accepted")
	}
}
