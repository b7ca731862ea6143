package population_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/population"
)

func shipped(t testing.TB) *plan.Plan {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return l.Plan
}

// patient is a row of the table of patients, with everything that may be unknown.
type patient struct {
	Doctor     int64  `parquet:"medecin_id"`
	Age        *int16 `parquet:"age,optional,dict"`
	Ill        *bool  `parquet:"ald,optional"`
	Poor       *bool  `parquet:"c2s,optional"`
	Seen       *bool  `parquet:"vu_depuis_2_ans,optional"`
	Indicators *int16 `parquet:"indicateurs_valides,optional"`
	Weight     int64  `parquet:"poids,dict"`
}

func of[T any](v T) *T { return &v }

// some rows, one of them with nothing known.
func some() []patient {
	return []patient{
		{1, of(int16(40)), of(false), of(false), of(true), of(int16(0)), 10},
		{1, of(int16(85)), of(true), of(true), of(true), of(int16(3)), 2},
		{0, nil, nil, nil, nil, nil, 5},
		{2, of(int16(3)), of(false), nil, of(true), of(int16(1)), 7},
	}
}

func writeParquet[T any](t testing.TB, path string, rows []T, options ...parquet.WriterOption) {
	t.Helper()
	if err := parquet.WriteFile(path, rows, options...); err != nil {
		t.Fatal(err)
	}
}

const someCSV = "medecin_id;age;ald;c2s;vu_depuis_2_ans;indicateurs_valides;poids\n1;40;non;non;oui;0;10\n1;85;oui;oui;oui;3;2\n0;;;;;;5\n2;3;non;;oui;1;7\n"

func writeText(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func patientSchema(t testing.TB) *population.TableSchema {
	t.Helper()
	return &population.SchemaOf(shipped(t)).Patients
}

// read writes a whole table as text, « ? » for what is unknown.
func read(path string, schema *population.TableSchema, threads int) (string, error) {
	table, err := population.OpenTable(path, schema)
	if err != nil {
		return "", err
	}
	defer table.Close()
	var names []string
	for _, f := range table.Schema.Fields {
		names = append(names, f.Name)
	}
	var out strings.Builder
	err = table.Scan(context.Background(), names, threads, func(_ int, c *population.Chunk) error {
		for row := range c.N {
			for i := range c.Columns {
				if v, ok := c.Columns[i].At(row); ok {
					out.WriteString(" " + strconv.FormatInt(v, 10))
				} else {
					out.WriteString(" ?")
				}
			}
			out.WriteString("\n")
		}
		return nil
	})
	return out.String(), err
}

const someRead = " 1 40 0 0 1 0 10\n 1 85 1 1 1 3 2\n 0 ? ? ? ? ? 5\n 2 3 0 ? 1 1 7\n"

func TestReadsBothForms(t *testing.T) {
	dir, schema := t.TempDir(), patientSchema(t)
	file := func(name string) string { return filepath.Join(dir, name) }
	writeParquet(t, file("a.parquet"), some())
	writeParquet(t, file("grouped.parquet"), some(), parquet.MaxRowsPerRowGroup(1))
	writeParquet(t, file("v1.parquet"), some(), parquet.DataPageVersion(1), parquet.Compression(&parquet.Snappy))
	writeText(t, file("a.csv"), someCSV)
	writeText(t, file("comma.csv"), "\ufeff"+strings.ReplaceAll(someCSV, ";", ","))
	for _, name := range []string{"a.parquet", "grouped.parquet", "v1.parquet", "a.csv", "comma.csv"} {
		got, err := read(file(name), schema, 1)
		if err != nil || got != someRead {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func TestRefusals(t *testing.T) {
	dir, schema := t.TempDir(), patientSchema(t)
	file := func(name string) string { return filepath.Join(dir, name) }
	with := func(change func(*patient)) []patient {
		rows := some()
		change(&rows[1])
		return rows
	}
	writeParquet(t, file("age.parquet"), with(func(p *patient) { p.Age = of(int16(131)) }))
	writeParquet(t, file("negatif.parquet"), with(func(p *patient) { p.Weight = -1 }))
	writeParquet(t, file("indicateurs.parquet"), with(func(p *patient) { p.Indicators = of(int16(-3)) }))
	writeParquet(t, file("sans.parquet"), []struct {
		Age int16 `parquet:"ages"`
	}{{1}})
	type typed struct {
		Doctor     int64   `parquet:"medecin_id"`
		Age        float64 `parquet:"age"`
		Ill        string  `parquet:"ald"`
		Poor       bool    `parquet:"c2s"`
		Seen       bool    `parquet:"vu_depuis_2_ans"`
		Indicators int16   `parquet:"indicateurs_valides"`
		Weight     int64   `parquet:"poids"`
	}
	writeParquet(t, file("type.parquet"), []typed{{}})
	type unweighted struct {
		Doctor     int64  `parquet:"medecin_id"`
		Age        int16  `parquet:"age"`
		Ill        bool   `parquet:"ald"`
		Poor       bool   `parquet:"c2s"`
		Seen       bool   `parquet:"vu_depuis_2_ans"`
		Indicators int16  `parquet:"indicateurs_valides"`
		Weight     *int64 `parquet:"poids,optional"`
	}
	writeParquet(t, file("vide.parquet"), []unweighted{{Weight: of(int64(1))}, {}})
	writeText(t, file("age.csv"), strings.Replace(someCSV, "85", "131", 1))
	writeText(t, file("negatif.csv"), strings.Replace(someCSV, ";2\n", ";-2\n", 1))
	writeText(t, file("texte.csv"), strings.Replace(someCSV, "85;oui", "85;peut-être", 1))
	writeText(t, file("cellules.csv"), strings.Replace(someCSV, "85;oui", "85", 1))
	writeText(t, file("colonne.csv"), strings.Replace(someCSV, "c2s", "css", 1))
	writeText(t, file("rien.csv"), "")
	writeText(t, file("faux.parquet"), someCSV)
	for name, want := range map[string]string{
		"age.parquet":         "ligne 2, age : 131 trouvé, un entier de 0 à 130 attendu ; rien n'a été calculé",
		"negatif.parquet":     "ligne 2, poids : -1 trouvé, un entier de 0 à 4294967296 attendu ; rien n'a été calculé",
		"indicateurs.parquet": "ligne 2, indicateurs_valides : -3 trouvé",
		"sans.parquet":        "la colonne medecin_id manque",
		"type.parquet":        "colonne age : le type DOUBLE trouvé, un entier signé attendu",
		"vide.parquet":        "ligne 2, poids : une valeur vide trouvé",
		"age.csv":             "ligne 2, age : « 131 » trouvé, un entier de 0 à 130 attendu",
		"negatif.csv":         "ligne 2, poids : « -2 » trouvé",
		"texte.csv":           "ligne 2, ald : « peut-être » trouvé, oui ou non attendu",
		"cellules.csv":        "7 cellules par ligne sont attendues",
		"colonne.csv":         "la colonne c2s manque (oui ou non) ; « css » en est proche",
		"rien.csv":            "une première ligne de titres est attendue",
		"faux.parquet":        "abîmé ou coupé",
		"absent.parquet":      "n'existe pas",
	} {
		got, err := read(file(name), schema, 2)
		if err == nil {
			t.Errorf("%s: read as\n%s", name, got)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwanted %s", name, err, want)
		}
	}
}

// TestDamage holds that no cut or changed byte of a file goes unseen: an error, or the rows as they were written.
func TestDamage(t *testing.T) {
	dir, schema := t.TempDir(), patientSchema(t)
	whole := filepath.Join(dir, "whole.parquet")
	writeParquet(t, whole, some(), parquet.Compression(&parquet.Snappy))
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "damaged.parquet")
	try := func(what string, at int, bytes []byte) {
		t.Helper()
		writeText(t, path, string(bytes))
		got, err := read(path, schema, 1)
		if err == nil && got != someRead {
			t.Errorf("%s at %d of %d: read as\n%s", what, at, len(data), got)
		}
		var file *population.FileError
		var column *population.ColumnError
		var value *population.ValueError
		if err != nil && !errors.As(err, &file) && !errors.As(err, &column) && !errors.As(err, &value) {
			t.Errorf("%s at %d: %T %v", what, at, err, err)
		}
	}
	step := 1
	if testing.Short() {
		step = 7
	}
	for at := 0; at < len(data); at += step {
		try("cut", at, data[:at])
		changed := append([]byte(nil), data...)
		changed[at] ^= 0x55
		try("changed", at, changed)
	}
}

func compiled(t testing.TB, p *plan.Plan, key, date string) *batch.Batch {
	t.Helper()
	rule, ok := p.Rule(key)
	if !ok {
		t.Fatal(key, "is not a rule")
	}
	at, err := day.Parse(date)
	if err != nil {
		t.Fatal(err)
	}
	return batch.Compile(eval.New(p), rule, day.Moment{At: at})
}

// TestStreams holds that a file gives what its rows give in memory, on any number of threads, and that who is on no list is left out.
func TestStreams(t *testing.T) {
	path := filepath.Join(t.TempDir(), "patients.parquet")
	writeParquet(t, path, some()[:3], parquet.MaxRowsPerRowGroup(1))
	p := shipped(t)
	b := compiled(t, p, "forfait_medecin_traitant", "2026-12-31")
	table, err := population.OpenTable(path, patientSchema(t))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	facts := map[string]batch.Column{
		"age": {U8: []uint8{40, 85}}, "ald": {U8: []uint8{0, 1}}, "c2s": {U8: []uint8{0, 1}}, "vu_depuis_2_ans": {U8: []uint8{1, 1}},
		"indicateurs_valides": {U8: []uint8{0, 3}},
	}
	rows := batch.Rows{N: 2}
	for _, at := range b.Facts {
		rows.Columns = append(rows.Columns, facts[p.Facts[at].Name])
	}
	want, err := b.Sum(rows, []int64{10, 2}, 1)
	if err != nil || want.Known != 12 {
		t.Fatal(want, err)
	}
	for threads := 1; threads <= 3; threads++ {
		got, err := table.Sum(context.Background(), b, p, true, threads)
		if got.Absent, got.Unknown = 0, 0; err != nil || got != want {
			t.Errorf("%d threads: %+v %v, wanted %+v", threads, got, err, want)
		}
		cells, err := table.Count(context.Background(), []*batch.Batch{b}, p, true, threads)
		if err != nil || cells.Counted != 12 {
			t.Fatalf("%d threads: %+v %v", threads, cells, err)
		}
		if got, err := cells.Sum(b); err != nil || got.Sum != want.Sum {
			t.Errorf("%d threads, cells: %+v %v, wanted %+v", threads, got, err, want)
		}
	}
	all, err := table.Sum(context.Background(), b, p, false, 2)
	if err != nil || all.Sum != want.Sum || all.Unknown != 5 {
		t.Errorf("with who has no doctor: %+v %v", all, err)
	}
}
