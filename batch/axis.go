package batch

import (
	"slices"
	"sort"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// axis cuts the domain of a fact into pieces between which no rule can tell; each has a code. After the pieces come, where the fact
// admits them, the codes of "never" and of "none", then that of "unknown".
type axis struct {
	lo, hi  int64
	starts  []int64
	never   int // code, or −1
	none    int
	unknown int
	read    bool // a formula reads the fact
	exact   bool // every piece is one value
}

// everyValue bounds the domains whose every value is a piece of its own when a formula reads them.
const everyValue = 512

func (a *axis) size() int { return a.unknown + 1 }

// values are what the codes stand for.
func (a *axis) values() []eval.Value {
	var out []eval.Value
	for _, s := range a.starts {
		out = append(out, eval.Of(s))
	}
	if a.never >= 0 {
		out = append(out, eval.Of(plan.Never))
	}
	if a.none >= 0 {
		out = append(out, eval.Of(plan.None))
	}
	return append(out, eval.Value{State: eval.Unknown})
}

func (a *axis) admits(v int64, mark uint8) bool {
	switch mark {
	case Unknown:
		return true
	case None:
		return a.none >= 0
	case Given:
		return v >= a.lo && v <= a.hi || v == plan.Never && a.never >= 0
	}
	return false
}

// code returns the code of an admitted value.
func (a *axis) code(v int64, mark uint8) int {
	switch {
	case mark == Unknown:
		return a.unknown
	case mark == None:
		return a.none
	case v == plan.Never && a.never >= 0 && v < a.lo:
		return a.never
	}
	return sort.Search(len(a.starts), func(i int) bool { return a.starts[i] > v }) - 1
}

// cuts gathers what the nodes of a graph ask of each fact.
type cuts struct {
	graph *eval.Graph
	at    [][]int64
	read  []bool
}

// axesOf cuts the domains of all facts of a graph.
func axesOf(g *eval.Graph) []axis {
	c := &cuts{graph: g, at: make([][]int64, len(g.Program.Facts)), read: make([]bool, len(g.Program.Facts))}
	for i := range g.Nodes {
		c.node(&g.Nodes[i])
	}
	for range g.Nodes { // a fact that stands in for another is cut as it is
		for i := range g.Nodes {
			if n := &g.Nodes[i]; n.Kind == eval.FallbackNode {
				for _, s := range n.Sources {
					if s < len(c.at) {
						c.at[s] = append(c.at[s], c.at[n.Slot]...)
						slices.Sort(c.at[s])
						c.at[s] = slices.Compact(c.at[s])
						c.read[s] = c.read[s] || c.read[n.Slot]
					}
				}
			}
		}
	}
	var out []axis
	for slot, fact := range g.Program.Facts {
		out = append(out, newAxis(&g.Plan.Facts[fact], c.at[slot], c.read[slot]))
	}
	return out
}

func (c *cuts) node(n *eval.Node) {
	c.tests(n.Conds)
	for _, groups := range n.AnyOf {
		for _, group := range groups {
			c.tests(group)
		}
	}
	c.formula(n.Formula)
	if n.Table == nil {
		return
	}
	for i, slot := range n.Table.Slots {
		if slot < len(c.at) {
			a := &n.Table.Grid.Axes[i]
			c.at[slot] = append(c.at[slot], a.Starts...)
			if len(a.Starts) > 0 {
				c.at[slot] = append(c.at[slot], a.Last+1)
			}
		}
	}
	for i := range n.Table.Rows {
		c.formula(n.Table.Rows[i].Formula)
	}
}

func (c *cuts) formula(t *eval.Term) {
	t.Walk(func(t *eval.Term) {
		if t.Op == plan.Read && t.Slot < len(c.read) {
			c.read[t.Slot] = true
		}
	})
}

func (c *cuts) tests(list []eval.Test) {
	for i := range list {
		t := &list[i]
		if t.Slot >= len(c.at) || t.Test != plan.InCell {
			continue
		}
		for _, in := range t.Cell.In {
			c.at[t.Slot] = append(c.at[t.Slot], in.Lo, in.Hi+1)
		}
		for _, s := range t.Cell.Since {
			bound := sinceBound(s, c.graph.At)
			c.at[t.Slot] = append(c.at[t.Slot], bound, bound+1)
		}
	}
}

// sinceBound is the day that a test of elapsed time compares with.
func sinceBound(s plan.Since, at day.Date) int64 {
	if s.Months {
		return int64(at.AddMonths(-s.N))
	}
	return int64(at) - int64(s.N)
}

func newAxis(f *plan.Fact, at []int64, read bool) axis {
	a := axis{lo: f.Lo, hi: f.Hi, never: -1, none: -1, read: read}
	if read && f.Hi-f.Lo < everyValue {
		for v := f.Lo; v <= f.Hi; v++ {
			a.starts = append(a.starts, v)
		}
	} else {
		a.starts = []int64{f.Lo}
		for _, v := range at {
			if v > f.Lo && v <= f.Hi {
				a.starts = append(a.starts, v)
			}
		}
		slices.Sort(a.starts)
		a.starts = slices.Compact(a.starts)
	}
	a.exact = int64(len(a.starts)) == f.Hi-f.Lo+1
	next := len(a.starts)
	if f.NeverAllowed {
		a.never, next = next, next+1
	}
	if f.NullIsNone {
		a.none, next = next, next+1
	}
	a.unknown = next
	return a
}
