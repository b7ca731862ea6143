package web

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/ccam"
)

// TestImportedCodes holds that an imported table is seen on the page of a code, whether a rule writes it or not, and by the search.
func TestImportedCodes(t *testing.T) {
	file, err := os.Open("../exemples/ccam-extrait.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	version, _, err := ccam.Import(file, ccam.Asked{File: "ccam-extrait.csv"})
	if err != nil {
		t.Fatal(err)
	}
	table := &ccam.Table{}
	table.Put(*version)
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	l.UseTariffs(table)
	h := New(l, testOptions()).Handler()
	for path, wanted := range map[string][]string{
		"/codes/HHFA001?au=2026-02-10": {"Appendicectomie", "176,79", "A, F, J, K, T, P, S, U, O, 7, 3", "ccam-extrait.csv"},
		"/codes/DEQP003?au=2026-02-10": {"14,77", "La table importée l’emporte", "Modificateurs admis", "F, P, S, U"},
		"/codes/DEQP003?au=2025-02-10": {"14,52"},
		"/codes/JKHD001?au=2026-02-10": {"13,00", "absent de la table importée"},
		"/codes/AHQP001?au=2026-02-10": {"Non pris en charge"},
		"/codes/ZZZZ999?au=2026-02-10": {"Code connu, non modélisé", "absent de la table importée"},
	} {
		w := get(t, h, path)
		text := plainText(w.Body.String())
		for _, want := range wanted {
			if w.Code != http.StatusOK || !strings.Contains(text, want) {
				t.Errorf("%s: status %d, %q not shown: %.300s", path, w.Code, want, text)
			}
		}
	}
	if w := get(t, h, "/codes/DEQP003?au=2025-02-10"); strings.Contains(w.Body.String(), "La table importée") {
		t.Error("the table speaks of a day before its own")
	}
	w := post(t, h, "/chercher", url.Values{"q": {"appendicectomie"}}, false)
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/codes/HHFA001" {
		t.Errorf("the search does not find an imported act: status %d, %q", w.Code, to)
	}
}
