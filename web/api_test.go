package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cases"
	"github.com/opposable/opposable/day"
)

// shipped loads the rules once for all tests.
var shipped = sync.OnceValue(func() *opposable.Law {
	l, err := opposable.Shipped()
	if err != nil {
		panic(err)
	}
	return l
})

func testOptions() Options {
	return Options{Today: func() day.Date { return day.MustParse("2026-11-21") }, Metrics: true}
}

var testAPI = sync.OnceValue(func() *api { return newAPI(shipped(), testOptions()) })

// send asks the API and returns what it answered.
func send(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	testAPI().ServeHTTP(w, r)
	return w
}

// TestAPICases runs the worked cases through HTTP.
func TestAPICases(t *testing.T) {
	routes := map[string]func(rule string) string{
		"coter":             func(string) string { return "/v1/cotations" },
		"forfaits":          func(string) string { return "/v1/forfaits" },
		"calculer":          func(rule string) string { return "/v1/regles/" + rule + "/calcul" },
		"expliquer":         func(rule string) string { return "/v1/regles/" + rule + "/explication" },
		"simuler":           func(string) string { return "/v1/simulations" },
		"observer":          func(string) string { return "/v1/observatoires" },
		"verifier-cotation": func(string) string { return "/v1/verifications" },
		"decoder":           func(string) string { return "/v1/decodages" },
		"auditer":           func(string) string { return "/v1/audits" },
	}
	cases.Run(t, "../cas", cases.Program{
		Serves: func(verb string) bool { return routes[verb] != nil },
		Rule:   func(key string) bool { return testAPI().knows(key) == nil },
		Answer: func(c *cases.Case) ([]byte, int) {
			q := url.Values{}
			for flag, name := range map[string]string{"--au": "au", "--connu-le": "connu_le", "--scenario": "scenario"} {
				if v := c.Flag(flag); v != "" {
					q.Set(name, v)
				}
			}
			w := send("POST", routes[c.Verb()](c.Rule())+"?"+q.Encode(), string(c.Body()))
			if w.Code != http.StatusOK {
				return w.Body.Bytes(), 2
			}
			return w.Body.Bytes(), 0
		},
	})
}

const calculation = "/v1/regles/forfait_medecin_traitant/calcul?au=2026-12-31"

func TestAPIAnswers(t *testing.T) {
	for _, test := range []struct{ name, method, target, body, expected string }{
		{"a rule", "POST", calculation, `{"age": 85, "ald": true, "c2s": true, "vu_depuis_2_ans": true, "indicateurs_valides": 3}`,
			`{"valeur_centimes": 12500, "etat": "sur"}`},
		{"a rule by the code of an act", "POST", "/v1/regles/MEG/calcul?au=2026-01-05", `{}`, `{"regle": "meg"}`},
		{"a rule without facts", "POST", "/v1/regles/duree_convention/calcul?au=2026-01-05", ``, `{"valeur": 5}`},
		{"an explanation", "POST", "/v1/regles/forfait_medecin_traitant/explication?au=2026-12-31", `{"age": 85, "ald": true, "c2s": true, "vu_depuis_2_ans": true, "indicateurs_valides": 3}`,
			`{"valeur_centimes": 12500, "arbre": {"nom": "forfait_medecin_traitant", "genre": "regle"}}`},
		{"an explanation outside", "POST", "/v1/regles/forfait_medecin_traitant/explication?au=2035-12-31", `{}`, `{"etat": "hors_couverture", "arbre": null, "valeur_centimes": null}`},
		{"too late", "POST", "/v1/regles/forfait_medecin_traitant/calcul?au=2035-01-01", `{"age": 85}`, `{"etat": "hors_couverture", "valeur": null, "valeur_centimes": null}`},
		{"too early", "POST", "/v1/regles/forfait_medecin_traitant/calcul?au=2009-01-01", `{"age": 85}`, `{"etat": "hors_couverture", "valeur": null, "valeur_centimes": null}`},
		{"as signed", "POST", "/v1/regles/cnp/calcul?au=2025-09-15&connu_le=2024-07-01", `{"specialite": "psychiatrie", "secteur": "1", "lieu": "cabinet", "tarif_applique": "opposable"}`,
			`{"moment": {"au": "2025-09-15", "connu_le": "2024-07-01", "scenario": null}}`},
		{"a scenario", "POST", "/v1/regles/assistant_medical_objectif/calcul?au=2022-12-31&scenario=propositions-2022-12", `{"patientele_adulte": 824, "etp": 1}`, `{"valeur": 304}`},
		{"a visit too late", "POST", "/v1/cotations", `{"date": "2035-01-04"}`, `{"etat": "hors_couverture", "total_centimes": null}`},
		{"a visit too early", "POST", "/v1/cotations?au=2009-01-04", `{}`, `{"etat": "hors_couverture", "total_centimes": null}`},
		{"a year too late", "POST", "/v1/forfaits", `{"annee": 2035}`, `{"etat": "hors_couverture"}`},
		{"a rule read", "GET", "/v1/regles/forfait_medecin_traitant?au=2026-12-31", "", `{"regle": "forfait_medecin_traitant", "en_vigueur": true}`},
		{"changes", "GET", "/v1/changements?du=2025-12-31&au=2026-01-01", "", `{"du": "2025-12-31", "au": "2026-01-01", "connu_le": null}`},
		{"targets", "GET", "/v1/observatoires?au=2025-06-30", "", `{"objectifs": [{"numero": 1, "statut": "sans_donnee"}]}`},
		{"health", "GET", "/healthz", "", `{"etat": "pret"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := send(test.method, test.target, test.body)
			if w.Code != http.StatusOK {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			for _, difference := range cases.Match(decoded(t, test.expected), decoded(t, w.Body.String())) {
				t.Error(difference)
			}
		})
	}
}

func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var out map[string]any
	if err := d.Decode(&out); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return out
}

func TestAPILists(t *testing.T) {
	for _, test := range []struct{ name, target, body string }{
		{"a list of facts", calculation, `[{"age": 85, "ald": true, "vu_depuis_2_ans": true}, {"age": -1}, {"age": 30, "ald": false, "vu_depuis_2_ans": true}]`},
		{"a list of visits", "/v1/cotations", `[{"date": "2035-01-01"}, {"date": "2035-02-30"}, {"date": "2036-01-01"}]`},
		{"visits by name", "/v1/cotations", `{"visites": [{"date": "2035-01-01"}, {"patient": {"age": -1}}, {"date": "2036-01-01"}]}`},
		{"practices", "/v1/forfaits", `[{"annee": 2026}, {"annee": "x"}, {"annee": 2025}]`},
		{"practices by name", "/v1/forfaits", `{"cabinets": [{"annee": 2026}, 3, {"annee": 2025}]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := send("POST", test.target, test.body)
			var out []map[string]any
			if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusOK || len(out) != 3 {
				t.Fatalf("status %d, %v: %s", w.Code, err, w.Body)
			}
			if out[0]["moment"] == nil || out[1]["type"] != "/problemes/faits-refuses" || out[2]["moment"] == nil {
				t.Errorf("want an answer, a problem in its place, an answer: %s", w.Body)
			}
		})
	}
	if w := send("POST", calculation, `[]`); w.Code != http.StatusOK || strings.TrimSpace(w.Body.String()) != "[]" {
		t.Errorf("an empty list: %d %s", w.Code, w.Body)
	}
	long := "[" + strings.Repeat("{},", 200) + "{}]"
	if w := send("POST", calculation, long); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "/problemes/liste-trop-longue") {
		t.Errorf("201 objects: %d %s", w.Code, w.Body)
	}
	crowd := `{"annee": 2026, "patientele": [` + strings.Repeat(`{"age": 30},`, maxMembers) + `{}]}`
	if w := send("POST", "/v1/forfaits", crowd); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "/problemes/liste-trop-longue") {
		t.Errorf("a crowd: %d %.300s", w.Code, w.Body)
	}
	faults := `{"annee": 2026, "patientele": [` + strings.Repeat(`{"age": -1},`, 2*maxListed) + `{}]}`
	if w := send("POST", "/v1/forfaits", faults); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "512 autres") {
		t.Errorf("many faults: %d %.300s", w.Code, w.Body)
	}
}

func TestAPIReferences(t *testing.T) {
	for _, target := range []string{
		"/v1/regles", "/v1/regles/forfait_medecin_traitant", "/v1/regles/G", "/v1/regles/forfait_medecin_traitant/texte",
		"/v1/observatoires", "/v1/changements?du=2025-12-31&au=2026-01-01", "/openapi.json", "/openapi.yaml",
	} {
		t.Run(target, func(t *testing.T) {
			first := send("GET", target, "")
			tag := first.Header().Get("ETag")
			if first.Code != http.StatusOK || tag == "" || first.Header().Get("Cache-Control") != "no-cache" {
				t.Fatalf("status %d, headers %v", first.Code, first.Header())
			}
			if again := send("GET", target, "", "If-None-Match", `"x", `+tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 || again.Header().Get("ETag") != tag {
				t.Errorf("with its tag: status %d, %d bytes", again.Code, again.Body.Len())
			}
		})
	}
	early, late := send("GET", "/v1/regles/g?au=2024-01-01", ""), send("GET", "/v1/regles/g?au=2026-01-01", "")
	if early.Header().Get("ETag") == late.Header().Get("ETag") {
		t.Error("two moments of a rule have the same tag")
	}
	w := send("GET", "/v1/regles/G", "")
	link := w.Header().Get("Link")
	target := link[strings.IndexByte(link, '<')+1 : strings.IndexByte(link, '>')]
	if w := send("GET", target, ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "statut") && !strings.Contains(w.Body.String(), "titre") {
		t.Errorf("the linked YAML at %s: %d %.100s", target, w.Code, w.Body)
	}
	if w := send("POST", calculation, `{}`); w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
		t.Errorf("a computed answer may be kept: %v", w.Header())
	}
}

func TestAPIMetrics(t *testing.T) {
	a := newAPI(shipped(), testOptions())
	h := a.metrics.measured(a)
	ask := func(method, target, body string) string {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, target, strings.NewReader(body)))
		return w.Body.String()
	}
	for i := range 20 {
		ask("GET", fmt.Sprintf("/v1/regles/inconnue%d?au=2026-01-%02d", i, i+1), "")
		ask(fmt.Sprintf("VERB%d", i), "/v1/regles", "")
		ask("GET", fmt.Sprintf("/v1/nulle-part/%d", i), "")
	}
	ask("POST", "/v1/regles/forfait_medecin_traitant/calcul", `{"age": 85}`)
	text := ask("GET", "/metrics", "")
	for _, want := range []string{
		`opposable_http_requests_total{method="GET",route="GET /v1/regles/{cle}",status="404"} 20`,
		`opposable_http_requests_total{method="other",route="other",status="405"} 20`,
		`opposable_http_requests_total{method="POST",route="POST /v1/regles/{cle}/calcul",status="200"} 1`,
		`opposable_http_request_duration_seconds_count{method="POST",route="POST /v1/regles/{cle}/calcul"} 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no line %s in\n%s", want, text)
		}
	}
	for _, never := range []string{"inconnue1", "VERB1", "nulle-part", "2026-01"} {
		if strings.Contains(text, never) {
			t.Errorf("%q, sent by a client, is in the metrics", never)
		}
	}
	silent := newAPI(shipped(), Options{})
	w := httptest.NewRecorder()
	silent.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("metrics answer %d without being asked for", w.Code)
	}
}

// TestAPIDocument checks that the document is what a client generator needs: every reference leads somewhere, no operation lacks its
// bodies, and its own examples are answered.
func TestAPIDocument(t *testing.T) {
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct{ Example json.RawMessage }
			}
			Responses map[string]json.RawMessage
		}
		Components struct{ Schemas map[string]json.RawMessage }
	}
	text := send("GET", "/openapi.json", "").Body.Bytes()
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("version %s", doc.OpenAPI)
	}
	for _, part := range bytes.Split(text, []byte(`"$ref": "`))[1:] {
		name, _, _ := strings.Cut(strings.TrimPrefix(string(part), schemaPrefix), `"`)
		if doc.Components.Schemas[name] == nil {
			t.Errorf("the schema %s does not exist", name)
		}
	}
	asked := 0
	for path, operations := range doc.Paths {
		for method, op := range operations {
			if op.Responses["200"] == nil {
				t.Errorf("%s %s has no answer", method, path)
			}
			for kind, content := range op.RequestBody.Content {
				asked++
				target := strings.ReplaceAll(path, "{cle}", "forfait_medecin_traitant")
				if strings.HasSuffix(path, "/simulations") {
					target += "?scenario=propositions-2022-12"
				}
				if w := send("POST", target, string(content.Example), "Content-Type", kind); w.Code != http.StatusOK {
					t.Errorf("the example of %s: %d %s", path, w.Code, w.Body)
				}
			}
		}
	}
	if asked != 10 {
		t.Errorf("%d examples asked, want 10", asked)
	}
	if !bytes.HasPrefix(send("GET", "/openapi.yaml", "").Body.Bytes(), []byte("components:")) {
		t.Error("no YAML form")
	}
}
