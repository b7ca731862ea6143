package cotation

import (
	"errors"
	"strings"
	"testing"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
)

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		name, visit string
		want        []string // a path and a piece of its message, in order
	}{
		{"no date", `{}`, []string{"date", "manque"}},
		{"bad date", `{"date":"2025-02-30"}`, []string{"date", "qui existe"}},
		{"bad hour", `{"date":"2025-02-11","heure":"24:00"}`, []string{"heure", "HH:MM"}},
		{"hour as a number", `{"date":"2025-02-11","heure":10}`, []string{"heure", "HH:MM"}},
		{"unknown section", `{"date":"2025-02-11","pacient":{}}`, []string{"pacient", "« patient »"}},
		{"unknown fact", `{"date":"2025-02-11","patient":{"agee":3}}`, []string{"patient.agee", "« patient.age »"}},
		{"wrong type", `{"date":"2025-02-11","patient":{"ald":"oui"}}`, []string{"patient.ald", "true ou false"}},
		{"out of the domain", `{"date":"2025-02-11","patient":{"age":-1}}`, []string{"patient.age", "hors du domaine"}},
		{"unknown word", `{"date":"2025-02-11","visite":{"lieu":"cabinets"}}`, []string{"visite.lieu", "« cabinet »"}},
		{"section that is no object", `{"date":"2025-02-11","patient":3}`, []string{"patient", "un objet"}},
		{"future discharge", `{"date":"2025-02-11","contexte":{"sortie_hospitalisation":"2025-02-12"}}`, []string{"contexte.sortie_hospitalisation", "après le jour"}},
		{"future past act", `{"date":"2025-02-11","historique":[{"code":"G","date":"2025-02-12"}]}`, []string{"historique[0].date", "après le jour"}},
		{"past act without a date", `{"date":"2025-02-11","historique":[{"code":"G"}]}`, []string{"historique[0].date", "AAAA-MM-JJ"}},
		{"ages that disagree", `{"date":"2025-02-11","patient":{"age":3,"age_mois":50}}`, []string{"patient.age_mois", "50 mois"}},
		{"acts that are no codes", `{"date":"2025-02-11","actes":[3]}`, []string{"actes[0]", "code"}},
		{"all at once", `{"date":"x","heure":"y","patient":{"age":-1}}`, []string{"date", "", "heure", "", "patient.age", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			object, err := facts.Decode([]byte(c.visit))
			if err != nil {
				t.Fatal(err)
			}
			_, err = pricer().Read(object, day.Moment{})
			var problems facts.Problems
			if !errors.As(err, &problems) || len(problems) != len(c.want)/2 {
				t.Fatalf("got %v, want %d problems", err, len(c.want)/2)
			}
			for i, p := range problems {
				if p.Path != c.want[2*i] || !strings.Contains(p.Message, c.want[2*i+1]) {
					t.Errorf("got %q: %q, want %q: …%s…", p.Path, p.Message, c.want[2*i], c.want[2*i+1])
				}
			}
		})
	}
}

func TestTheFactsAndTheQuestionShareOneDay(t *testing.T) {
	at := day.MustParse("2025-02-11")
	for _, c := range []struct {
		name   string
		object map[string]any
		at     day.Date
		want   day.Date // zero: refused
	}{
		{"the facts say it", map[string]any{"date": "2025-02-11"}, 0, at},
		{"the question says it", map[string]any{}, at, at},
		{"both agree", map[string]any{"date": "2025-02-11"}, at, at},
		{"both disagree", map[string]any{"date": "2025-02-12"}, at, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := pricer().Read(c.object, day.Moment{At: c.at})
			switch {
			case c.want == 0 && err == nil:
				t.Error("two days were accepted")
			case c.want != 0 && (err != nil || v.Moment.At != c.want):
				t.Error(err)
			}
		})
	}
}

func TestAgeInMonthsGivesAgeInYears(t *testing.T) {
	v := read(t, `{"date":"2025-02-11","patient":{"age_mois":40}}`)
	if got := v.Facts.Values[pricer().names.age]; got.N != 3 {
		t.Errorf("40 months are %d years", got.N)
	}
}

func TestKindOfDay(t *testing.T) {
	for _, c := range []struct {
		name, visit string
		want        day.Kind
		unknown     bool
	}{
		{"Tuesday", `{"date":"2025-02-11"}`, day.Working, false},
		{"Saturday", `{"date":"2025-02-15"}`, day.Saturday, false},
		{"Bastille day", `{"date":"2025-07-14"}`, day.SundayOrHoliday, false},
		{"Good Friday, somewhere", `{"date":"2025-04-18"}`, 0, true},
		{"Good Friday in Strasbourg", `{"date":"2025-04-18","medecin":{"departement":"67"}}`, day.SundayOrHoliday, false},
		{"Good Friday in Metz, as a number", `{"date":"2025-04-18","medecin":{"departement":57}}`, day.SundayOrHoliday, false},
		{"Good Friday in Paris", `{"date":"2025-04-18","medecin":{"departement":"75"}}`, day.Working, false},
		{"22 May in Martinique", `{"date":"2025-05-22","medecin":{"territoire":"martinique"}}`, day.SundayOrHoliday, false},
		{"22 May in Reunion", `{"date":"2025-05-22","medecin":{"territoire":"reunion"}}`, day.Working, false},
		{"20 December in Reunion", `{"date":"2024-12-20","medecin":{"territoire":"reunion"}}`, day.SundayOrHoliday, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := read(t, c.visit)
			got := v.Facts.Values[pricer().names.dayKind]
			if (got.State != 0) != c.unknown || !c.unknown && got.N != int64(c.want) {
				t.Errorf("got %+v", got)
			}
		})
	}
}
