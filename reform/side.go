package reform

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// Side is one of two worlds over a base. What it computed is kept: a world of reference is worth keeping for many comparisons. It is safe
// for concurrent use.
type Side struct {
	base  *Base
	world World

	mu       sync.Mutex
	batches  map[int]*batch.Batch
	readings map[int]string
	whole    map[string]string // readings with all that they reach
	sums     map[string]batch.Column
	results  map[string]*batch.Result
	days     map[eval.Segment]*Side // the same world on other days of the year
}

// NewSide prepares a world over a base.
func NewSide(b *Base, w World) *Side {
	return &Side{
		base: b, world: w, batches: map[int]*batch.Batch{}, readings: map[int]string{}, whole: map[string]string{}, sums: map[string]batch.Column{},
		results: map[string]*batch.Result{}, days: map[eval.Segment]*Side{},
	}
}

// kept returns what is in a map, or computes it. Two computations at once give the same.
func kept[K comparable, V any](mu *sync.Mutex, m map[K]V, key K, compute func() (V, error)) (V, error) {
	mu.Lock()
	v, ok := m[key]
	mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := compute()
	if err != nil {
		return v, err
	}
	mu.Lock()
	defer mu.Unlock()
	m[key] = v
	return v, nil
}

// batch compiles a rule once.
func (s *Side) batch(rule int) *batch.Batch {
	b, _ := kept(&s.mu, s.batches, rule, func() (*batch.Batch, error) { return batch.Compile(s.world.Engine, rule, s.world.Moment), nil })
	return b
}

// reading writes all that a rule says at the moment, the rules that it reads and those that its sums read included, without who decided
// it nor since when: two worlds in which it reads the same give the same.
func (s *Side) reading(key string) string {
	text, _ := kept(&s.mu, s.whole, key, func() (string, error) {
		rule, ok := s.world.Engine.Plan.Rule(key)
		if !ok {
			return "", nil
		}
		var out strings.Builder
		for _, i := range s.reached(rule) {
			one, _ := kept(&s.mu, s.readings, i, func() (string, error) { return s.one(i), nil })
			out.WriteString(one)
		}
		return out.String(), nil
	})
	return text
}

// one writes one rule.
func (s *Side) one(rule int) string {
	r := explain.Read(s.world.Engine.Plan, rule, s.world.Moment)
	r.Payments, r.Disputes, r.Doubts, r.Source, r.Statement = nil, nil, nil, "", ""
	for i := range r.Parts {
		part := &r.Parts[i]
		part.Since, part.Act, part.Moved, part.Grade, part.ReadIn, part.Doubt = "", "", "", "", nil, ""
		for j := range part.Lines {
			line := &part.Lines[j]
			line.Grade, line.ReadIn, line.Doubt = "", nil, ""
		}
	}
	text, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// reached lists the rules from which a rule takes something at the moment, itself first.
func (s *Side) reached(rule int) []int {
	p := s.world.Engine.Plan
	out := []int{rule}
	see := func(i int) {
		if p.Rules[i].Base < 0 && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	for k := 0; k < len(out); k++ {
		prog := s.world.Engine.Program(out[k], s.world.Moment)
		prog.Versions(func(part, version int) {
			see(p.Parts[part].Rule)
			if version < 0 {
				return
			}
			for _, param := range p.Parts[part].Versions[version].Params {
				if param.From != nil {
					see(p.Parts[param.From.Part].Rule)
				}
			}
		})
		for _, fact := range prog.Facts {
			if sum := s.summed(&p.Facts[fact]); sum != nil && sum.Of != nil {
				switch sum.Of.Kind {
				case plan.ToRule:
					see(sum.Of.Index)
				case plan.ToPart:
					see(p.Parts[sum.Of.Index].Rule)
				}
			}
		}
	}
	return out
}

// patientList is the list over which a fact of a doctor is the sum of those of his patients.
const patientList = "patientele"

// sumsPatients reports whether a rule reads a sum over patients.
func (s *Side) sumsPatients(rule int) bool {
	p := s.world.Engine.Plan
	return slices.ContainsFunc(s.world.Engine.Program(rule, s.world.Moment).Facts, func(fact int) bool {
		f := p.Facts[fact].Fallback
		return f != nil && f.Sum != nil && f.Sum.Over == patientList
	})
}

// summed returns the sum over patients that gives a fact, nil when none does.
func (s *Side) summed(f *plan.Fact) *plan.Sum {
	if f.Fallback == nil || f.Fallback.Sum == nil || f.Fallback.Sum.Over != patientList || len(s.base.lists.facts) == 0 {
		return nil
	}
	return f.Fallback.Sum
}

// completion gives facts that the population does not hold a value, the same for all.
type completion map[string]int64

func (c completion) key() string {
	var out []string
	for name, v := range c {
		out = append(out, fmt.Sprint(name, v))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// price computes a rule for one doctor of each row.
func (s *Side) price(rule int, given completion, threads int) (*batch.Result, error) {
	return kept(&s.mu, s.results, fmt.Sprint(rule, " ", given.key()), func() (*batch.Result, error) {
		b := s.batch(rule)
		rows := batch.Rows{N: s.base.N}
		for _, fact := range b.Facts {
			c, err := s.column(&s.world.Engine.Plan.Facts[fact], given, threads)
			if err != nil {
				return nil, err
			}
			rows.Columns = append(rows.Columns, c)
		}
		return b.Values(rows, threads)
	})
}

// column returns a fact of the doctors: stated, completed, summed over patients, or its default; else unknown.
func (s *Side) column(f *plan.Fact, given completion, threads int) (batch.Column, error) {
	if c, ok := s.base.facts[f.Name]; ok {
		return c, nil
	}
	if v, ok := given[f.Name]; ok {
		return constant(v, s.base.N), nil
	}
	if sum := s.summed(f); sum != nil {
		return s.sum(f, sum, given, threads)
	}
	if f.Default != nil {
		return constant(*f.Default, s.base.N), nil
	}
	return batch.Column{}, nil
}

func constant(v int64, n int) batch.Column {
	out := batch.Column{I64: make([]int64, n)}
	if v == plan.None {
		out.Null = make([]uint8, n)
	}
	for i := range out.I64 {
		out.I64[i] = v
		if v == plan.None {
			out.I64[i], out.Null[i] = 0, batch.None
		}
	}
	return out
}

// sum adds a thing over the patients of each doctor. What reads facts alone is the same in every world, and the base keeps it.
func (s *Side) sum(f *plan.Fact, sum *plan.Sum, given completion, threads int) (batch.Column, error) {
	compute := func() (batch.Column, error) {
		values, unknown, err := s.perCell(sum, given)
		if err != nil {
			return batch.Column{}, err
		}
		out := s.base.sum(values, unknown, threads)
		for d, v := range out.I64 {
			if (out.Null == nil || out.Null[d] == batch.Given) && (v < f.Lo || v > f.Hi) {
				return out, &Problem{fmt.Sprintf("un médecin a %d pour « %s », hors de %d à %d : les poids sont-ils les bons ?", v, f.Name, f.Lo, f.Hi)}
			}
		}
		return out, nil
	}
	if key, ok := s.plain(sum); ok && len(given) == 0 {
		return kept(&s.base.mu, s.base.sums, f.Name+" "+key, compute)
	}
	return kept(&s.mu, s.sums, f.Name+" "+given.key(), compute)
}

// plain writes a sum that reads the facts of the population alone, whatever the rules.
func (s *Side) plain(sum *plan.Sum) (string, bool) {
	p, out := s.world.Engine.Plan, "1"
	stated := func(r plan.Ref) bool {
		return r.Kind == plan.ToFact && slices.Contains(s.base.lists.facts, p.Facts[r.Index].Name)
	}
	if sum.Of != nil {
		if !stated(*sum.Of) {
			return "", false
		}
		out = p.Facts[sum.Of.Index].Name
	}
	for i := range sum.When {
		c := &sum.When[i]
		if !stated(c.Thing) || c.Test != plan.InCell || len(c.Cell.Since) > 0 {
			return "", false
		}
		out += fmt.Sprint(" ", p.Facts[c.Thing.Index].Name, c.Cell.In)
	}
	return out, true
}

// Priceable lists, by key, the rules whose figures a comparison on the base can price: the measures on doctors that ask nothing which the
// base does not hold, the rules that they take figures from, and those of the acts of the base.
func (s *Side) Priceable() []string {
	p := s.world.Engine.Plan
	var out []string
	add := func(rule int) {
		if hasFigures(p, rule, s.world) {
			out = appendNew(out, p.Rules[rule].Key)
		}
	}
	for _, i := range s.closed() {
		for _, rule := range s.reached(i) {
			add(rule)
		}
	}
	for _, code := range s.base.deeds.codes {
		if rule, _ := ruleOf(p, code); rule >= 0 {
			add(rule)
		}
	}
	return out
}

// closed lists the measures on doctors that ask nothing which the base does not hold.
func (s *Side) closed() (out []int) {
	p, c := s.world.Engine.Plan, &comparison{base: s.base, sides: [2]*Side{s, s}}
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Base >= 0 || r.Item == "" || r.Unit.Kind != plan.Euro || r.Anniversary != nil {
			continue
		}
		if open, _ := c.open([2]int{i, i}, &Measure{}); len(open) == 0 {
			out = append(out, i)
		}
	}
	return out
}

// Warm computes what comparisons with the side will ask of it first, so that the first one takes no longer than the next. What goes wrong
// is left to the comparison that meets it.
func (s *Side) Warm(threads int) {
	for _, rule := range s.closed() {
		s.reading(s.world.Engine.Plan.Rules[rule].Key)
		_, _ = s.price(rule, completion{}, threads)
	}
}

// hasFigures tells a rule that has a figure in euros or percent in force.
func hasFigures(p *plan.Plan, rule int, w World) bool {
	for _, i := range p.Rules[rule].Parts {
		part := &p.Parts[i]
		k := eval.InForce(p, part.Versions, w.Moment)
		if k < 0 || part.Unit.Kind == plan.Answer {
			continue
		}
		v := &part.Versions[k]
		own := slices.ContainsFunc(v.Params, func(param plan.Param) bool { return param.From == nil })
		if v.Value != nil || own || v.Table != nil && slices.ContainsFunc(v.Table.Rows, func(r plan.Row) bool { return r.Value != nil }) {
			return true
		}
	}
	return false
}
