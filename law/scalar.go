package law

import (
	"fmt"
	"strings"
)

// Widths of a printed line, in characters.
const (
	proseWidth = 120 // beyond it, prose is folded and a list stands one item a line
	entryWidth = 160 // beyond it, an entry in braces stands one key a line
)

// Scalar writes a text as a YAML scalar inside a flow collection, quoted only where YAML needs it.
func Scalar(s string) string {
	if plain(s) && !strings.ContainsAny(s, ",[]{}?") {
		return s
	}
	return quote(s)
}

// scalar writes a text inside braces or brackets.
func scalar(t Text) string {
	if t.Quoted {
		return quote(t.S)
	}
	return Scalar(t.S)
}

// standing writes a text alone after its key.
func standing(t Text) string {
	if t.Quoted || !plain(t.S) {
		return quote(t.S)
	}
	return t.S
}

// plain reports whether a text needs no quotes when it stands alone on its line.
func plain(s string) bool {
	if s == "" || strings.ContainsAny(s[:1], " -?:,[]{}#&*!|>'\"%@`") || strings.ContainsAny(s[len(s)-1:], " :") {
		return isNegative(s)
	}
	for _, r := range s {
		if escape(r) != "" {
			return false
		}
	}
	return !strings.Contains(s, ": ") && !strings.Contains(s, " #")
}

func isNegative(s string) bool { return strings.HasPrefix(s, "-") && isFigure(s) }

// isFigure reports whether a text is made of digits and a point, as a number is.
func isFigure(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	return digits != "" && strings.Trim(digits, "0123456789.") == ""
}

func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch e := escape(r); {
		case e != "":
			b.WriteString(e)
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// escape returns how a rune is written when it cannot stand for itself, or "".
func escape(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\t':
		return `\t`
	case r < ' ', r >= 0x7f && r < 0xa0, r == '\u2028', r == '\u2029', r == '\ufeff', r == 0xfffe, r == 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return ""
}

// prose writes a key and a text, folded under it when the line would be too long.
func prose(key string, t Text, indent int) []string {
	one := key + ": " + standing(t)
	if indent+runes(one) <= proseWidth && !strings.Contains(t.S, "\n") || !foldable(t.S) {
		return []string{one}
	}
	out := []string{key + ": >"}
	for i, paragraph := range strings.Split(t.S, "\n") {
		if i > 0 {
			out = append(out, "")
		}
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case indent+2+runes(line)+1+runes(word) <= proseWidth:
				line += " " + word
			default:
				out = append(out, "  "+line)
				line = word
			}
		}
		if line != "" {
			out = append(out, "  "+line)
		}
	}
	return out
}

// foldable reports whether a text survives folding: words separated by one space.
func foldable(s string) bool {
	for _, r := range s {
		if r != '\n' && escape(r) != "" {
			return false
		}
	}
	for i, paragraph := range strings.Split(s, "\n") {
		if paragraph == "" && i == 0 || strings.Join(strings.Fields(paragraph), " ") != paragraph {
			return false
		}
	}
	return s != ""
}

func runes(s string) int { return len([]rune(s)) }
