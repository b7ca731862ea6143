package web

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"

	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// The technical acts by the words a doctor uses: code, other words, key of the page. What they are and what they pay is in the rules.
//
//go:embed gestures.csv
var gestureTable string

// gesture is one technical act as it is sought.
type gesture struct {
	Code, Label string
	Words       string // others by which it is sought
	Short       string // the first of them, for a button
	Key         string // one letter that adds it
	words       []string
}

// gestures finds technical acts by code or by word, accents set aside.
type gestures struct {
	list []gesture
	by   map[string]*gesture
	own  []string // codes that rules bear themselves
}

func newGestures(x *searchIndex, p *plan.Plan) *gestures {
	g := &gestures{by: map[string]*gesture{}}
	label := func(code string) string {
		for i := range p.Facts {
			if text := p.Facts[i].CodeLabel(code); p.Facts[i].Kind == plan.Code && text != "" {
				return text
			}
		}
		return ""
	}
	for line := range strings.Lines(gestureTable) {
		column := strings.Split(strings.TrimSpace(line), ";")
		if len(column) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		code, others, name := column[0], column[1], label(column[0])
		short, _, _ := strings.Cut(others, " ")
		g.list = append(g.list, gesture{code, name, others, explain.Capital(short), column[2], words(name + " " + others)})
	}
	for i := range g.list {
		g.by[g.list[i].Code] = &g.list[i]
	}
	for _, e := range x.entries {
		g.own = append(g.own, e.found.Codes...)
	}
	return g
}

// label names a technical act; empty when nothing is known of it.
func (g *gestures) label(code string) string {
	if one := g.by[code]; one != nil {
		return one.Label
	}
	return ""
}

// Quick are the acts that one key adds.
func (g *gestures) quick() []gesture {
	return slices.DeleteFunc(slices.Clone(g.list), func(one gesture) bool { return one.Key == "" })
}

// codeLike is how an act may be coded, known or not.
var codeLike = regexp.MustCompile(`^[A-Za-z]{1,4}[0-9]{0,3}$`)

// read turns « ecg, JKHD001 » into codes. Words that fit several acts, or none, are a problem that says what to write.
func (g *gestures) read(text string) (codes []string, problem string) {
	for piece := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;+\n", r) }) {
		if piece = strings.TrimSpace(piece); piece == "" {
			continue
		}
		if list := g.codes(piece); list != nil {
			codes = append(codes, list...)
			continue
		}
		switch found := g.search(piece); {
		case len(found) == 1:
			codes = append(codes, found[0].Code)
		case len(found) > 1:
			var names []string
			for _, one := range found[:min(len(found), 4)] {
				names = append(names, one.Code)
			}
			problem = "« " + clipped(piece) + " » désigne " + itoa(len(found)) + " gestes (" + strings.Join(names, ", ")
			if len(found) > len(names) {
				problem += "…"
			}
			problem += ") — précisez-le, ou gardez un code"
		case codeLike.MatchString(piece):
			codes = append(codes, strings.ToUpper(piece))
		default:
			problem = "« " + clipped(piece) + " » n'est ni un code ni un geste connu"
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes), problem
}

// codes reads a piece whose every word is a code that is known, or written as technical acts are.
func (g *gestures) codes(piece string) []string {
	var out []string
	for _, w := range strings.Fields(piece) {
		w = strings.ToUpper(w)
		if g.by[w] == nil && !slices.Contains(g.own, w) && !technicalCode.MatchString(w) {
			return nil
		}
		out = append(out, w)
	}
	return out
}

var technicalCode = regexp.MustCompile(`^[A-Z]{4}[0-9]{3}$`)

// search lists the acts that hold every word sought; whole words are preferred to beginnings, beginnings to typos.
func (g *gestures) search(text string) []gesture {
	sought := words(text)
	if len(sought) == 0 {
		return nil
	}
	for _, fits := range []func(have, want string) bool{
		func(have, want string) bool { return have == want },
		strings.HasPrefix,
		func(have, want string) bool { return len(want) >= 5 && oneTypo(want, have) },
	} {
		var out []gesture
		for _, one := range g.list {
			all := true
			for _, want := range sought {
				all = all && slices.ContainsFunc(one.words, func(have string) bool { return fits(have, want) })
			}
			if all {
				out = append(out, one)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}
