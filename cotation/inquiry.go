package cotation

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/opposable/opposable/complete"
	"github.com/opposable/opposable/eval"
)

// inquiry is what missing facts make of a visit: all the outcomes, and the splits that a leaf still leaves open.
type inquiry struct {
	d        *desk
	tree     survey
	outcomes []outcome
	keys     map[string]int
	splits   map[string]*splitInquiry // by what a split depends on
	shareBy  map[int]bool             // facts that change only how lines are shared
}

// splitInquiry is what missing facts make of the split of given lines.
type splitInquiry struct {
	uniform bool
	bill    bill // when uniform
	facts   []int
	sign    string
}

// unsure answers a visit whose facts do not suffice, or may not: when every completion says the same, the answer is sure all the same, and
// unsure reports true.
func (d *desk) unsure(a *Answer, out *outcome) bool {
	q := &inquiry{d: d, keys: map[string]int{}, splits: map[string]*splitInquiry{}, shareBy: map[int]bool{}}
	q.tree = survey{d: d, try: q.try, set: d.suppose}
	q.tree.explore()
	var found []finding
	if !q.tree.cut {
		found = q.tree.findings(q.total)
	} else {
		q.stretch()
		found = q.sample()
		a.Doubts = append(a.Doubts, "Trop de faits manquent pour tout essayer : le minimum et le maximum sont ceux des cas essayés.")
	}
	if len(q.outcomes) == 1 && len(q.shareBy) == 0 {
		*out = q.outcomes[0]
		d.sure(a, out)
		return true
	}
	q.write(a, out)
	q.questions(a, found)
	return false
}

// try decides the outcome on the facts as supposed.
func (q *inquiry) try() (int, bool) {
	var o outcome
	if !q.d.decide(&o) {
		return 0, false
	}
	split := q.split(&o.bill)
	if split.uniform {
		o.bill = split.bill
	}
	for _, f := range split.facts {
		q.shareBy[f] = true
	}
	o.sign(split.sign)
	i, known := q.keys[o.key]
	if !known {
		i = len(q.outcomes)
		o.bill.lines = slices.Clone(o.bill.lines)
		q.keys[o.key], q.outcomes = i, append(q.outcomes, o)
	}
	return i, true
}

// split looks into what missing facts make of the split of given lines: the same thing for every visit that has these lines and knows the
// same facts.
func (q *inquiry) split(b *bill) *splitInquiry {
	d := q.d
	if !d.unshared(b) {
		return &splitInquiry{uniform: true, bill: *b, sign: splitSign(b)}
	}
	key := q.splitKey(b)
	if known := q.splits[key]; known != nil {
		return known
	}
	s := &splitInquiry{}
	var bills []bill
	signs := map[string]int{}
	tree := survey{d: d, set: func(fact int, v eval.Value) { d.put(fact, v) }}
	tree.try = func() (int, bool) {
		d.blocked.clear()
		c := *b
		c.lines = slices.Clone(b.lines)
		if !d.share(&d.worlds[0], &c) && len(d.blocked.facts) > 0 {
			return 0, false
		}
		sign := splitSign(&c)
		i, known := signs[sign]
		if !known {
			i = len(bills)
			signs[sign], bills = i, append(bills, c)
		}
		return i, true
	}
	tree.explore()
	d.blocked.clear()
	for _, f := range tree.findings(func(int) (int64, bool) { return 0, false }) {
		s.facts = append(s.facts, f.fact)
	}
	if s.uniform = len(bills) == 1; s.uniform {
		s.bill, s.sign = bills[0], splitSign(&bills[0])
	} else {
		all := make([]string, 0, len(signs))
		for sign := range signs {
			all = append(all, sign)
		}
		slices.Sort(all)
		s.sign = strings.Join(all, " ou ")
	}
	q.splits[key] = s
	return s
}

// splitKey writes what a split depends on: the lines, and the facts that its rules read.
func (q *inquiry) splitKey(b *bill) string {
	out := make([]byte, 0, 256)
	for i := range b.lines {
		l := &b.lines[i]
		out = binary.AppendVarint(out, l.amount)
		out = append(out, flags(l.covered, l.principal, l.settled))
	}
	for _, f := range q.d.sharedBy {
		out = append(out, byte(q.d.values[f].State))
		out = binary.AppendVarint(out, q.d.values[f].N)
	}
	return string(out)
}

func splitSign(b *bill) string {
	out := make([]byte, 0, 128)
	for i := range b.lines {
		s := &b.lines[i].split
		out = append(out, byte(s.state))
		for _, n := range [...]int64{s.rate, s.insurance, s.complementary, s.participation, s.unpaid} {
			out = binary.AppendVarint(out, n)
		}
	}
	out = append(out, byte(b.third.State))
	return string(binary.AppendVarint(out, b.third.N))
}

// flags puts yes/no values in a byte.
func flags(list ...bool) (out byte) {
	for _, yes := range list {
		out <<= 1
		if yes {
			out |= 1
		}
	}
	return out
}

// total of an outcome, when it is a number.
func (q *inquiry) total(i int) (int64, bool) {
	b := &q.outcomes[i].bill
	return b.total, b.settled && len(q.d.foreign) == 0
}

// sample is the last resort when facts are too many: each is varied alone, the others at representatives, in a few passes.
func (q *inquiry) sample() []finding {
	d := q.d
	var unknowns []complete.Unknown
	for _, f := range q.tree.facts {
		unknowns = append(unknowns, complete.Unknown{ID: f, Candidates: d.openest(f)})
	}
	report := complete.Run(unknowns, func(values []int64) complete.Outcome {
		for i, n := range values {
			d.suppose(unknowns[i].ID, eval.Of(n))
		}
		i, more := q.settle()
		q.forget(more)
		total, valid := q.total(i)
		return complete.Outcome{Key: q.outcomes[i].key, Total: total, Valid: valid}
	})
	var found []finding
	for _, question := range report.Questions {
		f := finding{fact: question.ID, worth: question.Worth, seen: true, a: -1}
		slices.SortFunc(question.Answers, func(x, y complete.Answer) int { return cmp.Compare(x.Value, y.Value) })
		for _, reply := range question.Answers {
			f.values = append(f.values, reply.Value)
			f.answers = append(f.answers, q.keys[reply.Outcome.Key])
		}
		found = append(found, f)
	}
	for _, u := range unknowns {
		d.suppose(u.ID, eval.Value{State: eval.Unknown})
	}
	return found
}

// openest lists the representatives of a fact, the one that keeps most acts open first.
func (d *desk) openest(fact int) []int64 {
	out := slices.Clone(d.representatives(fact))
	count := make(map[int64]int, len(out))
	before := d.known(fact)
	for _, n := range out {
		d.suppose(fact, eval.Of(n))
		for i := range d.probes {
			if d.probes[i].status >= open {
				count[n]++
			}
		}
	}
	d.suppose(fact, before)
	slices.SortStableFunc(out, func(x, y int64) int { return count[y] - count[x] })
	return out
}
