// Package opposable makes the French convention médicale 2024-2029 executable: the rules shipped with it, or a folder of the same
// form, loaded once and asked many times.
//
//	l, err := opposable.Shipped()
//	result, err := l.Compute("forfait_medecin_traitant", []byte(`{"age": 85, "ald": true}`), opposable.Asked{At: "2026-12-31", Today: today})
//
// This is the only package whose face is promised; the others may change.
package opposable

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/ccam"
	"github.com/opposable/opposable/check"
	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/regles"
)

// Law is a body of rules ready to be asked. It is safe for concurrent use.
type Law struct {
	Plan   *plan.Plan
	Engine *eval.Engine
	Files  fs.FS // the rules as written

	once    sync.Once
	prices  *cotation.Pricer
	imports answer.Lookup // the tables imported at run time; nil without any
	table   *ccam.Table   // the one of technical acts
	written sources
}

// Shipped returns the rules that come with the program, from their compiled form.
func Shipped() (*Law, error) {
	p, err := plan.Decode(bytes.NewReader(regles.Plan))
	if err != nil {
		return nil, fmt.Errorf("reading the shipped plan: %w", err)
	}
	return Over(p, regles.Files), nil
}

// Over wraps a built plan and its sources.
func Over(p *plan.Plan, files fs.FS) *Law { return &Law{Plan: p, Engine: eval.New(p), Files: files} }

// Folder loads and compiles the rules of a folder. The law is nil when a finding prevents its use; a warning does not.
func Folder(dir string) (*Law, []law.Finding, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, nil, fmt.Errorf("opening the folder of rules: %w", err)
	}
	return FromFS(os.DirFS(dir), filepath.ToSlash(dir))
}

// FromFS is Folder for any file system; prefix goes before each path in findings. The rules are proved, not only compiled: a table with a
// hole or two rows for one case is a finding, and there is no law.
func FromFS(files fs.FS, prefix string) (*Law, []law.Finding, error) {
	book, findings, err := law.Load(files, prefix)
	if err != nil {
		return nil, nil, err
	}
	p, more := compile.Compile(book)
	findings = law.Sort(append(append(findings, more...), check.All(book, p)...))
	for _, f := range findings {
		if !f.Warning {
			return nil, findings, nil
		}
	}
	l := Over(p, files)
	l.written.once.Do(func() { l.written.book = book })
	return l, findings, nil
}

// Clone copies the law, so that one copy can be changed.
func (l *Law) Clone() (*Law, error) {
	var b bytes.Buffer
	if err := l.Plan.Encode(&b); err != nil {
		return nil, fmt.Errorf("copying the plan: %w", err)
	}
	p, err := plan.Decode(&b)
	if err != nil {
		return nil, err
	}
	return Over(p, l.Files), nil
}

// Asked is the moment of a question as a user writes it: dates AAAA-MM-JJ, empty for today, everything known, no scenario.
type Asked struct {
	At, Known, Scenario string
	Today               day.Date
}

// Moment settles the moment of an answer from the question and from the facts' own date or year.
// The two may not disagree.
func (l *Law) Moment(a Asked, object map[string]any) (day.Moment, error) {
	m := day.Moment{At: a.Today, Scenario: a.Scenario}
	var problems facts.Problems
	read := func(path, text string) (day.Date, bool) {
		d, err := day.Parse(text)
		if err != nil {
			problems = append(problems, facts.Problem{Path: path, Message: fmt.Sprintf("une date qui existe, AAAA-MM-JJ, est attendue, « %s » trouvé", text)})
		}
		return d, err == nil
	}
	asked := false
	if a.At != "" {
		m.At, asked = read("--au", a.At)
	}
	if a.Known != "" {
		if d, ok := read("--connu-le", a.Known); ok {
			m.Known = &d
		}
	}
	if a.Scenario != "" {
		if i, ok := l.Plan.Act(a.Scenario); !ok || !l.Plan.Acts[i].Scenario {
			problems = append(problems, facts.Problem{Path: "--scenario", Message: fmt.Sprintf("« %s » n'est pas un scénario — %s", a.Scenario, strings.Join(l.Scenarios(), ", "))})
		}
	}
	if text, ok := object["date"].(string); ok {
		if _, isFact := l.Plan.Fact("date"); !isFact {
			switch d, ok := read("date", text); {
			case !ok:
			case asked && d != m.At:
				problems = append(problems, facts.Problem{Path: "date", Message: fmt.Sprintf("les faits sont du %s et la question du %s — gardez une seule des deux dates", d, m.At)})
			default:
				m.At = d
			}
			delete(object, "date")
		}
	}
	if len(problems) > 0 {
		return m, problems
	}
	return m, nil
}

// Scenarios lists the scenarios that may be asked for.
func (l *Law) Scenarios() []string {
	var out []string
	for _, a := range l.Plan.Acts {
		if a.Scenario {
			out = append(out, a.Key)
		}
	}
	return out
}

// Compute answers one rule on flat facts in JSON.
func (l *Law) Compute(key string, input []byte, a Asked) (*answer.Result, error) {
	object, err := facts.Decode(input)
	if err != nil {
		return nil, err
	}
	return l.ComputeObject(key, object, a)
}

// ComputeObject is Compute for facts already decoded; numbers are json.Number.
func (l *Law) ComputeObject(key string, object map[string]any, a Asked) (*answer.Result, error) {
	rule, err := l.FindRule(key)
	if err != nil {
		return nil, err
	}
	m, err := l.Moment(a, object)
	set, more := facts.Flat(l.Plan, object)
	if err := facts.Join(err, more); err != nil {
		return nil, err
	}
	set.Calendar(l.Plan, m.At, eval.Value{State: eval.Unknown}, plan.Place{})
	r := answer.Compute(l.Engine, rule, set, m)
	r.Complete(l.Engine, rule, object, l.imports)
	return r, nil
}

// FindRule returns a rule by key, or by the code of an act that it prices, whatever the case.
func (l *Law) FindRule(key string) (int, error) {
	if i, ok := l.Plan.Rule(key); ok {
		return i, nil
	}
	if i, ok := l.Plan.Rule(strings.ToLower(key)); ok {
		return i, nil
	}
	if i, ok := l.Plan.RuleOfCode(strings.ToUpper(key)); ok {
		return i, nil
	}
	var keys []string
	for _, r := range l.Plan.Rules {
		keys = append(keys, r.Key)
	}
	hint := "« opposable regles » les liste toutes"
	if meant := near.Word(key, keys); meant != "" {
		hint = "vouliez-vous écrire « " + meant + " »"
	}
	return 0, facts.Refuse("", "règle inconnue « %s » — %s", key, hint)
}
