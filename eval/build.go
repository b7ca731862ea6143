package eval

import (
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// builder orders what a rule needs and turns it into steps.
type builder struct {
	plan          *plan.Plan
	moment        day.Moment
	base, variant int
	seen          map[plan.Ref]bool
	order         []plan.Ref // needs first
	selected      []int      // versions of the parts, in order
	version       map[int]int
	prog          *Program
}

func newBuilder(p *plan.Plan, m day.Moment, base, variant int) *builder {
	return &builder{plan: p, moment: m, base: base, variant: variant, seen: map[plan.Ref]bool{}, version: map[int]int{}}
}

// read redirects a reference to the base rule or its parts towards the variant.
func (b *builder) read(r plan.Ref) plan.Ref {
	if b.base == b.variant {
		return r
	}
	switch r.Kind {
	case plan.ToRule:
		if r.Index == b.base {
			r.Index = b.variant
		}
	case plan.ToPart:
		if b.plan.Parts[r.Index].Rule == b.base {
			for i, part := range b.plan.Rules[b.base].Parts {
				if part == r.Index {
					r.Index = b.plan.Rules[b.variant].Parts[i]
					break
				}
			}
		}
	}
	return r
}

func (b *builder) visit(r plan.Ref) {
	r = b.read(r)
	if b.seen[r] {
		return
	}
	b.seen[r] = true
	version := NoVersion
	if r.Kind == plan.ToPart {
		version = InForce(b.plan, b.plan.Parts[r.Index].Versions, b.moment)
		b.version[r.Index] = version
		b.selected = append(b.selected, r.Index, version)
		b.borrowed(r.Index, version)
	}
	if r.Kind == plan.ToRule { // all its parts count: one in force keeps the rule alive
		for _, part := range b.plan.Rules[r.Index].Parts {
			b.selected = append(b.selected, part, InForce(b.plan, b.plan.Parts[part].Versions, b.moment))
		}
	}
	for _, need := range b.needs(r, version) {
		b.visit(need)
	}
	b.order = append(b.order, r)
}

// borrowed notes the versions of other parts whose figures a version names, so that a program is not shared by moments that differ in them.
func (b *builder) borrowed(part, version int) {
	if version < 0 {
		return
	}
	v := &b.plan.Parts[part].Versions[version]
	note := func(params []plan.Param) {
		for i := range params {
			from := params[i].From
			if from == nil {
				continue
			}
			other := b.read(plan.Ref{Kind: plan.ToPart, Index: from.Part}).Index
			chosen := InForce(b.plan, b.plan.Parts[other].Versions, b.moment)
			b.selected = append(b.selected, other, chosen)
			if from.Param != "" {
				b.borrowed(other, chosen)
			}
		}
	}
	note(v.Params)
	if v.Table != nil {
		for i := range v.Table.Rows {
			note(v.Table.Rows[i].Params)
		}
	}
}

// needs returns what a thing reads at the moment: of a part, only its version in force counts.
func (b *builder) needs(r plan.Ref, version int) []plan.Ref {
	if r.Kind != plan.ToPart {
		return b.plan.Reads(r)
	}
	part := b.plan.Parts[r.Index]
	switch {
	case version >= 0 && part.Versions[version].Ends:
		return nil
	case version >= 0:
		part.Versions = part.Versions[version : version+1]
	case len(part.Versions) > 0:
		return nil
	}
	return b.plan.ReadsOf(r.Index, &part)
}

func (b *builder) build(rule int) *Program {
	p := &Program{Plan: b.plan, Rule: rule, slotOf: map[refKey]int{}}
	b.prog = p
	for _, r := range b.order {
		if r.Kind == plan.ToFact {
			p.slotOf[keyOf(r)] = len(p.Facts)
			p.Facts = append(p.Facts, r.Index)
		}
	}
	p.slots = len(p.Facts)
	for _, r := range b.order {
		if r.Kind == plan.ToFact {
			if f := b.plan.Facts[r.Index].Fallback; f != nil && f.Sum == nil {
				p.steps = append(p.steps, b.fallback(r, f))
			}
			continue
		}
		p.slotOf[keyOf(r)] = p.slots
		p.slots++
		if r.Kind == plan.ToPart {
			p.steps = append(p.steps, b.part(r))
		} else {
			p.steps = append(p.steps, b.rule(r))
		}
		s := &p.steps[len(p.steps)-1]
		s.bare = len(s.conds) == 0 && s.anyOf == nil && len(s.caps) == 0 && s.augments < 0 && s.multiplier < 0 && len(s.asides) == 0
	}
	p.result = p.slotOf[keyOf(plan.Ref{Kind: plan.ToRule, Index: rule})]
	p.alive = b.alive(rule)
	return p
}

// alive reports whether some part of the rule has a version in force that does not end it. A rule made of formulas alone is alive when
// what it reads is.
func (b *builder) alive(rule int) bool {
	dated := false
	for _, i := range b.plan.Rules[rule].Parts {
		if len(b.plan.Parts[i].Versions) == 0 {
			continue
		}
		dated = true
		v, visited := b.version[i]
		if !visited {
			v = InForce(b.plan, b.plan.Parts[i].Versions, b.moment)
		}
		if v >= 0 && !b.plan.Parts[i].Versions[v].Ends {
			return true
		}
	}
	return !dated
}

func (b *builder) slot(r plan.Ref) int { return b.prog.slotOf[keyOf(b.read(r))] }

func (b *builder) fallback(r plan.Ref, f *plan.Fallback) step {
	s := step{kind: fallbackStep, slot: b.slot(r), ref: r, version: NoVersion}
	for _, i := range f.Facts {
		s.sources = append(s.sources, b.slot(plan.Ref{Kind: plan.ToFact, Index: i}))
	}
	if f.Rule >= 0 {
		s.sources = append(s.sources, b.slot(plan.Ref{Kind: plan.ToRule, Index: f.Rule}))
		s.idle = b.onlyFor(r, plan.Ref{Kind: plan.ToRule, Index: f.Rule})
	}
	return s
}

// onlyFor returns the parts that the program reads for the sake of a fact's fallback and of nothing else.
func (b *builder) onlyFor(fact, fallback plan.Ref) []int {
	read := map[plan.Ref]bool{}
	var visit func(plan.Ref)
	visit = func(r plan.Ref) {
		if read[r] {
			return
		}
		read[r] = true
		version := NoVersion
		if r.Kind == plan.ToPart {
			version = b.version[r.Index]
		}
		for _, need := range b.needs(r, version) {
			if need = b.read(need); r != fact || need != fallback {
				visit(need)
			}
		}
	}
	visit(plan.Ref{Kind: plan.ToRule, Index: b.prog.Rule})
	var out []int
	for _, r := range b.order {
		if r.Kind == plan.ToPart && !read[r] {
			out = append(out, r.Index)
		}
	}
	return out
}

func (b *builder) rule(r plan.Ref) step {
	rule := &b.plan.Rules[r.Index]
	s := step{kind: ruleStep, slot: b.slot(r), ref: r, version: NoVersion, augments: -1, multiplier: -1, words: len(rule.Words) > 0}
	b.conditions(&s, &rule.Conditions)
	s.value = b.expr(rule.Result, nil, nil)
	s.dead = !b.alive(r.Index)
	return s
}

func (b *builder) part(r plan.Ref) step {
	part := &b.plan.Parts[r.Index]
	s := step{kind: partStep, slot: b.slot(r), ref: r, version: b.version[r.Index], augments: -1, multiplier: -1, words: len(part.Words) > 0}
	for _, i := range b.plan.Rules[part.Rule].Parts {
		if b.plan.Parts[i].SetsAside == r.Index {
			s.asides = append(s.asides, b.slot(plan.Ref{Kind: plan.ToPart, Index: i}))
		}
	}
	b.conditions(&s, &part.Conditions)
	if len(part.Versions) == 0 {
		s.value = b.expr(part.Formula, nil, nil)
		return s
	}
	if s.version == NoVersion || part.Versions[s.version].Ends {
		s.dead = true
		return s
	}
	v := &part.Versions[s.version]
	b.conditions(&s, &v.Conditions)
	s.caps = v.Caps
	s.missing = v.NotEstablished != ""
	if part.Augments >= 0 {
		s.augments = b.slot(plan.Ref{Kind: plan.ToPart, Index: part.Augments})
	}
	if v.Multiplier >= 0 && part.Unit.Kind == plan.Euro {
		s.multiplier = b.slot(plan.Ref{Kind: plan.ToRule, Index: v.Multiplier})
	}
	switch {
	case s.missing:
	case v.Table != nil:
		s.table = b.table(v)
	case v.Formula != nil:
		s.value = b.expr(v.Formula, v.Params, nil)
	case v.Value != nil && v.Value.NotEstablished:
		s.missing = true
	case v.Value != nil:
		s.constN = v.Value.N
	}
	if part.Unit.Kind == plan.Answer && len(part.Words) == 0 && v.Value != nil && !v.Value.NotEstablished {
		s.constN = v.Value.N
	}
	return s
}

func (b *builder) table(v *plan.Version) *lookup {
	l := &lookup{grid: v.Table.Grid()}
	for _, c := range v.Columns {
		l.slots = append(l.slots, b.slot(c))
	}
	for i := range v.Table.Rows {
		row := &v.Table.Rows[i]
		var r rowValue
		switch {
		case row.Formula != nil:
			r.value = b.expr(row.Formula, v.Params, row.Params)
		case row.Value != nil && row.Value.NotEstablished:
			r.missing = true
		case row.Value != nil:
			r.n = row.Value.N
		case v.Formula != nil:
			r.value = b.expr(v.Formula, v.Params, row.Params)
		default:
			r.missing = true
		}
		l.rows = append(l.rows, r)
	}
	return l
}

func (b *builder) conditions(s *step, c *plan.Conditions) {
	for i := range c.When {
		s.conds = append(s.conds, b.cond(&c.When[i]))
	}
	if len(c.AnyOf) == 0 {
		return
	}
	var groups [][]cond
	for i := range c.AnyOf {
		var group []cond
		for j := range c.AnyOf[i] {
			group = append(group, b.cond(&c.AnyOf[i][j]))
		}
		groups = append(groups, group)
	}
	s.anyOf = append(s.anyOf, groups)
}

func (b *builder) cond(c *plan.Cond) cond {
	out := cond{slot: b.slot(c.Thing), test: c.Test, cell: &c.Cell, of: c}
	switch c.Thing.Kind {
	case plan.ToPart:
		out.worded = len(b.plan.Parts[c.Thing.Index].Words) > 0
	case plan.ToRule:
		out.worded = len(b.plan.Rules[c.Thing.Index].Words) > 0
	}
	if len(c.Cell.In) == 1 && len(c.Cell.Since) == 0 {
		out.simple, out.lo, out.hi = true, c.Cell.In[0].Lo, c.Cell.In[0].Hi
	}
	return out
}

// figure returns the parameter of a row, of the version, or of another part's version in force.
func (b *builder) figure(name string, version, row []plan.Param) Value {
	for _, list := range [][]plan.Param{row, version} {
		for i := range list {
			if list[i].Name == name {
				return b.param(&list[i])
			}
		}
	}
	return notEstablished
}

func (b *builder) param(p *plan.Param) Value {
	switch {
	case p.From != nil:
		part := &b.plan.Parts[b.read(plan.Ref{Kind: plan.ToPart, Index: p.From.Part}).Index]
		i := InForce(b.plan, part.Versions, b.moment)
		switch {
		case i < 0 || part.Versions[i].Ends:
			return absent
		case p.From.Param != "":
			return b.figure(p.From.Param, part.Versions[i].Params, nil)
		case part.Versions[i].Value != nil && !part.Versions[i].Value.NotEstablished:
			return Of(part.Versions[i].Value.N)
		}
		return notEstablished
	case p.Figure.NotEstablished:
		return notEstablished
	}
	return Of(p.Figure.N)
}
