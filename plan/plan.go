// Package plan is the intermediate representation of the law: the rules with every name resolved to an index, every figure to a
// scaled integer, every cell to intervals of integers. It holds all versions of every rule at once; a Moment only selects among them.
//
//	law (YAML) ─► compile ─► Plan ─► eval · explain · cotation · batch · sqlgen
//
// A Plan has a JSON form, so that whoever evaluates needs no YAML. It never changes once built.
//
// How values are encoded, everywhere below and in eval: yes/no as 1 and 0; a choice or a code as its index in Fact.Words; a date as a
// day.Date; a decimal multiplied by 10^Scale; euros in cents (scale 2); percents in hundredths (scale 2).
//
// Unstable: only the root package is a promised face.
package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
)

// Plan is a whole body of rules.
type Plan struct {
	Version    string      `json:"version"`    // a digest of the sources
	From       day.Date    `json:"from"`       // first and last covered days
	VisitsFrom day.Date    `json:"visitsFrom"` // first covered day of a visit
	To         day.Date    `json:"to"`
	Verified   day.Date    `json:"verified"` // the day the rules were last checked against their sources
	Acts       []Act       `json:"acts"`
	Documents  []Document  `json:"documents"`
	Facts      []Fact      `json:"facts"`
	Lists      []List      `json:"lists,omitempty"`
	Words      []Word      `json:"words,omitempty"` // by name
	Codes      []KnownCode `json:"codes,omitempty"` // by code
	Calendar   Calendar    `json:"calendar,omitzero"`
	Rules      []Rule      `json:"rules"` // readings other than the one written come last, with Base set
	Parts      []Part      `json:"parts"`

	index *index
}

// Word is how the name of a number or of a reading is read.
type Word struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// Spoken writes the name of a number or of a reading in words.
func (p *Plan) Spoken(name string) string {
	if i, ok := slices.BinarySearchFunc(p.Words, name, func(w Word, name string) int { return strings.Compare(w.Name, name) }); ok {
		return p.Words[i].Label
	}
	return strings.ReplaceAll(name, "_", " ")
}

// Pos is a place in a rule file; the file is the rule's.
type Pos struct{ Line, Column int }

// MarshalText writes line:column.
func (p Pos) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%d:%d", p.Line, p.Column), nil }

// UnmarshalText reads line:column.
func (p *Pos) UnmarshalText(text []byte) error {
	_, err := fmt.Sscanf(string(text), "%d:%d", &p.Line, &p.Column)
	return err
}

// Reliability grades a figure by how it was read; a higher one is weaker, so that the weakest of several is the greatest.
type Reliability uint8

// The three grades, strongest first.
const (
	Official Reliability = iota
	Corroborated
	Unverified
)

// Act is a text that decides something: a convention, an amendment, a decree, a suspension, a proposal.
type Act struct {
	Key         string      `json:"key"`
	Title       string      `json:"title"`
	Signed      day.Date    `json:"signed,omitempty"`
	Published   day.Date    `json:"published,omitempty"` // the day from which it is known
	Scenario    bool        `json:"scenario,omitempty"`  // known only when asked for
	Reliability Reliability `json:"reliability"`
	Link        string      `json:"link,omitempty"`
}

// KnownCode is a code of the nomenclatures that no rule writes.
type KnownCode struct {
	Code  string   `json:"code"`
	Label string   `json:"label"`
	Ended day.Date `json:"ended,omitempty"` // the day since which an abolished one is not billed
}

// Unwritten finds a code that no rule writes.
func (p *Plan) Unwritten(code string) (KnownCode, bool) {
	i, found := slices.BinarySearchFunc(p.Codes, code, func(c KnownCode, code string) int { return strings.Compare(c.Code, code) })
	if !found {
		return KnownCode{}, false
	}
	return p.Codes[i], true
}

// Document is where figures were read.
type Document struct {
	Key      string `json:"key"`
	Title    string `json:"title"`
	Origin   string `json:"origin"`
	Official bool   `json:"official"`
	Link     string `json:"link,omitempty"`
}
