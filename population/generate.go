package population

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/opposable/opposable/plan"
)

const (
	hundred   = 100
	groupRows = 1 << 19 // rows of patients in a group
)

// Everybody is how many rows make one of each person; EnoughRows is a size at which a list is still told row by row.
const (
	Everybody  = 68_400_000
	EnoughRows = 4_000_000
	FewestRows = 100_000
)

// TariffDay is the day whose tariffs the acts of generalists bear.
const TariffDay = "2025-06-30"

// Settings say which population is made.
type Settings struct {
	Seed       uint64
	Rows       int64 // of patients, about
	NotSeen    int   // hundredths of a percent of the patients of lists, not seen for two years
	Indicators int   // hundredths of an indicator met by patient of a list, on average
	Threads    int
	Tariff     func(code string) (cents int64, known bool) // of a generalist's act
	Progress   func(done, total int64)                     // people written; nil: nobody asks
}

// ErrThere is a folder that holds something already.
var ErrThere = errors.New("the folder is there already")

// Generate makes a population in a new folder and gives its report, which it also leaves there. Until it ends nothing bears the folder's
// name: an interrupted run leaves nothing. The bytes depend on the settings alone, threads and progress left out.
func Generate(ctx context.Context, folder string, p *plan.Plan, s Settings, replace bool) (report *Report, err error) {
	folder = filepath.Clean(folder)
	if _, err := os.Lstat(folder); err == nil && !replace {
		return nil, ErrThere
	}
	if s.Rows < FewestRows || s.Rows > Everybody {
		return nil, fmt.Errorf("%d rows asked, from %d to %d are made", s.Rows, FewestRows, Everybody)
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp(filepath.Dir(folder), "."+filepath.Base(folder)+"-*")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(work)
		}
	}()
	if err := os.Chmod(work, 0o755); err != nil {
		return nil, err
	}
	m, err := loadMargins()
	if err != nil {
		return nil, err
	}
	people, err := makePeople(m)
	if err != nil {
		return nil, err
	}
	g := &generator{margins: m, schema: SchemaOf(p), settings: s, folder: work, notes: map[string]string{
		"opposable.graine": strconv.FormatUint(s.Seed, 10), "opposable.nature": "population synthétique, aucune personne réelle",
	}}
	list := makeMedics(m, s.Seed)
	units := makeUnits(m, people, list)
	if err := errors.Join(g.writeDoctors(list), g.writeActs(makeActs(m, list, s.Tariff))); err != nil {
		return nil, err
	}
	if err := g.writePatients(ctx, units); err != nil {
		return nil, err
	}
	if report, err = g.report(ctx, p); err != nil {
		return nil, err
	}
	if err := report.write(filepath.Join(work, ReportFile)); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return report, settleFolder(work, folder, replace)
}

// settleFolder gives a finished folder its name. What bore it goes away last.
func settleFolder(work, folder string, replace bool) error {
	if !replace {
		return os.Rename(work, folder)
	}
	old := work + "-ancien"
	if err := os.Rename(folder, old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(work, folder); err != nil {
		return errors.Join(err, os.Rename(old, folder))
	}
	return os.RemoveAll(old)
}

// generator writes the tables.
type generator struct {
	margins  *margins
	schema   *Schema
	settings Settings
	folder   string
	notes    map[string]string
}

// file writes a table whole.
func (g *generator) file(t *TableSchema, write func(w *parquetWriter) error) (err error) {
	f, err := os.Create(filepath.Join(g.folder, t.Name+".parquet"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	out := bufio.NewWriterSize(f, 1<<20)
	w, err := newParquetWriter(out, t.Fields, g.notes)
	if err != nil {
		return err
	}
	if err := errors.Join(write(w), w.close(), out.Flush()); err != nil {
		return err
	}
	return f.Sync()
}

// rowWriter writes the cells of one row.
type rowWriter struct {
	chunk *Chunk
	row   int
}

func (w *rowWriter) set(column int, v int64)   { w.chunk.Columns[column].set(w.row, v) }
func (w *rowWriter) text(column int, s string) { w.chunk.Columns[column].Text[w.row] = s }
func (w *rowWriter) unknown(column int) {
	c := &w.chunk.Columns[column]
	if c.Null == nil {
		c.Null = make([]uint8, w.chunk.N)
	}
	c.Null[w.row] = 1
}

// whole writes a table of n rows, each by a function.
func (g *generator) whole(t *TableSchema, n int, fill func(row int, w *rowWriter)) error {
	return g.file(t, func(w *parquetWriter) error {
		for from := 0; from < n; from += groupRows {
			c := &Chunk{N: min(groupRows, n-from)}
			for i := range t.Fields {
				c.Columns = append(c.Columns, columnFor(&t.Fields[i], c.N))
			}
			for row := range c.N {
				fill(from+row, &rowWriter{c, row})
			}
			group, err := encodeGroup(t.Fields, c)
			if err != nil {
				return err
			}
			if err := w.add(group); err != nil {
				return err
			}
		}
		return nil
	})
}

func (g *generator) writeDoctors(list []medic) error {
	t := &g.schema.Doctors
	return g.whole(t, len(list), func(row int, w *rowWriter) {
		d := &list[row]
		word := func(column int, s string) {
			n, ok := t.Fields[column].read(s)
			if !ok {
				panic(fmt.Sprintf("the rules have no %s %q", t.Fields[column].Name, s))
			}
			w.set(column, n)
		}
		w.set(0, int64(row)+1)
		word(1, g.margins.groups[d.group].specialty)
		word(2, d.sector)
		w.set(3, flag(d.joined))
		w.set(4, int64(d.age))
		word(5, d.zone)
		w.set(6, 0)
		w.text(7, g.margins.departments[d.department].code)
		w.set(8, int64(d.installed))
		w.set(9, 1)
	})
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// months in a year.
const months = 12

// writeActs writes the acts of a year by month, as alike as whole numbers can be.
func (g *generator) writeActs(acts []act) error {
	return g.whole(&g.schema.Acts, len(acts)*months, func(row int, w *rowWriter) {
		a, month := &acts[row/months], int64(row%months)
		part := func(n int64) int64 { return (month+1)*n/months - month*n/months }
		w.set(0, a.doctor)
		w.text(1, a.code)
		w.set(2, referenceYear)
		w.set(3, month+1)
		w.set(4, part(a.count))
		if !a.hasAmount {
			w.set(5, 0)
			w.unknown(5)
			return
		}
		w.set(5, a.amount(part(a.count), part(a.cents)))
	})
}
