package reform

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/opposable/opposable/money"
)

// Doctors counts who gains and who loses, and how gains are spread.
type Doctors struct {
	Total     int64   `json:"effectif"`
	Winners   int64   `json:"gagnants"`
	Losers    int64   `json:"perdants"`
	Unchanged int64   `json:"inchanges"`
	Open      int64   `json:"indetermines"`        // a missing fact or figure decides
	Mean      *int64  `json:"gain_moyen_centimes"` // over all of them, unchanged ones included
	Deciles   []int64 `json:"deciles_centimes"`    // the nine of the gain; empty when some gain is not one number
}

// Group is what doctors alike in one respect get.
type Group struct {
	Key       string `json:"groupe"`
	Label     string `json:"libelle"`
	Total     int64  `json:"effectif"`
	Winners   int64  `json:"gagnants"`
	Losers    int64  `json:"perdants"`
	Unchanged int64  `json:"inchanges"`
	Cost      *int64 `json:"cout_centimes"`
	Min       *int64 `json:"cout_min_centimes"`
	Max       *int64 `json:"cout_max_centimes"`
	Mean      *int64 `json:"gain_moyen_centimes"`
}

// ErrOverflow is a cost that does not fit 64 bits.
var ErrOverflow = &Problem{"le coût dépasse ce qui se compte en centimes — les poids sont-ils les bons ?"}

// wide adds up in 128 bits.
type wide struct {
	hi int64
	lo uint64
}

func (w *wide) add(value, weight int64) {
	negative := value < 0
	u := uint64(value)
	if negative {
		u = -u
	}
	hi, lo := bits.Mul64(u, uint64(weight))
	if negative {
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
	}
	var carry uint64
	w.lo, carry = bits.Add64(w.lo, lo, 0)
	w.hi += int64(hi) + int64(carry)
}

func (w *wide) total() (int64, error) {
	if w.hi != int64(w.lo)>>63 {
		return 0, ErrOverflow
	}
	return int64(w.lo), nil
}

// Cost is the weighted sum of the gains: the bounds, and whether every gain that counts is known.
type Cost struct {
	Min, Max int64
	Known    bool // no row misses something that decides
}

// One returns the cost when it is one number.
func (c Cost) One() *int64 {
	if !c.Known || c.Min != c.Max {
		return nil
	}
	return &c.Min
}

// Low returns the lower bound, nil when nothing bounds it.
func (c Cost) Low() *int64 {
	if !c.Known {
		return nil
	}
	return &c.Min
}

// High returns the upper bound, nil when nothing bounds it.
func (c Cost) High() *int64 {
	if !c.Known {
		return nil
	}
	return &c.Max
}

// cost adds up gains.
func (b *Base) cost(low, high []int64, unsure []bool) (Cost, error) {
	var lo, hi wide
	out := Cost{Known: true}
	for d := range low {
		if low[d] != 0 || high[d] != 0 {
			lo.add(low[d], b.Weights[d])
			hi.add(high[d], b.Weights[d])
		}
		if unsure != nil && unsure[d] && b.Weights[d] > 0 {
			out.Known = false
		}
	}
	var err error
	if out.Min, err = lo.total(); err != nil {
		return out, err
	}
	out.Max, err = hi.total()
	return out, err
}

// Cost is what one measure costs.
func (m *Measure) Cost(b *Base) (Cost, error) {
	if m.Reason != "" {
		return Cost{}, nil
	}
	return b.cost(m.Min, m.Max, m.Unsure)
}

// Cost is what all priced measures cost together.
func (g *Gains) Cost() (Cost, error) { return g.Base.cost(g.Min, g.Max, g.Unsure) }

// Whole reports whether every measure that differs is in the sums.
func (g *Gains) Whole() bool {
	return !slices.ContainsFunc(g.Measures, func(m Measure) bool { return m.Aside })
}

// side counts of a gain.
type verdict uint8

const (
	unchanged verdict = iota
	winner
	loser
	open
)

func (g *Gains) verdict(d int) verdict {
	switch {
	case g.Unsure != nil && g.Unsure[d]:
		return open
	case g.Min[d] > 0:
		return winner
	case g.Max[d] < 0:
		return loser
	case g.Min[d] == 0 && g.Max[d] == 0:
		return unchanged
	}
	return open
}

// Doctors counts doctors over all rows.
func (g *Gains) Doctors() (Doctors, error) {
	out := Doctors{Deciles: []int64{}}
	single := g.Unsure == nil
	for d := range g.Min {
		w := g.Base.Weights[d]
		out.Total += w
		switch g.verdict(d) {
		case winner:
			out.Winners += w
		case loser:
			out.Losers += w
		case unchanged:
			out.Unchanged += w
		default:
			out.Open += w
		}
		single = single && g.Min[d] == g.Max[d]
	}
	if !single || out.Total == 0 {
		return out, nil
	}
	c, err := g.Cost()
	if err != nil {
		return out, err
	}
	mean := money.Divide(c.Min, out.Total, money.HalfUp)
	out.Mean, out.Deciles = &mean, g.quantiles(10, out.Unchanged)
	return out, nil
}

// gain is one gain and how many doctors have it.
type gain struct{ cents, weight int64 }

// moved lists the gains that are not nil, in their order. It is sorted once.
func (g *Gains) moved() []gain {
	if g.sorted != nil {
		return g.sorted
	}
	g.sorted = []gain{}
	for d, cents := range g.Min {
		if w := g.Base.Weights[d]; w > 0 && cents != 0 {
			g.sorted = append(g.sorted, gain{cents, w})
		}
	}
	slices.SortFunc(g.sorted, func(a, b gain) int { return cmp.Compare(a.cents, b.cents) })
	return g.sorted
}

// quantiles returns the n − 1 gains that cut the doctors into n equal shares, still of whom gain nothing: the least gain that k shares of
// them do not exceed.
func (g *Gains) quantiles(n, still int64) []int64 {
	list := g.moved()
	total := still
	for _, x := range list {
		total += x.weight
	}
	out := []int64{}
	if total == 0 {
		return out
	}
	i, seen, pending := 0, int64(0), still > 0
	next := func() int64 {
		if pending && (i == len(list) || list[i].cents > 0) {
			pending = false
			seen += still
			return 0
		}
		seen += list[i].weight
		i++
		return list[i-1].cents
	}
	at := next()
	for k := int64(1); k < n; k++ {
		for seen*n < k*total {
			at = next()
		}
		out = append(out, at)
	}
	return out
}

// Touched returns how the gains of the doctors that the measures pay, before or after, are spread, and how many they are.
func (g *Gains) Touched() (deciles []int64, doctors int64) {
	still := int64(0)
	for d := range g.Min {
		if g.touched(d) {
			doctors += g.Base.Weights[d]
			if g.Min[d] == 0 {
				still += g.Base.Weights[d]
			}
		}
	}
	return g.quantiles(10, still), doctors
}

func (g *Gains) touched(d int) bool { return g.Before[d] != 0 || g.After[d] != 0 }

// Bar is a run of gains of the same width and how many doctors have them; the gain 0 stands alone.
type Bar struct {
	From    int64 `json:"de_centimes"`
	To      int64 `json:"a_centimes"` // the first gain that is not in the bar
	Doctors int64 `json:"effectif"`
}

// Bars cuts the gains that are not nil into bars of a round width, at most n of them from the first percentile to the last; what lies
// beyond is in the bars at the ends.
func (g *Gains) Bars(n int64) []Bar {
	list := g.moved()
	if len(list) == 0 {
		return nil
	}
	cuts := g.quantiles(100, 0)
	low, high := cuts[0], cuts[len(cuts)-1]
	low, high = min(low, 0), max(high, 0)
	width := roundWidth((high - low + n - 1) / n)
	first, last := floorDiv(low, width), floorDiv(high, width)
	out := make([]Bar, last-first+1)
	for i := range out {
		out[i].From = (first + int64(i)) * width
		out[i].To = out[i].From + width
	}
	for _, x := range list {
		k := min(max(floorDiv(x.cents, width), first), last)
		out[k-first].Doctors += x.weight
	}
	return out
}

// roundWidth is the least 1, 2 or 5 times a power of ten cents that is not below a width.
func roundWidth(w int64) int64 {
	for unit := int64(1); ; unit *= 10 {
		for _, k := range []int64{1, 2, 5} {
			if k*unit >= w {
				return k * unit
			}
		}
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
