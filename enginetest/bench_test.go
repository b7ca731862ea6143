package enginetest

import (
	"database/sql"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/sqlgen"
)

// benchRows is enough rows to leave every cache.
const benchRows = 4 << 20

// spread gives the value of a column in a row, as Go and SQL both compute it.
type spread struct {
	prime  int64
	lo, n  int64 // values from lo, n of them
	seldom bool  // a yes one row in sixteen
}

func (s spread) at(i int64) int64 {
	x := i * s.prime % (1 << 32) / 128
	if s.seldom {
		if x%16 == 0 {
			return 1
		}
		return 0
	}
	return s.lo + x%s.n
}

func (s spread) sql(f *plan.Fact) string {
	x := fmt.Sprintf("(i * %d %% 4294967296 // 128)", s.prime)
	number := fmt.Sprintf("(%d + %s %% %d)", s.lo, x, s.n)
	if s.seldom {
		number = fmt.Sprintf("(CASE WHEN %s %% 16 = 0 THEN 1 ELSE 0 END)", x)
	}
	switch f.Kind {
	case plan.YesNo:
		return number + " = 1"
	case plan.Choice, plan.Code:
		var words []string
		for _, w := range f.Words {
			words = append(words, "'"+w+"'")
		}
		return "list_extract([" + strings.Join(words, ", ") + "], 1 + " + number + ")"
	}
	return "CAST(" + number + " AS " + typeOf("duckdb", f) + ")"
}

// primes spread the rows, a different way for each column.
var primes = []int64{2654435761, 2246822519, 3266489917, 668265263, 374761393, 2654435789, 2246822507, 3266489909, 668265295, 374761397, 1597334677, 2869860233, 3812015801, 2747636419, 1181783497, 3432918353, 461845907}

// BenchmarkAgainstDuckDB adds up a rule over rows in memory: columns, then the same rows in a table of DuckDB with the SQL of the rule.
func BenchmarkAgainstDuckDB(b *testing.B) {
	e := law(b)
	for _, c := range []struct {
		key, date string
		limits    map[string]int64
		seldom    string
	}{
		{"forfait_medecin_traitant", "2026-12-31", map[string]int64{"age": 105, "indicateurs_valides": 6}, ""},
		{"participation_forfaitaire", "2026-11-20", map[string]int64{"age": 99, "participations_du_jour": 4, "participations_annee_centimes": 6_000}, "c2s ame maternite at_mp ligne_prise_en_charge"},
		{"taux_amo", "2026-11-20", map[string]int64{"age": 99}, "ligne_prise_en_charge ame maternite at_mp invalidite ald devient_mt eloigne_du_domicile meme_cabinet_que_mt urgente regime_local"},
	} {
		rule, ok := e.Plan.Rule(c.key)
		if !ok {
			b.Fatal("no rule", c.key)
		}
		m := day.Moment{At: day.MustParse(c.date)}
		compiled := batch.Compile(e, rule, m)
		rows := batch.Rows{N: benchRows}
		var columns []string
		for k, fact := range compiled.Facts {
			f := &e.Plan.Facts[fact]
			s := spread{prime: primes[k], lo: f.Lo, n: f.Hi - f.Lo + 1, seldom: strings.Contains(" "+c.seldom+" ", " "+f.Name+" ")}
			if hi, limited := c.limits[f.Name]; limited {
				s.n = hi - f.Lo + 1
			}
			columns = append(columns, s.sql(f)+" AS "+f.Name)
			rows.Columns = append(rows.Columns, fill(f, s))
		}
		db := duck(b)
		if _, err := db.Exec(fmt.Sprintf("CREATE TABLE t AS SELECT %s FROM range(%d) r(i)", strings.Join(columns, ", "), benchRows)); err != nil {
			b.Fatal(err)
		}
		d, _ := sqlgen.Named("duckdb")
		q, err := sqlgen.Expression(e, rule, m, d)
		if err != nil {
			b.Fatal(err)
		}
		text := q.Text
		if e.Plan.Rules[rule].Unit.Kind == plan.Percent {
			text = strings.TrimSuffix(text, " * 0.01")
			text = "CAST(" + text + " AS BIGINT)"
		}
		want, err := compiled.Sum(rows, nil, 2)
		if err != nil {
			b.Fatal(err)
		}
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/columns-%d", c.key, threads), func(b *testing.B) {
				from := processorTime()
				for b.Loop() {
					if got, err := compiled.Sum(rows, nil, threads); err != nil || got != want {
						b.Fatal(got, err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
				b.ReportMetric(float64((processorTime()-from).Nanoseconds())/float64(b.N)/benchRows, "cpu-ns/row")
			})
			b.Run(fmt.Sprintf("%s/duckdb-%d", c.key, threads), func(b *testing.B) { benchDuckDB(b, db, text, threads, want) })
		}
		if _, err := db.Exec("DROP TABLE t"); err != nil {
			b.Fatal(err)
		}
	}
}

func benchDuckDB(b *testing.B, db *sql.DB, text string, threads int, want batch.Total) {
	if _, err := db.Exec(fmt.Sprintf("SET threads = %d", threads)); err != nil {
		b.Fatal(err)
	}
	from := processorTime()
	for b.Loop() {
		var sum, known any
		if err := db.QueryRow("SELECT SUM(v), COUNT(v) FROM (SELECT "+text+" AS v FROM t)").Scan(&sum, &known); err != nil {
			b.Fatal(err)
		}
		if fmt.Sprint(sum, known) != fmt.Sprint(want.Sum, want.Known) {
			b.Fatal(sum, known, want)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
	b.ReportMetric(float64((processorTime()-from).Nanoseconds())/float64(b.N)/benchRows, "cpu-ns/row")
}

// processorTime is what this process used of the processors so far, whoever else runs beside it.
func processorTime() time.Duration {
	var use syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &use) != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

func fill(f *plan.Fact, s spread) batch.Column {
	var c batch.Column
	for i := range int64(benchRows) {
		switch v := s.at(i); {
		case f.Lo >= 0 && f.Hi <= 255:
			c.U8 = append(c.U8, uint8(v))
		default:
			c.I64 = append(c.I64, v)
		}
	}
	return c
}
