package cotation

import (
	"slices"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// outside says why a day is not covered, or nothing.
func outside(p *plan.Plan, m day.Moment) string {
	switch {
	case m.At < p.VisitsFrom:
		return "le " + explain.LongDate(m.At) + " est avant le premier jour couvert, le " + explain.LongDate(p.VisitsFrom)
	case m.At > p.To:
		return "le " + explain.LongDate(m.At) + " est après le dernier jour couvert, le " + explain.LongDate(p.To)
	}
	return ""
}

// answer prices the visit on the desk.
func (d *desk) answer(v *Visit, o Options) *Answer {
	a := d.blank(v, o)
	if d.fee() < 0 && d.names.fee != absent && v.Facts.Values[d.names.fee].State != eval.Known {
		a.Assumed = append(a.Assumed, d.plan.Facts[d.names.fee].Label+" : aucun dépassement (par défaut)")
	}
	var out outcome
	decided := d.decide(&out)
	if decided && !d.unshared(&out.bill) {
		d.sure(a, &out)
	} else {
		decided = d.unsure(a, &out)
	}
	if !o.Bare {
		d.refuse(a, &out, decided, o)
	}
	return a
}

// unshared reports whether a split lacks a fact.
func (d *desk) unshared(b *bill) bool {
	if b.third.State == eval.Unknown {
		return true
	}
	return slices.ContainsFunc(b.lines, func(l billed) bool { return l.split.state == eval.Unknown })
}

// sure writes an outcome that no missing fact can change.
func (d *desk) sure(a *Answer, out *outcome) {
	b := &out.bill
	d.write(a, b)
	d.readings(a, out)
	switch {
	case len(b.lines)+len(d.foreign) == 0:
		a.State, a.Reason = answer.NotDue, d.whyNothing()
		a.Sheets = [][]int{}
		return
	case !b.settled || !b.shared || len(d.foreign) > 0:
		a.State = answer.NotCovered
	case len(a.Readings) > 0:
		a.State = answer.Disputed
		d.markDisputed(a, out)
	}
	if b.settled && len(d.foreign) == 0 {
		a.Total = cents(b.total)
		a.Min, a.Max = a.Total, a.Total
		if b.shared {
			d.sums(a, b)
		}
	}
}

// write turns the lines of a bill into those of the answer.
func (d *desk) write(a *Answer, b *bill) {
	a.list = b.list
	worst := plan.Official
	for i := range b.lines {
		l := &b.lines[i]
		a.Lines = append(a.Lines, l.write())
		worst = max(worst, l.grade())
		if l.assumed != "" && !slices.Contains(a.Assumed, l.assumed) {
			a.Assumed = append(a.Assumed, l.assumed)
		}
		for _, doubt := range l.doubts() {
			if !slices.Contains(a.Doubts, doubt) {
				a.Doubts = append(a.Doubts, doubt)
			}
		}
		for len(a.Sheets) <= l.sheet {
			a.Sheets = append(a.Sheets, nil)
		}
		a.Sheets[l.sheet] = append(a.Sheets[l.sheet], i)
	}
	for _, code := range d.foreign {
		if len(a.Sheets) == 0 {
			a.Sheets = append(a.Sheets, nil)
		}
		a.Sheets[0] = append(a.Sheets[0], len(a.Lines))
		a.Lines = append(a.Lines, Line{
			Code: code, Title: d.codes.label(code), Coefficient: Number{N: 1, Known: true}, State: answer.NotCovered,
			Reliability: explain.Grades[plan.Unverified], Sources: []explain.Source{},
		})
		worst = plan.Unverified
	}
	a.Sheets = slices.DeleteFunc(a.Sheets, func(lines []int) bool { return len(lines) == 0 })
	if len(a.Lines) > 0 {
		a.Reliability = explain.Grades[worst]
		a.SplitSources = d.splitSources(b)
	}
	if b.barred {
		a.Doubts = append(a.Doubts, d.whyBarred(b))
	}
}

// whyBarred says what of the fee asked is not counted, and under which rule.
func (d *desk) whyBarred(b *bill) string {
	rule := &d.plan.Rules[d.names.extra]
	if i := slices.IndexFunc(b.lines, func(l billed) bool { return l.principal && l.act.noExtra }); i >= 0 && b.bearer() < 0 {
		return "Le dépassement demandé n'est pas compté : " + b.lines[i].code + " se facture à son tarif seulement."
	}
	if b.extra > 0 {
		return "Le dépassement demandé est ramené à " + money.Amount(b.extra).French() + ", le plus qui soit permis : règle « " + rule.Title + " »."
	}
	for i := range rule.Conditions.When {
		c := &rule.Conditions.When[i]
		if c.Thing.Kind != plan.ToFact {
			continue
		}
		if v := d.values[c.Thing.Index]; v.State == eval.Known && !c.Cell.Holds(v.N, d.at) {
			if clause := phrase(d.plan, c, true); clause != "" {
				return "Le dépassement demandé n'est pas compté : permis seulement pour un patient « " + clause + " »."
			}
		}
	}
	return "Le dépassement demandé n'est pas compté : il n'est pas permis ici, d'après la règle « " + rule.Title + " »."
}

// grade is the weakest of the figures that made the line.
func (l *billed) grade() plan.Reliability {
	g := l.evidence.grade
	if l.also != nil {
		g = max(g, l.also.grade)
	}
	for i := range l.modifiers {
		g = max(g, l.modifiers[i].grade())
	}
	if !l.settled {
		g = plan.Unverified
	}
	return g
}

func (l *billed) doubts() []string {
	out := slices.Clone(l.evidence.doubts)
	if l.also != nil {
		out = append(out, l.also.doubts...)
	}
	for i := range l.modifiers {
		out = append(out, l.modifiers[i].evidence.doubts...)
	}
	return out
}

func (l *billed) write() Line {
	out := Line{
		Code: l.code, Title: l.title, Coefficient: Number{N: l.percent, Scale: 4, Known: true}, State: answer.Sure,
		Reliability: explain.Grades[l.grade()], Sources: l.evidence.sources, Rule: l.act.key, sheet: l.sheet,
	}
	if l.also != nil {
		out.Sources = append(slices.Clone(out.Sources), l.also.sources...)
	}
	for i := range l.modifiers {
		out.Modifiers = append(out.Modifiers, l.modifiers[i].asModifier())
	}
	if !l.settled {
		out.State = answer.NotCovered
		return out
	}
	out.Base = cents(l.amount)
	if l.unsure {
		out.State = answer.ToSpecify
	} else {
		out.Amount, out.Extra = cents(l.amount+l.extra), cents(l.extra)
	}
	switch s := &l.split; s.state {
	case eval.Known:
		out.Rate = Number{N: s.rate, Scale: 2, Known: true}
		out.Insurance, out.Complementary, out.Participation = cents(s.insurance), cents(s.complementary), cents(s.participation)
	case eval.Unknown:
		out.State = answer.ToSpecify
	default:
		out.State = answer.NotCovered
	}
	return out
}

// sums adds the shares of the lines, and says what to cash.
func (d *desk) sums(a *Answer, b *bill) {
	var insurance, complementary, participation, unpaid int64
	for i := range b.lines {
		s := &b.lines[i].split
		insurance += s.insurance
		complementary += s.complementary
		participation += s.participation
		unpaid += s.unpaid
	}
	a.Insurance, a.Complementary = cents(insurance-participation), cents(complementary)
	a.Patient = cents(participation + unpaid + b.extra)
	a.Cash = d.cash(b, insurance, complementary)
}

// cash says what to cash now. Third-party payment leaves the participation for later.
func (d *desk) cash(b *bill, insurance, complementary int64) *Cash {
	c := &Cash{Without: cents(b.total), Insurance: cents(b.total - insurance), All: cents(b.total - insurance - complementary)}
	if i := d.names.thirdParty; i != absent && b.third.State == eval.Known {
		word := d.thirdPartyWord(b.third.N)
		c.Compulsory = &word
	}
	return c
}

// thirdPartyWord is the answer of the rule on third-party payment; where no case of it applies nothing is compulsory.
func (d *desk) thirdPartyWord(n int64) string {
	words := d.plan.Rules[d.names.thirdParty].Words
	if n < 0 || n >= int64(len(words)) {
		n = noThirdParty
	}
	if n < int64(len(words)) {
		return words[n]
	}
	return ""
}

// splitSources lists the figures by which the first line is shared, once for the whole answer.
func (d *desk) splitSources(b *bill) []explain.Source {
	out := []explain.Source{}
	if len(b.lines) == 0 {
		return out
	}
	d.lineFacts(&b.lines[0])
	for _, i := range d.worlds[0].shares[:thirdPartyShare] {
		if i == absent {
			continue
		}
		d.ask(i)
		s := &d.statute.shares[i]
		out = append(out, d.evidence(s.prog, d.shares[i], s.tracked).sources...)
	}
	return out
}

// whyNothing says why no act may be billed.
func (d *desk) whyNothing() string {
	if why := d.whyUntariffed(); why != "" {
		return why
	}
	for _, i := range d.worlds[0].acts {
		p := d.probe(i, opposableTariff)
		if a := p.act; a.principal && a.codeFact < 0 && p.status == refused {
			if c := d.closest(p); c.bar == barNone {
				return "aucun acte principal n'est facturable : un fait de la visite manque à chacun de ceux qui sont ouverts"
			}
		}
	}
	return "aucun acte principal des règles n'est ouvert à cette spécialité, dans ce lieu, à cette date"
}
