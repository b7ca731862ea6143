package compile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
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

// ParseUnit reads a unit as written.
func ParseUnit(s string) plan.Unit {
	switch {
	case strings.HasPrefix(s, "€"):
		return plan.Unit{Kind: plan.Euro, Label: s}
	case strings.HasPrefix(s, "%"):
		return plan.Unit{Kind: plan.Percent, Label: s}
	case s == "oui_non":
		return plan.Unit{Kind: plan.Answer, Label: s}
	}
	return plan.Unit{Kind: plan.Count, Label: s}
}

// signatures settles the unit and the answers of each part before any condition or formula is resolved.
func (c *compiler) signatures(i int) {
	rule, source := &c.plan.Rules[i], c.sources[i]
	fallback := plan.Unit{Kind: plan.Count}
	switch {
	case source.Unit.Given():
		fallback = ParseUnit(source.Unit.S)
	case source.Act != nil:
		fallback = plan.Unit{Kind: plan.Euro, Label: "€"}
	}
	for k, p := range source.Parts {
		part := &c.plan.Parts[rule.Parts[k]]
		part.Unit, part.Words = c.partUnit(p, fallback)
		if part.Unit.Kind == plan.Answer && source.Unit.Given() && len(source.Parts) == 1 {
			part.Unit.Label = source.Unit.S
		}
	}
	rule.Unit = fallback
	if !source.Unit.Given() || len(source.Parts) == 1 {
		if last := c.resultPart(rule, source); last != nil {
			rule.Unit, rule.Words = last.Unit, last.Words
		}
	} else if ParseUnit(source.Unit.S).Kind == plan.Count {
		if last := c.resultPart(rule, source); last != nil && last.Unit.Kind == plan.Answer {
			rule.Unit, rule.Words = last.Unit, last.Words
		}
	}
}

// resultPart is the part whose unit is the rule's when the rule does not say: the one its result names alone, or the first.
func (c *compiler) resultPart(rule *plan.Rule, source *law.Rule) *plan.Part {
	for k, p := range source.Parts {
		if p.Name.S == source.Result.S {
			return &c.plan.Parts[rule.Parts[k]]
		}
	}
	if source.Result.Given() || len(rule.Parts) == 0 {
		return nil
	}
	return &c.plan.Parts[rule.Parts[0]]
}

func (c *compiler) partUnit(p *law.Part, fallback plan.Unit) (plan.Unit, []string) {
	if p.Unit.Given() && ParseUnit(p.Unit.S).Kind != plan.Count {
		if u := ParseUnit(p.Unit.S); u.Kind != plan.Answer {
			return u, nil
		}
	}
	var words []string
	kind := law.NoValue
	formula := p.Formula.Given()
	note := func(v law.Value) {
		if v.Kind == law.NoValue {
			return
		}
		if kind == law.NoValue || v.Text.S != "non établi" {
			kind = v.Kind
		}
		if v.Kind == law.Answer && !slices.Contains(words, v.Text.S) {
			words = append(words, v.Text.S)
		}
	}
	for _, v := range p.Versions {
		formula = formula || v.Formula.Given()
		note(v.Value)
		for _, row := range v.Table {
			formula = formula || row.Formula.Given()
			note(row.Value)
		}
	}
	switch {
	case p.Unit.Given():
		fallback = ParseUnit(p.Unit.S)
	case p.Augments.Given():
		return plan.Unit{Kind: plan.Euro, Label: "€"}, nil
	case kind == law.Answer:
		if !slices.ContainsFunc(words, func(w string) bool { return w != "oui" && w != "non" && w != "non établi" }) {
			words = nil
		}
		words = slices.DeleteFunc(words, func(w string) bool { return w == "non établi" })
		return plan.Unit{Kind: plan.Answer, Label: "oui_non"}, words
	case formula:
	case kind == law.Amount && fallback.Kind != plan.Euro:
		return plan.Unit{Kind: plan.Euro, Label: "€"}, nil
	case kind == law.Rate && fallback.Kind != plan.Percent:
		return plan.Unit{Kind: plan.Percent, Label: "%"}, nil
	}
	return fallback, nil
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
	if o := source.Objective; o != nil {
		n, err := strconv.Atoi(o.Number.S)
		if err != nil {
			c.report(or(o.Number.Pos, o.Pos), "fichier.valeur", "objectif, numéro : un nombre entier est attendu")
		}
		out := &plan.Objective{Number: n, ReachedAt: o.ReachedAt.S, AheadIf: o.AheadIf.S}
		switch o.Direction.S {
		case "au moins":
		case "au plus":
			out.Direction = plan.AtMostTarget
		default:
			c.report(or(o.Direction.Pos, o.Pos), "fichier.valeur", "objectif, sens : au moins ou au plus est attendu, « %s » trouvé", o.Direction.S)
		}
		rule.Objective = out
	}
	for _, p := range source.Parts {
		if p.Import != nil {
			spec := &plan.ImportSpec{Name: p.Import.Name.S}
			for _, k := range p.Import.Key {
				spec.Key = append(spec.Key, k.S)
			}
			for _, k := range p.Import.Columns {
				spec.Columns = append(spec.Columns, k.S)
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

func (c *compiler) isGroup(name string) bool {
	return slices.ContainsFunc(c.book.Rules, func(r *law.Rule) bool {
		return r.Act != nil && (r.Key.S == name || slices.ContainsFunc(r.Act.Groups, func(g law.Text) bool { return g.S == name }))
	})
}

func (c *compiler) billable(source *law.Rule) *plan.Billable {
	b := source.Act
	if b == nil {
		return nil
	}
	out := &plan.Billable{CodeFact: -1, FullyCovered: b.Coverage.S == "integrale", OwnSheet: b.Sheet.S == "à part"}
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
	for what, t := range map[string]law.Text{"prise en charge": b.Coverage, "feuille": b.Sheet} {
		if t.Given() && t.S != "integrale" && t.S != "ordinaire" && t.S != "à part" {
			c.report(t.Pos, "fichier.valeur", "%s : « %s » n'est pas admis", what, t.S)
		}
	}
	return out
}

// thing resolves a name read in a rule (or outside all rules, with −1): a part of the rule, a fact, a rule, or a part of another rule.
func (c *compiler) thing(t law.Text, rule int) (plan.Ref, bool) {
	if rule >= 0 && !c.sources[rule].Single {
		for _, p := range c.plan.Rules[rule].Parts {
			if c.plan.Parts[p].Name == t.S {
				return plan.Ref{Kind: plan.ToPart, Index: p}, true
			}
		}
	}
	if i, ok := c.facts[t.S]; ok {
		return plan.Ref{Kind: plan.ToFact, Index: i}, true
	}
	if i, ok := c.rules[t.S]; ok {
		return plan.Ref{Kind: plan.ToRule, Index: i}, true
	}
	if key, name, dotted := strings.Cut(t.S, "."); dotted {
		if i, ok := c.rules[key]; ok {
			for _, p := range c.plan.Rules[i].Parts {
				if c.plan.Parts[p].Name == name {
					return plan.Ref{Kind: plan.ToPart, Index: p}, true
				}
			}
		}
	}
	known := map[string]int{}
	for name := range c.facts {
		known[name] = 0
	}
	for name := range c.rules {
		known[name] = 0
	}
	c.report(t.Pos, "fait.inconnu", "« %s » n'est ni un fait, ni une partie de cette règle, ni une règle%s", t.S, suggest(t.S, known))
	return plan.Ref{}, false
}

func (c *compiler) allConditions(w law.Conditions, rule int) plan.Conditions {
	out := plan.Conditions{When: c.conditions(w.When, rule)}
	for _, group := range w.AnyOf {
		out.AnyOf = append(out.AnyOf, c.conditions(group, rule))
	}
	return out
}

func (c *compiler) conditions(list []law.Condition, rule int) []plan.Cond {
	var out []plan.Cond
	for _, w := range list {
		ref, ok := c.thing(w.Thing, rule)
		if !ok {
			continue
		}
		cond := plan.Cond{Thing: ref, Pos: place(w.Thing.Pos)}
		switch text := CellText(w.Cell); {
		case text == "acquis" || text == "non acquis":
			if ref.Kind == plan.ToFact {
				c.report(w.Cell.Pos, "table.cellule", "%s : « %s » se dit d'une partie ou d'une règle, pas d'un fait", w.Thing.S, text)
			}
			cond.Test, cond.Cell.Text = plan.Acquired, text
			if text == "non acquis" {
				cond.Test = plan.NotAcquired
			}
		default:
			cond.Cell = c.cell(w.Cell, ref, nil)
		}
		out = append(out, cond)
	}
	return out
}

func (c *compiler) partList(list []law.Text, rule int) []int {
	var out []int
	for _, t := range list {
		found := -1
		for _, p := range c.plan.Rules[rule].Parts {
			if c.plan.Parts[p].Name == t.S {
				found = p
			}
		}
		if found < 0 {
			c.report(t.Pos, "fait.inconnu", "« %s » n'est pas une partie de cette règle", t.S)
			continue
		}
		out = append(out, found)
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

func (c *compiler) version(w *law.Version, p *law.Part, part, rule int) plan.Version {
	v := plan.Version{
		Effects: c.effects(w.Effects, w.Pos), Reliability: c.reliability(w.Reliability), ReadIn: c.readIn(w.ReadIn), Ends: w.Ends,
		NotEstablished: w.NotEstablished.S, Conditions: c.allConditions(w.Conditions, rule), Multiplier: plan.Unsaid,
		Doubt: w.Doubt.S, Pos: place(w.Pos),
	}
	unit := c.plan.Parts[part].Unit
	columns := p.Select
	if w.Select != nil {
		columns = w.Select
	}
	if len(w.Table) > 0 {
		for _, t := range columns {
			ref, ok := c.thing(t, rule)
			if !ok {
				return v
			}
			v.Columns = append(v.Columns, ref)
		}
	} else if w.Select != nil {
		c.report(w.Select[0].Pos, "table.colonne", "« selon » sans table")
	}
	formula, multiplier := p.Formula, p.Multiplier
	if w.Formula.Given() {
		formula = w.Formula
	}
	if w.Multiplier.Given() {
		multiplier = w.Multiplier
	}
	switch {
	case !multiplier.Given():
	case multiplier.S == "rien":
		v.Multiplier = plan.NotMultiplied
	default:
		if ref, ok := c.thing(multiplier, rule); ok && ref.Kind == plan.ToRule {
			v.Multiplier = ref.Index
		} else if ok {
			c.report(multiplier.Pos, "fait.inconnu", "« multiplié par » nomme une règle ou « rien »")
		}
	}
	if w.Value.Kind != law.NoValue {
		v.Value = c.figure(w.Value, part)
	}
	v.Params = c.params(w.Params, w.Table, rule)
	for _, limit := range w.Caps {
		v.Caps = append(v.Caps, c.cap(limit))
	}
	f := &formulas{c: c, rule: rule, scale: unit.Scale(), params: c.named(v.Params)}
	if len(w.Table) > 0 {
		v.Table = c.table(w, v.Columns, columns, part, rule, f, formula.Given())
		for _, row := range v.Table.Rows {
			f.addRow(row)
		}
	}
	if formula.Given() && !w.Ends && v.NotEstablished == "" && v.Value == nil {
		v.Formula = f.compile(formula, unit)
	}
	return v
}

func (c *compiler) effects(list []law.Effect, pos law.Pos) []plan.Effect {
	if len(list) == 0 {
		c.report(pos, "fichier.cle", "une version dit par quel acte et depuis quand elle s'applique (« effet »)")
	}
	var out []plan.Effect
	for _, e := range list {
		if !e.Act.Given() || e.Never == e.From.Given() {
			c.report(e.Pos, "fichier.cle", "un effet s'écrit {du: AAAA-MM-JJ, décidé par: acte} ou {jamais: oui, décidé par: acte}")
		}
		out = append(out, plan.Effect{From: c.date(e.From, "du"), Never: e.Never, Act: c.actIndex(e.Act), Pos: place(e.Pos)})
	}
	return out
}

// figure reads the constant of a version or a row in the unit of its part.
func (c *compiler) figure(w law.Value, part int) *plan.Figure {
	p := &c.plan.Parts[part]
	f := &plan.Figure{Pos: place(w.Text.Pos)}
	if w.Text.S == "non établi" {
		f.NotEstablished = true
		return f
	}
	want := map[law.ValueKind]plan.UnitKind{law.Amount: plan.Euro, law.Rate: plan.Percent, law.Number: plan.Count, law.Answer: plan.Answer}[w.Kind]
	scale := 2
	switch {
	case w.Kind == law.Answer:
		switch i := slices.Index(p.Words, w.Text.S); {
		case i >= 0:
			f.N = int64(i)
		case w.Text.S == "oui":
			f.N = 1
		}
		return f
	case w.Kind == law.Rate && p.Augments >= 0 || w.Kind == law.Rate && c.parts[part].Augments.Given():
	case want == plan.Count && p.Unit.Kind == plan.Count:
		scale = p.Unit.Scale()
	case want != p.Unit.Kind:
		c.report(w.Text.Pos, "unite", "cette valeur n'est pas dans l'unité de la partie « %s » (%s)", p.Name, p.Unit.Label)
		return f
	}
	n, err := money.ParseDecimal(w.Text.S, scale)
	if err != nil {
		c.report(w.Text.Pos, "fichier.valeur", "« %s » : un nombre est attendu, décimales avec un point, %d au plus", w.Text.S, scale)
	}
	f.N = n
	return f
}

var periods = map[string]plan.Period{
	"jour": plan.PerDay, "semaine": plan.PerWeek, "trimestre civil": plan.PerQuarter, "année civile": plan.PerYear,
	"patient": plan.PerPatient, "séjour": plan.PerStay,
}

func (c *compiler) cap(w law.Cap) plan.Cap {
	n, err := strconv.Atoi(w.Count.S)
	if err != nil || n < 1 {
		c.report(or(w.Count.Pos, w.Pos), "fichier.valeur", "plafond, nombre : un entier positif est attendu")
	}
	period, ok := periods[w.Period.S]
	if !ok {
		c.report(or(w.Period.Pos, w.Pos), "fichier.valeur", "plafond, par : jour, semaine, trimestre civil, année civile, patient ou séjour est attendu, « %s » trouvé", w.Period.S)
	}
	out := plan.Cap{Count: n, Period: period, Pos: place(w.Pos)}
	for _, code := range w.Codes {
		if _, known := slices.BinarySearch(c.codes, code.S); !known {
			c.report(code.Pos, "groupe.inconnu", "plafond, compte : « %s » n'est le code d'aucune règle", code.S)
		}
		out.Codes = append(out.Codes, code.S)
	}
	return out
}

// table resolves the rows of a version.
func (c *compiler) table(w *law.Version, columns []plan.Ref, names []law.Text, part, rule int, f *formulas, hasFormula bool) *plan.Table {
	t := &plan.Table{}
	for k := range w.Table {
		row := &w.Table[k]
		out := plan.Row{Code: row.Code.S, Doubt: row.Doubt.S, ReadIn: c.readIn(row.ReadIn), Pos: place(row.Pos)}
		if row.Unread {
			out.ReadIn = []int{}
		}
		if row.Reliability.Given() {
			r := c.reliability(row.Reliability)
			out.Reliability = &r
		}
		for i, name := range names {
			cell, ok := cellOf(row, name.S)
			if !ok {
				c.report(row.Pos, "table.colonne", "la colonne « %s » manque dans cette ligne — écrivez « tous » si elle n'y compte pas", name.S)
				out.Cells = append(out.Cells, plan.Cell{})
				continue
			}
			typed := c.cell(cell, columns[i], func() plan.Set {
				var rest plan.Set
				for o := range w.Table {
					if other, ok := cellOf(&w.Table[o], name.S); ok && o != k && CellText(other) != "autres" {
						rest = rest.Or(c.cell(other, columns[i], nil).In)
					}
				}
				return rest
			})
			if len(typed.Since) > 0 {
				c.report(cell.Pos, "table.colonne", "une durée écoulée se met dans « quand », pas dans une table")
			}
			out.Cells = append(out.Cells, typed)
		}
		out.Params = c.params(row.Params, nil, rule)
		switch {
		case row.Value.Kind == law.NoValue:
			if !row.Formula.Given() && !hasFormula {
				c.report(row.Pos, "table.colonne", "cette ligne ne donne aucune valeur")
			}
		case hasFormula && row.Value.Text.S != "non établi":
			names := map[law.ValueKind]string{law.Amount: "montant", law.Rate: "taux", law.Number: "nombre"}
			units := map[law.ValueKind]string{law.Amount: " €", law.Rate: " %", law.Number: ""}
			out.Params = append(out.Params, c.params([]law.Param{{
				Name: law.Text{S: names[row.Value.Kind], Pos: row.Value.Text.Pos}, Value: law.Text{S: row.Value.Text.S + units[row.Value.Kind], Pos: row.Value.Text.Pos},
			}}, nil, rule)...)
		default:
			out.Value = c.figure(row.Value, part)
		}
		if row.Formula.Given() {
			rowFormula := &formulas{c: c, rule: rule, scale: f.scale, params: f.params}
			rowFormula.addRow(out)
			out.Formula = rowFormula.compile(row.Formula, c.plan.Parts[part].Unit)
		}
		t.Rows = append(t.Rows, out)
	}
	return t
}

func cellOf(row *law.Row, column string) (law.Cell, bool) {
	for _, c := range row.Cells {
		if c.Thing.S == column {
			return c.Cell, true
		}
	}
	return law.Cell{}, false
}

// params reads named numbers; those of the rows of the table share the decimals of their name.
func (c *compiler) params(list []law.Param, rows []law.Row, rule int) []plan.Param {
	var out []plan.Param
	for _, w := range list {
		p := plan.Param{Name: w.Name.S, Figure: plan.Figure{Pos: place(w.Value.Pos)}}
		number, unit, _ := strings.Cut(w.Value.S, " ")
		switch {
		case w.Value.S == "non établi":
			p.Figure.NotEstablished = true
		case unit == "€":
			p.Unit, p.Scale = plan.Unit{Kind: plan.Euro, Label: "€"}, 2
		case unit == "%":
			p.Unit, p.Scale = plan.Unit{Kind: plan.Percent, Label: "%"}, 2
		case strings.ContainsAny(number, "abcdefghijklmnopqrstuvwxyz_"):
			c.figureOf(&p, w.Value)
			out = append(out, p)
			continue
		default:
			if _, fraction, pointed := strings.Cut(number, "."); pointed {
				p.Scale = len(fraction)
			}
			if unit != "" {
				p.Unit.Label = unit
			}
		}
		if !p.Figure.NotEstablished {
			n, err := money.ParseDecimal(number, p.Scale)
			if err != nil {
				c.report(w.Value.Pos, "fichier.valeur", "%s : « %s » n'est ni un nombre (5 €, 10 %%, 800, 2.5) ni le chemin d'une autre règle", w.Name.S, w.Value.S)
			}
			p.Figure.N = n
		}
		out = append(out, p)
	}
	return out
}

// figureOf points a parameter at the figure of another part: rule.part, or rule.part.parameter.
func (c *compiler) figureOf(p *plan.Param, t law.Text) {
	steps := strings.Split(t.S, ".")
	rule, ok := c.rules[steps[0]]
	part := -1
	name := steps[0]
	if len(steps) > 1 {
		name = steps[1]
	}
	if ok {
		for k, w := range c.sources[rule].Parts {
			if w.Name.S == name {
				part = c.plan.Rules[rule].Parts[k]
			}
		}
	}
	if part < 0 || len(steps) > 3 {
		c.report(t.Pos, "fait.inconnu", "« %s » : le chemin d'un chiffre s'écrit règle.partie ou règle.partie.paramètre", t.S)
		return
	}
	p.From = &plan.FigureOf{Part: part}
	p.Unit, p.Scale = c.plan.Parts[part].Unit, c.plan.Parts[part].Unit.Scale()
	if len(steps) < 3 {
		return
	}
	p.From.Param = steps[2]
	for _, v := range c.parts[part].Versions {
		for _, w := range v.Params {
			if w.Name.S == steps[2] {
				own := c.params([]law.Param{w}, nil, rule)[0]
				p.Unit, p.Scale = own.Unit, own.Scale
				return
			}
		}
	}
	c.report(t.Pos, "fait.inconnu", "« %s » : la partie « %s » n'a pas de paramètre « %s »", t.S, name, steps[2])
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

func (c *compiler) payment(w law.Payment, rule int) plan.Payment {
	out := plan.Payment{Parts: c.partList(w.Parts, rule), Pos: place(w.Pos)}
	for _, v := range w.Versions {
		pv := plan.PaymentVersion{
			Effects: c.effects(v.Effects, v.Pos), Reliability: c.reliability(v.Reliability), ReadIn: c.readIn(v.ReadIn),
			Conditions: c.allConditions(v.Conditions, rule), Doubt: v.Doubt.S, Pos: place(v.Pos),
		}
		for _, in := range v.Installments {
			pv.Installments = append(pv.Installments, c.installment(in))
		}
		out.Versions = append(out.Versions, pv)
	}
	return out
}

var months = []string{
	"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
}

func (c *compiler) installment(w law.Installment) plan.Installment {
	out := plan.Installment{NextYear: w.Year.S == "suivante"}
	if w.Year.Given() && w.Year.S != "même" && w.Year.S != "suivante" {
		c.report(w.Year.Pos, "fichier.valeur", "échéance, année : même ou suivante est attendu, « %s » trouvé", w.Year.S)
	}
	share, err := money.ParseDecimal(w.Share.S, 2)
	if err != nil {
		c.report(or(w.Share.Pos, w.Month.Pos), "fichier.valeur", "échéance, part : un pourcentage est attendu")
	}
	out.Share = share
	after, anniversary := strings.CutPrefix(w.Month.S, "anniversaire")
	switch i := slices.Index(months, w.Month.S); {
	case i > 0:
		out.Month = i
	case anniversary:
		out.Anniversary = true
		if after != "" {
			n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(after, " et "), " mois"))
			if err != nil {
				c.report(w.Month.Pos, "fichier.valeur", "échéance, mois : « anniversaire et N mois » est attendu, « %s » trouvé", w.Month.S)
			}
			out.PlusMonths = n
		}
	case w.Month.S == "non établi":
	default:
		c.report(w.Month.Pos, "fichier.valeur", "échéance, mois : un mois, anniversaire ou non établi est attendu, « %s » trouvé", w.Month.S)
	}
	return out
}
