package docs_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// anyLines stands for lines that a session leaves out.
const anyLines = "…"

// TestConsole runs the sessions of each page in order, in a fresh folder that holds the rules, the cases and the examples, and compares what they print.
func TestConsole(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the program many times")
	}
	for _, page := range pages(t) {
		t.Run(page, func(t *testing.T) {
			list := blocks(t, page)
			var dir string
			var rewritten []string
			for _, b := range list {
				if b.language != "console" && b.language != "diff" {
					continue
				}
				if dir == "" {
					dir = workbench(t)
				}
				if b.language == "diff" {
					apply(t, dir, b)
					continue
				}
				actual := play(t, dir, b)
				rewritten = append(rewritten, b.text, actual)
				if !*update && !same(strings.Split(b.text, "\n"), strings.Split(actual, "\n")) {
					t.Errorf("line %d: the session prints otherwise, first at %s\n— run: go test ./docs -update", b.line, firstDifference(b.text, actual))
				}
			}
			if *update {
				rewrite(t, page, rewritten)
			}
		})
	}
}

// workbench is a folder with what a reader of the repository has at hand.
func workbench(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"regles", "cas", "exemples"} {
		if _, err := os.Stat(filepath.Join(root, name)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join(root, name))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// play runs the commands of a session and writes the session that it gives.
func play(t *testing.T, dir string, b block) string {
	t.Helper()
	var out strings.Builder
	var command string
	flush := func() {
		if command == "" {
			return
		}
		run := exec.Command("sh", "-c", command)
		run.Dir = dir
		run.Env = append(os.Environ(), "PATH="+program(t)+string(os.PathListSeparator)+os.Getenv("PATH"), "XDG_DATA_HOME="+filepath.Join(dir, "donnees"))
		printed, err := run.CombinedOutput()
		if _, exited := err.(*exec.ExitError); err != nil && !exited {
			t.Fatalf("line %d: %s: %v", b.line, command, err)
		}
		out.Write(printed)
		if len(printed) > 0 && printed[len(printed)-1] != '\n' {
			out.WriteByte('\n')
		}
		command = ""
	}
	continued := false
	for line := range strings.Lines(b.text) {
		text, starts := strings.CutPrefix(line, "$ ")
		switch {
		case starts:
			flush()
			command = text
		case continued:
			command += line
		default:
			continue
		}
		out.WriteString(line)
		continued = strings.HasSuffix(strings.TrimRight(line, "\n"), "\\")
	}
	flush()
	return out.String()
}

// same compares a session with what it gives; « … » in the page stands for any lines.
func same(page, actual []string) bool {
	for len(page) > 0 {
		if page[0] == anyLines {
			for skip := range len(actual) + 1 {
				if same(page[1:], actual[skip:]) {
					return true
				}
			}
			return false
		}
		if len(actual) == 0 || page[0] != actual[0] {
			return false
		}
		page, actual = page[1:], actual[1:]
	}
	return len(actual) == 0
}

// rewrite puts what the sessions give in their page. A session with lines left out is kept when it still holds, and must be mended by hand
// otherwise.
func rewrite(t *testing.T, page string, pairs []string) {
	t.Helper()
	file := filepath.Join(root, page)
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	for i := 0; i < len(pairs); i += 2 {
		old, actual := pairs[i], pairs[i+1]
		switch {
		case same(strings.Split(old, "\n"), strings.Split(actual, "\n")):
		case strings.Contains("\n"+old, "\n"+anyLines+"\n"):
			t.Errorf("%s: a session with lines left out prints otherwise; mend it by hand:\n%s", page, actual)
		default:
			text = strings.Replace(text, old, actual, 1)
		}
	}
	if text == string(source) {
		return
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// apply makes the change of a diff block: its lines without sign and with « - » are found once in the file and give way to those without
// sign and with « + ».
func apply(t *testing.T, dir string, b block) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(b.about))
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("line %d: %v", b.line, err)
	}
	var before, after strings.Builder
	for line := range strings.Lines(b.text) {
		sign, text := line[0], line[1:]
		if line == "\n" { // an empty line between others
			sign, text = ' ', line
		}
		if sign != '+' {
			before.WriteString(text)
		}
		if sign != '-' {
			after.WriteString(text)
		}
	}
	if n := strings.Count(string(source), before.String()); n != 1 {
		t.Fatalf("line %d: what the diff changes is found %d times in %s", b.line, n, b.about)
	}
	changed := strings.Replace(string(source), before.String(), after.String(), 1)
	if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
}
