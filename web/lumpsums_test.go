package web

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
)

// goFiles are the sources of this package.
var goFiles = os.DirFS(".")

// classNames are the fields of the classes of a year, in their order.
func classNames(t *testing.T, year int) []string {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	s := New(l, Options{})
	var out []string
	for _, c := range s.listing(day.Moment{At: day.New(year, 12, 31)}, day.Moment{At: day.New(year-1, 12, 31)}).Classes {
		out = append(out, c.Name)
	}
	return out
}

func TestClassesComeFromTheTables(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	s := New(l, Options{})
	labels := func(year int) string {
		var out []string
		for _, c := range s.listing(day.Moment{At: day.New(year, 12, 31)}, day.Moment{At: day.New(year-1, 12, 31)}).Classes {
			out = append(out, strings.ReplaceAll(c.Label, space, " "))
		}
		return strings.Join(out, " | ")
	}
	if got, want := labels(2026), "Moins de 7 ans | 7 à 74 ans | 75 à 79 ans | 80 ans et plus | ALD, moins de 80 ans | ALD, 80 ans et plus | Non vu depuis deux ans"; got != want {
		t.Errorf("2026: %s", got)
	}
	if got, want := labels(2024), "Moins de 7 ans | 7 à 79 ans | 80 ans et plus | ALD, moins de 80 ans | ALD, 80 ans et plus"; got != want {
		t.Errorf("2024: %s", got)
	}
}

func TestAYearWithoutScript(t *testing.T) {
	h := site(t)
	w := post(t, h, "/forfaits", url.Values{"exemple": {"1"}}, false)
	text := plainText(w.Body.String())
	if w.Code != http.StatusOK {
		t.Fatalf("status %d", w.Code)
	}
	for _, want := range []string{"1 103 patients", "Forfait médecin traitant", "Majoration de zone", "D’où vient le forfait", "Quand l’argent arrive", "2025 à côté de 2026", "Indicateurs validés"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	wellFormed(t, w.Body.String())

	names := classNames(t, 2026)
	values := url.Values{"annee": {"2026"}, "assistant": {"non"}, "medecin.secteur": {"1"}, "medecin.optam": {"non"}, "medecin.age": {"50"}, "medecin.zone": {"hors_zone"},
		"medecin.qpv": {"non"}, "medecin.premiere_installation": {"01/03/2005"}, names[0]: {"100"}, "dont.c2s": {"10"}, "total.indicateurs_valides": {"120"}}
	first := totalOf(t, post(t, h, "/forfaits", values, false).Body.String())
	values.Set(names[0], "200")
	if second := totalOf(t, post(t, h, "/forfaits", values, false).Body.String()); second == first {
		t.Errorf("twice the patients give the same total, %s", first)
	}
	part := post(t, h, "/forfaits", values, true).Body.String()
	if strings.Contains(part, "<html") || !strings.Contains(part, `id="resultat"`) || !strings.Contains(part, `id="suite"`) {
		t.Error("a partial answer is not the computed parts alone")
	}
}

// totalOf reads the total of a page.
func totalOf(t *testing.T, body string) string {
	t.Helper()
	_, rest, found := strings.Cut(body, `<span class="total">`)
	if !found {
		t.Fatal("no total on the page")
	}
	total, _, _ := strings.Cut(rest, "<")
	return total
}

func TestAnAnswerIsAButton(t *testing.T) {
	h := site(t)
	names := classNames(t, 2026)
	values := url.Values{"annee": {"2026"}, "assistant": {"non"}, names[1]: {"500"}}
	body := post(t, h, "/forfaits", values, false).Body.String()
	if !strings.Contains(body, `name="reponse" value="medecin.secteur=1"`) && !strings.Contains(plainText(body), "Quel est votre secteur") {
		t.Fatal("the sector is not asked")
	}
	values.Set("reponse", "medecin.secteur=1")
	if body = post(t, h, "/forfaits", values, false).Body.String(); !strings.Contains(body, `name="medecin.secteur" value="1" checked`) {
		t.Error("the answer of a button is not in its field")
	}
}

func TestBadInputKeepsTheForm(t *testing.T) {
	h := site(t)
	names := classNames(t, 2026)
	values := url.Values{"annee": {"2026"}, "medecin.age": {"douze"}, names[0]: {"-3"}, names[1]: {"688"}, "dont.c2s": {"9999"}, "medecin.premiere_installation": {"31/02/2020"}}
	w := post(t, h, "/forfaits", values, false)
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d, 422 expected", w.Code)
	}
	for _, want := range []string{`value="douze"`, `value="-3"`, `value="688"`, `value="31/02/2020"`, `aria-invalid="true"`, `href="#f-dont-c2s"`, `id="f-dont-c2s-e"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	wellFormed(t, body)
}

func TestNoFactInAnAddress(t *testing.T) {
	h := site(t)
	for _, path := range []string{"/", "/forfaits", "/coter", "/regles", "/regles/cnp", "/changements", "/chercher"} {
		body := get(t, h, path).Body.String()
		for _, form := range strings.Split(body, "<form")[1:] {
			form, _, _ = strings.Cut(form, "</form>")
			if !strings.Contains(form[:strings.IndexByte(form, '>')], `method="get"`) {
				continue
			}
			for _, fact := range []string{`name="q"`, "patient.", "visite.", "medecin.", "contexte.", `name="date"`, `name="classe`} {
				if strings.Contains(form, fact) {
					t.Errorf("%s: a form sent by address holds %s", path, fact)
				}
			}
		}
	}
	values := url.Values{"exemple": {"1"}}
	body := post(t, h, "/forfaits", values, false).Body.String()
	for _, link := range strings.Split(body, `href="`)[1:] {
		link, _, _ = strings.Cut(link, `"`)
		if strings.Contains(link, "?") {
			t.Errorf("a link of a computed page has a query: %s", link)
		}
	}
}

func TestOutOfCoverIsSaidWithoutANumber(t *testing.T) {
	h := site(t)
	text := plainText(get(t, h, "/regles/g?au=2021-06-30").Body.String())
	if !strings.Contains(text, "avant le premier jour couvert") || !strings.Contains(text, "Hors couverture") {
		t.Errorf("a day before the first covered one: %s", text)
	}
}
