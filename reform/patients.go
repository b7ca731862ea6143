package reform

import (
	"math/big"
	"slices"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// perCell computes what a sum adds for one patient of each cell.
func (s *Side) perCell(sum *plan.Sum, given completion) (values []int64, unknown []bool, err error) {
	p, l := s.world.Engine.Plan, &s.base.lists
	values, unknown = make([]int64, l.cells), make([]bool, l.cells)
	switch {
	case sum.Of == nil:
		for i := range values {
			values[i] = 1
		}
	case sum.Of.Kind == plan.ToFact:
		k := slices.Index(l.facts, p.Facts[sum.Of.Index].Name)
		if k < 0 {
			for i := range unknown {
				unknown[i] = true
			}
			break
		}
		at := valueOf(&l.columns[k])
		for i := range values {
			v, ok := at(i)
			values[i], unknown[i] = v, !ok
		}
	case sum.Of.Kind == plan.ToRule:
		r, err := s.cellValues(sum.Of.Index, given)
		if err != nil {
			return nil, nil, err
		}
		for i := range values {
			switch r.States[i] {
			case eval.Known:
				values[i] = r.Values[i]
			case eval.Absent:
			default:
				unknown[i] = true
			}
		}
	default:
		for i := range unknown {
			unknown[i] = true
		}
	}
	for i := range sum.When {
		if err := s.gate(&sum.When[i], values, unknown, given); err != nil {
			return nil, nil, err
		}
	}
	return values, unknown, nil
}

// gate keeps what a condition admits.
func (s *Side) gate(c *plan.Cond, values []int64, unknown []bool, given completion) error {
	holds, err := s.condition(c, given)
	if err != nil {
		return err
	}
	for i := range values {
		switch holds(i) {
		case eval.No:
			values[i], unknown[i] = 0, false
		case eval.Maybe:
			unknown[i] = unknown[i] || values[i] != 0
		}
	}
	return nil
}

// condition tests one condition on the cells.
func (s *Side) condition(c *plan.Cond, given completion) (func(cell int) eval.Truth, error) {
	p, l := s.world.Engine.Plan, &s.base.lists
	test := eval.Test{Test: c.Test, Cell: &c.Cell}
	unknown := eval.Value{State: eval.Unknown}
	var at func(int) eval.Value
	switch c.Thing.Kind {
	case plan.ToFact:
		f := &p.Facts[c.Thing.Index]
		at = func(int) eval.Value { return unknown }
		if v, ok := given[f.Name]; ok {
			at = func(int) eval.Value { return eval.Of(v) }
		}
		if k := slices.Index(l.facts, f.Name); k >= 0 {
			read := valueOf(&l.columns[k])
			at = func(i int) eval.Value {
				if v, ok := read(i); ok {
					return eval.Of(v)
				}
				return unknown
			}
		}
	case plan.ToRule:
		test.Worded = len(p.Rules[c.Thing.Index].Words) > 0
		r, err := s.cellValues(c.Thing.Index, given)
		if err != nil {
			return nil, err
		}
		at = func(i int) eval.Value { return eval.Value{N: r.Values[i], State: r.States[i]} }
	default:
		at = func(int) eval.Value { return unknown }
	}
	return func(i int) eval.Truth { return test.Holds(at(i), s.world.Moment.At) }, nil
}

// cellValues computes a rule on patients for each cell.
func (s *Side) cellValues(rule int, given completion) (*batch.Result, error) {
	b, l := s.batch(rule), &s.base.lists
	rows := batch.Rows{N: l.cells}
	for _, fact := range b.Facts {
		f := &s.world.Engine.Plan.Facts[fact]
		var c batch.Column
		switch k := slices.Index(l.facts, f.Name); {
		case k >= 0:
			c = l.columns[k]
		case f.Default != nil:
			c = constant(*f.Default, l.cells)
		default:
			if v, ok := given[f.Name]; ok {
				c = constant(v, l.cells)
			}
		}
		rows.Columns = append(rows.Columns, c)
	}
	return b.Values(rows, 1)
}

// Patients adds up what a rule on patients gives for those of every list, in its unit, and counts them. The sum is nil when something that
// decides is missing for some of them.
func (s *Side) Patients(rule int) (sum *big.Int, patients int64, err error) {
	r, err := s.cellValues(rule, nil)
	if err != nil {
		return nil, 0, err
	}
	sum = new(big.Int)
	for i, weight := range s.base.lists.Weights {
		patients += weight
		switch r.States[i] {
		case eval.Absent:
		case eval.Known:
			sum.Add(sum, new(big.Int).Mul(big.NewInt(r.Values[i]), big.NewInt(weight)))
		default:
			if weight != 0 {
				return nil, patients, nil
			}
		}
	}
	return sum, patients, nil
}
