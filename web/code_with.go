package web

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// codeLink is a code that a page leads to.
type codeLink struct{ Code, Title string }

// codeGroup is a rule or a group of rules that a code goes with, or does not, with the codes that it holds.
type codeGroup struct {
	Name  string
	Codes []codeLink
	More  []codeLink // beyond those in sight
	All   bool       // too many to name: technical acts
	Rule  string
}

// codeBlock is what a rule asks of the doctor, of the patient or of the visit.
type codeBlock struct {
	Head  string
	Lines []codeAsk
}

// codeAsk is one condition, or several of which one is enough.
type codeAsk struct {
	Text string
	Any  []string
}

// The words of the groups of acts that rules name.
//
//go:embed groups.csv
var groupTable string

func actGroupWords() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(groupTable) {
		if key, words, ok := strings.Cut(strings.TrimSpace(line), ";"); ok && !strings.HasPrefix(line, "#") {
			out[key] = words
		}
	}
	return out
}

// The heads under which conditions stand, in order, with the sections of a visit that they gather.
var askHeads = []struct{ head, section string }{{"Qui", "medecin"}, {"Quel patient", "patient"}, {"Quand", ""}}

// headOf says under which head a condition stands: that of the section of its fact.
func headOf(p *plan.Plan, c *plan.Cond) int {
	if c.Thing.Kind == plan.ToFact {
		section, _, _ := strings.Cut(p.Facts[c.Thing.Index].Path, ".")
		for i := range askHeads {
			if askHeads[i].section == section && section != "" {
				return i
			}
		}
	}
	return len(askHeads) - 1
}

// blocks gathers what the rule, the parts and the lines of a code ask, and the caps.
func (s *Server) blocks(seats []seat, m day.Moment) (out []codeBlock, caps []string) {
	p := s.law.Plan
	out = make([]codeBlock, len(askHeads))
	for i := range askHeads {
		out[i].Head = askHeads[i].head
	}
	put := func(head int, ask codeAsk) {
		if !slices.ContainsFunc(out[head].Lines, func(o codeAsk) bool { return o.Text == ask.Text && slices.Equal(o.Any, ask.Any) }) {
			out[head].Lines = append(out[head].Lines, ask)
		}
	}
	hold := func(c *plan.Conditions) {
		for i := range c.When {
			if text := explain.CondPhrase(p, &c.When[i]); text != "" {
				put(headOf(p, &c.When[i]), codeAsk{Text: text})
			}
		}
		var any []string
		head := -1
		for _, group := range c.AnyOf {
			var all []string
			for i := range group {
				all = append(all, explain.CondPhrase(p, &group[i]))
				head = max(head, headOf(p, &group[i]))
			}
			any = append(any, strings.Join(all, " et "))
		}
		if len(any) > 0 {
			put(head, codeAsk{Any: any})
		}
	}
	hold(&p.Rules[seats[0].rule].Conditions)
	seen := map[int]bool{}
	for _, at := range seats {
		if seen[at.part] {
			continue
		}
		seen[at.part] = true
		part := &p.Parts[at.part]
		hold(&part.Conditions)
		if k := eval.InForce(p, part.Versions, m); k >= 0 {
			hold(&part.Versions[k].Conditions)
			for i := range part.Versions[k].Caps {
				caps = append(caps, explain.CapPhrase(&part.Versions[k].Caps[i]))
			}
		}
	}
	if p.Rules[seats[0].rule].Billable.Code == "" {
		s.rowBlocks(seats, put)
	}
	for i := range out {
		for j := range out[i].Lines {
			out[i].Lines[j].Text = explain.Capital(out[i].Lines[j].Text)
		}
	}
	return slices.DeleteFunc(out, func(b codeBlock) bool { return len(b.Lines) == 0 }), slices.Compact(caps)
}

// rowBlocks adds what the line of a code asks, when it has one; of several, what each asks, of which one is enough.
func (s *Server) rowBlocks(seats []seat, put func(int, codeAsk)) {
	p := s.law.Plan
	var any []string
	head := len(askHeads) - 1
	for _, at := range seats {
		v := &p.Parts[at.part].Versions[at.version]
		if at.row < 0 {
			continue
		}
		row := &v.Table.Rows[at.row]
		var all []string
		for i := range row.Cells {
			if v.Columns[i].Kind == plan.ToFact && p.Facts[v.Columns[i].Index].Kind == plan.Code {
				continue // the code itself
			}
			phrase := explain.CellPhrase(p, v.Columns[i], &row.Cells[i])
			if phrase == "" {
				continue
			}
			if all = append(all, phrase); len(seats) == 1 {
				put(headOf(p, &plan.Cond{Thing: v.Columns[i]}), codeAsk{Text: phrase})
			}
		}
		if text := strings.Join(all, " et "); len(seats) > 1 && text != "" && !slices.Contains(any, text) {
			any = append(any, text)
		}
	}
	switch {
	case len(any) == 1:
		put(head, codeAsk{Text: any[0]})
	case len(any) > 1:
		put(head, codeAsk{Any: any})
	}
}

// partners fills what a code is added to, what is added to it, and what it is never billed with, either way.
func (s *Server) partners(b *codeBody, rule *plan.Rule) {
	p := s.law.Plan
	is := append([]string{rule.Key}, rule.Billable.Groups...)
	for _, name := range rule.Billable.With {
		b.With = append(b.With, s.group(name))
	}
	without := slices.Clone(rule.Billable.Without)
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Base >= 0 {
			continue
		}
		if meets(r.Between, is) {
			b.Combined = append(b.Combined, found{Key: r.Key, Title: r.Title})
		}
		if r.Billable == nil || r.Key == rule.Key {
			continue
		}
		if meets(r.Billable.With, is) {
			b.Additions = append(b.Additions, s.group(r.Key))
		}
		if meets(r.Billable.Without, is) && !slices.Contains(without, r.Key) && !meets(without, r.Billable.Groups) {
			without = append(without, r.Key)
		}
	}
	for _, name := range without {
		g := s.group(name)
		keep := func(c codeLink) bool { return c.Code == b.Code }
		g.Codes, g.More = slices.DeleteFunc(g.Codes, keep), slices.DeleteFunc(g.More, keep)
		b.Without = append(b.Without, g)
	}
}

func meets(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// inSight is how many codes of a group are named before the others fold.
const inSight = 12

// group gathers the codes of a rule, or of the rules of a group.
func (s *Server) group(name string) codeGroup {
	p := s.law.Plan
	g := codeGroup{Name: actGroupWords()[name]}
	if g.Name == "" {
		g.Name = strings.ReplaceAll(name, "_", " ")
	}
	var codes []codeLink
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Base >= 0 || r.Billable == nil || r.Key != name && !slices.Contains(r.Billable.Groups, name) {
			continue
		}
		if r.Key == name {
			g.Name, g.Rule = r.Title, r.Key
		}
		if r.Billable.CodeFact >= 0 {
			g.All, g.Rule = true, r.Key
			continue
		}
		for _, c := range codesOf(p, r) {
			if !slices.ContainsFunc(codes, func(o codeLink) bool { return o.Code == c }) {
				codes = append(codes, codeLink{c, r.Title})
			}
		}
	}
	cut := min(len(codes), inSight)
	g.Codes, g.More = codes[:cut:cut], codes[cut:]
	return g
}

// documentsAt lists the documents where the figures of the lines of a code were read, the official ones first.
func documentsAt(p *plan.Plan, seats []seat, lines []followed) []plan.Document {
	rule := plan.Rule{}
	for _, at := range seats {
		if !slices.Contains(rule.Parts, at.part) {
			rule.Parts = append(rule.Parts, at.part)
		}
	}
	for i := range lines {
		for k := range p.Parts {
			if &p.Parts[k] == lines[i].part && !slices.Contains(rule.Parts, k) {
				rule.Parts = append(rule.Parts, k)
			}
		}
	}
	return documentsOf(p, &rule)
}
