package reform

import (
	"cmp"
	"slices"
	"strconv"
	"sync"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Report is the answer: the JSON of the contract.
type Report struct {
	Moment      answer.Moment  `json:"moment"`
	Year        int            `json:"annee"`
	Scenario    string         `json:"scenario"`
	Reference   *string        `json:"reference"` // null: the law as it stands, no scenario
	Changes     []Change       `json:"modifications"`
	State       string         `json:"etat"`
	Reliability string         `json:"fiabilite"`
	Reason      string         `json:"raison,omitempty"`
	Cost        *int64         `json:"cout_centimes"` // of the measures that are not aside; null when a missing fact leaves a choice
	Min         *int64         `json:"cout_min_centimes"`
	Max         *int64         `json:"cout_max_centimes"`
	Uncertain   *Uncertain     `json:"incertitude,omitempty"`
	Measures    []MeasureLine  `json:"par_mesure"`
	Doctors     Doctors        `json:"medecins"`
	Touched     TouchedDoctors `json:"medecins_concernes"`
	Bars        []Bar          `json:"distribution"`
	Specialties []Group        `json:"par_specialite"`
	Zones       []Group        `json:"par_zone"`
	Ages        []Group        `json:"par_age"`
	Kinds       []Kind         `json:"medecins_types"`
	Factors     []Factor       `json:"facteurs"`
	Years       []YearLine     `json:"par_annee"`
	Assumed     []string       `json:"hypotheses"`
	Seed        *int64         `json:"graine"`
	Population  string         `json:"population"`
	People      int64          `json:"patients"`
	Verified    string         `json:"verifie_le"`
	Notice      string         `json:"avertissement"`
	Version     string         `json:"regles_version"`
}

// Change is one figure written otherwise.
type Change struct {
	Place string `json:"place"`
	Rule  string `json:"regle"`
	From  string `json:"avant"`
	To    string `json:"apres"`
}

// MeasureLine is what one rule costs.
type MeasureLine struct {
	Rule        string   `json:"regle"`
	Title       string   `json:"titre"`
	Cost        *int64   `json:"cout_centimes"`
	Min         *int64   `json:"cout_min_centimes"`
	Max         *int64   `json:"cout_max_centimes"`
	Reliability string   `json:"fiabilite"`
	Aside       bool     `json:"a_part,omitempty"` // not in the total
	Reason      string   `json:"raison,omitempty"`
	Open        []string `json:"depend_de,omitempty"`
}

// TouchedDoctors are those whom the measures pay, before or after.
type TouchedDoctors struct {
	Total   int64   `json:"effectif"`
	Deciles []int64 `json:"deciles_centimes"`
}

// Uncertain is how far the cost may be, if each count that it rests on is wrong by the same share.
type Uncertain struct {
	Percent int64 `json:"ecart_des_effectifs_pourcent"`
	Min     int64 `json:"cout_min_centimes"`
	Max     int64 `json:"cout_max_centimes"`
}

// Factor is what one change costs alone.
type Factor struct {
	Label string `json:"libelle"`
	Cost  int64  `json:"cout_centimes"`
}

// YearLine is the cost of one year.
type YearLine struct {
	Year  int    `json:"annee"`
	Full  *int64 `json:"cout_plein_centimes"`
	Share int64  `json:"montee_en_charge_pourcent"`
	Cost  *int64 `json:"cout_centimes"`
}

// Write fills the report with the gains of one comparison.
func (r *Report) Write(g *Gains) error {
	c, err := g.Cost()
	if err != nil {
		return err
	}
	r.Cost, r.Min, r.Max = c.One(), c.Low(), c.High()
	r.State = answer.Sure
	if r.Cost == nil || !g.Whole() {
		r.State = answer.ToSpecify
	}
	grade := plan.Official
	r.Measures = []MeasureLine{}
	for i := range g.Measures {
		m := &g.Measures[i]
		c, err := m.Cost(g.Base)
		if err != nil {
			return err
		}
		line := MeasureLine{Rule: m.Key, Title: m.Title, Cost: c.One(), Min: c.Low(), Max: c.High(), Reliability: explain.Grades[m.Reliability], Aside: m.Aside, Reason: m.Reason, Open: m.Open}
		if m.Unfound && m.Reason == "" {
			line.Cost, line.Min, line.Max, line.Reason = nil, nil, nil, "un chiffre de la règle n'est pas établi, ou la population ne dit pas ce qui le décide"
		}
		if !m.Aside {
			grade = max(grade, m.Reliability)
		}
		r.Assumed = appendNew(r.Assumed, m.Assumed...)
		r.Measures = append(r.Measures, line)
	}
	slices.SortStableFunc(r.Measures, func(a, b MeasureLine) int { return rank(a) - rank(b) })
	r.Reliability = explain.Grades[max(grade, g.Base.Note.Reliability)]
	var broken error
	var tables sync.WaitGroup
	tables.Go(func() { broken = r.breakDown(g) }) // while the gains are sorted
	err = r.spread(g)
	tables.Wait()
	if err := cmp.Or(err, broken); err != nil {
		return err
	}
	r.Seed, r.Population, r.People = g.Base.Note.Seed, g.Base.Note.Name, g.Base.People
	return nil
}

// breakDown writes the tables of doctors.
func (r *Report) breakDown(g *Gains) (err error) {
	if r.Specialties, err = g.BySpecialty(); err != nil {
		return err
	}
	if r.Zones, err = g.ByZone(); err != nil {
		return err
	}
	r.Ages, err = g.ByAge()
	return err
}

// spread counts who gains and who loses, and writes how their gains are spread.
func (r *Report) spread(g *Gains) (err error) {
	if r.Doctors, err = g.Doctors(); err != nil {
		return err
	}
	r.Touched.Deciles = []int64{}
	deciles, n := g.Touched()
	if r.Touched.Total = n; r.Doctors.Mean != nil {
		r.Touched.Deciles, r.Bars = deciles, g.Bars(barsShown)
	}
	return nil
}

// Portraits adds the doctors who stand for others.
func (r *Report) Portraits(g *Gains) { r.Kinds = g.Kinds() }

// barsShown is about how many bars a distribution has.
const barsShown = 24

// rank puts what is in the total first, then what stands aside with bounds.
func rank(m MeasureLine) int {
	switch {
	case !m.Aside:
		return 0
	case m.Min != nil:
		return 1
	}
	return 2
}

// Doubt spreads the cost: each factor may be off by a share of its own, all on the same side.
func (r *Report) Doubt(percent int64) {
	if r.Cost == nil || percent <= 0 {
		return
	}
	spread := int64(0)
	for _, f := range r.Factors {
		one, fits := money.MulDiv(f.Cost, percent, 100, money.HalfUp)
		if !fits {
			return
		}
		spread += max(one, -one)
	}
	r.Uncertain = &Uncertain{Percent: percent, Min: *r.Cost - spread, Max: *r.Cost + spread}
}

// Ramp writes a year: the share of the full cost that is reached.
func Ramp(year int, c Cost, share int64) YearLine {
	out := YearLine{Year: year, Full: c.One(), Share: share}
	if out.Full != nil {
		if n, fits := money.MulDiv(*out.Full, share, 100, money.HalfUp); fits {
			out.Cost = &n
		}
	}
	return out
}

// Tolerance is by how many percent a count is taken to be off, by how well the margins of the population are known: a choice of method,
// to be said and changed, no figure that was read.
func (n *Note) Tolerance() int64 {
	if !n.Generated {
		return 0
	}
	return []int64{plan.Official: 2, plan.Corroborated: 5, plan.Unverified: 10}[n.Reliability]
}

// Assumptions lists what stands behind every comparison on a population.
func (b *Base) Assumptions(g *Gains) []string {
	out := []string{"les médecins, les patients et les actes sont les mêmes des deux côtés : aucun changement de comportement n'est compté"}
	hasActs := slices.ContainsFunc(g.Measures, func(m Measure) bool { return m.acts })
	if hasActs {
		out = append(out, "volumes d'actes de "+strconv.Itoa(b.ActsYear())+" pour toutes les années, répartis également entre les jours de chaque mois",
			"actes comptés au tarif opposable, toutes parts (assurance maladie, complémentaire, patient), leurs conditions tenues pour remplies")
	}
	return append(out, b.Note.Assumed...)
}
