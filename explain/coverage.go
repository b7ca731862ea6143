package explain

import (
	"fmt"
	"slices"
	"sync"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Coverage counts which versions and table rows of the rules some evaluations reached. Its See is an engine's observer.
type Coverage struct {
	plan     *plan.Plan
	mu       sync.Mutex
	versions map[[2]int]bool
	rows     map[[3]int]bool
	parts    map[int]bool // evaluated at all
}

// NewCoverage counts for one plan.
func NewCoverage(p *plan.Plan) *Coverage {
	return &Coverage{plan: p, versions: map[[2]int]bool{}, rows: map[[3]int]bool{}, parts: map[int]bool{}}
}

// See notes the events of one evaluation: a version is reached when its part applied, a row when it gave the value of a part that applied.
func (c *Coverage) See(events []eval.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	row := int32(-1)
	for i := range events {
		switch e := &events[i]; e.Kind {
		case eval.Hit:
			row = e.Index
		case eval.Valued:
			if e.Ref.Kind == plan.ToPart {
				c.parts[e.Ref.Index] = true
			}
			if e.Ref.Kind == plan.ToPart && e.Version >= 0 && e.Truth == eval.Yes {
				c.versions[[2]int{e.Ref.Index, int(e.Version)}] = true
				if row >= 0 {
					c.rows[[3]int{e.Ref.Index, int(e.Version), int(row)}] = true
				}
			}
			row = -1
		}
	}
}

// Evaluated reports whether any of the parts was computed, applying or not.
func (c *Coverage) Evaluated(parts map[int]bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range parts {
		if c.parts[i] {
			return true
		}
	}
	return false
}

// Reach says how much of a rule was reached, and lists what was not.
type Reach struct {
	Rule            string   `json:"regle"`
	Versions        int      `json:"versions"`
	VersionsReached int      `json:"versions_atteintes"`
	Rows            int      `json:"lignes"`
	RowsReached     int      `json:"lignes_atteintes"`
	Missing         []string `json:"manquantes,omitempty"` // file:line:column: what
}

// Report says it rule by rule; versions that end a part or never began, and other readings, are not counted.
func (c *Coverage) Report() []Reach {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []Reach
	for i := range c.plan.Rules {
		if c.plan.Rules[i].Base < 0 {
			out = append(out, c.rule(i))
		}
	}
	return out
}

func (c *Coverage) rule(index int) Reach {
	rule := &c.plan.Rules[index]
	r := Reach{Rule: rule.Key}
	miss := func(pos plan.Pos, what string) {
		r.Missing = append(r.Missing, fmt.Sprintf("%s:%d:%d: %s", rule.File, pos.Line, pos.Column, what))
	}
	for _, i := range rule.Parts {
		part := &c.plan.Parts[i]
		for k := range part.Versions {
			v := &part.Versions[k]
			never := !slices.ContainsFunc(v.Effects, func(e plan.Effect) bool { return !e.Never })
			if v.Ends || v.NotEstablished != "" || never {
				continue
			}
			r.Versions++
			if !c.versions[[2]int{i, k}] {
				miss(v.Pos, PartTitle(part)+", version du "+v.Effects[0].From.String())
			} else {
				r.VersionsReached++
			}
			if v.Table == nil {
				continue
			}
			for j := range v.Table.Rows {
				r.Rows++
				if c.rows[[3]int{i, k, j}] {
					r.RowsReached++
				} else {
					miss(v.Table.Rows[j].Pos, PartTitle(part)+", "+RowPhrase(c.plan, v, &v.Table.Rows[j]))
				}
			}
		}
	}
	return r
}
