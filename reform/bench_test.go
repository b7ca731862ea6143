package reform

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/law"
)

// Sizes of the bench: the doctors of the country, those of them who have a list, the rows of patients of each list, and the patients
// that each row stands for.
const (
	benchDoctors = 110_000
	benchLists   = 55_000
	benchRows    = 400
	benchWeight  = 3
)

// national draws a population of the size of the country.
func national(b *testing.B, e *eval.Engine) *Base {
	b.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	column := func(n int64) batch.Column {
		c := batch.Column{U8: make([]uint8, benchDoctors)}
		for i := range c.U8 {
			c.U8[i] = uint8(r.Int64N(n))
		}
		return c
	}
	ages := column(50)
	for i := range ages.U8 {
		ages.U8[i] += 30
	}
	years := batch.Column{I64: make([]int64, benchDoctors)}
	for i := range years.I64 {
		years.I64[i] = 1990 + r.Int64N(37)
	}
	builder, err := NewBuilder(e.Plan, Rows{
		N: benchDoctors, Weights: slices.Repeat([]int64{1}, benchDoctors), Installed: years,
		Facts: map[string]batch.Column{"specialite": column(20), "secteur": column(2), "optam": column(2), "zone": column(3), "qpv": column(2), "age_medecin": ages},
	}, patientFacts, Note{})
	if err != nil {
		b.Fatal(err)
	}
	a, err := builder.Adder()
	if err != nil {
		b.Fatal(err)
	}
	doctors, weights := make([]int32, benchRows), slices.Repeat([]int64{benchWeight}, benchRows)
	facts := make([]batch.Column, len(patientFacts))
	for i := range facts {
		facts[i].U8 = make([]uint8, benchRows)
	}
	for d := range benchLists {
		for i := range benchRows {
			doctors[i] = int32(d)
			for k, width := range []int64{105, 2, 2, 2, 6} {
				facts[k].U8[i] = uint8(r.Int64N(width))
			}
		}
		a.Patients(doctors, facts, weights)
	}
	base, err := builder.Build()
	if err != nil {
		b.Fatal(err)
	}
	return base
}

// BenchmarkNational prices one changed figure on the country: on the cells of all patients, then doctor by doctor with who gains, who
// loses and the deciles.
func BenchmarkNational(b *testing.B) {
	written := book(b)
	e := compiled(b, written)
	base := national(b, e)
	m := at("2027-12-31", "")
	changed := edited(b, written, perPatient, law.Edit{Part: "socle", Version: 1, Row: 2, Column: "montant", Value: "4"})
	b.Run("cost-on-cells", func(b *testing.B) {
		rule, _ := e.Plan.Rule(perPatient)
		for b.Loop() {
			compiled := batch.Compile(changed, rule, m)
			rows := batch.Rows{N: base.lists.cells}
			for _, fact := range compiled.Facts {
				rows.Columns = append(rows.Columns, base.lists.columns[slices.Index(base.lists.facts, e.Plan.Facts[fact].Name)])
			}
			if got, err := compiled.Sum(rows, base.lists.Weights, 1); err != nil || got.Known != base.People {
				b.Fatal(got, err)
			}
		}
		b.ReportMetric(float64(base.lists.cells), "cells")
		b.ReportMetric(float64(base.People), "patients")
	})
	for _, threads := range []int{1, runtime.GOMAXPROCS(0)} {
		b.Run([]string{"", "doctors-one-thread", "doctors-two-threads"}[min(threads, 2)], func(b *testing.B) {
			reference := NewSide(base, World{e, m})
			for b.Loop() {
				g, err := base.Compare(context.Background(), reference, NewSide(base, World{changed, m}), Options{Threads: threads})
				if err != nil {
					b.Fatal(err)
				}
				if d, err := g.Doctors(); err != nil || d.Total != benchDoctors || d.Losers == 0 || len(d.Deciles) != 9 {
					b.Fatal(d, err)
				}
			}
		})
	}
	b.Run("edit", func(b *testing.B) {
		for b.Loop() {
			edited(b, written, perPatient, law.Edit{Part: "socle", Version: 1, Row: 2, Column: "montant", Value: "4"})
		}
	})
}
