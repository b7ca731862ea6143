package audit

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
)

// check is one visit under way.
type check struct {
	*judge
	visit *visit
	first *cotation.Verification // with what the file states alone
	best  *cotation.Verification // with the circumstances presumed
	base  map[string]any         // that visit
	out   *judgement

	hoped     []pastAct       // what may have been forgotten earlier
	replacing map[string]bool // codes that stand in for one at risk
	unsafe    bool            // something billed is at risk
}

// find adds a finding.
func (c *check) find(f Finding) {
	f.Line, f.Linked, f.Date = c.visit.number, append([]int64{}, c.visit.linked...), c.visit.date.String()
	f.Billed, f.Lawful = c.visit.codes, c.best.Corrected.Codes
	if f.Sources == nil {
		f.Sources = []explain.Source{}
	}
	c.out.findings = append(c.out.findings, f)
}

// together checks what was billed with what could have been: which codes exclude each other.
func (c *check) together(more []string) func(a, b string) bool {
	object := maps.Clone(c.base)
	object["codes"] = anys(append(slices.Clone(c.visit.codes), more...))
	v, err := c.verify(object)
	return func(a, b string) bool {
		if err != nil {
			return false
		}
		return slices.ContainsFunc(v.Pairs, func(p cotation.PairVerdict) bool {
			return p.Verdict == cotation.Unlawful && (p.Codes[0] == a && p.Codes[1] == b || p.Codes[0] == b && p.Codes[1] == a)
		})
	}
}

// risks finds the codes that were billed and that no circumstance allows, or that a reading refuses.
func (c *check) risks() {
	c.replacing = map[string]bool{}
	var bad []cotation.CodeVerdict
	for i := range c.first.Codes {
		one, presumed := c.first.Codes[i], c.best.Codes[i]
		switch {
		case one.Verdict == cotation.NoSuchCode || one.Verdict == cotation.NoRule || one.Verdict == cotation.Uncovered:
			c.find(Finding{Nature: Undecidable, Code: one.Code, Rule: one.Rule, State: answer.NotCovered, Stake: one.Amount.N, Reason: one.Reason, Sources: one.Sources})
		case one.Verdict == cotation.Unlawful:
			bad = append(bad, one)
		case one.Verdict == cotation.Contested || presumed.Verdict == cotation.Contested:
			reason, sources := one.Reason, one.Sources
			if presumed.Verdict == cotation.Contested {
				reason, sources = presumed.Reason, presumed.Sources
			}
			c.unsafe = true
			c.find(Finding{Nature: AtRisk, Code: one.Code, Rule: one.Rule, State: answer.Disputed, Stake: one.Amount.N, Reason: reason, Sources: sources})
		case presumed.Verdict == cotation.Undecided:
			c.undecided(presumed)
		}
	}
	for _, p := range c.first.Pairs {
		switch p.Verdict {
		case cotation.Unlawful:
			if !slices.ContainsFunc(bad, func(v cotation.CodeVerdict) bool { return slices.Contains(p.Codes, v.Code) }) {
				bad = append(bad, c.lesser(p))
			}
		case cotation.Contested:
			if i := slices.IndexFunc(bad, func(v cotation.CodeVerdict) bool { return slices.Contains(p.Codes, v.Code) }); i >= 0 {
				bad[i].Verdict, bad[i].Reason, bad[i].Sources = cotation.Contested, p.Reason, p.Sources
			} else if !slices.ContainsFunc(c.out.findings, func(f Finding) bool { return slices.Contains(p.Codes, f.Code) }) {
				one := c.lesser(p)
				c.unsafe = true
				c.find(Finding{Nature: AtRisk, Code: one.Code, Rule: one.Rule, State: answer.Disputed, Stake: one.Amount.N, Reason: p.Reason, Sources: p.Sources})
			}
		}
	}
	if len(bad) == 0 {
		return
	}
	c.unsafe = true
	excluded := func(string, string) bool { return false }
	missing := c.missing()
	if len(missing) > 0 {
		excluded = c.together(codesOf(missing))
	}
	for _, one := range bad {
		f := Finding{Nature: AtRisk, Code: one.Code, Rule: one.Rule, State: answer.Sure, Stake: c.billedFor(one), Reason: one.Reason, Sources: one.Sources}
		if one.Verdict == cotation.Contested {
			f.State = answer.Disputed
		}
		for _, m := range missing {
			if c.replacing[m.Code] || !excluded(one.Code, m.Code) || !m.Amount.Known {
				continue
			}
			c.replacing[m.Code] = true
			f.Stake -= m.Amount.N
			f.Reason += " ; " + m.Code + " se facture à sa place, " + money.Amount(m.Amount.N).French()
			if f.Stake < 0 { // what is due is worth more
				f.Nature, f.Code, f.Rule, f.Stake, f.Sources = Forgotten, m.Code, m.Rule, -f.Stake, m.Sources
				f.Reason = m.Code + " : « " + m.Title + " », à la place de " + one.Code + ", qui ne se facture pas dans ce cas"
			}
			break
		}
		c.find(f)
	}
}

// billedFor is what a code brought in: its tariff, else what the sum asked leaves beside the other codes.
func (c *check) billedFor(one cotation.CodeVerdict) int64 {
	if one.Amount.Known || c.visit.cents == unsaid {
		return one.Amount.N
	}
	left := c.visit.cents
	for i := range c.best.Codes {
		if other := &c.best.Codes[i]; other.Code != one.Code {
			if !other.Amount.Known {
				return 0
			}
			left -= other.Amount.N
		}
	}
	return max(left, 0)
}

// lesser is the code of an unlawful pair that the lawful bill does not have, else the one worth less.
func (c *check) lesser(p cotation.PairVerdict) cotation.CodeVerdict {
	var pair []cotation.CodeVerdict
	for _, code := range p.Codes {
		i := slices.IndexFunc(c.first.Codes, func(v cotation.CodeVerdict) bool { return v.Code == code })
		one := c.best.Codes[i]
		one.Reason, one.Sources = p.Reason, p.Sources
		pair = append(pair, one)
	}
	keeps := func(v cotation.CodeVerdict) bool { return slices.Contains(c.best.Corrected.Codes, v.Code) }
	if keeps(pair[0]) != keeps(pair[1]) && keeps(pair[1]) || keeps(pair[0]) == keeps(pair[1]) && pair[0].Amount.N < pair[1].Amount.N {
		return pair[0]
	}
	return pair[1]
}

// undecided tells a code that a cell left empty keeps from being judged; a fact that no column gives is supposed by the code.
func (c *check) undecided(one cotation.CodeVerdict) {
	for i := range c.best.Questions {
		path := c.best.Questions[i].Fact
		if !kept[path] || !c.reader.states(path) {
			continue
		}
		c.find(Finding{Nature: Undecidable, Code: one.Code, Rule: one.Rule, State: answer.ToSpecify, Stake: one.Amount.N, Missing: &path, Reason: one.Reason, Sources: one.Sources})
		return
	}
}

// states reports whether a column gives a fact of the visit.
func (r *reader) states(path string) bool {
	return slices.ContainsFunc(r.columns, func(col column) bool {
		switch col.name {
		case ownColumn:
			return path == ownFact
		case birthColumn:
			return path == ageFact || path == monthsFact
		}
		return col.name == path || short[col.name] == path
	})
}

// missing lists the lines that stand in the lawful bill, whatever is not known, and that were not billed.
func (c *check) missing() (out []cotation.Line) {
	rest := slices.Clone(c.visit.codes)
	for _, l := range c.best.Corrected.Lines {
		if i := slices.Index(rest, l.Code); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			continue
		}
		out = append(out, l)
	}
	return out
}

func codesOf(lines []cotation.Line) (out []string) {
	for _, l := range lines {
		out = append(out, l.Code)
	}
	return out
}

// forgotten finds what was due and was not billed.
func (c *check) forgotten() {
	c.due(c.best, nil)
}

// due finds the lines of a lawful bill that were not billed, net of what they take the place of. A missing fact makes them possible.
func (c *check) due(v *cotation.Verification, missing *cotation.Question) (stake int64) {
	rest := slices.Clone(c.visit.codes)
	var lines []cotation.Line
	for _, l := range v.Corrected.Lines {
		if i := slices.Index(rest, l.Code); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			continue
		}
		if !c.replacing[l.Code] && l.Amount.Known {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return 0
	}
	excluded := func(string, string) bool { return false }
	if len(rest) > 0 {
		excluded = c.together(codesOf(lines))
	}
	for _, l := range lines {
		f := Finding{Nature: Forgotten, Code: l.Code, Rule: l.Rule, State: answer.Sure, Stake: worth(l), Sources: l.Sources}
		var instead []string
		for _, code := range slices.Clone(rest) {
			i := slices.IndexFunc(c.best.Codes, func(v cotation.CodeVerdict) bool { return v.Code == code })
			if one := c.best.Codes[i]; excluded(code, l.Code) && one.Verdict != cotation.Unlawful && one.Amount.Known {
				f.Stake -= one.Amount.N
				instead = append(instead, code)
				rest = slices.DeleteFunc(rest, func(s string) bool { return s == code })
			}
		}
		if f.Stake <= 0 {
			continue
		}
		f.Reason = l.Code + " : « " + l.Title + " », les faits le permettent"
		if len(instead) > 0 {
			f.Reason += ", à la place de " + strings.Join(instead, " + ")
		}
		switch {
		case missing != nil:
			fact := missing.Fact
			f.State, f.Missing, f.Reason = answer.ToSpecify, &fact, l.Code+" : « "+l.Title+" », possible selon la réponse à « "+missing.Text+" »"
		case l.State == answer.Disputed:
			f.State = answer.Disputed
		case c.byHistory(l.Code):
			fact := pastMember
			f.State, f.Missing = answer.ToSpecify, &fact
			f.Reason += ", si des actes d'avant le fichier n'ont pas atteint le plafond"
		}
		stake += f.Stake
		c.find(f)
	}
	return stake
}

// worth is what a line is worth without what is asked beyond the tariff.
func worth(l cotation.Line) int64 {
	if l.Base.Known {
		return l.Base.N
	}
	return l.Amount.N
}

// mostBefore is how many acts are supposed before the file begins, more than any ceiling that the rules know.
const mostBefore = 8

// byHistory reports whether a line stands only because nothing is known of what came before the file: it would fall if its act had been
// billed as often as one likes on the eve of the first line.
func (c *check) byHistory(code string) bool {
	past := history(c.visit.past)
	for range mostBefore {
		past = append(past, map[string]any{"code": code, "date": (c.reader.first - 1).String()})
	}
	object := maps.Clone(c.base)
	object[pastMember] = past
	v, err := c.verify(object)
	return err == nil && !slices.Contains(v.Corrected.Codes, code)
}

// possible follows the question worth most, and what its best answer would have made due.
func (c *check) possible() {
	object, v := c.base, c.best
	if len(c.hoped) > 0 {
		object = maps.Clone(object)
		object[pastMember] = append(history(c.visit.past), history(c.hoped)...)
		var err error
		if v, err = c.verify(object); err != nil {
			return
		}
	}
	var first *cotation.Question
	if q, then := c.motive(object); q != nil {
		first, v = q, then
	}
	for range 3 { // an answer may raise another question: who sent the patient, then whether he was written to
		q := worthiest(v)
		if q == nil {
			break
		}
		if first == nil {
			first = q
		}
		reply := slices.MaxFunc(q.Replies, func(a, b cotation.Reply) int { return int(a.Total.N - b.Total.N) })
		next := maps.Clone(object)
		state(next, q.Fact, reply.Value)
		answered, err := c.verify(next)
		if err != nil {
			break
		}
		object, v = next, answered
	}
	if first == nil {
		return
	}
	for _, l := range c.best.Corrected.Lines { // those are told already
		c.replacing[l.Code] = true
	}
	if stake := c.due(v, first); stake > 0 {
		c.out.question = &Question{Fact: first.Fact, Text: first.Text, Stake: stake}
	}
}

// motive asks for the motive of a visit out of the ordinary place, where none is ordinary: that whose bill is worth most, among those that the
// place and what is known of the patient point to.
func (c *check) motive(object map[string]any) (*cotation.Question, *cotation.Verification) {
	asked := factAt(c.plan, motiveFact)
	if asked == nil || c.visit.facts[motiveFact] != nil || get(object, placeFact) == c.usual[placeFact] {
		return nil, nil
	}
	least := standing(c.best)
	var best *cotation.Verification
	for _, word := range c.others(motiveFact) {
		try := maps.Clone(object)
		state(try, motiveFact, word)
		v, err := c.verify(try)
		if err != nil || standing(v) <= least {
			continue
		}
		elsewhere, anyone := maps.Clone(try), maps.Clone(try)
		state(elsewhere, placeFact, c.usual[placeFact])
		for _, path := range []string{ageFact, monthsFact, illnessFact} {
			state(anyone, path, nil)
		}
		if more := without(v, c.best); !c.billable(elsewhere, more) && !c.billable(anyone, more) {
			best, least = v, standing(v)
		}
	}
	if best == nil {
		return nil, nil
	}
	return &cotation.Question{Fact: motiveFact, Text: answer.Ask(asked)}, best
}

// without lists the codes of a lawful bill that another does not have.
func without(a, b *cotation.Verification) (out []string) {
	for _, code := range a.Corrected.Codes {
		if !slices.Contains(b.Corrected.Codes, code) {
			out = append(out, code)
		}
	}
	return out
}

// billable reports whether one of some codes stands in the lawful bill of a visit.
func (c *check) billable(object map[string]any, codes []string) bool {
	v, err := c.verify(object)
	return err == nil && slices.ContainsFunc(codes, func(code string) bool { return slices.Contains(v.Corrected.Codes, code) })
}

// standing is what the lines that stand whatever is not known are worth.
func standing(v *cotation.Verification) (total int64) {
	for _, l := range v.Corrected.Lines {
		total += worth(l)
	}
	return total
}

// worthiest is the question whose answers differ most, of those that the file could have answered.
func worthiest(v *cotation.Verification) *cotation.Question {
	for i := range v.Questions {
		if q := &v.Questions[i]; kept[q.Fact] && q.Worth > 0 && len(q.Replies) > 1 {
			return q
		}
	}
	return nil
}

// amount holds the sum that was asked against the tariffs of the codes.
func (c *check) amount() {
	v, asked := c.best, c.visit.cents
	if asked == unsaid || c.unsafe || !v.Total.Known || asked == v.Total.N || len(c.out.findings) > 0 && c.out.findings[0].Nature == Undecidable {
		return
	}
	code := v.Codes[0]
	f := Finding{Code: code.Code, Rule: code.Rule, State: answer.Sure, Sources: code.Sources}
	told := money.Amount(asked).French() + " demandés pour " + strings.Join(c.visit.codes, " + ") + ", qui valent " + money.Amount(v.Total.N).French()
	switch {
	case asked < v.Total.N:
		f.Nature, f.Stake, f.Reason = Forgotten, v.Total.N-asked, told+" ce jour-là"
	case c.bound():
		f.Nature, f.Stake, f.Reason = AtRisk, asked-v.Total.N, told+" : rien ne se demande au-delà du tarif"
	default:
		return
	}
	c.find(f)
}

// bound reports whether the tariff binds: no fee above it may be asked.
func (c *check) bound() bool {
	object := maps.Clone(c.base)
	state(object, feeFact, json.Number(strconv.FormatInt(c.visit.cents, 10)))
	v, err := c.verify(object)
	return err == nil && v.Total.Known && v.Total.N < c.visit.cents
}

// feeFact is the whole fee that was asked.
const feeFact = "visite.honoraires_centimes"
