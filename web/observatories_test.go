package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestObservatoryPagesSayWhatTheyMust(t *testing.T) {
	h := site(t)
	for _, c := range []struct {
		path string
		says []string
	}{
		{"/observatoires", []string{"Aucun tarif ne dépend d’un objectif", "Non atteint", "En avance", "Sans donnée", "Non défini", "4,2 %", "8 558", "non su", "Aucune valeur de suivi n’a été trouvée",
			"Aucun texte ne fixe la base des croissances"}},
		{"/observatoires?base=2024", []string{"Base choisie ici : 31 décembre 2024"}},
		{"/observatoires?au=2024-12-31", []string{"Faits au 31 décembre 2024"}},
		{"/convention", []string{"ouvrir l’accès aux soins", "Caractère unique et national", "n’a été lu que dans son titre", "Avenir Spé-Le Bloc", "pas de liste", "convention valide", "jusqu’en 2028", "Tenue non trouvée",
			"reporté", "prend fin", "2029"}},
		{"/assistant", []string{"L’objectif, par paliers ou en ligne droite", "jamais adopté", "Année 5", "dernier jour où une table a été lue"}},
		{"/installation", []string{"S’installer", "Les contrats d’avant", "Contrat de transition"}},
	} {
		t.Run(c.path, func(t *testing.T) {
			w := get(t, h, c.path)
			if w.Code != http.StatusOK {
				t.Fatalf("status %d", w.Code)
			}
			text := plainText(w.Body.String())
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
			wellFormed(t, w.Body.String())
		})
	}
}

// TestSignatureIsComputed holds that both colleges of the signature come out of the votes, above the share the seed states.
func TestSignatureIsComputed(t *testing.T) {
	text := plainText(get(t, site(t), "/convention").Body.String())
	for _, want := range []string{"71,07 %", "73,68 %", "oui convention valide"} {
		if !strings.Contains(strings.ReplaceAll(text, "convention valide le seuil, dans chaque collège oui", "oui convention valide"), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// TestObjectiveColumns holds that the two printed columns of the objective come out, row by row.
func TestObjectiveColumns(t *testing.T) {
	text := plainText(get(t, site(t), "/assistant").Body.String())
	for _, row := range []string{
		"30 695 243 304", "35 762 267 304", "40 824 288 304", "45 882 309 304", "50 940 282 304", "55 999 300 294", "60 1 060 318 283", "65 1 131 339 270",
		"70 1 204 241 257", "75 1 287 257 242", "80 1 386 277 225", "85 1 508 302 203", "90 1 668 209 175", "95 1 943 97 126", "99 2 648 132 0",
	} {
		if !strings.Contains(text, row) {
			t.Errorf("the table has no row %q", row)
		}
	}
}

func TestTriedValues(t *testing.T) {
	h := site(t)
	w := post(t, h, "/observatoires", url.Values{"jour": {"30/06/2026"}, "objectif_01": {"1,9"}, "objectif_02": {"NS"}, "objectif_07.sas": {"96"}}, false)
	text := plainText(w.Body.String())
	_, tried, _ := strings.Cut(text, "Essayer ses valeurs")
	for _, want := range []string{"Atteint", "au 30 juin 2026", "Service d’accès aux soins", "valeur inconnue", "Non atteint"} {
		if w.Code != http.StatusOK || !strings.Contains(tried, want) {
			t.Errorf("status %d; the answer does not say %q", w.Code, want)
		}
	}
	wellFormed(t, w.Body.String())
	for name, values := range map[string]url.Values{
		"a word": {"objectif_01": {"beaucoup"}}, "no such day": {"jour": {"31/02/2026"}, "objectif_01": {"2"}}, "too precise": {"objectif_01": {"1,12345678"}},
	} {
		w := post(t, h, "/observatoires", values, false)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(plainText(w.Body.String()), "à corriger") {
			t.Errorf("%s: status %d", name, w.Code)
		}
		wellFormed(t, w.Body.String())
	}
	if text := plainText(post(t, h, "/observatoires", url.Values{}, false).Body.String()); !strings.Contains(text, "Aucune valeur n’a été saisie") {
		t.Error("an empty form is not answered plainly")
	}
}

func TestOwnPointAndAid(t *testing.T) {
	h := site(t)
	w := post(t, h, "/assistant", url.Values{"patientele_adulte": {"1 060"}, "etp": {"1"}, "date_signature": {"01/09/2024"}}, false)
	text := plainText(w.Body.String())
	for _, want := range []string{"318 par paliers 283 en ligne droite", "Votre point : 1 060 patients adultes", "Table au 1 er septembre 2028"} {
		if w.Code != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("status %d; the page does not say %q", w.Code, want)
		}
	}
	wellFormed(t, w.Body.String())
	if w := post(t, h, "/assistant", url.Values{"patientele_adulte": {"-3"}}, false); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a negative list: status %d", w.Code)
	}
	if text := plainText(post(t, h, "/assistant", url.Values{"patientele_adulte": {"400"}, "etp": {"1"}}, false).Body.String()); !strings.Contains(text, "— par paliers") {
		t.Error("a list below the table has a figure")
	}
}

func TestInstallationAid(t *testing.T) {
	h := site(t)
	values := url.Values{"zone": {"zip"}, "secteur": {"1"}, "optam": {"non"}, "cabinet": {"principal"}, "date_installation": {"01/03/2026"}, "premiere_installation": {"01/03/2026"}}
	w := post(t, h, "/installation", values, false)
	text := plainText(w.Body.String())
	for _, want := range []string{"Sûr", "somme unique, versée sans demande", "Cabinet principal", "dans les trois mois"} {
		if w.Code != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("status %d; the page does not say %q", w.Code, want)
		}
	}
	wellFormed(t, w.Body.String())
	values.Del("zone")
	if text := plainText(post(t, h, "/installation", values, false).Body.String()); !strings.Contains(text, "À préciser") || !strings.Contains(text, "Il manque un fait") {
		t.Error("without zone, the page does not ask for it")
	}
	values.Set("date_installation", "01/03/2024")
	if text := plainText(post(t, h, "/installation", values, false).Body.String()); !strings.Contains(text, "Hors couverture") {
		t.Error("before the aid exists, the page gives a figure")
	}
}
