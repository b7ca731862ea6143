package law

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Note is what the author wrote in comments about an entry: the lines above it, and what follows it on its line.
type Note struct{ Above, Beside string }

// remark is one comment of a file. A remark that no entry takes would be lost by Print: it is reported.
type remark struct {
	Text
	whole bool // alone on its line
	taken bool
}

// lineBreaks turns all that YAML takes for the end of a line into one sign.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// remarks finds every comment of a source. It knows from the parsed nodes where text stands that may hold a # of its own.
func (d *decoder) remarks(source []byte, root *yaml.Node) {
	quoted := map[[2]int]bool{}
	prose := map[int]bool{}
	d.lines = strings.Split(lineBreaks.Replace(string(source)), "\n")
	mark(root, 0, d.lines, quoted, prose)
	inside := rune(0) // the quote that is open
	for i, text := range d.lines {
		if prose[i+1] {
			continue
		}
		runes := []rune(text)
		for k := 0; k < len(runes); k++ {
			switch r := runes[k]; {
			case inside == '"' && r == '\\', inside == '\'' && r == '\'' && k+1 < len(runes) && runes[k+1] == '\'':
				k++
			case inside != 0:
				if r == inside {
					inside = 0
				}
			case quoted[[2]int{i + 1, k + 1}]:
				inside = r
			case r == '#' && (k == 0 || runes[k-1] == ' ' || runes[k-1] == '\t'):
				d.comments = append(d.comments, &remark{
					Text:  Text{S: strings.TrimSpace(string(runes[k+1:])), Pos: Pos{d.file, i + 1, k + 1}},
					whole: strings.TrimSpace(string(runes[:k])) == "",
				})
				k = len(runes)
			}
		}
	}
}

// mark notes where quoted scalars begin and which lines are the text of a block scalar.
func mark(n *yaml.Node, indent int, lines []string, quoted map[[2]int]bool, prose map[int]bool) {
	if n.Kind == yaml.ScalarNode {
		switch {
		case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
			quoted[[2]int{n.Line, n.Column}] = true
		case n.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0:
			for i := n.Line; i < len(lines); i++ {
				body := strings.TrimLeft(lines[i], " ")
				if strings.TrimSpace(body) != "" && len(lines[i])-len(body) < indent {
					break
				}
				prose[i+1] = true
			}
		}
		return
	}
	for i, c := range n.Content {
		inner := indent
		switch {
		case n.Kind == yaml.MappingNode:
			inner = n.Content[i&^1].Column // text under a key is indented more than the key
		case n.Kind == yaml.SequenceNode:
			inner = n.Column
		}
		mark(c, inner, lines, quoted, prose)
	}
}

// above takes the comments that stand alone right above a line, blank lines aside.
func (d *decoder) above(line int) string {
	var out []string
	if len(d.comments) == 0 {
		return ""
	}
	for i := line - 1; i >= 1; i-- {
		c := d.alone(i)
		if c == nil && strings.TrimSpace(d.lines[i-1]) != "" {
			break
		}
		if c != nil {
			c.taken = true
			out = append([]string{c.S}, out...)
		}
	}
	return strings.Join(out, "\n")
}

func (d *decoder) alone(line int) *remark {
	for _, c := range d.comments {
		if c.whole && !c.taken && c.Pos.Line == line {
			return c
		}
	}
	return nil
}

// note takes the comments of an entry: those above it that follow the entry before, and the one at the end of its first line.
func (d *decoder) note(line int) Note {
	note := Note{Above: d.above(line)}
	for _, c := range d.comments {
		if !c.whole && !c.taken && c.Pos.Line == line {
			c.taken = true
			note.Beside = c.S
		}
	}
	return note
}

// lost reports the comments that no entry took.
func (d *decoder) lost() {
	for _, c := range d.comments {
		if !c.taken {
			d.report(c.Pos, "fichier.commentaire", "ce commentaire serait perdu à la mise en forme : « %s » — mettez-le en tête du fichier, au-dessus ou à la fin d'une ligne de liste ou de table, ou dans « doute »", c.S)
		}
	}
}
