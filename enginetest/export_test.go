package enginetest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/opposable/opposable/sqlgen"
)

// manifest is a table and its query, for an engine that stands apart.
type manifest struct {
	Table   string                 `json:"table"`
	File    string                 `json:"file"`
	Want    string                 `json:"want"`    // rows, differences, known values, total
	Columns map[string][][2]string `json:"columns"` // by dialect
	Queries map[string]string      `json:"queries"`
}

// TestExport writes the tables of all rules as CSV with their queries, when a folder is given.
func TestExport(t *testing.T) {
	if *exportFlag == "" {
		t.Skip("no folder given")
	}
	var list []manifest
	write := func(prefix string) func(*table) {
		return func(table *table) { list = append(list, export(t, table, prefix+table.key())) }
	}
	caseTables(t, write("c_"))
	randomTables(t, write("r_"))
	data, err := json.Marshal(list)
	if err == nil {
		err = os.WriteFile(filepath.Join(*exportFlag, "manifest.json"), data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d tables", len(list))
}

func export(t *testing.T, table *table, name string) manifest {
	m := manifest{Table: name, File: name + ".csv", Want: table.agreed(), Columns: map[string][][2]string{}, Queries: map[string]string{}}
	if err := table.write(filepath.Join(*exportFlag, m.File)); err != nil {
		t.Fatal(err)
	}
	for dialect := range types {
		d, _ := sqlgen.Named(dialect)
		query, err := table.query(law(t), d, name)
		if err != nil {
			t.Fatal(err)
		}
		m.Columns[dialect], m.Queries[dialect] = table.declarations(dialect), query
	}
	return m
}
