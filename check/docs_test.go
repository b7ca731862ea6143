package check

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEveryCodeIsExplained holds docs/constats.md to the codes that the packages report: a section for each, and none besides.
func TestEveryCodeIsExplained(t *testing.T) {
	page, err := os.ReadFile("../docs/constats.md")
	if err != nil {
		t.Fatal(err)
	}
	var explained []string
	for _, m := range regexp.MustCompile(`(?m)^## (\S+)$`).FindAllStringSubmatch(string(page), -1) {
		explained = append(explained, m[1])
	}
	reported := codes(t, "../law", "../compile", ".")
	for _, code := range reported {
		if !slices.Contains(explained, code) {
			t.Errorf("docs/constats.md has no section for %s", code)
		}
	}
	for _, code := range explained {
		if !slices.Contains(reported, code) {
			t.Errorf("docs/constats.md explains %s, which nothing reports", code)
		}
	}
}

// codes reads the sources of packages for the codes of findings: the second argument of report, and those of law.Finding values.
func codes(t *testing.T, folders ...string) []string {
	t.Helper()
	var out []string
	note := func(e ast.Expr) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return
		}
		if code, err := strconv.Unquote(lit.Value); err == nil && code != "" {
			out = append(out, code)
		}
	}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "report" && len(n.Args) > 2 {
						note(n.Args[1])
					}
				case *ast.CompositeLit:
					for i, e := range n.Elts {
						switch e := e.(type) {
						case *ast.KeyValueExpr:
							if k, ok := e.Key.(*ast.Ident); ok && k.Name == "Code" {
								note(e.Value)
							}
						default:
							if id, ok := n.Type.(*ast.Ident); ok && id.Name == "Finding" && i == 0 {
								note(e)
							}
						}
					}
				}
				return true
			})
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
