package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/opposable/opposable/plan"
)

func TestAPIProblems(t *testing.T) {
	visit := func(member string) string { return `{"date": "2026-01-05", ` + member + `}` }
	for _, test := range []struct {
		name, method, target, body string
		headers                    []string
		status                     int
		slug                       string
		locations                  []string
		says                       string
	}{
		{"broken JSON", "POST", calculation, "{\n  \"age\": 85,\n  \"ald\" true\n}", nil, 400, "json-illisible", nil, "ligne 3, colonne 9"},
		{"cut JSON", "POST", calculation, `{"age": `, nil, 400, "json-illisible", nil, "s'arrête avant la fin"},
		{"two values", "POST", calculation, `{} {}`, nil, 400, "json-illisible", nil, "une seule valeur"},
		{"not an object", "POST", calculation, `3`, nil, 422, "faits-refuses", []string{""}, "un objet"},
		{"several facts", "POST", calculation, `{"age": -1, "ald": "oui", "c2z": true}`, nil, 422, "faits-refuses", []string{"age", "ald", "c2z"}, "vouliez-vous écrire « c2s »"},
		{"a visit", "POST", "/v1/cotations", visit(`"patient": {"age": -1, "aldd": true, "sexe": "X"}, "heure": "25:00"`), nil, 422, "faits-refuses",
			[]string{"heure", "patient.age", "patient.aldd", "patient.sexe"}, "un nombre entier est attendu (l'âge du patient), de 0 à 130 ans"},
		{"a day that does not exist", "POST", "/v1/cotations", `{"date": "2025-02-30", "patient": {"age": "x"}}`, nil, 422, "faits-refuses", []string{"date", "patient.age"}, "une date qui existe"},
		{"two days", "POST", "/v1/cotations?au=2026-01-06", visit(`"actes": []`), nil, 422, "faits-refuses", []string{"date"}, "gardez un seul des deux"},
		{"two ages", "POST", "/v1/cotations", visit(`"patient": {"age": 3, "age_mois": 61}`), nil, 422, "faits-refuses", []string{"patient.age_mois"}, "ne s'accordent pas"},
		{"a practice", "POST", "/v1/forfaits", `{"annee": 20.5, "medecin": {"age": 5}, "patientele": [{"age": 3}, {"age": -3}], "salle": {}}`, nil, 422, "faits-refuses",
			[]string{"annee", "medecin.age", "patientele[1].age", "salle"}, "de 20 à 110 ans"},
		{"no such day asked", "POST", "/v1/regles/g/calcul?au=2025-02-30", `{}`, nil, 422, "parametres-refuses", []string{"query.au"}, "une date qui existe"},
		{"no such scenario", "GET", "/v1/regles/g?scenario=x", "", nil, 422, "parametres-refuses", []string{"query.scenario"}, `"value":"x"`},
		{"a misspelt parameter", "GET", "/v1/regles/g?connu-le=2024-01-01", "", nil, 422, "parametres-refuses", []string{"query.connu-le"}, "vouliez-vous écrire « connu_le »"},
		{"a parameter twice", "GET", "/v1/regles?au=2024-01-01&au=2025-01-01", "", nil, 422, "parametres-refuses", []string{"query.au"}, "une seule valeur"},
		{"no first day", "GET", "/v1/changements?au=2026-01-01", "", nil, 422, "parametres-refuses", []string{"query.du"}, "manque"},
		{"no such first day", "GET", "/v1/changements?du=2026&au=2026-01-01", "", nil, 422, "parametres-refuses", []string{"query.du"}, "une date qui existe"},
		{"days backwards", "GET", "/v1/changements?du=2026-01-02&au=2026-01-01", "", nil, 422, "parametres-refuses", []string{"query.au"}, "à l'envers"},
		{"an unknown rule", "POST", "/v1/regles/forfait_medecin_traitan/calcul", `{}`, nil, 404, "regle-inconnue", nil, "vouliez-vous écrire « forfait_medecin_traitant »"},
		{"an unknown rule read", "GET", "/v1/regles/zzzzzzzzzz", "", nil, 404, "regle-inconnue", nil, "/v1/regles"},
		{"an unknown address", "GET", "/v1/cotation", "", nil, 404, "adresse-inconnue", nil, "/openapi.json"},
		{"a wrong method", "GET", "/v1/cotations", "", nil, 405, "methode-refusee", nil, "POST"},
		{"a wrong method of a rule", "DELETE", "/v1/regles/g", "", nil, 405, "methode-refusee", nil, "GET, HEAD"},
		{"a wrong type", "POST", calculation, `{}`, []string{"Content-Type", "text/plain"}, 415, "type-refuse", nil, "application/json"},
		{"a form", "POST", calculation, `age=3`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "type-refuse", nil, "application/json"},
		{"a large visit", "POST", "/v1/cotations", `{"date": "` + strings.Repeat("x", 10<<20) + `"}`, nil, 413, "corps-trop-grand", nil, "1 Mio"},
		{"a large practice", "POST", "/v1/forfaits", `{"annee": "` + strings.Repeat("x", 17<<20) + `"}`, nil, 413, "corps-trop-grand", nil, "16 Mio"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := send(test.method, test.target, test.body, test.headers...)
			p := problemOf(t, w)
			if w.Code != test.status || p.Status != test.status || p.Type != "/problemes/"+test.slug {
				t.Fatalf("status %d, want %d %s: %.300s", w.Code, test.status, test.slug, w.Body)
			}
			var locations []string
			for _, e := range p.Errors {
				locations = append(locations, e.Location)
				if e.Message == "" || e.Value != "" && e.Location != "query.scenario" && e.Location != "query.connu_le" {
					t.Errorf("at %s: message %q, value %q", e.Location, e.Message, e.Value)
				}
			}
			if !slices.Equal(locations, test.locations) {
				t.Errorf("locations %q, want %q", locations, test.locations)
			}
			if !strings.Contains(w.Body.String(), test.says) {
				t.Errorf("%q is not said in %.500s", test.says, w.Body)
			}
		})
	}
}

func problemOf(t *testing.T, w *httptest.ResponseRecorder) Problem {
	t.Helper()
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%v: %.200s", err, w.Body)
	}
	if kind := w.Header().Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("content type %s", kind)
	}
	if p.Title == "" || p.Detail == "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("problem %+v, headers %v", p, w.Header())
	}
	return p
}

// TestAPINeverShowsAFact puts a value that no message of ours contains at each place of each input, and looks for it in the refusal. A
// member that does not exist goes with it, so that an admitted value is refused too, and nothing is priced.
func TestAPINeverShowsAFact(t *testing.T) {
	const word, number, date = "Quidam Z", "987654321987", "1887-06-05"
	wrong := []string{`"` + word + `"`, number, `"` + date + `"`, `["` + word + `", ` + number + `]`, `{"code": "` + word + `"}`, "true", "-" + number, "1e400"}
	var inputs []struct{ target, format string }
	add := func(target, path string) {
		format := "%s"
		parts := strings.Split(path, ".")
		for i := len(parts) - 1; i >= 0; i-- {
			if parts[i] == "#" {
				format = "[" + format + "]"
				continue
			}
			format = fmt.Sprintf(`{"%s": %s}`, parts[i], format)
		}
		inputs = append(inputs, struct{ target, format string }{target, format})
	}
	p := shipped().Plan
	for i := range p.Facts {
		f := &p.Facts[i]
		add(calculation, f.Name)
		if f.Path != "" {
			add("/v1/cotations?au=2026-01-05", f.Path)
		}
		if block, name, ok := strings.Cut(f.PracticePath, "."); ok && slices.ContainsFunc(p.Lists, func(l plan.List) bool { return l.Name == block }) {
			add("/v1/forfaits", block+".#."+name)
		} else if f.PracticePath != "" {
			add("/v1/forfaits", f.PracticePath)
		}
	}
	for _, path := range []string{"date", "heure", "actes", "actes.#", "historique", "historique.#", "historique.#.code", "historique.#.date", "patient", "visite", "contexte", "medecin"} {
		add("/v1/cotations?au=2026-01-05", path)
	}
	for _, path := range []string{"annee", "patientele", "patientele.#", "medecin", "numerique", "assistant"} {
		add("/v1/forfaits", path)
	}
	add(calculation, "date")
	refusals := 0
	for _, input := range inputs {
		for _, value := range wrong {
			body := `{"inconnu_de_tous": 0, ` + strings.TrimPrefix(fmt.Sprintf(input.format, value), "{")
			w := send("POST", input.target, body)
			text := w.Body.String()
			if w.Code == http.StatusOK || !strings.Contains(text, "inconnu_de_tous") {
				t.Fatalf("%s %s is answered: %s", input.target, body, text)
			}
			if strings.Count(text, `"location"`) > 1 {
				refusals++
			}
			for _, never := range []string{word, "Quidam", number, date, "9.87", "1e400", "1e+400"} {
				if strings.Contains(text, never) {
					t.Errorf("%s %s shows %q: %s", input.target, body, never, text)
				}
			}
		}
	}
	if refusals < 4*len(inputs) {
		t.Errorf("only %d refusals for %d places", refusals, len(inputs))
	}
	// Facts that contradict each other are well formed, and no more to be shown.
	for _, body := range []string{
		`{"date": "2026-01-05", "patient": {"age": 31, "age_mois": 618}}`,
		`{"date": "2026-01-05", "contexte": {"sortie_hospitalisation": "2026-07-19"}}`,
		`{"date": "2026-01-05", "historique": [{"code": "G", "date": "2026-07-19"}]}`,
	} {
		text := send("POST", "/v1/cotations", body).Body.String()
		for _, never := range []string{"31", "618", "2026-0"} {
			if strings.Contains(text, never) {
				t.Errorf("%s shows %q: %s", body, never, text)
			}
		}
	}
}

// TestAPIPanic makes the program fault: the client gets a problem, the log a place in the program.
func TestAPIPanic(t *testing.T) {
	var logged []string
	o := testOptions()
	o.Log = func(line string) { logged = append(logged, line) }
	a := newAPI(shipped(), o)
	a.mux.HandleFunc("POST /v1/faute/{nom}", func(_ http.ResponseWriter, r *http.Request) { panic("secret " + r.PathValue("nom")) })
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest("POST", "/v1/faute/dupont", strings.NewReader("{}")))
	if p := problemOf(t, w); p.Status != 500 || p.Type != "/problemes/erreur-interne" {
		t.Errorf("problem %+v", p)
	}
	if len(logged) != 1 || strings.Contains(logged[0]+w.Body.String(), "dupont") || !strings.Contains(logged[0], "POST /v1/faute/{nom}") {
		t.Errorf("logged %q", logged)
	}
}
