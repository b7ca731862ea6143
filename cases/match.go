package cases

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// Match compares what a case expects with an answer and returns the differences, none when it holds. What is expected is a subset of the
// answer: an object may have more members, a list more elements, in any order; null is null or absent. Numbers are equal as numbers.
//
// Some members are looked up rather than compared: codes, the codes of the lines, as a multiset; absents, codes that no line may have;
// questions_contiennent, facts that questions must ask; feuilles_nombre, how many sheets; postes, when written as a map, the amount of
// each rule.
func Match(expected, got map[string]any) []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(expected)) {
		want := expected[key]
		if special, ok := lookups[key]; ok {
			if differences, handled := special(want, got); handled {
				out = append(out, differences...)
				continue
			}
		}
		out = append(out, compare(key, want, got[key])...)
	}
	return out
}

// lookups answer for members of a case that are not members of the answer. The second result is false when the member is to be compared
// as any other.
var lookups = map[string]func(want any, got map[string]any) ([]string, bool){
	"codes":                 matchCodes,
	"absents":               matchAbsents,
	"questions_contiennent": matchQuestions,
	"feuilles_nombre":       matchSheets,
	"postes":                matchItems,
}

func matchCodes(want any, got map[string]any) ([]string, bool) {
	if _, own := got["codes"]; own {
		return nil, false
	}
	wanted, found := texts(want), membersOf(got["lignes"], "code")
	slices.Sort(wanted)
	slices.Sort(found)
	if !slices.Equal(wanted, found) {
		return []string{fmt.Sprintf("codes: want %s, got %s", strings.Join(wanted, "+"), strings.Join(found, "+"))}, true
	}
	return nil, true
}

func matchAbsents(want any, got map[string]any) ([]string, bool) {
	found := membersOf(got["lignes"], "code")
	var out []string
	for _, code := range texts(want) {
		if slices.Contains(found, code) {
			out = append(out, fmt.Sprintf("absents: %s is on a line (%s)", code, strings.Join(found, "+")))
		}
	}
	return out, true
}

func matchQuestions(want any, got map[string]any) ([]string, bool) {
	found := membersOf(got["questions"], "fait")
	var out []string
	for _, fact := range texts(want) {
		if !slices.Contains(found, fact) {
			out = append(out, fmt.Sprintf("questions: %s is not asked (asked: %s)", fact, strings.Join(found, ", ")))
		}
	}
	return out, true
}

func matchSheets(want any, got map[string]any) ([]string, bool) {
	sheets, _ := got["feuilles"].([]any)
	return compare("feuilles_nombre", want, json.Number(fmt.Sprint(len(sheets)))), true
}

func matchItems(want any, got map[string]any) ([]string, bool) {
	amounts, isMap := want.(map[string]any)
	if !isMap {
		return nil, false
	}
	items, _ := got["postes"].([]any)
	var out []string
	for _, rule := range slices.Sorted(maps.Keys(amounts)) {
		var found any
		for _, item := range items {
			if m, ok := item.(map[string]any); ok && m["regle"] == rule {
				found = m["montant_centimes"]
				if len(compare("", amounts[rule], found)) == 0 {
					break
				}
			}
		}
		out = append(out, compare("postes."+rule, amounts[rule], found)...)
	}
	return out, true
}

func texts(v any) []string {
	list, _ := v.([]any)
	out := make([]string, 0, len(list))
	for _, e := range list {
		out = append(out, fmt.Sprint(e))
	}
	return out
}

// membersOf lists one member of each object of a list.
func membersOf(v any, name string) []string {
	list, _ := v.([]any)
	out := make([]string, 0, len(list))
	for _, e := range list {
		if m, ok := e.(map[string]any); ok {
			out = append(out, fmt.Sprint(m[name]))
		}
	}
	return out
}

// compare is the general rule, with the path for the message.
func compare(path string, want, got any) []string {
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return differ(path, want, got)
		}
		var out []string
		for _, key := range slices.Sorted(maps.Keys(want)) {
			out = append(out, compare(path+"."+key, want[key], object[key])...)
		}
		return out
	case []any:
		list, ok := got.([]any)
		if !ok {
			return differ(path, want, got)
		}
		return compareLists(path, want, list)
	}
	if !same(want, got) {
		return differ(path, want, got)
	}
	return nil
}

// compareLists finds for each expected element an element of its own; when that cannot be, it reports the one that comes nearest.
func compareLists(path string, want, got []any) []string {
	owner := make([]int, len(got)) // which expected element holds each, from 1
	var place func(i int, tried []bool) bool
	place = func(i int, tried []bool) bool {
		for j := range got {
			if tried[j] || len(compare("", want[i], got[j])) > 0 {
				continue
			}
			tried[j] = true
			if owner[j] == 0 || place(owner[j]-1, tried) {
				owner[j] = i + 1
				return true
			}
		}
		return false
	}
	var out []string
	for i := range want {
		if place(i, make([]bool, len(got))) {
			continue
		}
		here := fmt.Sprintf("%s[%d]", path, i)
		nearest := []string{fmt.Sprintf("%s: want %s, no element like it among %d", here, short(want[i]), len(got))}
		for j := range got {
			if owner[j] != 0 {
				continue
			}
			if d := compare(here, want[i], got[j]); better(d, nearest, want[i]) {
				nearest = d
			}
		}
		out = append(out, nearest...)
	}
	return out
}

// better prefers the element that shares a member with what is expected.
func better(differences, than []string, want any) bool {
	members, ok := want.(map[string]any)
	if !ok || len(differences) >= len(members) {
		return false
	}
	return len(than) == 1 && strings.Contains(than[0], "no element like it") || len(differences) < len(than)
}

func same(want, got any) bool {
	a, isNumber := number(want)
	b, ok := number(got)
	if isNumber || ok {
		return isNumber && ok && a.Cmp(b) == 0
	}
	return want == got
}

// number reads a JSON number exactly.
func number(v any) (*big.Rat, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return nil, false
	}
	return new(big.Rat).SetString(n.String())
}

func differ(path string, want, got any) []string {
	return []string{fmt.Sprintf("%s: want %s, got %s", path, short(want), short(got))}
}

func short(v any) string {
	const most = 200
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if r := []rune(string(b)); len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(b)
}
