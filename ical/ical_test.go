package ical_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/ical"
	"github.com/opposable/opposable/practice"
)

func arrival(date, title string, amount int64) practice.Arrival {
	article := "27-1, alinéa 2 ; note"
	a := practice.Arrival{Title: title, For: 2026, State: answer.Sure, Grade: "a_verifier", Sources: []explain.Source{
		{Title: "Convention médicale", Article: &article, Reliability: "officiel"}, {Title: "Convention médicale", Article: &article, Reliability: "recoupe"},
	}}
	if date != "" {
		a.Date = &date
	}
	if amount >= 0 {
		a.Amount = &amount
	} else {
		a.State = answer.ToSpecify
	}
	return a
}

func year(agenda ...practice.Arrival) *practice.Year {
	return &practice.Year{Of: 2026, Verified: "2026-11-21", Notice: answer.Notice, Agenda: agenda}
}

func write(t interface {
	Helper()
	Fatal(...any)
}, y *practice.Year, owner string) (string, *ical.Report) {
	t.Helper()
	var b bytes.Buffer
	report, err := ical.Write(&b, y, owner)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), report
}

// TestMonths holds that a month in which something arrives is one event, and that what has no month is on no day.
func TestMonths(t *testing.T) {
	text, report := write(t, year(
		arrival("2026", "Forfait structure", -1),
		arrival("2026-04", "Rémunération sur objectifs", -1), arrival("2026-04", "Forfait médecin traitant", 649725),
		arrival("2026-06", "Forfait médecin traitant", 649725),
		arrival("2027-03", "Solde", -1),
		arrival("2027", "Prévention", 252500), arrival("", "Aide", 100),
	), "")
	if report.Events != 3 || report.Payments != 4 || len(report.Undated) != 3 {
		t.Errorf("report %+v", report)
	}
	c, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range c.Events() {
		start, _ := e.GetAllDayStartAt()
		end, _ := e.GetAllDayEndAt()
		got = append(got, start.Format(time.DateOnly)+" "+end.Format(time.DateOnly)+" "+e.GetProperty(ics.ComponentPropertySummary).Value)
	}
	want := []string{
		"2026-04-01 2026-05-01 Forfaits et aides : 6\u202f497,25\u00a0€, et un montant à préciser",
		"2026-06-01 2026-07-01 Forfait médecin traitant : 6\u202f497,25\u00a0€",
		"2027-03-01 2027-04-01 Solde : montant à préciser",
	}
	if !slices.Equal(got, want) {
		t.Errorf("events\n%q\nwant\n%q", got, want)
	}
	april := c.Events()[0]
	if stamp, err := april.GetDtStampTime(); err != nil || !stamp.Equal(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("stamped %v, %v: the day at which the rules were verified is wanted", stamp, err)
	}
	for _, says := range []string{"Forfait médecin traitant, au titre de 2026 : 6\u202f497,25\u00a0€", "  Montant sûr. Fiabilité de la date : à vérifier.", "Convention médicale, 27-1, alinéa 2 ; note (recoupé)", answer.Notice} {
		if said := april.GetProperty(ics.ComponentPropertyDescription).Value; !strings.Contains(said, says) || strings.Count(said, "alinéa") != 2 || strings.Count(said, "réciser") != 1 {
			t.Errorf("description %q does not say %q", said, says)
		}
	}
	for _, name := range []string{"Forfait structure", "Prévention", "Aide"} {
		if head, _, _ := strings.Cut(unfolded(text), "BEGIN:VEVENT"); !strings.Contains(head, name) {
			t.Errorf("the calendar does not say that %q is on no day", name)
		}
	}
}

// TestIdentity holds that the same year exported again replaces itself, and that two practices, or two moments, stand side by side.
func TestIdentity(t *testing.T) {
	known := "2024-07-01"
	before := year(arrival("2026-04", "Forfait", 100))
	again := year(arrival("2026-04", "Forfait", 200), arrival("2026-04", "Aide", 1))
	signed := year(arrival("2026-04", "Forfait", 100))
	signed.Moment.Known = &known
	identity := func(y *practice.Year, owner string) string {
		text, _ := write(t, y, owner)
		_, after, _ := strings.Cut(text, "UID:")
		id, _, _ := strings.Cut(after, "\r\n")
		return id
	}
	own := identity(before, "")
	if other := identity(again, ""); other != own {
		t.Errorf("%s then %s: an event is doubled when amounts change", own, other)
	}
	for name, other := range map[string]string{"another practice": identity(before, "Dr B"), "another moment": identity(signed, "")} {
		if other == own {
			t.Errorf("%s has the same events", name)
		}
	}
	first, _ := write(t, before, "")
	if second, _ := write(t, before, ""); first != second {
		t.Error("the same year gives two files")
	}
}

// FuzzText holds the form of RFC 5545 whatever the words are: lines of 75 octets at most, cut between characters, ended by CR LF, whose
// text comes back as it was.
func FuzzText(f *testing.F) {
	f.Add("Forfait")
	f.Add("Dr\r\nBEGIN:VEVENT\rX \xff")
	f.Add("virgule, point-virgule ; barre \\ et \\n")
	f.Add(strings.Repeat("é€ ", 80))
	f.Add(strings.Repeat("\u202f", 200))
	f.Fuzz(func(t *testing.T, title string) { wellFormed(t, title) })
}

func TestText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { wellFormed(t, rapid.String().Draw(t, "title")) })
}

func wellFormed(t interface {
	Helper()
	Fatal(...any)
	Errorf(string, ...any)
}, typed string) {
	t.Helper()
	title := strings.Map(func(r rune) rune { // a label of a rule holds no control
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, typed)
	text, _ := write(t, year(arrival("2026-04", title, 100)), typed)
	lines := strings.Split(text, "\r\n")
	if lines[len(lines)-1] != "" || lines[len(lines)-2] != "END:VCALENDAR" {
		t.Errorf("the file ends by %q", lines[len(lines)-2:])
	}
	for _, line := range lines {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("line %q of %d octets", line, len(line))
		}
	}
	_, summary, _ := strings.Cut(unfolded(text), "SUMMARY:")
	summary, _, _ = strings.Cut(summary, "\r\n")
	if got, want := unescaped(summary), title+" : 1,00\u00a0€"; got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
}

func unfolded(text string) string { return strings.ReplaceAll(text, "\r\n ", "") }

func unescaped(text string) string {
	return strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, "\n", `\N`, "\n").Replace(text)
}
