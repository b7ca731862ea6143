package population_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/opposable/opposable/population"
)

// small are the settings of the smallest population.
func small(seed uint64, threads int) population.Settings {
	return population.Settings{
		Seed: seed, Rows: population.FewestRows, Threads: threads, NotSeen: 500, Indicators: 150,
		Tariff: func(code string) (int64, bool) { return 12_34, code == "G" },
	}
}

func generate(t *testing.T, s population.Settings) (string, *population.Report) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "france")
	r, err := population.Generate(context.Background(), folder, shipped(t), s, false)
	if err != nil {
		t.Fatal(err)
	}
	return folder, r
}

// digest is that of every file of a folder.
func digest(t *testing.T, folder string) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = sha256.Sum256(data)
	}
	return out
}

// TestSameSeedSameBytes holds that the files depend on the seed, and not on threads.
func TestSameSeedSameBytes(t *testing.T) {
	one, _ := generate(t, small(7, 1))
	want := digest(t, one)
	if len(want) != 4 {
		t.Fatalf("%d files", len(want))
	}
	three, _ := generate(t, small(7, 3))
	for name, sum := range digest(t, three) {
		if sum != want[name] {
			t.Errorf("%s depends on threads", name)
		}
	}
	if testing.Short() { // the race detector has seen the threads
		return
	}
	other, _ := generate(t, small(8, 3))
	for name, sum := range digest(t, other) {
		if sum == want[name] {
			t.Errorf("%s does not depend on the seed", name)
		}
	}
}

// TestMargins holds that every margin aimed at is met within its stated tolerance, and that the report is the one that is left behind.
func TestMargins(t *testing.T) {
	folder, r := generate(t, small(1, 2))
	aimed := 0
	for _, m := range r.Margins {
		if m.Reliability == "" || m.Source == "" || m.ID == "" || m.Use != "cale" && m.Use != "controle" {
			t.Errorf("%+v", m)
		}
		if m.Use != "cale" {
			continue
		}
		aimed++
		if math.Abs(m.Gap) > m.Tolerance {
			t.Errorf("%s: published %v, obtained %v: %v is over %v", m.ID, m.Target, m.Obtained, m.Gap, m.Tolerance)
		}
	}
	if aimed < 150 || r.People != 68_400_000 || len(r.Hypotheses) < 10 || r.NotSeen != 5 || r.Indicators != 1.5 {
		t.Errorf("%d margins, %d people, %d hypotheses, %v not seen, %v indicators", aimed, r.People, len(r.Hypotheses), r.NotSeen, r.Indicators)
	}
	made, err := population.Open(folder, shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	defer made.Close()
	kept, err := made.Report()
	if err != nil || len(kept.Margins) != len(r.Margins) || kept.Margins[0] != r.Margins[0] {
		t.Errorf("%v %+v", err, kept)
	}
	for _, table := range []*population.Table{made.Doctors, made.Patients, made.Acts} {
		if err := table.Check(); err != nil {
			t.Error(err)
		}
	}
	habits(t, made)
	prices(t, made)
}

// habits holds the asked parts of patients not seen and of indicators, and that who is on no list has neither.
func habits(t *testing.T, made *population.Population) {
	t.Helper()
	all, unseen, indicators, unknown := 0.0, 0.0, 0.0, 0
	columns := []string{population.DoctorColumn, "vu_depuis_2_ans", "indicateurs_valides", population.WeightColumn}
	err := made.Patients.Scan(context.Background(), columns, 1, func(_ int, c *population.Chunk) error {
		for row := range c.N {
			doctor, known := c.Columns[0].At(row)
			seen, told := c.Columns[1].At(row)
			n, _ := c.Columns[2].At(row)
			w := float64(c.Columns[3].I64[row])
			switch {
			case !known || doctor == 0:
				unknown++
				if told {
					t.Fatal("seen, and on no list")
				}
			default:
				all, indicators = all+w, indicators+w*float64(n)
				unseen += w * float64(1-seen)
			}
		}
		return nil
	})
	if err != nil || unknown == 0 || math.Abs(unseen/all-0.05) > 0.005 || math.Abs(indicators/all-1.5) > 0.02 {
		t.Errorf("%v: %v not seen, %v indicators, %d unknown", err, unseen/all, indicators/all, unknown)
	}
}

// prices holds that acts bear the tariff given, and none where it is not known.
func prices(t *testing.T, made *population.Population) {
	t.Helper()
	err := made.Acts.Scan(context.Background(), []string{"code", "quantite", "base_centimes", "mois"}, 1, func(_ int, c *population.Chunk) error {
		for row := range c.N {
			cents, known := c.Columns[2].At(row)
			code, n := c.Columns[0].Text[row], c.Columns[1].I64[row]
			if month, _ := c.Columns[3].At(row); month != int64(row)%12+1 && c.From == 0 {
				t.Fatal("month", month, "of row", row)
			}
			if (code == "VG" || code == "TCG") && known || code == "G" && cents != n*12_34 {
				t.Fatal(code, n, cents, known)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestInterrupted holds that a run that is stopped leaves nothing, and what was there before as it was.
func TestInterrupted(t *testing.T) {
	parent := t.TempDir()
	folder := filepath.Join(parent, "france")
	moments := []int64{0, 1, 20_000_000, 68_400_000}
	if testing.Short() {
		moments = moments[:2]
	}
	for _, after := range moments {
		ctx, stop := context.WithCancel(context.Background())
		s := small(1, 2)
		s.Progress = func(done, _ int64) {
			if done >= after {
				stop()
			}
		}
		if after == 0 {
			stop()
		}
		r, err := population.Generate(ctx, folder, shipped(t), s, false)
		stop()
		if !errors.Is(err, context.Canceled) || r != nil {
			t.Errorf("after %d: %v %v", after, r, err)
		}
		if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
			t.Errorf("after %d: %v left, %v", after, left, err)
		}
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	writeText(t, filepath.Join(folder, "mine"), "mine")
	if _, err := population.Generate(context.Background(), folder, shipped(t), small(1, 2), false); !errors.Is(err, population.ErrThere) {
		t.Errorf("%v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := population.Generate(ctx, folder, shipped(t), small(1, 2), true); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if data, err := os.ReadFile(filepath.Join(folder, "mine")); err != nil || string(data) != "mine" {
		t.Errorf("%q %v", data, err)
	}
	if _, err := population.Generate(context.Background(), folder, shipped(t), small(1, 2), true); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) != 1 || len(digest(t, folder)) != 4 {
		t.Errorf("%v %v", left, err)
	}
}

// TestLibraryReadsOurs holds that what is written here is what others read.
func TestLibraryReadsOurs(t *testing.T) {
	folder, r := generate(t, small(3, 2))
	theirs, err := parquet.ReadFile[struct {
		Doctor     *int64 `parquet:"medecin_id,optional"`
		Age        *int16 `parquet:"age,optional"`
		Ill        *bool  `parquet:"ald,optional"`
		Poor       *bool  `parquet:"c2s,optional"`
		Seen       *bool  `parquet:"vu_depuis_2_ans,optional"`
		Indicators *int16 `parquet:"indicateurs_valides,optional"`
		Weight     int64  `parquet:"poids"`
	}](filepath.Join(folder, "patients.parquet"))
	if err != nil || int64(len(theirs)) != r.Rows {
		t.Fatal(len(theirs), r.Rows, err)
	}
	empty := nullCount(t, filepath.Join(folder, "patients.parquet"))
	made, err := population.Open(folder, shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	defer made.Close()
	at := 0
	columns := []string{population.DoctorColumn, "age", "ald", "c2s", "vu_depuis_2_ans", "indicateurs_valides", population.WeightColumn}
	err = made.Patients.Scan(context.Background(), columns, 1, func(_ int, c *population.Chunk) error {
		for row := range c.N {
			p := theirs[at]
			at++
			same := func(column int, v int64, there bool) {
				if n, known := c.Columns[column].At(row); known != there || known && n != v {
					t.Fatalf("row %d, column %s: ours %d %v, theirs %d %v", at, columns[column], n, known, v, there)
				}
			}
			if p.Doctor == nil {
				empty--
			}
			if p.Seen == nil {
				empty--
			}
			if p.Indicators == nil {
				empty--
			}
			whole := func(column int, v *int16) { same(column, int64(value(v)), v != nil) }
			truth := func(column int, v *bool) {
				n := int64(0)
				if value(v) {
					n = 1
				}
				same(column, n, v != nil)
			}
			same(0, value(p.Doctor), p.Doctor != nil)
			whole(1, p.Age)
			truth(2, p.Ill)
			truth(3, p.Poor)
			truth(4, p.Seen)
			whole(5, p.Indicators)
			same(6, p.Weight, true)
		}
		return nil
	})
	if err != nil || at != len(theirs) || empty != 0 {
		t.Errorf("%v: %d rows of %d, %d empty values miscounted in the footer", err, at, len(theirs), empty)
	}
}

// nullCount is how many values a file says are missing: some readers believe it rather than the values.
func nullCount(t *testing.T, path string) int64 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	for _, g := range parsed.Metadata().RowGroups {
		for _, c := range g.Columns {
			n += c.MetaData.Statistics.NullCount
		}
	}
	return n
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
