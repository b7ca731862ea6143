package opposable

import (
	"errors"
	"fmt"
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
func (e Edit) String() string { return e.Place() + "=" + e.Value }

// Place writes where the figure stands.
func (e Edit) Place() string {
	if e.Part == e.Rule {
		return e.Edit.Place()
	}
	return e.Rule + "." + e.Edit.Place()
}

// editShape is what messages show of an edit.
const editShape = "RÈGLE.PARTIE.lLIGNE=VALEUR, comme forfait_medecin_traitant.socle.l2=4"

// ReadEdit reads « règle.partie.vVERSION.lLIGNE.colonne=valeur ». The part may be left out in a rule that has only one, the version when
// the one in force at the moment is meant, the row outside a table, the column when the figure itself is meant.
func (l *Law) ReadEdit(text string, m day.Moment) (Edit, error) {
	refuse := func(format string, args ...any) (Edit, error) {
		return Edit{}, facts.Refuse("--changer", "« %s » : "+format, append([]any{text}, args...)...)
	}
	place, value, ok := strings.Cut(strings.TrimSpace(text), "=")
	tokens := strings.Split(strings.TrimSpace(place), ".")
	if !ok || tokens[0] == "" {
		return refuse("%s est attendu", editShape)
	}
	rule, err := l.FindRule(tokens[0])
	if err != nil {
		return refuse("%s", strings.TrimPrefix(err.Error(), " : "))
	}
	p := l.Plan
	e := Edit{Rule: p.Rules[rule].Key, Edit: law.Edit{Value: strings.TrimSpace(value)}}
	var names []string
	for _, token := range tokens[1:] {
		switch n, err := strconv.Atoi(token[min(1, len(token)):]); {
		case err == nil && token[0] == 'v':
			e.Version = n
		case err == nil && token[0] == 'l':
			e.Row = n
		default:
			names = append(names, token)
		}
	}
	if len(names) > 0 {
		if _, ok := p.PartNamed(rule, names[0]); ok || len(p.Rules[rule].Parts) > 1 {
			e.Part, names = names[0], names[1:]
		}
	}
	switch len(names) {
	case 0:
	case 1:
		e.Column = names[0]
	default:
		return refuse("%s est attendu", editShape)
	}
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
	if e.Version > 0 {
		return e, nil
	}
	e.Version = 1 // of a part that is not there, refused by its name
	if part, ok := p.PartNamed(rule, e.Part); ok && len(p.Parts[part].Versions) > 0 {
		k := eval.InForce(p, p.Parts[part].Versions, m)
		if k < 0 {
			return refuse("aucune version de « %s » n'est en vigueur au %s — dites laquelle : .v1, .v2…", e.Part, m.At)
		}
		e.Version = k + 1
	}
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
