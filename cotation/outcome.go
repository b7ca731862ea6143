package cotation

import (
	"encoding/binary"
	"slices"
)

// outcome is what the facts, once nothing decisive is missing, make of a visit: the bill under each reading of the law that differs.
type outcome struct {
	bill   bill     // the prudent one: the lowest total
	others []worded // the readings in dispute; empty when all give the same lines
	key    string
}

// worded is the bill under one reading of one dispute.
type worded struct {
	world *world
	total int64
	codes []string
	lines []string // what tells its lines from those of another reading
	valid bool
}

// decide prices the visit under every reading. It reports false when a missing fact stands in the way; desk.blocked then holds it. A split
// that lacks a fact does not: the bill is then not shared.
func (d *desk) decide(o *outcome) bool {
	d.blocked.clear()
	o.others = o.others[:0]
	if !d.price(&d.worlds[0], &o.bill) {
		return false
	}
	d.quietly(&d.worlds[0], &o.bill)
	written := o.bill
	var told *worded
	for i := 1; i < len(d.worlds); i++ {
		w := &d.worlds[i]
		if !d.mayDiffer(w, &written) {
			continue
		}
		var b bill
		if w.combine || len(w.changed) > 0 {
			if !d.price(w, &b) {
				return false
			}
		} else { // only the split is disputed
			b = written
			b.lines = slices.Clone(written.lines)
		}
		d.quietly(w, &b)
		if b.same(&written) {
			continue
		}
		if told == nil || told.world.dispute != w.dispute {
			o.others = append(o.others, worded{world: &world{dispute: w.dispute, rule: w.rule}, total: written.total, codes: written.codes(), lines: written.marks(), valid: written.settled})
		}
		o.others = append(o.others, worded{world: w, total: b.total, codes: b.codes(), lines: b.marks(), valid: b.settled})
		told = &o.others[len(o.others)-1]
		if b.settled && (!o.bill.settled || b.total < o.bill.total) {
			o.bill = b
		}
	}
	return true
}

// quietly shares a bill; what the split lacks is looked into apart.
func (d *desk) quietly(w *world, b *bill) {
	d.quiet = true
	d.share(w, b)
	d.quiet = false
}

// mayDiffer tells, without pricing anew, a reading that leaves this visit's lines as they are.
func (d *desk) mayDiffer(w *world, written *bill) bool {
	if w.combine && len(d.stated) > 0 || w.split && len(written.lines) > 0 {
		return true
	}
	for _, c := range w.changed {
		for list := range int64(2) {
			x, y := &d.probes[2*c.written+int32(list)], &d.probes[2*c.other+int32(list)]
			if x.status != y.status || x.status == open || x.status == allowed && (c.face || x.amount != y.amount || x.settled != y.settled || x.code != y.code) {
				return true
			}
		}
	}
	return false
}

// marks describes each line so that two bills compare by it.
func (b *bill) marks() []string {
	out := make([]string, 0, len(b.lines))
	for i := range b.lines {
		out = append(out, b.lines[i].mark())
	}
	slices.Sort(out)
	return out
}

func (l *billed) mark() string {
	out := binary.AppendVarint(append(append(make([]byte, 0, 32), l.code...), l.letters()...), l.full)
	return string(append(binary.AppendVarint(out, l.amount), flags(l.settled, l.covered)))
}

// sign gives the outcome a key: two outcomes with the same key are the same answer.
func (o *outcome) sign(splits string) {
	out := make([]byte, 0, 256)
	for i := range o.bill.lines {
		l := &o.bill.lines[i]
		out = binary.AppendVarint(append(out, l.mark()...), l.extra)
	}
	for i := range o.others {
		out = binary.AppendVarint(append(out, '|'), o.others[i].total)
		for _, line := range o.others[i].lines {
			out = append(append(out, line...), ',')
		}
	}
	out = append(out, '#', flags(o.bill.barred))
	o.key = string(append(out, splits...))
}
