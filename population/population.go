// Package population reads, checks and makes populations: doctors, the patients of their lists, the acts that they billed.
//
// A population is a folder of three tables, each a Parquet or CSV file, or a folder of them:
//
//	medecins   medecin_id specialite secteur optam age zone qpv departement annee_installation poids
//	patients   medecin_id age ald c2s vu_depuis_2_ans indicateurs_valides poids
//	actes      medecin_id code annee mois quantite base_centimes
//
// It takes such files and gives chunks of columns encoded as in plan, ready for batch, so that a table of any size is read in a fixed
// amount of memory. A row stands for as many people as its weight says. An empty value is unknown, never false, never zero; a patient
// of doctor 0 has no médecin traitant, one whose doctor is empty has one who is not in the table.
//
//	Parquet, CSV ─► Table.Scan ─► Chunk ─► batch.Sum · batch.Counting
//
// It refuses a file that is damaged or cut, a missing column, a column of another type, a weight below zero, a value outside the
// declared domain of its fact: with the file and the row, and then nothing of the table may be used.
//
// Unstable: only the root package is a promised face.
package population

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/opposable/opposable/plan"
)

// Population is a folder of tables. Those that are not there are nil.
type Population struct {
	Folder   string
	Doctors  *Table
	Patients *Table
	Acts     *Table
}

// Open finds the tables of a folder and checks what can be checked without reading the rows. At least one table must be there.
func Open(folder string, p *plan.Plan) (*Population, error) {
	if _, err := os.Stat(folder); err != nil {
		return nil, unreadable(folder, err)
	}
	out := &Population{Folder: folder}
	s := SchemaOf(p)
	for _, t := range []struct {
		into   **Table
		schema *TableSchema
	}{{&out.Doctors, &s.Doctors}, {&out.Patients, &s.Patients}, {&out.Acts, &s.Acts}} {
		path, found := find(folder, t.schema.Name)
		if !found {
			continue
		}
		table, err := OpenTable(path, t.schema)
		if err != nil {
			out.Close()
			return nil, err
		}
		*t.into = table
	}
	if out.Doctors == nil && out.Patients == nil && out.Acts == nil {
		return nil, &FileError{File: folder, Text: "aucune table trouvée : medecins, patients ou actes sont attendus, en .parquet ou en .csv"}
	}
	return out, nil
}

// find looks for a table in a folder: a file of either form, or a folder of parts.
func find(folder, name string) (string, bool) {
	for _, as := range []string{name + ".parquet", name + ".csv", name} {
		path := filepath.Join(folder, as)
		if _, err := os.Stat(path); err == nil {
			return path, true
		}
	}
	return "", false
}

// Close closes the files.
func (p *Population) Close() error {
	var first error
	for _, t := range []*Table{p.Doctors, p.Patients, p.Acts} {
		if t == nil {
			continue
		}
		if err := t.Close(); err != nil && first == nil {
			first = fmt.Errorf("close %s: %w", t.Schema.Name, err)
		}
	}
	return first
}
