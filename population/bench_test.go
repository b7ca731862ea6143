package population_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/population"
)

// BenchmarkNation sums a rule over the patients of a folder, from the files, and counts them into cells. The folder is that of the
// environment: « opposable population --taille complet --vers france », then POPULATION=$PWD/france.
func BenchmarkNation(b *testing.B) {
	folder := os.Getenv("POPULATION")
	if folder == "" {
		b.Skip("POPULATION names no folder")
	}
	p := shipped(b)
	rule := compiled(b, p, "forfait_medecin_traitant", "2026-12-31")
	made, err := population.Open(folder, p)
	if err != nil {
		b.Fatal(err)
	}
	defer made.Close()
	rows, _ := made.Patients.Rows()
	rate := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
	}
	ctx := context.Background()
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprintf("sum/%d", threads), func(b *testing.B) {
			for b.Loop() {
				if _, err := made.Patients.Sum(ctx, rule, p, true, threads); err != nil {
					b.Fatal(err)
				}
			}
			rate(b)
		})
		b.Run(fmt.Sprintf("cells/%d", threads), func(b *testing.B) {
			for b.Loop() {
				if _, err := made.Patients.Count(ctx, []*batch.Batch{rule}, p, true, threads); err != nil {
					b.Fatal(err)
				}
			}
			rate(b)
		})
	}
}
