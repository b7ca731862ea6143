// Package cases holds the worked cases of the law to account: it reads cas/*.json, compares an answer with what a case expects, and runs
// them all against whatever answers commands: the command line, HTTP, the library.
//
//	cas/*.json ─► Load ─► Case ─► (a program) ─► Match ─► differences in words
//
// A case is a command with its arguments, its input, and what must be found in the answer. A file is a list of cases, or a common input
// and a list of cases that each change something in it. It refuses files of another form and names given twice.
//
// Unstable: only the root package is a promised face.
package cases

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Case is one worked case.
type Case struct {
	ID       string         `json:"id"`
	Title    string         `json:"titre"`
	Command  []string       `json:"commande"` // the verb, then its arguments: a rule
	Args     []string       `json:"args"`     // flags of the moment
	Input    map[string]any `json:"entree"`
	Expected map[string]any `json:"attendu"`
	Source   string         `json:"source"`
	Trust    string         `json:"confiance"`

	File string `json:"-"`
}

// Verb is the command's name.
func (c *Case) Verb() string {
	if len(c.Command) == 0 {
		return ""
	}
	return c.Command[0]
}

// Rule is the key of the rule that the command is about, or nothing. An amount to decode is no rule.
func (c *Case) Rule() string {
	if len(c.Command) < 2 || c.Command[1][0] >= '0' && c.Command[1][0] <= '9' {
		return ""
	}
	return c.Command[1]
}

// JSON is the input as a program reads it.
func (c *Case) JSON() []byte {
	if c.Input == nil {
		return []byte("{}")
	}
	b, err := json.Marshal(c.Input)
	if err != nil {
		panic(fmt.Errorf("writing the input of case %s: %w", c.ID, err)) // it was read from JSON
	}
	return b
}

// Body is the input as an HTTP request holds it: that of the command line, with the amount that is an argument there.
func (c *Case) Body() []byte {
	if len(c.Command) < 2 || c.Rule() != "" {
		return c.JSON()
	}
	with := *c
	with.Input = merge(c.Input, map[string]any{"montant": c.Command[1]})
	return with.JSON()
}

// Flag is the value of a flag of the case, such as "--au".
func (c *Case) Flag(name string) string {
	for i, a := range c.Args {
		if a == name && i+1 < len(c.Args) {
			return c.Args[i+1]
		}
		if value, ok := strings.CutPrefix(a, name+"="); ok {
			return value
		}
	}
	return ""
}

// Load reads every case of a folder, in the order of the files' names.
func Load(dir string) ([]Case, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("listing cases: %w", err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no case in %s", dir)
	}
	slices.Sort(paths)
	var out []Case
	seen := map[string]string{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reading cases: %w", err)
		}
		list, err := Read(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for i := range list {
			c := &list[i]
			c.File = filepath.Base(path)
			if c.ID == "" || c.Verb() == "" || len(c.Expected) == 0 {
				return nil, fmt.Errorf("%s: case %d lacks an id, a command or what it expects", path, i+1)
			}
			if before, twice := seen[c.ID]; twice {
				return nil, fmt.Errorf("%s: case %q is also in %s", path, c.ID, before)
			}
			seen[c.ID] = path
		}
		out = append(out, list...)
	}
	return out, nil
}

// Read reads one file: a list of cases, or {"entree": common, "cas": […]}, where each case's input is laid over the common one.
func Read(data []byte) ([]Case, error) {
	var list []Case
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '[' {
		return list, decode(data, &list)
	}
	var file struct {
		Input map[string]any `json:"entree"`
		Cases []Case         `json:"cas"`
	}
	if err := decode(data, &file); err != nil {
		return nil, err
	}
	for i := range file.Cases {
		file.Cases[i].Input = merge(file.Input, file.Cases[i].Input)
	}
	return file.Cases, nil
}

func decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("reading cases: %w", err)
	}
	return nil
}

// merge lays one object over another: objects member by member, anything else replaced. Neither is changed.
func merge(under, over map[string]any) map[string]any {
	out := make(map[string]any, len(under)+len(over))
	for k, v := range under {
		out[k] = v
	}
	for k, v := range over {
		below, isObject := out[k].(map[string]any)
		if above, ok := v.(map[string]any); ok && isObject {
			out[k] = merge(below, above)
			continue
		}
		out[k] = v
	}
	return out
}
