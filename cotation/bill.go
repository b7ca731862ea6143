package cotation

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/eval"
)

// bill is a priced set of lines under one reading of the law.
type bill struct {
	lines   []billed
	list    int64
	total   int64 // tariffs and extra fee
	extra   int64
	settled bool // every amount is established
	shared  bool // the split of every line is known
	barred  bool // an extra fee was asked that is not due, or not all of it
	third   eval.Value
}

// billed is one line of a bill.
type billed struct {
	act       *act
	code      string
	title     string
	full      int64 // its tariff
	amount    int64 // after combinations
	percent   int64
	settled   bool
	sheet     int
	principal bool
	covered   bool // paid in full by law: its own, or that of the act that it accompanies
	extra     int64
	unsure    bool // a missing fact decides the extra fee
	evidence  *evidence
	also      *evidence // of the combination that weighed it
	modifiers []billed  // added to its tariff, in the order of their codes
	assumed   string    // which of the imported rows was chosen
	split     split
}

// price decides the bill in a world. It reports false when a missing fact stands in the way.
func (d *desk) price(w *world, b *bill) bool {
	d.seeker.dearer = false
	if !d.search(w, opposableTariff) {
		return false
	}
	fee, best := d.fee(), &d.seeker.best
	*b = bill{lines: b.lines[:0], list: opposableTariff}
	if fee <= best.total || len(best.picks) == 0 || best.unsettled > 0 {
		return d.close(b, 0)
	}
	most, known := d.mostExtra(w, best.total)
	switch {
	case !known:
		return false
	case most <= 0 || best.motive && best.atTariff():
		b.barred = true
		return d.close(b, 0)
	}
	if !d.searchWithExtra(w, b) {
		return false
	}
	extra := max(0, fee-d.seeker.best.total)
	b.barred = extra > most
	return d.close(b, min(extra, most))
}

// mostExtra is the greatest extra fee that the law lets the doctor add to a total.
func (d *desk) mostExtra(w *world, total int64) (int64, bool) {
	i := w.shares[extraShare]
	if i == absent {
		return 0, true
	}
	d.put(d.names.lineAmount, eval.Of(total))
	v := d.ask(i)
	if v.State == eval.Unknown {
		return 0, false
	}
	return v.N, true
}

// searchWithExtra searches anew for a bill that bears an extra fee: under the free price list where it applies, else without the additions
// that are billed at their tariff only.
func (d *desk) searchWithExtra(w *world, b *bill) bool {
	free := eval.Value{State: eval.Absent}
	if i := w.shares[freeShare]; i != absent {
		free = d.ask(i)
	}
	switch {
	case free.State == eval.Unknown:
		return false
	case free.State == eval.Known && free.N != 0:
		b.list = freeTariff
		return d.search(w, freeTariff)
	case slices.ContainsFunc(d.seeker.best.picks, func(k pick) bool { return k.probe.act.noExtra && !k.probe.act.principal }):
		d.seeker.dearer = true
		return d.search(w, opposableTariff)
	}
	return true
}

// close makes the lines of the best set, and puts the extra fee on one.
func (d *desk) close(b *bill, extra int64) bool {
	d.lines(b)
	b.settled = b.isSettled()
	b.total = d.seeker.best.total
	if i := b.bearer(); extra > 0 && b.settled && i >= 0 {
		b.extra, b.lines[i].extra = extra, extra
		b.total += extra
	}
	return true
}

func (b *bill) isSettled() bool {
	return !slices.ContainsFunc(b.lines, func(l billed) bool { return !l.settled })
}

// bearer is the line that bears the extra fee: the first principal one that may, or −1.
func (b *bill) bearer() int {
	return slices.IndexFunc(b.lines, func(l billed) bool { return l.principal && !l.act.noExtra })
}

// lines turns the best set into lines: the main sheet first, on each sheet the principal act, its additions, then the acts done beside it.
func (d *desk) lines(b *bill) {
	picks := d.seeker.best.picks
	sheets := 0
	if slices.ContainsFunc(picks, func(k pick) bool { return k.probe.act.principal && !k.probe.act.ownSheet }) {
		sheets = 1
	}
	for i := range picks {
		k := &picks[i]
		l := billed{
			act: k.probe.act, code: k.probe.code, title: k.probe.act.title, full: k.probe.amount, amount: k.amount(), percent: k.percent,
			settled: k.probe.settled && k.firm, principal: k.probe.act.principal, covered: k.probe.act.covered,
		}
		if k.probe.stated != "" && !k.probe.act.modifies {
			l.title = d.codes.title(l.code, l.title)
		}
		l.evidence = d.completed(k.probe, d.hold(k.probe))
		if row := k.probe.row; row.Has() && !k.probe.act.modifies {
			l.title, l.assumed = row.Title, row.Assumed
		}
		if k.by != absent {
			l.also = d.weighed(k)
		}
		if l.principal && l.act.ownSheet {
			l.sheet = sheets
			sheets++
		}
		b.lines = append(b.lines, l)
	}
	for i := range picks { // an addition follows the act that it accompanies, through other additions if need be
		if b.lines[i].principal {
			continue
		}
		to := i
		for range picks {
			if b.lines[to].principal {
				break
			}
			to = companion(picks, to)
		}
		b.lines[i].sheet, b.lines[i].covered = b.lines[to].sheet, b.lines[to].covered
	}
	b.modify(picks)
	slices.SortStableFunc(b.lines, func(x, y billed) int {
		if x.sheet != y.sheet {
			return x.sheet - y.sheet
		}
		if rx, ry := x.place(), y.place(); rx != ry {
			return rx - ry
		}
		return strings.Compare(x.code, y.code)
	})
}

// place orders the lines of a sheet.
func (l *billed) place() int {
	switch {
	case l.principal && l.act.codeFact < 0:
		return 0
	case !l.principal:
		return 1
	}
	return 2
}

// same reports whether two bills have the same lines, shared in the same way.
func (b *bill) same(c *bill) bool {
	return b.total == c.total && b.shared == c.shared && slices.EqualFunc(b.lines, c.lines, func(x, y billed) bool {
		return x.code == y.code && x.full == y.full && x.amount == y.amount && x.settled == y.settled && x.sheet == y.sheet &&
			x.covered == y.covered && x.extra == y.extra && x.split == y.split && x.letters() == y.letters()
	})
}

// codes lists the codes of a bill, sorted.
func (b *bill) codes() []string {
	out := make([]string, 0, len(b.lines))
	for i := range b.lines {
		out = append(out, b.lines[i].code)
	}
	slices.Sort(out)
	return out
}
