package population

import (
	"context"
	"fmt"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/plan"
)

// Columns lists the columns of a table that hold the facts of a compiled rule, in the order of the rule.
func (t *TableSchema) Columns(b *batch.Batch, p *plan.Plan) ([]string, error) {
	var out []string
	for _, at := range b.Facts {
		name := ""
		for i := range t.Fields {
			if t.Fields[i].Fact == p.Facts[at].Name {
				name = t.Fields[i].Name
			}
		}
		if name == "" {
			return nil, &batch.ShapeError{Text: fmt.Sprintf("la table %s n'a pas de colonne pour le fait %s", t.Name, p.Facts[at].Name)}
		}
		out = append(out, name)
	}
	return out, nil
}

// Facts gives the first n columns of a chunk as the rows of a compiled rule, without copying them.
func (c *Chunk) Facts(n int) batch.Rows {
	rows := batch.Rows{N: c.N, Columns: make([]batch.Column, n)}
	for i := range rows.Columns {
		rows.Columns[i] = c.Columns[i].Column
	}
	return rows
}

// scanWeighted hands over the facts of a compiled rule and the weights of the rows. With listed, the patients who are on no list of
// the table, their doctor being 0 or unknown, weigh nothing.
func (t *Table) scanWeighted(ctx context.Context, b *batch.Batch, p *plan.Plan, listed bool, threads int, use func(worker int, rows batch.Rows, weights []int64) error) error {
	columns, err := t.Schema.Columns(b, p)
	if err != nil {
		return err
	}
	facts := len(columns)
	columns = append(columns, WeightColumn)
	if listed {
		columns = append(columns, DoctorColumn)
	}
	return t.Scan(ctx, columns, threads, func(worker int, c *Chunk) error {
		weights := c.Columns[facts].I64
		if listed {
			for i, doctor := range c.Columns[facts+1].I64 {
				if doctor == 0 {
					weights[i] = 0
				}
			}
			for i, mark := range c.Columns[facts+1].Null {
				if mark != batch.Given {
					weights[i] = 0
				}
			}
		}
		return use(worker, c.Facts(facts), weights)
	})
}

// Sum adds up a compiled rule over a table of any size, each row counted as often as its weight says, in memory that does not depend
// on the size. With listed, the patients who are on no doctor's list are left out. The sum is exact and does not depend on threads.
func (t *Table) Sum(ctx context.Context, b *batch.Batch, p *plan.Plan, listed bool, threads int) (batch.Total, error) {
	sums := make([]batch.Total, max(1, threads))
	err := t.scanWeighted(ctx, b, p, listed, threads, func(worker int, rows batch.Rows, weights []int64) error {
		sum, err := b.Sum(rows, weights, 1)
		if err != nil {
			return err
		}
		return sums[worker].Add(sum)
	})
	if err != nil {
		return batch.Total{}, err
	}
	var all batch.Total
	for _, s := range sums {
		if err := all.Add(s); err != nil {
			return batch.Total{}, err
		}
	}
	return all, nil
}

// Count compresses a table of any size into cells fit for the given rules; the first must read all the facts that the others read.
func (t *Table) Count(ctx context.Context, rules []*batch.Batch, p *plan.Plan, listed bool, threads int) (*batch.Cells, error) {
	parts := make([]*batch.Counting, max(1, threads))
	for i := range parts {
		var err error
		if parts[i], err = batch.NewCounting(rules); err != nil {
			return nil, err
		}
	}
	err := t.scanWeighted(ctx, rules[0], p, listed, threads, func(worker int, rows batch.Rows, weights []int64) error {
		return parts[worker].Add(rows, weights)
	})
	if err != nil {
		return nil, err
	}
	for _, other := range parts[1:] {
		parts[0].Merge(other)
	}
	return parts[0].Cells(), nil
}
