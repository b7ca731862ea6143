package patients_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/patients"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/practice"
	"github.com/opposable/opposable/sheet"
)

const header = "ref;âge;ALD;C2S;vu;indicateurs\n"

func shipped(t testing.TB) *plan.Plan {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return l.Plan
}

func read(t testing.TB, data string, columns map[string]string) ([]practice.Element, *practice.ListReport, error) {
	t.Helper()
	table, err := sheet.Open(strings.NewReader(data))
	if err != nil {
		return nil, nil, err
	}
	return patients.Read(shipped(t), table, patients.Options{List: "patientele", Columns: columns, On: day.MustParse("2025-12-31")})
}

// shape writes groups as « 2×age=40,ald=1 ».
func shape(p *plan.Plan, list []practice.Element) string {
	var out []string
	for _, e := range list {
		var one []string
		for _, name := range []string{"age", "ald", "c2s", "vu_depuis_2_ans", "indicateurs_valides"} {
			i, _ := p.Fact(name)
			if v := e.Facts.Values[i]; v.State == 0 {
				one = append(one, fmt.Sprintf("%s=%d", name, v.N))
			}
		}
		out = append(out, fmt.Sprintf("%d×%s", e.Count, strings.Join(one, ",")))
	}
	return strings.Join(out, " ")
}

func TestLists(t *testing.T) {
	p := shipped(t)
	for _, test := range []struct {
		name, data string
		columns    map[string]string
		want       string
		rejected   string
	}{
		{"alike are one group", header + "a;40;non;non;oui;0\nb;40;non;non;oui;0\nc;41;non;non;oui;0\n", nil,
			"2×age=40,ald=0,c2s=0,vu_depuis_2_ans=1,indicateurs_valides=0 1×age=41,ald=0,c2s=0,vu_depuis_2_ans=1,indicateurs_valides=0", ""},
		{"ways to say yes and no", header + "a;40;X;0;VRAI;0\nb;40;Oui;N;o;0\n", nil, "2×age=40,ald=1,c2s=0,vu_depuis_2_ans=1,indicateurs_valides=0", ""},
		{"an empty cell is unknown", header + "a;;non;non;oui;0\nb;40;;non;inconnu;\n", nil,
			"1×ald=0,c2s=0,vu_depuis_2_ans=1,indicateurs_valides=0 1×age=40,c2s=0", ""},
		{"rejected with their reason", header + "a;140;non;non;oui;0\nb;40;peut-être;non;oui;0\nc;trente;non;non;oui;0\nd;40;non;non;oui;16\ne;40;non;non;oui;0\n", nil,
			"1×age=40,ald=0,c2s=0,vu_depuis_2_ans=1,indicateurs_valides=0",
			"1 âge 140 : de 0 à 130 est attendu|2 ALD « peut-être » : oui ou non est attendu|3 âge « trente » : un nombre entier est attendu|4 indicateurs 16 : de 0 à 15 est attendu"},
		{"the same patient twice", header + "a;40;non;non;oui;0\na;40;non;non;oui;0\n;40;non;non;oui;0\n;40;non;non;oui;0\n", nil,
			"3×age=40,ald=0,c2s=0,vu_depuis_2_ans=1,indicateurs_valides=0", "2 patient déjà compté sur une autre ligne"},
		{"a rejected line does not hide a good one", header + "a;140;non;non;oui;0\na;40;non;non;oui;0\n", nil,
			"1×age=40,ald=0,c2s=0,vu_depuis_2_ans=1,indicateurs_valides=0", "1 âge 140 : de 0 à 130 est attendu"},
		{"dates of birth", "Date de naissance,ALD\n31/12/1985,non\n1986-01-01,non\n1/1/1986,non\n31414,oui\n02.01.2026,non\n31/02/1990,non\n", nil,
			"1×age=40,ald=0 2×age=39,ald=0 1×age=39,ald=1",
			"5 né après le 31/12/2025 : pas encore sur la liste de ce jour|6 naissance « 31/02/1990 » : une date JJ/MM/AAAA ou AAAA-MM-JJ est attendue"},
		{"the date of birth before the age", "age;naissance;ald\n50;31/12/1985;non\n50;;non\n", nil, "1×age=40,ald=0 1×age=50,ald=0", ""},
		{"Latin-1", "\xe2ge;ALD\n40;oui\n", nil, "1×age=40,ald=1", ""},
		{"named columns", "Âge du patient à ce jour;Exo\n40;oui\n", map[string]string{"age": "Âge du patient à ce jour", "ald": "exo"}, "1×age=40,ald=1", ""},
		{"several patients a line", "age;ald;nombre\n40;non;700\n85;oui;30\n40;non;-1\n", nil, "700×age=40,ald=0 30×age=85,ald=1",
			"3 effectif « -1 » : un nombre de patients est attendu, de 0 à 100000"},
		{"ages as software writes them", "age;ald\n72 ans;non\n72,0;non\n", nil, "2×age=72,ald=0", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			list, report, err := read(t, test.data, test.columns)
			if err != nil {
				t.Fatal(err)
			}
			var rejected []string
			for _, r := range report.Rejected {
				rejected = append(rejected, fmt.Sprintf("%d %s", r.Line, r.Reason))
			}
			if got := shape(p, list); got != test.want || strings.Join(rejected, "|") != test.rejected {
				t.Errorf("got  %s\n     %s\nwant %s\n     %s", got, strings.Join(rejected, "|"), test.want, test.rejected)
			}
			if report.Lines != report.Kept+report.Rejections {
				t.Errorf("%d lines, %d kept and %d rejected", report.Lines, report.Kept, report.Rejections)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	const valid = "2 84 05 88 191 025 " // then its key
	n := int64(2840588191025)
	nir := fmt.Sprintf("%s%02d", valid, 97-n%97)
	for _, test := range []struct {
		name, data string
		columns    map[string]string
		says       string
	}{
		{"a header that says it", "NIR;age;ald\n1;40;non\n", nil, "sécurité sociale"},
		{"a number with its key", "dossier;age;ald\na;40;non\n" + nir + ";40;non\n", nil, "« dossier »"},
		{"numbers without their key", "dossier;age;ald\n2840588191025;40;non\n1840588191026;41;non\n", nil, "sécurité sociale"},
		{"in a column that nothing reads", "age;ald;remarque\n40;non;" + nir + "\n", nil, "« remarque »"},
		{"headers alone", "age;ald\n\n", nil, "aucune ligne de patients ne suit les en-têtes (« age », « ald »)"},
		{"no line that can be read", "age;ald\n-4;non\n40;peut-être\n", nil, "aucune des 2 lignes ne se lit, dont la ligne 1 : age -4"},
		{"no age", "ald;c2s\noui;non\n", nil, "--colonnes age=…"},
		{"two ages", "age;Âge\n40;41\n", nil, "deux colonnes"},
		{"a column that is not there", "age;ald\n40;non\n", map[string]string{"c2s": "CMU"}, "« CMU » n'existe pas"},
		{"a fact that is none", "age;ald\n40;non\n", map[string]string{"alde": "ald"}, "vouliez-vous écrire « ald »"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := read(t, test.data, test.columns)
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Fatalf("error %v, want one about %q", err, test.says)
			}
			if strings.Contains(err.Error(), "191") {
				t.Errorf("the message shows the number: %v", err)
			}
		})
	}
}

// TestOrderDoesNotMatter holds that the lines of a list may come in any order.
func TestOrderDoesNotMatter(t *testing.T) {
	p := shipped(t)
	random := rand.New(rand.NewPCG(1, 2))
	lines := make([]string, 400)
	for i := range lines {
		lines[i] = line(random, i)
	}
	total := func() (n int64, groups map[string]bool) {
		list, report, err := read(t, header+strings.Join(lines, ""), nil)
		if err != nil {
			t.Fatal(err)
		}
		groups = map[string]bool{}
		for _, one := range strings.Fields(shape(p, list)) {
			groups[one] = true
		}
		return report.Patients, groups
	}
	n, groups := total()
	random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	m, shuffled := total()
	if n != m || len(groups) != len(shuffled) {
		t.Fatalf("%d patients in %d groups, shuffled %d in %d", n, len(groups), m, len(shuffled))
	}
	for g := range groups {
		if !shuffled[g] {
			t.Errorf("group %s is lost when lines are shuffled", g)
		}
	}
}

func line(random *rand.Rand, i int) string {
	yes := func() string { return []string{"oui", "non", ""}[random.IntN(3)] }
	return fmt.Sprintf("p%d;%d;%s;%s;%s;%d\n", i, random.IntN(105), yes(), yes(), yes(), random.IntN(5))
}
