package cotation

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// A modifier is an addition to the line of one technical act: a letter, and an amount that the line holds. It is evaluated for each stated
// act as if it were a line; the bill then folds it into that of its act. Which acts admit it, the rule says by their codes; where a table
// was imported, its column of modifiers says it instead, and an act that only the table knows is read as the first act of the rule's list.

// modifier prepares an act that modifies: the fact that holds the code of the act modified, the code that stands for unwritten ones.
func (s *statute) modifier(a *act) {
	if i := slices.IndexFunc(a.prog.Facts, func(f int) bool { return s.plan.Facts[f].Kind == plan.Code && f != s.names.companion }); i >= 0 {
		a.codeFact = a.prog.Facts[i]
	}
	a.lineAt = slotIn(a.prog, s.names.lineAmount)
	a.readsTariff = a.readsTariff || a.lineAt >= 0
	a.stands = absent
	for _, c := range s.plan.Rules[a.rule].Conditions.When {
		if c.Thing == (plan.Ref{Kind: plan.ToFact, Index: a.codeFact}) {
			first, _, _ := strings.Cut(strings.Trim(c.Cell.Text, "[]"), ", ")
			a.stands = int64(slices.Index(s.plan.Facts[a.codeFact].Words, first))
		}
	}
}

// names reports whether the rule of a modifier names a code.
func (a *act) names(p *plan.Plan, word int64) bool {
	for _, c := range p.Rules[a.rule].Conditions.When {
		if c.Thing == (plan.Ref{Kind: plan.ToFact, Index: a.codeFact}) {
			return c.Cell.In.Has(word)
		}
	}
	return false
}

// followModified makes modifiers that read the tariff of their line follow the facts that make it.
func (s *statute) followModified() {
	for i := range s.acts {
		if !s.acts[i].modifies || s.acts[i].lineAt < 0 {
			continue
		}
		for k := range s.acts {
			if a := &s.acts[k]; a.codeFact >= 0 && !a.modifies {
				for _, f := range a.prog.Facts {
					s.readers[f] = append(s.readers[f], int32(i))
				}
			}
		}
	}
}

// tellLine gives a modifier the tariff of its act under the same price list.
func (d *desk) tellLine(p *probe) {
	if p.base == absent {
		p.frame.Set(p.act.lineAt, whole) // only whether the modifier applies is asked: any tariff will do
		return
	}
	if base := &d.probes[p.base]; base.status == allowed && base.settled {
		p.frame.Set(p.act.lineAt, base.amount)
		return
	}
	p.frame.Forget(p.act.lineAt)
}

// joins reports whether the set holds the act that an addition modifies. What a modifier takes as a share of a tariff is reduced with it; what
// it adds as a sum is not.
func (s *seeker) joins(k *pick) bool {
	if !k.probe.act.modifies {
		return true
	}
	for i := range s.picks {
		if o := &s.picks[i]; o.probe.stated != "" && o.probe.nth == k.probe.nth && k.probe.act.with.meets(o.probe.act.is) {
			if k.probe.act.lineAt >= 0 {
				k.percent = o.percent
			}
			return true
		}
	}
	return false
}

// admitted reports whether the act admits a modifier by its letter: a row of the imported table says so where there is one.
func (p *probe) admitted(letter string) bool {
	return !p.row.Has() || strings.Contains(p.row.Modifiers, letter)
}

// concerned reports whether the act of a probe admits its modifier, whatever the facts of the visit.
func (d *desk) concerned(p *probe) bool {
	if !p.act.names(d.plan, p.word) {
		return false
	}
	if !p.row.Has() {
		return true
	}
	return slices.ContainsFunc(p.act.letters(d.statute), p.admitted)
}

// letters lists the codes of a modifier.
func (a *act) letters(s *statute) []string {
	one, all := a.anyCode(s)
	if all == nil {
		return []string{one}
	}
	return all
}

// spelled writes a modifier with the act that it is added to: « DEQP003 F ».
func spelled(code, letter string) string { return code + " " + letter }

// modifierOf reads what spelled writes.
func modifierOf(text string) (code, letter string, ok bool) {
	code, letter, ok = strings.Cut(text, " ")
	return code, letter, ok && technicalForm.MatchString(code) && len(letter) == 1
}

// separated reads codes as billed: « DEQP003/FM » is an act and its modifiers, « DEQP003 F » a modifier of an act that is billed too.
func separated(codes []string) []string {
	var out []string
	for _, code := range codes {
		act, letters, glued := strings.Cut(code, "/")
		if !glued || !technicalForm.MatchString(act) {
			out = append(out, code)
			continue
		}
		out = append(out, act)
		for _, letter := range letters {
			out = append(out, spelled(act, string(letter)))
		}
	}
	for _, code := range slices.Clone(out) {
		if act, _, modified := modifierOf(code); modified && !slices.Contains(out, act) {
			out = append(out, act)
		}
	}
	return out
}

// asBilled is the code of a probe as a bill writes it.
func (p *probe) asBilled() string {
	if p.act.modifies {
		return spelled(p.stated, p.code)
	}
	return p.code
}

// modify folds the modifiers among the lines into those of their acts.
func (b *bill) modify(picks []pick) {
	for i := range picks {
		if l := &b.lines[i]; l.act.modifies {
			to := &b.lines[companion(picks, i)]
			to.full, to.amount, to.settled = to.full+l.full, to.amount+l.amount, to.settled && l.settled
			to.modifiers = append(to.modifiers, *l)
		}
	}
	b.lines = slices.DeleteFunc(b.lines, func(l billed) bool { return l.act.modifies })
	for i := range b.lines {
		slices.SortFunc(b.lines[i].modifiers, func(x, y billed) int { return strings.Compare(x.code, y.code) })
	}
}

// letters are the codes of the modifiers of a line, put together.
func (l *billed) letters() string {
	var out strings.Builder
	for i := range l.modifiers {
		out.WriteString(l.modifiers[i].code)
	}
	return out.String()
}

func (l *billed) asModifier() Modifier {
	out := Modifier{Code: l.code, Title: l.title, Reliability: explain.Grades[l.grade()], Sources: l.evidence.sources, Rule: l.act.key}
	if l.settled {
		out.Amount = cents(l.amount)
	}
	return out
}

// Billed is the code of a line as a bill writes it, its modifiers after it: « QZJA002 FM ».
func (l *Line) Billed() string {
	out := l.Code
	for i, m := range l.Modifiers {
		if i == 0 {
			out += " "
		}
		out += m.Code
	}
	return out
}

// bearing finds the line of the act that a modifier was evaluated for.
func (b *bill) bearing(p *probe) *billed {
	for i := range b.lines {
		if l := &b.lines[i]; l.act.codeFact >= 0 && l.code == p.stated {
			return l
		}
	}
	return nil
}

// has reports whether a line has a modifier.
func (l *billed) has(a *act) bool {
	return slices.ContainsFunc(l.modifiers, func(m billed) bool { return m.act.key == a.key })
}

// unmodified says why a modifier that may be billed is not on the line of its act: another one stands in the way. Where its act has no line,
// the refusal of the act says it all.
func (d *desk) unmodified(p *probe, r *Refusal, out *outcome) *Refusal {
	if out.bill.bearing(p) == nil {
		return nil
	}
	for i := range out.bill.lines {
		l := &out.bill.lines[i]
		if excludes(p.act, l.act) {
			r.Kind, r.Beside = Excluded, l.code
			return r
		}
		for k := range l.modifiers {
			if m := &l.modifiers[k]; excludes(p.act, m.act) {
				r.Kind, r.Beside = Excluded, spelled(l.code, m.code)
				return r
			}
		}
	}
	return nil
}

// refusedModifier gives the code of a refused modifier, or those that the facts leave.
func (d *desk) refusedModifier(p *probe) (string, []string) {
	var all []string
	one, several := p.act.code, []string(nil)
	if one == "" {
		one, several = d.rowCodes(p)
	}
	for _, letter := range several {
		if p.admitted(letter) {
			all = append(all, spelled(p.stated, letter))
		}
	}
	if len(all) > 1 {
		return all[0], all
	}
	return spelled(p.stated, one), nil
}

// modified reports whether some line has a modifier.
func (b *bill) modified() bool {
	return slices.ContainsFunc(b.lines, func(l billed) bool { return len(l.modifiers) > 0 })
}
