package opposable_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/ccam"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/day"
)

// completed returns the shipped rules with an official table.
func completed(t *testing.T, file string, change func(string) string) (*opposable.Law, *ccam.Version) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := ccam.Import(strings.NewReader(change(string(data))), ccam.Asked{File: filepath.Base(file)})
	if err != nil {
		t.Fatal(err)
	}
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	table := &ccam.Table{}
	table.Put(*v)
	l.UseTariffs(table)
	return l, v
}

// done is a visit of a generalist of the first sector during which acts were done.
func done(date string, codes ...string) map[string]any {
	acts := []any{}
	for _, c := range codes {
		acts = append(acts, c)
	}
	return map[string]any{
		"date": date, "heure": "10:20", "actes": acts, "historique": []any{}, "contexte": map[string]any{"plaie_de_la_main": false},
		"medecin": map[string]any{"specialite": "medecine_generale", "secteur": "1", "territoire": "metropole"},
		"patient": map[string]any{"age": json.Number("40"), "ald": false, "c2s": false, "a_un_medecin_traitant": true},
		"visite": map[string]any{
			"lieu": "cabinet", "motif": "consultation", "medecin_est_mt": false, "adresse_par": "medecin_traitant", "courrier_au_mt": false,
			"regulee": false, "urgente": false, "eloigne_du_domicile": false, "meme_cabinet_que_mt": false, "collaborateur_du_mt": false,
		},
	}
}

const excerpt = "exemples/ccam-extrait.csv"

func same(s string) string { return s }

// plain writes spaces that do not break as others.
func plain(s string) string { return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s) }

// price answers such a visit.
func price(t *testing.T, l *opposable.Law, date string, codes ...string) *cotation.Answer {
	t.Helper()
	a, err := l.Price(done(date, codes...), opposable.Asked{}, cotation.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func lineOf(a *cotation.Answer, code string) *cotation.Line {
	if i := slices.IndexFunc(a.Lines, func(l cotation.Line) bool { return l.Code == code }); i >= 0 {
		return &a.Lines[i]
	}
	return nil
}

func TestImportedTariffs(t *testing.T) {
	l, _ := completed(t, excerpt, func(s string) string {
		return strings.Replace(s, "12 dérivations,1,0,14.77", "12 dérivations,1,0,15.00", 1)
	})
	has := func(list []string, words ...string) bool {
		return slices.ContainsFunc(list, func(s string) bool {
			return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(plain(s), w) })
		})
	}
	a := price(t, l, "2026-02-10", "HHFA001")
	line := lineOf(a, "HHFA001")
	if line == nil || line.Amount.N != 176_79 || line.Reliability != "officiel" && len(line.Sources) == 1 || line.Title != "Appendicectomie, par abord de la fosse iliaque" {
		t.Fatalf("an act that no rule writes: %+v", a.Lines)
	}
	if s := line.Sources[0]; s.Title != "CCAM version 81" || s.Article == nil || !strings.Contains(*s.Article, "ccam-extrait.csv") {
		t.Errorf("source %+v", s)
	}
	if !has(a.Assumed, "HHFA001", "activité 1, phase 0", "activité 4, phase 0 (anesthésie)") {
		t.Errorf("what was not chosen is not told: %q", a.Assumed)
	}
	a = price(t, l, "2026-02-10", "DEQP003")
	if line := lineOf(a, "DEQP003"); line == nil || line.Base.N != 15_00 || !has(a.Doubts, "DEQP003", "15,00 €", "14,77 €") {
		t.Errorf("an imported row wins and the difference is told: %+v %q", a.Lines, a.Doubts)
	}
	a = price(t, l, "2025-02-10", "DEQP003")
	if line := lineOf(a, "DEQP003"); line == nil || line.Base.N != 14_52 || has(a.Doubts, "table importée") {
		t.Errorf("before its day the table is silent: %+v %q", a.Lines, a.Doubts)
	}
	a = price(t, l, "2026-02-10", "JKHD001")
	if line := lineOf(a, "JKHD001"); line == nil || line.Base.N != 13_00 || !has(a.Doubts, "JKHD001", "absent de la table importée") {
		t.Errorf("a code that the table lacks is priced as written: %+v %q", a.Lines, a.Doubts)
	}
	for code, why := range map[string]string{"AHQP001": "non pris en charge", "AHQP016": "tarif nul"} {
		a = price(t, l, "2026-02-10", code)
		i := slices.IndexFunc(a.Refused, func(r cotation.Refusal) bool { return r.Code == code && strings.Contains(r.Reason(), why) })
		if lineOf(a, code) != nil || i < 0 {
			t.Errorf("%s: no refusal says %q", code, why)
		}
	}
}

func TestImportedValueOfARule(t *testing.T) {
	l, _ := completed(t, excerpt, same)
	for _, c := range []struct {
		facts, at, state, text string
	}{
		{`{"code_technique": "HHFA001", "tarif_applique": "opposable"}`, "2026-02-10", answer.Sure, "176,79 €"},
		{`{"code_technique": "hhfa001"}`, "2026-02-10", answer.Sure, "176,79 €"},
		{`{"code_technique": "DEQP002", "tarif_applique": "libre"}`, "2026-02-10", answer.Sure, "13,81 €"},
		{`{"code_technique": "DEQP002"}`, "2026-02-10", answer.ToSpecify, "de 13,81 € à 14,77 €"},
		{`{"code_technique": "AHQP001", "tarif_applique": "libre"}`, "2026-02-10", answer.NotDue, "0,00 €"},
		{`{"code_technique": "HHFA001", "tarif_applique": "opposable"}`, "2025-02-10", answer.NotCovered, "non établi"},
	} {
		r, err := l.Compute("acte_technique", []byte(c.facts), opposable.Asked{At: c.at})
		if err != nil {
			t.Fatal(err)
		}
		if r.State != c.state || plain(r.Text) != c.text {
			t.Errorf("%s at %s: %s %q, want %s %q", c.facts, c.at, r.State, r.Text, c.state, c.text)
		}
	}
}

// TestWholeTableIsPriced bills every code of the table named by OPPOSABLE_CCAM, when there is one: each is priced, or refused for what the
// table says.
func TestWholeTableIsPriced(t *testing.T) {
	file := os.Getenv("OPPOSABLE_CCAM")
	if file == "" {
		t.Skip("OPPOSABLE_CCAM names no file")
	}
	l, v := completed(t, file, same)
	date, priced, refused := v.From.String(), 0, 0
	table := ccam.Table{Versions: []ccam.Version{*v}}
	for i := range v.Rows {
		code := v.Rows[i].Code
		if i > 0 && v.Rows[i-1].Code == code {
			continue
		}
		found, _ := table.Find(code, day.Moment{At: v.From})
		alone, err := l.Compute("acte_technique", []byte(`{"code_technique": "`+code+`", "tarif_applique": "opposable"}`), opposable.Asked{At: date})
		if err != nil || alone.Cents == nil || *alone.Cents != found.Row.Binding.Cents {
			t.Errorf("%s alone: %v %+v", code, err, alone)
		}
		a := price(t, l, date, code)
		line := lineOf(a, code)
		said := slices.ContainsFunc(a.Refused, func(r cotation.Refusal) bool { return r.Code == code })
		switch {
		case found.Row.Binding.Cents == 0 && line == nil && said:
			refused++
		case line != nil && line.Base.Known || line == nil && said && a.State != answer.NotCovered:
			priced++
		default:
			t.Errorf("%s: %s, %+v", code, a.State, a.Lines)
		}
	}
	t.Logf("%d codes priced, %d without a tariff in the table", priced, refused)
}

// TestImportedModifiers holds that the letters of the imported row say which modifiers an act admits, and the rules what each is worth: an
// act that the rules do not write, one that they write, one whose row admits none.
func TestImportedModifiers(t *testing.T) {
	l, _ := completed(t, excerpt, func(s string) string {
		return strings.Replace(s, `"[F, P, S, U]"`, "", 1) // of the electrocardiogram: the table takes back what the rule lists
	})
	visit := func(code string) *cotation.Answer {
		object := done("2026-02-15", code)
		object["medecin"] = map[string]any{"specialite": "chirurgie", "code_specialite": json.Number("4"), "secteur": "1"}
		maps.Copy(object["visite"].(map[string]any), map[string]any{"lieu": "hopital", "urgente": true})
		a, err := l.Price(object, opposable.Asked{}, cotation.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := visit("HHFA001")
	line := lineOf(a, "HHFA001")
	if line == nil || line.Billed() != "HHFA001 FJK" || line.Base.N != 176_79+40_00+11_49+53_04 {
		t.Errorf("an act that only the table knows: %+v", a.Lines)
	}
	if text := strings.Join(a.Doubts, "\n"); !strings.Contains(text, "HHFA001 admet aussi") || !strings.Contains(text, "7 (présence permanente") {
		t.Errorf("the modifiers that no rule writes are not told: %q", a.Doubts)
	}
	a = visit("DEQP003")
	if line := lineOf(a, "DEQP003"); line == nil || len(line.Modifiers) > 0 {
		t.Errorf("a row without letters admits no modifier: %+v", a.Lines)
	}
}

// TestImportedOverseas holds that the percent of the rules multiplies an imported tariff too, and that the answer says so.
func TestImportedOverseas(t *testing.T) {
	l, _ := completed(t, excerpt, same)
	object := done("2026-02-10", "HHFA001")
	object["medecin"].(map[string]any)["territoire"] = "guyane"
	a, err := l.Price(object, opposable.Asked{}, cotation.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if line := lineOf(a, "HHFA001"); line == nil || line.Base.N != 183_86 || !strings.Contains(plain(strings.Join(a.Assumed, "\n")), "multiplié par 104 %") {
		t.Errorf("%+v %q", a.Lines, a.Assumed)
	}
	r, err := l.Compute("acte_technique", []byte(`{"code_technique": "HHFA001", "tarif_applique": "opposable", "territoire": "guyane"}`), opposable.Asked{At: "2026-02-10"})
	if err != nil || plain(r.Text) != "183,86 €" {
		t.Errorf("%v, %+v", err, r)
	}
}
