package law

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/opposable/opposable/near"
)

// Edit is one scalar of a rule written otherwise. Versions and rows count from 1, in the order of the file; a row of 0 is none: the
// scalar is that of the version. The column is the key of the scalar, that of a cell or of a named number; none is the value itself.
type Edit struct {
	Part         string
	Version, Row int
	Column       string
	Value        string
}

// Place writes where the scalar stands.
func (e Edit) Place() string {
	out := fmt.Sprintf("%s.v%d", e.Part, e.Version)
	if e.Row > 0 {
		out += fmt.Sprintf(".l%d", e.Row)
	}
	if e.Column != "" {
		out += "." + e.Column
	}
	return out
}

// Like writes a figure as the one in whose place it goes: with its unit, when it has none of its own.
func Like(old, figure string) string {
	_, unit, has := strings.Cut(old, " ")
	if has && isFigure(figure) {
		return figure + " " + unit
	}
	return figure
}

// PlaceError is an edit of a scalar that the rule does not have.
type PlaceError struct{ Text string }

// Error says what was not found and what there is.
func (e *PlaceError) Error() string { return e.Text }

// Amend returns the book with one rule written otherwise; the book itself does not change. The examples of the rule are left out: they
// say what the rule gave before. Places in findings are those of the file as it was.
func (b *Book) Amend(key string, edits []Edit) (*Book, []Finding, error) {
	at := slices.IndexFunc(b.Rules, func(r *Rule) bool { return r.Key.S == key })
	if at < 0 {
		return nil, nil, &PlaceError{fmt.Sprintf("règle inconnue « %s »", key)}
	}
	old := b.Rules[at]
	var findings []Finding
	d := &decoder{file: old.File, findings: &findings}
	root := d.parse(b.Files[old.File])
	if root == nil {
		return nil, Sort(findings), nil
	}
	for _, e := range edits {
		n, err := find(root, old, e)
		if err != nil {
			return nil, nil, err
		}
		n.Value = Like(n.Value, e.Value)
	}
	out := *b
	out.Rules = nil
	d.addRule(&out, root, old.Group)
	if len(findings) > 0 || len(out.Rules) != 1 {
		return nil, Sort(findings), nil
	}
	amended := out.Rules[0]
	amended.Examples = nil
	out.Rules = slices.Clone(b.Rules)
	out.Rules[at] = amended
	out.Files = maps.Clone(b.Files)
	out.Files[old.File] = Print(amended)
	return &out, nil, nil
}

// Scalar returns what stands at the place of an edit.
func (b *Book) Scalar(key string, e Edit) (string, error) {
	at := slices.IndexFunc(b.Rules, func(r *Rule) bool { return r.Key.S == key })
	if at < 0 {
		return "", &PlaceError{fmt.Sprintf("règle inconnue « %s »", key)}
	}
	var ignored []Finding
	d := &decoder{file: b.Rules[at].File, findings: &ignored}
	root := d.parse(b.Files[d.file])
	if root == nil {
		return "", ErrFindings
	}
	n, err := find(root, b.Rules[at], e)
	if err != nil {
		return "", err
	}
	return n.Value, nil
}

// find returns the node of the scalar that an edit names.
func find(root *yaml.Node, r *Rule, e Edit) (*yaml.Node, error) {
	refuse := func(format string, args ...any) (*yaml.Node, error) {
		return nil, &PlaceError{fmt.Sprintf("%s : ", r.Key.S) + fmt.Sprintf(format, args...)}
	}
	holder := root
	if !r.Single {
		holder = nil
		var names []string
		for _, part := range children(child(root, "parties")) {
			if name := child(part, "nom"); name != nil {
				names = append(names, name.Value)
				if name.Value == e.Part {
					holder = part
				}
			}
		}
		if holder == nil {
			return refuse("aucune partie « %s »%s", e.Part, orElse(e.Part, names))
		}
	} else if e.Part != r.Key.S {
		return refuse("aucune partie « %s » — cette règle n'a qu'une partie, « %s »", e.Part, r.Key.S)
	}
	versions := children(child(holder, "versions"))
	switch {
	case len(versions) == 0:
		return refuse("« %s » n'a pas de version : son calcul ne porte pas de chiffre", e.Part)
	case e.Version < 1 || e.Version > len(versions):
		return refuse("« %s » n'a pas de version %d — elles vont de 1 à %d", e.Part, e.Version, len(versions))
	}
	holder = versions[e.Version-1]
	where := fmt.Sprintf("version %d de « %s »", e.Version, e.Part)
	if e.Row != 0 {
		rows := children(child(holder, "table"))
		if e.Row < 1 || e.Row > len(rows) {
			return refuse("la %s n'a pas de ligne %d — sa table en a %d", where, e.Row, len(rows))
		}
		holder = rows[e.Row-1]
		where = fmt.Sprintf("ligne %d de la %s", e.Row, where)
	}
	keys := []string{e.Column}
	if e.Column == "" {
		keys = []string{"montant", "taux", "nombre"}
	}
	var n *yaml.Node
	for _, key := range keys {
		if n == nil {
			n = child(holder, key)
		}
	}
	if n == nil {
		n = child(child(holder, "paramètres"), e.Column)
	}
	switch {
	case n == nil && e.Column == "":
		return refuse("la %s n'a pas de chiffre à elle — il y a : %s", where, strings.Join(scalarKeys(holder), ", "))
	case n == nil:
		return refuse("la %s n'a pas de « %s »%s", where, e.Column, orElse(e.Column, scalarKeys(holder)))
	case n.Kind != yaml.ScalarNode:
		return refuse("dans la %s, « %s » n'est pas un chiffre seul : seule une valeur simple se change", where, e.Column)
	}
	return n, nil
}

// children are the items of a list; none for what is not one.
func children(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// scalarKeys lists the keys of a mapping whose values are scalars, named numbers included.
func scalarKeys(n *yaml.Node) (out []string) {
	if n == nil {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch k, v := n.Content[i].Value, n.Content[i+1]; {
		case v.Kind == yaml.ScalarNode && !slices.Contains([]string{"fiabilité", "doute", "code", "lu dans"}, k):
			out = append(out, k)
		case k == "paramètres":
			out = append(out, scalarKeys(v)...)
		}
	}
	return out
}

func orElse(word string, known []string) string {
	if meant := near.Word(word, known); meant != "" {
		return " — vouliez-vous écrire « " + meant + " »"
	}
	if len(known) == 0 {
		return ""
	}
	return " — il y a : " + strings.Join(known, ", ")
}
