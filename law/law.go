// Package law is the written rule as Go values, each with its place in its file.
//
// It takes a folder of YAML files (regles/) and gives a Book: texts, facts and rules as their author wrote them, names unresolved.
// It refuses what YAML would let pass: unknown and repeated keys, anchors, merges, tags, a formula folded over several lines, a comma
// in a number. Everything wrong is reported at once, as Findings with file, line and column. compile resolves the names.
//
//	regles/**.yaml ─► Load ─► Book ─► compile
//	                           └────► Print: the same file again
//
// The grammar is docs/format-des-regles.md.
//
// Unstable: only the root package is a promised face.
package law

// Text is a scalar as written, and its place. The zero Text is an absent one.
type Text struct {
	S      string
	Pos    Pos
	Quoted bool // a word that looks like a number, written between quotes: "1"
}

// Given reports whether something was written.
func (t Text) Given() bool { return t.Pos.Line > 0 }

// Book is all that a folder of rules holds.
type Book struct {
	Coverage  Coverage
	Acts      []Act
	Documents []Document
	Facts     []Fact
	Lists     []List
	Words     []Word
	Codes     []Code
	Calendar  Calendar
	Rules     []*Rule
	Files     map[string][]byte // the sources, by path, as read

	TextsComment, FactsComment string          // at the head of textes.yaml and entrees.yaml
	Sections                   map[string]Note // comments of their sections, by key
}

// Code is a code of the nomenclatures that no rule writes.
type Code struct {
	Code  Text
	Label string
	Ended Text // the day since which an abolished one is not billed
}

// Coverage is the first and last covered day, and the day the rules were last checked against their sources.
type Coverage struct{ From, Visits, To, Verified Text }

// Act is a text that decides: a convention, an amendment, a decree, a proposal.
type Act struct {
	Key, Title, Signed, Published, Reliability, Link Text
	Scenario                                         bool
	Note                                             Note
}

// Document is where figures were read.
type Document struct {
	Key, Title, Origin, Nature, Link Text
	Note                             Note
}

// Fact is the declaration of a fact.
type Fact struct {
	Name, Label, Type, Domain, Unit, Decimals, Path, PracticePath, Question Text
	Default, Null, Given, Quantity                                          Text
	Words                                                                   []Text
	Labels                                                                  []Text // parallel to Words; empty texts where none is written
	Adjustable, NeverAllowed                                                bool
	IfYes, IfNo                                                             Text // the phrases of a yes/no fact: \"en affection de longue durée\"
	Subject                                                                 Text // what a phrase lacks to be a clause: \"le patient est\"
	Fallback                                                                *Fallback
	Note                                                                    Note
}

// Fallback says how to get a fact that is not given.
type Fallback struct {
	Names []Text // facts tried in order, or one rule
	Sum   *Sum
	Pos   Pos
}

// Sum adds a thing (or 1) over a list.
type Sum struct {
	Of, Over, Times Text
	When            []Condition
}

// List is a list of elements that a sum may go through.
type List struct {
	Name  Text
	Facts []Text
	Of    Text
	Note  Note
}

// Word is how a name of the rules is read: the name of a number or of a reading, written without accents so that formulas may use it.
type Word struct {
	Name, Label Text
	Note        Note
}

// Rule is one file.
type Rule struct {
	File                                                                        string
	Group                                                                       string // the folder
	Comment                                                                     string // the comment at the head of the file, without its signs
	Key, Title, Statement, Row, Situation, Unit, Result, Item, Doubt, CheckedOn Text
	Anniversary                                                                 Text // the fact from which the years of a contract count
	Source                                                                      Source
	Conditions                                                                  Conditions
	Multiplier                                                                  Text // stands for all parts that do not say otherwise
	Parts                                                                       []*Part
	Single                                                                      bool // the one part is written at the root of the file
	Beside                                                                      []Text
	Act                                                                         *Billable
	Between                                                                     []Text
	Objective                                                                   *Objective
	Payments                                                                    []Payment
	Examples                                                                    []Example
	Disputes                                                                    []Dispute // all of the file, those of parts and versions included
	Pos                                                                         Pos
}

// Source is the act and the article that decided.
type Source struct{ Act, Article Text }

// Conditions are the conditions of a rule, a part or a version.
type Conditions struct {
	When  []Condition
	AnyOf [][]Condition
	Pos   Pos // of anyOf, for printing and findings
}

// Condition asks that a thing lie in a cell.
type Condition struct {
	Thing Text
	Cell  Cell
}

// Cell is one cell, or the union of several.
type Cell struct {
	Items []Text
	List  bool
	Pos   Pos
}

// Part gives one value.
type Part struct {
	Name, Title, Unit, Formula, SetsAside, Augments, Multiplier, Doubt Text
	Words                                                              []Param // how its answers are said: the word, and its label
	Conditions                                                         Conditions
	Select                                                             []Text
	Import                                                             *Import
	Versions                                                           []*Version
	Readings                                                           []Reading
	Note                                                               Note
	Pos                                                                Pos
}

// Import names a local table that completes the part at run time.
type Import struct {
	Name                 Text
	Key, Columns, Unique []Text
	Multiplier           Text // the rule whose percent also applies to what is imported
}

// ValueKind is how a constant is written.
type ValueKind uint8

// The kinds of constants.
const (
	NoValue ValueKind = iota
	Amount            // montant, in euros
	Rate              // taux, in percent
	Number            // nombre
	Answer            // réponse
)

// Value is a constant as written.
type Value struct {
	Kind ValueKind
	Text Text
}

// Version is one dated state of a part.
type Version struct {
	Effects                                                 []Effect
	Reliability, NotEstablished, Formula, Multiplier, Doubt Text
	ReadIn                                                  []Text
	Unread                                                  bool // "lu dans: aucun"
	Value                                                   Value
	Table                                                   []Row
	Params                                                  []Param
	Caps                                                    []Cap
	Ends                                                    bool
	Conditions                                              Conditions
	Select                                                  []Text
	Readings                                                []Reading
	Note                                                    Note
	Pos                                                     Pos
}

// Effect is one act's decision about when a version applies.
type Effect struct {
	From, Act Text
	Never     bool
	Pos       Pos
}

// Row is one line of a table. Entries keep the order of the file.
type Row struct {
	Cells                             []Condition
	Value                             Value
	Formula, Code, Reliability, Doubt Text
	ReadIn                            []Text
	Unread                            bool
	Params                            []Param
	Note                              Note
	Pos                               Pos
}

// Param is a named number.
type Param struct{ Name, Value Text }

// Cap limits how often acts are billed in a period.
type Cap struct {
	Count, Period Text
	Codes         []Text
	Pos           Pos
}

// Billable is the block « acte ».
type Billable struct {
	Code, Coverage, Sheet, Extra Text
	Groups, With, Without        []Text
	Modified                     []Text // the acts whose line it is added to; its codes are then modifiers
	Pos                          Pos
}

// Objective is the block « objectif ».
type Objective struct {
	Number, Direction, Indicator, ReachedAt, AheadIf Text
	Strands, CountedIn                               []Text
	Pos                                              Pos
}

// Payment is one calendar for some parts.
type Payment struct {
	Parts    []Text
	Versions []PaymentVersion
	Pos      Pos
}

// PaymentVersion is one dated state of a calendar.
type PaymentVersion struct {
	Effects            []Effect
	Reliability, Doubt Text
	ReadIn             []Text
	Unread             bool
	Conditions         Conditions
	Installments       []Installment
	Pos                Pos
}

// Installment is a share due in a month.
type Installment struct{ Month, Year, Share Text }

// Example is a worked case written in the rule.
type Example struct {
	Name, At, Known, Scenario, Expected Text
	Facts                               []Param
	Note                                Note
	Pos                                 Pos
}

// Reading is one way to read a disputed text; Variant is the rule rewritten with it, nil for the reading that is written.
type Reading struct {
	Name, HeldBy Text
	ReadIn       []Text
	Replaces     []Replacement
	Variant      *Rule
}

// Replacement is a path of the place where the readings stand, and its other content in canonical YAML.
type Replacement struct{ Path, Content Text }

// Dispute is a list of readings and the place where it stands.
type Dispute struct {
	Part     string // empty: the rule
	Readings []Reading
	Pos      Pos
}
