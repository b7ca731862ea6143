package opposable

import (
	"context"
	"errors"
	"math/big"
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/reform"
	"github.com/opposable/opposable/reproduce"
)

// People is a population, with what is known of how it was made.
type People struct {
	Base       *reform.Base
	Margins    map[string]PeopleMargin // of a population made here, by name; none for a user's own
	Prevention bool                    // some indicator of prevention is met
	Threads    int
}

// PeopleMargin is what a population gives of a published figure.
type PeopleMargin struct {
	Obtained string // a decimal
	Fitted   bool   // the population was made on it
}

// unpaidDay is before any lump sum by patient: what a rule pays is the gain since.
const unpaidDay = "2012-12-31"

// specialtyFact is the fact of the doctors that are counted.
const specialtyFact = "specialite"

// Population answers statistics of a population.
func (w *world) Population(q reproduce.Statistic) (*big.Rat, bool, string) {
	people := w.in.People
	switch {
	case people == nil:
		return nil, false, "aucune population n'est donnée : « opposable reproduire » en fait une, ou en lit une par --population"
	case q.NoPrevention && people.Prevention:
		return nil, false, "la population a des indicateurs de prévention validés : le chiffre publié n'en a pas"
	case q.Margin != "":
		m, ok := people.Margins[q.Margin]
		n, number := new(big.Rat).SetString(m.Obtained)
		if !ok || !number {
			return nil, false, "la population donnée ne dit pas ce chiffre : son rapport n'est pas dans le dossier"
		}
		return n, m.Fitted, ""
	}
	if people.Base == nil {
		return nil, false, "la population donnée n'a pas de médecins"
	}
	if q.Patient != "" {
		n, why := people.patient(w.law, q.Patient, day.Moment{At: day.MustParse(q.At), Scenario: q.Scenario})
		return n, false, why
	}
	rule, from := q.Mean, day.Moment{At: day.MustParse(unpaidDay)}
	to := day.Moment{At: day.MustParse(q.At), Scenario: q.Scenario}
	if q.Cost != "" {
		rule, from = q.Cost, day.Moment{At: to.At}
	}
	n, why := people.gain(w.law, rule, q, from, to)
	return n, false, why
}

// gain adds up what a rule pays at a moment and not at another to the doctors of a specialty: the mean of those who get something, or the
// whole. Where a fact that the population does not hold decides, the least counts.
func (p *People) gain(l *Law, rule string, q reproduce.Statistic, from, to day.Moment) (*big.Rat, string) {
	side := func(m day.Moment) *reform.Side {
		return reform.NewSide(p.Base, reform.World{Engine: l.Engine, Moment: m})
	}
	g, err := p.Base.Compare(context.Background(), side(from), side(to), reform.Options{Threads: p.Threads, Rules: []string{rule}, NoActs: true})
	var problem *reform.Problem
	switch {
	case errors.As(err, &problem):
		return nil, problem.Text
	case err != nil:
		return nil, err.Error()
	case len(g.Measures) != 1 || g.Measures[0].Reason != "" || len(g.Measures[0].Min) == 0:
		return nil, "la règle ne se calcule pas sur la population"
	}
	counted, ok := p.counted(q.Specialty)
	if !ok {
		return nil, "la population ne dit pas la spécialité des médecins"
	}
	m := &g.Measures[0]
	sum, doctors := new(big.Int), int64(0)
	for d, gain := range m.Min {
		switch {
		case !counted(d):
		case m.Unsure != nil && m.Unsure[d]:
			return nil, "un chiffre de la règle n'est pas établi pour une partie de la population"
		case gain != 0:
			sum.Add(sum, new(big.Int).Mul(big.NewInt(gain), big.NewInt(p.Base.Weights[d])))
			doctors += p.Base.Weights[d]
		}
	}
	euros := new(big.Rat).SetFrac(sum, big.NewInt(100))
	switch {
	case q.Cost != "":
		return euros, ""
	case doctors == 0:
		return nil, "la règle ne paie aucun médecin de la population"
	}
	return euros.Quo(euros, new(big.Rat).SetInt64(doctors)), ""
}

// patient is the mean of what a rule gives for a patient of the lists.
func (p *People) patient(l *Law, key string, m day.Moment) (*big.Rat, string) {
	rule, ok := l.Plan.Rule(key)
	if !ok {
		return nil, "la règle n'existe pas"
	}
	sum, patients, err := reform.NewSide(p.Base, reform.World{Engine: l.Engine, Moment: m}).Patients(rule)
	switch {
	case err != nil:
		return nil, err.Error()
	case sum == nil || patients == 0:
		return nil, "la règle ne se calcule pas sur tous les patients de la population"
	}
	return new(big.Rat).SetFrac(sum, big.NewInt(100*patients)), ""
}

// counted tells the rows of doctors of a specialty; empty: all.
func (p *People) counted(specialty string) (func(row int) bool, bool) {
	if specialty == "" {
		return func(int) bool { return true }, true
	}
	column, fact, ok := p.Base.Column(specialtyFact)
	if !ok {
		return nil, false
	}
	word := slices.Index(fact.Words, specialty)
	return func(row int) bool {
		n, given := column.At(row)
		return given && n == int64(word)
	}, true
}
