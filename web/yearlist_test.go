package web

import (
	"bytes"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/plan"
)

// practiceOf is a practice whose facts are all known but its list.
func practiceOf() url.Values {
	return url.Values{
		"annee": {"2026"}, "assistant": {"non"}, "medecin.specialite": {"medecine_generale"}, "medecin.secteur": {"1"}, "medecin.optam": {"non"}, "medecin.age": {"50"},
		"medecin.zone": {"hors_zone"}, "medecin.qpv": {"non"}, "medecin.premiere_installation": {"01/03/2005"}, "medecin.date_installation": {"01/03/2005"},
		"activite.heures_regulation": {"0"}, "activite.demi_journees_avancees": {"0"}, "numerique.logiciel_segur": {"non"}, "sas.departement_operationnel": {"non"},
	}
}

// sendList posts a form with a file, as a browser without scripts does.
func sendList(t *testing.T, h http.Handler, values url.Values, file []byte, partial bool) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if err := w.WriteField(name, values.Get(name)); err != nil {
			t.Fatal(err)
		}
	}
	if file != nil {
		part, err := w.CreateFormFile(listFile, "patients.csv")
		if err != nil {
			t.Fatal(err)
		}
		part.Write(file)
	}
	w.Close()
	r := httptest.NewRequest(http.MethodPost, "/forfaits/liste", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	if partial {
		r.Header.Set("X-Partial", "1")
	}
	out := httptest.NewRecorder()
	h.ServeHTTP(out, r)
	return out
}

// typedIn is what a page holds in its form, as its next request sends it.
func typedIn(t *testing.T, body string) url.Values {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	out := url.Values{}
	for n := range root.Descendants() {
		attribute := map[string]string{}
		for _, a := range n.Attr {
			attribute[a.Key] = a.Val
		}
		_, checked := attribute["checked"]
		switch {
		case n.Data == "input" && attribute["name"] != "" && attribute["type"] != "file" && (attribute["type"] != "radio" || checked):
			out.Set(attribute["name"], attribute["value"])
		case n.Data == "option":
			if _, selected := attribute["selected"]; selected {
				for _, a := range n.Parent.Attr {
					if a.Key == "name" {
						out.Set(a.Val, attribute["value"])
					}
				}
			}
		}
	}
	return out
}

const smallList = "Patient;Naissance;ALD;CMU-C;Vu 24 mois;Indicateurs;Commentaire\n" +
	"p1;12/05/1940;oui;non;oui;4;x\np2;03/02/1990;non;oui;oui;;y\np3;01/01/2021;;non;oui;2;\np4;01/01/1960;peut-être;non;oui;2;\np1;12/05/1940;oui;non;oui;4;\n"

func TestAListFromAFile(t *testing.T) {
	h := site(t)
	w := sendList(t, h, practiceOf(), []byte(smallList), false)
	text := plainText(w.Body.String())
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %.400s", w.Code, text)
	}
	for _, want := range []string{"5 lignes lues", "2 rejetées", "ALD « peut-être » : oui ou non est attendu", "patient déjà compté", "Corrigez, puis confirmez", "1 oui, 1 non, 1 sans réponse", "de 4 à 85",
		"Commentaire", "Compter 3 patients"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(w.Body.String(), `class="total">0`) || strings.Contains(text, "Quand l’argent arrive") {
		t.Error("a list that nobody confirmed is counted")
	}
	for _, kept := range []string{"12/05/1940", "p2", "03/02/1990"} {
		if strings.Contains(w.Body.String(), kept) {
			t.Errorf("the page holds %q of the file", kept)
		}
	}
	wellFormed(t, w.Body.String())

	values := typedIn(t, w.Body.String())
	values.Set(listMove, "confirmer")
	w = post(t, h, "/forfaits", values, false)
	text = plainText(w.Body.String())
	for _, want := range []string{"3 patients", "2 lignes du fichier, sur 5", "parmi 1", "Sans classe, un fait manque", "Quand l’argent arrive"} {
		if !strings.Contains(text, want) {
			t.Errorf("the confirmed page does not say %q", want)
		}
	}
	if strings.Contains(w.Body.String(), "data-link") {
		t.Error("a link that cannot carry the list is offered")
	}
	wellFormed(t, w.Body.String())

	values = typedIn(t, w.Body.String())
	values.Set(listAmong+"ald", "1")
	values.Set(listAmong+"indicateurs_valides", "3")
	known := post(t, h, "/forfaits", values, false)
	if got := plainText(known.Body.String()); strings.Contains(got, "Sans classe") || known.Code != http.StatusOK {
		t.Errorf("supposed facts leave patients without a class (%d)", known.Code)
	}
	values.Set(listAmong+"ald", "2")
	if w := post(t, h, "/forfaits", values, false); w.Code != http.StatusUnprocessableEntity || !strings.Contains(plainText(w.Body.String()), "de 0 à 1") {
		t.Errorf("more patients supposed in ALD than lack it: status %d", w.Code)
	}
	values.Set(listMove, "retirer")
	if body := post(t, h, "/forfaits", values, false).Body.String(); strings.Contains(body, `name="liste"`) || !strings.Contains(body, `name="classe.`) {
		t.Error("a list put away stays")
	}
}

func TestAListIsRefused(t *testing.T) {
	h := site(t)
	long := []byte("age;ald\n" + strings.Repeat("50;non\n", (maxList+maxBody)/7+1))
	for name, test := range map[string]struct {
		file   []byte
		values url.Values
		status int
		says   string
		asks   bool // of the columns
	}{
		"a national number":      {[]byte("age;nir\n50;1\n"), nil, 422, "sécurité sociale", false},
		"its shape":              {[]byte("age;cle\n50;185057800608436\n51;299027512312345\n"), nil, 422, "numéros de sécurité sociale", false},
		"no age":                 {[]byte("x;ald\n50;oui\n"), nil, 422, "aucune colonne d'âge", true},
		"two ages":               {[]byte("age;age patient\n50;51\n"), nil, 422, "deux colonnes", true},
		"two ages, one said":     {[]byte("age;age patient\n50;51\n"), url.Values{listHeader: {"age\tage patient"}, "colonne.age": {"age patient"}}, 200, "de 51 à 51", true},
		"a column of no use":     {[]byte("age;ald\n50;oui\n"), url.Values{listHeader: {"age\tald"}, "colonne.age": {"age"}, "colonne.ald": {""}}, 200, "Compter 1 patient", true},
		"columns of another":     {[]byte("age;ald\n50;oui\n"), url.Values{listHeader: {"autre"}, "colonne.age": {"autre"}}, 200, "1 oui, 0 non", true},
		"nothing":                {nil, nil, 422, "un fichier CSV ou XLSX est attendu", false},
		"an empty file":          {[]byte("\n\n"), nil, 422, "vide", false},
		"an old workbook":        {[]byte("\xd0\xcf\x11\xe0........"), nil, 422, "ancien format de tableur", false},
		"Latin-1":                {[]byte("\xc2ge;ALD\n50;oui\n"), nil, 200, "de 50 à 50", true},
		"more than a page reads": {long, nil, 413, "trop gros", false},
	} {
		t.Run(name, func(t *testing.T) {
			values := practiceOf()
			maps.Copy(values, test.values)
			w := sendList(t, h, values, test.file, false)
			text := strings.ReplaceAll(plainText(w.Body.String()), "’", "'")
			if w.Code != test.status || !strings.Contains(text, test.says) {
				t.Errorf("status %d, %q expected with %d: %.600s", w.Code, test.says, test.status, text)
			}
			if strings.Contains(w.Body.String(), `name="colonne.`) != test.asks {
				t.Errorf("whether columns are asked: %v expected", test.asks)
			}
			if strings.Contains(text, "--colonnes") || strings.Contains(text, "185057800608436") {
				t.Error("the page speaks of a flag, or says a number")
			}
		})
	}
}

// TestTheHeldListIsNotTrusted alters what the page holds.
func TestTheHeldListIsNotTrusted(t *testing.T) {
	h := site(t)
	values := practiceOf()
	values.Set(listSaid, "{}")
	values.Set(listConfirmed, "oui")
	for _, text := range []string{"age effectif\n500 1", "age effectif\n50 -1", "age effectif\n50", "effectif\n3", "prix effectif\n1 1", "age effectif\nx 1", "age effectif\n50 99999999999", "medecin.age effectif\n1 1"} {
		values.Set(listGroups, text)
		if w := post(t, h, "/forfaits", values, false); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: status %d", text, w.Code)
		}
	}
	values.Set(listGroups, "age effectif\r\n50 0\r\n51 2")
	if w := post(t, h, "/forfaits", values, false); w.Code != http.StatusOK {
		t.Errorf("a list as a browser sends it: status %d", w.Code)
	}
}

// TestSharingOut holds that a supposed sum is shared out whole, whatever the groups, and that nothing known changes.
func TestSharingOut(t *testing.T) {
	share := func(t *rapid.T, fact *plan.Fact, most int64) {
		var groups []group
		var lacking, patients int64
		for i := range rapid.IntRange(1, 12).Draw(t, "groups") {
			g := group{rapid.Int64Range(0, 40).Draw(t, fmt.Sprint("count ", i)), map[string]any{}}
			if rapid.Bool().Draw(t, fmt.Sprint("known ", i)) {
				g.facts[fact.Name] = "connu"
			} else {
				lacking += g.count
			}
			patients += g.count
			groups = append(groups, g)
		}
		if lacking == 0 {
			groups = append(groups, group{7, map[string]any{}})
			lacking, patients = 7, patients+7
		}
		sum := rapid.Int64Range(0, lacking*most).Draw(t, "sum")
		var got, after int64
		for _, g := range shareOut(groups, fact, sum, lacking) {
			after += g.count
			switch v := g.facts[fact.Name].(type) {
			case bool:
				got += truth(v) * g.count
			case nil:
				if g.count > 0 {
					t.Fatalf("%d patients still lack it", g.count)
				}
			case string:
			default:
				var n int64
				fmt.Sscan(fmt.Sprint(v), &n)
				got += n * g.count
				if n > most {
					t.Fatalf("%d for one patient, %d at most", n, most)
				}
			}
		}
		if got != sum || after != patients {
			t.Fatalf("%d shared of %d, %d patients of %d", got, sum, after, patients)
		}
	}
	rapid.Check(t, func(t *rapid.T) { share(t, &plan.Fact{Name: "ald", Kind: plan.YesNo}, 1) })
	rapid.Check(t, func(t *rapid.T) { share(t, &plan.Fact{Name: "indicateurs_valides", Kind: plan.Integer, Hi: 15}, 15) })
}

// TestAFileGivesTheYearOfTheCommand holds the page to what the library computes from the same file, the facts being the same.
func TestAFileGivesTheYearOfTheCommand(t *testing.T) {
	var list strings.Builder
	list.WriteString("age;ald;c2s;vu;indicateurs\n")
	for i := range 600 {
		fmt.Fprintf(&list, "%d;%s;%s;%s;%d\n", i%97, yesNo(i%5 == 0), yesNo(i%11 == 0), yesNo(i%13 != 0), i%16)
	}
	h := site(t)
	values := typedIn(t, sendList(t, h, practiceOf(), []byte(list.String()), false).Body.String())
	values.Set(listMove, "confirmer")
	body := post(t, h, "/forfaits", values, false).Body.String()
	l := shipped()
	groups, report, err := l.Patients(opposable.PatientList{File: strings.NewReader(list.String())}, 2026)
	if err != nil || report.Patients != 600 {
		t.Fatalf("%v, %v", report, err)
	}
	f := New(l, testOptions()).newYearForm(practiceOf(), listing{})
	object, _ := f.object(2026)
	want, err := l.YearOfList(object, opposable.PatientList{File: strings.NewReader(list.String())}, opposable.Asked{Today: testOptions().Today()})
	if err != nil {
		t.Fatal(err)
	}
	if want.Max == 0 || !strings.Contains(totalOf(t, body)+plainText(body), strings.TrimSuffix(short(want.Min), space+"€")) || !strings.Contains(body, short(want.Max)) {
		t.Errorf("the page totals %s, the library from %s to %s, on %d groups", totalOf(t, body), short(want.Min), short(want.Max), len(groups))
	}
}

func yesNo(yes bool) string {
	if yes {
		return "oui"
	}
	return "non"
}
