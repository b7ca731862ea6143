package main

import (
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/practice"
)

// mostMoves is how many lines of what moves the total are shown; the JSON has them all.
const mostMoves = 8

// titleWidth is that of the longest title of an item.
const titleWidth = 63

func (a *app) showYear(y *practice.Year) {
	a.line("Année %d · %s · %s", y.Of, counted(y.Patients, "patient"), stateWords[y.State])
	without := ""
	if y.List != nil && y.List.Rejections > 0 {
		without = ", sans " + counted(y.List.Rejections, "ligne") + " de la liste qui ne se lisent pas"
	}
	switch {
	case y.Total != nil:
		a.line("Total  %s%s", euros(*y.Total), without)
	case len(y.Items) == 0:
		a.line("Total  non établi")
	default:
		a.line("Total  de %s à %s%s", euros(y.Min), euros(y.Max), without)
	}
	a.showLikely(y.Likely)
	for _, h := range y.Assumed {
		a.line("  hypothèse : %s", h)
	}
	a.showList(y.List)
	for i := range y.Items {
		a.showItem(&y.Items[i])
	}
	for _, m := range y.Figures {
		a.line("\nNon établi, compté nulle part : %s (%s)", m.Title, m.Reason)
	}
	for i, u := range y.Untold {
		if i == 0 {
			a.line("\nNon calculé, faute du bloc nommé")
		}
		a.line("  %s   \"%s\"", u.Title, u.Block)
	}
	a.showMoves(y.Moves)
	a.showArrivals(y)
	a.showBefore(y)
	a.footer(y.Verified)
}

func (a *app) showLikely(l *practice.Likely) {
	if l == nil {
		return
	}
	if l.Total == nil {
		a.line("Probable : rien ne permet de le dire (%s)", strings.Join(l.Groundless, ", "))
		return
	}
	a.line("Probable, sous hypothèse : %s", euros(*l.Total))
	for _, h := range l.Hypotheses {
		a.line("  hypothèse : %s", h)
	}
}

func (a *app) showList(l *practice.ListReport) {
	if l == nil {
		return
	}
	a.line("Liste : %d lignes lues, %d comptées (%d patients), %d rejetées ; doublons %s", l.Lines, l.Kept, l.Patients, l.Rejections, l.Duplicates)
	for _, r := range l.Reasons {
		a.line("  rejetées : %d, %s", r.Lines, r.Reason)
	}
	for _, u := range l.Unknown {
		a.line("  inconnu : %s, pour %d patients", u.Fact, u.Patients)
	}
}

func (a *app) showItem(item *practice.Item) {
	amount := "de " + euros(item.Min) + " à " + euros(item.Max)
	if item.Amount != nil {
		amount = euros(*item.Amount)
	} else if item.State == answer.NotCovered {
		amount = "—"
	}
	a.line("\n%s : %s   %s · %s", item.Title, amount, stateWords[item.State], gradeWords[item.Reliability])
	if item.Reason != "" {
		a.line("  %s.", strings.TrimSuffix(explain.Capital(item.Reason), "."))
	}
	for _, d := range item.Detail {
		if d.Amount == 0 {
			continue
		}
		figure := "   " + d.Figure
		if d.Figure == "" || d.Figure == euros(d.Amount) {
			figure = ""
		}
		a.line("  %-*s %16s%s", titleWidth, d.Title, euros(d.Amount), figure)
	}
	for _, d := range item.Beside {
		a.line("  %s, %s", d.Title, euros(d.Amount))
	}
	for _, q := range item.Questions {
		a.line("  ? %s", q.Text)
	}
	for _, r := range item.Readings {
		a.line("  ⚖ %s : %s (%s)", r.Label, r.Text, r.HeldBy)
	}
	a.showSources(item.Sources)
	for _, d := range item.Doubts {
		a.line("  doute : %s", strings.TrimSpace(d))
	}
}

func (a *app) showMoves(moves []practice.Move) {
	if len(moves) == 0 {
		return
	}
	a.line("\nCe qui fait le plus bouger le total")
	for _, m := range moves[:min(mostMoves, len(moves))] {
		amount, text := euros(m.Worth), m.Title
		if m.Effect != nil {
			text += " → " + m.ToText
			if *m.Effect < 0 {
				amount = "− " + amount
			}
		}
		a.line("  %16s   %s", amount, text)
	}
}

func (a *app) showArrivals(y *practice.Year) {
	if len(y.Arrivals) == 0 {
		return
	}
	a.line("\nQuand l'argent arrive en %d", y.Of)
	for _, p := range y.Arrivals {
		date, amount := "date non établie", "non établi"
		if p.Date != nil {
			date = *p.Date
		}
		switch {
		case p.Amount != nil:
			amount = euros(*p.Amount)
		case p.State == answer.ToSpecify:
			amount = "à préciser"
		}
		a.line("  %-16s %14s   %s, au titre de %d (%s)", date, amount, p.Title, p.For, gradeWords[p.Grade])
	}
	later := false
	for _, p := range y.Calendar {
		if p.Date != nil && (*p.Date)[:4] > y.Moment.At[:4] {
			if !later {
				a.line("Plus tard, au titre de %d", y.Of)
			}
			later = true
			a.line("  %-16s %14s   %s (%s)", *p.Date, euros(p.Amount), p.Title, gradeWords[p.Grade])
		}
	}
}

func (a *app) showBefore(y *practice.Year) {
	b := y.Before
	if b == nil {
		return
	}
	a.line("\n%d sur la même liste", b.Of)
	for _, item := range b.Items {
		amount := "de " + euros(item.Min) + " à " + euros(item.Max)
		if item.Amount != nil {
			amount = euros(*item.Amount)
		} else if item.State == answer.NotCovered {
			amount = "non établi"
		}
		a.line("  %-*s %16s", titleWidth, item.Title, amount)
	}
	for _, u := range b.Untold {
		if !u.Everyone {
			continue
		}
		a.line("  %-*s %16s", titleWidth, u.Title, "non donné (\""+u.Block+"\")")
	}
	if b.Gap != nil {
		a.line("  %-*s %16s", titleWidth, "Écart", euros(*b.Gap))
	}
	a.line("  %s", b.Assumed)
}

func euros(cents int64) string { return money.Amount(cents).French() }
