package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/opposable/opposable/check"
	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/law"
)

// TestQuotedRules compiles and checks every rule file quoted in the documents: each page is a small folder of rules of its own.
func TestQuotedRules(t *testing.T) {
	for _, page := range pages(t) {
		t.Run(page, func(t *testing.T) {
			folder, refused := quoted(t, page)
			if len(folder) == 0 && len(refused) == 0 {
				return
			}
			for _, f := range findings(t, folder) {
				t.Errorf("%s", f)
			}
			for _, r := range refused {
				with := maps.Clone(folder)
				with[r.file] = &fstest.MapFile{Data: []byte(r.text)}
				codes := map[string]bool{}
				for _, f := range findings(t, with) {
					codes[f.Code] = true
				}
				if !codes[r.code] {
					t.Errorf("line %d: %s should be refused with %s, got %v", r.line, r.file, r.code, codes)
				}
			}
		})
	}
}

// refusal is a rule quoted because it is wrong.
type refusal struct {
	file, code, text string
	line             int
}

// quoted gathers the YAML blocks of a page as files.
func quoted(t *testing.T, page string) (fstest.MapFS, []refusal) {
	t.Helper()
	folder := fstest.MapFS{}
	var refused []refusal
	for _, b := range blocks(t, page) {
		if b.language != "yaml" {
			continue
		}
		kind, rest, _ := strings.Cut(b.about, " ")
		switch kind {
		case "textes.yaml", "entrees.yaml":
			folder[kind] = &fstest.MapFile{Data: []byte(b.text)}
		case "règle":
			file := fileOf(t, page, rest, b)
			if folder[file] != nil {
				t.Errorf("%s, line %d: %s is quoted twice", page, b.line, file)
			}
			folder[file] = &fstest.MapFile{Data: []byte(b.text)}
		case "refusé":
			refused = append(refused, refusal{file: fileOf(t, page, "actes", b), code: rest, text: b.text, line: b.line})
		default:
			t.Errorf("%s, line %d: say what this YAML is: textes.yaml, entrees.yaml, règle GROUPE or refusé CODE", page, b.line)
		}
	}
	return folder, refused
}

// fileOf is where a quoted rule stands: its group and its key.
func fileOf(t *testing.T, page, group string, b block) string {
	t.Helper()
	first, _, _ := strings.Cut(b.text, "\n")
	key, ok := strings.CutPrefix(first, "règle: ")
	if !ok {
		t.Fatalf("%s, line %d: a whole rule begins with « règle: »", page, b.line)
	}
	return group + "/" + key + ".yaml"
}

func findings(t *testing.T, folder fstest.MapFS) []law.Finding {
	t.Helper()
	book, found, err := law.Load(folder, "")
	if err != nil {
		t.Fatal(err)
	}
	p, more := compile.Compile(book)
	found = append(found, more...)
	if len(found) == 0 {
		found = check.All(book, p)
	}
	return law.Sort(found)
}

// TestQuotedRulesAreCanonical holds that the rules quoted are laid out as « regles formater » would.
func TestQuotedRulesAreCanonical(t *testing.T) {
	for _, page := range pages(t) {
		folder, _ := quoted(t, page)
		var pairs []string
		for file, source := range folder {
			printed, found := law.Canonical(file, source.Data)
			if len(found) > 0 || string(printed) == string(source.Data) {
				continue // findings are reported by the other test
			}
			pairs = append(pairs, string(source.Data), string(printed))
			if !*update {
				t.Errorf("%s: %s is not laid out as the rules are, first at %s\n— run: go test ./docs -update", page, file, firstDifference(string(source.Data), string(printed)))
			}
		}
		if *update {
			rewrite(t, page, pairs)
		}
	}
}

// TestEveryKeyIsDocumented holds that the grammar page names every key that the decoder of rules knows, between backquotes.
func TestEveryKeyIsDocumented(t *testing.T) {
	page, err := os.ReadFile("format-des-regles.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "law", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if _, isMap := literal.Type.(*ast.MapType); !isMap {
				return true
			}
			for _, e := range literal.Elts {
				if pair, ok := e.(*ast.KeyValueExpr); ok {
					if key, ok := pair.Key.(*ast.BasicLit); ok && key.Kind == token.STRING {
						text, err := strconv.Unquote(key.Value)
						if err != nil {
							t.Fatal(err)
						}
						keys[text] = file
					}
				}
			}
			return true
		})
	}
	if len(keys) < 50 {
		t.Fatalf("only %d keys were found in the decoder", len(keys))
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		named := regexp.MustCompile("[`{, ]" + regexp.QuoteMeta(key) + "[`:,}]")
		if !named.Match(page) {
			t.Errorf("%s reads the key « %s », which format-des-regles.md does not explain", keys[key], key)
		}
	}
}
