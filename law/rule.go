package law

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// rule reads the root of a rule file.
func (d *decoder) rule(root *yaml.Node, group string) *Rule {
	r := &Rule{File: d.file, Group: group, Pos: d.at(root), Comment: d.above(root.Line)}
	single := &Part{Pos: r.Pos}
	var singleKeys []Text
	known := map[string]func(*yaml.Node){
		"règle":           d.text(&r.Key, "règle"),
		"titre":           d.text(&r.Title, "titre"),
		"énoncé":          d.text(&r.Statement, "énoncé"),
		"source":          func(n *yaml.Node) { r.Source = d.source(n) },
		"pour chaque":     d.text(&r.Row, "pour chaque"),
		"situation au":    d.text(&r.Situation, "situation au"),
		"anniversaire de": d.text(&r.Anniversary, "anniversaire de"),
		"unité":           d.text(&r.Unit, "unité"),
		"résultat":        d.line(&r.Result, "résultat"),
		"à côté":          d.texts(&r.Beside, "à côté"),
		"poste":           d.text(&r.Item, "poste"),
		"acte":            func(n *yaml.Node) { r.Act = d.billable(n) },
		"entre":           d.texts(&r.Between, "entre"),
		"objectif":        func(n *yaml.Node) { r.Objective = d.objective(n) },
		"paiement":        func(n *yaml.Node) { r.Payments = d.payments(n) },
		"exemples":        func(n *yaml.Node) { r.Examples = d.examples(n) },
		"doute":           d.text(&r.Doubt, "doute"),
		"vérifié le":      d.text(&r.CheckedOn, "vérifié le"),
		"quand":           func(n *yaml.Node) { r.Conditions.When = d.conditions(n, "quand") },
		"l'un de":         func(n *yaml.Node) { d.anyOf(n, &r.Conditions) },
		"lectures": func(n *yaml.Node) {
			r.Disputes = append(r.Disputes, Dispute{Readings: d.readings(n), Pos: d.at(n)})
		},
		"parties": func(n *yaml.Node) {
			for _, c := range d.sequence(n, "parties") {
				r.Parts = append(r.Parts, d.part(c, nil))
			}
		},
	}
	partKeys := d.partFields(single)
	for _, k := range []string{"selon", "formule", "multiplié par", "versions", "table importée", "écarte", "majore", "mots"} {
		read := partKeys[k]
		known[k] = func(n *yaml.Node) {
			singleKeys = append(singleKeys, Text{S: k, Pos: d.at(n)})
			read(n)
		}
	}
	d.fields(root, "règle", known)
	switch {
	case r.Parts == nil:
		r.Single = true
		single.Name = r.Key
		r.Parts = []*Part{single}
	default:
		for _, k := range singleKeys {
			if k.S == "multiplié par" { // stands for all parts that do not say otherwise
				r.Multiplier = single.Multiplier
				for _, p := range r.Parts {
					if !p.Multiplier.Given() {
						p.Multiplier = single.Multiplier
					}
				}
				continue
			}
			d.report(k.Pos, "fichier.cle", "« %s » se met dans une partie quand la règle a des « parties »", k.S)
		}
	}
	d.rowColumns(r)
	for _, p := range r.Parts {
		if len(p.Readings) > 0 {
			r.Disputes = append(r.Disputes, Dispute{Part: p.Name.S, Readings: p.Readings, Pos: p.Pos})
		}
		for _, v := range p.Versions {
			if len(v.Readings) > 0 {
				r.Disputes = append(r.Disputes, Dispute{Part: p.Name.S, Readings: v.Readings, Pos: v.Pos})
			}
		}
	}
	return r
}

func (d *decoder) source(n *yaml.Node) (s Source) {
	d.fields(n, "source", map[string]func(*yaml.Node){
		"texte":   d.text(&s.Act, "texte"),
		"article": d.text(&s.Article, "article"),
	})
	if s.Article.S == "null" { // "article: null": not read
		s.Article = Text{}
	}
	return s
}

func (d *decoder) partFields(p *Part) map[string]func(*yaml.Node) {
	return map[string]func(*yaml.Node){
		"nom":           d.text(&p.Name, "nom"),
		"titre":         d.text(&p.Title, "titre"),
		"unité":         d.text(&p.Unit, "unité"),
		"quand":         func(n *yaml.Node) { p.Conditions.When = d.conditions(n, "quand") },
		"l'un de":       func(n *yaml.Node) { d.anyOf(n, &p.Conditions) },
		"selon":         d.texts(&p.Select, "selon"),
		"formule":       d.line(&p.Formula, "formule"),
		"écarte":        d.text(&p.SetsAside, "écarte"),
		"majore":        d.text(&p.Augments, "majore"),
		"multiplié par": d.text(&p.Multiplier, "multiplié par"),
		"mots":          func(n *yaml.Node) { p.Words = d.params(n) },
		"doute":         d.text(&p.Doubt, "doute"),
		"lectures":      func(n *yaml.Node) { p.Readings = d.readings(n) },
		"table importée": func(n *yaml.Node) {
			p.Import = &Import{}
			d.fields(n, "table importée", map[string]func(*yaml.Node){
				"nom":           d.text(&p.Import.Name, "nom"),
				"clé":           d.texts(&p.Import.Key, "clé"),
				"colonnes":      d.texts(&p.Import.Columns, "colonnes"),
				"unicité":       d.texts(&p.Import.Unique, "unicité"),
				"multiplié par": d.text(&p.Import.Multiplier, "multiplié par"),
			})
		},
		"versions": func(n *yaml.Node) {
			for _, c := range d.sequence(n, "versions") {
				p.Versions = append(p.Versions, d.version(c))
			}
		},
	}
}

func (d *decoder) part(n *yaml.Node, _ []Text) *Part {
	p := &Part{Pos: d.at(n), Note: d.note(n.Line)}
	d.fields(n, "partie", d.partFields(p))
	if !p.Name.Given() {
		d.report(p.Pos, "fichier.cle", "une partie porte un « nom »")
	}
	return p
}

func (d *decoder) version(n *yaml.Node) *Version {
	v := &Version{Pos: d.at(n), Note: d.note(n.Line)}
	value := func(k ValueKind, what string) func(*yaml.Node) {
		return func(n *yaml.Node) {
			if v.Value.Kind != NoValue {
				d.report(d.at(n), "fichier.cle", "une version donne une seule valeur : « %s » est de trop", what)
			}
			v.Value = Value{k, d.scalar(n, what)}
		}
	}
	d.fields(n, "version", map[string]func(*yaml.Node){
		"effet":         func(n *yaml.Node) { v.Effects = d.effects(n) },
		"fiabilité":     d.text(&v.Reliability, "fiabilité"),
		"lu dans":       d.readIn(&v.ReadIn, &v.Unread),
		"montant":       value(Amount, "montant"),
		"taux":          value(Rate, "taux"),
		"nombre":        value(Number, "nombre"),
		"réponse":       value(Answer, "réponse"),
		"table":         func(n *yaml.Node) { v.Table = d.table(n) },
		"paramètres":    func(n *yaml.Node) { v.Params = d.params(n) },
		"plafond":       func(n *yaml.Node) { v.Caps = d.caps(n) },
		"prend fin":     d.yes(&v.Ends, "prend fin"),
		"non établi":    d.text(&v.NotEstablished, "non établi"),
		"quand":         func(n *yaml.Node) { v.Conditions.When = d.conditions(n, "quand") },
		"l'un de":       func(n *yaml.Node) { d.anyOf(n, &v.Conditions) },
		"selon":         d.texts(&v.Select, "selon"),
		"formule":       d.line(&v.Formula, "formule"),
		"multiplié par": d.text(&v.Multiplier, "multiplié par"),
		"doute":         d.text(&v.Doubt, "doute"),
		"lectures":      func(n *yaml.Node) { v.Readings = d.readings(n) },
	})
	return v
}

func (d *decoder) readIn(into *[]Text, unread *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && n.Value == "aucun" {
			*unread = true
			return
		}
		d.texts(into, "lu dans")(n)
	}
}

func (d *decoder) effects(n *yaml.Node) (out []Effect) {
	for _, c := range d.sequence(n, "effet") {
		e := Effect{Pos: d.at(c)}
		d.fields(c, "effet", map[string]func(*yaml.Node){
			"du":         d.text(&e.From, "du"),
			"décidé par": d.text(&e.Act, "décidé par"),
			"jamais":     d.yes(&e.Never, "jamais"),
		})
		out = append(out, e)
	}
	return out
}

// table reads rows; which keys are columns is known only with « selon », so that rowColumns sorts them afterwards.
func (d *decoder) table(n *yaml.Node) (out []Row) {
	for _, c := range d.sequence(n, "table") {
		out = append(out, d.row(c))
	}
	return out
}

func (d *decoder) row(n *yaml.Node) Row {
	row := Row{Pos: d.at(n), Note: d.note(n.Line)}
	for _, e := range d.mapping(n, "ligne de table") {
		switch e.key.S {
		case "montant":
			row.Value = Value{Amount, d.scalar(e.value, "montant")}
		case "taux":
			row.Value = Value{Rate, d.scalar(e.value, "taux")}
		case "nombre":
			row.Value = Value{Number, d.scalar(e.value, "nombre")}
		case "réponse":
			row.Value = Value{Answer, d.scalar(e.value, "réponse")}
		case "formule":
			d.line(&row.Formula, "formule")(e.value)
		case "code":
			row.Code = d.scalar(e.value, "code")
		case "fiabilité":
			row.Reliability = d.scalar(e.value, "fiabilité")
		case "lu dans":
			d.readIn(&row.ReadIn, &row.Unread)(e.value)
		case "doute":
			row.Doubt = d.scalar(e.value, "doute")
		default:
			row.Cells = append(row.Cells, Condition{e.key, d.cell(e.value)})
		}
	}
	return row
}

// rowColumns sorts the entries of each row into the columns of its table and named parameters.
func (d *decoder) rowColumns(r *Rule) {
	for _, p := range r.Parts {
		for _, v := range p.Versions {
			columns := v.Select
			if columns == nil {
				columns = p.Select
			}
			for i := range v.Table {
				d.splitRow(&v.Table[i], columns)
			}
		}
	}
}

func (d *decoder) splitRow(row *Row, columns []Text) {
	var cells []Condition
	for _, c := range row.Cells {
		isColumn := false
		for _, name := range columns {
			isColumn = isColumn || name.S == c.Thing.S
		}
		switch {
		case isColumn:
			cells = append(cells, c)
		case isNumber(c.Thing.S) || len(c.Cell.Items) != 1 || c.Cell.List || !looksLikeFigure(c.Cell.Items[0].S):
			d.report(c.Thing.Pos, "table.colonne", "« %s » n'est ni une colonne de « selon » ni un nombre nommé%s", c.Thing.S, commaHint(c.Thing.S))
		default:
			row.Params = append(row.Params, Param{c.Thing, c.Cell.Items[0]})
		}
	}
	row.Cells = cells
}

func commaHint(s string) string {
	if isNumber(s) {
		return " — une virgule coupe la ligne en deux : les décimales s'écrivent avec un point (6.50)"
	}
	return ""
}

func looksLikeFigure(s string) bool {
	return s == "non établi" || strings.ContainsAny(s, "0123456789") || strings.Contains(s, ".")
}

func (d *decoder) params(n *yaml.Node) (out []Param) {
	for _, e := range d.mapping(n, "paramètres") {
		out = append(out, Param{e.key, d.scalar(e.value, e.key.S)})
	}
	return out
}

func (d *decoder) caps(n *yaml.Node) (out []Cap) {
	for _, c := range d.sequence(n, "plafond") {
		limit := Cap{Pos: d.at(c)}
		d.fields(c, "plafond", map[string]func(*yaml.Node){
			"nombre": d.text(&limit.Count, "nombre"),
			"par":    d.text(&limit.Period, "par"),
			"compte": d.texts(&limit.Codes, "compte"),
		})
		out = append(out, limit)
	}
	return out
}

func (d *decoder) conditions(n *yaml.Node, what string) (out []Condition) {
	for _, e := range d.mapping(n, what) {
		out = append(out, Condition{e.key, d.cell(e.value)})
	}
	return out
}

func (d *decoder) anyOf(n *yaml.Node, into *Conditions) {
	into.Pos = d.at(n)
	for _, c := range d.sequence(n, "l'un de") {
		into.AnyOf = append(into.AnyOf, d.conditions(c, "l'un de"))
	}
}

func (d *decoder) cell(n *yaml.Node) Cell {
	c := Cell{Pos: d.at(n)}
	if n.Kind == yaml.SequenceNode {
		c.List = true
		for _, item := range n.Content {
			c.Items = append(c.Items, d.scalar(item, "cellule"))
		}
		return c
	}
	if t := d.scalar(n, "cellule"); t.Given() {
		c.Items = []Text{t}
	}
	return c
}
