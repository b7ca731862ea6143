package reform

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// Base is a population made ready for rules. It may be shared.
type Base struct {
	N       int // rows of doctors
	Weights []int64
	Counted int64 // doctors, weights counted
	People  int64 // patients, weights counted, those without a doctor included
	Orphans int64 // of these, those without a doctor
	Note    Note

	plan  *plan.Plan // whose facts encode the columns
	facts map[string]batch.Column
	lists lists
	deeds deeds

	noActs bool // the population has no table of acts: their volumes are unknown, not nil

	mu   sync.Mutex
	sums map[string]batch.Column // over patients, of facts alone
}

// Note says where a population comes from.
type Note struct {
	Name        string
	Seed        *int64
	Reliability plan.Reliability // of the weakest margin that it was made from; that of a user's own population is his to judge
	Generated   bool
	Assumed     []string // what was supposed to make it
}

// Rows are the rows of doctors, each column by the name of the fact that it states, encoded as in the plan.
type Rows struct {
	N       int
	Weights []int64
	Facts   map[string]batch.Column
	// Installed is the year of installation, where a year alone is known; Department the number of the département.
	Installed  batch.Column
	Department []string
}

// Facts that are made from the columns of a population which are not facts themselves.
const (
	firstInstallation = "premiere_installation"
	territory         = "territoire"
)

// Builder gathers a population.
type Builder struct {
	plan    *plan.Plan
	doctors Rows
	columns []string // of patients
	adders  []*Adder
	note    Note
}

// NewBuilder begins a population for the facts of a plan. The columns name the facts that rows of patients will state.
func NewBuilder(p *plan.Plan, doctors Rows, patients []string, note Note) (*Builder, error) {
	for _, name := range patients {
		if _, ok := p.Fact(name); !ok {
			return nil, &Problem{fmt.Sprintf("les règles ne déclarent pas le fait « %s » que la population porte", name)}
		}
	}
	return &Builder{plan: p, doctors: doctors, columns: patients, note: note}, nil
}

// Build makes the population ready. The same rows give the same base, whatever the adders that received them.
func (b *Builder) Build() (*Base, error) {
	out := &Base{N: b.doctors.N, Weights: b.doctors.Weights, Note: b.note, plan: b.plan, facts: maps.Clone(b.doctors.Facts), sums: map[string]batch.Column{}}
	if out.facts == nil {
		out.facts = map[string]batch.Column{}
	}
	for _, w := range out.Weights {
		out.Counted += w
	}
	b.installed(out)
	b.overseas(out)
	if err := b.gather(out); err != nil {
		return nil, err
	}
	return out, b.gatherDeeds(out)
}

// installed makes a date of the year of installation. Rules that count years by the calendar read nothing but the year.
func (b *Builder) installed(out *Base) {
	_, known := b.plan.Fact(firstInstallation)
	at, rows := valueOf(&b.doctors.Installed), b.doctors.N
	if !known || at == nil {
		return
	}
	c := batch.Column{I64: make([]int64, rows), Null: make([]uint8, rows)}
	for i := range rows {
		year, ok := at(i)
		if !ok {
			c.Null[i] = batch.Unknown
			continue
		}
		c.I64[i] = int64(day.New(int(year), 7, 1))
	}
	out.facts[firstInstallation] = c
}

// territories are the départements whose doctors practise overseas.
var territories = map[string]string{"971": "guadeloupe", "972": "martinique", "973": "guyane", "974": "reunion", "976": "mayotte"}

// overseas tells the territory from the département.
func (b *Builder) overseas(out *Base) {
	k, known := b.plan.Fact(territory)
	if !known || b.doctors.Department == nil || out.facts[territory].U8 != nil {
		return
	}
	f := &b.plan.Facts[k]
	if f.Default == nil {
		return
	}
	c := batch.Column{U8: make([]uint8, b.doctors.N)}
	for i, number := range b.doctors.Department {
		c.U8[i] = uint8(*f.Default)
		if word := slices.Index(f.Words, territories[number]); word >= 0 {
			c.U8[i] = uint8(word)
		}
	}
	out.facts[territory] = c
}

// valueOf reads a column row by row; nil when it holds nothing.
func valueOf(c *batch.Column) func(int) (int64, bool) {
	given := func(row int) bool { return c.Null == nil || c.Null[row] == batch.Given }
	switch {
	case c.U8 != nil:
		return func(row int) (int64, bool) { return int64(c.U8[row]), given(row) }
	case c.I32 != nil:
		return func(row int) (int64, bool) { return int64(c.I32[row]), given(row) }
	case c.I64 != nil:
		return func(row int) (int64, bool) { return c.I64[row], given(row) }
	}
	return nil
}

// fit holds that plans declare the facts of the population as the base does.
func (b *Base) fit(plans ...*plan.Plan) error {
	names := slices.AppendSeq(slices.Clone(b.lists.facts), maps.Keys(b.facts))
	slices.Sort(names)
	for _, p := range plans {
		if p == b.plan {
			continue
		}
		for _, name := range names {
			own, _ := b.plan.Fact(name)
			k, ok := p.Fact(name)
			if !ok {
				continue
			}
			f, g := &b.plan.Facts[own], &p.Facts[k]
			if f.Kind != g.Kind || f.Lo != g.Lo || f.Hi != g.Hi || f.Scale != g.Scale || !slices.Equal(f.Words, g.Words) {
				return &Problem{fmt.Sprintf("les règles changées déclarent autrement le fait « %s » : la population ne peut pas être lue par les deux — gardez sa déclaration dans entrees.yaml", name)}
			}
		}
	}
	return nil
}

// Column returns a fact of the doctors, and whether the population states it.
func (b *Base) Column(fact string) (batch.Column, *plan.Fact, bool) {
	c, ok := b.facts[fact]
	if !ok {
		return c, nil, false
	}
	k, _ := b.plan.Fact(fact)
	return c, &b.plan.Facts[k], true
}
