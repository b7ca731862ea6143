package population

import (
	"context"
	"errors"
	"sync"
)

// writePatients draws the units on several threads and writes them in their order; at most one finished unit by thread waits.
func (g *generator) writePatients(ctx context.Context, units []unit) error {
	t := &g.schema.Patients
	total := int64(g.margins.value["population"])
	step := (total + g.settings.Rows - 1) / g.settings.Rows
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	threads := max(1, g.settings.Threads)
	drawn := make([]chan *drawnUnit, len(units))
	for i := range drawn {
		drawn[i] = make(chan *drawnUnit, 1)
	}
	begin := make(chan int)
	room := make(chan struct{}, 2*threads) // units begun and not yet written
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	wg.Go(func() {
		defer close(begin)
		for i := range units {
			select {
			case room <- struct{}{}:
			case <-ctx.Done():
				return
			}
			begin <- i
		}
	})
	for range threads {
		wg.Go(func() {
			rows := newRows(t)
			for i := range begin {
				drawn[i] <- g.draw(ctx, &units[i], step, rows)
			}
		})
	}
	return g.file(t, func(w *parquetWriter) error {
		done := int64(0)
		for i := range units {
			var u *drawnUnit
			select {
			case u = <-drawn[i]:
			case <-ctx.Done():
				return ctx.Err()
			}
			if u.err != nil {
				return u.err
			}
			for _, group := range u.groups {
				if err := w.add(group); err != nil {
					return err
				}
			}
			<-room
			if done += u.people; g.settings.Progress != nil {
				g.settings.Progress(done, total)
			}
		}
		return nil
	})
}

// drawnUnit is a unit as it will be in the file.
type drawnUnit struct {
	groups []*encodedGroup
	people int64
	err    error
}

// newRows makes room for a group of patients.
func newRows(t *TableSchema) *Chunk {
	c := &Chunk{}
	for i := range t.Fields {
		c.fields = append(c.fields, &t.Fields[i])
		c.Columns = append(c.Columns, columnFor(&t.Fields[i], groupRows))
	}
	return c
}

func (g *generator) draw(ctx context.Context, u *unit, step int64, rows *Chunk) *drawnUnit {
	out := &drawnUnit{}
	rows.N = 0
	d := &drawing{unit: u, settings: &g.settings, dice: newDice(g.settings.Seed, "patients "+u.name), step: step, rows: rows}
	d.full = func(c *Chunk) error {
		for _, n := range c.Columns[6].I64 {
			out.people += n
		}
		group, err := encodeGroup(g.schema.Patients.Fields, c)
		out.groups = append(out.groups, group)
		return errors.Join(err, ctx.Err())
	}
	out.err = d.run()
	return out
}
