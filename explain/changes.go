package explain

import (
	"cmp"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Change is what one part of a rule became on a day.
type Change struct {
	Date     string  `json:"date"`
	Rule     string  `json:"regle"`
	Title    string  `json:"titre"`
	Group    string  `json:"groupe"`
	Part     string  `json:"partie,omitempty"`
	Kind     string  `json:"nature"` // creation, modification ou fin
	Lines    []Moved `json:"lignes,omitempty"`
	Act      string  `json:"texte"`
	ActTitle string  `json:"titre_acte"`
	Steps    []Step  `json:"reports,omitempty"`
	Grade    string  `json:"fiabilite"`
}

// Moved is one figure before and after.
type Moved struct {
	Case   string `json:"cas"`
	Code   string `json:"code,omitempty"`
	Before string `json:"avant,omitempty"`
	After  string `json:"apres,omitempty"`
}

// The kinds of changes.
const (
	Created  = "creation"
	Modified = "modification"
	Ended    = "fin"
)

// Changes lists what changed after the day of from and up to that of to, as known at the moment of to, earliest first.
func Changes(p *plan.Plan, from day.Date, to day.Moment) []Change {
	var out []Change
	for i := range p.Parts {
		if p.Rules[p.Parts[i].Rule].Base < 0 {
			out = append(out, changesOf(p, i, from, to)...)
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Date, b.Date), strings.Compare(a.Group, b.Group), strings.Compare(a.Rule, b.Rule))
	})
	return out
}

func changesOf(p *plan.Plan, index int, from day.Date, to day.Moment) []Change {
	part := &p.Parts[index]
	rule := &p.Rules[part.Rule]
	var dates []day.Date
	for i := range part.Versions {
		if date, _, ok := eval.Dated(p, part.Versions[i].Effects, to); ok && date > from && date <= to.At {
			dates = append(dates, date)
		}
	}
	slices.Sort(dates)
	var out []Change
	for _, d := range slices.Compact(dates) {
		before, after := to, to
		before.At, after.At = d-1, d
		was, is := eval.InForce(p, part.Versions, before), eval.InForce(p, part.Versions, after)
		if was == is {
			continue
		}
		v := &part.Versions[max(is, 0)]
		e := deciding(p, v, after)
		if is < 0 || e == nil {
			continue
		}
		c := Change{
			Date: d.String(), Rule: rule.Key, Title: rule.Title, Group: rule.Group, Grade: Grades[v.Reliability],
			Act: p.Acts[e.Act].Key, ActTitle: p.Acts[e.Act].Title, Kind: Modified,
		}
		if part.Name != rule.Key {
			c.Part = PartTitle(part)
		}
		if steps := Steps(p, v.Effects, after); len(steps) > 1 {
			c.Steps = steps
		}
		var old []Line
		if was >= 0 && !part.Versions[was].Ends {
			old = figures(p, part, &part.Versions[was])
		}
		switch {
		case v.Ends && old == nil:
			continue
		case v.Ends:
			c.Kind = Ended
		case was < 0 || part.Versions[was].Ends:
			c.Kind = Created
		}
		var now []Line
		if !v.Ends {
			now = figures(p, part, v)
		}
		if c.Lines = compare(old, now); len(c.Lines) == 0 && c.Kind == Modified {
			continue
		}
		out = append(out, c)
	}
	return out
}

// figures lists the cases of a version; a version without table or constant shows its parameters.
func figures(p *plan.Plan, part *plan.Part, v *plan.Version) []Line {
	if out := lines(p, part, v); out != nil {
		return out
	}
	if v.NotEstablished != "" {
		return []Line{{Case: "dans tous les cas", Figure: "non établi"}}
	}
	return []Line{{Case: "dans tous les cas", Figure: FigureText(p, Figure{Part: part, Version: v})}}
}

func compare(old, now []Line) []Moved {
	var out []Moved
	key := func(l Line) string { return l.Code + "|" + l.Case }
	for _, n := range now {
		i := slices.IndexFunc(old, func(o Line) bool { return key(o) == key(n) })
		switch {
		case i < 0:
			out = append(out, Moved{n.Case, n.Code, "", n.Figure})
		case old[i].Figure != n.Figure:
			out = append(out, Moved{n.Case, n.Code, old[i].Figure, n.Figure})
		}
	}
	for _, o := range old {
		if !slices.ContainsFunc(now, func(n Line) bool { return key(o) == key(n) }) {
			out = append(out, Moved{o.Case, o.Code, o.Figure, ""})
		}
	}
	return out
}
