package population_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/opposable/opposable/population"
)

// FuzzCSV holds that no text is read as a table that it is not: rows as many as lines, values in their domain, or a typed error.
func FuzzCSV(f *testing.F) {
	f.Add("medecin_id;code;annee;mois;quantite;base_centimes\n1;G;2025;;3;9000\n")
	f.Add("medecin_id,code,annee,mois,quantite,base_centimes\n1,\"G;\n\",2025,13,3,9000\n")
	f.Add("\ufeffmedecin_id;medecin_id\n")
	f.Add("\"")
	f.Add("")
	schema := population.SchemaOf(shipped(f)).Acts
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "actes.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		table, err := population.OpenTable(path, &schema)
		if err == nil {
			err = table.Scan(context.Background(), []string{"medecin_id", "code", "annee", "mois", "quantite", "base_centimes"}, 1, func(_ int, c *population.Chunk) error {
				for row := range c.N {
					if month, known := c.Columns[3].At(row); known && (month < 1 || month > 12) {
						t.Errorf("month %d", month)
					}
					if id, known := c.Columns[0].At(row); !known || id < 0 {
						t.Errorf("doctor %d %v", id, known)
					}
				}
				return nil
			})
		}
		switch err.(type) {
		case nil, *population.FileError, *population.ColumnError, *population.ValueError:
		default:
			t.Errorf("%T %v", err, err)
		}
	})
}
