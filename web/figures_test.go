package web

import (
	"encoding/csv"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/opposable/opposable"
)

// TestFiguresPage holds that every theme is drawn and has its table, and that misses are shown.
func TestFiguresPage(t *testing.T) {
	h := site(t)
	page := get(t, h, "/chiffres").Body.String()
	for _, id := range []string{"activite", "densites", "medecin-traitant", "patientele", "revalorisations", "cout", "verdicts", "hors", "recalcules", "cales", "non-calculables"} {
		if !strings.Contains(page, `id="`+id+`"`) {
			t.Errorf("there is no %q", id)
		}
	}
	if drawings, tables := strings.Count(page, `<figure class="chart">`), strings.Count(page, " : la table</summary>"); drawings != 10 || tables != 6 {
		t.Errorf("%d drawings and %d tables", drawings, tables)
	}
	for _, want := range []string{"entièrement en 2020", "De 2020 à 2021 la population", "aucun chiffre n’en est donné ici", "236\u202f555\u202f280"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
}

// TestFiguresWithPeople holds that the page says what is under way, then shows it, or what was known when no population comes.
func TestFiguresWithPeople(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	ready := make(chan *opposable.People)
	s := New(l, Options{People: func() (*opposable.People, error) {
		if p := <-ready; p != nil {
			return p, nil
		}
		return nil, errors.New("none")
	}})
	h := s.Handler()
	const under = "Les chiffres qui demandent une population se calculent"
	if !strings.Contains(get(t, h, "/chiffres").Body.String(), under) {
		t.Error("nothing says that figures are under way")
	}
	ready <- &opposable.People{Margins: map[string]opposable.PeopleMargin{"liste_p50": {Obtained: "941", Fitted: true}}}
	<-s.reproduced.finished
	page := get(t, h, "/chiffres").Body.String()
	if strings.Contains(page, under) {
		t.Error("figures are still said to be under way")
	}
	if !strings.Contains(page, ">941<") {
		t.Error("the figure of the population is not on the page")
	}
}

func TestFiguresFiles(t *testing.T) {
	h := site(t)
	for _, name := range []string{"activite", "densites", "medecin_traitant", "patientele", "hsd", "cout", "forfaits", "effectifs", "reproduire"} {
		r := csv.NewReader(strings.NewReader(get(t, h, "/chiffres/"+name+".csv").Body.String()))
		r.Comma = ';'
		list, err := r.ReadAll()
		if err != nil || len(list) < 10 {
			t.Errorf("%s: %d lines, %v", name, len(list), err)
		}
	}
	for _, path := range []string{"/chiffres/rien.csv", "/chiffres/hsd", "/chiffres/sources.csv"} {
		if status := get(t, h, path).Code; status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}
