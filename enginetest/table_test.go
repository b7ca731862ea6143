// Package enginetest holds all engines to one another: the scalar evaluator, columns, cells, and the SQL of every dialect, on the worked
// cases and on random rows. It is a module of its own, so that the program needs none of these engines.
//
//	go test ./...                          scalar = columns = cells = DuckDB
//	go test -run TestExport -export DIR    the same rows and queries as files, for the engines that stand apart
package enginetest

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/regles"
	"github.com/opposable/opposable/sqlgen"
)

var (
	exportFlag = flag.String("export", "", "write tables and queries to this folder")
	seedFlag   = flag.Uint64("seed", 2026, "seed of the random rows")
	manyFlag   = flag.Int("many", 1_000_000, "rows of each rule of many")
	fewFlag    = flag.Int("few", 20_000, "rows of every other rule")
)

// many are the rules that whole populations are priced with.
var many = []string{
	"forfait_medecin_traitant", "forfait_patientele_medecin_traitant",
	"g", "cs", "acte_technique", "taux_amo", "participation_forfaitaire",
}

// moments are the days at which random rows are asked.
var moments = []string{"2022-06-14", "2024-03-04", "2024-12-31", "2025-09-16", "2026-11-20"}

var shipped = sync.OnceValues(func() (*eval.Engine, error) {
	p, err := plan.Decode(bytes.NewReader(regles.Plan))
	if err != nil {
		return nil, err
	}
	return eval.New(p), nil
})

// law is the rules that come with the program.
func law(tb testing.TB) *eval.Engine {
	tb.Helper()
	e, err := shipped()
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// table is the rows of one rule, each at one of several moments, with what the scalar evaluator says of them.
type table struct {
	plan    *plan.Plan
	rule    int
	at      []moment
	facts   []int          // columns, by index in the plan
	rows    [][]eval.Value // by row, then by column
	moments []int          // by row
	want    []eval.Value
	names   []string // of cases
}

// moment is a moment of a table, with the rule prepared for it.
type moment struct {
	day.Moment
	program *eval.Program
	columns []int // by fact of the program, the column of the table
}

// newTable prepares a rule at the moments for which a dialect has a form of it. The reason says why there is none.
func newTable(e *eval.Engine, rule int, asked []day.Moment) (*table, string) {
	t := &table{plan: e.Plan, rule: rule}
	d, _ := sqlgen.Named("duckdb")
	reason := ""
	for _, m := range asked {
		var none *sqlgen.NoForm
		if _, err := sqlgen.Expression(e, rule, m, d); errors.As(err, &none) {
			reason = none.Reason
			continue
		}
		prog := e.Program(rule, m)
		at := moment{Moment: m, program: prog}
		for _, fact := range prog.Facts {
			i := slices.Index(t.facts, fact)
			if i < 0 {
				i = len(t.facts)
				t.facts = append(t.facts, fact)
			}
			at.columns = append(at.columns, i)
		}
		t.at = append(t.at, at)
	}
	return t, reason
}

func (t *table) key() string { return t.plan.Rules[t.rule].Key }

// add adds a row and evaluates it.
func (t *table) add(at int, row []eval.Value) {
	m := &t.at[at]
	f := m.program.NewFrame(m.At)
	for slot, column := range m.columns {
		if v := row[column]; v.State == eval.Known {
			f.Set(slot, v.N)
		}
	}
	t.rows, t.moments, t.want = append(t.rows, row), append(t.moments, at), append(t.want, m.program.Eval(f))
}

// random fills a table with rows at the borders of every fact, between them, and unknown.
func (t *table) random(n int) {
	r := rand.New(rand.NewPCG(*seedFlag, uint64(t.rule)))
	borders := make([][]int64, len(t.facts))
	for i := range t.at {
		for slot, fact := range t.at[i].program.Facts {
			c := t.at[i].columns[slot]
			borders[c] = append(borders[c], t.at[i].program.Representatives(fact, t.at[i].At)...)
		}
	}
	for i := range borders {
		slices.Sort(borders[i])
		borders[i] = slices.Compact(borders[i])
	}
	var paid [][]eval.Value // rows that gave something: half of the others vary one of them
	for k := range n {
		row := make([]eval.Value, len(t.facts))
		vary := len(paid) > 0 && r.IntN(2) == 0
		if vary {
			copy(row, paid[r.IntN(len(paid))])
		}
		for i, fact := range t.facts {
			if !vary || r.IntN(len(t.facts)) < 2 {
				row[i] = draw(r, &t.plan.Facts[fact], borders[i])
			}
		}
		t.add(k%len(t.at), row)
		if v := t.want[len(t.want)-1]; v.State == eval.Known && v.N != 0 && len(paid) < 1000 {
			paid = append(paid, row)
		}
	}
}

// draw gives a value that a column can hold: where null means none, nothing can be unknown.
func draw(r *rand.Rand, f *plan.Fact, borders []int64) eval.Value {
	kind := r.IntN(16)
	v := f.Lo + r.Int64N(f.Hi-f.Lo+1)
	switch {
	case kind == 0 && f.NullIsNone:
		return eval.Of(plan.None)
	case kind == 0:
		return eval.Value{State: eval.Unknown}
	case kind > 4:
		v = borders[r.IntN(len(borders))]
		if inside := v >= f.Lo && v <= f.Hi; inside && kind == 5 && v < f.Hi {
			v++
		} else if inside && kind == 6 && v > f.Lo {
			v--
		}
	}
	if f.NeverAllowed && v == f.Lo { // that day is how a column says never
		v++
	}
	return eval.Of(v)
}

func TestMain(m *testing.M) {
	flag.Parse()
	if testing.Short() {
		*manyFlag, *fewFlag = min(*manyFlag, 20_000), min(*fewFlag, 2_000)
	}
	os.Exit(m.Run())
}

// randomTables gives every rule that has a form its random rows, one table at a time.
func randomTables(tb testing.TB, use func(*table)) {
	tb.Helper()
	e := law(tb)
	var asked []day.Moment
	for _, date := range moments {
		asked = append(asked, day.Moment{At: day.MustParse(date)})
	}
	without := map[string]int{}
	for rule := range e.Plan.Rules {
		if e.Plan.Rules[rule].Base >= 0 {
			continue
		}
		t, reason := newTable(e, rule, asked)
		if len(t.at) == 0 {
			without[reason]++
			tb.Logf("no SQL form: %s (%s)", t.key(), reason)
			continue
		}
		n := *fewFlag
		if slices.Contains(many, t.key()) {
			n = *manyFlag
		}
		t.random(n)
		use(t)
	}
}
