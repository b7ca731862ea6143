package cotation

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"math/bits"
	"slices"

	"github.com/opposable/opposable/complete"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// survey tries what missing facts could be. A fact is supposed only where it still decides something, and values of a fact that do the same
// to every act are supposed together, so that a leaf stands for all the completions that agree with what was supposed on the way to it:
// together the leaves stand for every completion, each once.
type survey struct {
	d      *desk
	facts  []int     // facts supposed anywhere, in the order of their first meeting
	values [][]int64 // the values supposed of each, in the order of their first meeting
	now    []uint64  // which of them are supposed at present; free where none is
	leaves []leaf
	// try decides the answer on the facts as supposed: the number of the answer, or false with desk.blocked filled.
	try func() (answer int, decided bool)
	set func(fact int, v eval.Value) // supposes a fact
	cut bool                         // too many leaves, or too many values: the survey was given up

	share uint64 // of the whole survey, what the present branch stands for
	seen  uint64 // of the whole survey, what the leaves stand for
}

// leaf is an answer and the values that were supposed to reach it, one bit each.
type leaf struct {
	supposed []uint64
	answer   int
}

// free marks a fact that a leaf leaves open.
const free = ^uint64(0)

// maxValues bounds the values of a fact that a survey tells apart.
const maxValues = 63

// wholeSurvey is all the completions; firstLeaves is how many leaves are tried before what remains is guessed at.
const (
	wholeSurvey = 1 << 48
	firstLeaves = complete.Limit / 32
)

// explore tries all completions; it gives up when they are more than the limit of package complete, or will be at the pace so far.
func (s *survey) explore() {
	s.share, s.seen = wholeSurvey, 0
	s.grow()
}

func (s *survey) grow() {
	answer, decided := s.try()
	if decided {
		s.leaves = append(s.leaves, leaf{slices.Clone(s.now), answer})
		s.seen += s.share
		n := uint64(len(s.leaves))
		s.cut = s.cut || n >= complete.Limit || n >= firstLeaves && s.seen < wholeSurvey/complete.Limit*n
		return
	}
	fact := s.d.worst()
	i := slices.Index(s.facts, fact)
	if i < 0 {
		i = len(s.facts)
		s.facts, s.values, s.now = append(s.facts, fact), append(s.values, nil), append(s.now, free)
	}
	before := s.d.known(fact)
	groups, share := s.group(i, s.d.representatives(fact)), s.share
	for _, group := range groups {
		if s.cut {
			break
		}
		s.share = share / uint64(len(groups))
		s.set(fact, eval.Of(s.values[i][bits.TrailingZeros64(group)]))
		s.now[i] = group
		s.grow()
		s.now[i] = free
	}
	s.share = share
	s.set(fact, before)
}

// group puts together the values of a fact that do the same to every act, each group as bits of the values met so far.
func (s *survey) group(i int, values []int64) []uint64 {
	var groups []uint64
	var marks []uint64
	for _, n := range values {
		k := slices.Index(s.values[i], n)
		if k < 0 {
			if k = len(s.values[i]); k == maxValues {
				s.cut = true
				return groups
			}
			s.values[i] = append(s.values[i], n)
		}
		s.set(s.facts[i], eval.Of(n))
		mark := s.d.effect(s.facts[i], n)
		if g := slices.Index(marks, mark); g >= 0 {
			groups[g] |= 1 << k
			continue
		}
		groups, marks = append(groups, 1<<k), append(marks, mark)
	}
	return groups
}

// effect sums up what a supposed value does: the result of each act that reads the fact and, for what stays open and for the rules asked
// later, the piece of its domain in which they see it.
func (d *desk) effect(fact int, n int64) uint64 {
	h := fnv.New64a()
	var buffer [8]byte
	add := func(n int64) {
		binary.LittleEndian.PutUint64(buffer[:], uint64(n))
		h.Write(buffer[:])
	}
	if names := &d.names; fact == d.pastActs() || fact == names.age && (d.monthsMatter() || d.agesOfBands() != nil) {
		add(n)
		return h.Sum64()
	}
	see := func(p *probe) {
		add(int64(p.status))
		switch p.status {
		case allowed:
			add(p.amount)
			h.Write([]byte(p.code))
		case open:
			add(d.piece(p.act.prog, fact, n))
		}
	}
	for _, i := range d.readers[fact] {
		see(&d.probes[2*i])
		see(&d.probes[2*i+1])
	}
	for _, i := range d.stated {
		see(&d.probes[i])
	}
	for _, prog := range d.later[fact] {
		add(d.piece(prog, fact, n))
	}
	return h.Sum64()
}

// monthsMatter reports whether the age in months, which the age in years bounds, keeps something open.
func (d *desk) monthsMatter() bool {
	return d.unknown(d.names.months) && slices.ContainsFunc(d.readers[d.names.months], func(i int32) bool {
		return d.probes[2*i].status == open || d.probes[2*i+1].status == open
	})
}

// piece numbers the piece of a fact's domain, as a program cuts it, that holds a value. Dates are not cut: each stands for itself.
func (s *statute) piece(prog *eval.Program, fact int, n int64) int64 {
	if s.plan.Facts[fact].Kind == plan.Date {
		return n
	}
	key := pieceKey{prog, fact}
	s.mu.RLock()
	starts, known := s.pieces[key]
	s.mu.RUnlock()
	if !known {
		starts = prog.Representatives(fact, s.moment.At)
		s.mu.Lock()
		s.pieces[key] = starts
		s.mu.Unlock()
	}
	i, found := slices.BinarySearch(starts, n)
	if !found {
		i--
	}
	return int64(i)
}

type pieceKey struct {
	prog *eval.Program
	fact int
}

// known returns what is known of a fact at present, the past acts included.
func (d *desk) known(fact int) eval.Value {
	if fact == d.pastActs() {
		return eval.Value{State: eval.Unknown}
	}
	return d.values[fact]
}

// at returns what a leaf supposes of the i-th fact.
func (l *leaf) at(i int) uint64 {
	if i < len(l.supposed) {
		return l.supposed[i]
	}
	return free
}

// apart returns the only fact in which two leaves disagree, or −1 when they disagree in several.
func (s *survey) apart(a, b *leaf) int {
	found := -1
	for i := range min(len(a.supposed), len(b.supposed)) {
		if a.supposed[i]&b.supposed[i] != 0 {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// finding is a fact that changes the answer by itself, the others fixed.
type finding struct {
	fact  int
	worth int64
	seen  bool
	a, b  int // the two leaves that differ most; a is −1 when the replies are given
	// The replies, where leaves do not give them.
	values  []int64
	answers []int
}

// findings lists the facts that change the answer by themselves, and what each is worth: the widest difference of total that it makes
// alone.
func (s *survey) findings(total func(answer int) (int64, bool)) []finding {
	found := make([]finding, len(s.facts))
	for a := range s.leaves {
		for b := a + 1; b < len(s.leaves); b++ {
			x, y := &s.leaves[a], &s.leaves[b]
			if x.answer == y.answer {
				continue
			}
			i := s.apart(x, y)
			if i < 0 {
				continue
			}
			tx, okx := total(x.answer)
			ty, oky := total(y.answer)
			worth := int64(0)
			if okx && oky {
				worth = max(tx-ty, ty-tx)
			}
			if f := &found[i]; !f.seen || worth > f.worth {
				*f = finding{fact: s.facts[i], worth: worth, seen: true, a: a, b: b}
			}
		}
	}
	found = slices.DeleteFunc(found, func(f finding) bool { return !f.seen })
	slices.SortFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(s.d.memberOf(a.fact), s.d.memberOf(b.fact)))
	})
	return found
}

// replies returns, for each value of a fact, the answer that it gives when the others stay as in the two leaves where it is worth most.
func (s *survey) replies(f finding) (values []int64, answers []int) {
	i := slices.Index(s.facts, f.fact)
	point := make([]uint64, len(s.facts))
	for k := range point {
		point[k] = s.leaves[f.a].at(k) & s.leaves[f.b].at(k)
	}
	for _, n := range slices.Sorted(slices.Values(s.values[i])) {
		point[i] = 1 << slices.Index(s.values[i], n)
		for k := range s.leaves {
			if s.leaves[k].holds(point) {
				values, answers = append(values, n), append(answers, s.leaves[k].answer)
				break
			}
		}
	}
	return values, answers
}

// holds reports whether a point lies in the leaf; what the point leaves open is taken as the leaf's.
func (l *leaf) holds(point []uint64) bool {
	for i, group := range l.supposed {
		if group&point[i] == 0 {
			return false
		}
	}
	return true
}
