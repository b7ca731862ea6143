package compile

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

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
		part.Labels = c.labels(p, part.Words)
		if part.Unit.Kind == plan.Answer && source.Unit.Given() && len(source.Parts) == 1 {
			part.Unit.Label = source.Unit.S
		}
	}
	rule.Unit = fallback
	if !source.Unit.Given() || len(source.Parts) == 1 {
		if last := c.resultPart(rule, source); last != nil {
			rule.Unit, rule.Words, rule.Labels = last.Unit, last.Words, last.Labels
		}
	} else if ParseUnit(source.Unit.S).Kind == plan.Count {
		if last := c.resultPart(rule, source); last != nil && last.Unit.Kind == plan.Answer {
			rule.Unit, rule.Words, rule.Labels = last.Unit, last.Words, last.Labels
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

// labels says the answers of a part as « mots » does; a word without label is said as written.
func (c *compiler) labels(p *law.Part, words []string) []string {
	if len(p.Words) == 0 || c.codeLabels(p, words) {
		return nil
	}
	out := slices.Clone(words)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "_", " ")
	}
	for _, w := range p.Words {
		i := slices.Index(words, w.Name.S)
		if i < 0 {
			c.report(w.Name.Pos, "fait.inconnu", "mots : « %s » n'est pas une réponse de la partie « %s »", w.Name.S, p.Name.S)
			continue
		}
		out[i] = w.Value.S
	}
	return out
}

// codeLabels says the codes of a table, where « mots » says those and not answers. A code is said in one way only.
func (c *compiler) codeLabels(p *law.Part, answers []string) bool {
	column := slices.IndexFunc(p.Select, func(t law.Text) bool {
		i, known := c.facts[t.S]
		return known && c.plan.Facts[i].Kind == plan.Code
	})
	if len(answers) > 0 || column < 0 {
		return false
	}
	f := &c.plan.Facts[c.facts[p.Select[column].S]]
	if f.Labels == nil {
		f.Labels = make([]string, len(f.Words))
	}
	for _, w := range p.Words {
		i, known := slices.BinarySearch(f.Words, w.Name.S)
		switch {
		case !known:
			c.report(w.Name.Pos, "fait.inconnu", "mots : « %s » n'est pas un code des règles", w.Name.S)
		case f.Labels[i] != "" && f.Labels[i] != w.Value.S:
			c.report(w.Name.Pos, "code.double", "mots : le code « %s » est déjà dit « %s »", w.Name.S, f.Labels[i])
		default:
			f.Labels[i] = w.Value.S
		}
	}
	return true
}
