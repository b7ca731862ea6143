// Package docs_test holds the documents to what the program does: rule files quoted in them compile, console sessions give what they
// print, generated pages are fresh.
//
// A fenced block says what it is after its language:
//
//	yaml textes.yaml        the acts and documents of the page's folder of rules
//	yaml entrees.yaml       its facts
//	yaml règle aides        a whole rule, in the group « aides »
//	yaml refusé table.trou  a whole rule that must be refused with this code
//	diff regles/g.yaml      a change made to that file before the sessions below it
//	console                 commands after « $ » and what they print; a line « … » stands for any lines
package docs_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the console sessions and the generated pages")

// root is the folder of the module, seen from here.
const root = ".."

// program builds the program once and returns its folder, which goes first in the PATH of console sessions.
func program(t *testing.T) string {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// workspace is where the program is built; TestMain removes it.
var workspace string

var built = sync.OnceValues(func() (string, error) {
	build := exec.Command("go", "build", "-o", filepath.Join(workspace, "opposable"), "./cmd/opposable")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program for the docs: %w\n%s", err, out)
	}
	return workspace, nil
})

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "opposable-docs")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	workspace = dir
	return m.Run()
}

// block is a fenced block of a page.
type block struct {
	language, about string // the first word after the fence, and the rest
	text            string
	line            int // of its first line
}

// blocks reads the fenced blocks of a page.
func blocks(t *testing.T, file string) []block {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	var out []block
	open := false
	for i, line := range strings.SplitAfter(string(source), "\n") {
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open:
			open = false
		case fence:
			open = true
			language, about, _ := strings.Cut(strings.TrimSpace(info), " ")
			out = append(out, block{language: language, about: about, line: i + 2})
		case open:
			out[len(out)-1].text += line
		}
	}
	if open {
		t.Errorf("%s: the block opened before line %d is not closed", file, out[len(out)-1].line)
	}
	return out
}

// pages lists the documents that may quote rules and sessions.
func pages(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"README.md", "CONTRIBUTING.md", "GLOSSAIRE.md", "docs/*.md", "docs/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			name, err := filepath.Rel(root, f)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, filepath.ToSlash(name))
		}
	}
	return out
}

// TestUnverifiedPageIsFresh holds that the page of figures to verify is what the command writes.
func TestUnverifiedPageIsFresh(t *testing.T) {
	command := exec.Command(filepath.Join(program(t), "opposable"), "regles", "a-verifier")
	var want, problems bytes.Buffer
	command.Stdout, command.Stderr = &want, &problems
	if err := command.Run(); err != nil {
		t.Fatalf("opposable regles a-verifier: %v\n%s", err, problems.Bytes())
	}
	const file = "a-verifier.md"
	if *update {
		if err := os.WriteFile(file, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("docs/%s is stale, first at %s — run: go test ./docs -update", file, firstDifference(string(got), want.String()))
	}
}

// firstDifference shows the first line at which two texts part.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d:\n  got  %s\n  want %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("line %d: one is longer", min(len(a), len(b))+1)
}

var codeWord = regexp.MustCompile("`([a-z]+)\\.([A-Z][A-Za-z]*)`")

// TestGlossaryWords holds that the words of the code which the glossary names exist.
func TestGlossaryWords(t *testing.T) {
	source, err := os.ReadFile(filepath.Join(root, "GLOSSAIRE.md"))
	if err != nil {
		t.Fatal(err)
	}
	words := codeWord.FindAllStringSubmatch(string(source), -1)
	if len(words) == 0 {
		t.Fatal("no word of the code was found")
	}
	for _, w := range words {
		files, err := filepath.Glob(filepath.Join(root, w[1], "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		declared := regexp.MustCompile(`(?m)^(type |func |\t)` + w[2] + `\b|^\t[A-Za-z, ]*\b` + w[2] + `\b.* `)
		found := false
		for _, f := range files {
			code, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			found = found || declared.Match(code)
		}
		if !found {
			t.Errorf("GLOSSAIRE.md names %s, which package %s does not declare", w[0], w[1])
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#]+)(?:#[^)]*)?\)`)

// TestLinks holds that the files that pages point to exist.
func TestLinks(t *testing.T) {
	for _, page := range pages(t) {
		source, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(source), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s points to %s, which does not exist", page, m[1])
			}
		}
	}
}
