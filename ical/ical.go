// Package ical writes when a practice is paid as a calendar file (RFC 5545), to be opened by the calendar of a telephone or a secretary.
//
// It takes a computed year; it gives text/calendar, one event per month in which something is known to arrive, and says what it left out. The
// day of a payment is never established: an event lasts its whole month, and leaves it free. A payment whose month is not established is on
// no day: it is left out and counted. The same year gives the same bytes: stamps are the day at which the rules were verified.
//
//	agenda of the year ─► one event per AAAA-MM ─► file
//	                   └► AAAA or no date ─► left out
//
// Unstable: only the root package is a promised face.
package ical

import (
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/practice"
)

// Media is the type of the file.
const Media = "text/calendar; charset=utf-8"

// Report says what a file holds.
type Report struct {
	Events   int                // months
	Payments int                // in those months
	Undated  []practice.Arrival // left out: their month is not established
}

// Write writes the agenda of a year. Two practices in one calendar are told apart by the name of their owner, which may be empty.
func Write(w io.Writer, y *practice.Year, owner string) (*Report, error) {
	verified, err := day.Parse(y.Verified)
	if err != nil {
		return nil, fmt.Errorf("stamping a calendar: %w", err)
	}
	owner = plain(owner)
	report := &Report{}
	months := [][]practice.Arrival{}
	for _, a := range y.Agenda {
		switch {
		case !dated(a):
			report.Undated = append(report.Undated, a)
			continue
		case len(months) == 0 || *months[len(months)-1][0].Date != *a.Date:
			months = append(months, nil)
		}
		months[len(months)-1] = append(months[len(months)-1], a)
		report.Payments++
	}
	report.Events = len(months)
	c := ics.NewCalendar()
	c.SetProductId("-//Opposable//Forfaits//FR")
	c.SetCalscale("GREGORIAN")
	c.SetXWRCalName(title(y, owner))
	c.SetDescription(left(report.Undated) + footer(verified, y.Notice))
	for _, paid := range months {
		if err := event(c, y, owner, paid, verified); err != nil {
			return nil, err
		}
	}
	return report, c.SerializeTo(w, ics.WithNewLineWindows)
}

// Owner is the name of the doctor in the JSON of a practice, empty when there is none: what tells two practices apart.
func Owner(practice any) string {
	object, _ := practice.(map[string]any)
	doctor, _ := object["medecin"].(map[string]any)
	name, _ := doctor["nom"].(string)
	return name
}

// plain keeps of a typed name what a line of the file may hold.
func plain(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(name, " "), func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }), " ")
}

// dated reports whether the month of a payment is established.
func dated(a practice.Arrival) bool { return a.Date != nil && len(*a.Date) == len("2006-01") }

func title(y *practice.Year, owner string) string {
	name := fmt.Sprintf("Forfaits %d", y.Of)
	if owner != "" {
		name += ", " + owner
	}
	return name
}

// event adds one month.
func event(c *ics.Calendar, y *practice.Year, owner string, paid []practice.Arrival, verified day.Date) error {
	month := *paid[0].Date
	first, err := day.Parse(month + "-01")
	if err != nil {
		return fmt.Errorf("dating an event: %w", err)
	}
	e := c.AddEvent(identity(y, owner, month))
	e.SetDtStampTime(midnight(verified))
	e.SetAllDayStartAt(midnight(first))
	e.SetAllDayEndAt(midnight(first.AddMonths(1)))
	e.SetSummary(summary(paid))
	e.SetDescription(description(paid, verified, y.Notice))
	e.SetTimeTransparency(ics.TransparencyTransparent)
	return nil
}

// identity names an event so that exporting the same year again replaces it, whatever its amounts have become.
func identity(y *practice.Year, owner, month string) string {
	of := sha256.New()
	for _, s := range []*string{&owner, y.Moment.Known, y.Moment.Scenario} {
		if s != nil {
			io.WriteString(of, *s)
		}
		of.Write([]byte{0})
	}
	return fmt.Sprintf("%s-%d-%x@opposable", month, y.Of, of.Sum(nil)[:8])
}

func midnight(d day.Date) time.Time {
	year, month, dayOfMonth := d.Civil()
	return time.Date(year, month, dayOfMonth, 0, 0, 0, 0, time.UTC)
}

// summary is the line that a calendar shows: the sum, and what is missing from it.
func summary(paid []practice.Arrival) string {
	what, sum, open := paid[0].Title, int64(0), 0
	for _, a := range paid {
		if a.Title != what {
			what = "Forfaits et aides"
		}
		if a.Amount == nil {
			open++
			continue
		}
		sum += *a.Amount
	}
	switch {
	case open == len(paid):
		return what + " : montant à préciser"
	case open == 1:
		return what + " : " + money.Amount(sum).French() + ", et un montant à préciser"
	case open > 1:
		return fmt.Sprintf("%s : %s, et %d montants à préciser", what, money.Amount(sum).French(), open)
	}
	return what + " : " + money.Amount(sum).French()
}

func description(paid []practice.Arrival, verified day.Date, notice string) string {
	var b strings.Builder
	for _, a := range paid {
		fmt.Fprintf(&b, "%s, au titre de %d : %s\n", a.Title, a.For, amount(a.Amount))
		b.WriteString("  ")
		if a.Amount != nil { // without one, the line above says it
			b.WriteString(explain.Sentence(states[a.State]) + " ")
		}
		fmt.Fprintf(&b, "Fiabilité de la date : %s.", gradeWord(a.Grade))
		if a.Doubt != "" {
			b.WriteString(" " + explain.Sentence(a.Doubt))
		}
		b.WriteString("\n")
		for _, text := range texts(a.Sources) {
			b.WriteString("  " + text + "\n")
		}
	}
	b.WriteString("\nLe jour du versement n'est établi nulle part : l'événement couvre le mois.\n")
	b.WriteString(footer(verified, notice))
	return b.String()
}

func amount(cents *int64) string {
	if cents == nil {
		return "montant à préciser"
	}
	return money.Amount(*cents).French()
}

// texts lists the acts behind a payment, each once, with the weakest of its grades.
func texts(sources []explain.Source) []string {
	var order []string
	weakest := map[string]int{}
	for _, s := range sources {
		text := s.Title
		if s.Article != nil {
			text += ", " + *s.Article
		}
		if _, seen := weakest[text]; !seen {
			order = append(order, text)
		}
		weakest[text] = max(weakest[text], slices.Index(explain.Grades, s.Reliability))
	}
	for i, text := range order {
		order[i] = text + " (" + explain.GradeWords[weakest[text]] + ")"
	}
	return order
}

func gradeWord(grade string) string { return explain.GradeWords[slices.Index(explain.Grades, grade)] }

// left says what is on no day.
func left(undated []practice.Arrival) string {
	if len(undated) == 0 {
		return ""
	}
	var names []string
	for _, a := range undated {
		names = append(names, fmt.Sprintf("%s, au titre de %d : %s", a.Title, a.For, amount(a.Amount)))
	}
	return fmt.Sprintf("Sans mois établi, donc sur aucun jour : %d.\n%s\n\n", len(undated), strings.Join(names, "\n"))
}

func footer(verified day.Date, notice string) string {
	return "Règles vérifiées jusqu'au " + explain.LongDate(verified) + ". " + notice
}

// states are the states of an item in a sentence.
var states = map[string]string{
	answer.Sure: "montant sûr", answer.ToSpecify: "montant à préciser", answer.NotDue: "rien n'est dû", answer.Disputed: "montant contesté, lecture prudente",
	answer.NotCovered: "montant non établi",
}
