package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/opposable/opposable"
)

func TestCodePagesSayWhatTheyMust(t *testing.T) {
	h := site(t)
	for _, c := range []struct {
		path   string
		status int
		says   []string
		not    []string
	}{
		{"/codes/g", http.StatusOK, []string{"Consultation et visite de référence du généraliste", "2022 2023 2024 2025 2026", "25,00 € 26,50 € 26,50 € 30,00 € 30,00 €", "Qui", "MEG", "L’assurance maladie en paie une part"}, []string{"Jamais avec", "MCS"}},
		{"/codes/G", http.StatusOK, []string{"25,00 € 26,50 € 26,50 € 30,00 € 30,00 €"}, nil},
		{"/codes/cnp", http.StatusOK, []string{"1 er juillet 2025 52,00 € 50,00 €", "reporté par", "Un chiffre barré était signé", "tel que signé"}, nil},
		{"/codes/cnp?connu_le=2024-07-01", http.StatusOK, []string{"1 er juillet 2025 52,00 €"}, []string{"reporté par"}},
		{"/codes/CS", http.StatusOK, []string{"26,50 € à 37,00 €", "gériatrie 23,00 € 23,00 € 23,00 € 32,00 € 37,00 €"}, nil},
		{"/codes/mcg", http.StatusOK, []string{"S’ajoute à", "les consultations de référence : G", "Jamais avec", "Tenue par"}, []string{"CNP"}},
		{"/codes/gl1", http.StatusOK, []string{"L’assurance maladie paie tout", "1 GL1 au plus par année civile"}, nil},
		{"/codes/deqp003", http.StatusOK, []string{"Électrocardiographie", "14,26 € 14,26 € 14,26 € 14,52 € 14,77 €"}, nil},
		{"/codes/ami", http.StatusOK, []string{"Code connu, non modélisé", "Hors couverture"}, []string{"La règle entière"}},
		{"/codes/zzzz999", http.StatusOK, []string{"Code connu, non modélisé", "s’écrit comme un acte technique"}, nil},
		{"/codes/mgc", http.StatusNotFound, []string{"Ce code n’est pas connu", "Majoration de coordination du généraliste"}, nil},
		{"/codes/g?au=2030-01-01", http.StatusOK, []string{"après le dernier jour couvert"}, nil},
	} {
		t.Run(c.path, func(t *testing.T) {
			w := get(t, h, c.path)
			if w.Code != c.status {
				t.Fatalf("status %d, want %d", w.Code, c.status)
			}
			text := plainText(w.Body.String())
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
			for _, wrong := range c.not {
				if strings.Contains(text, wrong) {
					t.Errorf("the page says %q", wrong)
				}
			}
			wellFormed(t, w.Body.String())
		})
	}
}

// TestEveryCodeHasItsPage asks the page of each code that a rule bears.
func TestEveryCodeHasItsPage(t *testing.T) {
	h := site(t)
	for _, e := range newSearchIndex(lawOfSite(t).Plan).entries {
		for _, code := range e.found.Codes {
			w := get(t, h, "/codes/"+code)
			if body := w.Body.String(); w.Code != http.StatusOK || strings.Contains(body, "non modélisé.") || strings.Contains(body, "\ufffd") {
				t.Errorf("%s: status %d", code, w.Code)
			}
		}
	}
}

// A visit of the tests, as a form states it.
func billedVisit(codes string) url.Values {
	return url.Values{"codes": {codes}, "date": {"20/11/2026"}, "heure": {"10h"}, "medecin.specialite": {"medecine_generale"}, "medecin.secteur": {"1"}, "patient.age": {"40"},
		"patient.a_un_medecin_traitant": {"oui"}, "visite.medecin_est_mt": {"oui"}, "visite.lieu": {"cabinet"}, "visite.motif": {"consultation"}, "visite.adresse_par": {"personne"},
		"patient.ald": {"non"}, "patient.c2s": {"non"}, "visite.rdv_urgent_obtenu": {"non"}, "historique": {"aucun"}}
}

func TestVerifyPage(t *testing.T) {
	h := site(t)
	for _, c := range []struct {
		name   string
		values url.Values
		status int
		says   []string
	}{
		{"an addition that does not hold", billedVisit("G+MEG+DEQP003"), http.StatusOK, []string{"49,77 €", "MEG", "Non facturable", "Facturable seulement si l’âge du patient", "G + DEQP003 Facturable", "44,77 €", "− 5 €", "En trop"}},
		{"a right bill", billedVisit("g + deqp003"), http.StatusOK, []string{"Cette cotation est celle que les règles donnent", "Le total ne change pas"}},
		{"a code that nothing knows", billedVisit("G+ZZ"), http.StatusOK, []string{"Code inconnu"}},
		{"a code without a rule", billedVisit("AMI"), http.StatusOK, []string{"Connu, non modélisé"}},
		{"no code", billedVisit(""), http.StatusUnprocessableEntity, []string{"Un point à corriger", "les codes facturés manquent"}},
		{"an age that is none", func() url.Values { v := billedVisit("G"); v.Set("patient.age", "vieux"); return v }(), http.StatusUnprocessableEntity, []string{"Un point à corriger"}},
	} {
		t.Run(c.name, func(t *testing.T) { postSays(t, h, "/verifier", c.values, c.status, c.says) })
	}
}

func TestDecodePage(t *testing.T) {
	h := site(t)
	doctor := func(amount, date string) url.Values {
		return url.Values{"montant": {amount}, "date": {date}, "medecin.specialite": {"medecine_generale"}, "medecin.secteur": {"1"}}
	}
	for _, c := range []struct {
		name   string
		values url.Values
		status int
		says   []string
	}{
		{"several bills", doctor("44,52", "11/02/2025"), http.StatusOK, []string{"combinaisons", "1 G + DEQP003", "Électrocardiographie", "Coter ce cas", "Cherché"}},
		{"no bill", doctor("0,01", "11/02/2025"), http.StatusOK, []string{"Aucune combinaison", "aucune combinaison licite ne donne"}},
		{"before the first day", doctor("23", "11/02/2015"), http.StatusOK, []string{"Pas de réponse"}},
		{"no amount", doctor("", "11/02/2025"), http.StatusUnprocessableEntity, []string{"Un point à corriger"}},
		{"neither", doctor("abc", "31/02/2025"), http.StatusUnprocessableEntity, []string{"2 points à corriger"}},
	} {
		t.Run(c.name, func(t *testing.T) { postSays(t, h, "/decoder", c.values, c.status, c.says) })
	}
}

// postSays posts a form and checks what comes back: nothing is kept, nothing is in an address.
func postSays(t *testing.T, h http.Handler, path string, values url.Values, status int, says []string) {
	t.Helper()
	w := post(t, h, path, values, false)
	if w.Code != status {
		t.Fatalf("status %d, want %d", w.Code, status)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
	text := strings.ReplaceAll(plainText(w.Body.String()), " ,", ",")
	for _, want := range says {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			t.Errorf("the page does not say %q", want)
		}
	}
	wellFormed(t, w.Body.String())
}

// TestDecodedCaseIsPriced follows « Coter ce cas » to the page that prices a visit: it gives the amount.
func TestDecodedCaseIsPriced(t *testing.T) {
	h := site(t)
	body := post(t, h, "/decoder", url.Values{"montant": {"44,52"}, "date": {"11/02/2025"}}, false).Body.String()
	_, rest, _ := strings.Cut(body, `name="faits" value="`)
	facts, _, found := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("no case to price")
	}
	w := post(t, h, "/coter", url.Values{"faits": {strings.ReplaceAll(facts, "&amp;", "&")}}, false)
	if text := plainText(w.Body.String()); w.Code != http.StatusOK || !strings.Contains(text, "44,52") {
		t.Errorf("status %d, and the visit is not priced 44,52", w.Code)
	}
}

func lawOfSite(t *testing.T) *opposable.Law {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return l
}
