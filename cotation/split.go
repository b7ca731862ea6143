package cotation

import (
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// split is how a line is shared, in this order: base, rate of the insurance, participation withheld from its share, complementary, patient.
// Each product is rounded once, line by line.
type split struct {
	state         eval.State // Known, or why not
	rate          int64      // of the insurance, in hundredths of a percent
	insurance     int64      // before the participation is withheld
	complementary int64
	participation int64
	unpaid        int64 // of the tariff: what no insurer pays, participation and extra fee apart
}

// share splits every line of a bill in a world. It reports false when a missing fact stands in the way.
func (d *desk) share(w *world, b *bill) bool {
	n := &d.names
	today, inYear := d.value(n.paidToday), d.value(n.paidInYear)
	clear := true
	b.shared = true
	for i := range b.lines {
		l := &b.lines[i]
		l.split = split{state: eval.NotEstablished}
		if l.settled {
			clear = d.shareLine(w, l) && clear
		}
		b.shared = b.shared && l.split.state == eval.Known
		if l.split.participation > 0 { // the next line of the visit counts it as already taken
			d.raise(n.paidToday, 1)
			d.raise(n.paidInYear, l.split.participation)
		}
	}
	d.put(n.paidToday, today)
	d.put(n.paidInYear, inYear)
	b.third = eval.Value{State: eval.Absent}
	if i := w.shares[thirdPartyShare]; i != absent && clear && len(b.lines) > 0 {
		d.lineFacts(&b.lines[0])
		b.third = d.ask(i)
		clear = b.third.State != eval.Unknown
	}
	return clear
}

func (d *desk) value(fact int) eval.Value {
	if fact == absent {
		return eval.Value{State: eval.Unknown}
	}
	return d.values[fact]
}

func (d *desk) put(fact int, v eval.Value) {
	if fact != absent {
		d.values[fact] = v
	}
}

// raise adds to a fact that counts what was already taken, within its domain.
func (d *desk) raise(fact int, by int64) {
	if fact != absent && d.values[fact].State == eval.Known {
		d.values[fact].N = min(d.values[fact].N+by, d.plan.Facts[fact].Hi)
	}
}

// lineFacts fills what the rules of a line read of it.
func (d *desk) lineFacts(l *billed) {
	coverage := int64(ordinaryCoverage)
	if l.covered {
		coverage = fullCoverage
	}
	bears := int64(0)
	if l.principal {
		bears = 1
	}
	d.put(d.names.lineAmount, eval.Of(l.amount))
	d.put(d.names.lineCoverage, eval.Of(coverage))
	d.put(d.names.lineBears, eval.Of(bears))
}

// ask evaluates a rule of the split on the facts as they stand.
func (d *desk) ask(i int32) eval.Value {
	s, f := &d.statute.shares[i], d.shares[i]
	d.fill(s.prog, f)
	if j := slices.Index(s.prog.Facts, d.names.tariff); j >= 0 {
		f.Set(j, d.seeker.list)
	}
	v := s.prog.Eval(f)
	if v.State == eval.Unknown && !d.quiet {
		d.blame(s.prog, f, plan.Ref{Kind: plan.ToRule, Index: s.prog.Rule}, nil)
	}
	return v
}

// askOr is ask for a rule that may not exist: nothing is then due.
func (d *desk) askOr(i int32) eval.Value {
	if i == absent {
		return eval.Of(0)
	}
	v := d.ask(i)
	if v.State == eval.Absent {
		return eval.Of(0)
	}
	return v
}

func (d *desk) shareLine(w *world, l *billed) bool {
	d.lineFacts(l)
	rate := eval.Value{State: eval.NotEstablished}
	if i := w.shares[insuranceShare]; i != absent {
		rate = d.ask(i)
	}
	flat, heavy, left := d.askOr(w.shares[flatShare]), d.askOr(w.shares[heavyShare]), d.leftOver(w, l)
	switch worst := max(rate.State, flat.State, heavy.State, left.State); worst {
	case eval.Known:
	case eval.Unknown:
		l.split.state = eval.Unknown
		return false
	default:
		l.split.state = eval.NotEstablished
		return true
	}
	s := split{rate: rate.N, insurance: money.Divide(l.amount*rate.N, whole, money.HalfUp)}
	s.complementary = min(l.amount-s.insurance, left.N)
	if heavy.N > 0 { // a flat charge takes the place of what the rate leaves
		charge := min(heavy.N, l.amount)
		s.rate, s.insurance, s.complementary = whole, l.amount-charge, charge
	}
	s.participation = min(flat.N, s.insurance)
	s.unpaid = l.amount - s.insurance - s.complementary
	l.split = s
	return true
}

// leftOver is what the complementary pays at most of a line: all, unless a rule says up to which percent it does not pay.
func (d *desk) leftOver(w *world, l *billed) eval.Value {
	i := w.shares[restShare]
	if i == absent {
		return eval.Of(l.amount)
	}
	v := d.ask(i)
	if v.State == eval.Known {
		v.N = l.amount - money.Divide(l.amount*v.N, whole, money.HalfUp)
	}
	return v
}
