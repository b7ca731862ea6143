package near

import "testing"

func TestWord(t *testing.T) {
	words := []string{"age", "ald", "socle", "spécialité", "zone"}
	for _, c := range []struct{ name, typed, want string }{
		{"the word itself", "age", "age"},
		{"one letter too many", "agge", "age"},
		{"an accent left out", "spécialite", "spécialité"},
		{"two letters swapped", "socel", "socle"},
		{"three letters away", "socialites", ""},
		{"a short word is not any other", "x", ""},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Word(c.typed, words); got != c.want {
				t.Errorf("Word(%q) = %q, want %q", c.typed, got, c.want)
			}
		})
	}
}
