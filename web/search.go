package web

import (
	"cmp"
	_ "embed"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// found is one rule that a search gives.
type found struct {
	Key, Title, Group string
	Codes             []string
	Statement         string
	Address           string // where it stands; empty: the page of the rule
}

// searchIndex finds rules by key, code and word, accents set aside, one typo forgiven, and acts by the words doctors use for them.
type searchIndex struct {
	entries  []entry             // of rules
	acts     []entry             // of codes that stand in no rule of their own
	synonyms map[string][]string // words of the rules that a word may mean
}

// The words that readers type, with those of the rules.
//
//go:embed synonyms.csv
var synonymTable string

type entry struct {
	found found
	words []weighted
}

type weighted struct {
	word   string
	weight int
}

// What a word is worth by where it stands.
const (
	inCode = 8
	inName = 4
	inText = 1
)

func newSearchIndex(p *plan.Plan) *searchIndex {
	x := &searchIndex{synonyms: map[string][]string{}}
	for line := range strings.Lines(synonymTable) {
		if word, meant, ok := strings.Cut(line, ";"); ok && !strings.HasPrefix(line, "#") {
			x.synonyms[word] = words(meant)
		}
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Base >= 0 {
			continue
		}
		e := entry{found: found{Key: r.Key, Title: r.Title, Group: r.Group, Codes: codesOf(p, r), Statement: r.Statement}}
		e.add(inCode, r.Key)
		for _, c := range append(e.found.Codes, technicalCodes(p, r)...) {
			e.add(inCode, c)
		}
		e.add(inName, strings.ReplaceAll(r.Key, "_", " "))
		e.add(inName, r.Title)
		e.add(inText, r.Statement)
		for _, part := range r.Parts {
			e.add(inText, p.Parts[part].Title)
			e.add(inText, strings.ReplaceAll(p.Parts[part].Name, "_", " "))
		}
		x.entries = append(x.entries, e)
	}
	return x
}

// addActs makes technical acts found by the words doctors use, and known codes that no rule holds.
func (x *searchIndex) addActs(list []gesture, unmodelled map[string]string) {
	for _, one := range list {
		x.addAct(one.Code, one.Label, "", one.Words)
	}
	for _, code := range slices.Sorted(maps.Keys(unmodelled)) {
		x.addAct(code, explain.Capital(unmodelled[code]), "Code connu, non modélisé.", "")
	}
}

func (x *searchIndex) addAct(code, title, statement, others string) {
	e := entry{found: found{Key: code, Title: title, Group: "actes", Codes: []string{code}, Statement: statement, Address: "/codes/" + code}}
	e.add(inCode, code)
	e.add(inName, title+" "+others)
	x.acts = append(x.acts, e)
}

func (e *entry) add(weight int, text string) {
	if weight == inCode {
		e.words = append(e.words, weighted{fold(text), weight})
		return
	}
	for _, w := range words(text) {
		e.words = append(e.words, weighted{w, weight})
	}
}

// codesOf lists the codes that a rule prices. The letters of modifiers are no codes: some acts have the same.
func codesOf(p *plan.Plan, r *plan.Rule) []string {
	var out []string
	if r.Billable != nil && r.Billable.Modifies {
		return nil
	}
	if r.Billable != nil && r.Billable.Code != "" {
		out = append(out, r.Billable.Code)
	}
	for _, part := range r.Parts {
		for _, v := range p.Parts[part].Versions {
			if v.Table == nil {
				continue
			}
			for _, row := range v.Table.Rows {
				if row.Code != "" && !slices.Contains(out, row.Code) {
					out = append(out, row.Code)
				}
			}
		}
	}
	return out
}

// technicalCodes lists the codes that the lines of a rule name in their cells.
func technicalCodes(p *plan.Plan, r *plan.Rule) []string {
	var out []string
	for _, part := range r.Parts {
		for _, v := range p.Parts[part].Versions {
			if v.Table == nil {
				continue
			}
			for column, thing := range v.Columns {
				if thing.Kind != plan.ToFact || p.Facts[thing.Index].Kind != plan.Code {
					continue
				}
				for _, row := range v.Table.Rows {
					out = append(out, words(row.Cells[column].Text)...)
				}
			}
		}
	}
	return out
}

var accents = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "ô", "o", "ö", "o",
	"ù", "u", "û", "u", "ü", "u", "ç", "c", "œ", "oe", "æ", "ae")

// fold sets case and accents aside.
func fold(s string) string { return accents.Replace(strings.ToLower(strings.TrimSpace(s))) }

// idle words say nothing of what is sought.
var idle = map[string]bool{"de": true, "la": true, "le": true, "les": true, "du": true, "des": true, "un": true, "une": true, "et": true, "en": true,
	"pour": true, "au": true, "aux": true, "sur": true, "par": true, "dans": true, "ou": true, "ce": true, "que": true, "qui": true, "d": true, "l": true, "a": true, "ans": true, "chez": true}

func words(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !idle[w] {
			out = append(out, w)
		}
	}
	return out
}

// search returns the rules that hold the most of the words sought, the best first.
func (x *searchIndex) search(text string) []found {
	sought := words(strings.ReplaceAll(text, "_", " "))
	whole := fold(text)
	type scored struct {
		found         found
		matched, rank int
	}
	var out []scored
	for _, e := range slices.Concat(x.entries, x.acts) {
		s := scored{found: e.found}
		if e.found.Key == whole {
			s.rank += 100
		}
		for _, w := range sought {
			if best := x.best(&e, w); best > 0 {
				s.matched++
				s.rank += best
			}
		}
		if s.rank > 0 {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b scored) int { return cmp.Or(b.matched-a.matched, b.rank-a.rank) })
	var list []found
	for _, s := range out {
		if s.matched*2 < len(sought) || s.matched < out[0].matched {
			break
		}
		if list = append(list, s.found); len(list) == mostFound {
			break
		}
	}
	return list
}

// mostFound bounds what a search shows: an imported table has thousands of acts.
const mostFound = 60

// best is the worth of a word in an entry, or of one that it may mean: less, but more than that of a typo.
func (x *searchIndex) best(e *entry, w string) int {
	best := e.best(w)
	for _, meant := range x.meant(w) {
		best = max(best, 2*e.best(meant)/3)
	}
	return best
}

// meant lists the words that one may mean, one typo forgiven.
func (x *searchIndex) meant(w string) []string {
	if list, ok := x.synonyms[w]; ok || len(w) < 5 {
		return list
	}
	for _, word := range slices.Sorted(maps.Keys(x.synonyms)) {
		if len(word) >= 5 && oneTypo(w, word) {
			return x.synonyms[word]
		}
	}
	return nil
}

// best is the worth of the best place where a word stands in an entry.
func (e *entry) best(w string) int {
	best := 0
	for _, have := range e.words {
		worth := 0
		switch {
		case have.word == w:
			worth = 3 * have.weight
		case have.weight < inCode && len(w) >= 4 && strings.HasPrefix(have.word, w):
			worth = 2 * have.weight
		case have.weight < inCode && len(w) >= 5 && oneTypo(w, have.word):
			worth = have.weight
		}
		best = max(best, worth)
	}
	return best
}

// oneTypo reports whether one letter was added, lost, changed or swapped with its neighbour.
func oneTypo(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return a == b
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return a[i:] == b[i+1:]
	case a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// Link is where a result stands.
func (f found) Link() string {
	if f.Address != "" {
		return f.Address
	}
	return "/regles/" + url.PathEscape(f.Key)
}

// searchBody is the page of results.
type searchBody struct {
	Text  string
	Found []found
	Age   string // an age that was typed: the door to the pricing of a visit
}

var ageTyped = regexp.MustCompile(`\b([0-9]{1,3}) ?ans?\b`)

// find answers a search: it goes to the rule when there is one. What is sought travels in the body, for it may speak of a patient.
func (s *Server) find(w http.ResponseWriter, r *http.Request) error {
	body := searchBody{Text: strings.TrimSpace(r.PostFormValue("q"))}
	if m := ageTyped.FindStringSubmatch(body.Text); m != nil {
		body.Age = m[1]
	}
	if body.Text != "" {
		body.Found = s.index.search(body.Text)
	}
	at := slices.IndexFunc(body.Found, func(f found) bool {
		return slices.ContainsFunc(append(f.Codes, f.Key), func(c string) bool { return fold(c) == fold(body.Text) })
	})
	if len(body.Found) == 1 {
		at = 0
	}
	if body.Age == "" && at >= 0 {
		http.Redirect(w, r, body.Found[at].Link(), http.StatusSeeOther)
		return nil
	}
	p := s.newPage("Chercher", "", body)
	m, err := s.law.Moment(s.asked(url.Values{}), nil)
	if err != nil {
		return err
	}
	p.Moment = s.showMoment(m)
	s.render(w, r, http.StatusOK, "chercher", p)
	return nil
}
