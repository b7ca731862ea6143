package web

import (
	"html"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// common is a visit of cas/gestes_courants.yaml.
type common struct {
	Name  string `yaml:"nom"`
	Now   string `yaml:"maintenant"`
	Keys  string `yaml:"touches"`
	Codes string `yaml:"codes"`
}

func commonVisits(t testing.TB) []common {
	t.Helper()
	text, err := os.ReadFile("../cas/gestes_courants.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list []common
	if err := yaml.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// element reads the attributes of an element of a page.
func element(tag string) func(name string) string {
	return func(name string) string {
		m := regexp.MustCompile(`\s` + name + `="([^"]*)"`).FindStringSubmatch(tag)
		if m == nil {
			return ""
		}
		return html.UnescapeString(m[1])
	}
}

var keyed = regexp.MustCompile(`<(?:button|input|fieldset)[^>]*data-key="[^"]+"[^>]*>`)

// typed is what the keys of a common visit make of the form, scripts apart.
func typed(t testing.TB, page string, c common) url.Values {
	t.Helper()
	stroke, hour, _ := strings.Cut(c.Now, "T")
	values := url.Values{"date": {stroke}, "heure": {hour}, "medecin.specialite": {"medecine_generale"}, "medecin.secteur": {"1"}, "medecin.optam": {"non"},
		"contexte.snp_cette_semaine": {"2"}}
	for key := range strings.FieldsSeq(c.Keys) {
		switch {
		case key == "↵":
		case key >= "0" && key <= "9":
			values.Set("patient.age", values.Get("patient.age")+key)
		case key == "m" && values.Get("patient.age") != "":
			values.Set("age_en", "mois")
		default:
			i := slices.IndexFunc(keyed.FindAllString(page, -1), func(tag string) bool { return element(tag)("data-key") == key })
			if i < 0 {
				t.Fatalf("%s: no key %q on the page", c.Name, key)
			}
			at := element(keyed.FindAllString(page, -1)[i])
			switch {
			case at("name") == "faits":
				values.Add("faits", at("value"))
			case at("name") == "mt":
				values.Set("mt", at("value"))
			case at("data-add") != "":
				values.Add("actes", at("data-add"))
			default: // a yes/no: its first answer
				fieldset := page[strings.Index(page, `id="`+at("id")+`"`):]
				radio := regexp.MustCompile(`<input type="radio"[^>]*>`).FindString(fieldset)
				values.Set(element(radio)("name"), element(radio)("value"))
			}
		}
	}
	return values
}

func codesOfPage(body string) string { return element(body)("data-codes") }

func TestCommonVisits(t *testing.T) {
	h := site(t)
	page := get(t, h, "/coter").Body.String()
	list := commonVisits(t)
	if len(list) < 20 {
		t.Errorf("%d common visits, 20 expected", len(list))
	}
	for _, c := range list {
		t.Run(c.Name, func(t *testing.T) {
			if n := len(strings.Fields(c.Keys)); n > 6 {
				t.Errorf("%d keys", n)
			}
			w := post(t, h, "/coter", typed(t, page, c), false)
			if got := codesOfPage(w.Body.String()); w.Code != http.StatusOK || got != c.Codes {
				t.Errorf("status %d, codes %q, %q expected", w.Code, got, c.Codes)
			}
			wellFormed(t, w.Body.String())
		})
	}
}

// ordinary is a visit that lacks nothing.
func ordinary(changes ...string) url.Values {
	v := url.Values{"date": {"19/11/2026"}, "heure": {"10h20"}, "medecin.specialite": {"medecine_generale"}, "medecin.secteur": {"1"}, "visite.lieu": {"cabinet"},
		"visite.motif": {"consultation"}, "visite.adresse_par": {"personne"}, "visite.urgente": {"non"}, "visite.regulee": {"non"}, "patient.age": {"4"},
		"patient.ald": {"non"}, "patient.c2s": {"non"}, "mt": {"patient.a_un_medecin_traitant=oui&visite.medecin_est_mt=oui"}}
	for i := 0; i+1 < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func TestVisitWithoutScript(t *testing.T) {
	h := site(t)
	empty := get(t, h, "/coter")
	for _, want := range []string{`value="21/11/2026"`, "Dites un fait, le total vient", `method="post"`, "Tous les faits", "Vous écrivez au médecin traitant", "À remplir une fois"} {
		if !strings.Contains(strings.ToLower(empty.Body.String()), strings.ToLower(want)) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	for _, c := range []struct {
		name   string
		values url.Values
		says   []string
		never  []string
	}{
		{"sure", ordinary(), []string{"G + MEG", "Sûr", "Aucun fait ne manque", "À encaisser maintenant", "Assurance maladie", "Pas ajouté"}, []string{"Question"}},
		{"only the share is open", ordinary("patient.ald", ""), []string{"G + MEG", "À préciser", "Le montant est sûr"}, nil},
		{"an age is missing", ordinary("patient.age", ""), []string{"À préciser", "Quel est l’âge du patient", "Moins de 6 ans", "jamais rien retirer"}, []string{"Moins de 7 ans"}},
		{"disputed", ordinary("patient.age", "80", "mt", "patient.a_un_medecin_traitant=oui&visite.medecin_est_mt=non", "visite.courrier_au_mt", "non",
			"visite.eloigne_du_domicile", "non", "visite.meme_cabinet_que_mt", "non", "visite.collaborateur_du_mt", "non"),
			[]string{"Contesté", "Un texte, 2 lectures", "Tenue par : syndicats", "G + MOP"}, nil},
		{"a gesture", ordinary("patient.age", "40", "mt", "patient.a_un_medecin_traitant=oui&visite.medecin_est_mt=non", "visite.adresse_par", "medecin_traitant",
			"visite.courrier_au_mt", "non", "visite.eloigne_du_domicile", "non", "visite.meme_cabinet_que_mt", "non"),
			[]string{"Ce que vous pouvez faire", "Due si vous écrivez au médecin traitant", "C’est fait"}, nil},
		{"out of cover", ordinary("date", "01/01/2035"), []string{"Hors couverture", "dernier jour couvert"}, []string{"€"}},
		{"months", ordinary("patient.age", "8 mois"), []string{"G + MEG"}, nil},
		{"words of a gesture", ordinary("patient.age", "40", "actes", "électrocardiogramme"), []string{"G + DEQP003", "Électrocardiographie sur au moins 12 dérivations"}, nil},
		{"two sheets", ordinary("patient.age", "47", "visite.motif", "bilan_prevention", "visite.prescription_apres_bilan", "oui", "historique", "aucun"), []string{"Feuille 1", "Feuille 2"}, nil},
		{"a past act", ordinary("patient.age", "85", "visite.motif", "suite_hospitalisation", "contexte.sortie_hospitalisation", "01/11/2026", "historique", "GL1 10/11/2026"), []string{"Sûr"}, []string{"+ GL1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := post(t, h, "/coter", c.values, false)
			part := post(t, h, "/coter", c.values, true).Body.String()
			text := plainText(part)
			if w.Code != http.StatusOK {
				t.Errorf("status %d", w.Code)
			}
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
			for _, not := range c.never {
				if strings.Contains(text, not) {
					t.Errorf("the page says %q", not)
				}
			}
			wellFormed(t, w.Body.String())
			if strings.Contains(part, "<html") || strings.Contains(part, "<form") || codesOfPage(part) != codesOfPage(w.Body.String()) {
				t.Error("the partial answer is not the result alone")
			}
		})
	}
}

func TestBadVisitKeepsTheForm(t *testing.T) {
	w := post(t, site(t), "/coter", ordinary("date", "31/02/2026", "heure", "25:99", "patient.age", "quatre", "actes", "suture", "visite.distance_km", "loin", "historique", "hier"), false)
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d, 422 expected", w.Code)
	}
	for _, want := range []string{`value="31/02/2026"`, `value="25:99"`, `value="quatre"`, `value="suture"`, `value="loin"`, `value="hier"`, `href="#f-date"`, `href="#f-heure"`,
		`href="#f-patient-age"`, `id="f-patient-age-e"`, `id="f-visite-distance-km-e"`, `href="#f-actes"`, `href="#f-historique"`, "6 points à corriger", "Corrigez d’abord"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	if codesOfPage(body) != "" {
		t.Error("a visit that is refused is priced")
	}
	wellFormed(t, body)
}

// TestEveryReplyIsUnderstood follows each button that the page offers, for visits that lack each of their facts in turn.
func TestEveryReplyIsUnderstood(t *testing.T) {
	h := site(t)
	buttons := regexp.MustCompile(`<button class="(?:pick|btn)" type="submit"(?: form="visite")? name="faits" value="([^"]+)"`)
	for missing := range ordinary() {
		if missing == "medecin.specialite" && testing.Short() {
			continue
		}
		sent := ordinary(missing, "")
		for _, m := range buttons.FindAllStringSubmatch(post(t, h, "/coter", sent, false).Body.String(), -1) {
			next := ordinary(missing, "", "faits", html.UnescapeString(m[1]))
			if w := post(t, h, "/coter", next, true); w.Code != http.StatusOK {
				t.Errorf("without %s, the reply %s is refused: %s", missing, m[1], plainText(w.Body.String()))
			}
		}
	}
}

func TestAtMostSixRefusalsInSight(t *testing.T) {
	body := post(t, site(t), "/coter", ordinary(), false).Body.String()
	_, after, _ := strings.Cut(body, `aria-labelledby="t-non"`)
	near, far, folded := strings.Cut(after, `id="d-ecartes"`)
	if n := strings.Count(near, `data-state="non_facturable"><p class="fig">`); n != nearRefusals || !folded || !strings.Contains(far, "non_facturable") {
		t.Errorf("%d refusals in sight, %d expected, the rest folded: %t", n, nearRefusals, folded)
	}
	if strings.Index(near, ">MOP<") > strings.Index(after, ">CCX<") {
		t.Error("an act for another purpose stands before one for this visit")
	}
}

func TestGestures(t *testing.T) {
	g := newGestures(newSearchIndex(shipped().Plan), shipped().Plan)
	for text, want := range map[string]string{
		"ecg": "DEQP003", "ÉLECTROCARDIOGRAMME": "DEQP003", "deqp003 jkhd001": "DEQP003 JKHD001", "frottis; ecg": "DEQP003 JKHD001", "spirometrie standard": "GLQP012",
		"electrocardiograme": "DEQP003", "tamponnement": "GABD002", "ZZZZ999": "ZZZZ999", "mcg": "MCG", "": "", "stérilet pose": "JKLD001",
	} {
		codes, problem := g.read(text)
		if got := strings.Join(codes, " "); got != want || problem != "" {
			t.Errorf("%q gives %q (%s), %q expected", text, got, problem, want)
		}
	}
	for _, text := range []string{"suture", "un geste que rien ne nomme"} {
		if _, problem := g.read(text); problem == "" {
			t.Errorf("%q is not refused", text)
		}
	}
	i, ok := shipped().Plan.Rule("acte_technique")
	if !ok {
		t.Fatal("no rule prices technical acts")
	}
	priced := technicalCodes(shipped().Plan, &shipped().Plan.Rules[i])
	for _, code := range priced {
		if code = strings.ToUpper(code); technicalCode.MatchString(code) && g.label(code) == "" {
			t.Errorf("gestures.csv does not name %s, which a rule prices", code)
		}
	}
}

// BenchmarkVisitPage measures an answer to a form that changes: to read, price and write.
func BenchmarkVisitPage(b *testing.B) {
	h := New(shipped(), testOptions()).Handler()
	t := &testing.T{}
	page := get(t, h, "/coter").Body.String()
	for _, c := range commonVisits(b) {
		values := typed(b, page, c)
		b.Run(c.Name, func(b *testing.B) {
			for b.Loop() {
				post(t, h, "/coter", values, true)
			}
		})
	}
	b.Run("âge seul", func(b *testing.B) {
		for b.Loop() {
			post(t, h, "/coter", url.Values{"medecin.specialite": {"medecine_generale"}, "medecin.secteur": {"1"}, "patient.age": {"4"}}, true)
		}
	})
}
