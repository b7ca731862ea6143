package reform

import (
	"context"
	"fmt"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/population"
)

// Load reads a population: the doctors, the patients by doctor, the acts when there are some. Progress, when set, is told what is under
// way and how many rows were read; it may be called from several goroutines. Nothing is kept of a reading that was interrupted.
func Load(ctx context.Context, p *plan.Plan, from *population.Population, note Note, threads int, progress func(table string, rows int)) (*Base, error) {
	if progress == nil {
		progress = func(string, int) {}
	}
	doctors, err := from.ReadDoctors(ctx)
	if err != nil {
		return nil, err
	}
	progress(doctors.Schema.Name, doctors.N)
	rows := Rows{N: doctors.N, Weights: doctors.Weights, Facts: map[string]batch.Column{}}
	for i := range doctors.Schema.Fields {
		switch f := &doctors.Schema.Fields[i]; {
		case f.Fact != "":
			rows.Facts[f.Fact] = doctors.Columns[i].Column
		case f.Name == departmentColumn:
			rows.Department = make([]string, doctors.N)
			for d := range doctors.N {
				rows.Department[d], _ = doctors.Columns[i].TextAt(d)
			}
		case f.Name == installationColumn:
			rows.Installed = doctors.Columns[i].Column
		}
	}
	l := &loader{ctx: ctx, doctors: doctors, threads: max(1, threads), progress: progress}
	var facts []string
	if from.Patients != nil {
		for i := range from.Patients.Schema.Fields {
			if f := &from.Patients.Schema.Fields[i]; f.Fact != "" {
				facts, l.columns = append(facts, f.Fact), append(l.columns, f.Name)
			}
		}
	}
	if l.builder, err = NewBuilder(p, rows, facts, note); err != nil {
		return nil, err
	}
	for range l.threads {
		a, err := l.builder.Adder()
		if err != nil {
			return nil, err
		}
		l.adders = append(l.adders, a)
	}
	if err := l.patients(from.Patients); err != nil {
		return nil, err
	}
	if err := l.acts(from.Acts); err != nil {
		return nil, err
	}
	base, err := l.builder.Build()
	if err != nil {
		return nil, err
	}
	base.noActs = from.Acts == nil
	return base, nil
}

// Columns of a population that are no facts.
const (
	departmentColumn   = "departement"
	installationColumn = "annee_installation"
	codeColumn         = "code"
	yearColumn         = "annee"
	monthColumn        = "mois"
	quantityColumn     = "quantite"
)

type loader struct {
	ctx      context.Context
	doctors  *population.Doctors
	builder  *Builder
	adders   []*Adder
	columns  []string // of patients that state facts
	threads  int
	progress func(string, int)
}

// places finds the rows of doctors by number. Number 0 is no doctor, −1; a number that no doctor has is refused.
func (l *loader) places(c *population.Chunk, column *population.Column, into []int32) ([]int32, error) {
	into = into[:0]
	for i := range c.N {
		id, _ := column.At(i)
		at, ok := -1, true
		if id != 0 {
			at, ok = l.doctors.Place(id)
		}
		if !ok {
			return nil, &Problem{fmt.Sprintf("%s, ligne %d : le médecin %d n'est pas dans la table des médecins ; rien n'a été calculé", c.File, c.From+int64(i)+1, id)}
		}
		into = append(into, int32(at))
	}
	return into, nil
}

func (l *loader) patients(t *population.Table) error {
	if t == nil {
		return nil
	}
	columns := append([]string{population.DoctorColumn, population.WeightColumn}, l.columns...)
	places := make([][]int32, l.threads)
	return t.Scan(l.ctx, columns, l.threads, func(worker int, c *population.Chunk) error {
		var err error
		if places[worker], err = l.places(c, &c.Columns[0], places[worker]); err != nil {
			return err
		}
		facts := make([]batch.Column, 0, len(l.columns))
		for i := range l.columns {
			facts = append(facts, c.Columns[i+2].Column)
		}
		l.adders[worker].Patients(places[worker], facts, c.Columns[1].I64[:c.N])
		l.progress(t.Schema.Name, c.N)
		return nil
	})
}

func (l *loader) acts(t *population.Table) error {
	if t == nil {
		return nil
	}
	columns := []string{population.DoctorColumn, codeColumn, yearColumn, monthColumn, quantityColumn}
	places := make([][]int32, l.threads)
	return t.Scan(l.ctx, columns, l.threads, func(worker int, c *population.Chunk) error {
		var err error
		if places[worker], err = l.places(c, &c.Columns[0], places[worker]); err != nil {
			return err
		}
		numbers := func(k int) []int64 {
			out := make([]int64, c.N)
			for i := range out {
				out[i], _ = c.Columns[k].At(i)
			}
			return out
		}
		l.adders[worker].Acts(places[worker], c.Columns[1].Text[:c.N], numbers(2), numbers(3), numbers(4))
		l.progress(t.Schema.Name, c.N)
		return nil
	})
}
