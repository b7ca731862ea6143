package cotation

import (
	"slices"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
)

// Complete gives the pricer the tables imported at run time: at the day of a visit, an imported row wins over a written one. It is called
// before the first visit.
func (p *Pricer) Complete(find answer.Lookup) { p.imports = find }

// imported finds the row of a stated code in the table that completes its rule.
func (d *desk) imported(a *act, code string) *answer.Imported {
	spec := d.plan.Rules[a.base].Imported
	if d.imports == nil || spec == nil {
		return nil
	}
	return d.imports(spec.Name, code, d.visit.Moment)
}

// override lets an imported row stand for the written value of an act that the facts allow.
func (p *probe) override(v eval.Value) eval.Value {
	p.written = v
	if p.act.timesAt >= 0 && p.table.Has() {
		percent, _, _ := p.frame.ValueAt(p.act.timesAt)
		if percent.State != eval.Known {
			return percent
		}
		p.row = p.table.Times(percent.N)
	}
	if p.act.modifies || !p.row.Has() || v.State != eval.NotEstablished && (v.State != eval.Known || v.N <= 0) {
		return v
	}
	if p.row.Refusal(p.list) != "" {
		return eval.Of(0)
	}
	return eval.Of(p.row.Values[p.list].Cents)
}

// untariffed says why an act that the written rule allows has no imported tariff; empty when it has one.
func (p *probe) untariffed() string {
	if p.act.modifies || !p.row.Has() || p.status != refused || p.written.State != eval.NotEstablished && (p.written.State != eval.Known || p.written.N <= 0) {
		return ""
	}
	return p.row.Refusal(p.list)
}

// completed is what holds up a line of a code that a table may complete: the imported row in the place of the written one.
func (d *desk) completed(p *probe, e *evidence) *evidence {
	switch {
	case p.row == nil || p.act.modifies:
		return e
	case !p.row.Has():
		return &evidence{sources: e.sources, grade: e.grade, doubts: append(slices.Clone(e.doubts), p.row.Forsaken)}
	}
	rule := &d.plan.Rules[p.act.base]
	out := &evidence{sources: []explain.Source{p.row.Source(d.plan, rule, p.list)}, grade: p.row.Grade}
	for _, doubt := range rule.Doubts {
		out.doubts = append(out.doubts, doubt.Text)
	}
	if doubt := p.row.Doubt(p.stated, rule, p.list, p.written); doubt != "" {
		out.doubts = append(out.doubts, doubt)
	}
	if others := d.codes.unmodelled(p.row.Modifiers); others != "" {
		out.doubts = append(out.doubts, p.stated+" admet aussi des modificateurs que les règles n'écrivent pas : "+others+".")
	}
	return out
}

// whyUntariffed says that a stated code has no tariff, when that leaves nothing to bill.
func (d *desk) whyUntariffed() string {
	for _, i := range d.stated {
		if p := &d.probes[i]; p.untariffed() != "" {
			return p.stated + " : " + p.untariffed()
		}
	}
	return ""
}
