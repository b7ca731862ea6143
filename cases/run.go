package cases

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// Program is what cases are run against.
type Program struct {
	Serves func(verb string) bool // whether the command exists
	Rule   func(key string) bool  // whether the rule exists
	// Answer gives the JSON of the answer and the exit code that the command line would give: 0 answered, 1 the answer is "no", anything
	// else a refusal, with its message in place of the answer.
	Answer func(*Case) ([]byte, int)
}

// sampled is how many cases one stands for where a sample is enough: under the race detector.
const sampled = 4

// Run runs every case of a folder, one in four of them under -short, each as a subtest of its file. Cases of commands that the program does not serve are counted and named
// in the log. A case whose command is served and whose rule is not known fails.
func Run(t *testing.T, dir string, p Program) {
	t.Helper()
	list, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	unserved := map[string][]string{}
	ran := 0
	files := slices.Compact(fileNames(list))
	for _, file := range files {
		t.Run(strings.TrimSuffix(file, ".json"), func(t *testing.T) {
			for i := range list {
				c := &list[i]
				switch {
				case c.File != file:
				case testing.Short() && i%sampled != 0:
				case !p.Serves(c.Verb()):
					unserved[c.Verb()] = append(unserved[c.Verb()], c.ID)
				default:
					ran++
					t.Run(c.ID, func(t *testing.T) { runOne(t, p, c) })
				}
			}
		})
	}
	t.Logf("%d cases run of %d", ran, len(list))
	for _, verb := range slices.Sorted(maps.Keys(unserved)) {
		t.Logf("not yet served: %s, %d cases: %s", verb, len(unserved[verb]), strings.Join(unserved[verb], ", "))
	}
}

func fileNames(list []Case) []string {
	var out []string
	for i := range list {
		out = append(out, list[i].File)
	}
	return out
}

func runOne(t *testing.T, p Program, c *Case) {
	t.Helper()
	if key := c.Rule(); key != "" && !p.Rule(key) {
		t.Fatalf("%s: %s: the command is served, the rule %q is not known", c.Title, c.Source, key)
	}
	for _, difference := range Check(p, c) {
		t.Errorf("%s (%s %s): %s", c.Title, strings.Join(c.Command, " "), strings.Join(c.Args, " "), difference)
	}
}

// Check runs one case and returns its differences.
func Check(p Program, c *Case) []string {
	out, exit := p.Answer(c)
	if exit != 0 && exit != 1 {
		return []string{fmt.Sprintf("refused, exit %d: %s", exit, strings.TrimSpace(string(out)))}
	}
	var got map[string]any
	d := json.NewDecoder(bytes.NewReader(out))
	d.UseNumber()
	if err := d.Decode(&got); err != nil {
		return []string{fmt.Sprintf("the answer is not a JSON object: %v", err)}
	}
	return Match(c.Expected, got)
}
