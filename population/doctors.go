package population

import (
	"context"
	"fmt"
)

// Doctors is the table of doctors in memory: one column by field of the schema, in its order, and a place for each doctor.
type Doctors struct {
	Schema  *TableSchema
	N       int
	ID      []int64
	Weights []int64
	Columns []Column

	place map[int64]int32
}

// ReadDoctors reads the whole table. Two rows of one doctor are refused: his patients could not tell which is theirs.
func (p *Population) ReadDoctors(ctx context.Context) (*Doctors, error) {
	if p.Doctors == nil {
		return nil, &FileError{File: p.Folder, Text: "la table medecins manque"}
	}
	schema := p.Doctors.Schema
	var names []string
	for _, f := range schema.Fields {
		names = append(names, f.Name)
	}
	d := &Doctors{Schema: schema, Columns: make([]Column, len(names)), place: map[int64]int32{}}
	err := p.Doctors.Scan(ctx, names, 1, func(_ int, c *Chunk) error { return d.add(c) })
	if err != nil {
		return nil, err
	}
	id, weight := d.column(DoctorColumn), d.column(WeightColumn)
	d.ID, d.Weights = id.I64, weight.I64
	return d, nil
}

func (d *Doctors) add(c *Chunk) error {
	for i := range c.Columns {
		d.Columns[i].add(&c.Columns[i], d.N, c.N)
	}
	for i, id := range d.column(DoctorColumn).I64[d.N:] {
		if _, twice := d.place[id]; twice || id == 0 {
			found := fmt.Sprintf("le médecin %d une seconde fois", id)
			if id == 0 {
				found = "0"
			}
			return &ValueError{File: c.File, Row: c.From + int64(i) + 1, Column: DoctorColumn, Found: found, Wanted: "un numéro à partir de 1, propre à chaque médecin"}
		}
		d.place[id] = int32(d.N + i)
	}
	d.N += c.N
	return nil
}

// add copies rows to the end of the n that are there.
func (c *Column) add(more *Column, n, k int) {
	c.Text, c.U8 = append(c.Text, more.Text...), append(c.U8, more.U8...)
	c.I32, c.I64 = append(c.I32, more.I32...), append(c.I64, more.I64...)
	switch {
	case more.Null != nil && c.Null == nil:
		c.Null = append(make([]uint8, n), more.Null...)
	case more.Null != nil:
		c.Null = append(c.Null, more.Null...)
	case c.Null != nil:
		c.Null = append(c.Null, make([]uint8, k)...)
	}
}

func (d *Doctors) column(name string) *Column {
	c, _ := d.Column(name)
	return c
}

// Column finds a column by its name in the table.
func (d *Doctors) Column(name string) (*Column, bool) {
	for i := range d.Schema.Fields {
		if d.Schema.Fields[i].Name == name {
			return &d.Columns[i], true
		}
	}
	return nil, false
}

// Place finds the row of a doctor by number.
func (d *Doctors) Place(id int64) (int, bool) {
	at, ok := d.place[id]
	return int(at), ok
}

// Word gives a choice of a doctor as it is written, or a text; "" when it is not known.
func (d *Doctors) Word(column string, row int) string {
	for i := range d.Schema.Fields {
		f := &d.Schema.Fields[i]
		if f.Name != column {
			continue
		}
		if f.Kind == Text {
			text, _ := d.Columns[i].TextAt(row)
			return text
		}
		if n, ok := d.Columns[i].At(row); ok && f.Kind == Word {
			return f.Words[n]
		}
	}
	return ""
}
