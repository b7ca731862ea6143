package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestCalendarOfTheForm holds that the form gives its payments as a file, and shows itself again when it states no year.
func TestCalendarOfTheForm(t *testing.T) {
	h := site(t)
	w := post(t, h, "/forfaits/calendrier", url.Values{"exemple": {"1"}, "annee": {"2026"}}, false)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || w.Header().Get("Cache-Control") != "no-store" ||
		w.Header().Get("Content-Disposition") != `attachment; filename="paiements-2026.ics"` || strings.Count(w.Body.String(), "BEGIN:VEVENT") == 0 {
		t.Errorf("%d %v %q", w.Code, w.Header(), w.Body)
	}
	w = post(t, h, "/forfaits/calendrier", url.Values{"medecin.age": {"douze"}}, false)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "<h1>Mes forfaits") {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

// TestCalendarOfTheAPI holds that one practice gives a file, and anything else a problem.
func TestCalendarOfTheAPI(t *testing.T) {
	for _, test := range []struct {
		name, body string
		status     int
		says       string
	}{
		{"a practice", `{"annee": 2026, "medecin": {"nom": "Dr A", "secteur": "1"}, "patientele": [{"effectif": 5, "age": 40, "ald": false, "vu_depuis_2_ans": true}]}`, 200, "X-WR-CALNAME:Forfaits 2026\\, Dr A\r\n"},
		{"nothing dated", `{"annee": 2035}`, 200, "END:VCALENDAR\r\n"},
		{"a list", `[{"annee": 2026}]`, 422, "un objet"},
		{"a fact refused", `{"annee": 2026, "medecin": {"age": -1}}`, 422, "medecin.age"},
		{"no JSON", `{`, 400, "problemes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := send("POST", "/v1/forfaits/calendrier", test.body)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.says) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}
