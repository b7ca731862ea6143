package population

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/opposable/opposable/plan"
)

// Kind is what a column holds.
type Kind uint8

// The kinds of columns.
const (
	Whole Kind = iota // an integer
	YesNo             // 0 or 1
	Word              // one of the words of a choice, as its index
	Text              // a free text
)

// Field is a column of a table.
type Field struct {
	Name     string
	Fact     string // the fact of the plan that it states, "" when it states none
	Kind     Kind
	Lo, Hi   int64 // of a Whole, both ends included
	Words    []string
	Required bool // the value is never unknown
	Bits     int  // of a Whole, in Parquet
}

// TableSchema lists the columns of a table.
type TableSchema struct {
	Name   string
	Fields []Field
}

// Schema is what the three tables hold, with the domains that the rules declare.
type Schema struct{ Doctors, Patients, Acts TableSchema }

// Names of the columns that have a part of their own in this package.
const (
	DoctorColumn = "medecin_id"
	WeightColumn = "poids"
)

// maxWeight is the greatest weight that batch admits.
const maxWeight = 1 << 32

// SchemaOf gives the tables for the facts of a plan.
func SchemaOf(p *plan.Plan) *Schema {
	id := Field{Name: DoctorColumn, Kind: Whole, Hi: math.MaxInt64, Required: true, Bits: 64}
	weight := Field{Name: WeightColumn, Kind: Whole, Hi: maxWeight, Required: true, Bits: 64}
	fact := func(column, name string) Field { return fieldOf(p, column, name) }
	return &Schema{
		Doctors: TableSchema{"medecins", []Field{
			id, fact("specialite", "specialite"), fact("secteur", "secteur"), fact("optam", "optam"), fact("age", "age_medecin"), fact("zone", "zone"),
			fact("qpv", "qpv"), {Name: "departement", Kind: Text}, {Name: "annee_installation", Kind: Whole, Lo: 1900, Hi: 2100, Bits: 16}, weight,
		}},
		Patients: TableSchema{"patients", []Field{
			{Name: DoctorColumn, Kind: Whole, Hi: math.MaxInt64, Bits: 64}, fact("age", "age"), fact("ald", "ald"), fact("c2s", "c2s"), fact("vu_depuis_2_ans", "vu_depuis_2_ans"),
			fact("indicateurs_valides", "indicateurs_valides"), weight,
		}},
		Acts: TableSchema{"actes", []Field{
			id, {Name: "code", Kind: Text, Required: true}, {Name: "annee", Kind: Whole, Lo: 1900, Hi: 2100, Required: true, Bits: 16},
			{Name: "mois", Kind: Whole, Lo: 1, Hi: 12, Bits: 8},
			{Name: "quantite", Kind: Whole, Lo: math.MinInt64, Hi: math.MaxInt64, Required: true, Bits: 64},
			{Name: "base_centimes", Kind: Whole, Lo: math.MinInt64, Hi: math.MaxInt64, Bits: 64},
		}},
	}
}

// fieldOf makes the column of a fact. A fact that the plan does not declare leaves the widest column of its kind.
func fieldOf(p *plan.Plan, column, name string) Field {
	at, ok := p.Fact(name)
	if !ok {
		return Field{Name: column, Kind: Text}
	}
	f := &p.Facts[at]
	out := Field{Name: column, Fact: name, Lo: f.Lo, Hi: f.Hi, Bits: 16}
	switch f.Kind {
	case plan.YesNo:
		out.Kind, out.Lo, out.Hi = YesNo, 0, 1
	case plan.Choice, plan.Code:
		out.Kind, out.Words, out.Lo, out.Hi = Word, f.Words, 0, int64(len(f.Words)-1)
	}
	return out
}

// Field finds a column by name.
func (t *TableSchema) Field(name string) (*Field, bool) {
	at := slices.IndexFunc(t.Fields, func(f Field) bool { return f.Name == name })
	if at < 0 {
		return nil, false
	}
	return &t.Fields[at], true
}

// narrow tells whether the values fit a byte.
func (f *Field) narrow() bool { return f.Kind != Text && f.Lo >= 0 && f.Hi <= math.MaxUint8 }

// wanted says what a column admits.
func (f *Field) wanted() string {
	switch f.Kind {
	case YesNo:
		return "oui ou non"
	case Word:
		return strings.Join(f.Words, ", ")
	case Text:
		return "un texte"
	}
	switch {
	case f.Name == WeightColumn:
		return fmt.Sprintf("un entier de 0 à %d", f.Hi)
	case f.Lo == math.MinInt64:
		return "un entier"
	case f.Hi == math.MaxInt64:
		return "un entier à partir de 0"
	}
	return fmt.Sprintf("un entier de %d à %d", f.Lo, f.Hi)
}
