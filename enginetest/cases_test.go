package enginetest

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/opposable/opposable/cases"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// today stands for the day of a case that says none.
var today = day.MustParse("2026-11-20")

// caseRow is one worked case of a rule, read as a row.
type caseRow struct {
	moment day.Moment
	facts  *facts.Set
	cents  any // what the case expects, nil when it says nothing of cents
	id     string
}

// readCases reads the worked cases that compute one rule, by rule.
func readCases(tb testing.TB, e *eval.Engine) map[int][]caseRow {
	tb.Helper()
	list, err := cases.Load("../cas")
	if err != nil {
		tb.Fatal(err)
	}
	out := map[int][]caseRow{}
	lists := 0
	for i := range list {
		c := &list[i]
		if c.Verb() != "calculer" && c.Verb() != "expliquer" {
			continue
		}
		rule, ok := e.Plan.Rule(c.Rule())
		if !ok {
			if rule, ok = e.Plan.RuleOfCode(strings.ToUpper(c.Rule())); !ok {
				tb.Logf("%s: the rule %s is not there yet", c.ID, c.Rule())
				continue
			}
		}
		object, err := facts.Decode(c.JSON())
		if err != nil {
			tb.Fatal(err)
		}
		m := momentOf(c, object)
		set, err := facts.Flat(e.Plan, object)
		if err != nil {
			continue // a case of what is refused
		}
		set.Calendar(e.Plan, m.At, eval.Value{State: eval.Unknown}, plan.Place{})
		if len(set.Lists) > 0 {
			lists++ // sums over a list are facts of a row: the warehouse groups before
			continue
		}
		out[rule] = append(out[rule], caseRow{m, set, c.Expected["valeur_centimes"], c.ID})
	}
	tb.Logf("%d cases read, %d more give lists to be grouped first", total(out), lists)
	return out
}

// momentOf is the moment of a case: its flags, or the date among its facts.
func momentOf(c *cases.Case, object map[string]any) day.Moment {
	m := day.Moment{At: today, Scenario: c.Flag("--scenario")}
	date, _ := object["date"].(string)
	delete(object, "date")
	if d, err := day.Parse(cmp.Or(c.Flag("--au"), date)); err == nil {
		m.At = d
	}
	if d, err := day.Parse(c.Flag("--connu-le")); err == nil {
		m.Known = &d
	}
	return m
}

func total(byRule map[int][]caseRow) int {
	n := 0
	for _, list := range byRule {
		n += len(list)
	}
	return n
}

// caseTables makes one table of the cases of each rule, and says how many cases stand outside.
func caseTables(tb testing.TB, use func(*table)) {
	tb.Helper()
	e := law(tb)
	byRule := readCases(tb, e)
	outside := 0
	for _, rule := range slices.Sorted(maps.Keys(byRule)) {
		var asked []day.Moment
		for _, c := range byRule[rule] {
			if momentAt(asked, c.moment) < 0 {
				asked = append(asked, c.moment)
			}
		}
		t, _ := newTable(e, rule, asked)
		var kept []day.Moment
		for i := range t.at {
			kept = append(kept, t.at[i].Moment)
		}
		for _, c := range byRule[rule] {
			at := momentAt(kept, c.moment)
			if at < 0 || !t.addCase(at, c) {
				outside++
				continue
			}
			number, given := c.cents.(json.Number)
			v := t.want[len(t.want)-1]
			// What the evaluator leaves unknown an answer may still settle by completions, and of a disputed rule it shows the prudent reading.
			if given && v.State == eval.Known && len(e.Plan.Rules[rule].Disputes) == 0 && t.wanted(v) != number.String() {
				tb.Errorf("%s: %d cents, the case expects %s", c.id, v.N, number)
			}
		}
		if len(t.rows) > 0 {
			use(t)
		}
	}
	tb.Logf("%d cases have no form as a row: nothing in force or established, past acts, or a fact unknown where null means none", outside)
}

func momentAt(list []day.Moment, m day.Moment) int {
	return slices.IndexFunc(list, func(o day.Moment) bool {
		same := o.Known == nil && m.Known == nil || o.Known != nil && m.Known != nil && *o.Known == *m.Known
		return same && o.At == m.At && o.Scenario == m.Scenario
	})
}

// addCase adds a case as a row. It reports false when a column cannot say it: past acts, or a fact unknown where null means none.
func (t *table) addCase(at int, c caseRow) bool {
	row := make([]eval.Value, len(t.facts))
	for i, fact := range t.facts {
		f := &t.plan.Facts[fact]
		row[i] = c.facts.Values[fact]
		if row[i].State != eval.Known && f.NullIsNone && slices.Contains(t.at[at].columns, i) {
			return false
		}
	}
	if c.facts.Historied && t.at[at].program.Capped() {
		return false
	}
	t.add(at, row)
	t.names = append(t.names, c.id)
	return true
}

// TestCases holds scalar = columns = cells = DuckDB on the worked cases, one table and one query for each rule.
func TestCases(t *testing.T) {
	e, db := law(t), duck(t)
	rules, rows := 0, 0
	caseTables(t, func(table *table) {
		t.Run(table.key(), func(t *testing.T) {
			compareColumns(t, e, table)
			compareDuckDB(t, db, e, table)
		})
		rules++
		rows += len(table.rows)
	})
	t.Logf("%d rules, %d cases", rules, rows)
}
