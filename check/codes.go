package check

import (
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// biller is a rule that bills a code, and the place that says so.
type biller struct {
	rule int
	pos  law.Pos
}

// codes proves that on each covered day a code is billed by one rule.
func (c *checker) codes() {
	type clash struct {
		code string
		a, b int
	}
	seen := map[clash]bool{}
	from := max(c.plan.From, c.plan.VisitsFrom)
	for _, at := range append([]day.Date{from}, c.dates...) {
		if at < from || c.plan.To > 0 && at > c.plan.To {
			continue
		}
		acts, modifiers := map[string]biller{}, map[string]biller{} // the letter of a modifier may be the code of an act
		for i := range c.plan.Rules {
			if c.plan.Rules[i].Base >= 0 || c.plan.Rules[i].Billable == nil {
				continue
			}
			by := acts
			if c.plan.Rules[i].Billable.Modifies {
				by = modifiers
			}
			c.billed(i, day.Moment{At: at}, func(code string, pos law.Pos) {
				other, taken := by[code]
				if !taken {
					by[code] = biller{i, pos}
					return
				}
				if k := (clash{code, other.rule, i}); other.rule != i && !seen[k] {
					seen[k] = true
					c.rule = i
					c.report(pos, "code.double", "le code « %s » est facturé par deux règles le %s : celle-ci et « %s » (%s) — un code appartient à une seule règle", code, at, c.plan.Rules[other.rule].Key, other.pos)
				}
			})
		}
	}
}

// billed calls f for each code that a rule may bill at a moment.
func (c *checker) billed(rule int, m day.Moment, f func(string, law.Pos)) {
	w := c.rules[rule]
	alive := false
	var parts []int
	for _, maker := range c.plan.Makers(rule) {
		parts = append(parts, c.plan.Rules[maker].Parts...)
	}
	for _, i := range parts {
		v := c.inForce(i, m)
		if v == nil {
			continue
		}
		alive = true
		if v.Table == nil {
			continue
		}
		for k := range v.Table.Rows {
			row := &v.Table.Rows[k]
			pos := law.Pos{File: w.File, Line: row.Pos.Line, Column: row.Pos.Column}
			if row.Code != "" {
				f(row.Code, pos)
			}
			for axis, column := range v.Columns {
				if column.Kind == plan.ToFact && column.Index == c.plan.Rules[rule].Billable.CodeFact && row.Cells[axis].Text != "autres" {
					for n, word := range c.plan.Facts[column.Index].Words {
						if row.Cells[axis].In.Has(int64(n)) {
							f(word, pos)
						}
					}
				}
			}
		}
	}
	if code := c.plan.Rules[rule].Billable.Code; alive && code != "" {
		f(code, w.Act.Code.Pos)
	}
}

// objectives proves that each collective objective has a number of its own in its list: the rules whose keys differ by a number only.
func (c *checker) objectives() {
	type place struct {
		list   string
		number int
	}
	first := map[place]int{}
	for i := range c.plan.Rules {
		o := c.plan.Rules[i].Objective
		if o == nil || c.plan.Rules[i].Base >= 0 {
			continue
		}
		at := place{strings.TrimRight(c.plan.Rules[i].Key, "0123456789"), o.Number}
		other, taken := first[at]
		if !taken {
			first[at] = i
			continue
		}
		c.rule = i
		c.report(c.rules[i].Objective.Number.Pos, "objectif.double", "l'objectif %d est déjà celui de « %s » (%s) — chaque objectif a son numéro", o.Number, c.plan.Rules[other].Key, c.rules[other].Objective.Number.Pos)
	}
}
