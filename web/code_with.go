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
	if c.Thing.Kind == plan.ToFact && p.Facts[c.Thing.Index].Given == "cotation" {
		return 0 // what the pricing tells of the doctor
	}
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

// blocks gathers what the rule, the parts and the line of a code ask, and the caps. What the line asks of a fact stands for what the rule asks
// of it.
func (s *Server) blocks(seats []seat, m day.Moment) (out []codeBlock, caps []string) {
	p := s.law.Plan
	out = make([]codeBlock, len(askHeads))
	for i := range askHeads {
		out[i].Head = askHeads[i].head
	}
	put := func(head int, ask codeAsk) {
		ask.Text = capital(ask.Text)
		if !slices.ContainsFunc(out[head].Lines, func(o codeAsk) bool { return o.Text == ask.Text && slices.Equal(o.Any, ask.Any) }) {
			out[head].Lines = append(out[head].Lines, ask)
		}
	}
	line := lineConds(p, seats)
	hold := func(c *plan.Conditions) {
		for i := range c.When {
			cond := &c.When[i]
			if ofCode(p, cond.Thing) || slices.ContainsFunc(line, func(o plan.Cond) bool { return o.Thing == cond.Thing }) {
				continue
			}
			if text := explain.CondPhrase(p, cond); text != "" {
				put(headOf(p, cond), codeAsk{Text: text})
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
				caps = append(caps, capWords(&part.Versions[k].Caps[i]))
			}
		}
	}
	for i := range line {
		put(headOf(p, &line[i]), codeAsk{Text: explain.CondPhrase(p, &line[i])})
	}
	return slices.DeleteFunc(out, func(b codeBlock) bool { return len(b.Lines) == 0 }), slices.Compact(caps)
}

func capital(text string) string {
	if text == "" {
		return ""
	}
	return explain.Capital(text)
}

// ofCode reports whether a thing is a code, of which its own page says nothing more.
func ofCode(p *plan.Plan, thing plan.Ref) bool {
	return thing.Kind == plan.ToFact && p.Facts[thing.Index].Kind == plan.Code
}

// lineConds are what the one line of a code asks, the code itself excepted; several lines ask different things, which tables tell.
func lineConds(p *plan.Plan, seats []seat) []plan.Cond {
	if len(seats) != 1 || seats[0].row < 0 {
		return nil
	}
	v := &p.Parts[seats[0].part].Versions[seats[0].version]
	var out []plan.Cond
	for i, cell := range v.Table.Rows[seats[0].row].Cells {
		c := plan.Cond{Thing: v.Columns[i], Cell: cell}
		if explain.CondPhrase(p, &c) != "" && !ofCode(p, c.Thing) {
			out = append(out, c)
		}
	}
	return out
}

// periodWords say over what a cap counts.
var periodWords = map[plan.Period]string{
	plan.PerDay: "par jour", plan.PerWeek: "par semaine", plan.PerQuarter: "par trimestre civil", plan.PerYear: "par année civile",
	plan.PerPatient: "par patient", plan.PerStay: "par séjour", plan.PerAgeBand: "par tranche d'âge",
}

func capWords(c *plan.Cap) string {
	return itoa(c.Count) + " " + explain.Enumerate(c.Codes, "ou") + " au plus " + periodWords[c.Period]
}

// partners fills what a code is added to, what is added to it, and what it is never billed with, either way. Codes whose conditions no visit
// meets together with those of this one are left out.
func (s *Server) partners(b *codeBody, seats []seat, m day.Moment) {
	p := s.law.Plan
	rule := &p.Rules[seats[0].act]
	is := append([]string{rule.Key}, rule.Billable.Groups...)
	mine := seatAsks(p, seats)
	for _, name := range rule.Billable.With {
		b.With = append(b.With, s.group(name, mine, m))
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
		if r.Billable.Modifies {
			if modifies(p, r, b.Code) && meets(r.Billable.With, is) {
				b.Modifiers = append(b.Modifiers, found{Key: r.Key, Title: r.Title, Codes: letters(p, r)})
			}
			continue
		}
		if meets(r.Billable.With, is) {
			if g := s.group(r.Key, mine, m); len(g.Codes) > 0 {
				b.Additions = append(b.Additions, g)
			}
		}
		if meets(r.Billable.Without, is) && !slices.Contains(without, r.Key) && !meets(without, r.Billable.Groups) {
			without = append(without, r.Key)
		}
	}
	for _, name := range without {
		g := s.group(name, nil, m)
		own := func(c codeLink) bool { return c.Code == b.Code }
		g.Codes, g.More = slices.DeleteFunc(g.Codes, own), slices.DeleteFunc(g.More, own)
		b.Without = append(b.Without, g)
	}
}

// modifies reports whether the rule of a modifier names a code.
func modifies(p *plan.Plan, r *plan.Rule, code string) bool {
	return slices.ContainsFunc(r.Conditions.When, func(c plan.Cond) bool {
		if c.Thing.Kind != plan.ToFact || p.Facts[c.Thing.Index].Kind != plan.Code {
			return false
		}
		k := slices.Index(p.Facts[c.Thing.Index].Words, code)
		return k >= 0 && c.Cell.In.Has(int64(k))
	})
}

// letters lists the codes of a modifier.
func letters(p *plan.Plan, r *plan.Rule) []string {
	out := []string{r.Billable.Code}
	for _, part := range r.Parts {
		for _, v := range p.Parts[part].Versions {
			if v.Table == nil {
				continue
			}
			for _, row := range v.Table.Rows {
				out = append(out, row.Code)
			}
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(s string) bool { return s == "" })
}

func meets(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// inSight is how many codes of a group are named before the others fold.
const inSight = 12

// group gathers the codes of a rule, or of the rules of a group, that some visit may bill under these conditions.
func (s *Server) group(name string, mine asks, m day.Moment) codeGroup {
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
		for _, c := range fitting(p, r, mine, m) {
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
