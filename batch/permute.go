package batch

import (
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// permutation is a rule as a sum of very small tables of bytes: what a processor that permutes the bytes of a register can look up for
// many rows at once. Rows with anything unknown, or outside a domain, are left to the tables.
type permutation struct {
	terms []permutedTerm
	unit  int64 // of the bytes of the terms
}

// permuted is a column of bytes: what each value up to 127 adds to the place in a table, flagged when the value is outside its domain.
type permuted struct {
	column int
	places [128]uint8
}

// permutedTerm is a table over a few columns.
type permutedTerm struct {
	inputs []permuted
	table  [64]uint8
}

// outsideFlag marks a value that the permutation must not read.
const outsideFlag = 0x80

// permutation finds the sum of small tables that the result is, if it is one.
func (p *planner) permutation() *permutation {
	leaves, ok := p.leaves(p.graph.Result, 0)
	if !ok || p.batch.dead {
		return nil
	}
	x := &permutation{}
	var values [][]int64
	for _, leaf := range leaves {
		term, list, ok := x.term(p, leaf)
		if !ok {
			return nil
		}
		x.terms, values = append(x.terms, term), append(values, list)
		for _, v := range list {
			x.unit = divisor(x.unit, v)
		}
	}
	if x.unit == 0 {
		return nil
	}
	for i, list := range values {
		for k, v := range list {
			if v < 0 || v/x.unit > 255 {
				return nil
			}
			x.terms[i].table[k] = uint8(v / x.unit)
		}
	}
	return x
}

// leaves lists the tables that a slot adds up.
func (p *planner) leaves(at, depth int) ([]*fold, bool) {
	s := &p.slots[at]
	if s.fold == nil || depth > 8 {
		return nil, false
	}
	i := slices.IndexFunc(p.graph.Nodes, func(n eval.Node) bool { return n.Slot == at })
	if i >= 0 && p.sum(&p.graph.Nodes[i]) {
		var out []*fold
		for _, r := range reads(&p.graph.Nodes[i]) {
			more, ok := p.leaves(r.slot, depth+1)
			if !ok {
				out = nil
				break
			}
			out = append(out, more...)
		}
		if out != nil && !small(p.sources, s.fold) {
			return out, true
		}
	}
	return []*fold{s.fold}, small(p.sources, s.fold)
}

// sum reports whether a node does nothing but add slots, each once.
func (p *planner) sum(n *eval.Node) bool {
	if n.Formula == nil || len(n.Conds) > 0 || len(n.AnyOf) > 0 || n.Caps > 0 || n.Augments >= 0 || n.Multiplier >= 0 || len(n.Asides) > 0 {
		return false
	}
	plain := true
	seen := map[int]bool{}
	n.Formula.Walk(func(t *eval.Term) {
		plain = plain && (t.Op == plan.Add || t.Op == plan.Read && !seen[t.Slot])
		if t.Op == plan.Read {
			seen[t.Slot] = true
		}
	})
	return plain
}

// small reports whether a table fits the bytes of a register: each of its columns takes a power of two of codes.
func small(sources []source, f *fold) bool {
	bits := uint(0)
	for _, b := range f.basis {
		bits += width(len(sources[b].values) - 1)
	}
	return bits <= 6
}

// width is how many bits hold n codes.
func width(n int) uint {
	b := uint(0)
	for 1<<b < n {
		b++
	}
	return b
}

// term lays out one table without its unknown codes.
func (x *permutation) term(p *planner, f *fold) (permutedTerm, []int64, bool) {
	var t permutedTerm
	shift := uint(0)
	var sizes, shifts []int
	for _, b := range f.basis {
		src := &p.sources[b]
		if src.column < 0 {
			return t, nil, false
		}
		a := &p.batch.axes[src.column]
		if a.lo < 0 || a.hi > 255 || a.never >= 0 || a.none >= 0 {
			return t, nil, false
		}
		t.inputs = append(t.inputs, place(a, src.column, shift))
		sizes, shifts = append(sizes, a.unknown), append(shifts, int(shift))
		shift += width(a.unknown)
	}
	list := make([]int64, 64)
	codes := make([]int, len(sizes))
	for {
		at, place := 0, 0
		for i, c := range codes {
			at += c * f.strides[i]
			place |= c << shifts[i]
		}
		c := f.classes[f.of[at]]
		if c.value.State != eval.Known {
			return t, nil, false
		}
		list[place] = c.value.N
		i := 0
		for ; i < len(codes); i++ {
			if codes[i]++; codes[i] < sizes[i] {
				break
			}
			codes[i] = 0
		}
		if i == len(codes) {
			return t, list, true
		}
	}
}

// place is what the values of a column add to a place in a table.
func place(a *axis, column int, shift uint) permuted {
	c := permuted{column: column}
	for v := range c.places {
		c.places[v] = outsideFlag
		if a.admits(int64(v), Given) {
			c.places[v] = uint8(a.code(int64(v), Given) << shift)
		}
	}
	return c
}

// divisor is the greatest common divisor.
func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		return -a
	}
	return a
}
