package cotation

import "slices"

// nameSet is a small set of names: rules and groups of acts.
type nameSet [4]uint64

func (b *nameSet) add(i int)           { b[i/64] |= 1 << (i % 64) }
func (b nameSet) meets(c nameSet) bool { return b[0]&c[0]|b[1]&c[1]|b[2]&c[2]|b[3]&c[3] != 0 }
func (b nameSet) with(c nameSet) nameSet {
	return nameSet{b[0] | c[0], b[1] | c[1], b[2] | c[2], b[3] | c[3]}
}
func (b nameSet) empty() bool { return b == nameSet{} }

// alphabet numbers the names of rules and groups that acts and combinations use.
type alphabet struct{ names []string }

const maxNames = 256

// bit returns the number of a name.
func (a *alphabet) bit(name string) int {
	i := slices.Index(a.names, name)
	if i < 0 {
		if i = len(a.names); i == maxNames {
			panic("cotation: more rules and groups of acts than a set holds")
		}
		a.names = append(a.names, name)
	}
	return i
}

func (a *alphabet) set(names []string) (b nameSet) {
	for _, n := range names {
		b.add(a.bit(n))
	}
	return b
}
