// Package facts reads what a person or a program states, in JSON, against the facts that the rules declare.
//
// It takes the flat facts of one rule, or the nested facts of a visit, and gives encoded values, one per declared fact: given, or
// unknown. It refuses unknown names, wrong types and values outside their domain, all of them at once, each with its path, what was
// found, what was expected and what to do, in French: the message goes to whoever typed it.
//
// Unstable: only the root package is a promised face.
package facts

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/plan"
)

// Set holds the value of every fact of a plan.
type Set struct {
	Values    []eval.Value // by fact; unknown when not given
	Codes     []string     // the codes stated, for code facts whose word the rules do not know
	Lists     map[string][]map[string]any
	History   []eval.PastAct
	Historied bool  // the history was given, be it empty
	Defaults  []int // facts whose default was used
}

// NewSet returns a set with every fact unknown.
func NewSet(p *plan.Plan) *Set {
	s := &Set{Values: make([]eval.Value, len(p.Facts))}
	for i := range s.Values {
		s.Values[i].State = eval.Unknown
	}
	return s
}

// Fill copies the facts that a program reads into a frame.
func (s *Set) Fill(p *eval.Program, f *eval.Frame) {
	for i, fact := range p.Facts {
		if v := s.Values[fact]; v.State == eval.Known {
			f.Set(i, v.N)
		} else {
			f.Forget(i)
		}
	}
	f.History, f.HistoryKnown = s.History, s.Historied
}

// Problem is one thing wrong in an input.
type Problem struct {
	Path     string `json:"location"`
	Message  string `json:"message"` // what was found, what is expected, what to do
	Value    any    `json:"value,omitempty"`
	Sensible bool   `json:"-"`
}

// Problems is the error of an input: all that is wrong with it.
type Problems []Problem

// NoMember refuses a member of an object that is none of those admitted, and says which was meant.
func NoMember(name string, admitted []string) string {
	hint := "membres admis : " + strings.Join(admitted, ", ")
	if meant := near.Word(name, admitted); meant != "" {
		hint = "vouliez-vous écrire « " + meant + " »"
	}
	return "membre inconnu — " + hint
}

// Error lists the problems on one line each.
func (p Problems) Error() string {
	var lines []string
	for _, one := range p {
		if one.Path == "" {
			lines = append(lines, one.Message)
			continue
		}
		lines = append(lines, one.Path+" : "+one.Message)
	}
	return strings.Join(lines, "\n")
}

// Refuse returns an error of one problem.
func Refuse(path, format string, args ...any) error {
	return Problems{{Path: path, Message: fmt.Sprintf(format, args...)}}
}

// Shape names a decoded JSON value, for whoever is told that another was expected.
func Shape(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case string:
		return strconv.Quote(v)
	case json.Number:
		return v.String()
	case []any:
		return "une liste"
	}
	return "un objet"
}

// Kind names the kind of a decoded JSON value, without the value.
func Kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "un oui ou non"
	case string:
		return "un texte"
	case json.Number:
		return "un nombre"
	case []any:
		return "une liste"
	}
	return "un objet"
}

// Flat reads the facts of one rule called alone: {"age": 85, "ald": true}. Facts that exist but that the rule does not read are accepted.
func Flat(p *plan.Plan, object map[string]any) (*Set, error) {
	s := NewSet(p)
	var problems Problems
	for _, name := range slices.Sorted(maps.Keys(object)) {
		i, ok := p.Fact(name)
		if !ok {
			problems = append(problems, unknownName(p, name, func(f *plan.Fact) string { return f.Name }))
			continue
		}
		s.put(p, i, name, object[name], &problems)
	}
	s.Default(p)
	return s, problems.OrNil()
}

// OrNil is the problems as an error, nil when there are none.
func (p Problems) OrNil() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

func unknownName(p *plan.Plan, name string, key func(*plan.Fact) string) Problem {
	var known []string
	for i := range p.Facts {
		if k := key(&p.Facts[i]); k != "" {
			known = append(known, k)
		}
	}
	hint := "la liste des faits est dans « opposable regles --faits »"
	if meant := near.Word(name, known); meant != "" {
		hint = "vouliez-vous écrire « " + meant + " »"
	}
	return Problem{Path: name, Message: "fait inconnu — " + hint}
}

func (s *Set) put(p *plan.Plan, i int, path string, raw any, problems *Problems) {
	f := &p.Facts[i]
	if raw == nil {
		if f.NullIsNone {
			s.Values[i] = eval.Of(plan.None)
		}
		return
	}
	if f.Kind == plan.Events {
		s.list(f.Name, path, raw, problems)
		return
	}
	n, problem := Encode(f, raw)
	if problem != "" {
		*problems = append(*problems, Problem{Path: path, Message: problem})
		return
	}
	s.Values[i] = eval.Of(n)
}

// list keeps a list of elements; the history of past acts is read at once.
func (s *Set) list(name, path string, raw any, problems *Problems) {
	list, ok := raw.([]any)
	if !ok {
		*problems = append(*problems, Problem{Path: path, Message: "une liste est attendue, " + Shape(raw) + " trouvé"})
		return
	}
	if s.Lists == nil {
		s.Lists = map[string][]map[string]any{}
	}
	for k, element := range list {
		m, ok := element.(map[string]any)
		if !ok {
			*problems = append(*problems, Problem{Path: fmt.Sprintf("%s[%d]", path, k), Message: "un objet est attendu, " + Shape(element) + " trouvé"})
			continue
		}
		s.Lists[name] = append(s.Lists[name], m)
	}
}

// Encode turns a JSON value into the encoding of a fact, or says in French what is wrong with it.
func Encode(f *plan.Fact, raw any) (int64, string) {
	switch f.Kind {
	case plan.YesNo:
		if b, ok := raw.(bool); ok {
			if b {
				return 1, ""
			}
			return 0, ""
		}
		return 0, fmt.Sprintf("true ou false est attendu (%s), %s trouvé", f.Label, Shape(raw))
	case plan.Choice, plan.Code:
		return encodeWord(f, raw)
	case plan.Date:
		text, ok := raw.(string)
		if !ok {
			return 0, fmt.Sprintf("une date \"AAAA-MM-JJ\" est attendue (%s), %s trouvé", f.Label, Shape(raw))
		}
		if f.NeverAllowed && text == "jamais" {
			return plan.Never, ""
		}
		d, err := day.Parse(text)
		if err != nil {
			return 0, fmt.Sprintf("une date qui existe, AAAA-MM-JJ, est attendue (%s), %q trouvé", f.Label, text)
		}
		if int64(d) < f.Lo || int64(d) > f.Hi {
			return 0, fmt.Sprintf("la date %s est hors du domaine", d)
		}
		return int64(d), ""
	}
	return encodeNumber(f, raw)
}

func encodeWord(f *plan.Fact, raw any) (int64, string) {
	word := ""
	switch v := raw.(type) {
	case string:
		word = v
	case json.Number:
		word = shortest(v.String())
	default:
		return 0, fmt.Sprintf("un mot est attendu (%s), %s trouvé", f.Label, Shape(raw))
	}
	i := slices.Index(f.Words, word)
	switch {
	case i >= 0:
		return int64(i), ""
	case f.Kind == plan.Code:
		return int64(len(f.Words)), ""
	}
	hint := "l'un de : " + strings.Join(f.Words, ", ")
	if meant := near.Word(word, f.Words); meant != "" {
		hint = "vouliez-vous écrire « " + meant + " »"
	}
	return 0, fmt.Sprintf("« %s » n'est pas un mot admis (%s) — %s", word, f.Label, hint)
}

// shortest writes a number as its shortest decimal form: 1.0 is "1".
func shortest(s string) string {
	if strings.Contains(s, ".") && !strings.ContainsAny(s, "eE") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func encodeNumber(f *plan.Fact, raw any) (int64, string) {
	number, ok := raw.(json.Number)
	if !ok {
		return 0, fmt.Sprintf("un nombre est attendu (%s), %s trouvé", f.Label, Shape(raw))
	}
	scale := f.Scale
	if f.Kind == plan.Money { // given in cents
		scale = 0
	}
	n, err := money.ParseDecimal(shortest(number.String()), scale)
	switch {
	case errors.Is(err, money.ErrPrecision) && scale == 0:
		return 0, fmt.Sprintf("un nombre entier est attendu (%s), %s trouvé", f.Label, number)
	case errors.Is(err, money.ErrPrecision):
		return 0, fmt.Sprintf("%d décimales au plus sont attendues (%s), %s trouvé", scale, f.Label, number)
	case err != nil:
		return 0, fmt.Sprintf("un nombre écrit en chiffres est attendu (%s), %s trouvé", f.Label, number)
	case n < f.Lo || n > f.Hi:
		return 0, fmt.Sprintf("%s est hors du domaine (%s) : de %s à %s%s", number, f.Label,
			money.FormatDecimal(f.Lo, scale), money.FormatDecimal(f.Hi, scale), unit(f))
	}
	return n, ""
}

func unit(f *plan.Fact) string {
	switch {
	case f.Kind == plan.Money:
		return " centimes"
	case f.Unit != "":
		return " " + f.Unit
	}
	return ""
}

// Default gives the facts that were not stated the value the contract grants them, and notes which.
func (s *Set) Default(p *plan.Plan) {
	for i := range p.Facts {
		if d := p.Facts[i].Default; d != nil && s.Values[i].State != eval.Known {
			s.Values[i] = eval.Of(*d)
			s.Defaults = append(s.Defaults, i)
		}
	}
}

// Decoded is the JSON value of an encoded fact: what Encode would take.
func Decoded(f *plan.Fact, n int64) any {
	switch {
	case n == plan.None:
		return nil
	case f.Kind == plan.YesNo:
		return n != 0
	case f.Kind == plan.Choice || f.Kind == plan.Code:
		if n >= 0 && n < int64(len(f.Words)) {
			return f.Words[n]
		}
		return "autre"
	case n == plan.Never:
		return "jamais"
	case f.Kind == plan.Date:
		return day.Date(n).String()
	case f.Kind == plan.Decimal:
		return json.Number(money.FormatDecimal(n, f.Scale))
	}
	return n
}

// Discharge is the fact from which caps per stay count.
const Discharge = "sortie_hospitalisation"
