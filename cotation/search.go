package cotation

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// The best lawful set: one principal act a sheet, acts stated as done beside it, additions that accompany a member, no excluded pair, each
// combination applied. The search is exhaustive, principal by principal; what it prefers is said by better.

// seeker is the state of one search.
type seeker struct {
	d     *desk
	world *world
	list  int64 // the price list
	mains []*probe
	apart []*probe // acts on a sheet of their own
	done  []*probe // acts stated as done, dearest first
	adds  []*probe
	rest  []int64 // of additions: what those from here on add at most
	picks []pick
	best  set
	found bool
	order []*pick
	codes []string

	dearer   bool    // a fee above the tariff is asked: additions billed at their tariff only are left out
	bound    bool    // an act that names the motive may be billed: it is the principal one
	possible nameSet // what additions may accompany
}

// set is a lawful set and what it is compared by.
type set struct {
	picks     []pick
	motive    bool // a principal act names the motive of the visit
	total     int64
	unsettled int
	codes     []string
}

// search finds the best set under a price list. It reports false when a missing fact stands in the way; the desk then knows which.
func (d *desk) search(w *world, list int64) bool {
	s := &d.seeker
	s.d, s.world, s.list, s.found = d, w, list, false
	s.mains, s.apart, s.done, s.adds = s.mains[:0], s.apart[:0], s.done[:0], s.adds[:0]
	d.memo = d.memo[:0]
	s.look()
	clear := true
	s.each(func(p *probe) { clear = s.gather(p) && clear })
	if !clear {
		return false
	}
	s.sort()
	s.picks = s.picks[:0]
	s.sheets(0)
	for _, main := range s.mains {
		s.picks = append(s.picks[:0], pick{probe: main})
		s.sheets(0)
	}
	return len(d.blocked.facts) == 0
}

// each calls f for the acts of the world under the price list.
func (s *seeker) each(f func(*probe)) {
	d := s.d
	for _, i := range s.world.acts {
		if a := &d.acts[i]; a.codeFact < 0 && !(s.dearer && a.noExtra && !a.principal) {
			if p := d.probe(i, s.list); p.status >= open {
				f(p)
			}
		}
	}
	for _, i := range d.stated {
		p := &d.probes[i]
		if p.status >= open && (p.list == s.list || !p.act.readsTariff && p.list == opposableTariff) && slices.Contains(s.world.acts, int32(p.act.index)) {
			f(p)
		}
	}
}

// look sees beforehand what cannot be in the best set, so that no fact is missed for it: beside an act that names the motive and may be
// billed, no other principal act can be; and an addition needs something to accompany.
func (s *seeker) look() {
	s.bound, s.possible = false, nameSet{}
	apart := false
	s.each(func(p *probe) {
		if p.act.principal && p.act.motive {
			apart = apart || p.act.ownSheet
			s.bound = s.bound || p.status == allowed && !p.act.ownSheet && p.stated == ""
		}
	})
	s.bound = s.bound && !apart || s.alone()
	s.each(func(p *probe) {
		if !s.idle(p) {
			s.possible = s.possible.with(p.act.is)
		}
	})
}

// alone reports whether the motive is that of an act beside which, and instead of which, no other is due.
func (s *seeker) alone() bool {
	d := s.d
	return slices.ContainsFunc(s.world.acts, func(i int32) bool {
		p := d.probe(i, s.list)
		return p.act.alone && slices.ContainsFunc(p.act.conditions, func(c condition) bool {
			return c.cond != nil && c.cond.Thing == (plan.Ref{Kind: plan.ToFact, Index: d.names.motive}) && d.holds(p, &c) == eval.Yes
		})
	})
}

// idle tells a principal act that the motive sets aside.
func (s *seeker) idle(p *probe) bool {
	return s.bound && p.act.principal && !p.act.motive && !p.act.ownSheet && p.stated == ""
}

// gather puts an act in its place if it may be billed. It reports false when a missing fact decides.
func (s *seeker) gather(p *probe) bool {
	switch {
	case s.idle(p) || !p.act.principal && !p.act.with.meets(s.possible):
		return true
	case p.status == open:
		return !s.d.blameAct(p)
	}
	switch {
	case !p.act.principal:
		s.adds = append(s.adds, p)
	case p.stated != "":
		s.done = append(s.done, p)
	case p.act.ownSheet:
		s.apart = append(s.apart, p)
	default:
		s.mains = append(s.mains, p)
	}
	return true
}

// sort orders the acts so that the search meets the best set early.
func (s *seeker) sort() {
	byAmount := func(a, b *probe) int {
		if a.amount != b.amount {
			return int(b.amount - a.amount)
		}
		return strings.Compare(a.code, b.code)
	}
	slices.SortFunc(s.done, byAmount)
	slices.SortFunc(s.adds, byAmount)
	slices.SortFunc(s.mains, byAmount)
	s.rest = append(s.rest[:0], make([]int64, len(s.adds)+1)...)
	for i := len(s.adds) - 1; i >= 0; i-- {
		s.rest[i] = s.rest[i+1] + s.adds[i].amount
	}
}

// sheets tries each act on a sheet of its own, with and without.
func (s *seeker) sheets(i int) {
	if i == len(s.apart) {
		s.acts(0)
		return
	}
	if s.fits(s.apart[i]) {
		s.picks = append(s.picks, pick{probe: s.apart[i]})
		s.sheets(i + 1)
		s.picks = s.picks[:len(s.picks)-1]
	}
	s.sheets(i + 1)
}

// acts tries the acts stated as done, with and without. A line that a combination would leave at nothing closes the branch: dearer lines
// come first, so that later ones cannot raise it.
func (s *seeker) acts(i int) {
	if i == len(s.done) {
		if s.d.weigh(s.world, s.picks) {
			s.additions(0, s.total())
		}
		return
	}
	if p := s.done[i]; s.fits(p) {
		s.picks = append(s.picks, pick{probe: p})
		if s.d.weigh(s.world, s.picks) {
			s.acts(i + 1)
		}
		s.picks = s.picks[:len(s.picks)-1]
	}
	s.acts(i + 1)
}

// total is the sum of the lines, each rounded.
func (s *seeker) total() (sum int64) {
	for i := range s.picks {
		sum += s.picks[i].amount()
	}
	return sum
}

// amount is what a line is worth after combinations.
func (k *pick) amount() int64 {
	if k.percent == whole {
		return k.probe.amount
	}
	return money.Divide(k.probe.amount*k.percent, whole, money.HalfUp)
}

// additions tries each addition, with and without.
func (s *seeker) additions(i int, total int64) {
	if s.found {
		if m := s.motive(); s.best.motive && !m || s.best.motive == m && total+s.rest[i] < s.best.total {
			return
		}
	}
	if i == len(s.adds) {
		s.settle(total)
		return
	}
	if k := (pick{probe: s.adds[i], percent: whole, by: absent, firm: true}); s.fits(k.probe) && s.joins(&k) {
		s.picks = append(s.picks, k)
		s.additions(i+1, total+k.amount())
		s.picks = s.picks[:len(s.picks)-1]
	}
	s.additions(i+1, total)
}

// fits reports whether an act excludes nothing of the set, nor is excluded by it.
func (s *seeker) fits(p *probe) bool {
	for i := range s.picks {
		if excludes(p.act, s.picks[i].probe.act) {
			return false
		}
	}
	return true
}

// excludes is symmetrical: one side writing it is enough.
func excludes(a, b *act) bool { return a.without.meets(b.is) || b.without.meets(a.is) }

// settle keeps the set when it is lawful and better than the best so far.
func (s *seeker) settle(total int64) {
	unsettled, principals := 0, 0
	for i := range s.picks {
		p := s.picks[i].probe
		if p.act.principal {
			principals++
		} else if companion(s.picks, i) < 0 {
			return
		}
		if !p.settled || !s.picks[i].firm {
			unsettled++
		}
	}
	if principals == 0 && len(s.picks) > 0 {
		return
	}
	s.codes = s.codes[:0]
	for i := range s.picks {
		s.codes = append(s.codes, s.picks[i].probe.code)
	}
	slices.Sort(s.codes)
	candidate := set{picks: s.picks, motive: s.motive(), total: total, unsettled: unsettled, codes: s.codes}
	if s.found && !candidate.better(&s.best) {
		return
	}
	s.found = true
	s.best = set{
		picks: append(s.best.picks[:0], s.picks...), motive: candidate.motive, total: total, unsettled: unsettled,
		codes: append(s.best.codes[:0], s.codes...),
	}
}

// atTariff reports whether every principal act of the set is billed at its tariff only.
func (s *set) atTariff() bool {
	return !slices.ContainsFunc(s.picks, func(k pick) bool { return k.probe.act.principal && !k.probe.act.noExtra })
}

// companion returns the first member that the i-th pick accompanies, or −1. A modifier has one: the act that it was evaluated for.
func companion(picks []pick, i int) int {
	p := picks[i].probe
	for j := range picks {
		if o := picks[j].probe; j != i && p.act.with.meets(o.act.is) && (!p.act.modifies || o.stated != "" && o.nth == p.nth) {
			return j
		}
	}
	return -1
}

// motive reports whether a principal act of the set names the motive of the visit.
func (s *seeker) motive() bool {
	for i := range s.picks {
		if a := s.picks[i].probe.act; a.principal && a.motive {
			return true
		}
	}
	return false
}

// better compares two lawful sets: what the doctor declares the visit to be binds first, then the highest total, then the lines whose
// figure is not established rather than without them, then the fewest lines, then the alphabet.
func (a *set) better(b *set) bool {
	switch {
	case a.motive != b.motive:
		return a.motive
	case a.total != b.total:
		return a.total > b.total
	case a.unsettled != b.unsettled:
		return a.unsettled > b.unsettled
	case len(a.picks) != len(b.picks):
		return len(a.picks) < len(b.picks)
	}
	return slices.Compare(a.codes, b.codes) < 0
}
