package population

import "fmt"

// unit is a part of the table of patients that is drawn by itself: the lists of a department, or a part of those who are on none.
type unit struct {
	name    string
	medics  []medic
	first   int64 // the number of the first medic
	kinds   []kind
	adults  []int64 // people by kind, for the adults of the lists, or everybody
	minors  []int64
	belongs belonging
}

// makeUnits shares the people among departments: those on lists in proportion to the lists, with the C2S more or less frequent as it is
// in the department; both sums exact.
func makeUnits(m *margins, p *people, list []medic) []unit {
	var units []unit
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].department == list[from].department {
			to++
		}
		units = append(units, unit{name: m.departments[list[from].department].code, medics: list[from:to], first: int64(from) + 1, belongs: listed})
		from = to
	}
	m.shareLists(p, units, adultAge, ages-1, func(d *medic) int64 { return d.adults }, func(u *unit, kinds []kind, n []int64) { u.kinds, u.adults = kinds, n })
	m.shareLists(p, units, 0, adultAge-1, func(d *medic) int64 { return d.children }, func(u *unit, kinds []kind, n []int64) {
		u.adults = append(make([]int64, len(kinds)), u.adults...)
		u.minors = append(n, make([]int64, len(u.kinds))...)
		u.kinds = append(kinds, u.kinds...)
	})
	for _, b := range []belonging{alone, elsewhere} {
		for age := range ages { // by age, so that no unit is much larger than a department
			u := unit{name: fmt.Sprintf("hors liste %d, %d ans", b, age), belongs: b}
			for ill := range 2 {
				for poor := range 2 {
					cell := cellOf(b, age, ill, poor)
					u.kinds = append(u.kinds, kindOf(cell))
					u.adults = append(u.adults, p.counts[cell])
				}
			}
			units = append(units, u)
		}
	}
	return units
}

// shareLists shares those of some ages who are on a list among the departments.
func (m *margins) shareLists(p *people, units []unit, from, to int, of func(*medic) int64, give func(u *unit, kinds []kind, n []int64)) {
	first, last := cellOf(listed, from, 0, 0), cellOf(listed, to, 1, 1)+1
	columns := p.counts[first:last]
	rows := make([]int64, len(units))
	seed := make([][]float64, len(units))
	for i := range units {
		for k := range units[i].medics {
			rows[i] += of(&units[i].medics[k])
		}
		seed[i] = make([]float64, len(columns))
	}
	rates, usual := m.poorRates(units)
	for i := range units {
		for j, n := range columns {
			tilt := (1 - rates[i]) / (1 - usual)
			if (first+j)%2 == 1 {
				tilt = rates[i] / usual
			}
			seed[i][j] = float64(n) * float64(rows[i]) * tilt
		}
	}
	kinds := make([]kind, len(columns))
	for j := range kinds {
		kinds[j] = kindOf(first + j)
	}
	for i, n := range grid(seed, rows, columns) {
		give(&units[i], append([]kind(nil), kinds...), n)
	}
}

// poorRates are the parts of the people of each department who have the C2S: as published, and alike elsewhere.
func (m *margins) poorRates(units []unit) (rates []float64, usual float64) {
	known, people, all := 0.0, 0.0, 0.0
	for _, d := range m.departments {
		all += d.people
		if d.poor > 0 {
			known += d.poor / 100 * d.people
			people += d.people
		}
	}
	usual = m.value["c2s"] / m.value["population"]
	elsewhere := (float64(usual*all) - known) / (all - people)
	for _, u := range units {
		rate := elsewhere
		if len(u.medics) > 0 && m.departments[u.medics[0].department].poor > 0 {
			rate = m.departments[u.medics[0].department].poor / 100
		}
		rates = append(rates, rate)
	}
	return rates, usual
}

// drawing draws the patients of a unit, row by row.
type drawing struct {
	unit     *unit
	settings *Settings
	dice     *dice
	step     int64 // people by row, at most
	rows     *Chunk
	full     func(*Chunk) error
}

// run draws every list of the unit, doctor by doctor: its adults, then its children.
func (d *drawing) run() error {
	adults := newUrn(d.unit.adults)
	if d.unit.belongs != listed {
		for adults.total > 0 {
			if err := d.row(adults, 0, adults.total); err != nil {
				return err
			}
		}
		return d.flush()
	}
	minors := newUrn(d.unit.minors)
	for i := range d.unit.medics {
		id := d.unit.first + int64(i)
		for _, part := range []struct {
			urn  *urn
			left int64
		}{{adults, d.unit.medics[i].adults}, {minors, d.unit.medics[i].children}} {
			for left := part.left; left > 0; {
				before := part.urn.total
				if err := d.row(part.urn, id, left); err != nil {
					return err
				}
				left -= before - part.urn.total
			}
		}
	}
	return d.flush()
}

// row draws a row of at most some people.
func (d *drawing) row(u *urn, doctor, most int64) error {
	cell, n := u.draw(d.dice, min(most, d.step))
	k, c, at := d.unit.kinds[cell], d.rows, d.rows.N
	c.Columns[0].I64[at] = doctor
	c.Columns[1].U8[at], c.Columns[2].U8[at], c.Columns[3].U8[at] = k.age, k.ill, k.poor
	c.Columns[6].I64[at] = n
	c.Columns[4].U8[at], c.Columns[5].U8[at] = 1, 0
	if d.unit.belongs == listed {
		d.habits(at)
	}
	c.N++
	if c.N == groupRows {
		return d.flush()
	}
	return nil
}

// habits draws what no margin says: whether the patient was seen, and which indicators are met. See the hypotheses.
func (d *drawing) habits(at int) {
	if s := d.settings.NotSeen; s > 0 && d.dice.below(hundred*hundred) < int64(s) {
		d.rows.Columns[4].U8[at] = 0
	}
	if s := int64(d.settings.Indicators); s > 0 {
		n := s / hundred
		if d.dice.below(hundred) < s%hundred {
			n++
		}
		d.rows.Columns[5].U8[at] = uint8(n)
	}
}

// flush hands the rows over and begins anew.
func (d *drawing) flush() error {
	if d.rows.N == 0 {
		return nil
	}
	c := d.rows.cut(d.rows.N)
	if d.unit.belongs != listed { // whoever is on no list was seen by nobody that we know of
		unknown := ones(d.rows.N)
		c.Columns[4].Null, c.Columns[5].Null = unknown, unknown
	}
	if d.unit.belongs == elsewhere {
		c.Columns[0].Null = ones(d.rows.N)
	}
	d.rows.N = 0
	return d.full(c)
}

func ones(n int) []uint8 {
	out := make([]uint8, n)
	for i := range out {
		out[i] = 1
	}
	return out
}
