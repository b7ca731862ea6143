package opposable_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

const module = "github.com/opposable/opposable"

// arrows says which packages of the module each package may import: read from top to bottom, they only go up this list. A package that is
// not in it has no place yet.
var arrows = map[string][]string{
	"money":    nil,
	"day":      nil,
	"near":     nil,
	"complete": nil,
	"regles":   nil,
	"chiffres": nil,

	"law":     {"near"},
	"plan":    {"money", "day"},
	"compile": {"law", "plan", "money", "day", "near"},
	"eval":    {"plan", "money", "day"},
	"explain": {"eval", "plan", "money", "day"},
	"mutate":  {"explain", "eval", "plan", "money", "day"},
	"facts":   {"eval", "plan", "money", "day", "near"},
	"check":   {"law", "compile", "facts", "explain", "eval", "plan", "money", "day", "near"},

	"answer":      {"complete", "facts", "explain", "eval", "plan", "money", "day", "near"},
	"practice":    {"answer", "complete", "facts", "explain", "eval", "plan", "money", "day", "near"},
	"ical":        {"practice", "answer", "explain", "money", "day"},
	"sheet":       {"facts", "day", "near"},
	"ccam":        {"sheet", "facts", "day"},
	"patients":    {"sheet", "practice", "facts", "eval", "plan", "day", "near"},
	"cotation":    {"answer", "complete", "facts", "explain", "eval", "plan", "money", "day", "near"},
	"observatory": {"sheet", "answer", "facts", "explain", "eval", "plan", "money", "day", "near"},
	"batch":       {"eval", "plan", "money", "day"},
	"sqlgen":      {"eval", "plan", "money", "day"},
	"population":  {"batch", "plan", "money", "day", "near"},
	"reproduce":   {"explain", "day"},
	"damir":       {"simulate", "answer", "explain", "facts", "money"},
	"simulate":    {"answer", "complete", "facts", "explain", "eval", "plan", "money", "day", "near"},
	"audit":       {"cotation", "sheet", "answer", "facts", "explain", "plan", "money", "day", "near"},
	"reform":      {"population", "batch", "answer", "explain", "eval", "plan", "money", "day"},
	"cases":       nil,

	".": {
		"audit", "reform", "ccam", "chiffres", "reproduce", "cotation", "damir", "patients", "sheet", "practice", "observatory", "simulate", "answer", "complete", "facts", "explain", "eval", "check", "compile",
		"law", "plan", "money", "day", "near", "regles",
	},
	"web": {
		".", "audit", "sheet", "reproduce", "reform", "ical", "cotation", "practice", "observatory", "simulate", "answer", "complete", "facts", "explain", "eval", "plan", "money", "day", "near",
	},
	"cmd/opposable": {
		".", "web", "audit", "reform", "ical", "population", "ccam", "damir", "reproduce", "mutate", "cases", "sqlgen", "batch", "patients", "sheet", "cotation", "practice", "observatory", "simulate", "answer",
		"complete", "facts", "explain", "eval", "check", "compile", "law", "plan", "money", "day", "near", "regles",
	},
}

// doors says which packages may import each library, or each part of the standard library that has one door.
var doors = map[string][]string{
	"go.yaml.in/yaml/v3":                  {"law"},
	"github.com/xuri/excelize/v2":         {"sheet"},
	"github.com/arran4/golang-ical":       {"ical"},
	"github.com/parquet-go/parquet-go":    {"population"},
	"github.com/klauspost/compress":       {"damir"},
	"github.com/spf13/cobra":              {"cmd/opposable"},
	"github.com/spf13/pflag":              {"cmd/opposable"},
	"github.com/danielgtaylor/huma/v2":    {"web"},
	"github.com/prometheus/client_golang": {"web"},
	"go/parser":                           {"compile"},
	"go/ast":                              {"compile"},
	"net/http":                            {"web", "cmd/opposable"},
	"html/template":                       {"web"},
	"os":                                  {".", "cases", "population", "cmd/opposable"}, // files named by the caller; the environment is forbidden below
	"flag":                                nil,
	"math/rand":                           {"population", "mutate"}, // a seeded stream, never the clock
}

// core are the packages through which money passes.
var core = []string{"money", "plan", "compile", "eval", "explain", "answer", "practice", "cotation", "facts", "observatory", "simulate", "reform"}

// impure are the calls that make an answer depend on when and where it is asked, and who may make them.
var impure = map[string][]string{
	"time.Now":          {"cmd/opposable", "web/api_metrics.go"}, // how long a request took
	"time.Since":        {"cmd/opposable", "web/api_metrics.go"},
	"os.Getenv":         {"cmd/opposable"},
	"os.LookupEnv":      {"cmd/opposable"},
	"os.Environ":        {"cmd/opposable"},
	"os.Args":           {"cmd/opposable"},
	"os.Hostname":       nil,
	"time.LoadLocation": {"cmd/opposable"},
}

// source is one Go file of the module that is not a test.
type source struct {
	folder, file string // from the root; the root package is "."
	tree         *ast.File
	set          *token.FileSet
}

func (s *source) at(p token.Pos) string {
	return fmt.Sprintf("%s:%d", s.file, s.set.Position(p).Line)
}

// sources parses every Go file of the module that is not a test.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		name = filepath.ToSlash(name)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && name != "." || entry.Name() == "node_modules" || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() && name != "." && isModule(name):
			return filepath.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		tree, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		out = append(out, source{path.Dir(name), name, tree, set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// isModule tells a folder that is a module of its own.
func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// TestArrows holds that packages only import what is above them, and libraries only by their door.
func TestArrows(t *testing.T) {
	for _, s := range sources(t) {
		allowed, placed := arrows[s.folder]
		if !placed {
			t.Errorf("%s: the package %q has no place in the arrows of architecture_test.go", s.file, s.folder)
			continue
		}
		for _, spec := range s.tree.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if name == module || strings.HasPrefix(name, module+"/") {
				own := cmp.Or(strings.TrimPrefix(strings.TrimPrefix(name, module), "/"), ".")
				if !slices.Contains(allowed, own) {
					t.Errorf("%s: %s may not import %s: arrows go %s", s.at(spec.Pos()), s.folder, own, strings.Join(allowed, ", "))
				}
				continue
			}
			library, who, ok := door(name)
			switch {
			case ok && !slices.Contains(who, s.folder):
				t.Errorf("%s: %s enters by %v only", s.at(spec.Pos()), library, who)
			case !ok && strings.Contains(strings.Split(name, "/")[0], "."):
				t.Errorf("%s: %s has no door: write a decision, then add it to doors", s.at(spec.Pos()), name)
			}
		}
	}
}

// door finds the library to which an import path belongs.
func door(name string) (library string, who []string, ok bool) {
	for library, who := range doors {
		if name == library || strings.HasPrefix(name, library+"/") {
			return library, who, true
		}
	}
	return "", nil, false
}

// TestArrowsHaveNoCycle holds that the table of arrows is an order.
func TestArrowsHaveNoCycle(t *testing.T) {
	state := map[string]int{}
	var visit func(string)
	visit = func(name string) {
		switch state[name] {
		case 1:
			t.Fatalf("%s comes back to itself", name)
		case 2:
			return
		}
		state[name] = 1
		for _, above := range arrows[name] {
			if _, placed := arrows[above]; !placed {
				t.Errorf("%s may import %s, which has no place", name, above)
			}
			visit(above)
		}
		state[name] = 2
	}
	for _, name := range slices.Sorted(maps.Keys(arrows)) {
		visit(name)
	}
}

// TestNoFloats holds that nothing which money passes through knows floating point.
func TestNoFloats(t *testing.T) {
	for _, s := range sources(t) {
		if !slices.Contains(core, s.folder) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if slices.Contains([]string{"float64", "float32", "complex128", "ParseFloat", "FormatFloat", "Float64"}, n.Name) {
					t.Errorf("%s: %s — amounts are whole cents, rates whole hundredths", s.at(n.Pos()), n.Name)
				}
			case *ast.BasicLit:
				if n.Kind == token.FLOAT {
					t.Errorf("%s: the literal %s is a float", s.at(n.Pos()), n.Value)
				}
			}
			return true
		})
	}
}

// TestNoClockNoEnvironment holds that an answer depends on its input alone.
func TestNoClockNoEnvironment(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := call.X.(*ast.Ident)
			if !ok {
				return true
			}
			name := pkg.Name + "." + call.Sel.Name
			if who, listed := impure[name]; listed && !slices.Contains(who, s.folder) && !slices.Contains(who, s.file) {
				t.Errorf("%s: %s — the day is an argument, and settings come from cmd", s.at(call.Pos()), name)
			}
			return true
		})
	}
}

// counted are the numbers of the program that happen to be amounts of the convention, each with what it is. « * » is for a file whose
// numbers are all of one kind.
var counted = map[string]string{
	"cotation/combine.go 100_00":      "a line billed entire, in hundredths of a percent",
	"practice/calendar.go 100_00":     "a sum paid entire, in hundredths of a percent",
	"practice/read.go 100_000":        "the greatest number of patients of a group",
	"web/api_examples.go 700":         "the patients of a group, in an example of a request",
	"web/api_request.go 200":          "the longest list of questions",
	"web/code_view.go 1000":           "the rank of a line that bears the code itself",
	"web/figures_chart.go *":          "lengths of a drawing, in tenths of a pixel",
	"web/figures_panels.go 1_000_000": "a million",
	"web/rangechart.go *":             "lengths of a drawing",
	"web/reform_chart.go *":           "lengths of a drawing, in tenths of a pixel",
	"web/reform_text.go 200":          "the most stops of a slider",
	"web/reform_view.go 1000":         "a whole, in tenths of a percent",
	"web/stepchart.go *":              "lengths of a drawing, in tenths of a pixel",
	"web/yearform.go 100_000":         "the greatest number of patients of a group",
	"web/yearview.go 1000":            "the width of a drawing",
	"answer/imported.go 100_00":       "a tariff left entire, in hundredths of a percent",
}

// TestNoAmountsInCode holds that no Go file of the packages that speak to people names an amount of the convention: the law is in regles/.
// An integer is compared with the amounts in cents, a text with the ways to write them.
func TestNoAmountsInCode(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	amounts := amountsOf(l.Plan)
	texts := map[string]int64{}
	for cents := range amounts {
		a := money.Amount(cents)
		for _, written := range []string{a.French(), a.FrenchShort(), a.String(), strings.ReplaceAll(a.String(), ".", ",") + " €"} {
			texts[written] = cents
		}
	}
	used := map[string]bool{}
	for _, s := range sources(t) {
		if !slices.Contains([]string{"cotation", "practice", "observatory", "simulate", "answer", "web"}, s.folder) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok {
				return true
			}
			var place string
			switch literal.Kind {
			case token.INT:
				if n, err := strconv.ParseInt(literal.Value, 0, 64); err == nil && amounts[n] != "" {
					place = amounts[n]
				}
			case token.STRING:
				text, err := strconv.Unquote(literal.Value)
				if cents, is := texts[text]; err == nil && is {
					place = amounts[cents]
				}
			}
			if place == "" {
				return true
			}
			key := s.file + " " + literal.Value
			if counted[s.file+" *"] != "" {
				key = s.file + " *"
			}
			if used[key] = true; counted[key] == "" {
				t.Errorf("%s: %s is an amount of the convention (%s) — read it from the plan, or say in counted what it is", s.at(literal.Pos()), literal.Value, place)
			}
			return true
		})
	}
	for key := range counted {
		if !used[key] {
			t.Errorf("counted lists %q, which is no longer there", key)
		}
	}
}

// amountsOf lists the amounts of the plan above one euro, in cents, each with a place that writes it.
func amountsOf(p *plan.Plan) map[int64]string {
	out := map[int64]string{}
	see := func(part *plan.Part, n int64, at plan.Pos) {
		if n > 100 {
			out[n] = fmt.Sprintf("%s:%d", p.Rules[part.Rule].File, at.Line)
		}
	}
	for i := range p.Parts {
		part := &p.Parts[i]
		figure := func(f *plan.Figure) {
			if f != nil && part.Unit.Kind == plan.Euro && part.Augments < 0 {
				see(part, f.N, f.Pos)
			}
		}
		params := func(list []plan.Param) {
			for _, x := range list {
				if x.Unit.Kind == plan.Euro && x.From == nil {
					see(part, x.Figure.N, x.Figure.Pos)
				}
			}
		}
		for j := range part.Versions {
			v := &part.Versions[j]
			figure(v.Value)
			params(v.Params)
			if v.Table == nil {
				continue
			}
			for k := range v.Table.Rows {
				figure(v.Table.Rows[k].Value)
				params(v.Table.Rows[k].Params)
			}
		}
	}
	return out
}
