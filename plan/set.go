package plan

import (
	"cmp"
	"slices"
	"sort"
)

// Set is a union of intervals of integers, sorted, disjoint and not adjacent.
type Set []Interval

// NewSet sorts and merges intervals; an interval with Lo above Hi is empty.
func NewSet(intervals ...Interval) Set {
	kept := slices.DeleteFunc(slices.Clone(intervals), func(i Interval) bool { return i.Lo > i.Hi })
	slices.SortFunc(kept, func(a, b Interval) int { return cmp.Compare(a.Lo, b.Lo) })
	var out Set
	for _, i := range kept {
		if n := len(out); n > 0 && i.Lo <= out[n-1].Hi+1 {
			out[n-1].Hi = max(out[n-1].Hi, i.Hi)
			continue
		}
		out = append(out, i)
	}
	return out
}

// Has reports whether the value is in the set.
func (s Set) Has(v int64) bool {
	switch len(s) {
	case 0:
		return false
	case 1:
		return s[0].Lo <= v && v <= s[0].Hi
	}
	i := sort.Search(len(s), func(i int) bool { return s[i].Hi >= v })
	return i < len(s) && s[i].Lo <= v
}

// And returns the intersection.
func (s Set) And(t Set) Set {
	var out []Interval
	for _, a := range s {
		for _, b := range t {
			out = append(out, Interval{max(a.Lo, b.Lo), min(a.Hi, b.Hi)})
		}
	}
	return NewSet(out...)
}

// Or returns the union.
func (s Set) Or(t Set) Set { return NewSet(append(slices.Clone(s), t...)...) }

// Minus returns the values of s that are not in t.
func (s Set) Minus(t Set) Set {
	rest := slices.Clone(s)
	for _, cut := range t {
		var next []Interval
		for _, i := range rest {
			next = append(next, Interval{i.Lo, min(i.Hi, cut.Lo-1)}, Interval{max(i.Lo, cut.Hi+1), i.Hi})
		}
		rest = NewSet(next...)
	}
	return rest
}

// Equal reports whether both sets hold the same values.
func (s Set) Equal(t Set) bool { return slices.Equal(s, t) }
