package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/opposable/opposable/damir"
	"github.com/opposable/opposable/facts"
)

// shownActs bounds the lines of a table that a person is shown; --tout and --json give all.
const shownActs = 30

// named says in which file a problem was found.
func named(err error, file string) error {
	var problems facts.Problems
	if !errors.As(err, &problems) {
		return err
	}
	out := make(facts.Problems, len(problems))
	for i, p := range problems {
		out[i] = p
		out[i].Path = strings.TrimSuffix(file+", "+p.Path, ", ")
	}
	return out
}

func (a *app) showDamir(r *damir.Report, asked *damirAsked) {
	settled := ""
	switch {
	case r.From == "":
	case r.From == r.To:
		settled = ", traitées en " + r.From
	default:
		settled = ", traitées de " + r.From + " à " + r.To
	}
	a.line("%s : %s lignes%s", r.File, thousands(r.Lines), settled)
	if !r.Whole {
		a.line("⚠ lignes écartées, qui ne se lisent pas : %s — les totaux sont ceux des autres", thousands(r.Rejected))
		a.showRejects(r)
	}
	t := &r.Total
	a.line("Dépense %s · base %s · remboursé %s · dépassements %s", euros(t.Spent), euros(t.Base), euros(t.Reimbursed), euros(t.Extra))
	if r.Negative > 0 {
		a.line("lignes négatives gardées, des régularisations : %s", thousands(r.Negative))
	}
	if r.Undated > 0 {
		a.line("lignes sans mois de soins connu : %s", thousands(r.Undated))
	}
	a.line("")
	a.showActs(r, asked)
	if r.Price != nil {
		a.showEffect(r.Price, asked)
	}
	a.footer(r.Verified)
}

func (a *app) showRejects(r *damir.Report) {
	for _, why := range r.Reasons[:min(len(r.Reasons), 10)] {
		a.line("    %s : %s", strings.TrimPrefix(why.Name+", "+why.Reason, ", "), counted(why.Lines, "ligne"))
	}
	for _, one := range r.Rejects[:min(len(r.Rejects), shownRejections)] {
		a.line("    %d:%d  %s", one.Line, one.Column, one)
	}
}

func (a *app) showActs(r *damir.Report, asked *damirAsked) {
	head, width := "", 0
	for _, d := range asked.by {
		head += fmt.Sprintf("  %-26s", d.Title)
	}
	rows := r.Rows
	if !asked.all {
		rows = rows[:min(len(rows), shownActs)]
	}
	for i := range rows {
		width = max(width, utf8.RuneCountInString(clipped(rows[i].Title, 48)))
	}
	a.line("  %-5s %-6s %-*s%s %14s %20s %20s %18s", "PRS", "code", width, "nature", head, "quantité", "dépense", "remboursé", "dépassements")
	for i := range rows {
		row := &rows[i]
		letter := "—"
		if row.Letter != nil {
			letter = *row.Letter
		}
		by := ""
		for _, d := range asked.by {
			c := row.By[d.Name]
			title := c.Title
			if title == "" {
				title = fmt.Sprint(c.Key)
			}
			by += fmt.Sprintf("  %-26s", clipped(title, 26))
		}
		a.line("  %-5d %-6s %-*s%s %14s %20s %20s %18s", row.Nature, letter, width, clipped(row.Title, 48), by, thousands(row.Quantity), euros(row.Spent), euros(row.Reimbursed), euros(row.Extra))
	}
	if left := len(r.Rows) - len(rows); left > 0 {
		a.line("  … et %s, par --tout ou --json", counted(int64(left), "ligne"))
	}
}

func (a *app) showEffect(e *damir.Effect, asked *damirAsked) {
	moment := func(at string, scenario *string) string {
		if scenario != nil {
			return longDate(at) + ", " + *scenario
		}
		return longDate(at)
	}
	a.line("\nEffet prix du %s au %s, sur ces volumes : %s", moment(e.From.At, e.From.Scenario), moment(e.To.At, e.To.Scenario), spread(e.Cents, &e.Min, &e.Max))
	if e.Insurance != nil {
		a.line("dont %s au taux de remboursement constaté dans le fichier", euros(*e.Insurance))
	}
	for i := range e.Lines {
		l := &e.Lines[i]
		if !asked.all && l.Cents != nil && *l.Cents == 0 {
			continue
		}
		tariffs := "selon la spécialité"
		if l.Before != nil {
			tariffs = euros(*l.Before) + " → " + euros(*l.After)
		}
		seen := "—"
		if l.Seen != nil {
			seen = euros(*l.Seen)
		}
		a.line("  %-5d %-6s %14s × %-20s %s   %s, base moyenne constatée %s", l.Nature, l.Letter, thousands(l.Quantity), tariffs, spread(l.Cents, &l.Min, &l.Max), gradeWords[l.Reliability], seen)
	}
	if n := len(e.Unpriced); n > 0 {
		shown := e.Unpriced[:min(n, 5)]
		if asked.all {
			shown = e.Unpriced
		}
		a.line("  %s sans tarif, les plus lourdes d'abord :", counted(int64(n), "nature"))
		for _, u := range shown {
			a.line("    %-5d %-6s base %s : %s", u.Nature, u.Letter, euros(u.Base), u.Reason)
		}
	}
	for _, h := range e.Assumed {
		a.line("  hypothèse : %s", h)
	}
}

// clipped shortens a text of a table.
func clipped(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
