package opposable

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/opposable/opposable/check"
	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// Edit is one figure of one rule written otherwise.
type Edit struct {
	Rule string
	law.Edit
}

// String writes the edit as ReadEdit reads it.
func (e Edit) String() string {
	if e.Part == e.Rule {
		return e.Edit.String()
	}
	return e.Rule + "." + e.Edit.String()
}

var editForm = regexp.MustCompile(`^([a-z0-9_]+)(?:\.([a-z0-9_]+?))??(?:\.v([0-9]+))?(?:\.l([0-9]+))?\.([^.=]+)=(.*)$`)

// editShape is what messages show of an edit.
const editShape = "RÈGLE.PARTIE.lLIGNE.COLONNE=VALEUR, comme forfait_medecin_traitant.socle.l2.montant=4"

// ReadEdit reads « règle.partie.vVERSION.lLIGNE.colonne=valeur ». The part may be left out in a rule that has only one, the version when
// the one in force at the moment is meant, the row outside a table.
func (l *Law) ReadEdit(text string, m day.Moment) (Edit, error) {
	refuse := func(format string, args ...any) (Edit, error) {
		return Edit{}, facts.Refuse("--changer", "« %s » : "+format, append([]any{text}, args...)...)
	}
	g := editForm.FindStringSubmatch(strings.TrimSpace(text))
	if g == nil {
		return refuse("%s est attendu", editShape)
	}
	rule, err := l.FindRule(g[1])
	if err != nil {
		return refuse("%s", strings.TrimPrefix(err.Error(), " : "))
	}
	p := l.Plan
	e := Edit{Rule: p.Rules[rule].Key, Edit: law.Edit{Part: g[2], Column: g[5], Value: strings.TrimSpace(g[6])}}
	e.Row, _ = strconv.Atoi(g[4])
	if e.Part == "" {
		if e.Part = e.Rule; len(p.Rules[rule].Parts) == 1 {
			e.Part = p.Parts[p.Rules[rule].Parts[0]].Name
		}
	}
	if e.Value == "" {
		return refuse("la valeur manque après le signe égal")
	}
	if !strings.ContainsAny(e.Value, " ") {
		e.Value = strings.ReplaceAll(e.Value, ",", ".")
	}
	if g[3] != "" {
		e.Version, _ = strconv.Atoi(g[3])
		return e, nil
	}
	part, ok := p.PartNamed(rule, e.Part)
	if !ok {
		e.Version = 1 // the place is refused by its name
		return e, nil
	}
	k := eval.InForce(p, p.Parts[part].Versions, m)
	if k < 0 {
		return refuse("aucune version de « %s » n'est en vigueur au %s — dites laquelle : .v1, .v2…", e.Part, m.At)
	}
	e.Version = k + 1
	return e, nil
}

// sources are the rules as written, read once when a first edit asks for them.
type sources struct {
	once sync.Once
	book *law.Book
	err  error
}

func (l *Law) book() (*law.Book, error) {
	l.written.once.Do(func() {
		if l.Files == nil {
			l.written.err = errors.New("the rules were loaded without their text")
			return
		}
		book, findings, err := law.Load(l.Files, "regles")
		if err == nil && len(findings) > 0 {
			err = law.ErrFindings
		}
		l.written.book, l.written.err = book, err
	})
	return l.written.book, l.written.err
}

// Findings are what an edit breaks in the rules.
type Findings []law.Finding

// Error lists them, one by line.
func (f Findings) Error() string {
	var out []string
	for _, one := range f {
		out = append(out, one.String())
	}
	return strings.Join(out, "\n")
}

// Amend returns the law with some figures written otherwise, and proves the rules that changed: a table with a hole or two rows for one
// case is refused, as Findings. The law itself does not change.
func (l *Law) Amend(edits []Edit) (*Law, error) {
	book, err := l.book()
	if err != nil {
		return nil, fmt.Errorf("reading the rules to change: %w", err)
	}
	var keys []string
	by := map[string][]law.Edit{}
	for _, e := range edits {
		if by[e.Rule] == nil {
			keys = append(keys, e.Rule)
		}
		by[e.Rule] = append(by[e.Rule], e.Edit)
	}
	for _, key := range keys {
		var findings []law.Finding
		var misplaced *law.PlaceError
		book, findings, err = book.Amend(key, by[key])
		switch {
		case errors.As(err, &misplaced):
			return nil, facts.Refuse("--changer", "%s", misplaced.Text)
		case err != nil:
			return nil, err
		case len(findings) > 0:
			return nil, Findings(findings)
		}
	}
	p, found := compile.Compile(book)
	if broken := failures(found); len(broken) > 0 {
		return nil, broken
	}
	for _, key := range keys {
		if broken := failures(check.Rule(book, p, key)); len(broken) > 0 {
			return nil, broken
		}
	}
	out := Over(p, l.Files)
	out.imports = l.imports
	out.written.once.Do(func() { out.written.book = book })
	return out, nil
}

// Standing returns what the law says where an edit would write.
func (l *Law) Standing(e Edit) (string, error) {
	book, err := l.book()
	if err != nil {
		return "", fmt.Errorf("reading the rules to change: %w", err)
	}
	text, err := book.Scalar(e.Rule, e.Edit)
	var misplaced *law.PlaceError
	if errors.As(err, &misplaced) {
		return "", facts.Refuse("--changer", "%s", misplaced.Text)
	}
	return text, err
}

// failures leaves out warnings.
func failures(list []law.Finding) Findings {
	var out Findings
	for _, f := range list {
		if !f.Warning {
			out = append(out, f)
		}
	}
	return out
}

// Written returns a rule as it is written, edits included.
func (l *Law) Written(rule *plan.Rule) ([]byte, error) {
	book, err := l.book()
	if err != nil {
		return nil, err
	}
	text, ok := book.Files[rule.File]
	if !ok {
		return nil, fmt.Errorf("no file %s among the rules", rule.File)
	}
	return text, nil
}
