package population

import (
	"context"
	"slices"
)

// counts are what a finished population holds, read again from its files.
type counts struct {
	cells    []int64 // people, by cell
	adults   []int64 // on the list of each doctor, by number
	children []int64
	poor     []int64
	rows     int64
	doctors  *Doctors
	acts     map[string]int64 // by code
	actRows  int64
}

// recount reads a population that was made here.
func recount(ctx context.Context, p *Population, threads int) (*counts, error) {
	d, err := p.ReadDoctors(ctx)
	if err != nil {
		return nil, err
	}
	parts := make([]*counts, max(1, threads))
	for i := range parts {
		parts[i] = &counts{
			cells: make([]int64, int(belongings)*ages*4), adults: make([]int64, d.N+1), children: make([]int64, d.N+1), poor: make([]int64, d.N+1),
		}
	}
	err = p.Patients.Scan(ctx, []string{DoctorColumn, "age", "ald", "c2s", WeightColumn}, threads, func(worker int, c *Chunk) error {
		parts[worker].people(c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := parts[0]
	for _, other := range parts[1:] {
		add(all.cells, other.cells)
		add(all.adults, other.adults)
		add(all.children, other.children)
		add(all.poor, other.poor)
		all.rows += other.rows
	}
	all.doctors, all.acts = d, map[string]int64{}
	err = p.Acts.Scan(ctx, []string{"code", "quantite"}, 1, func(_ int, c *Chunk) error {
		for row := range c.N {
			all.acts[c.Columns[0].Text[row]] += c.Columns[1].I64[row]
		}
		all.actRows += int64(c.N)
		return nil
	})
	return all, err
}

func add(to, from []int64) {
	for i, n := range from {
		to[i] += n
	}
}

func (t *counts) people(c *Chunk) {
	t.rows += int64(c.N)
	for row := range c.N {
		doctor, known := c.Columns[0].At(row)
		age, ill, poor, n := c.Columns[1].U8[row], c.Columns[2].U8[row], c.Columns[3].U8[row], c.Columns[4].I64[row]
		b := listed
		switch {
		case !known:
			b = elsewhere
		case doctor == 0:
			b = alone
		case age >= adultAge:
			t.adults[doctor] += n
		default:
			t.children[doctor] += n
		}
		if b == listed && poor == 1 {
			t.poor[doctor] += n
		}
		t.cells[cellOf(b, int(age), int(ill), int(poor))] += n
	}
}

// sum counts the people that a test holds.
func (t *counts) sum(in func(b belonging, k kind) bool) float64 {
	n := int64(0)
	for cell, people := range t.cells {
		if in(belonging(cell/(ages*4)), kindOf(cell)) {
			n += people
		}
	}
	return float64(n)
}

// ages counts the people of some ages.
func (t *counts) aged(from, to int) float64 {
	return t.sum(func(_ belonging, k kind) bool { return int(k.age) >= from && int(k.age) <= to })
}

// medics counts the doctors that a test of their rows holds.
func (t *counts) medics(in func(row int) bool) float64 {
	n := 0
	for row := range t.doctors.N {
		if in(row) {
			n++
		}
	}
	return float64(n)
}

func (t *counts) number(column string, row int) int {
	c, _ := t.doctors.Column(column)
	n, _ := c.At(row)
	return int(n)
}

func (t *counts) word(column string, row int) string { return t.doctors.Word(column, row) }

// lists are the sizes of the lists of adults, the shortest first.
func (t *counts) lists() []int64 {
	var out []int64
	for _, n := range t.adults {
		if n > 0 {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}
