package sheet

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/near"
)

// Headers says what the columns of a table may be, and under which headers people keep them.
type Headers struct {
	Names []string            // of what a column may be
	Told  []string            // of these, those that a message lists
	Words map[string][]string // headers by name, without accents or punctuation; the name itself is always one
	Short map[string]string   // names that a user may give in place of others
	Not   string              // what a message says of a name that is none of these: « n'est pas une colonne de… »
}

// Match is a column and what it was taken for.
type Match struct {
	Name  string
	At    int  // in the header
	Given bool // named by the user, not guessed
}

// noColumn is where something is that the user says no column gives, whatever the headers look like.
const noColumn = -1

// ColumnsPath is the path of a problem that naming columns solves; a file that cannot be read has another.
const ColumnsPath = "--colonnes"

// Match finds what the columns of a table are, in the order of the names: those that a user names, header by name (an empty header says that no
// column gives it), then those that their header tells. It lists the headers that nothing took. The error is facts.Problems.
func (h *Headers) Match(header []string, columns map[string]string) (out []Match, ignored []string, err error) {
	given, err := h.given(header, columns)
	if err != nil {
		return nil, nil, err
	}
	taken := map[int]bool{}
	for _, at := range given {
		taken[at] = true
	}
	var problems facts.Problems
	for _, name := range h.Names {
		at, isGiven := given[name]
		if !isGiven {
			var twice *facts.Problem
			if at, twice = h.guess(header, name, taken); twice != nil {
				problems = append(problems, *twice)
			}
		}
		if at == noColumn {
			continue
		}
		taken[at] = true
		out = append(out, Match{name, at, isGiven})
	}
	for i, s := range header {
		if !taken[i] && s != "" {
			ignored = append(ignored, s)
		}
	}
	return out, ignored, problems.OrNil()
}

// given finds the columns that a user names.
func (h *Headers) given(header []string, columns map[string]string) (map[string]int, error) {
	out := map[string]int{}
	var problems facts.Problems
	refuse := func(format string, args ...any) {
		problems = append(problems, facts.Problem{Path: ColumnsPath, Message: fmt.Sprintf(format, args...)})
	}
	for _, key := range slices.Sorted(maps.Keys(columns)) {
		name, wanted := key, columns[key]
		if full, ok := h.Short[name]; ok {
			name = full
		}
		if !slices.Contains(h.Names, name) {
			hint := strings.Join(h.Told, ", ")
			if meant := near.Word(name, h.Names); meant != "" {
				hint = "vouliez-vous écrire « " + meant + " »"
			}
			refuse("« %s » %s — %s", key, h.Not, hint)
			continue
		}
		if wanted == "" {
			out[name] = noColumn
			continue
		}
		at := slices.Index(header, wanted)
		if at < 0 {
			at = slices.IndexFunc(header, func(s string) bool { return Plain(s) == Plain(wanted) })
		}
		if at < 0 {
			refuse("la colonne « %s » n'existe pas ; le fichier a %s", wanted, Quoted(header))
			continue
		}
		out[name] = at
	}
	return out, problems.OrNil()
}

// guess finds the one column that a name may be, among those not taken: noColumn when none is, a problem when two are.
func (h *Headers) guess(header []string, name string, taken map[int]bool) (int, *facts.Problem) {
	found := []int{}
	for i, s := range header {
		if p := Plain(s); !taken[i] && (p == Plain(name) || slices.Contains(h.Words[name], p)) {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 0:
		return noColumn, nil
	case 1:
		return found[0], nil
	}
	return noColumn, &facts.Problem{Path: ColumnsPath, Message: fmt.Sprintf("deux colonnes pourraient être « %s » : « %s » et « %s » — dites laquelle : --colonnes %s=%s",
		name, header[found[0]], header[found[1]], name, header[found[0]])}
}
