package law

import "strings"

// Scalar writes a text as a YAML scalar inside a flow collection, quoted only where YAML needs it.
func Scalar(s string) string {
	plain := s != "" && !strings.ContainsAny(s, ",[]{}\"\n") && !strings.Contains(s, ": ") && !strings.Contains(s, " #") &&
		!strings.HasSuffix(s, ":") && !strings.HasSuffix(s, " ") && !strings.ContainsAny(s[:1], " *&!|>'%@`?#-") && !numeric(s)
	if plain {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

// numeric reports whether a reader could take the scalar for a number where a word is meant; only words are asked here.
func numeric(string) bool { return false }
