package enginetest

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/sqlgen"
)

func duck(tb testing.TB) *sql.DB {
	tb.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

// compareDuckDB holds the SQL of a rule to the scalar evaluator on the rows of a table.
func compareDuckDB(tb testing.TB, db *sql.DB, e *eval.Engine, t *table) {
	tb.Helper()
	d, _ := sqlgen.Named("duckdb")
	path := filepath.Join(tb.TempDir(), "rows.csv")
	if err := t.write(path); err != nil {
		tb.Fatal(err)
	}
	name := "r_" + t.key()
	for _, statement := range []string{
		"CREATE OR REPLACE TABLE " + name + " (" + declare(t.declarations("duckdb")) + ")",
		"COPY " + name + " FROM '" + path + "' (HEADER, NULL '')",
	} {
		if _, err := db.Exec(statement); err != nil {
			tb.Fatalf("%s: %v", t.key(), err)
		}
	}
	defer db.Exec("DROP TABLE " + name)
	query, err := t.query(e, d, name)
	if err != nil {
		tb.Fatalf("%s: %v", t.key(), err)
	}
	var rows, known, differ, total any
	if err := db.QueryRow(query).Scan(&rows, &differ, &known, &total); err != nil {
		tb.Errorf("%s: DuckDB: %.3000v", t.key(), err)
		return
	}
	if got := fmt.Sprint(rows, differ, known, total); got != t.agreed() {
		tb.Errorf("%s: DuckDB gives rows, differences, known, total %s, want %s", t.key(), got, t.agreed())
	}
	if fmt.Sprint(differ) == "0" {
		return
	}
	show(tb, db, t.counterexamples(e, d, name))
}

// show logs the rows of a query.
func show(tb testing.TB, db *sql.DB, query string) {
	tb.Helper()
	rows, err := db.Query(query)
	if err != nil {
		tb.Logf("no example: %.500v", err)
		return
	}
	defer rows.Close()
	names, _ := rows.Columns()
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		if rows.Scan(values...) != nil {
			return
		}
		text := ""
		for i, name := range names {
			text += fmt.Sprintf(" %s=%v", name, *values[i].(*any))
		}
		tb.Log(text)
	}
}

// TestRandomRows holds scalar = columns = cells = DuckDB on random rows of every rule that has a form.
func TestRandomRows(t *testing.T) {
	e, db := law(t), duck(t)
	rules, rows, cells := 0, 0, 0
	randomTables(t, func(table *table) {
		t.Run(table.key(), func(t *testing.T) {
			cells += compareColumns(t, e, table)
			compareDuckDB(t, db, e, table)
		})
		rules++
		rows += len(table.rows)
	})
	t.Logf("%d rules, %d rows; in cells %d", rules, rows, cells)
}
