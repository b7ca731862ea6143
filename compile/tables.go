package compile

import (
	"strings"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

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
