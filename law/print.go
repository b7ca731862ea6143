package law

import (
	"strings"
)

// Print writes a rule in the one layout that rule files have: keys in a fixed order, conditions and rows in braces on one line, the rows
// of a table aligned, long prose folded, comments where they were. Loading what Print wrote gives the same rule.
func Print(r *Rule) []byte {
	out := comment(r.Comment)
	return join(append(out, block(r.fields(), 0)...))
}

func join(lines []string) []byte { return []byte(strings.Join(lines, "\n") + "\n") }

// field is one key of an entry: its value on one line, and how it is laid out when the entry stands one key a line.
type field struct {
	key   string
	flow  string
	lines func(indent int) []string // nil: key and flow
	tall  bool                      // an entry with this field stands one key a line
}

// fields gathers the keys of an entry that were given.
type fields []field

func (f *fields) add(key, flow string) {
	if flow != "" {
		*f = append(*f, field{key: key, flow: flow})
	}
}

func (f *fields) text(key string, t Text) {
	if t.Given() {
		*f = append(*f, field{key: key, flow: scalar(t), lines: func(int) []string { return []string{key + ": " + standing(t)} }})
	}
}

func (f *fields) prose(key string, t Text) {
	if t.Given() {
		*f = append(*f, field{key: key, flow: scalar(t), lines: func(indent int) []string { return prose(key, t, indent) }})
	}
}

// list adds a list in brackets.
func (f *fields) list(key string, list []Text) {
	if list != nil {
		f.add(key, brackets(list))
	}
}

// entries adds a list of entries: in brackets when they are few and fit the line, else one a line.
func (f *fields) entries(key string, few int, entries []string) {
	if len(entries) == 0 {
		return
	}
	flow := "[" + strings.Join(entries, ", ") + "]"
	*f = append(*f, field{key: key, flow: flow, tall: len(entries) > few, lines: func(indent int) []string {
		if line := key + ": " + flow; len(entries) <= few && indent+runes(line) <= proseWidth {
			return []string{line}
		}
		out := []string{key + ":"}
		for _, e := range entries {
			out = append(out, "  - "+e)
		}
		return out
	}})
}

// braces adds an entry: in braces, or one key a line when it is too long.
func (f *fields) braces(key string, inner fields) {
	if len(inner) == 0 {
		return
	}
	flow := braces(inner)
	*f = append(*f, field{key: key, flow: flow, lines: func(indent int) []string {
		if line := key + ": " + flow; indent+runes(line) <= entryWidth {
			return []string{line}
		}
		return append([]string{key + ":"}, shift(block(inner, indent+2), 2)...)
	}})
}

// items adds a list of entries laid out one key a line.
func (f *fields) items(key string, count int, item func(i, indent int) []string) {
	if count == 0 {
		return
	}
	*f = append(*f, field{key: key, tall: true, lines: func(indent int) []string {
		out := []string{key + ":"}
		for i := range count {
			out = append(out, shift(item(i, indent+2), 2)...)
		}
		return out
	}})
}

// block writes an entry one key a line.
func block(f fields, indent int) []string {
	var out []string
	for _, one := range f {
		if one.lines != nil {
			out = append(out, one.lines(indent)...)
			continue
		}
		out = append(out, one.key+": "+one.flow)
	}
	return out
}

// item writes an entry of a list: in braces on one line when that is admitted and fits, else one key a line; comments around it.
func item(f fields, note Note, indent int, admitted bool) []string {
	flat := admitted
	for _, one := range f {
		flat = flat && !one.tall
	}
	lines := []string{braces(f)}
	if !flat || indent+2+runes(lines[0]) > entryWidth {
		lines = block(f, indent+2)
	}
	return dashed(lines, note)
}

// dashed makes the lines of an entry an item of a list, with its comments.
func dashed(lines []string, note Note) []string {
	out := comment(note.Above)
	for i, line := range lines {
		switch {
		case i == 0:
			line = beside("- "+line, note)
		case line != "":
			line = "  " + line
		}
		out = append(out, line)
	}
	return out
}

func beside(line string, note Note) string {
	if note.Beside == "" {
		return line
	}
	return line + "  # " + note.Beside
}

func comment(text string) []string {
	if text == "" {
		return nil
	}
	var out []string
	for _, line := range strings.Split(text, "\n") {
		out = append(out, strings.TrimRight("# "+line, " "))
	}
	return out
}

func shift(lines []string, by int) []string {
	for i, line := range lines {
		if line != "" {
			lines[i] = strings.Repeat(" ", by) + line
		}
	}
	return lines
}

func braces(f fields) string {
	var out []string
	for _, one := range f {
		out = append(out, one.key+": "+one.flow)
	}
	return "{" + strings.Join(out, ", ") + "}"
}

func brackets(list []Text) string {
	var out []string
	for _, t := range list {
		out = append(out, scalar(t))
	}
	return "[" + strings.Join(out, ", ") + "]"
}
