package observatory_test

import (
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
)

// published is in the form of the tables of data.ameli.fr; its figures are made up.
const published = "\ufeffannee;profession_sante;region;departement;libelle_departement;nombre_patients;nombre_patients_integer\r\n" +
	"2024;Ensemble des médecins généralistes;99;999;FRANCE;1 640;1640\r\n" +
	"2025;Ensemble des médecins généralistes;99;999;FRANCE;1 681;1681\r\n" +
	"2025;Ensemble des médecins généralistes;84;15;Cantal;NS;0\r\n" +
	"2024;Cardiologues;99;999;FRANCE;1700;1700\r\n" +
	"2025;Cardiologues;99;999;FRANCE;NC;0\r\n"

func schema(members string) []byte {
	return []byte(`{"objectif": 4, "unite": "patients", "colonnes": {"date": "annee", "valeur": "nombre_patients"}` + members + `}`)
}

func observed(t *testing.T, table string, schema []byte, at string) (*opposable.Law, string, error) {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	r, err := l.ObserveTable(opposable.Indicators{Table: strings.NewReader(table), Schema: schema}, opposable.Asked{At: at, Today: day.MustParse("2026-11-21")})
	if err != nil {
		return l, "", err
	}
	line := r.Objectives[3]
	value := "—"
	if line.Value != nil {
		value = line.Value.String()
	}
	return l, line.Status + " " + value, nil
}

func TestTableBySchema(t *testing.T) {
	const national = `, "filtres": {"profession_sante": "Ensemble des médecins généralistes", "departement": "999"}`
	_, got, err := observed(t, published, schema(national), "2026-01-01")
	if err != nil || got != "atteint 2.5" {
		t.Errorf("got %q, %v", got, err)
	}
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	r, err := l.ObserveTable(opposable.Indicators{Table: strings.NewReader(published), Schema: schema(`, "filtres": {"profession_sante": "Cardiologues"}`)},
		opposable.Asked{At: "2026-01-01", Today: day.MustParse("2026-11-21")})
	if err != nil {
		t.Fatal(err)
	}
	if c := r.Table; c.Rows != 5 || c.Kept != 1 || c.Unknown != 1 || c.Set != 3 || len(c.Ignored) != 1 {
		t.Errorf("what was read: %+v", c)
	}
	if line := r.Objectives[3]; line.Status != "sans_donnee" || line.Value != nil {
		t.Errorf("a value that is not known is no zero: %+v", line.Figures)
	}
}

func TestTableByItsOwnColumns(t *testing.T) {
	table := "objectif,date,valeur,unite\n4,2024-T4,1640,patients\n4,31/12/2025,\"1 681,00\",patients\n1,2025-12,NS,%\n"
	if _, got, err := observed(t, table, nil, "2026-01-01"); err != nil || got != "atteint 2.5" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestTableRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		table  string
		schema []byte
		want   string
	}{
		"rows of several scopes": {published, schema(`, "filtres": {"departement": "999"}`), "ligne 2 : plusieurs lignes donnent une valeur du même jour — dites lesquelles par « filtres » : profession_sante = « Ensemble des médecins généralistes » ou « Cardiologues »"},
		"the twin column":        {published, []byte(`{"objectif":4,"unite":"patients","colonnes":{"date":"annee","valeur":"nombre_patients_integer"}}`), "met 0 à la place des valeurs secrètes : prenez « nombre_patients »"},
		"a column that is not":   {published, []byte(`{"objectif":4,"unite":"patients","colonnes":{"date":"jour","valeur":"nombre_patients"},"filtres":{"ville":"Lyon"}}`), "il n'y a pas de colonne « jour »"},
		"a filter that is not":   {published, schema(`,"filtres":{"ville":"Lyon"}`), "il n'y a pas de colonne « ville »"},
		"no unit":                {published, []byte(`{"objectif":4,"colonnes":{"date":"annee","valeur":"nombre_patients"}}`), "dans quelle unité"},
		"no columns":             {published, []byte(`{"objectif":4,"unite":"patients"}`), "colonnes.valeur"},
		"an unknown member":      {published, schema(`,"filtre":{}`), "schéma, filtre : membre inconnu"},
		"an unknown column name": {published, []byte(`{"objectif":4,"unite":"patients","colonnes":{"date":"annee","valeur":"nombre_patients","jour":"x"}}`), "colonnes.jour"},
		"no objective":           {published, []byte(`{"unite":"patients","colonnes":{"date":"annee","valeur":"nombre_patients"},"filtres":{"departement":"15"}}`), ""},
		"an objective too far":   {published, []byte(`{"objectif":44,"unite":"patients","colonnes":{"date":"annee","valeur":"nombre_patients"}}`), "un numéro de 1 à 10"},
		"no schema":              {published, nil, "il n'y a pas de colonne « date »"},
		"a bad number":           {"objectif,date,valeur,unite\n4,2024,beaucoup,patients\n", nil, "ligne 2, colonne 3 (valeur) : un nombre est attendu"},
		"a bad day":              {"objectif,date,valeur,unite\n4,2024-13,1,patients\n", nil, "ligne 2, colonne 2 (date) : une date est attendue"},
		"two values of one day":  {"objectif,date,valeur,unite\n4,2024,1,patients\n4,2024,2,patients\n", nil, "gardez une seule valeur"},
		"nothing":                {"", nil, "est vide"},
	} {
		t.Run(name, func(t *testing.T) {
			_, got, err := observed(t, c.table, c.schema, "2026-01-01")
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

// FuzzTable holds that no table makes the reading fail otherwise than by a refusal.
func FuzzTable(f *testing.F) {
	f.Add(published)
	f.Add("objectif,date,valeur,unite\n4,2024-T4,9.9999999,patients\n4,2025,-0.9999996,patients\n")
	l, err := opposable.Shipped()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, table string) {
		for _, s := range [][]byte{nil, schema("")} {
			r, err := l.ObserveTable(opposable.Indicators{Table: strings.NewReader(table), Schema: s}, opposable.Asked{At: "2026-01-01", Today: day.MustParse("2026-11-21")})
			if (r == nil) == (err == nil) {
				t.Fatalf("%v, %v", r, err)
			}
		}
	})
}
