package cotation

import (
	"math/bits"
	"slices"

	"github.com/opposable/opposable/eval"
)

// Where facts are too many to try every completion, the least and the greatest total are climbed to: from the best leaf tried, one fact is
// changed at a time as long as that helps.

// stretch looks for totals beyond those of the leaves. The outcomes that it meets are kept with the others.
func (q *inquiry) stretch() {
	q.climb(func(total, best int64) bool { return total > best })
	q.climb(func(total, best int64) bool { return total < best })
}

// climbPasses bounds how often all facts are gone through.
const climbPasses = 2

func (q *inquiry) climb(better func(total, best int64) bool) {
	leaf, best := q.farthest(better)
	if leaf == nil {
		return
	}
	var chosen []int
	for i, fact := range q.tree.facts {
		if group := leaf.at(i); group != free {
			q.d.suppose(fact, eval.Of(q.tree.values[i][bits.TrailingZeros64(group)]))
			chosen = append(chosen, fact)
		}
	}
	for range climbPasses {
		before := best
		_, more := q.settle()
		chosen = append(chosen, more...)
		for _, fact := range slices.Clone(chosen) {
			best = q.improve(fact, best, better)
		}
		if best == before {
			break
		}
	}
	q.forget(chosen)
}

// farthest is the leaf whose total is best.
func (q *inquiry) farthest(better func(total, best int64) bool) (found *leaf, best int64) {
	for k := range q.tree.leaves {
		l := &q.tree.leaves[k]
		if total, valid := q.total(l.answer); valid && (found == nil || better(total, best)) {
			found, best = l, total
		}
	}
	return found, best
}

// improve gives a fact the value under which the total is best.
func (q *inquiry) improve(fact int, best int64, better func(total, best int64) bool) int64 {
	kept := q.d.known(fact)
	for _, n := range q.d.representatives(fact) {
		q.d.suppose(fact, eval.Of(n))
		i, more := q.settle()
		q.forget(more)
		if total, valid := q.total(i); valid && better(total, best) {
			best, kept = total, eval.Of(n)
		}
	}
	q.d.suppose(fact, kept)
	return best
}

// settle supposes what still stands in the way of an answer, each fact at the value that keeps most acts open, and returns the outcome and
// the facts supposed.
func (q *inquiry) settle() (outcome int, more []int) {
	i, decided := q.try()
	for !decided {
		f := q.d.worst()
		more = append(more, f)
		q.d.suppose(f, eval.Of(q.d.openest(f)[0]))
		i, decided = q.try()
	}
	return i, more
}

// forget makes facts unknown again.
func (q *inquiry) forget(list []int) {
	for _, f := range list {
		q.d.suppose(f, eval.Value{State: eval.Unknown})
	}
}
