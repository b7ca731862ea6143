// Package explain reads the log of an evaluation and says why: a tree of what was computed, the figures of the law that were used and
// what holds each of them up, French sentences, JSON. It also reads rules aloud and counts which rows of tables cases reach.
//
// It takes a program, a frame and its log; it evaluates nothing.
//
// Unstable: only the root package is a promised face.
package explain

import (
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Tree is what happened in one evaluation. Nodes stand in the order of their happening: whatever a node needed comes before it, and the
// rule itself is last.
type Tree struct {
	Program *eval.Program
	Nodes   []Node
	idle    []int // parts that nothing read
}

// Node is one part, rule or derived fact that was valued.
type Node struct {
	Ref     plan.Ref
	Version int32        // of a part, eval.NoVersion when none is in force
	Row     int32        // of the table, −1 for none, −2 for several
	Applies eval.Truth   // whether the conditions held
	Aside   bool         // another part set it aside
	Value   eval.Value   // what it gave
	Events  []eval.Event // the conditions, caps and row that led there
}

// Grow builds the tree of an evaluation from its log. The log may be reset afterwards.
func Grow(p *eval.Program, log *eval.Log) *Tree {
	events := make([]eval.Event, len(log.Events))
	copy(events, log.Events)
	n := 0
	for i := range events {
		if events[i].Kind == eval.Valued {
			n++
		}
	}
	t := &Tree{Program: p, Nodes: make([]Node, 0, n), idle: slices.Clone(log.Idle)}
	from := 0
	row, aside := int32(-1), false
	for i := range events {
		switch e := &events[i]; e.Kind {
		case eval.Hit:
			row = e.Index
		case eval.Aside:
			aside = true
		case eval.Valued:
			t.Nodes = append(t.Nodes, Node{
				Ref: e.Ref, Version: e.Version, Row: row, Applies: e.Truth, Aside: aside, Value: e.Value, Events: events[from:i:i],
			})
			from, row, aside = i+1, -1, false
		}
	}
	return t
}

// Figure is a number of the law that an evaluation used: a part that applied, at its version and row.
type Figure struct {
	Node    *Node
	Part    *plan.Part
	Version *plan.Version
	Row     *plan.Row // nil when the version has no table
}

// Figures returns the figures that made the value: those of the parts that applied and were not set aside. A percent of exactly 100 that
// multiplies changes nothing and is left out.
func (t *Tree) Figures() []Figure {
	p := t.Program.Plan
	var out []Figure
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if n.Ref.Kind != plan.ToPart || n.Version < 0 || n.Applies == eval.No || n.Aside || slices.Contains(t.idle, n.Ref.Index) {
			continue
		}
		part := &p.Parts[n.Ref.Index]
		if part.Rule != t.Program.Rule && t.refused(part.Rule) {
			continue // the rule that it belongs to gave nothing
		}
		if len(part.Versions) == 0 || n.Value == eval.Of(0) || neutral(p, part, n) {
			continue
		}
		f := Figure{Node: n, Part: part, Version: &part.Versions[n.Version]}
		if f.Version.Table != nil && n.Row >= 0 {
			f.Row = &f.Version.Table.Rows[n.Row]
		}
		out = append(out, f)
	}
	return out
}

// refused tells a rule whose own conditions failed.
func (t *Tree) refused(rule int) bool {
	for i := range t.Nodes {
		if t.Nodes[i].Ref == (plan.Ref{Kind: plan.ToRule, Index: rule}) {
			return t.Nodes[i].Applies == eval.No
		}
	}
	return false
}

// neutral tells a multiplier that multiplies by one.
func neutral(p *plan.Plan, part *plan.Part, n *Node) bool {
	return part.Unit.Kind == plan.Percent && n.Value == eval.Of(100_00) && p.Rules[part.Rule].Billable == nil && len(p.Rules[part.Rule].Parts) == 1
}

// Reliability is the grade of the figure: its row's own, or its version's.
func (f *Figure) Reliability() plan.Reliability {
	if f.Row != nil && f.Row.Reliability != nil {
		return *f.Row.Reliability
	}
	return f.Version.Reliability
}

// ReadIn lists the documents where the figure was read.
func (f *Figure) ReadIn() []int {
	if f.Row != nil && f.Row.ReadIn != nil {
		return f.Row.ReadIn
	}
	return f.Version.ReadIn
}
