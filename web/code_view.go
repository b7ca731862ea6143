package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// describe fills the page of a code that rules price.
func (s *Server) describe(b *codeBody, seats []seat, m day.Moment, r *http.Request) {
	p := s.law.Plan
	index := seats[0].rule
	rule := &p.Rules[index]
	b.Rule, b.Title, b.Statement = rule.Key, rule.Title, rule.Statement
	if label := s.gestures.label(b.Code); label != "" {
		b.Title = label
	}
	b.SourceTitle, b.SourceArticle, b.SourceLink = p.Acts[rule.Source.Act].Title, rule.Source.Article, p.Acts[rule.Source.Act].Link
	act := p.Rules[seats[0].act].Billable
	b.Covered, b.OwnSheet = act.FullyCovered, act.OwnSheet
	lines := s.followCode(b.Code, seats, m)
	b.headline(s, seats, lines, m)
	if chosen := s.chosen(index, lines, r.URL.Query().Get("cas")); chosen != nil {
		b.History = s.historyOf(lines, chosen, m)
		b.Dates = s.dates(index, chosen, m)
		for _, d := range b.Dates {
			if n := len(d.Acts); d.Now && n > 0 && b.Reason == "" {
				b.Since, b.Act = d.Date.String(), d.Acts[n-1]
			}
		}
	}
	b.Years = s.yearsShown(m)
	b.YearLines = yearLines(lines, b.Years, m)
	b.Struck = slices.ContainsFunc(b.YearLines, func(l yearLine) bool { return l.Signed })
	b.Blocks, b.Caps = s.blocks(seats, m)
	s.partners(b, seats, m)
	reading := explain.Read(p, index, m)
	b.Disputes = reading.Disputes
	b.Doubts, b.Documents = doubtsAt(p, seats, lines), documentsAt(p, seats, lines)
}

// followCode lists the figures of a code that can be followed through time: its lines, each as far as a price list that it reads tells cases
// apart, then what is added in some cases.
func (s *Server) followCode(code string, seats []seat, m day.Moment) []followed {
	p := s.law.Plan
	more := terms(p, seats)
	list := slices.IndexFunc(more, func(i int) bool { return tabled(p, &p.Parts[i], m) })
	var out []followed
	put := func(at seat, c answer.Case, label, suffix string) {
		part := &p.Parts[at.part]
		one := followed{name: part.Name + "." + itoa(max(at.row, 0)) + suffix, label: capital(label), part: part, past: c.Past(s.law.Engine, m), own: true}
		if worthShowing(one.past) {
			out = append(out, one)
		}
	}
	for _, at := range seats {
		part := &p.Parts[at.part]
		v := &part.Versions[at.version]
		if part.Unit.Kind == plan.Answer || at.row >= 0 && len(v.Table.Rows[at.row].Params) > 0 {
			continue // a price to multiply is told as it is written
		}
		label := lineName(p, at, code)
		if label == "" && len(resultParts(p, at.rule)) > 1 {
			label = explain.PartTitle(part)
		}
		when := m
		when.At = max(m.At, begin(p, v, m))
		c := answer.CaseOf(s.law.Engine, at.rule, at.part, at.row, when)
		if list < 0 {
			put(at, c, label, "")
			continue
		}
		k := eval.InForce(p, p.Parts[more[list]].Versions, m)
		for row := range p.Parts[more[list]].Versions[k].Table.Rows {
			name := lineName(p, seat{at.act, at.rule, more[list], k, row}, code)
			put(at, c.Narrowed(s.law.Engine, more[list], row, m), strings.Trim(label+", "+name, ", "), "."+itoa(row))
		}
	}
	for n, i := range more {
		if n == list || p.Parts[i].Conditions.Empty() {
			continue
		}
		for _, one := range s.follow(p.Parts[i].Rule, m) {
			if one.part == &p.Parts[i] && !slices.ContainsFunc(out, func(o followed) bool { return slices.Equal(o.past.Applied, one.past.Applied) }) {
				out = append(out, one)
			}
		}
	}
	return out[:min(len(out), maxCases)]
}

// terms lists the other parts of the same rule that the formulas of some lines read, deep down, and that bear figures.
func terms(p *plan.Plan, seats []seat) []int {
	var out []int
	var add func(rule int, e *plan.Expr)
	add = func(rule int, e *plan.Expr) {
		for _, i := range parts(e) {
			if p.Parts[i].Rule != rule || slices.Contains(out, i) {
				continue
			}
			out = append(out, i)
			add(rule, p.Parts[i].Formula)
		}
	}
	for _, at := range seats {
		v := &p.Parts[at.part].Versions[at.version]
		add(at.rule, v.Formula)
		if at.row >= 0 {
			add(at.rule, v.Table.Rows[at.row].Formula)
		}
	}
	return slices.DeleteFunc(out, func(i int) bool { return slices.ContainsFunc(seats, func(at seat) bool { return at.part == i }) })
}

// lineName says which case of a code a line is; empty when the code has one line, or when the line asks nothing but the code.
func lineName(p *plan.Plan, at seat, code string) string {
	if at.row < 0 {
		return ""
	}
	v := &p.Parts[at.part].Versions[at.version]
	row := &v.Table.Rows[at.row]
	var out []string
	for i := range row.Cells {
		if v.Columns[i].Kind == plan.ToFact && p.Facts[v.Columns[i].Index].Kind == plan.Code && strings.Contains(row.Cells[i].Text, code) {
			continue
		}
		if phrase := explain.CellPhrase(p, v.Columns[i], &row.Cells[i]); phrase != "" {
			_, after, named := strings.Cut(phrase, explain.ThingName(p, v.Columns[i])+" : ")
			if named && (v.Columns[i].Kind != plan.ToFact || p.Facts[v.Columns[i].Index].Kind == plan.Choice) {
				phrase = after
			}
			out = append(out, phrase)
		}
	}
	return strings.Join(out, ", ")
}

// headline fills the figure of the day: that of the first line, and how far the others go.
func (b *codeBody) headline(s *Server, seats []seat, lines []followed, m day.Moment) {
	p := s.law.Plan
	rule := &p.Rules[seats[0].rule]
	b.State, b.Figure = answer.Sure, "—"
	if len(rule.Disputes) > 0 {
		b.State = answer.Disputed
	}
	if b.Reason = answer.Outside(p, rule, m); b.Reason != "" {
		b.State = answer.NotCovered
		return
	}
	b.Priced = pricedLines(p, seats, m)
	lo, hi, known := int64(0), int64(0), false
	var unit *followed
	for i := range lines {
		f := &lines[i]
		if !f.own || len(f.past.Applied) == 0 {
			continue
		}
		v := valueAt(f.past, m.At)
		if v.State != eval.Known || m.At < f.past.Applied[0].From {
			continue
		}
		if !known {
			lo, hi, unit, known = v.N, v.N, f, true
			b.Case = f.label
		}
		lo, hi = min(lo, v.N), max(hi, v.N)
	}
	switch {
	case known && lo != hi:
		b.Figure, b.Several, b.Case = explain.Number(lo, unit.part.Unit, nil), true, "à "+explain.Number(hi, unit.part.Unit, nil)+", selon la ligne"
	case known:
		b.Figure = explain.Number(lo, unit.part.Unit, unit.part.Spoken())
	case len(b.Priced) > 0:
		b.Figure = ""
	default:
		b.State, b.Reason = answer.NotCovered, "aucun montant n'est établi ou en vigueur au "+explain.LongDate(m.At)
	}
}

// tabled reports whether a part has several lines at a moment.
func tabled(p *plan.Plan, part *plan.Part, m day.Moment) bool {
	k := eval.InForce(p, part.Versions, m)
	return k >= 0 && part.Versions[k].Table != nil && len(part.Versions[k].Table.Rows) > 1
}

// pricedLines writes the lines of a code whose amount is computed from prices, as they are at the moment.
func pricedLines(p *plan.Plan, seats []seat, m day.Moment) []string {
	var out []string
	for _, at := range seats {
		part := &p.Parts[at.part]
		if at.row < 0 || at.version != eval.InForce(p, part.Versions, m) {
			continue
		}
		row := &part.Versions[at.version].Table.Rows[at.row]
		if len(row.Params) == 0 {
			continue
		}
		text := explain.FigureText(p, explain.Figure{Part: part, Version: &part.Versions[at.version], Row: row})
		if name := lineName(p, at, row.Code); name != "" {
			text = explain.Capital(name) + " : " + text
		}
		out = append(out, text)
	}
	return out
}

// chosen is the line that the address asks for, or the one that says most.
func (s *Server) chosen(rule int, lines []followed, name string) *followed {
	best, bestRank := -1, -1
	for i := range lines {
		rank := s.interest(rule, &lines[i])
		if lines[i].own {
			rank += 1000
		}
		if lines[i].name == name {
			return &lines[i]
		}
		if rank > bestRank {
			best, bestRank = i, rank
		}
	}
	if best < 0 {
		return nil
	}
	return &lines[best]
}
