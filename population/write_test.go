package population

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

// everyKind is a table with a column of each form, known and not.
func everyKind() *TableSchema {
	words := []string{"zip", "zac", "hors_zone"}
	return &TableSchema{"tout", []Field{
		{Name: "grand", Kind: Whole, Lo: math.MinInt64, Hi: math.MaxInt64, Required: true, Bits: 64},
		{Name: "grand_vide", Kind: Whole, Lo: math.MinInt64, Hi: math.MaxInt64, Bits: 64},
		{Name: "moyen", Kind: Whole, Lo: -1000, Hi: 3000, Bits: 16},
		{Name: "petit", Kind: Whole, Hi: 12, Bits: 8},
		{Name: "oui", Kind: YesNo, Hi: 1, Required: true},
		{Name: "oui_vide", Kind: YesNo, Hi: 1},
		{Name: "mot", Kind: Word, Hi: 2, Words: words},
		{Name: "texte", Kind: Text},
		{Name: "texte_plein", Kind: Text, Required: true},
	}}
}

// TestWriteThenRead holds that any columns, written in groups and read in chunks, are themselves.
func TestWriteThenRead(t *testing.T) {
	check := func(t *rapid.T, groups []int) {
		schema := everyKind()
		var out bytes.Buffer
		w, err := newParquetWriter(&out, schema.Fields, map[string]string{"clé": "valeur"})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, n := range groups {
			c := drawChunk(t, schema, n)
			want = append(want, lines(c)...)
			g, err := encodeGroup(schema.Fields, c)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.add(g); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.close(); err != nil {
			t.Fatal(err)
		}
		got := readBack(t, schema, out.Bytes())
		if len(got) != len(want) {
			t.Fatalf("%d rows read, %d written", len(got), len(want))
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("row %d: read %s\nwritten %s", i, got[i], want[i])
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.SliceOfN(rapid.IntRange(0, 300), 0, 4).Draw(t, "groups"))
	})
	large := 2 // several pages, several chunks; numbers too many for a dictionary
	rapid.Check(t, func(t *rapid.T) {
		if large > 0 {
			large--
			check(t, []int{pageRows + chunkRows + 7})
		}
	})
}

// drawChunk draws columns: some rows unknown where they may be, values in runs or not.
func drawChunk(t *rapid.T, schema *TableSchema, n int) *Chunk {
	c := &Chunk{N: n}
	seed := uint64(rapid.IntRange(0, 1<<30).Draw(t, "seed"))
	for i := range schema.Fields {
		f := &schema.Fields[i]
		column, d := columnFor(f, n), newDice(seed, f.Name)
		holes, run := d.below(4), d.below(3)
		value := int64(0)
		for row := range n {
			if run == 0 || d.below(20) == 0 || row == 0 {
				value = int64(d.source.Uint64())
				if f.Kind != Text && !(f.Lo == math.MinInt64) {
					value = f.Lo + d.below(f.Hi-f.Lo+1)
				}
			}
			if f.Kind == Text {
				column.Text[row] = fmt.Sprint("é", value%5)
			} else {
				column.set(row, value)
			}
			if !f.Required && (holes == 1 && d.below(3) == 0 || holes == 2) {
				if column.Null == nil {
					column.Null = make([]uint8, n)
				}
				column.Null[row] = 1
			}
		}
		c.Columns = append(c.Columns, column)
	}
	return c
}

// lines writes the rows of a chunk.
func lines(c *Chunk) []string {
	out := make([]string, c.N)
	for row := range c.N {
		for i := range c.Columns {
			column := &c.Columns[i]
			switch {
			case column.Null != nil && column.Null[row] != 0:
				out[row] += " ?"
			case column.Text != nil:
				out[row] += " " + column.Text[row]
			default:
				n, _ := column.At(row)
				out[row] += fmt.Sprint(" ", n)
			}
		}
	}
	return out
}

func readBack(t *rapid.T, schema *TableSchema, data []byte) []string {
	dir, err := os.MkdirTemp("", "write")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "tout.parquet")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := OpenTable(path, schema)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	var names, out []string
	for _, f := range schema.Fields {
		names = append(names, f.Name)
	}
	err = table.Scan(context.Background(), names, 1, func(_ int, c *Chunk) error {
		out = append(out, lines(c)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestApportion holds that shares add up, that each is the exact one rounded, and that nobody without weight gets any.
func TestApportion(t *testing.T) {
	check := func(weights []float64, total int64) error {
		sum, all := 0.0, int64(0)
		for _, w := range weights {
			sum += w
		}
		for i, n := range apportion(weights, total) {
			all += n
			if exact := weights[i] / sum * float64(total); sum > 0 && math.Abs(float64(n)-exact) > 1.001 {
				return fmt.Errorf("%v of %d: share %d is %d, exactly %v", weights, total, i, n, exact)
			}
		}
		if sum > 0 && all != total {
			return fmt.Errorf("%v of %d: %d shared", weights, total, all)
		}
		return nil
	}
	for _, weights := range [][]float64{{1, 1, 1}, {0, 0, 5}, {1e-9, 1}, {0, 0}, {3}} {
		if err := check(weights, 100); err != nil {
			t.Error(err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 50).Draw(t, "weights")
		if err := check(weights, int64(rapid.IntRange(0, 1_000_000).Draw(t, "total"))); err != nil {
			t.Fatal(err)
		}
	})
}

// TestUrn holds that what is drawn is what was there, whatever is drawn at a time.
func TestUrn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var counts []int64
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 30), 1, 40).Draw(t, "counts") {
			counts = append(counts, int64(n))
		}
		want := append([]int64(nil), counts...)
		u, d := newUrn(counts), newDice(uint64(rapid.IntRange(0, 1000).Draw(t, "seed")), "")
		most := int64(rapid.IntRange(1, 9).Draw(t, "most"))
		got := make([]int64, len(want))
		for u.total > 0 {
			cell, n := u.draw(d, most)
			if n < 1 || n > most {
				t.Fatal(cell, n)
			}
			got[cell] += n
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatal(got, want)
			}
		}
	})
}
