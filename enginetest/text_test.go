package enginetest

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/sqlgen"
)

// Columns beside those of the facts.
const (
	momentColumn = "instant"
	wantColumn   = "attendu"
)

// types are the types of columns, by dialect and kind of fact; # is the number of decimals.
var types = map[string]map[plan.Kind]string{
	"duckdb":     kinds("BOOLEAN", "SMALLINT", "DECIMAL(12, #)", "VARCHAR", "DATE", "BIGINT"),
	"postgres":   kinds("BOOLEAN", "INTEGER", "NUMERIC(12, #)", "TEXT", "DATE", "BIGINT"),
	"clickhouse": kinds("Nullable(Bool)", "Nullable(Int32)", "Nullable(Decimal(12, #))", "Nullable(String)", "Nullable(Date32)", "Nullable(Int64)"),
	"spark":      kinds("BOOLEAN", "INT", "DECIMAL(12, #)", "STRING", "DATE", "BIGINT"),
}

func kinds(yesNo, integer, decimal, word, date, amount string) map[plan.Kind]string {
	return map[plan.Kind]string{
		plan.YesNo: yesNo, plan.Integer: integer, plan.Decimal: decimal, plan.Choice: word, plan.Code: word, plan.Date: date, plan.Money: amount,
	}
}

func typeOf(dialect string, f *plan.Fact) string {
	kind := f.Kind
	if kind == plan.Integer && f.Hi > 32_000 { // a narrow type must not overflow, a wide value must fit
		kind = plan.Money
	}
	return strings.ReplaceAll(types[dialect][kind], "#", fmt.Sprint(f.Scale))
}

// worded reports whether the rule answers with words.
func (t *table) worded() bool {
	r := &t.plan.Rules[t.rule]
	return r.Unit.Kind == plan.Answer && len(r.Words) > 0
}

// declarations lists the columns of the table in a dialect, as name and type.
func (t *table) declarations(dialect string) [][2]string {
	out := [][2]string{{momentColumn, types[dialect][plan.Money]}, {wantColumn, types[dialect][plan.Money]}}
	if t.worded() {
		out[1][1] = types[dialect][plan.Choice]
	}
	for _, fact := range t.facts {
		f := &t.plan.Facts[fact]
		out = append(out, [2]string{f.Name, typeOf(dialect, f)})
	}
	return out
}

func declare(list [][2]string) string {
	var out []string
	for _, c := range list {
		out = append(out, c[0]+" "+c[1])
	}
	return strings.Join(out, ", ")
}

// expression is the value of a row of the table at its moment; a percent is brought back to whole hundredths.
func (t *table) expression(e *eval.Engine, d *sqlgen.Dialect) (string, error) {
	var texts []string
	at := map[string][]string{} // moments that share a text
	for i := range t.at {
		q, err := sqlgen.Expression(e, t.rule, t.at[i].Moment, d)
		if err != nil {
			return "", err
		}
		text := q.Text
		if t.plan.Rules[t.rule].Unit.Kind == plan.Percent {
			integer := "BIGINT"
			if d.Name == "clickhouse" {
				integer = "Nullable(Int64)"
			}
			text = "CAST(" + text + " * 100 AS " + integer + ")"
		}
		if at[text] == nil {
			texts = append(texts, text)
		}
		at[text] = append(at[text], fmt.Sprint(i))
	}
	var b strings.Builder
	b.WriteString("CASE")
	for _, text := range texts {
		fmt.Fprintf(&b, "\nWHEN %s IN (%s) THEN %s", momentColumn, strings.Join(at[text], ", "), text)
	}
	return b.String() + "\nEND", nil
}

// query counts the rows of a table, those on which the engine differs from the scalar evaluator, and adds up what it found.
func (t *table) query(e *eval.Engine, d *sqlgen.Dialect, name string) (string, error) {
	expression, err := t.expression(e, d)
	if err != nil {
		return "", err
	}
	sum := "SUM(trouve)"
	if t.worded() {
		sum = "COUNT(trouve)"
	}
	return "SELECT COUNT(*) AS lignes, SUM(CASE WHEN trouve = " + wantColumn + " THEN 0 WHEN trouve IS NULL AND " + wantColumn + " IS NULL THEN 0 ELSE 1 END) AS ecarts, COUNT(trouve) AS connues, " +
		sum + " AS total FROM (SELECT " + expression + " AS trouve, " + wantColumn + " FROM " + name + ") q", nil
}

// counterexamples shows a few rows on which the engine differs.
func (t *table) counterexamples(e *eval.Engine, d *sqlgen.Dialect, name string) string {
	expression, err := t.expression(e, d)
	if err != nil {
		return ""
	}
	return "SELECT * FROM (SELECT " + expression + " AS trouve, * FROM " + name + ") q WHERE NOT (trouve = " + wantColumn + " OR (trouve IS NULL AND " + wantColumn +
		" IS NULL)) OR (trouve IS NULL) <> (" + wantColumn + " IS NULL) LIMIT 2"
}

// write writes the rows as CSV; an empty field is NULL.
func (t *table) write(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	w := bufio.NewWriterSize(file, 1<<20)
	for _, c := range t.declarations("duckdb") {
		if c[0] != momentColumn {
			w.WriteByte(',')
		}
		w.WriteString(c[0])
	}
	w.WriteByte('\n')
	for i, row := range t.rows {
		fmt.Fprintf(w, "%d,%s", t.moments[i], t.wanted(t.want[i]))
		for k, v := range row {
			w.WriteByte(',')
			w.WriteString(field(&t.plan.Facts[t.facts[k]], v))
		}
		w.WriteByte('\n')
	}
	return w.Flush()
}

func (t *table) wanted(v eval.Value) string {
	switch {
	case v.State != eval.Known, t.worded() && v.N < 0:
		return ""
	case t.worded():
		return t.plan.Rules[t.rule].Words[v.N]
	}
	return fmt.Sprint(v.N)
}

func field(f *plan.Fact, v eval.Value) string {
	switch {
	case v.State != eval.Known || v.N == plan.None:
		return ""
	case v.N == plan.Never && f.NeverAllowed:
		return day.Date(f.Lo).String()
	}
	switch f.Kind {
	case plan.YesNo:
		return fmt.Sprint(v.N != 0)
	case plan.Choice, plan.Code:
		if v.N < int64(len(f.Words)) {
			return f.Words[v.N]
		}
		return "ZZZZ999"
	case plan.Date:
		return day.Date(v.N).String()
	case plan.Decimal:
		return money.FormatDecimal(v.N, f.Scale)
	}
	return fmt.Sprint(v.N)
}

// describe shows a row.
func (t *table) describe(row int) map[string]string {
	out := map[string]string{}
	for i, fact := range t.facts {
		out[t.plan.Facts[fact].Name] = field(&t.plan.Facts[fact], t.rows[row][i])
	}
	return out
}

// agreed is what an engine finds when it differs nowhere: rows, differences, known values, total.
func (t *table) agreed() string {
	known, total := 0, int64(0)
	for _, v := range t.want {
		if v.State != eval.Known || t.worded() && v.N < 0 {
			continue
		}
		known++
		total += v.N
	}
	text := fmt.Sprint(total)
	switch {
	case t.worded():
		text = fmt.Sprint(known)
	case known == 0:
		text = "<nil>"
	}
	return fmt.Sprint(len(t.rows)) + " 0 " + fmt.Sprint(known) + " " + text
}
