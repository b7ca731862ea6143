package check

import (
	"go/scanner"
	"go/token"
	"slices"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// readings proves that each disputed reading says who holds it, and that there is a dispute.
func (c *checker) readings(rule int) {
	for _, d := range c.rules[rule].Disputes {
		for _, r := range d.Readings {
			if !r.HeldBy.Given() {
				c.report(r.Name.Pos, "lecture.sans_tenant", "la lecture « %s » ne dit pas qui la tient — ajoutez « tenue par », au besoin « à établir »", r.Name.S)
			}
		}
		if len(d.Readings) == 1 {
			c.report(d.Readings[0].Name.Pos, "lecture.seule", "une seule lecture n'est pas une dispute — écrivez l'autre, ou mettez ce texte dans « doute »")
		}
	}
}

// rowsWithoutLines are the things a rule may be about that have no visit, hence nothing that its pricing gives.
var rowsWithoutLines = []string{"patient", "médecin et année", "contrat", "indicateur", "convention"}

// givenByPricing is how a fact says that only the pricing of a visit gives it.
const givenByPricing = "cotation"

// lineFacts proves that a rule about a patient, a year or a contract reads nothing that only the pricing of a visit gives.
func (c *checker) lineFacts(rule int) {
	if !slices.Contains(rowsWithoutLines, c.plan.Rules[rule].Row) {
		return
	}
	c.eachName(c.rules[rule], func(t law.Text) {
		if i, ok := c.plan.Fact(t.S); ok && c.plan.Facts[i].Given == givenByPricing && !c.isPart(rule, t.S) {
			c.report(t.Pos, "fait.ligne", "« %s » n'est connu que pendant une visite, et cette règle vaut pour chaque %s — lisez un autre fait, ou changez « pour chaque »", t.S, c.plan.Rules[rule].Row)
		}
	})
}

func (c *checker) isPart(rule int, name string) bool {
	_, ok := c.plan.PartNamed(rule, name)
	return ok
}

// eachName calls f for each name that a rule reads, at its place.
func (c *checker) eachName(r *law.Rule, f func(law.Text)) {
	conditions := func(k law.Conditions) {
		for _, group := range append([][]law.Condition{k.When}, k.AnyOf...) {
			for _, cond := range group {
				f(cond.Thing)
			}
		}
	}
	conditions(r.Conditions)
	names(r.Result, f)
	for _, p := range r.Parts {
		if !r.Single {
			conditions(p.Conditions)
		}
		for _, t := range p.Select {
			f(t)
		}
		names(p.Formula, f)
		for _, v := range p.Versions {
			conditions(v.Conditions)
			for _, t := range v.Select {
				f(t)
			}
			names(v.Formula, f)
			for k := range v.Table {
				names(v.Table[k].Formula, f)
			}
		}
	}
	for _, p := range r.Payments {
		for _, v := range p.Versions {
			conditions(v.Conditions)
		}
	}
}

// names calls f for each identifier of a formula.
func names(formula law.Text, f func(law.Text)) {
	if !formula.Given() {
		return
	}
	var s scanner.Scanner
	source := []byte(formula.S)
	file := token.NewFileSet().AddFile("", -1, len(source))
	s.Init(file, source, func(token.Position, string) {}, 0)
	for {
		at, kind, text := s.Scan()
		switch kind {
		case token.EOF:
			return
		case token.IDENT:
			pos := formula.Pos
			pos.Column += len([]rune(formula.S[:file.Offset(at)]))
			f(law.Text{S: text, Pos: pos})
		}
	}
}

// unused reports the parts that no result, condition, payment or other rule comes to read.
func (c *checker) unused() {
	used := map[plan.Ref]bool{}
	var use func(r plan.Ref)
	use = func(r plan.Ref) {
		if used[r] {
			return
		}
		used[r] = true
		for _, next := range c.plan.Reads(r) {
			use(next)
		}
	}
	for i := range c.plan.Rules {
		use(plan.Ref{Kind: plan.ToRule, Index: i})
		for _, p := range c.plan.Rules[i].Payments {
			for _, part := range p.Parts {
				use(plan.Ref{Kind: plan.ToPart, Index: part})
			}
		}
	}
	for i := range c.plan.Facts {
		f := c.plan.Facts[i].Fallback
		if f == nil || f.Sum == nil {
			continue
		}
		if f.Sum.Of != nil {
			use(*f.Sum.Of)
		}
		for _, cond := range f.Sum.When {
			use(cond.Thing)
		}
	}
	for figure := range c.borrowed() {
		use(plan.Ref{Kind: plan.ToPart, Index: figure.Part})
	}
	for i := range c.plan.Rules {
		if c.rule = i; c.plan.Rules[i].Base >= 0 || c.plan.Rules[i].Result == nil {
			continue
		}
		for _, part := range c.plan.Rules[i].Parts {
			if !used[plan.Ref{Kind: plan.ToPart, Index: part}] {
				c.report(c.at(c.plan.Parts[part].Pos), "partie.inutile", "rien ne lit la partie « %s » : ni le résultat, ni une autre partie, ni une autre règle — ajoutez-la au « résultat », ou retirez-la", c.plan.Parts[part].Name)
			}
		}
	}
}
