package enginetest

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/population"
	"github.com/opposable/opposable/sqlgen"
)

// TestPopulationInDuckDB holds that another reader of Parquet finds in our files what we find: rows, people, unknown values, and the sum
// of a rule over all lists, by its SQL.
func TestPopulationInDuckDB(t *testing.T) {
	e := law(t)
	folder := filepath.Join(t.TempDir(), "france")
	report, err := population.Generate(context.Background(), folder, e.Plan, population.Settings{
		Seed: 5, Rows: population.FewestRows, Threads: 2, NotSeen: 700, Indicators: 250, Tariff: func(string) (int64, bool) { return 0, false },
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	made, err := population.Open(folder, e.Plan)
	if err != nil {
		t.Fatal(err)
	}
	defer made.Close()
	rule, _ := e.Plan.Rule("forfait_medecin_traitant")
	m := day.Moment{At: day.MustParse("2026-12-31")}
	want, err := made.Patients.Sum(context.Background(), batch.Compile(e, rule, m), e.Plan, true, 2)
	if err != nil {
		t.Fatal(err)
	}
	empty := 0
	err = made.Patients.Scan(context.Background(), []string{population.DoctorColumn, "vu_depuis_2_ans"}, 1, func(_ int, c *population.Chunk) error {
		for row := range c.N {
			for i := range c.Columns {
				if _, known := c.Columns[i].At(row); !known {
					empty++
				}
			}
		}
		return nil
	})
	if err != nil || empty == 0 {
		t.Fatal(empty, err)
	}
	d, _ := sqlgen.Named("duckdb")
	q, err := sqlgen.Expression(e, rule, m, d)
	if err != nil {
		t.Fatal(err)
	}
	var got string
	path := filepath.Join(folder, "patients.parquet")
	err = duck(t).QueryRow(`SELECT count(*)::VARCHAR || ' ' || sum(poids)::VARCHAR || ' ' || (2 * count(*) - count(medecin_id) - count(vu_depuis_2_ans))::VARCHAR || ' ' ||
		sum(CASE WHEN medecin_id > 0 THEN poids * (` + q.Text + `) END)::VARCHAR FROM '` + path + `'`).Scan(&got)
	if text := fmt.Sprint(report.Rows, report.People, empty, want.Sum); err != nil || got != text {
		t.Errorf("DuckDB finds %q, we find %q, %v", got, text, err)
	}
}
