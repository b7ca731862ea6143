package plan

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// index holds what is looked up by name.
type index struct {
	facts, rules, acts, documents map[string]int
}

// Build finishes a plan after it was compiled or decoded: names and tables are indexed. It must be called once, before any use.
// It reports the tables that are too large to index, which check reports with their place; their grids stay nil.
func (p *Plan) Build() {
	x := &index{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}
	for i := range p.Facts {
		x.facts[p.Facts[i].Name] = i
	}
	for i := range p.Rules {
		if p.Rules[i].Base < 0 {
			x.rules[p.Rules[i].Key] = i
		}
	}
	for i := range p.Acts {
		x.acts[p.Acts[i].Key] = i
	}
	for i := range p.Documents {
		x.documents[p.Documents[i].Key] = i
	}
	p.index = x
	for i := range p.Parts {
		for j := range p.Parts[i].Versions {
			if v := &p.Parts[i].Versions[j]; v.Table != nil {
				v.Table.grid, _ = NewGrid(p.ColumnDomains(i, j), v.Table.Rows)
			}
		}
	}
}

// Grid returns the index of the table, nil when it is too large.
func (t *Table) Grid() *Grid { return t.grid }

// Decode reads the JSON form of a plan.
func Decode(r io.Reader) (*Plan, error) {
	p := new(Plan)
	if err := json.NewDecoder(r).Decode(p); err != nil {
		return nil, fmt.Errorf("reading a compiled plan: %w", err)
	}
	p.Build()
	return p, nil
}

// Encode writes the JSON form of the plan: the same plan gives the same bytes.
func (p *Plan) Encode(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(p)
}

// Fact returns the index of a fact by name.
func (p *Plan) Fact(name string) (int, bool) { i, ok := p.index.facts[name]; return i, ok }

// Rule returns the index of a rule by key.
func (p *Plan) Rule(key string) (int, bool) { i, ok := p.index.rules[key]; return i, ok }

// Act returns the index of an act by key.
func (p *Plan) Act(key string) (int, bool) { i, ok := p.index.acts[key]; return i, ok }

// Document returns the index of a document by key.
func (p *Plan) Document(key string) (int, bool) { i, ok := p.index.documents[key]; return i, ok }

// PartNamed returns the index of a part of a rule by name.
func (p *Plan) PartNamed(rule int, name string) (int, bool) {
	for _, i := range p.Rules[rule].Parts {
		if p.Parts[i].Name == name {
			return i, true
		}
	}
	return 0, false
}

// ColumnDomains returns, for each column of the table of a version, the values that can reach it: the thing's own domain within
// what the conditions of the version, the part and the rule say of the same thing.
func (p *Plan) ColumnDomains(part, version int) []Set {
	pt := &p.Parts[part]
	v := &pt.Versions[version]
	domains := make([]Set, len(v.Columns))
	for i, column := range v.Columns {
		domains[i] = p.Domain(column)
		for _, conditions := range [][]Cond{v.Conditions.When, pt.Conditions.When, p.Rules[pt.Rule].Conditions.When} {
			for _, c := range conditions {
				if c.Thing == column && c.Test == InCell && len(c.Cell.Since) == 0 {
					domains[i] = domains[i].And(c.Cell.In)
				}
			}
		}
	}
	return domains
}

// NameOf returns what the rules call a thing: the name of a fact or of a part, the key of a rule.
func (p *Plan) NameOf(r Ref) string {
	switch r.Kind {
	case ToFact:
		return p.Facts[r.Index].Name
	case ToPart:
		return p.Parts[r.Index].Name
	}
	return p.Rules[r.Index].Key
}

// Domain returns the values that a thing may take when it is known; empty for a rule or part whose values are not enumerable.
func (p *Plan) Domain(r Ref) Set {
	switch r.Kind {
	case ToFact:
		f := &p.Facts[r.Index]
		s := Set{{f.Lo, f.Hi}}
		if f.NeverAllowed {
			s = s.Or(Set{{Never, Never}})
		}
		return s
	case ToPart:
		return answers(p.Parts[r.Index].Unit, p.Parts[r.Index].Words)
	}
	return answers(p.Rules[r.Index].Unit, p.Rules[r.Index].Words)
}

func answers(u Unit, words []string) Set {
	switch {
	case u.Kind != Answer:
		return nil
	case len(words) == 0:
		return Set{{0, 1}}
	}
	return Set{{0, int64(len(words)) - 1}}
}

// Makers lists the rules whose figures make the value of a rule: itself, then those that its formulas read, deep
// down, other acts apart.
func (p *Plan) Makers(rule int) []int {
	out := []int{rule}
	for i := 0; i < len(out); i++ {
		formula := func(e *Expr) {
			e.Walk(func(e *Expr) {
				if e.Ref != nil && e.Ref.Kind == ToRule && p.Rules[e.Ref.Index].Billable == nil && !slices.Contains(out, e.Ref.Index) {
					out = append(out, e.Ref.Index)
				}
			})
		}
		formula(p.Rules[out[i]].Result)
		for _, part := range p.Rules[out[i]].Parts {
			formula(p.Parts[part].Formula)
			for v := range p.Parts[part].Versions {
				formula(p.Parts[part].Versions[v].Formula)
			}
		}
	}
	return out
}

// RuleOfCode returns the rule that prices a code: the act's own code, or that of a row of its tables.
func (p *Plan) RuleOfCode(code string) (int, bool) {
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Base >= 0 || r.Billable == nil || r.Billable.Modifies {
			continue
		}
		if r.Billable.Code == code {
			return i, true
		}
		for _, part := range r.Parts {
			for _, v := range p.Parts[part].Versions {
				if v.Table == nil {
					continue
				}
				for _, row := range v.Table.Rows {
					if row.Code == code {
						return i, true
					}
				}
			}
		}
	}
	return 0, false
}
