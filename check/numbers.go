package check

import (
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// numbers proves that no bound or duration stands in the conditions of a rule or a part, where nothing dates it.
func (c *checker) numbers(rule int) {
	w := c.rules[rule]
	c.undated(w.Conditions, &c.plan.Rules[rule].Conditions)
	if w.Single {
		return
	}
	for _, i := range c.plan.Rules[rule].Parts {
		c.undated(c.parts[i].Conditions, &c.plan.Parts[i].Conditions)
	}
}

func (c *checker) undated(w law.Conditions, compiled *plan.Conditions) {
	look := func(list []law.Condition) {
		for _, cond := range list {
			compiled.All(func(k *plan.Cond) {
				if col := c.column(k.Thing); c.at(k.Pos) == cond.Thing.Pos && k.Test == plan.InCell && k.Cell.Text != "tous" && col.numeric() {
					c.report(cond.Cell.Pos, "nombre.hors_version", "%s « %s » est un nombre hors d'une version datée — mettez cette condition dans le « quand » de chaque version", cond.Thing.S, k.Cell.Text)
				}
			})
		}
	}
	look(w.When)
	for _, group := range w.AnyOf {
		look(group)
	}
}

// params proves that each named number is used, and warns of those repeated unchanged.
func (c *checker) params(rule int) {
	borrowed := c.borrowed()
	if o := c.plan.Rules[rule].Objective; o != nil {
		for _, i := range c.plan.Rules[rule].Parts {
			borrowed[plan.FigureOf{Part: i, Param: o.AheadIf}] = true
		}
	}
	for _, i := range c.plan.Rules[rule].Parts {
		before := map[string]law.Param{}
		for j, w := range c.parts[i].Versions {
			v := &c.plan.Parts[i].Versions[j]
			used, known := read(v)
			for _, p := range w.Params {
				if known && !used[p.Name.S] && !borrowed[plan.FigureOf{Part: i, Param: p.Name.S}] {
					c.report(p.Name.Pos, "parametre.inutile", "« %s » n'est lu par aucune formule — retirez-le, ou lisez-le", p.Name.S)
				}
				if old, again := before[p.Name.S]; again && old.Value.S == p.Value.S && isNumber(p.Value.S) {
					c.add(law.Finding{Code: "parametre.repete", Pos: p.Name.Pos, Warning: true,
						Message: "« " + p.Name.S + " » est répété tel quel depuis " + line(plan.Pos{Line: old.Name.Pos.Line}) + " — si rien ne l'a changé, donnez-lui une partie à lui et lisez-le par son chemin"})
				}
				before[p.Name.S] = p
			}
			for k := range w.Table {
				for _, p := range w.Table[k].Params {
					if known && !used[p.Name.S] {
						c.report(p.Name.Pos, "parametre.inutile", "« %s » n'est lu par aucune formule — retirez-le, ou lisez-le", p.Name.S)
					}
				}
			}
		}
	}
}

func isNumber(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// read returns the names of the numbers that the formulas of a version read. It does not know when some formula did not compile.
func read(v *plan.Version) (used map[string]bool, known bool) {
	used = map[string]bool{}
	formulas := 0
	note := func(e *plan.Expr) {
		if e != nil {
			formulas++
		}
		e.Walk(func(e *plan.Expr) {
			if e.Op == plan.ParamValue {
				used[e.Param] = true
			}
		})
	}
	note(v.Formula)
	if v.Table != nil {
		for i := range v.Table.Rows {
			note(v.Table.Rows[i].Formula)
		}
	}
	return used, formulas > 0
}

// borrowed returns the figures that some rule names by their path.
func (c *checker) borrowed() map[plan.FigureOf]bool {
	out := map[plan.FigureOf]bool{}
	note := func(params []plan.Param) {
		for _, p := range params {
			if p.From != nil {
				out[*p.From] = true
			}
		}
	}
	for i := range c.plan.Parts {
		for j := range c.plan.Parts[i].Versions {
			v := &c.plan.Parts[i].Versions[j]
			note(v.Params)
			if v.Table != nil {
				for k := range v.Table.Rows {
					note(v.Table.Rows[k].Params)
				}
			}
		}
	}
	return out
}
