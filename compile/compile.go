// Package compile turns the written law into a plan: names become indices, figures scaled integers, cells intervals, formulas typed
// expressions whose values are bounded.
//
// It takes a law.Book and gives a plan.Plan holding every version of every rule, with findings for whatever does not resolve or
// does not type. A plan that came with findings may be incomplete and must not be evaluated.
//
// Unstable: only the root package is a promised face.
package compile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/plan"
)

// Compile resolves a book. The plan is built (plan.Build) and ready when there are no findings but warnings.
func Compile(book *law.Book) (*plan.Plan, []law.Finding) {
	c := &compiler{
		book: book, plan: &plan.Plan{Version: Digest(book)},
		acts: map[string]int{}, documents: map[string]int{}, facts: map[string]int{}, rules: map[string]int{},
	}
	c.texts()
	c.gatherCodes()
	c.declareFacts()
	for _, r := range book.Rules {
		c.declare(r, -1)
	}
	for i := range c.sources {
		c.signatures(i)
	}
	c.finishFacts()
	for i := range c.sources {
		c.rule(i)
	}
	c.cycles()
	c.plan.Build()
	return c.plan, law.Sort(c.findings)
}

// Digest identifies the sources of a book: twelve hexadecimal digits.
func Digest(book *law.Book) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(book.Files)) {
		fmt.Fprintf(h, "%d %s\n", len(book.Files[name]), book.Files[name])
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

type compiler struct {
	book                          *law.Book
	plan                          *plan.Plan
	sources                       []*law.Rule // parallel to plan.Rules
	parts                         []*law.Part // parallel to plan.Parts
	acts, documents, facts, rules map[string]int
	codes                         []string            // all codes, sorted
	codesOf                       map[string][]string // by rule key or group
	findings                      []law.Finding
}

func (c *compiler) report(pos law.Pos, code, format string, args ...any) {
	c.findings = append(c.findings, law.Finding{Code: code, Pos: pos, Message: fmt.Sprintf(format, args...)})
}

func place(p law.Pos) plan.Pos { return plan.Pos{Line: p.Line, Column: p.Column} }

// once reports a key declared twice and tells whether it is new.
func (c *compiler) once(seen map[string]int, key law.Text, index int, what string) bool {
	if _, twice := seen[key.S]; twice {
		c.report(key.Pos, "code.double", "%s « %s » existe déjà", what, key.S)
		return false
	}
	seen[key.S] = index
	return true
}

func (c *compiler) date(t law.Text, what string) day.Date {
	if !t.Given() {
		return 0
	}
	d, err := day.Parse(t.S)
	if err != nil {
		c.report(t.Pos, "fichier.valeur", "%s : « %s » n'est pas une date AAAA-MM-JJ qui existe", what, t.S)
	}
	return d
}

// reliability reads a grade.
func (c *compiler) reliability(t law.Text) plan.Reliability {
	switch t.S {
	case "officiel":
		return plan.Official
	case "recoupé":
		return plan.Corroborated
	case "à vérifier":
		return plan.Unverified
	}
	if t.Given() {
		c.report(t.Pos, "fichier.valeur", "fiabilité « %s » : officiel, recoupé ou à vérifier est attendu", t.S)
	}
	return plan.Unverified
}

func (c *compiler) texts() {
	p := c.plan
	p.From = c.date(c.book.Coverage.From, "couverture, du")
	p.To = c.date(c.book.Coverage.To, "couverture, au")
	p.VisitsFrom = c.date(c.book.Coverage.Visits, "couverture, visites du")
	p.Verified = c.date(c.book.Coverage.Verified, "couverture, vérifié le")
	for _, a := range c.book.Acts {
		if !c.once(c.acts, a.Key, len(p.Acts), "l'acte") {
			continue
		}
		if !a.Scenario && !a.Published.Given() {
			c.report(a.Key.Pos, "acte.inconnu", "l'acte « %s » n'a pas de date de publication (« publié ») : on ne saurait pas quand il est connu", a.Key.S)
		}
		p.Acts = append(p.Acts, plan.Act{
			Key: a.Key.S, Title: a.Title.S, Scenario: a.Scenario, Link: a.Link.S,
			Signed: c.date(a.Signed, "signé"), Published: c.date(a.Published, "publié"), Reliability: c.reliability(a.Reliability),
		})
	}
	c.calendar()
	for _, code := range c.book.Codes {
		p.Codes = append(p.Codes, plan.KnownCode{Code: code.Code.S, Label: code.Label, Ended: c.date(code.Ended, "fin")})
	}
	slices.SortFunc(p.Codes, func(a, b plan.KnownCode) int { return strings.Compare(a.Code, b.Code) })
	for i := 1; i < len(p.Codes); i++ {
		if p.Codes[i].Code == p.Codes[i-1].Code {
			k := slices.IndexFunc(c.book.Codes, func(code law.Code) bool { return code.Code.S == p.Codes[i].Code })
			c.report(c.book.Codes[k].Code.Pos, "code.double", "le code « %s » est écrit deux fois", p.Codes[i].Code)
		}
	}
	for _, d := range c.book.Documents {
		if c.once(c.documents, d.Key, len(p.Documents), "le document") {
			p.Documents = append(p.Documents, plan.Document{
				Key: d.Key.S, Title: d.Title.S, Origin: d.Origin.S, Official: d.Nature.S == "officiel", Link: d.Link.S,
			})
		}
	}
}

func (c *compiler) actIndex(t law.Text) int {
	i, ok := c.acts[t.S]
	if !ok && t.Given() {
		c.report(t.Pos, "acte.inconnu", "« %s » n'est pas un acte de textes.yaml%s", t.S, suggest(t.S, c.acts))
	}
	return i
}

func (c *compiler) readIn(list []law.Text) []int {
	var out []int
	for _, t := range list {
		i, ok := c.documents[t.S]
		if !ok {
			c.report(t.Pos, "document.inconnu", "« %s » n'est pas un document de textes.yaml%s", t.S, suggest(t.S, c.documents))
			continue
		}
		out = append(out, i)
	}
	return out
}

func suggest(s string, known map[string]int) string {
	if meant := near.Word(s, slices.Sorted(maps.Keys(known))); meant != "" {
		return " — vouliez-vous écrire « " + meant + " »"
	}
	return ""
}
