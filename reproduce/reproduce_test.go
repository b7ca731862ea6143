package reproduce_test

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/chiffres"
	"github.com/opposable/opposable/damir"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/reproduce"
)

// results computes the shipped figures with the shipped rules.
func results(t *testing.T, in opposable.Inputs) map[string]reproduce.Result {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	in.Today = day.MustParse("2026-11-21")
	list, err := l.Reproduce(in)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]reproduce.Result{}
	for _, r := range list {
		out[r.Name] = r
	}
	return out
}

func text(n *json.Number) string {
	if n == nil {
		return "null"
	}
	return n.String()
}

// TestPublishedFigures holds the figures that need no population to what they give, misses included.
func TestPublishedFigures(t *testing.T) {
	got := results(t, opposable.Inputs{})
	for name, want := range map[string]string{
		"actes_generalistes_2021":                "236555280 ok recalcule",
		"actes_quotidiens_generalistes":          "1051356.8 ok recalcule",
		"part_sans_medecin_traitant_2020":        "10.6 ok recalcule",
		"part_sans_medecin_traitant_2021":        "12 hors_tolerance recalcule",
		"sans_medecin_traitant_presse":           "6352600 hors_tolerance recalcule",
		"objectif_assistant_actuel_p50":          "282 ok recalcule",
		"objectif_assistant_actuel_p99":          "132 ok cale",
		"objectif_assistant_lineaire_p60":        "283 ok cale",
		"objectif_assistant_lineaire_p99":        "0 ok cale",
		"hsd_2020":                               "216 hors_tolerance recalcule",
		"hsd_avenants":                           "1078 ok recalcule",
		"hsd_somme_des_lignes":                   "2576 hors_tolerance recalcule",
		"hsd_moyenne_annuelle":                   "349.3 ok recalcule",
		"hsd_annonce_specialiste":                "21158 ok recalcule",
		"effet_prix_consultation":                "827.9 ok recalcule",
		"forfait_patientele_zip_propose":         "20800 ok recalcule",
		"cout_zip_propose":                       "41.3 ok recalcule",
		"cout_nouveaux_installes_propose":        "7.2 ok recalcule",
		"enveloppe_par_medecin":                  "2093.8 ok recalcule",
		"fpmt_acompte_generalistes":              "208.2 hors_tolerance recalcule",
		"rosp_2024":                              "265.4 ok recalcule",
		"structure_2024":                         "334.4 ok recalcule",
		"signataires_generalistes":               "71.1 ok recalcule",
		"hausse_pedopsychiatrie":                 "37.1 hors_tolerance recalcule",
		"hausse_aide_assistant_annee_1":          "5.6 hors_tolerance recalcule",
		"hausse_aide_assistant_annee_2":          "3.7 hors_tolerance recalcule",
		"hausse_aide_assistant_annee_3":          "4.8 ok recalcule",
		"hausse_rhumatologie":                    "null non_calculable recopie",
		"cout_convention":                        "null non_calculable recopie",
		"damir_janvier_2025_depense":             "null non_calculable recopie",
		"actes_quotidiens_tous":                  "null non_calculable recopie",
		"primo_installations_generalistes":       "null non_calculable recopie",
		"ald_sans_medecin_traitant":              "null non_calculable recopie",
		"plus_70_ans_sans_medecin_traitant":      "null non_calculable recopie",
		"zones_sous_denses":                      "72.2 ok recalcule",
		"patients_sans_medecin_traitant_arrondi": "6352600 ok recalcule",
	} {
		r, ok := got[name]
		if is := text(r.Value) + " " + r.Verdict + " " + r.Nature; !ok || is != want {
			t.Errorf("%s: %s (%s), want %s", name, is, r.Reason, want)
		}
	}
	for name, r := range got {
		switch {
		case r.Verdict != reproduce.Within && r.Reason == "":
			t.Errorf("%s: %s, and no reason", name, r.Verdict)
		case (r.Value == nil) != (r.Verdict == reproduce.Impossible):
			t.Errorf("%s: %s with the value %s", name, r.Verdict, text(r.Value))
		case r.Source == "" || r.Reliability == "":
			t.Errorf("%s has no source", name)
		case strings.Contains(r.Reason, "ne se lit pas"):
			t.Errorf("%s: %s", name, r.Reason)
		}
	}
}

// TestFilesFigures holds the figures of the month of January 2025 to a file: they are of that month, and of a whole file.
func TestFilesFigures(t *testing.T) {
	month := func(from string, whole bool, spent int64) opposable.Inputs {
		return opposable.Inputs{Month: &damir.Report{From: from, To: from, Whole: whole, Rows: []damir.Row{
			{Nature: 1110, Sums: damir.Sums{Spent: spent, Reimbursed: 50_741_000_000}}, {Nature: 1112, Sums: damir.Sums{Spent: 1}},
		}}}
	}
	for name, c := range map[string]struct {
		in   opposable.Inputs
		want string
	}{
		"the month":            {month("2025-01", true, 72_322_000_000), "723.2 ok"},
		"another sum":          {month("2025-01", true, 72_922_000_000), "729.2 hors_tolerance"},
		"another month":        {month("2025-02", true, 72_322_000_000), "null non_calculable"},
		"a file with rejected": {month("2025-01", false, 72_322_000_000), "null non_calculable"},
	} {
		if r := results(t, c.in)["damir_janvier_2025_depense"]; text(r.Value)+" "+r.Verdict != c.want {
			t.Errorf("%s: %s %s (%s), want %s", name, text(r.Value), r.Verdict, r.Reason, c.want)
		}
	}
}

// silent is a world that has no answer.
type silent struct{}

func (silent) Rule(reproduce.Query) (*big.Rat, string)                 { return nil, "rien" }
func (silent) Population(reproduce.Statistic) (*big.Rat, bool, string) { return nil, false, "rien" }
func (silent) Reimbursed(reproduce.Month) (*big.Rat, string)           { return nil, "rien" }

const (
	sources = "cle;titre;origine\npage;Une page;page\n"
	series  = "serie;libelle;repere;valeur;unite;source;fiabilite;precision\na;A;2020;3;;page;officiel;\na;A;2021;4;;page;officiel;\nb;B;2021;7;;page;officiel;\nz;Z;2021;0;;page;officiel;\n"
	events  = "date;dit;nature;texte;source;fiabilite\n2023-12-01;fin 2023;promis;Un bilan;page;officiel\n"
)

func book(t *testing.T, series, figures string) (*reproduce.Book, error) {
	t.Helper()
	return load(series, figures, events)
}

func load(series, figures, events string) (*reproduce.Book, error) {
	return reproduce.Load(fstest.MapFS{
		"sources.csv": {Data: []byte(sources)}, "evenements.csv": {Data: []byte(events)}, "theme.csv": {Data: []byte(series)}, "reproduire.json": {Data: []byte(figures)},
	})
}

func TestOperations(t *testing.T) {
	for calculus, want := range map[string]string{
		`"b@2021"`:                                "7 ok",
		`{"somme": ["a@2020", "a@2021"]}`:         "7 ok",
		`{"somme_des_annees": "a"}`:               "7 ok",
		`{"difference": ["b@2021", 1]}`:           "6 hors_tolerance",
		`{"produit": ["a@2020", "a@2021"]}`:       "12 hors_tolerance",
		`{"quotient": [{"produit": [14, 1]}, 2]}`: "7 ok",
		`{"croissance": ["a@2020", "a@2021"]}`:    "33.3 hors_tolerance",
		`{"pour_cent": ["a@2020", "a@2021"]}`:     "75 hors_tolerance",
		`{"quotient": ["a@2020", "z@2021"]}`:      "null non_calculable",
		`{"regle": "x"}`:                          "null non_calculable",
		`{"population": {"moyenne": "x"}}`:        "null non_calculable",
		`{"damir": "depense", "prs_nat": 1}`:      "null non_calculable",
		`{"quotient": ["a@2020"]}`:                "null non_calculable",
		`{"racine": ["a@2020"]}`:                  "null non_calculable",
		`"c@2021"`:                                "null non_calculable",
	} {
		b, err := book(t, series, `[{"nom": "n", "publie": "b@2021", "tolerance": "0.5", "calcul": `+calculus+`}]`)
		if err != nil {
			t.Fatal(err)
		}
		if r := reproduce.Run(b, silent{})[0]; text(r.Value)+" "+r.Verdict != want {
			t.Errorf("%s: %s %s (%s), want %s", calculus, text(r.Value), r.Verdict, r.Reason, want)
		}
	}
}

func TestTolerances(t *testing.T) {
	for tolerance, want := range map[string]string{
		`"tolerance": "1"`: "ok", `"tolerance": "0.99"`: "hors_tolerance", `"tolerance": "15 %"`: "ok", `"tolerance": "14 %"`: "hors_tolerance", `"sens": "au_moins"`: "ok",
	} {
		b, err := book(t, series, `[{"nom": "n", "publie": "b@2021", `+tolerance+`, "calcul": 8}]`)
		if err != nil {
			t.Fatal(err)
		}
		if r := reproduce.Run(b, silent{})[0]; r.Verdict != want {
			t.Errorf("%s: %s, want %s", tolerance, r.Verdict, want)
		}
	}
}

func TestFaultsOfTheData(t *testing.T) {
	for name, c := range map[string]struct{ series, figures, events, want string }{
		"an unknown point":    {series, `[{"nom": "n", "publie": "c@2021", "raison": "x"}]`, events, "no published figure"},
		"nothing said":        {series, `[{"nom": "n", "publie": "b@2021"}]`, events, "neither a calculus"},
		"no tolerance":        {series, `[{"nom": "n", "publie": "b@2021", "calcul": 1}]`, events, "no tolerance"},
		"a bad tolerance":     {series, `[{"nom": "n", "publie": "b@2021", "calcul": 1, "tolerance": "peu"}]`, events, "the tolerance"},
		"an unknown member":   {series, `[{"nom": "n", "publié": "b@2021"}]`, events, "unknown field"},
		"a name twice":        {series, `[{"nom": "n", "publie": "b@2021", "raison": "x"}, {"nom": "n", "publie": "b@2021", "raison": "x"}]`, events, "is there already"},
		"a point twice":       {series + "a;A;2020;3;;page;officiel;\n", `[]`, events, "is there already"},
		"an unknown source":   {series + "c;C;2020;3;;livre;officiel;\n", `[]`, events, "the source"},
		"an unknown grade":    {series + "c;C;2020;3;;page;haute;\n", `[]`, events, "the grade"},
		"a figure in letters": {series + "c;C;2020;NS;;page;officiel;\n", `[]`, events, "is no number"},
		"other columns":       {"a;b\n", `[]`, events, "wrong number of fields"},
		"an event on no day":  {series, `[]`, events + "2023-02-30;;promis;Un bilan;page;officiel\n", "2023-02-30"},
		"an event of nowhere": {series, `[]`, events + "2023-02-28;;promis;Un bilan;livre;officiel\n", "the source"},
		"an event unsure":     {series, `[]`, events + "2023-02-28;;promis;Un bilan;page;haute\n", "the grade"},
	} {
		if _, err := load(c.series, c.figures, c.events); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestShippedData holds that every source is used, and that a figure which is not official says where it comes from.
func TestShippedData(t *testing.T) {
	b, err := reproduce.Load(chiffres.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range b.Sources {
		if !slices.ContainsFunc(b.Points, func(p reproduce.Point) bool { return p.Source == s.Key }) &&
			!slices.ContainsFunc(b.Events, func(e reproduce.Event) bool { return e.Source == s.Key }) {
			t.Errorf("nothing was read in %s", s.Key)
		}
	}
	if len(b.Figures) < 100 {
		t.Errorf("%d figures", len(b.Figures))
	}
}
