package cotation

import (
	"regexp"
	"strings"

	"github.com/opposable/opposable/plan"
)

// codes tells the codes that rules bear themselves, those that a rule prices from the code alone, and those that exist without a rule.
type codes struct {
	own    map[string]bool
	priced map[string]bool
	known  map[string]string
	facts  []*plan.Fact      // that hold the code of an act
	others map[string]string // modifiers that no rule models
}

// technicalForm is how the common classification of technical acts writes its codes.
var technicalForm = regexp.MustCompile(`^[A-Z]{4}[0-9]{3}$`)

func newCodes(p *plan.Plan) *codes {
	c := &codes{own: map[string]bool{}, priced: map[string]bool{}}
	c.known, c.others = unmodelled(p)
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Base >= 0 || r.Billable == nil || r.Billable.Modifies {
			continue
		}
		if r.Billable.Code != "" {
			c.own[r.Billable.Code] = true
		}
		if r.Billable.CodeFact >= 0 {
			c.facts = append(c.facts, &p.Facts[r.Billable.CodeFact])
		}
		for _, maker := range p.Makers(i) {
			for _, part := range p.Rules[maker].Parts {
				for j := range p.Parts[part].Versions {
					c.rows(p, r, &p.Parts[part].Versions[j])
				}
			}
		}
	}
	return c
}

func (c *codes) rows(p *plan.Plan, r *plan.Rule, v *plan.Version) {
	if v.Table == nil {
		return
	}
	for i := range v.Table.Rows {
		row := &v.Table.Rows[i]
		if row.Code != "" {
			c.own[row.Code] = true
		}
		for k, column := range v.Columns {
			if column.Kind != plan.ToFact || column.Index != r.Billable.CodeFact {
				continue
			}
			words := p.Facts[column.Index].Words
			for _, in := range row.Cells[k].In {
				if in.Lo == in.Hi && in.Lo < int64(len(words)) {
					c.priced[words[in.Lo]] = true
				}
			}
		}
	}
}

// technical reports whether a code is one that a rule prices from the code alone.
func (c *codes) technical(code string) bool {
	return !c.own[code] && (c.priced[code] || technicalForm.MatchString(code))
}

// title names a code that a rule prices from the code alone, or says that none does; otherwise is what to say where no rule names it.
func (c *codes) title(code, otherwise string) string {
	for _, f := range c.facts {
		if label := f.CodeLabel(code); label != "" {
			return label
		}
	}
	if c.priced[code] {
		return otherwise
	}
	return c.label(code)
}

// unmodelled lists, among the letters that an act admits, those of modifiers that no rule models.
func (c *codes) unmodelled(letters string) string {
	var out []string
	for _, letter := range letters {
		if label, ok := c.others[string(letter)]; ok {
			out = append(out, string(letter)+" ("+label+")")
		}
	}
	return strings.Join(out, ", ")
}

// label says what a code without a rule is.
func (c *codes) label(code string) string {
	if label, ok := c.known[code]; ok {
		return label + " : code connu, non modélisé"
	}
	if act, letter, modified := modifierOf(code); modified {
		if label, ok := c.others[letter]; ok {
			return "modificateur " + letter + " de " + act + " (" + label + ") : connu, non modélisé"
		}
		return "modificateur " + letter + " absent des règles et de la classification"
	}
	if technicalForm.MatchString(code) {
		return "acte technique : code connu, non modélisé"
	}
	return "code absent des règles et des nomenclatures connues"
}
