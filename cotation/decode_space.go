package cotation

import (
	"math/bits"
	"slices"
	"sync"

	"github.com/opposable/opposable/eval"
)

// space is what acts may be worth for one doctor on one day, and the facts under which they are: prepared once, asked for any amount.
type space struct {
	mu         sync.Mutex
	d          *desk // the facts of the profile, every other unknown
	profile    *profile
	grid       grid
	usual      []eval.Value // of every fact: the ordinary visit of this doctor
	mains      []option
	apart      []option
	additions  []option
	technical  []option
	refusedBy  map[int32][]cube // by act: the facts under which it is not billed
	trunks     []trunk
	bases      []option       // with an extra fee; nil until asked for
	proved     []*Combination // by base: a combination found for some fee
	distance   bool
	distanceAt int
	rank       int64 // the percent that the second technical act keeps
}

// grid numbers the free facts and cuts the domain of each into the pieces that rules tell apart.
type grid struct {
	facts  []int
	at     []int     // by fact of the plan: its number, or absent
	values [][]int64 // the first value of each piece
	usual  []int     // the piece of the ordinary visit
}

// option is one way to bill an act: a code, an amount, and the facts under which it is.
type option struct {
	act    int32
	code   string
	stated bool
	amount int64
	cubes  []cube
}

// maxPieces bounds the pieces of a domain that a cube tells apart.
const maxPieces = 64

func (p *Pricer) space(base *profile) *space {
	statute := p.statute(base.visit.Moment)
	statute.mu.RLock()
	known := statute.spaces[base.key]
	statute.mu.RUnlock()
	if known != nil {
		return known
	}
	s := &space{d: statute.newDesk(), profile: base, refusedBy: map[int32][]cube{}, distance: base.distance != nil, distanceAt: p.distance()}
	s.prepare()
	statute.mu.Lock()
	defer statute.mu.Unlock()
	if len(statute.spaces) >= keptSpaces {
		clear(statute.spaces)
	}
	statute.spaces[base.key] = s
	return s
}

// keptSpaces bounds the spaces that a segment of time remembers.
const keptSpaces = 64

func (s *space) prepare() {
	d := s.d
	d.visit, d.at, d.caps = s.profile.visit, s.profile.visit.Moment.At, eval.Yes
	copy(d.values, d.visit.Facts.Values)
	free := d.freeFacts(d.statute, s.profile)
	for _, f := range free {
		d.values[f] = eval.Value{State: eval.Unknown}
	}
	if !s.distance {
		d.values[s.distanceAt] = eval.Of(0)
	}
	d.values[d.names.fee] = eval.Value{State: eval.Unknown}
	s.cut(free)
	for _, w := range d.worlds {
		for _, i := range w.acts {
			if _, done := s.refusedBy[i]; !done && !d.acts[i].dead {
				s.act(i)
			}
		}
	}
	s.plant()
}

// cut fills the grid and the ordinary visit.
func (s *space) cut(free []int) {
	d := s.d
	g := &s.grid
	g.at = make([]int, len(d.plan.Facts))
	for i := range g.at {
		g.at[i] = absent
	}
	ordinary := d.ordinary(d.at)
	s.usual = slices.Clone(d.values)
	for _, f := range free {
		values := d.standFor(f)
		if len(values) == 0 {
			continue
		}
		if len(values) > maxPieces {
			values = values[:maxPieces]
		}
		g.at[f] = len(g.facts)
		usual := 0
		switch v := ordinary[f]; {
		case v.State == eval.Known:
			usual = pieceOf(values, v.N)
			s.usual[f] = v
		default:
			for usual+1 < len(values) && values[usual] < d.plan.Facts[f].Lo { // « never » and « none » come first
				usual++
			}
			s.usual[f] = eval.Of(values[usual])
		}
		g.facts, g.values, g.usual = append(g.facts, f), append(g.values, values), append(g.usual, usual)
	}
	for f, v := range ordinary { // what acts do not read still makes a visit complete
		if s.usual[f].State != eval.Known && d.plan.Facts[f].Path != "" && f != d.names.fee {
			s.usual[f] = v
		}
	}
}

func pieceOf(values []int64, n int64) int {
	i, found := slices.BinarySearch(values, n)
	if !found && i > 0 {
		i--
	}
	return i
}

// act finds the options of an act, and the facts under which it is refused.
func (s *space) act(i int32) {
	d := s.d
	a := &d.acts[i]
	s.refusedBy[i] = nil
	if a.modifies { // modifiers are not searched: only what keeps them out is
		word := a.stands
		if word < 0 {
			return
		}
		s.options(&probe{act: a, list: opposableTariff, word: word, stated: d.plan.Facts[a.codeFact].Words[word], base: absent, frame: a.prog.NewFrame(d.at)}, &[]option{})
		return
	}
	if fact := a.codeFact; fact >= 0 {
		for _, word := range s.searched(fact) {
			s.options(&probe{act: a, list: opposableTariff, word: word, stated: d.plan.Facts[fact].Words[word], frame: a.prog.NewFrame(d.at)}, &s.technical)
		}
		return
	}
	into := &s.additions
	switch {
	case a.principal && a.ownSheet:
		into = &s.apart
	case a.principal:
		into = &s.mains
	}
	s.options(&probe{act: a, list: opposableTariff, frame: a.prog.NewFrame(d.at)}, into)
}

// searched lists the technical codes to search: all those of the rules. Where a whole nomenclature was imported, those that some combination
// names: pairs of eight thousand acts would make any amount.
func (s *space) searched(fact int) []int64 {
	var out []int64
	if words := s.d.plan.Facts[fact].Words; len(words) <= mostTechnical {
		for word := range words {
			out = append(out, int64(word))
		}
		return out
	}
	for _, i := range s.d.worlds[0].pairs {
		if prog := s.d.statute.pairs[i].prog; slices.Contains(prog.Facts, fact) {
			named := func(n int64) bool { return n < int64(len(s.d.plan.Facts[fact].Words)) && !slices.Contains(out, n) }
			for _, n := range prog.Representatives(fact, s.d.at) {
				if named(n) {
					out = append(out, n)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// mostTechnical bounds the technical acts whose pairs are searched.
const mostTechnical = 1 << 8

// options explores an act alone: its leaves are put together by code and amount. A line whose amount is not established makes no sum.
func (s *space) options(p *probe, into *[]option) {
	i := int32(p.act.index)
	from := len(*into)
	s.explore(p.act.prog, func() bool {
		s.d.run(p)
		return p.status != open || !s.d.blameAct(p)
	}, func(c cube) {
		if p.status != allowed {
			if p.stated == "" || p.act.modifies {
				s.refusedBy[i] = append(s.refusedBy[i], c)
			}
			return
		}
		if !p.settled {
			return
		}
		list := (*into)[from:]
		k := slices.IndexFunc(list, func(o option) bool { return o.code == p.code && o.amount == p.amount })
		if k < 0 {
			*into = append(*into, option{act: i, code: p.code, stated: p.stated != "", amount: p.amount})
			k, list = len(list), (*into)[from:]
		}
		list[k].cubes = append(list[k].cubes, c)
	})
	for k := from; k < len(*into); k++ {
		(*into)[k].cubes = joined((*into)[k].cubes)
	}
	s.refusedBy[i] = joined(s.refusedBy[i])
}

// explore runs something on the facts of the profile, supposes one after another each fact that it lacks, and gives each way that decides
// it as a cube.
func (s *space) explore(prog *eval.Program, run func() (decided bool), leaf func(cube)) {
	c := s.all()
	var grow func()
	grow = func() {
		s.d.blocked.clear()
		if run() || len(s.d.blocked.facts) == 0 {
			leaf(slices.Clone(c))
			return
		}
		fact := s.d.worst()
		k := absent
		if fact < len(s.grid.at) {
			k = s.grid.at[fact]
		}
		if k == absent {
			s.d.blocked.clear()
			return
		}
		before := c[k]
		for _, group := range s.pieces(prog, k) {
			c[k] = before & group
			s.d.values[fact] = eval.Of(s.grid.values[k][bits.TrailingZeros64(group)])
			grow()
		}
		c[k] = before
		s.d.values[fact] = eval.Value{State: eval.Unknown}
	}
	grow()
	s.d.blocked.clear()
}

// pieces groups the pieces of a fact that a program does not tell apart.
func (s *space) pieces(prog *eval.Program, k int) []uint64 {
	var groups []uint64
	last := int64(-1)
	for i, n := range s.grid.values[k] {
		own := int64(i)
		if prog != nil {
			own = s.d.piece(prog, s.grid.facts[k], n)
		}
		if len(groups) == 0 || own != last {
			groups = append(groups, 0)
		}
		groups[len(groups)-1] |= 1 << i
		last = own
	}
	return groups
}

// all is the cube of every visit.
func (s *space) all() cube {
	c := make(cube, len(s.grid.facts))
	for k, values := range s.grid.values {
		c[k] = ^uint64(0) >> (maxPieces - len(values))
	}
	return c
}
