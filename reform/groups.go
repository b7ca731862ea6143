package reform

import (
	"fmt"
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
)

// ageFloors cut the ages of doctors for reading; no rule knows them.
var ageFloors = []int64{40, 50, 60, 70}

// Facts of doctors by which results are broken down.
const (
	specialtyFact = "specialite"
	zoneFact      = "zone"
	ageFact       = "age_medecin"
)

// BySpecialty breaks the gains down by specialty, the greatest cost first.
func (g *Gains) BySpecialty() ([]Group, error) {
	out, err := g.byFact(specialtyFact)
	slices.SortStableFunc(out, func(a, b Group) int { return int(sign(magnitude(b) - magnitude(a))) })
	return out, err
}

func magnitude(g Group) int64 {
	n := int64(0)
	if g.Max != nil {
		n = max(*g.Max, -*g.Min)
	}
	return n
}

func sign(n int64) int64 {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

// ByZone breaks the gains down by zone.
func (g *Gains) ByZone() ([]Group, error) { return g.byFact(zoneFact) }

// ByAge breaks the gains down by age of the doctor.
func (g *Gains) ByAge() ([]Group, error) {
	c, _, ok := g.Base.Column(ageFact)
	at := valueOf(&c)
	if !ok || at == nil {
		return []Group{}, nil
	}
	labels := []string{fmt.Sprintf("moins de %d ans", ageFloors[0])}
	for i, floor := range ageFloors {
		if i+1 < len(ageFloors) {
			labels = append(labels, fmt.Sprintf("%d à %d ans", floor, ageFloors[i+1]-1))
			continue
		}
		labels = append(labels, fmt.Sprintf("%d ans et plus", floor))
	}
	return g.by(len(labels), func(d int) int {
		v, ok := at(d)
		if !ok {
			return -1
		}
		k, _ := slices.BinarySearch(ageFloors, v+1)
		return k
	}, func(k int) (string, string) { return labels[k], labels[k] })
}

func (g *Gains) byFact(name string) ([]Group, error) {
	c, f, ok := g.Base.Column(name)
	at := valueOf(&c)
	if !ok || at == nil {
		return []Group{}, nil
	}
	return g.by(len(f.Words), func(d int) int {
		v, ok := at(d)
		if !ok {
			return -1
		}
		return int(v)
	}, func(k int) (string, string) {
		return f.Words[k], explain.Capital(explain.FactValue(f, eval.Of(int64(k))))
	})
}

// by breaks the gains down; a group of −1 is what is not known.
func (g *Gains) by(n int, group func(int) int, name func(int) (key, label string)) ([]Group, error) {
	sums := make([]groupSum, n+1)
	for d := range g.Min {
		k := group(d)
		if k < 0 {
			k = n
		}
		sums[k].add(g, d)
	}
	out := []Group{}
	for k := range sums {
		s := &sums[k]
		if !s.there {
			continue
		}
		one := s.Group
		one.Key, one.Label = "inconnu", "Non connu"
		if k < n {
			one.Key, one.Label = name(k)
		}
		c, err := s.cost()
		if err != nil {
			return nil, err
		}
		one.Cost, one.Min, one.Max = c.One(), c.Low(), c.High()
		if one.Cost != nil && one.Total > 0 {
			mean := money.Divide(*one.Cost, one.Total, money.HalfUp)
			one.Mean = &mean
		}
		out = append(out, one)
	}
	return out, nil
}

// groupSum gathers one group.
type groupSum struct {
	Group
	low, high wide
	there     bool
	unsure    bool
}

func (s *groupSum) add(g *Gains, d int) {
	w := g.Base.Weights[d]
	s.there = true
	s.Total += w
	v := g.verdict(d)
	switch v {
	case winner:
		s.Winners += w
	case loser:
		s.Losers += w
	case unchanged:
		s.Unchanged += w
		return
	}
	s.unsure = s.unsure || g.Unsure != nil && g.Unsure[d] && w > 0
	s.low.add(g.Min[d], w)
	s.high.add(g.Max[d], w)
}

func (s *groupSum) cost() (c Cost, err error) {
	c.Known = !s.unsure
	if c.Min, err = s.low.total(); err != nil {
		return c, err
	}
	c.Max, err = s.high.total()
	return c, err
}

// Kind is a doctor of the population who stands for others: the one at some share of the gains.
type Kind struct {
	Share   int      `json:"rang_pourcent"` // of the doctors touched, how many gain no more
	Profile []string `json:"profil"`
	Before  int64    `json:"reference_centimes"`
	After   int64    `json:"scenario_centimes"`
	Gain    int64    `json:"gain_centimes"`
	List    int64    `json:"patientele"`
}

// kindShares are where the doctors shown stand among those touched.
var kindShares = []int{10, 30, 50, 70, 90}

// Kinds picks five doctors among those that the measures pay, by the place of their gain.
func (g *Gains) Kinds() []Kind {
	var rows []int32
	total := int64(0)
	for d := range g.Min {
		if g.touched(d) && g.Min[d] == g.Max[d] && g.Base.Weights[d] > 0 {
			rows = append(rows, int32(d))
			total += g.Base.Weights[d]
		}
	}
	slices.SortFunc(rows, func(a, b int32) int {
		if s := sign(g.Min[a] - g.Min[b]); s != 0 {
			return int(s)
		}
		return int(a - b)
	})
	out := []Kind{}
	seen, next := int64(0), 0
	for _, d := range rows {
		seen += g.Base.Weights[d]
		for next < len(kindShares) && seen*100 >= int64(kindShares[next])*total {
			out = append(out, g.kind(int(d), kindShares[next]))
			next++
		}
	}
	return out
}

func (g *Gains) kind(d, place int) Kind {
	out := Kind{Share: place, Before: g.Before[d], After: g.After[d], Gain: g.Min[d]}
	l := &g.Base.lists
	if len(l.start) > d+1 {
		for _, p := range l.packs[l.start[d]:l.start[d+1]] {
			out.List += int64(p & mostCount)
		}
		out.List = share(out.List, g.Base.Weights[d])
	}
	for _, name := range []string{specialtyFact, zoneFact, ageFact} {
		c, f, ok := g.Base.Column(name)
		if at := valueOf(&c); ok && at != nil {
			if v, known := at(d); known {
				out.Profile = append(out.Profile, explain.FactValue(f, eval.Of(v)))
			}
		}
	}
	return out
}
