package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
)

// site is a server over the shipped rules, on a day of its own.
func site(t *testing.T) http.Handler {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return New(l, Options{Today: func() day.Date { return day.MustParse("2026-11-21") }}).Handler()
}

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func post(t *testing.T, h http.Handler, path string, values url.Values, partial bool) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if partial {
		r.Header.Set("X-Partial", "1")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// plainText is what a page says, spaces of every kind as one space.
func plainText(body string) string {
	n, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return ""
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return strings.ContainsRune(" \n\t\u00a0\u202f", r) }), " ")
}

func TestPagesAnswerAndSayWhatTheyMust(t *testing.T) {
	h := site(t)
	for _, c := range []struct {
		path string
		says []string
	}{
		{"/", []string{"Chaque chiffre, tenu par son texte", "Coter une visite", "Ce qui a changé cette année", "Consultation et visite de référence du généraliste", "se lit de 2 façons", "Combien d’indicateurs"}},
		{"/coter", []string{"Coter une visite"}},
		{"/forfaits", []string{"Mes forfaits 2026", "Saisissez votre liste", "Voir un cabinet d’exemple"}},
		{"/regles", []string{"Les règles", "Consultation du psychiatre et du neurologue", "Forfait médecin traitant"}},
		{"/regles/cnp", []string{"Consultation du psychiatre et du neurologue", "Tel que signé, tel qu’appliqué", "Ce qui reste douteux", "Signaler une erreur", "suspendu"}},
		{"/regles/forfait_medecin_traitant", []string{"moins de 7 ans", "80 ans et plus", "Fiabilité"}},
		{"/regles/objectif_05", []string{"Hors couverture"}},
		{"/regles/gl1", []string{"Contesté", "Tenue par"}},
		{"/changements?du=2025-12-31&au=2026-01-01", []string{"1 er janvier 2026", "Forfaits"}},
		{"/changements?du=31/12/2025&au=01/01/2026&groupe=forfaits", []string{"Dotation numérique"}},
		{"/chercher", []string{"Chercher"}},
	} {
		t.Run(c.path, func(t *testing.T) {
			w := get(t, h, c.path)
			if w.Code != http.StatusOK {
				t.Fatalf("status %d", w.Code)
			}
			text := plainText(w.Body.String())
			for _, want := range append(c.says, "n’est pas un service de l’Assurance maladie", "Règles vérifiées jusqu’au 21 novembre 2026", "le médecin répond de sa facturation") {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
			wellFormed(t, w.Body.String())
		})
	}
}

// wellFormed checks what the parser of browsers would silently mend: unclosed elements, ids used twice, controls without a name.
func wellFormed(t *testing.T, body string) {
	t.Helper()
	void := map[string]bool{"meta": true, "link": true, "input": true, "br": true, "use": true, "path": true, "circle": true, "hr": true}
	var open []string
	ids := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		for _, a := range token.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has an inline %s, which the content policy refuses", token.Data, a.Key)
			}
			if a.Key == "id" && kind != html.EndTagToken {
				if ids[a.Val] {
					t.Errorf("the id %q is used twice", a.Val)
				}
				ids[a.Val] = true
			}
		}
		switch kind {
		case html.StartTagToken:
			if !void[token.Data] {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes nothing; open: %v", token.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("left open: %v", open)
	}
	for _, reference := range regexp.MustCompile(`\s(?:for|aria-labelledby|aria-describedby|form)="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		for id := range strings.FieldsSeq(reference[1]) {
			if !ids[id] {
				t.Errorf("%s names the id %q, which is not on the page", reference[0], id)
			}
		}
	}
}

func TestEveryRulePage(t *testing.T) {
	h := site(t)
	l, _ := opposable.Shipped()
	for _, r := range l.Plan.Rules {
		if r.Base >= 0 {
			continue
		}
		for _, query := range []string{"", "?au=2023-06-30", "?au=2025-09-15&connu_le=2024-07-01", "?au=2031-01-01"} {
			w := get(t, h, "/regles/"+r.Key+query)
			if w.Code != http.StatusOK {
				t.Fatalf("%s%s: status %d", r.Key, query, w.Code)
			}
			wellFormed(t, w.Body.String())
			if query == "?au=2031-01-01" && !strings.Contains(plainText(w.Body.String()), "dernier jour couvert") {
				t.Errorf("%s: a day after the last covered one is not said to be so", r.Key)
			}
		}
		if w := get(t, h, "/regles/"+r.Key+".yaml"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "règle: "+r.Key) {
			t.Errorf("%s.yaml: status %d", r.Key, w.Code)
		}
	}
}

func TestHeaders(t *testing.T) {
	h := site(t)
	page := get(t, h, "/forfaits")
	for name, want := range map[string]string{
		"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Content-Type": "text/html; charset=utf-8",
	} {
		if got := page.Header().Get(name); got != want {
			t.Errorf("%s is %q, %q expected", name, got, want)
		}
	}
	sheet := regexp.MustCompile(`/statique/[^"]+\.css`).FindString(page.Body.String())
	static := get(t, h, sheet)
	if static.Code != http.StatusOK || !strings.Contains(static.Header().Get("Cache-Control"), "immutable") || static.Header().Get("ETag") == "" {
		t.Errorf("%s: status %d, %v", sheet, static.Code, static.Header())
	}
	if old := get(t, h, "/statique/older/opposable.css"); strings.Contains(old.Header().Get("Cache-Control"), "immutable") {
		t.Error("a stale address of a file may be kept for ever")
	}
	r := httptest.NewRequest(http.MethodGet, "/regles", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, _ := io.ReadAll(z); !bytes.Contains(body, []byte("</html>")) {
		t.Error("the compressed page is not whole")
	}
}

func TestErrorsWearTheLookOfTheSite(t *testing.T) {
	h := site(t)
	for _, c := range []struct {
		name    string
		w       *httptest.ResponseRecorder
		status  int
		says    string
		headers map[string]string
	}{
		{"unknown page", get(t, h, "/forfait"), http.StatusNotFound, "Cette page n’existe pas", nil},
		{"unknown rule, near keys", get(t, h, "/regles/forfait_medecin_traitan"), http.StatusNotFound, "Forfait médecin traitant", nil},
		{"method", post(t, h, "/regles", nil, false), http.StatusMethodNotAllowed, "Méthodes admises", map[string]string{"Allow": "GET, HEAD"}},
		{"bad moment", get(t, h, "/regles/cnp?au=2026-02-30"), http.StatusUnprocessableEntity, "une date qui existe", nil},
		{"bad scenario", get(t, h, "/?scenario=rien"), http.StatusUnprocessableEntity, "scénario", nil},
		{"bad dates of changes", get(t, h, "/changements?du=hier&au=demain"), http.StatusUnprocessableEntity, "points à corriger", nil},
		{"dates the wrong way round", get(t, h, "/changements?du=2026-01-01&au=2025-01-01"), http.StatusUnprocessableEntity, "échangez-les", nil},
		{"large body", post(t, h, "/forfaits", url.Values{"x": {strings.Repeat("a", 10<<20)}}, false), http.StatusRequestEntityTooLarge, "trop gros", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.w.Code != c.status {
				t.Errorf("status %d, %d expected", c.w.Code, c.status)
			}
			if text := plainText(c.w.Body.String()); !strings.Contains(text, c.says) || !strings.Contains(text, "Opposable n’est pas") {
				t.Errorf("the page does not say %q: %s", c.says, text)
			}
			for name, want := range c.headers {
				if got := c.w.Header().Get(name); got != want {
					t.Errorf("%s is %q, %q expected", name, got, want)
				}
			}
			wellFormed(t, c.w.Body.String())
		})
	}
}

func TestSearch(t *testing.T) {
	h := site(t)
	for text, want := range map[string]string{
		"CNP": "/regles/cnp", "deqp003": "/codes/DEQP003", "MCG": "/regles/mcg", "dotation numerique": "/regles/dotation_numerique",
		"dotaton numérique": "/regles/dotation_numerique",
	} {
		w := post(t, h, "/chercher", url.Values{"q": {text}}, false)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%q goes to %q with status %d, %q expected", text, w.Header().Get("Location"), w.Code, want)
		}
	}
	for text, wants := range map[string][]string{
		"sortie d’hôpital": {"/regles/msh", "/regles/gl1"}, "hopitale": {"/regles/msh"}, "dimanche": {"/regles/permanence_regulee", "/regles/permanence_urgente", "/regles/majoration_deplacement_nuit"},
		"frottis": {"/codes/JKHD001"}, "vaccin": {"/regles/indicateurs_prevention"}, "nuit": {"/regles/permanence_regulee"}, "psy": {"/regles/cnp"}, "fratis": nil,
	} {
		w := post(t, h, "/chercher", url.Values{"q": {text}}, false)
		for _, want := range wants {
			if !strings.Contains(w.Body.String(), `href="`+want) && w.Header().Get("Location") != want {
				t.Errorf("%q does not lead to %s: %q %s", text, want, w.Header().Get("Location"), plainText(w.Body.String()))
			}
		}
	}
	w := post(t, h, "/chercher", url.Values{"q": {"enfant de 4 ans"}}, false)
	if text := plainText(w.Body.String()); !strings.Contains(text, "Vous parlez d’un patient de 4 ans") || !strings.Contains(text, "Majoration pour l’enfant") {
		t.Errorf("an age and a word: %s", text)
	}
	if text := plainText(post(t, h, "/chercher", url.Values{"q": {"zzzz"}}, false).Body.String()); !strings.Contains(text, "Aucune règle ni aucun acte ne contient ces mots") {
		t.Errorf("nothing found: %s", text)
	}
}

// TestNoFigureOfTheLawIsWritten holds templates and Go files of the pages free of amounts: they come from the rules.
func TestNoFigureOfTheLawIsWritten(t *testing.T) {
	amount := regexp.MustCompile(`[0-9]+([,.][0-9]+)?[\x{00a0}\x{202f} ]?€`)
	check := func(name, text string) {
		if found := amount.FindString(text); found != "" {
			t.Errorf("%s says %q: an amount belongs to the rules", name, found)
		}
	}
	err := fs.WalkDir(templateFiles, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(templateFiles, path)
		check(path, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(goFiles, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(goFiles, path)
		var kept []string
		for line := range strings.Lines(string(text)) {
			code, _, _ := strings.Cut(line, "//")
			kept = append(kept, code)
		}
		check(path, strings.Join(kept, "\n"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
