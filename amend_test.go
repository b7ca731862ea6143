package opposable_test

import (
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
)

func TestAmend(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	m := day.Moment{At: day.MustParse("2027-12-31")}
	patient := `{"age": 40, "ald": false, "c2s": false, "vu_depuis_2_ans": true, "indicateurs_valides": 0}`
	for _, c := range []struct {
		name   string
		edits  []string
		reads  string // the edit as it is written back
		cents  int64
		breaks string
	}{
		{"an amount", []string{"forfait_medecin_traitant.socle.l2.montant=4"}, "forfait_medecin_traitant.socle.v1.l2.montant=4", 400, ""},
		{"the value, unnamed", []string{"forfait_medecin_traitant.socle.l2=4"}, "forfait_medecin_traitant.socle.v1.l2=4", 400, ""},
		{"a rule of one part, unnamed", []string{"mcg=7"}, "mcg.v1=7", 500, ""},
		{"a named number keeps its unit", []string{"forfait_medecin_traitant.prevention.valeur=6"}, "forfait_medecin_traitant.prevention.v1.valeur=6", 500, ""},
		{"a comma, a version", []string{"forfait_medecin_traitant.socle.v1.l2.montant=4,5"}, "forfait_medecin_traitant.socle.v1.l2.montant=4.5", 450, ""},
		{"nothing changes", []string{"forfait_medecin_traitant.socle.l2.montant=5"}, "forfait_medecin_traitant.socle.v1.l2.montant=5", 500, ""},
		{"two bounds that still meet", []string{"forfait_medecin_traitant.socle.l2.age=7 à 39", "forfait_medecin_traitant.socle.l3.age=40 à 79"}, "", 1500, ""},
		{"a rule of one part", []string{"mcg.montant=7"}, "mcg.v1.montant=7", 500, ""},
		{"a hole", []string{"forfait_medecin_traitant.socle.l2.age=7 à 70"}, "", 0, "table.trou"},
		{"two rows for one case", []string{"forfait_medecin_traitant.socle.l2.age=7 à 76"}, "", 0, "table.recouvrement"},
		{"not a figure", []string{"forfait_medecin_traitant.socle.l2.montant=beaucoup"}, "", 0, "« beaucoup »"},
		{"too large", []string{"forfait_medecin_traitant.socle.l2.montant=99999999999999999"}, "", 0, "99999999999999999"},
		{"unknown rule", []string{"forfait_medecin_traitan.socle.l2.montant=4"}, "", 0, "vouliez-vous écrire « forfait_medecin_traitant »"},
		{"unknown part", []string{"forfait_medecin_traitant.socles.l2.montant=4"}, "", 0, "vouliez-vous écrire « socle »"},
		{"no figure of its own", []string{"forfait_medecin_traitant.socle=4"}, "", 0, "n'a pas de chiffre à elle"},
		{"unknown row", []string{"forfait_medecin_traitant.socle.l12.montant=4"}, "", 0, "sa table en a 6"},
		{"no value", []string{"forfait_medecin_traitant.socle.l2.montant="}, "", 0, "la valeur manque"},
		{"no shape", []string{"5"}, "", 0, "est attendu"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var edits []opposable.Edit
			for _, text := range c.edits {
				e, err := l.ReadEdit(text, m)
				if err != nil {
					refused(t, err, c.breaks)
					return
				}
				if c.reads != "" && e.String() != c.reads {
					t.Errorf("read as %s", e)
				}
				edits = append(edits, e)
			}
			changed, err := l.Amend(edits)
			if err != nil {
				refused(t, err, c.breaks)
				return
			}
			if c.breaks != "" {
				t.Fatalf("not refused: %s", c.breaks)
			}
			for _, side := range []struct {
				law  *opposable.Law
				want int64
			}{{changed, c.cents}, {l, 500}} {
				r, err := side.law.Compute("forfait_medecin_traitant", []byte(patient), opposable.Asked{At: m.At.String()})
				if err != nil || r.Cents == nil || *r.Cents != side.want {
					t.Errorf("the patient gives %v, %v; want %d", r.Cents, err, side.want)
				}
			}
			if again, err := changed.Amend(edits); err != nil || again.Plan.Version != changed.Plan.Version {
				t.Errorf("the same edits give another law: %v", err)
			}
		})
	}
}

func refused(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" || !strings.Contains(err.Error(), want) {
		t.Fatalf("got %v, want %q", err, want)
	}
}
