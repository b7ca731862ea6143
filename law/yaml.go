package law

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/opposable/opposable/near"
)

// decoder walks one YAML file and collects what is wrong in it.
type decoder struct {
	file     string
	findings *[]Finding
	comments []*remark
	lines    []string
}

func (d *decoder) at(n *yaml.Node) Pos { return Pos{d.file, n.Line, n.Column} }

func (d *decoder) report(pos Pos, code, format string, args ...any) {
	*d.findings = append(*d.findings, Finding{Code: code, Pos: pos, Message: fmt.Sprintf(format, args...)})
}

var lineOfError = regexp.MustCompile(`line (\d+): (.*)`)

// parse reads one YAML document and refuses the parts of the language that hide meaning.
func (d *decoder) parse(source []byte) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Unmarshal(source, &doc); err != nil {
		pos := Pos{d.file, 1, 1}
		text := strings.TrimPrefix(err.Error(), "yaml: ")
		if m := lineOfError.FindStringSubmatch(text); m != nil {
			pos.Line, _ = strconv.Atoi(m[1])
			text = m[2]
		}
		d.report(pos, "fichier.yaml", "ce fichier n'est pas du YAML lisible (%s) — une cellule qui commence par * & ? ! ou contient « : » se met entre guillemets", text)
		return nil
	}
	if len(doc.Content) == 0 {
		d.report(Pos{d.file, 1, 1}, "fichier.yaml", "fichier vide — une règle commence par « règle: »")
		return nil
	}
	root := doc.Content[0]
	if !d.plain(root) {
		return nil
	}
	d.remarks(source, root)
	return root
}

func (d *decoder) plain(n *yaml.Node) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.report(d.at(n), "fichier.yaml", "les ancres et renvois YAML ne sont pas admis — écrivez la valeur à sa place")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		d.report(d.at(n), "fichier.yaml", "les étiquettes YAML (%s) ne sont pas admises", n.Tag)
		return false
	}
	ok := true
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && c.Value == "<<" && c.Style == 0 {
			d.report(d.at(c), "fichier.yaml", "la fusion YAML (<<) n'est pas admise")
			return false
		}
		ok = d.plain(c) && ok
	}
	return ok
}

// entry is one key of a mapping and its value.
type entry struct {
	key   Text
	value *yaml.Node
}

// mapping returns the entries in the order of the file; a repeated key is reported and dropped.
func (d *decoder) mapping(n *yaml.Node, what string) []entry {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		d.report(d.at(n), "fichier.forme", "%s : une liste de « clé: valeur » est attendue, %s trouvé", what, shape(n))
		return nil
	}
	var out []entry
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := d.scalar(n.Content[i], "clé")
		if slices.ContainsFunc(out, func(e entry) bool { return e.key.S == k.S }) {
			d.report(k.Pos, "fichier.cle", "la clé « %s » est écrite deux fois — gardez-en une", k.S)
			continue
		}
		out = append(out, entry{k, n.Content[i+1]})
	}
	return out
}

// fields calls the function of each key; an unknown key is reported with the nearest known one.
func (d *decoder) fields(n *yaml.Node, what string, known map[string]func(*yaml.Node)) {
	for _, e := range d.mapping(n, what) {
		read, ok := known[e.key.S]
		if !ok {
			d.unknownKey(e, what, known)
			continue
		}
		read(e.value)
	}
}

func (d *decoder) unknownKey(e entry, what string, known map[string]func(*yaml.Node)) {
	var names []string
	for k := range known {
		names = append(names, k)
	}
	slices.Sort(names)
	hint := "clés admises : " + strings.Join(names, ", ")
	switch meant := near.Word(e.key.S, names); {
	case isNumber(e.key.S):
		hint = "une virgule coupe la ligne en deux : les décimales s'écrivent avec un point (6.50)"
	case meant != "":
		hint = "vouliez-vous écrire « " + meant + " »"
	}
	d.report(e.key.Pos, "fichier.cle", "%s : clé inconnue « %s » — %s", what, e.key.S, hint)
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(strings.TrimRight(s, " €%"))
	return err == nil
}

func (d *decoder) scalar(n *yaml.Node, what string) Text {
	if n.Kind != yaml.ScalarNode {
		d.report(d.at(n), "fichier.forme", "%s : une valeur simple est attendue, %s trouvé", what, shape(n))
		return Text{}
	}
	if n.Value == "" && n.Style == 0 {
		d.report(d.at(n), "fichier.forme", "%s : la valeur manque", what)
		return Text{}
	}
	quoted := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 && isFigure(n.Value)
	return Text{strings.TrimRight(n.Value, "\n"), d.at(n), quoted}
}

// text reads a scalar into a field.
func (d *decoder) text(into *Text, what string) func(*yaml.Node) {
	return func(n *yaml.Node) { *into = d.scalar(n, what) }
}

// line reads a scalar that must stand on one line, so that a place inside it is exact.
func (d *decoder) line(into *Text, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0 {
			d.report(d.at(n), "formule.ligne", "%s : une formule s'écrit sur une seule ligne, sans > ni |", what)
			return
		}
		*into = d.scalar(n, what)
	}
}

// yes reads a flag that may only be « oui ».
func (d *decoder) yes(into *bool, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		t := d.scalar(n, what)
		if t.Given() && t.S != "oui" {
			d.report(t.Pos, "fichier.valeur", "%s : seul « oui » s'écrit ici, « %s » trouvé — sinon retirez la clé", what, t.S)
			return
		}
		*into = t.Given()
	}
}

func (d *decoder) sequence(n *yaml.Node, what string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		d.report(d.at(n), "fichier.forme", "%s : une liste entre crochets ou à tirets est attendue, %s trouvé", what, shape(n))
		return nil
	}
	return n.Content
}

func (d *decoder) texts(into *[]Text, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		for _, c := range d.sequence(n, what) {
			*into = append(*into, d.scalar(c, what))
		}
	}
}

func shape(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "un groupe de clés"
	case yaml.SequenceNode:
		return "une liste"
	}
	return fmt.Sprintf("« %s »", n.Value)
}

// ErrFindings is returned when a folder holds something that cannot be loaded; the findings say what.
var ErrFindings = errors.New("the rules have findings")
