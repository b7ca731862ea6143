package population

import (
	"fmt"
	"math"
)

// The people of the country, counted by cell before any row is made.
const (
	ages        = 106 // 0 to 105
	adultAge    = 17  // of the published counts of who has no médecin traitant
	elderly     = 80
	yearlyDecay = 0.88 // see hypothèse ages_dans_la_tranche
)

// belonging is whose list somebody is on.
type belonging int

const (
	listed    belonging = iota
	alone               // no médecin traitant
	elsewhere           // a médecin traitant who is not in the table, or who is not known
	belongings
)

// cell numbers people of one kind.
func cellOf(b belonging, age, ill, poor int) int { return ((int(b)*ages+age)*2+ill)*2 + poor }

// kind is what a cell says, apart from whose list it is on.
type kind struct{ age, ill, poor uint8 }

func kindOf(cell int) kind { return kind{uint8(cell / 4 % ages), uint8(cell / 2 % 2), uint8(cell % 2)} }

// people are whole numbers of the country by cell, and how far the raking remained from its aims.
type people struct {
	counts []int64
	gap    float64
}

// makePeople rakes the country over its margins, then rounds it so that the lists have exactly the people that doctors have on theirs.
func makePeople(m *margins) (*people, error) {
	cells := make([]float64, int(belongings)*ages*4)
	for b := range belongings {
		for age := range ages {
			if b == alone && age < adultAge {
				continue
			}
			for ill := range 2 {
				for poor := range 2 {
					w := 1.0
					if age > elderly {
						w = math.Pow(yearlyDecay, float64(age-elderly))
					}
					cells[cellOf(b, age, ill, poor)] = w
				}
			}
		}
	}
	p := &people{gap: rake(cells, m.aims(), 4000)}
	if p.gap > 1e-3 {
		return nil, fmt.Errorf("the margins of patients contradict each other: a gap of %.4f is left", p.gap)
	}
	p.round(m, cells)
	return p, nil
}

// aims are the margins of patients.
func (m *margins) aims() []aim {
	var out []aim
	add := func(target float64, in func(b belonging, age, ill, poor int) bool) {
		a := aim{target: target}
		for b := range belongings {
			for age := range ages {
				for ill := range 2 {
					for poor := range 2 {
						if in(b, age, ill, poor) {
							a.cells = append(a.cells, cellOf(b, age, ill, poor))
						}
					}
				}
			}
		}
		out = append(out, a)
	}
	between := func(from, to int) func(belonging, int, int, int) bool {
		return func(_ belonging, age, _, _ int) bool { return age >= from && age <= to }
	}
	for _, s := range m.ageSlices() {
		add(s.target, between(s.from, s.to))
	}
	ill, poor := 0.0, 0.0
	for _, b := range m.bands {
		ill, poor = ill+b.ill, poor+b.poor
	}
	for _, b := range m.bands {
		add(b.ill*m.value["ald"]/ill, func(_ belonging, age, ill, _ int) bool { return ill == 1 && age >= b.from && age <= b.to })
		add(b.poor*m.value["c2s"]/poor, func(_ belonging, age, _, poor int) bool { return poor == 1 && age >= b.from && age <= b.to })
	}
	adults, children := m.listTotals()
	add(float64(adults), func(b belonging, age, _, _ int) bool { return b == listed && age >= adultAge })
	add(float64(children), func(b belonging, age, _, _ int) bool { return b == listed && age < adultAge })
	add(m.value["adultes_sans_mt"], func(b belonging, age, _, _ int) bool { return b == alone })
	add(m.value["ald_sans_mt"], func(b belonging, _, ill, _ int) bool { return b == alone && ill == 1 })
	add(m.value["plus_60_sans_mt"], func(b belonging, age, _, _ int) bool { return b == alone && age > 60 })
	add(m.value["plus_70_sans_mt"], func(b belonging, age, _, _ int) bool { return b == alone && age > 70 })
	return out
}

// slice is a run of ages and how many people are of them.
type slice struct {
	from, to int
	target   float64
}

// ageSlices cuts the ages where a published share does, each slice the difference of two shares; the table of ages only says how those
// of 15 to 64 are shared between the two halves that no official figure separates.
func (m *margins) ageSlices() []slice {
	total := m.value["population"]
	at := func(id string) float64 { return m.value[id] * total / 100 }
	young, grown := m.bands[1].people, m.bands[2].people
	middle := total - at("part_moins_15") - at("part_65")
	to44 := middle * young / (young + grown)
	under20, under60 := at("part_moins_20"), at("part_moins_20")+at("part_20_59")
	return []slice{
		{0, 14, at("part_moins_15")},
		{15, 19, under20 - at("part_moins_15")},
		{20, 44, to44 - (under20 - at("part_moins_15"))},
		{45, 59, under60 - at("part_moins_15") - to44},
		{60, 64, total - under60 - at("part_65")},
		{65, 74, at("part_65") - at("part_75")},
		{75, 79, at("part_75") - at("part_80")},
		{80, ages - 1, at("part_80")},
	}
}

// listTotals are the adults and the children of all lists together.
func (m *margins) listTotals() (adults, children int64) {
	doctors := int64(m.value["medecins_avec_liste"])
	adults = int64(math.Round(m.value["liste_adulte"])) * doctors
	return adults, int64(math.Round(m.value["liste_totale"]))*doctors - adults
}

// round makes whole numbers of each block of cells: adults and children of each belonging.
func (p *people) round(m *margins, cells []float64) {
	p.counts = make([]int64, len(cells))
	adults, children := m.listTotals()
	none := int64(m.value["adultes_sans_mt"])
	left := int64(m.value["population"]) - adults - children - none
	blocks := func(b belonging, from, to int) (first, last int) {
		return cellOf(b, from, 0, 0), cellOf(b, to, 1, 1) + 1
	}
	set := func(first, last int, total int64) {
		copy(p.counts[first:last], apportion(cells[first:last], total))
	}
	first, last := blocks(listed, 0, adultAge-1)
	set(first, last, children)
	first, last = blocks(listed, adultAge, ages-1)
	set(first, last, adults)
	first, last = blocks(alone, adultAge, ages-1)
	set(first, last, none)
	first, last = blocks(elsewhere, 0, ages-1)
	set(first, last, left)
}
