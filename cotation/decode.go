package cotation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// The reverse of a price: from an amount to every lawful bill that makes it.
//
//	profile, day ─► space (what each act may be worth, and under which facts)
//	amount ─► sets of acts that make it and whose facts agree ─► a witness visit for each, priced ─► combinations, likeliest first
//
// A combination is told only when its witness, priced like any visit, gives exactly these codes and this total.

// Puzzle is an amount to decode.
type Puzzle struct {
	Moment   day.Moment
	Cents    int64
	Doctor   map[string]any // facts of the doctor as a visit states them; the rest as said by space
	Distance any            // kilometres one way, as a visit states them; nil: none
}

// Decoding is the answer to a puzzle, with the JSON of the contract.
type Decoding struct {
	Moment       answer.Moment `json:"moment"`
	Cents        int64         `json:"montant_centimes"`
	State        string        `json:"etat"`
	Reason       string        `json:"raison,omitempty"`
	Combinations []Combination `json:"combinaisons"`
	Unique       bool          `json:"unique" doc:"Une seule combinaison dans l'espace cherché."`
	Space        string        `json:"espace" doc:"Ce qui a été cherché."`
	Assumed      []string      `json:"hypotheses"`
	Verified     string        `json:"verifie_le"`
	Notice       string        `json:"avertissement"`
	Version      string        `json:"regles_version"`
}

// Combination is a lawful set of lines that makes the amount.
type Combination struct {
	Codes       []string       `json:"codes"`
	Total       int64          `json:"total_centimes"`
	Extra       int64          `json:"depassement_centimes"`
	Lines       []WitnessLine  `json:"lignes"`
	Conditions  []string       `json:"conditions" doc:"Le lieu, le motif, puis ce qui s'écarte d'une visite ordinaire."`
	Rank        int            `json:"rang" doc:"1 : la plus probable."`
	State       string         `json:"etat"`
	Reliability string         `json:"fiabilite"`
	Witness     map[string]any `json:"temoin" doc:"Une visite dont c'est la cotation."` // a visit whose bill this is

	unusual int
	grade   plan.Reliability
}

// WitnessLine is a line of a combination.
type WitnessLine struct {
	Code   string `json:"code"`
	Title  string `json:"libelle"`
	Amount int64  `json:"montant_centimes"`
}

// Decode lists the lawful combinations of an amount. The error is facts.Problems.
func (p *Pricer) Decode(q *Puzzle, notice string) (*Decoding, error) {
	out := &Decoding{
		Moment: answer.MomentOf(q.Moment), Cents: q.Cents, State: answer.Sure, Combinations: []Combination{}, Assumed: []string{},
		Verified: p.plan.Verified.String(), Notice: notice, Version: p.plan.Version,
	}
	if out.Notice == "" {
		out.Notice = answer.Notice
	}
	base, err := p.profile(q)
	if err != nil {
		return nil, err
	}
	if reason := outside(p.plan, q.Moment); reason != "" {
		out.State, out.Reason, out.Space = answer.NotCovered, reason, "rien n'est cherché hors des jours couverts"
		return out, nil
	}
	s := p.space(base)
	x := &solver{space: s, cents: q.Cents, seen: map[string]bool{}}
	s.mu.Lock() // a space works on a desk of its own
	out.Assumed, out.Space = append(out.Assumed, base.assumed...), s.words()
	x.solve()
	x.close()
	s.mu.Unlock()
	out.Combinations = x.found
	slices.SortFunc(out.Combinations, likelier)
	for i := range out.Combinations {
		out.Combinations[i].Rank = i + 1
	}
	switch out.Unique = len(out.Combinations) == 1; {
	case len(out.Combinations) == 0:
		out.State, out.Reason = answer.NotDue, "aucune combinaison licite ne donne "+money.Amount(q.Cents).French()+" dans l'espace cherché"
	default:
		out.State = out.Combinations[0].State
	}
	if out.Combinations == nil {
		out.Combinations = []Combination{}
	}
	return out, nil
}

// likelier orders combinations: the fewest unusual conditions first (a fact that is not that of an ordinary visit, a technical act, an extra
// fee each count one), then the fewest lines, the best sources, what nobody disputes, the alphabet.
func likelier(a, b Combination) int {
	for _, c := range [...]int{
		a.unusual - b.unusual, len(a.Codes) - len(b.Codes), int(a.grade) - int(b.grade), first(a.State == answer.Sure, b.State == answer.Sure),
	} {
		if c != 0 {
			return c
		}
	}
	return slices.Compare(a.Codes, b.Codes)
}

// words says what is searched.
func (s *space) words() string {
	d := s.d
	profile := []string{}
	for _, i := range []int{d.names.specialty, d.names.sector, d.names.optam, d.names.territory} {
		if i != absent && d.values[i].State == eval.Known {
			profile = append(profile, explain.FactValue(&d.plan.Facts[i], d.values[i]))
		}
	}
	parts := []string{
		fmt.Sprintf("les actes de la nomenclature générale et les %d actes techniques des règles au montant établi le %s, deux actes techniques au plus, sans modificateur",
			len(s.technical), explain.LongDate(d.at)),
		"médecin : " + strings.Join(profile, ", "),
	}
	if s.distance {
		parts = append(parts, "kilomètres comptés pour "+explain.FactValue(&d.plan.Facts[s.distanceAt], d.values[s.distanceAt])+" à l'aller")
	} else {
		parts = append(parts, "sans indemnité kilométrique")
	}
	if s.extra() {
		parts = append(parts, "sans dépassement, ou un seul acte de base avec un dépassement")
	} else {
		parts = append(parts, "sans dépassement")
	}
	return strings.Join(append(parts, "tous les autres faits de la visite libres, sans acte passé compté ; textes disputés lus au total le plus bas"), " ; ")
}
