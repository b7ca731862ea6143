package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/plan"
)

// examples runs the worked cases that rules hold.
func (c *checker) examples() {
	if c.cyclic() {
		return
	}
	engine := eval.New(c.plan)
	for i := range c.plan.Rules {
		if c.rule = i; c.plan.Rules[i].Base >= 0 || !c.runnable(i) {
			continue
		}
		for k := range c.rules[i].Examples {
			c.example(engine, i, &c.rules[i].Examples[k])
		}
	}
}

// runnable reports whether everything that a rule comes to read did compile.
func (c *checker) runnable(rule int) bool {
	seen := map[plan.Ref]bool{}
	var visit func(r plan.Ref) bool
	visit = func(r plan.Ref) bool {
		if seen[r] {
			return true
		}
		seen[r] = true
		switch r.Kind {
		case plan.ToRule:
			if c.plan.Rules[r.Index].Result == nil {
				return false
			}
		case plan.ToPart:
			if p := &c.plan.Parts[r.Index]; len(p.Versions) == 0 && p.Formula == nil {
				return false
			}
			for j := range c.plan.Parts[r.Index].Versions {
				if t := c.plan.Parts[r.Index].Versions[j].Table; t != nil && t.Grid() == nil {
					return false
				}
			}
		}
		for _, next := range c.plan.Reads(r) {
			if !visit(next) {
				return false
			}
		}
		return true
	}
	return visit(plan.Ref{Kind: plan.ToRule, Index: rule})
}

func (c *checker) example(engine *eval.Engine, rule int, x *law.Example) {
	m, ok := c.exampleMoment(x)
	if !ok {
		return
	}
	stated, places := map[string]any{}, map[string]law.Pos{}
	for _, f := range x.Facts {
		places[f.Name.S] = f.Value.Pos
		i, ok := c.plan.Fact(f.Name.S)
		if !ok {
			c.report(f.Name.Pos, "fait.inconnu", "exemple « %s » : « %s » n'est pas un fait de entrees.yaml%s", x.Name.S, f.Name.S, c.nearest(f.Name.S))
			return
		}
		stated[f.Name.S] = stating(&c.plan.Facts[i], f.Value.S)
	}
	set, err := facts.Flat(c.plan, stated)
	var problems facts.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			c.report(places[p.Path], "exemple.faux", "exemple « %s », %s : %s", x.Name.S, p.Path, p.Message)
		}
		return
	}
	set.Calendar(c.plan, m.At, eval.Value{State: eval.Unknown}, plan.Place{})
	program := engine.Program(rule, m)
	frame := program.NewFrame(m.At)
	set.Fill(program, frame)
	got := c.written(rule, program.Eval(frame))
	if want := c.expected(rule, x.Expected.S); got != want {
		pos := x.Expected.Pos
		if !x.Expected.Given() {
			pos = x.Pos
		}
		c.report(pos, "exemple.faux", "exemple « %s » : %s attendu, la règle donne %s — corrigez l'exemple, ou la règle", x.Name.S, want, got)
	}
}

func (c *checker) exampleMoment(x *law.Example) (day.Moment, bool) {
	at, err := day.Parse(x.At.S)
	if err != nil {
		pos := x.At.Pos
		if !x.At.Given() {
			pos = x.Pos
		}
		c.report(pos, "exemple.faux", "exemple « %s » : un jour « au: AAAA-MM-JJ » est attendu", x.Name.S)
		return day.Moment{}, false
	}
	m := day.Moment{At: at, Scenario: x.Scenario.S}
	if x.Known.Given() {
		known, err := day.Parse(x.Known.S)
		if err != nil {
			c.report(x.Known.Pos, "exemple.faux", "exemple « %s » : « connu le » attend un jour AAAA-MM-JJ", x.Name.S)
			return m, false
		}
		m.Known = &known
	}
	if i, ok := c.plan.Act(m.Scenario); m.Scenario != "" && (!ok || !c.plan.Acts[i].Scenario) {
		c.report(x.Scenario.Pos, "acte.inconnu", "exemple « %s » : « %s » n'est pas un scénario de textes.yaml", x.Name.S, m.Scenario)
		return m, false
	}
	return m, true
}

func (c *checker) nearest(name string) string {
	var known []string
	for i := range c.plan.Facts {
		known = append(known, c.plan.Facts[i].Name)
	}
	if meant := near.Word(name, known); meant != "" {
		return " — vouliez-vous écrire « " + meant + " »"
	}
	return ""
}

// stating turns a word of a rule file into what a reader of JSON would have seen.
func stating(f *plan.Fact, word string) any {
	switch {
	case word == "aucun" && f.NullIsNone:
		return nil
	case f.Kind == plan.YesNo && (word == "oui" || word == "non"):
		return word == "oui"
	case f.Kind == plan.Integer || f.Kind == plan.Decimal || f.Kind == plan.Money:
		return json.Number(word)
	}
	return word
}

// States of a value, as an example writes them.
const (
	unknownWord        = "inconnu"
	notEstablishedWord = "non établi"
	absentWord         = "absent"
	noneWord           = "aucun"
)

// written is a value in the unit of the rule, as « attendu » would say it.
func (c *checker) written(rule int, v eval.Value) string {
	r := &c.plan.Rules[rule]
	switch {
	case v.State == eval.Unknown:
		return unknownWord
	case v.State == eval.NotEstablished:
		return notEstablishedWord
	case v.State == eval.Absent:
		return absentWord
	case r.Unit.Kind == plan.Answer && len(r.Words) > 0:
		if v.N >= 0 && v.N < int64(len(r.Words)) {
			return r.Words[v.N]
		}
		return noneWord
	case r.Unit.Kind == plan.Answer && v.N != 0:
		return "oui"
	case r.Unit.Kind == plan.Answer:
		return "non"
	}
	return money.FormatDecimal(v.N, r.Unit.Scale())
}

// expected puts « attendu » in the form of written: a number loses its useless zeros.
func (c *checker) expected(rule int, s string) string {
	if s == "" {
		return "rien"
	}
	scale := c.plan.Rules[rule].Unit.Scale()
	if n, err := money.ParseDecimal(strings.TrimSuffix(s, " €"), scale); err == nil && c.plan.Rules[rule].Unit.Kind != plan.Answer {
		return money.FormatDecimal(n, scale)
	}
	return fmt.Sprint(s)
}
