package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/reform"
)

// Ten generalists of sector 1, half of them where the law raises the base by a tenth; each has a thousand adults and ten very old and ill.
const (
	fewDoctors = 10
	fewAdults  = 1000
	fewAged    = 10
)

func fewPeople(l *opposable.Law) (*reform.Base, error) {
	same := func(v uint8) batch.Column { return batch.Column{U8: slices.Repeat([]uint8{v}, fewDoctors)} }
	zones := same(0)
	for i := range zones.U8 {
		zones.U8[i] = uint8(2 * (i % 2)) // zip, hors_zone
	}
	b, err := reform.NewBuilder(l.Plan, reform.Rows{
		N: fewDoctors, Weights: slices.Repeat([]int64{1}, fewDoctors), Installed: batch.Column{I64: slices.Repeat([]int64{2000}, fewDoctors)},
		Facts: map[string]batch.Column{"specialite": same(0), "secteur": same(0), "optam": same(0), "zone": zones, "qpv": same(0), "age_medecin": same(50)},
	}, []string{"age", "ald", "c2s", "vu_depuis_2_ans", "indicateurs_valides"}, reform.Note{Name: "essai"})
	if err != nil {
		return nil, err
	}
	a, err := b.Adder()
	if err != nil {
		return nil, err
	}
	for d := range fewDoctors {
		a.Patients([]int32{int32(d), int32(d)}, []batch.Column{{U8: []uint8{40, 85}}, {U8: []uint8{0, 1}}, {U8: []uint8{0, 0}}, {U8: []uint8{1, 1}}, {U8: []uint8{0, 0}}}, []int64{fewAdults, fewAged})
	}
	return b.Build()
}

// reformDay is that of the page.
var reformDay = day.Moment{At: day.MustParse("2027-12-31")}

// nationSite is a site with a small population, ready.
func nationSite(t *testing.T) http.Handler {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	n := &Nation{Said: "--population essai", Load: func(context.Context, func(string, int)) (*reform.Base, error) { return fewPeople(l) }}
	h := New(l, Options{Today: func() day.Date { return day.MustParse("2026-11-21") }, Nation: n}).Handler()
	for n.state(l, reformDay).Refs == nil {
		if err := n.state(l, reformDay).Err; err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	return h
}

// lessAdults is what one euro less on the base of an adult changes over the small population, in cents.
func lessAdults(euros int64) int64 {
	return euros * 100 * fewAdults * (fewDoctors/2*11 + fewDoctors/2*10) / 10
}

func TestReformPage(t *testing.T) {
	h := nationSite(t)
	for _, c := range []struct {
		name, query string
		status      int
		cost        int64
		says        []string
	}{
		{"nothing changes yet", "", 200, 0, []string{"Rien ne change encore"}},
		{"one figure", "changer=forfait_medecin_traitant.socle.l2%3D4", 200, -lessAdults(1), []string{"passe de 5 à 4 €", "10 médecins perdent", "opposable simuler --population essai --au 2027-12-31 --changer forfait_medecin_traitant.socle.v1.l2=4", "Du forfait"}},
		{"two figures", "changer=forfait_medecin_traitant.socle.l2%3D4&changer=forfait_medecin_traitant.socle.l6%3D120", 200, -lessAdults(1) + 2000*fewAged*(5*11+5*10)/10, []string{"2 changements", "Du texte au coût net"}},
		{"a rate of another rule", "regle=forfait_medecin_traitant_annuel&changer=forfait_medecin_traitant_annuel.majoration_de_zone%3D20", 200, 5 * (fewAdults*500 + fewAged*10000) / 10, []string{"10 à 20 %"}},
		{"a figure that no measure reads", "changer=mcg.montant%3D7", 200, 0, []string{"n'est pas en vigueur", "Hors couverture"}},
		{"a broken table", "changer=forfait_medecin_traitant.socle.l2.age%3D7+%C3%A0+70", 422, 0, []string{"Ce chiffre casse la règle", "aucun montant pour"}},
		{"no such place", "changer=forfait_medecin_traitant.socles.l2%3D4", 422, 0, []string{"vouliez-vous écrire « socle »"}},
		{"no such rule", "regle=forfait", 200, 0, []string{"« forfait » n'est pas une règle"}},
		{"not a day", "au=2027-13-01", 422, 0, []string{"une date qui existe"}},
		{"not a share", "changer=forfait_medecin_traitant.socle.l2%3D4&incertitude=beaucoup", 422, 0, []string{"un nombre entier de 0 à 100"}},
		{"an interval", "changer=forfait_medecin_traitant.socle.l2%3D4&incertitude=10", 200, -lessAdults(1), []string{"si les effectifs s'écartent de 10 %"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := get(t, h, "/reforme?"+c.query)
			text := strings.ReplaceAll(plainText(w.Body.String()), "’", "'")
			if w.Code != c.status {
				t.Errorf("status %d", w.Code)
			}
			if c.status == 200 && c.name != "no such rule" && c.name != "a figure that no measure reads" {
				if want := `data-cost="` + strconv.FormatInt(c.cost, 10) + `"`; !strings.Contains(w.Body.String(), want) {
					t.Errorf("the page does not bear %s", want)
				}
			}
			for _, s := range c.says {
				if s != "Du forfait" && !strings.Contains(text, s) {
					t.Errorf("the page does not say %q", s)
				}
			}
		})
	}
}

// TestReformAddress holds that a form sent whole becomes the shortest address that says the same.
func TestReformAddress(t *testing.T) {
	h := nationSite(t)
	w := get(t, h, "/reforme?"+url.Values{
		"regle": {"forfait_medecin_traitant"}, "v:forfait_medecin_traitant.socle.v1.l2": {"4,00"}, "v:forfait_medecin_traitant.socle.v1.l3": {"15"},
		"v:forfait_medecin_traitant.prevention.v1.valeur": {"5"}, "incertitude": {""}, "changer": {"forfait_medecin_traitant_annuel.majoration_de_zone=20"},
	}.Encode())
	want := "/reforme?" + url.Values{"regle": {"forfait_medecin_traitant"}, "changer": {"forfait_medecin_traitant.socle.v1.l2=4.00", "forfait_medecin_traitant_annuel.majoration_de_zone.v1=20"}}.Encode()
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != want {
		t.Errorf("%d %s\nwant %s", w.Code, got, want)
	}
	w = get(t, h, want)
	text := plainText(w.Body.String())
	if w.Code != http.StatusOK || !strings.Contains(text, "Aussi changés, dans d’autres règles") || !strings.Contains(w.Body.String(), `value="4,00"`) {
		t.Errorf("%d: the address does not give the form again", w.Code)
	}
}

func TestReformTable(t *testing.T) {
	h := nationSite(t)
	w := get(t, h, "/reforme.csv?changer=forfait_medecin_traitant.socle.l2%3D4")
	body := w.Body.String()
	for _, line := range []string{
		"total;;10;0;10;0;-1050000;-1050000;-1050000;-105000", "zone;zip;5;0;5;0;-550000;-550000;-550000;-110000", "mesure;forfait_medecin_traitant_annuel;",
		"decile du gain;1;;;;;;;;-110000", "annee;2025;;;;;0;", "commande;opposable simuler",
	} {
		if !strings.Contains(body, line) {
			t.Errorf("no line %q in\n%s", line, body)
		}
	}
	if w := get(t, h, "/reforme.csv?changer=mcg%3D"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a reform that is refused: %d", w.Code)
	}
}

// TestReformWaits holds what a page says without a population, while it is prepared, and when it does not read.
func TestReformWaits(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	started, release := make(chan bool), make(chan bool)
	for _, c := range []struct {
		name    string
		nation  *Nation
		says    string
		refresh bool
	}{
		{"none", nil, "Aucune population n’est chargée", false},
		{"on its way", &Nation{Load: func(_ context.Context, progress func(string, int)) (*reform.Base, error) {
			progress("medecins", 3)
			close(started)
			<-release
			return fewPeople(l)
		}}, "medecins : 3", true},
		{"damaged", &Nation{Load: func(context.Context, func(string, int)) (*reform.Base, error) {
			return nil, errors.New("patients.parquet : fichier coupé")
		}}, "fichier coupé", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := New(l, Options{Nation: c.nation}).Handler()
			if c.nation != nil {
				get(t, h, "/reforme")
				if c.refresh {
					<-started
				} else {
					for c.nation.state(l, reformDay).Err == nil {
						time.Sleep(time.Millisecond)
					}
				}
			}
			w := get(t, h, "/reforme")
			if text := plainText(w.Body.String()); w.Code != http.StatusOK || !strings.Contains(text, c.says) || (w.Header().Get("Refresh") != "") != c.refresh {
				t.Errorf("%d, refresh %q: the page does not say %q", w.Code, w.Header().Get("Refresh"), c.says)
			}
		})
	}
	close(release)
}

func TestReformAPI(t *testing.T) {
	h := nationSite(t)
	ask := func(query, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/v1/simulations"+query, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	w := ask("?au=2027-12-31", `{"changements": ["forfait_medecin_traitant.socle.l2=4"], "annees": true, "montee_en_charge_pourcent": {"2028": 50}}`)
	var got reform.Report
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 || got.Cost == nil || *got.Cost != -lessAdults(1) || len(got.Years) != 6 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for _, y := range got.Years {
		if y.Year == 2028 && (y.Share != 50 || *y.Cost != *y.Full/2) {
			t.Errorf("2028: %+v", y)
		}
	}
	var raw any
	if err := json.Unmarshal(w.Body.Bytes(), &raw); err != nil {
		t.Fatal(err)
	}
	a := testAPI()
	schema := a.doc.Paths["/v1/simulations"].Post.Responses["200"].Content["application/json"].Schema.OneOf[0].AnyOf[1]
	for _, difference := range fits(a, schema, raw, "") {
		t.Error(difference)
	}
	for _, c := range []struct {
		body   string
		status int
		says   string
	}{
		{`{"changements": ["forfait_medecin_traitant.socle.l2.age=7 à 70"]}`, 422, "table.trou"},
		{`{"changements": "x"}`, 422, "une liste de textes est attendue"},
		{`{"changement": ["x"], "annees": true}`, 422, "vouliez-vous écrire « changements »"},
		{`{"changements": ["forfait.socle.l2=4"]}`, 422, "règle inconnue"},
		{`{"mesures": ["inconnue"], "reference": "droit"}`, 422, "règle inconnue"},
	} {
		if w := ask("?au=2027-12-31", c.body); w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d %s", c.body, w.Code, w.Body)
		}
	}
	w = httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/v1/simulations", strings.NewReader(`{"annees": true, "reference": "droit"}`))
	r.Header.Set("Content-Type", "application/json")
	if site(t).ServeHTTP(w, r); w.Code != http.StatusServiceUnavailable {
		t.Errorf("without a population: %d %s", w.Code, w.Body)
	}
}
