package cotation

import (
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// evidence is what holds a line up: the figures of the law that made it, the weakest of their grades, and their doubts.
type evidence struct {
	sources []explain.Source
	grade   plan.Reliability
	doubts  []string
}

// evidenceKey tells evaluations of a program that used the same figures.
type evidenceKey struct {
	program *eval.Program
	used    uint64
}

// hold returns what holds an evaluated act up.
func (d *desk) hold(p *probe) *evidence {
	return d.evidence(p.act.prog, p.frame, p.act.tracked)
}

// weighed returns what holds up the percent that a combination left of a line. The combination is evaluated anew: its frame has served
// for other pairs since.
func (d *desk) weighed(k *pick) *evidence {
	if n := int32(len(d.statute.pairs)); k.by >= n {
		c := &d.statute.ranks[k.by-n]
		d.ranked(c, d.ranks[k.by-n], k)
		return d.evidence(c.prog, d.ranks[k.by-n], c.tracked)
	}
	c, f := &d.statute.pairs[k.by], d.pairs[k.by]
	for i := range d.memo {
		m := &d.memo[i]
		if m.rule == k.by && (m.x == k.probe || m.y == k.probe) && m.v == eval.Of(k.percent) {
			x, y := m.x, m.y
			d.memo = slices.Delete(d.memo, i, i+1)
			d.pair(k.by, x, y)
			break
		}
	}
	return d.evidence(c.prog, f, c.tracked)
}

// evidence describes the figures that an evaluated program used. It is prepared once for each way to reach a value.
func (s *statute) evidence(prog *eval.Program, f *eval.Frame, parts []tracked) *evidence {
	key := evidenceKey{program: prog, used: 14695981039346656037}
	for i := range parts {
		v, applies, row := f.ValueAt(parts[i].slot)
		mark := uint64(row+4) << 4
		if applies != eval.No && v != eval.Of(0) {
			mark |= 1
		}
		if owner := parts[i].owner; owner != absent {
			if v, _, _ := f.ValueAt(owner); v == eval.Of(0) {
				mark = 0 // a rule that adds nothing
			}
		}
		if v == eval.Of(whole) {
			mark |= 2
		}
		key.used = (key.used ^ mark) * 1099511628211
	}
	s.mu.RLock()
	e := s.evidences[key]
	s.mu.RUnlock()
	if e != nil {
		return e
	}
	e = s.describe(prog, f)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.evidences[key] = e
	return e
}

// describe walks from the value of a program to the figures that made it. What was only a condition is no figure.
func (s *statute) describe(prog *eval.Program, f *eval.Frame) *evidence {
	w := witness{statute: s, prog: prog, frame: f, evidence: &evidence{grade: plan.Official}}
	w.rule(prog.Rule)
	return w.evidence
}

type witness struct {
	*statute
	prog     *eval.Program
	frame    *eval.Frame
	seen     []int
	evidence *evidence
}

func (w *witness) rule(i int) {
	r := &w.plan.Rules[i]
	if b := r.Base; b >= 0 {
		w.doubts(&w.plan.Rules[b])
	} else {
		w.doubts(r)
	}
	w.formula(r.Result)
}

func (w *witness) doubts(r *plan.Rule) {
	for _, d := range r.Doubts {
		w.doubt(d.Text)
	}
}

func (w *witness) doubt(text string) {
	if text != "" && !slices.Contains(w.evidence.doubts, text) {
		w.evidence.doubts = append(w.evidence.doubts, text)
	}
}

func (w *witness) formula(e *plan.Expr) {
	e.Walk(func(e *plan.Expr) {
		switch {
		case e.Ref == nil:
		case e.Ref.Kind == plan.ToPart:
			w.part(e.Ref.Index)
		case e.Ref.Kind == plan.ToRule:
			if slot, ok := w.prog.Slot(*e.Ref); ok {
				if v, _, _ := w.frame.ValueAt(slot); v == eval.Of(0) {
					return // it adds nothing
				}
			}
			w.formula(w.plan.Rules[e.Ref.Index].Result)
		}
	})
}

func (w *witness) part(i int) {
	slot, ok := w.prog.Slot(plan.Ref{Kind: plan.ToPart, Index: i})
	if !ok || slices.Contains(w.seen, i) {
		return
	}
	w.seen = append(w.seen, i)
	v, applies, row := w.frame.ValueAt(slot)
	if applies == eval.No || v == eval.Of(0) || v.State == eval.Absent {
		return
	}
	p := &w.plan.Parts[i]
	k := eval.InForce(w.plan, p.Versions, w.moment)
	if k < 0 {
		w.formula(p.Formula)
		return
	}
	version := &p.Versions[k]
	figure := explain.Figure{Part: p, Version: version}
	if version.Table != nil && row >= 0 {
		figure.Row = &version.Table.Rows[row]
		w.doubt(figure.Row.Doubt)
	}
	w.doubt(version.Doubt)
	w.evidence.sources = append(w.evidence.sources, w.source(figure))
	w.evidence.grade = max(w.evidence.grade, figure.Reliability())
	if figure.Row != nil && figure.Row.Formula != nil {
		w.formula(figure.Row.Formula)
	} else if version.Formula != nil && (figure.Row == nil || figure.Row.Value == nil) {
		w.formula(version.Formula)
	}
	if p.Augments >= 0 {
		w.part(p.Augments)
	}
	if version.Multiplier >= 0 {
		w.multiplier(version.Multiplier)
	}
	for _, param := range version.Params {
		if param.From != nil {
			w.borrowed(param.From.Part)
		}
	}
}

// multiplier notes the rule whose percent applied, unless it left the value as it was.
func (w *witness) multiplier(rule int) {
	if slot, ok := w.prog.Slot(plan.Ref{Kind: plan.ToRule, Index: rule}); ok {
		if v, _, _ := w.frame.ValueAt(slot); v != eval.Of(whole) {
			w.formula(w.plan.Rules[rule].Result)
		}
	}
}

// borrowed notes the figure of another part that a parameter names.
func (w *witness) borrowed(part int) {
	p := &w.plan.Parts[part]
	k := eval.InForce(w.plan, p.Versions, w.moment)
	if k < 0 || slices.Contains(w.seen, part) {
		return
	}
	w.seen = append(w.seen, part)
	figure := explain.Figure{Part: p, Version: &p.Versions[k]}
	w.evidence.sources = append(w.evidence.sources, w.source(figure))
	w.evidence.grade = max(w.evidence.grade, figure.Reliability())
}

// source describes what holds a figure up, told as it was known at the moment.
func (s *statute) source(f explain.Figure) explain.Source {
	return explain.SourceOf(s.plan, f, s.moment)
}
