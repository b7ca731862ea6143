package check

import (
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// gaps looks, at one moment, for things that are needed and absent.
type gaps struct {
	*checker
	moment day.Moment
	seen   map[[2]plan.Ref]bool
}

func (g *gaps) look(rule int) {
	r := &g.plan.Rules[rule]
	alive := g.alive(rule)
	if alive {
		g.formula(plan.Ref{Kind: plan.ToRule, Index: rule}, r.Pos, r.Result, nil)
	}
	for _, i := range r.Parts {
		part := &g.plan.Parts[i]
		self := plan.Ref{Kind: plan.ToPart, Index: i}
		if len(part.Versions) == 0 {
			if alive {
				g.formula(self, part.Pos, part.Formula, nil)
			}
			continue
		}
		v := g.inForce(i, g.moment)
		if v == nil || v.NotEstablished != "" {
			continue
		}
		g.formula(self, v.Pos, v.Formula, v.Params)
		for _, column := range v.Columns {
			g.need(self, v.Pos, column, "le lit comme colonne")
		}
		if v.Table != nil {
			for k := range v.Table.Rows {
				row := &v.Table.Rows[k]
				g.formula(self, row.Pos, row.Formula, append(row.Params[:len(row.Params):len(row.Params)], v.Params...))
			}
		}
		if v.Multiplier >= 0 && part.Unit.Kind == plan.Euro {
			g.need(self, v.Pos, plan.Ref{Kind: plan.ToRule, Index: v.Multiplier}, "est multipliée par lui")
		}
		if part.Augments >= 0 {
			g.need(self, v.Pos, plan.Ref{Kind: plan.ToPart, Index: part.Augments}, "le majore")
		}
		for _, p := range v.Params {
			if p.From != nil {
				g.need(self, p.Figure.Pos, plan.Ref{Kind: plan.ToPart, Index: p.From.Part}, "lui emprunte un chiffre")
			}
		}
	}
}

func (g *gaps) need(reader plan.Ref, at plan.Pos, needed plan.Ref, how string) {
	if !g.absent(needed) || g.seen[[2]plan.Ref{reader, needed}] {
		return
	}
	g.seen[[2]plan.Ref{reader, needed}] = true
	scenario := ""
	if g.moment.Scenario != "" {
		scenario = " dans le scénario " + g.moment.Scenario
	}
	g.report(g.at(at), "temps.trou", "le %s%s, rien n'est en vigueur pour « %s », alors que « %s » %s — ajoutez la version qui manque, ou une version « prend fin » à « %s »",
		g.moment.At, scenario, g.plan.NameOf(needed), g.plan.NameOf(reader), how, g.plan.NameOf(reader))
}

// formula looks for an operation that needs all its operands and has only some of them. A sum does without.
func (g *gaps) formula(reader plan.Ref, at plan.Pos, e *plan.Expr, params []plan.Param) {
	e.Walk(func(e *plan.Expr) {
		switch e.Op {
		case plan.Const, plan.Read, plan.ParamValue, plan.Add, plan.Subtract:
			return
		}
		present := false
		for _, a := range e.Args {
			present = present || a.Op != plan.Const && !g.without(a)
		}
		if !present {
			return
		}
		for _, a := range e.Args {
			if !g.without(a) {
				continue
			}
			a.Walk(func(a *plan.Expr) {
				if a.Op == plan.Read {
					g.need(reader, at, *a.Ref, "le multiplie ou le divise")
				}
			})
		}
	})
}

// without reports whether an expression has no value at the moment because what it reads is absent.
func (g *gaps) without(e *plan.Expr) bool {
	switch e.Op {
	case plan.Const, plan.ParamValue:
		return false
	case plan.Read:
		return g.absent(*e.Ref)
	case plan.Add, plan.Subtract:
		return g.without(e.Args[0]) && g.without(e.Args[1])
	}
	for _, a := range e.Args {
		if g.without(a) {
			return true
		}
	}
	return false
}

func (g *gaps) absent(r plan.Ref) bool {
	switch r.Kind {
	case plan.ToPart:
		part := &g.plan.Parts[r.Index]
		if len(part.Versions) == 0 {
			return part.Formula != nil && g.without(part.Formula)
		}
		return g.inForce(r.Index, g.moment) == nil
	case plan.ToRule:
		return !g.alive(r.Index)
	}
	return false
}

// alive reports whether some part of a rule is in force; a rule made of formulas alone is alive when what it reads is.
func (g *gaps) alive(rule int) bool {
	dated := false
	for _, i := range g.plan.Rules[rule].Parts {
		if len(g.plan.Parts[i].Versions) == 0 {
			continue
		}
		dated = true
		if g.inForce(i, g.moment) != nil {
			return true
		}
	}
	if dated || g.plan.Rules[rule].Result == nil {
		return !dated
	}
	return !g.without(g.plan.Rules[rule].Result)
}
