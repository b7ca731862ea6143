package cotation

import (
	"cmp"
	"slices"
	"strings"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// whole is the percent, in hundredths, of a line that is billed entire.
const whole = 100_00

// pick is an act in a set, with the percent that combinations leave of it and the combination that decided it.
type pick struct {
	probe   *probe
	percent int64
	by      int32 // index in statute.pairs, or past them in statute.ranks; absent when none spoke
	firm    bool  // false: the combination's figure is not established
	rank    int64 // by decreasing amount, when it decided
}

// pairMemo remembers what a pair of lines gives: the same pair is met in many sets.
type pairMemo struct {
	rule int32
	x, y *probe
	v    eval.Value
}

// weigh gives each pick the smallest percent that applies to it. Additions are not acts in the sense of combinations. It reports false when
// some line would be billed at nothing: the set without that line says the same.
func (d *desk) weigh(w *world, picks []pick) bool {
	for i := range picks {
		picks[i].percent, picks[i].by, picks[i].firm = whole, absent, true
	}
	for _, r := range w.pairs {
		c := &d.statute.pairs[r]
		for i := range picks {
			for j := range picks {
				x, y := &picks[i], &picks[j]
				if i == j || !x.probe.act.principal || !y.probe.act.principal || !x.probe.act.is.meets(c.first) || !y.probe.act.is.meets(c.second) {
					continue
				}
				cheaper := y
				if less(x.probe, y.probe) {
					cheaper = x
				}
				d.lower(cheaper, d.pair(r, x.probe, y.probe), r, x.probe.settled && y.probe.settled)
			}
		}
	}
	for _, r := range w.ranks {
		d.rank(r, picks)
	}
	for i := range picks {
		if picks[i].percent == 0 {
			return false
		}
	}
	return true
}

// less orders lines by amount, then so that the later code counts as the cheaper.
func less(x, y *probe) bool {
	return cmp.Or(cmp.Compare(x.amount, y.amount), strings.Compare(y.code, x.code)) < 0
}

// lower applies the percent of a combination. Where the amounts are not established nobody knows which line is the cheaper: nothing is
// taken from either. Of two that leave as much, the first by key speaks: the order in which rules are read means nothing.
func (d *desk) lower(k *pick, v eval.Value, by int32, settled bool) {
	key := func(by int32) string { return d.plan.Rules[d.combinationRule(by)].Key }
	switch {
	case v.State == eval.NotEstablished:
		k.firm = false
	case v.State != eval.Known || !settled:
	case k.by == absent || v.N < k.percent || v.N == k.percent && key(by) < key(k.by):
		k.percent, k.by = min(k.percent, v.N), by
	}
}

// pair evaluates the combination of two lines.
func (d *desk) pair(r int32, x, y *probe) eval.Value {
	for i := range d.memo {
		if m := &d.memo[i]; m.rule == r && m.x == x && m.y == y {
			return m.v
		}
	}
	c, f := &d.statute.pairs[r], d.pairs[r]
	d.fill(c.prog, f)
	d.priceList(c.prog, f)
	for _, code := range c.codesAt {
		f.Set(code.slot, d.word(code.fact, y.code))
	}
	if c.companion >= 0 {
		f.Set(c.companion, d.word(d.names.companion, x.code))
	}
	v := c.prog.Eval(f)
	if v.State == eval.Unknown {
		d.blame(c.prog, f, plan.Ref{Kind: plan.ToRule, Index: c.prog.Rule}, nil)
		return v
	}
	d.memo = append(d.memo, pairMemo{r, x, y, v})
	return v
}

// priceList tells a combination which price list is used.
func (d *desk) priceList(prog *eval.Program, f *eval.Frame) {
	if i := slices.Index(prog.Facts, d.names.tariff); i >= 0 {
		f.Set(i, d.seeker.list)
	}
}

// word encodes a code for a fact; the last value stands for codes that the rules do not name.
func (d *desk) word(fact int, code string) int64 {
	words := d.plan.Facts[fact].Words
	if i, ok := slices.BinarySearch(words, code); ok {
		return int64(i)
	}
	return int64(len(words))
}

// rank gives the lines of a group their percent by decreasing amount.
func (d *desk) rank(r int32, picks []pick) {
	c, f := &d.statute.ranks[r], d.ranks[r]
	order := d.seeker.order[:0]
	for i := range picks {
		if a := picks[i].probe.act; a.principal && !a.ownSheet && a.is.meets(c.first) && picks[i].probe.settled {
			order = append(order, &picks[i])
		}
	}
	d.seeker.order = order
	if len(order) < 2 {
		return
	}
	slices.SortFunc(order, func(a, b *pick) int {
		return cmp.Or(cmp.Compare(b.probe.amount, a.probe.amount), strings.Compare(a.probe.code, b.probe.code))
	})
	for i, k := range order {
		k.rank = int64(i + 1)
		v := d.ranked(c, f, k)
		if v.State == eval.Unknown {
			d.blame(c.prog, f, plan.Ref{Kind: plan.ToRule, Index: c.prog.Rule}, nil)
		}
		d.lower(k, v, int32(len(d.statute.pairs))+r, true)
	}
}

// ranked evaluates what a line keeps at its rank.
func (d *desk) ranked(c *combination, f *eval.Frame, k *pick) eval.Value {
	d.fill(c.prog, f)
	d.priceList(c.prog, f)
	if c.rankAt >= 0 {
		f.Set(c.rankAt, k.rank)
	}
	for _, code := range c.codesAt {
		f.Set(code.slot, d.word(code.fact, k.probe.code))
	}
	return c.prog.Eval(f)
}
