package damir

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/simulate"
)

// Effect is what a change of tariffs makes on the volumes of a file, these unchanged.
type Effect struct {
	From      answer.Moment `json:"de"`
	To        answer.Moment `json:"a"`
	Cents     *int64        `json:"effet_centimes"` // null when a fact that the file does not hold decides
	Min       int64         `json:"effet_min_centimes"`
	Max       int64         `json:"effet_max_centimes"`
	Insurance *int64        `json:"effet_rembourse_centimes"` // at the rate of reimbursement that the file shows
	Lines     []PricedLine  `json:"actes"`
	Unpriced  []Unpriced    `json:"non_chiffres"`
	Assumed   []string      `json:"hypotheses"`
}

// PricedLine is the effect on one nature of act.
type PricedLine struct {
	Nature      int              `json:"prs_nat"`
	Letter      string           `json:"code"`
	Title       string           `json:"libelle"`
	Rule        string           `json:"regle"`
	Situation   Situation        `json:"situation"`
	Quantity    int64            `json:"quantite"`
	Before      *int64           `json:"tarif_de_centimes"` // of metropolitan France, null when it depends on what the file does not hold
	After       *int64           `json:"tarif_a_centimes"`
	Seen        *int64           `json:"base_moyenne_centimes"` // of an act, in the file
	Cents       *int64           `json:"effet_centimes"`
	Min         int64            `json:"effet_min_centimes"`
	Max         int64            `json:"effet_max_centimes"`
	Insurance   *int64           `json:"effet_rembourse_centimes"`
	State       string           `json:"etat"`
	Reliability string           `json:"fiabilite"`
	Sources     []explain.Source `json:"source"`
}

// Unpriced is a volume that no tariff was put on, and why.
type Unpriced struct {
	Nature   int    `json:"prs_nat"`
	Letter   string `json:"code,omitempty"`
	Title    string `json:"libelle,omitempty"`
	Quantity int64  `json:"quantite"`
	Base     int64  `json:"base_centimes"`
	Reason   string `json:"raison"`
}

// Pricer compares what one act is paid at two moments in a situation.
type Pricer func(rule string, situation map[string]any) (simulate.Change, error)

// Price puts the tariffs of two moments on the acts of a file, which must have been read to be priced.
func Price(s *Summary, names Names, price Pricer) (*Effect, error) {
	e := &Effect{Lines: []PricedLine{}, Unpriced: []Unpriced{}, Assumed: []string{
		"les volumes sont ceux du fichier, les mêmes avant et après", "une quantité est un acte au tarif opposable, dans la situation type de sa nature",
		"l'outre-mer du fichier n'est pas détaillé par territoire : le moindre et le plus grand tarif y bornent l'effet",
		"une nature sans règle, ou dont la somme est un forfait, n'est pas chiffrée : elle est listée à part",
	}}
	natures := map[int][]*Cell{}
	for i := range s.Cells {
		natures[s.Cells[i].Nature] = append(natures[s.Cells[i].Nature], &s.Cells[i])
	}
	sure := true
	for _, nature := range slices.Sorted(maps.Keys(natures)) {
		l := &pricing{name: names.Of(natureColumn, nature), names: names, price: price}
		l.line.Nature = nature
		if err := l.run(natures[nature]); err != nil {
			return nil, err
		}
		if l.left.Reason != "" {
			l.left.Nature, l.left.Letter, l.left.Title = nature, l.name.Letter, l.name.Title
			e.Unpriced = append(e.Unpriced, l.left)
		}
		if !l.any {
			continue
		}
		e.Lines = append(e.Lines, l.line)
		e.Min, e.Max = e.Min+l.line.Min, e.Max+l.line.Max
		sure = sure && l.line.Cents != nil
	}
	if sure && len(e.Lines) > 0 {
		e.Cents = &e.Min
		e.Insurance = new(int64)
		for i := range e.Lines {
			if e.Lines[i].Insurance == nil {
				e.Insurance = nil
				break
			}
			*e.Insurance += *e.Lines[i].Insurance
		}
	}
	slices.SortFunc(e.Lines, func(a, b PricedLine) int { return cmp.Or(cmp.Compare(b.Max, a.Max), cmp.Compare(a.Nature, b.Nature)) })
	slices.SortFunc(e.Unpriced, func(a, b Unpriced) int { return cmp.Or(cmp.Compare(b.Base, a.Base), cmp.Compare(a.Nature, b.Nature)) })
	return e, nil
}

// pricing is the work on one nature.
type pricing struct {
	name   Name
	names  Names
	price  Pricer
	line   PricedLine
	left   Unpriced
	any    bool // some of it is priced
	priced map[group]change
}

// group is what tariffs depend on.
type group struct {
	specialty int
	overseas  bool
}

// change is the range of a change of tariff.
type change struct {
	lo, hi int64
	unpaid string
	of     simulate.Change
}

func (l *pricing) run(cells []*Cell) error {
	if l.name.Rule == "" {
		for _, c := range cells {
			l.leave(c, "aucune règle n'est rattachée à cette nature")
		}
		return nil
	}
	l.line.Letter, l.line.Title, l.line.Rule, l.line.Situation = l.name.Letter, l.name.Title, l.name.Rule, l.name.Facts
	l.line.State, l.line.Reliability = answer.Sure, explain.Grades[0]
	l.priced = map[group]change{}
	var base, reimbursed int64
	tariffs := map[[2]int64]bool{}
	for _, c := range cells {
		g := group{c.Specialty, c.Overseas}
		found, known := l.priced[g]
		if !known {
			var err error
			if found, err = l.change(g); err != nil {
				return err
			}
			l.priced[g] = found
		}
		if found.unpaid != "" {
			l.leave(c, found.unpaid)
			continue
		}
		l.any = true
		n := c.Sums[Quantity]
		base, reimbursed = base+c.Sums[Base], reimbursed+c.Sums[Reimbursed]
		l.line.Quantity += n
		l.line.Min += min(found.lo*n, found.hi*n)
		l.line.Max += max(found.lo*n, found.hi*n)
		if !c.Overseas && found.of.Reference != nil && found.of.Scenario != nil {
			tariffs[[2]int64{*found.of.Reference, *found.of.Scenario}] = true
		} else if !c.Overseas {
			tariffs[[2]int64{-1, -1}] = true
		}
		l.line.Reliability = explain.Grades[max(slices.Index(explain.Grades, l.line.Reliability), slices.Index(explain.Grades, found.of.Reliability))]
		if len(l.line.Sources) == 0 {
			l.line.Sources = found.of.Sources
		}
	}
	l.settle(base, reimbursed, tariffs)
	return nil
}

// settle says what is known of the whole nature.
func (l *pricing) settle(base, reimbursed int64, tariffs map[[2]int64]bool) {
	if !l.any {
		return
	}
	if len(tariffs) == 1 {
		for both := range tariffs {
			if both[0] >= 0 {
				l.line.Before, l.line.After = &both[0], &both[1]
			}
		}
	}
	if l.line.Quantity > 0 {
		seen := money.Divide(base, l.line.Quantity, money.HalfUp)
		l.line.Seen = &seen
	}
	if l.line.Min != l.line.Max {
		l.line.State = answer.ToSpecify
		return
	}
	l.line.Cents = &l.line.Min
	if base > 0 {
		if n, fits := money.MulDiv(l.line.Min, reimbursed, base, money.HalfUp); fits {
			l.line.Insurance = &n
		}
	}
}

// leave counts a volume that is not priced.
func (l *pricing) leave(c *Cell, reason string) {
	l.left.Reason = reason
	l.left.Quantity += c.Sums[Quantity]
	l.left.Base += c.Sums[Base]
}

// change compares one group at both moments, in every situation that its facts leave open.
func (l *pricing) change(g group) (change, error) {
	situations := []map[string]any{{}}
	put := func(more Situation) {
		for _, fact := range slices.Sorted(maps.Keys(more)) {
			if _, said := situations[0][fact]; said {
				continue // the nature of the act says it
			}
			var next []map[string]any
			for _, one := range situations {
				for _, value := range more[fact] {
					copied := maps.Clone(one)
					copied[fact] = value
					next = append(next, copied)
				}
			}
			situations = next
		}
	}
	put(l.name.Facts)
	put(l.names.Of(specialist, g.specialty).Facts)
	if g.overseas {
		put(l.names.Of(regionColumn, overseas).Facts)
	}
	var out change
	for i, situation := range situations {
		c, err := l.sum(situation)
		if err != nil {
			return out, facts.Refuse("nomenclature", "nature %d : %v", l.line.Nature, err)
		}
		switch {
		case c.Unpaid != "":
			out.unpaid = "dans la situation type, cette spécialité n'est pas concernée par la règle (" + c.Unpaid + ")"
			return out, nil
		case c.Min == nil:
			out.unpaid = c.Reason
			return out, nil
		case i == 0:
			out = change{lo: *c.Min, hi: *c.Max, of: c}
		default:
			out.lo, out.hi = min(out.lo, *c.Min), max(out.hi, *c.Max)
		}
	}
	return out, nil
}

// sum prices a nature by its rule, and those that it took the place of, « cs+mpc »: a supplement that a tariff absorbed is no gain.
func (l *pricing) sum(situation map[string]any) (simulate.Change, error) {
	first, more, _ := strings.Cut(l.name.Rule, plus)
	c, err := l.price(first, situation)
	if err != nil || c.Unpaid != "" || c.Min == nil || more == "" {
		return c, err
	}
	for _, rule := range strings.Split(more, plus) {
		other, err := l.price(rule, situation)
		if err != nil || other.Unpaid == "" && other.Min == nil {
			return other, err
		}
		if other.Unpaid != "" {
			continue
		}
		c.Min, c.Max = added(c.Min, other.Min), added(c.Max, other.Max)
		c.Reference, c.Scenario = added(c.Reference, other.Reference), added(c.Scenario, other.Scenario)
		c.Reliability = explain.Grades[max(slices.Index(explain.Grades, c.Reliability), slices.Index(explain.Grades, other.Reliability))]
		c.Sources = append(slices.Clip(c.Sources), other.Sources...)
	}
	return c, nil
}

// plus joins rules whose amounts are added.
const plus = "+"

func added(a, b *int64) *int64 {
	if a == nil || b == nil {
		return nil
	}
	n := *a + *b
	return &n
}
