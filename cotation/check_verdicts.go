package cotation

import (
	"slices"

	"github.com/opposable/opposable/explain"
)

// checker holds a bill against the acts as evaluated on its visit.
type checker struct {
	*desk
	billed *Billed
	priced *Answer
	lines  []checked
}

// checked is a billed code, the act that bears it, and what it keeps beside the others.
type checked struct {
	code  string
	probe *probe // nil: no act bears it
	pick  int    // among the lines that are weighed, or absent
}

func (c *checker) check(out *Verification) {
	used := map[*probe]bool{}
	for _, code := range c.billed.Codes {
		one := checked{code: code, probe: c.bearer(code, used), pick: absent}
		if one.probe != nil {
			used[one.probe] = true
		}
		c.lines = append(c.lines, one)
	}
	picks := c.weighLines()
	total, known := int64(0), true
	for i := range c.lines {
		v := c.verdict(i, picks)
		out.Codes = append(out.Codes, v)
		total, known = total+v.Amount.N, known && v.Amount.Known
	}
	if known {
		out.Total = cents(total)
	}
	for i := range c.lines {
		for j := i + 1; j < len(c.lines); j++ {
			if x, y := &c.lines[i], &c.lines[j]; x.probe != nil && y.probe != nil {
				out.Pairs = append(out.Pairs, c.couple(x, y))
			}
		}
	}
	c.blocked.clear()
}

// bearer finds the act that bears a code, the one nearest to being billed; a technical act stated twice has one for each.
func (c *checker) bearer(code string, used map[*probe]bool) *probe {
	var best *probe
	consider := func(p *probe) {
		exact := func(p *probe) bool { return p.status == allowed && p.asBilled() == code }
		switch {
		case best == nil, exact(p) && !exact(best), exact(p) == exact(best) && p.status > best.status:
			best = p
		}
	}
	for _, list := range [...]int64{c.priced.list, freeTariff - c.priced.list} { // that of the lawful bill first
		if list == freeTariff && !c.free {
			continue
		}
		for _, i := range c.worlds[0].acts {
			if a := &c.acts[i]; a.codeFact < 0 && c.mayBear(a, code) && (list == opposableTariff || a.readsTariff) {
				consider(&c.probes[2*i+int32(list)])
			}
		}
		for _, i := range c.stated {
			if p := &c.probes[i]; (p.stated == code && !p.act.modifies || p.act.modifies && p.bears(code)) && p.list == list && p.act.index < c.written && !used[p] {
				consider(p)
			}
		}
	}
	return best
}

// mayBear reports whether an act bears a code at this moment or, when nothing of it is in force, at another.
func (c *checker) mayBear(a *act, code string) bool {
	if a.bears(code) {
		return true
	}
	one, all := a.anyCode(c.statute)
	return a.dead && (one == code || slices.Contains(all, code))
}

// weighLines gives each line that may be billed what combinations leave of it, and each line its pick.
func (c *checker) weighLines() []pick {
	var picks []pick
	for i := range c.lines {
		l := &c.lines[i]
		if l.probe == nil || l.probe.status != allowed || l.probe.asBilled() != l.code || !l.probe.settled || c.again(i) {
			continue
		}
		l.pick = len(picks)
		picks = append(picks, pick{probe: l.probe})
	}
	c.memo = c.memo[:0]
	c.seeker.list = opposableTariff
	c.blocked.clear()
	c.weigh(&c.worlds[0], picks)
	for i := range picks {
		k := picks[i]
		for j := range picks {
			if o := &picks[j]; k.probe.act.lineAt >= 0 && !o.probe.act.modifies && o.probe.stated != "" && o.probe.nth == k.probe.nth {
				picks[i].percent = o.percent // a share of a tariff follows it
			}
		}
	}
	return picks
}

// again reports whether a line bills an act that an earlier line bills already.
func (c *checker) again(i int) bool {
	return slices.ContainsFunc(c.lines[:i], func(l checked) bool { return l.probe == c.lines[i].probe })
}

// verdict judges one code by itself.
func (c *checker) verdict(i int, picks []pick) CodeVerdict {
	l := &c.lines[i]
	v := CodeVerdict{Code: l.code, Verdict: Lawful, Reason: "les faits de la visite le permettent", Sources: []explain.Source{}}
	p := l.probe
	if p == nil {
		v.Title = c.codes.label(l.code)
		v.Verdict, v.Reason = NoSuchCode, l.code+" : "+v.Title
		_, known := c.codes.known[l.code]
		if _, letter, modified := modifierOf(l.code); modified {
			_, known = c.codes.others[letter]
		}
		if known {
			v.Verdict = NoRule
		}
		if old, _ := c.plan.Unwritten(l.code); old.Ended != 0 && old.Ended <= c.at {
			v.Title, v.Verdict, v.Reason = old.Label, Unlawful, l.code+" : supprimé depuis le "+explain.LongDate(old.Ended)
		}
		return v
	}
	v.Title, v.Rule = p.act.title, p.act.key
	if p.stated != "" && !p.act.modifies {
		v.Title = c.codes.title(l.code, v.Title)
		if p.row.Has() {
			v.Title = p.row.Title
		}
	}
	if l.pick != absent {
		if v.Amount = cents(picks[l.pick].amount()); v.Amount.N == 0 {
			v.Amount = cents(p.amount) // as it was billed; the couple says why not
		}
		v.Sources = c.completed(p, c.hold(p)).sources
	} else {
		v.Amount = c.tariff(l.code)
	}
	switch {
	case p.act.modifies && !c.concerned(p):
		v.Verdict, v.Reason, v.Sources = Unlawful, l.code+" : "+p.stated+" n'admet pas ce modificateur", c.ruleSource(p.act)
	case p.status == allowed && p.asBilled() != l.code:
		v.Verdict, v.Reason, v.Sources = Unlawful, l.code+" : avec ces faits, cet acte se facture "+p.asBilled(), c.ruleSource(p.act)
	case c.again(i):
		v.Verdict, v.Reason, v.Sources = Unlawful, l.code+" : déjà sur la feuille, il ne se facture qu'une fois", c.ruleSource(p.act)
	case p.status == open:
		v.Verdict, v.Reason, v.Sources = Undecided, l.code+" : "+c.lacks(p), c.ruleSource(p.act)
	case p.status != allowed:
		v.Verdict = Unlawful
		v.Reason, v.Sources = c.refusalOf(l.code, p)
	case !p.settled && p.stated != "" && !p.act.modifies && !c.codes.priced[l.code]:
		v.Verdict, v.Reason = NoRule, l.code+" : "+v.Title
	case !p.settled:
		v.Verdict, v.Reason = Uncovered, l.code+" : tarif non établi à cette date"
	case !p.act.principal && !slices.ContainsFunc(c.lines, func(o checked) bool { return o.probe != nil && o.probe != p && p.act.with.meets(o.probe.act.is) }):
		v.Verdict, v.Sources = Unlawful, c.ruleSource(p.act)
		v.Reason = l.code + " : s'ajoute seulement à " + c.companions(p, c.priced.list)
	}
	c.contest(p, &v)
	return v
}

// contest says that a disputed reading would judge the act otherwise.
func (c *checker) contest(p *probe, v *CodeVerdict) {
	if v.Verdict != Lawful && v.Verdict != Unlawful {
		return
	}
	for k := range c.worlds[1:] {
		w := &c.worlds[k+1]
		for _, change := range w.changed {
			if int(change.written) != p.act.index || p.stated != "" {
				continue
			}
			other := &c.probes[2*change.other+int32(p.list)]
			if (other.status == allowed) != (p.status == allowed) || other.status == allowed && other.amount != p.amount {
				v.Verdict, v.Reason = Contested, v.Code+" : "+c.heldBy(w, other.status == allowed)
			}
		}
	}
}

// heldBy says who reads a text so that an act is lawful, or is not.
func (c *checker) heldBy(w *world, lawful bool) string {
	r := w.dispute.Readings[w.reading]
	word := "non facturable"
	if lawful {
		word = "facturable"
	}
	return word + " selon la lecture « " + c.plan.Spoken(r.Name) + " » (tenue par : " + r.HeldBy + ") ; un autre avis existe"
}

// lacks names the facts that keep an act open.
func (c *checker) lacks(p *probe) string {
	c.blocked.clear()
	c.blameAct(p)
	var names []string
	for _, f := range c.blocked.facts {
		switch fact := c.fact(int(f)); {
		case fact == nil:
			names = append(names, "les actes déjà facturés")
		default:
			names = append(names, fact.Label)
		}
	}
	c.blocked.clear()
	slices.Sort(names)
	if len(names) == 0 {
		return "un fait manque"
	}
	return "il manque " + explain.Enumerate(names, "et")
}

// refusalOf is the reason that the price gives for an act, or what the act itself says.
func (c *checker) refusalOf(code string, p *probe) (string, []explain.Source) {
	var out outcome
	r, _ := c.refusal(p, &out, true, true)
	if r == nil {
		return code + " : rien n'est dû dans ce cas", c.ruleSource(p.act)
	}
	r.Code, r.Codes = code, nil
	for i := range c.priced.Refused { // the priced one may bear a gesture
		if g := &c.priced.Refused[i]; g.Rule == r.Rule && g.Kind == r.Kind && g.Gesture != nil {
			r.Gesture = g.Gesture
		}
	}
	return r.Reason(), r.Sources()
}

// tariff is what a code is worth for this doctor, where it can be one amount only.
func (c *checker) tariff(code string) Number {
	base, err := c.profile(&Puzzle{Moment: c.visit.Moment, Doctor: c.billed.doctor})
	if err != nil {
		return Number{}
	}
	s := c.space(base)
	var out Number
	for _, list := range [][]option{s.mains, s.apart, s.additions, s.technical} {
		for i := range list {
			switch o := &list[i]; {
			case o.code != code || int(o.act) >= c.written:
			case out.Known && out.N != o.amount:
				return Number{}
			default:
				out = cents(o.amount)
			}
		}
	}
	return out
}
