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
		return []Line{{Case: "dans tous les cas", Figure: notEstablished}}
	}
	return []Line{{Case: "dans tous les cas", Figure: FigureText(p, Figure{Part: part, Version: v})}}
}

// compare puts each case beside what it was. A line may have been split into finer cases, or several put together: the finer case is told,
// and only where its figure moves. What ends without a figure says nothing.
func compare(old, now []Line) []Moved {
	var out []Moved
	met := make([]bool, len(old))
	for _, n := range now {
		var before []int
		for i := range old {
			if same(old[i], n) {
				before = []int{i}
				break
			}
			if meet(old[i], n) {
				before = append(before, i)
			}
		}
		if len(before) == 0 {
			out = append(out, Moved{n.Case, n.Code, "", n.Figure})
		}
		for _, i := range before {
			o := &old[i]
			met[i] = true
			finer := n.Case
			if len(o.asks) > len(n.asks) {
				finer = o.Case
			}
			if o.Figure != n.Figure {
				out = append(out, Moved{finer, n.Code, o.Figure, n.Figure})
			}
		}
	}
	for i, o := range old {
		if !met[i] && o.Figure != notEstablished {
			out = append(out, Moved{o.Case, o.Code, o.Figure, ""})
		}
	}
	return out
}

// same reports whether two lines are of one case.
func same(a, b Line) bool { return a.Code == b.Code && a.Case == b.Case }

// meet reports whether one of two lines holds within the other: neither asks what the other asks otherwise.
func meet(a, b Line) bool {
	if a.Code != b.Code {
		return false
	}
	inner, outer := a.asks, b.asks
	if len(inner) < len(outer) {
		inner, outer = outer, inner
	}
	for thing, phrase := range outer {
		if inner[thing] != phrase {
			return false
		}
	}
	return true
}
