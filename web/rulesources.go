package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// actRow is one decision on the date of one version.
type actRow struct {
	Act, Link string
	Published day.Date
	From      string
	Struck    bool // a later decision moved it
	Never     bool
	Part      string
	Figure    string
	Grade     string
	Now       bool
}

// actRows lists the decisions that fixed the versions of a rule, oldest first; the one in force is marked.
func actRows(p *plan.Plan, rule *plan.Rule, m day.Moment) []actRow {
	var out []actRow
	for _, index := range rule.Parts {
		part := &p.Parts[index]
		now := eval.InForce(p, part.Versions, m)
		for k := range part.Versions {
			v := &part.Versions[k]
			figure := explain.FigureText(p, explain.Figure{Part: part, Version: v})
			switch {
			case v.Ends:
				figure = "prend fin"
			case v.NotEstablished != "":
				figure = "non établi"
			case v.Table != nil:
				figure = strings.Join(span(p, part, v), "")
				if figure == "" {
					figure = counted(len(v.Table.Rows), "ligne", "lignes")
				}
			}
			title := ""
			if part.Name != rule.Key {
				title = explain.PartTitle(part)
			}
			for i, e := range v.Effects {
				act := &p.Acts[e.Act]
				row := actRow{
					Act: act.Title, Link: act.Link, Published: act.Published, Part: title, Figure: figure, Grade: explain.GradeWords[v.Reliability],
					Struck: i+1 < len(v.Effects), Never: e.Never, Now: k == now && i == len(v.Effects)-1,
				}
				if !e.Never {
					row.From = e.From.String()
				}
				out = append(out, row)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b actRow) int { return cmp.Or(int(a.Published-b.Published), strings.Compare(a.From, b.From)) })
	return out
}

func counted(n int, one, several string) string {
	if n < 2 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, several)
}

// documentsOf lists the documents where the figures of a rule were read.
func documentsOf(p *plan.Plan, rule *plan.Rule) []plan.Document {
	seen := map[int]bool{}
	var out []plan.Document
	note := func(list []int) {
		for _, i := range list {
			if !seen[i] {
				seen[i] = true
				out = append(out, p.Documents[i])
			}
		}
	}
	for _, index := range rule.Parts {
		for _, v := range p.Parts[index].Versions {
			note(v.ReadIn)
			if v.Table != nil {
				for _, row := range v.Table.Rows {
					note(row.ReadIn)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b plan.Document) int {
		switch {
		case a.Official == b.Official:
			return 0
		case a.Official:
			return -1
		}
		return 1
	})
	return out
}

// doubtsOf lists what is unclear in a rule: its own doubts, then those of its versions and lines.
func doubtsOf(p *plan.Plan, rule *plan.Rule) []doubt {
	var out []doubt
	add := func(place, text string) {
		d := doubt{place, strings.TrimSpace(text)}
		if d.Text != "" && !slices.ContainsFunc(out, func(o doubt) bool { return o.Text == d.Text }) {
			out = append(out, d)
		}
	}
	for _, d := range rule.Doubts {
		place := ""
		for _, i := range rule.Parts {
			if p.Parts[i].Name == d.Place && d.Place != rule.Key {
				place = explain.PartTitle(&p.Parts[i])
			}
		}
		add(place, d.Text)
	}
	for _, i := range rule.Parts {
		part := &p.Parts[i]
		place := ""
		if part.Name != rule.Key {
			place = explain.PartTitle(part)
		}
		for k := range part.Versions {
			v := &part.Versions[k]
			add(place, v.Doubt)
			if v.Table != nil {
				for j := range v.Table.Rows {
					add(place, v.Table.Rows[j].Doubt)
				}
			}
		}
	}
	return out
}
