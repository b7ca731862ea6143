package compile

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// Rows are the things a rule may be about.
var rows = []string{
	"patient", "visite", "ligne", "couple de lignes", "acte technique", "médecin et année", "contrat", "indicateur", "convention",
}

// declare gives the rule, its parts and the other readings of it their indices.
func (c *compiler) declare(r *law.Rule, base int) int {
	i := len(c.plan.Rules)
	if base < 0 && !c.once(c.rules, r.Key, i, "la règle") {
		return i
	}
	out := plan.Rule{Key: r.Key.S, Base: base, File: r.File, Group: r.Group, Row: r.Row.S, SituationAt: r.Situation.S, Item: r.Item.S, Pos: place(r.Pos)}
	for _, p := range r.Parts {
		out.Parts = append(out.Parts, len(c.plan.Parts))
		c.plan.Parts = append(c.plan.Parts, plan.Part{Name: p.Name.S, Title: p.Title.S, Rule: i, SetsAside: -1, Augments: -1, Pos: place(p.Pos)})
		c.parts = append(c.parts, p)
	}
	c.plan.Rules = append(c.plan.Rules, out)
	c.sources = append(c.sources, r)
	if base < 0 {
		for _, d := range r.Disputes {
			dispute := plan.Dispute{Place: d.Part, Pos: place(d.Pos)}
			for _, reading := range d.Readings {
				variant := i
				if reading.Variant != nil {
					variant = c.declare(reading.Variant, i)
				}
				dispute.Readings = append(dispute.Readings, plan.Reading{
					Name: reading.Name.S, HeldBy: reading.HeldBy.S, ReadIn: c.readIn(reading.ReadIn), Variant: variant,
				})
			}
			// The written reading comes first.
			slices.SortStableFunc(dispute.Readings, func(a, b plan.Reading) int { return a.Variant - b.Variant })
			c.plan.Rules[i].Disputes = append(c.plan.Rules[i].Disputes, dispute)
		}
	}
	return i
}

// rule resolves everything inside one rule.
func (c *compiler) rule(i int) {
	rule, source := &c.plan.Rules[i], c.sources[i]
	if rule.Base < 0 {
		c.head(rule, source)
	}
	rule.Source = plan.Source{Act: c.actIndex(source.Source.Act), Article: source.Source.Article.S}
	if !slices.Contains(rows, source.Row.S) {
		c.report(or(source.Row.Pos, source.Pos), "fichier.cle", "« pour chaque » : %s est attendu, « %s » trouvé", strings.Join(rows, ", "), source.Row.S)
	}
	rule.Conditions = c.allConditions(source.Conditions, i)
	for k, p := range source.Parts {
		c.part(rule.Parts[k], p, i)
	}
	rule.Beside = c.partList(source.Beside, i)
	c.result(i)
	rule.Billable = c.billable(source)
	for _, b := range source.Between {
		if c.codesOf[b.S] == nil && !c.isGroup(b.S) {
			c.report(b.Pos, "groupe.inconnu", "« %s » n'est ni une règle d'acte ni un groupe", b.S)
		}
		rule.Between = append(rule.Between, b.S)
	}
	for _, p := range source.Payments {
		rule.Payments = append(rule.Payments, c.payment(p, i))
	}
	c.situation(rule, source)
	c.anniversaries(source, rule.Payments)
	rule.Objective = c.objective(source, i)
	for _, p := range source.Parts {
		if p.Import != nil {
			spec := &plan.ImportSpec{Name: p.Import.Name.S}
			for _, k := range p.Import.Key {
				spec.Key = append(spec.Key, k.S)
			}
			for _, k := range p.Import.Columns {
				spec.Columns = append(spec.Columns, k.S)
			}
			if m := p.Import.Multiplier; m.Given() {
				if k, known := c.rules[m.S]; known {
					spec.Times = &k
				} else {
					c.report(m.Pos, "fait.inconnu", "table importée, multiplié par : « %s » n'est pas une règle%s", m.S, suggest(m.S, c.rules))
				}
			}
			rule.Imported = spec
		}
	}
}

func (c *compiler) head(rule *plan.Rule, source *law.Rule) {
	rule.Title, rule.Statement = source.Title.S, strings.TrimSpace(source.Statement.S)
	rule.CheckedOn = c.date(source.CheckedOn, "vérifié le")
	doubt := func(t law.Text, where string) {
		if t.Given() {
			rule.Doubts = append(rule.Doubts, plan.Doubt{Text: t.S, Place: where, Pos: place(t.Pos)})
		}
	}
	doubt(source.Doubt, "")
	for _, p := range source.Parts {
		doubt(p.Doubt, p.Name.S)
	}
}

func (c *compiler) billable(source *law.Rule) *plan.Billable {
	b := source.Act
	if b == nil {
		return nil
	}
	out := &plan.Billable{CodeFact: -1, FullyCovered: b.Coverage.S == "integrale", OwnSheet: b.Sheet.S == "à part", Alone: b.Sheet.S == "seule", NoExtra: b.Extra.S == "interdit"}
	if i, ok := c.facts[b.Code.S]; ok && c.plan.Facts[i].Kind == plan.Code {
		out.CodeFact = i
	} else {
		out.Code = b.Code.S
	}
	for _, g := range b.Groups {
		out.Groups = append(out.Groups, g.S)
	}
	names := func(list []law.Text) (out []string) {
		for _, t := range list {
			if !c.isGroup(t.S) {
				c.report(t.Pos, "groupe.inconnu", "« %s » n'est ni une règle d'acte ni un groupe%s", t.S, suggest(t.S, c.rules))
			}
			out = append(out, t.S)
		}
		return out
	}
	out.With, out.Without = names(b.With), names(b.Without)
	if out.Modifies = len(b.Modified) > 0; out.Modifies {
		out.With = names(b.Modified)
		if len(b.With) > 0 {
			c.report(b.Pos, "fichier.cle", "« accompagne » et « modifie » ne vont pas ensemble : l'un fait une ligne, l'autre s'ajoute à celle d'un acte")
		}
	}
	for _, field := range []struct {
		name     string
		text     law.Text
		admitted []string
	}{
		{"prise en charge", b.Coverage, []string{"integrale", "ordinaire"}},
		{"feuille", b.Sheet, []string{"à part", "seule"}},
		{"dépassement", b.Extra, []string{"interdit", "permis"}},
	} {
		if t := field.text; t.Given() && !slices.Contains(field.admitted, t.S) {
			c.report(t.Pos, "fichier.valeur", "%s : « %s » n'est pas admis — %s", field.name, t.S, strings.Join(field.admitted, " ou "))
		}
	}
	return out
}

func (c *compiler) part(i int, p *law.Part, rule int) {
	part := &c.plan.Parts[i]
	if _, isFact := c.facts[p.Name.S]; isFact {
		c.report(p.Name.Pos, "code.double", "la partie « %s » porte le nom d'un fait — donnez-lui un autre nom", p.Name.S)
	}
	part.Conditions = c.allConditions(p.Conditions, rule)
	if c.sources[rule].Single { // written at the root: they are the rule's
		part.Conditions = plan.Conditions{}
	}
	target := func(t law.Text, what string) int {
		if !t.Given() {
			return -1
		}
		if list := c.partList([]law.Text{t}, rule); len(list) == 1 {
			if list[0] == i {
				c.report(t.Pos, "cycle", "une partie ne se %s pas elle-même", what)
			}
			return list[0]
		}
		return -1
	}
	part.SetsAside = target(p.SetsAside, "écarte")
	part.Augments = target(p.Augments, "majore")
	for _, v := range p.Versions {
		part.Versions = append(part.Versions, c.version(v, p, i, rule))
	}
	if len(p.Versions) == 0 {
		if !p.Formula.Given() {
			c.report(p.Pos, "partie.inutile", "la partie « %s » ne donne aucune valeur : ni versions, ni formule", p.Name.S)
			return
		}
		f := &formulas{c: c, rule: rule, scale: part.Unit.Scale()}
		part.Formula = f.compile(p.Formula, part.Unit)
	}
}

// result compiles the formula of the rule over its parts; without one it is their sum.
func (c *compiler) result(i int) {
	rule, source := &c.plan.Rules[i], c.sources[i]
	text := source.Result
	if !text.Given() {
		var names []string
		for _, p := range rule.Parts {
			if part := &c.plan.Parts[p]; !slices.Contains(rule.Beside, p) && (part.Unit.Kind != plan.Answer || len(rule.Parts) == 1) {
				names = append(names, part.Name)
			}
		}
		text = law.Text{S: strings.Join(names, " + "), Pos: source.Pos}
		if len(names) == 0 {
			c.report(source.Pos, "fichier.cle", "cette règle a plusieurs parties qui répondent par un mot : dites laquelle est le « résultat »")
			return
		}
	}
	if source.Single || len(rule.Parts) == 1 {
		ref := plan.Ref{Kind: plan.ToPart, Index: rule.Parts[0]}
		part := &c.plan.Parts[ref.Index]
		lo, hi := c.bounds(ref)
		rule.Result = &plan.Expr{Op: plan.Read, Ref: &ref, Unit: part.Unit, Scale: part.Unit.Scale(), Lo: lo, Hi: hi}
		return
	}
	f := &formulas{c: c, rule: i, scale: rule.Unit.Scale()}
	rule.Result = f.compile(text, rule.Unit)
}
