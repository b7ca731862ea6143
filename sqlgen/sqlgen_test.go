package sqlgen_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/sqlgen"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func engine(tb testing.TB) *eval.Engine {
	tb.Helper()
	file, err := os.Open("../regles/plan.json")
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	p, err := plan.Decode(file)
	if err != nil {
		tb.Fatal(err)
	}
	return eval.New(p)
}

func at(date string) day.Moment { return day.Moment{At: day.MustParse(date)} }

// golden are rules whose text is read by people when it changes: a table, a formula, a table over another rule, elapsed time, words, a percent.
var golden = []struct{ key, date string }{
	{"forfait_medecin_traitant", "2026-12-31"},
	{"forfait_patientele_medecin_traitant", "2024-12-31"},
	{"participation_forfaitaire", "2026-11-20"},
	{"cnp", "2026-11-20"},
	{"apc", "2026-11-20"},
	{"plage_horaire", "2026-11-20"},
	{"taux_amo", "2026-11-20"},
}

// TestGolden compares the text of some rules in every dialect with the one that was read.
func TestGolden(t *testing.T) {
	e := engine(t)
	for _, c := range golden {
		rule, ok := e.Plan.Rule(c.key)
		if !ok {
			t.Fatal("no rule", c.key)
		}
		for _, name := range sqlgen.Names() {
			d, _ := sqlgen.Named(name)
			q, err := sqlgen.Expression(e, rule, at(c.date), d)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", c.key+"."+name+".sql")
			if *update {
				if err := os.WriteFile(path, []byte(q.View("t")+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := q.View("t") + "\n"; got != string(want) {
				t.Errorf("%s differs; read the new text, then run with -update:\n%s", path, got)
			}
		}
	}
}

var forbidden = regexp.MustCompile(`(?i)\bELSE 0\b|\bDOUBLE\b|\bFLOAT\b|\bREAL\b|\bcoalesce\b|\b[0-9]+\.[0-9]+\b`)

// TestNoFloatNoSilentZero holds for every rule, moment and dialect that the text is whole: balanced, without floating point, without a
// zero for what is not known.
func TestNoFloatNoSilentZero(t *testing.T) {
	e := engine(t)
	texts := 0
	for rule := range e.Plan.Rules {
		for _, date := range []string{"2022-06-14", "2024-03-04", "2024-12-31", "2026-11-20"} {
			for _, name := range sqlgen.Names() {
				d, _ := sqlgen.Named(name)
				q, err := sqlgen.Expression(e, rule, at(date), d)
				var none *sqlgen.NoForm
				if errors.As(err, &none) && none.Rule != "" && none.Reason != "" {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				texts++
				plain := strings.NewReplacer("* 0.01", "", "toDecimal64('0.01', 2)", "").Replace(q.Text)
				if found := forbidden.FindString(plain); found != "" {
					t.Errorf("%s at %s, %s: %q in\n%s", e.Plan.Rules[rule].Key, date, name, found, q.Text)
				}
				if strings.Count(q.Text, "(") != strings.Count(q.Text, ")") || strings.Count(q.Text, "CASE") != strings.Count(q.Text, "END") {
					t.Errorf("%s at %s, %s: not balanced\n%s", e.Plan.Rules[rule].Key, date, name, q.Text)
				}
			}
		}
	}
	if texts == 0 {
		t.Fatal("no rule has a form")
	}
	t.Log(texts, "texts")
}

// TestSameText holds that the text of a rule depends on the rule alone.
func TestSameText(t *testing.T) {
	first, second := engine(t), engine(t)
	d, _ := sqlgen.Named("spark")
	for rule := range first.Plan.Rules {
		a, errA := sqlgen.Expression(first, rule, at("2026-11-20"), d)
		b, errB := sqlgen.Expression(second, rule, at("2026-11-20"), d)
		if (errA == nil) != (errB == nil) || errA == nil && a.Text != b.Text {
			t.Errorf("%s: two texts", first.Plan.Rules[rule].Key)
		}
	}
}

// TestReasons holds that rules without a form say why.
func TestReasons(t *testing.T) {
	e := engine(t)
	d, _ := sqlgen.Named("duckdb")
	for _, c := range []struct{ key, date, want string }{
		{"gl1", "2026-11-20", "plafond"},
		{"forfait_medecin_traitant", "2024-11-20", "rien n'est en vigueur au 2024-11-20"},
	} {
		rule, _ := e.Plan.Rule(c.key)
		if _, err := sqlgen.Expression(e, rule, at(c.date), d); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.key) {
			t.Errorf("%s: %v, want %q", c.key, err, c.want)
		}
	}
}

// TestColumns holds that a query lists the columns that its text names.
func TestColumns(t *testing.T) {
	e := engine(t)
	d, _ := sqlgen.Named("postgres")
	rule, _ := e.Plan.Rule("forfait_medecin_traitant")
	q, err := sqlgen.Expression(e, rule, at("2026-12-31"), d)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, fact := range q.Facts {
		names[e.Plan.Facts[fact].Name] = true
	}
	for _, want := range []string{"age", "ald", "c2s", "vu_depuis_2_ans", "indicateurs_valides"} {
		if !names[want] || !strings.Contains(q.Text, want) {
			t.Errorf("%s is missing from %v", want, names)
		}
	}
	if len(names) != 5 {
		t.Errorf("%v", names)
	}
}
