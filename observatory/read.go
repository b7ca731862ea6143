package observatory

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Value is one published figure of an indicator.
type Value struct {
	Rule   int
	On     day.Date
	Number *big.Rat
	Text   string // the number as it was given
	Unit   string // as it was given
	Strand string // a part of the rule, or empty
}

// decimals is how many a value may have.
const decimals = 6

// Members of the input.
const (
	valuesMember = "valeurs"
	dateMember   = "date"
	numberMember = "valeur"
	unitMember   = "unite"
	strandMember = "volet"
)

// Read checks the values of an input and reports all problems at once. A null value is no value.
func Read(p *plan.Plan, object map[string]any) ([]Value, error) {
	r := &reader{plan: p}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if name != valuesMember {
			r.refuse(name, "membre inconnu — l'entrée est {\"valeurs\": [{\"objectif\": 1, \"date\": \"AAAA-MM-JJ\", \"valeur\": 1.5, \"unite\": \"%%\"}]}")
		}
	}
	list, ok := object[valuesMember].([]any)
	if !ok && object[valuesMember] != nil {
		r.refuse(valuesMember, "une liste de valeurs est attendue")
	}
	for i, element := range list {
		path := fmt.Sprintf("%s[%d]", valuesMember, i)
		m, ok := element.(map[string]any)
		if !ok {
			r.refuse(path, "un objet {\"objectif\": 1, \"date\": \"AAAA-MM-JJ\", \"valeur\": 1.5, \"unite\": \"%%\"} est attendu")
			continue
		}
		r.value(path, m)
	}
	r.contradictions()
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return r.values, nil
}

type reader struct {
	plan     *plan.Plan
	values   []Value
	paths    []string
	problems facts.Problems
}

func (r *reader) refuse(path, format string, args ...any) {
	r.problems = append(r.problems, facts.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (r *reader) value(path string, m map[string]any) {
	before := len(r.problems)
	members := []string{Objectives, Programmes, dateMember, numberMember, unitMember, strandMember}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if slices.Contains(members, name) {
			continue
		}
		r.refuse(path+"."+name, "%s", facts.NoMember(name, members))
	}
	v := Value{Rule: r.rule(path, m), Unit: r.text(path, m, unitMember, "l'unité de la valeur est attendue, comme \"%\" ou \"médecins\"")}
	if text := r.text(path, m, dateMember, "le jour de la valeur est attendu, \"AAAA-MM-JJ\""); text != "" {
		d, err := day.Parse(text)
		if err != nil {
			r.refuse(path+"."+dateMember, "une date qui existe, AAAA-MM-JJ, est attendue, « %s » trouvé", text)
		}
		v.On = d
	}
	if v.Rule >= 0 && m[strandMember] != nil {
		v.Strand = r.strand(path, m, v.Rule)
	}
	given := r.number(path, m, &v)
	if given && len(r.problems) == before {
		r.possible(path, &v)
	}
	if given && len(r.problems) == before {
		r.values, r.paths = append(r.values, v), append(r.paths, path)
	}
}

// rule finds the objective or programme that a value is about, −1 when there is none.
func (r *reader) rule(path string, m map[string]any) int {
	list := Objectives
	_, objective := m[Objectives]
	_, programme := m[Programmes]
	switch {
	case objective == programme:
		r.refuse(path, "dites de quel objectif ou de quel programme est cette valeur : \"objectif\": 1, ou \"programme\": 2, l'un des deux")
		return -1
	case programme:
		list = Programmes
	}
	var numbers []string
	text, isNumber := m[list].(json.Number)
	for _, i := range rules(r.plan) {
		if rule := &r.plan.Rules[i]; ListOf(rule) == list {
			number := fmt.Sprint(rule.Objective.Number)
			if isNumber && text.String() == number {
				return i
			}
			numbers = append(numbers, number)
		}
	}
	if len(numbers) == 0 {
		r.refuse(path+"."+list, "ces règles n'ont aucun %s", list)
		return -1
	}
	r.refuse(path+"."+list, "un numéro de %s à %s est attendu, %s trouvé", numbers[0], numbers[len(numbers)-1], facts.Shape(m[list]))
	return -1
}

func (r *reader) text(path string, m map[string]any, member, what string) string {
	text, ok := m[member].(string)
	if !ok || strings.TrimSpace(text) == "" {
		r.refuse(path+"."+member, "%s", what)
		return ""
	}
	return text
}

func (r *reader) strand(path string, m map[string]any, rule int) string {
	var names []string
	for _, part := range r.plan.Rules[rule].Objective.Strands {
		names = append(names, r.plan.Parts[part].Name)
	}
	name, _ := m[strandMember].(string)
	switch {
	case slices.Contains(names, name):
	case len(names) == 0:
		r.refuse(path+"."+strandMember, "« %s » n'a pas de volets — retirez ce membre", r.plan.Rules[rule].Key)
	default:
		r.refuse(path+"."+strandMember, "l'un de ces volets est attendu : %s ; %v trouvé", strings.Join(names, ", "), m[strandMember])
	}
	return name
}

// number reads the value itself and tells whether there is one.
func (r *reader) number(path string, m map[string]any, v *Value) bool {
	raw, stated := m[numberMember]
	if stated && raw == nil {
		return false
	}
	number, ok := raw.(json.Number)
	if !ok {
		r.refuse(path+"."+numberMember, "un nombre est attendu, ou null pour une valeur inconnue")
		return false
	}
	n, err := money.ParseDecimal(number.String(), decimals)
	switch {
	case errors.Is(err, money.ErrPrecision):
		r.refuse(path+"."+numberMember, "%d décimales au plus sont attendues, %s trouvé", decimals, number)
	case err != nil:
		r.refuse(path+"."+numberMember, "un nombre écrit en chiffres, sans exposant, est attendu, %s trouvé", number)
	}
	v.Number, v.Text = scaled(n, decimals), money.FormatDecimal(n, decimals)
	return true
}

// possible refuses what can't be counted: less than none, or more than the whole. A change may be anything, and so may a percent whose
// target is not known: it may be one.
func (r *reader) possible(path string, v *Value) {
	rule := &r.plan.Rules[v.Rule]
	percent, same := rule.Unit.Label == share, InUnit(rule, v.Unit) && rule.Unit.Label != plan.YearlyGrowth
	above, below := r.targets(rule)
	switch {
	case same && percent && above && (v.Number.Sign() < 0 || v.Number.Cmp(whole) > 0):
		r.refuse(path+"."+numberMember, "une part de 0 à 100 %% est attendue, %s trouvé", v.Text)
	case (same && !percent && !below || CountIn(rule, v.Unit)) && v.Number.Sign() < 0:
		r.refuse(path+"."+numberMember, "un nombre de %s n'est pas négatif, %s trouvé", v.Unit, v.Text)
	}
}

const share = "%"

// whole is all of something, in percent.
var whole = big.NewRat(100, 1)

// targets tells whether a rule sets a target above zero, and one below.
func (r *reader) targets(rule *plan.Rule) (above, below bool) {
	for _, part := range rule.Parts {
		for _, v := range r.plan.Parts[part].Versions {
			if v.Value != nil {
				above, below = above || v.Value.N > 0, below || v.Value.N < 0
			}
		}
	}
	return above, below
}

// contradictions refuses two different numbers for one indicator, one day and one unit.
func (r *reader) contradictions() {
	for i, v := range r.values {
		for k, w := range r.values[:i] {
			if v.Rule == w.Rule && v.On == w.On && v.Strand == w.Strand && sameUnit(v.Unit, w.Unit) && v.Number.Cmp(w.Number) != 0 {
				r.refuse(r.paths[i]+"."+numberMember, "%s donne déjà %s pour le même indicateur, le même jour et la même unité, %s trouvé — gardez une seule valeur",
					r.paths[k], w.Text, v.Text)
			}
		}
	}
}

// sameUnit compares units whatever the case, the accents and the spaces: « médecins » is « medecins ».
func sameUnit(a, b string) bool { return plainUnit(a) == plainUnit(b) }

func plainUnit(s string) string { return unaccented.Replace(strings.ToLower(s)) }

var unaccented = strings.NewReplacer(
	"à", "a", "â", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "ô", "o", "ù", "u", "û", "u", "œ", "oe",
	" ", "", "\u00a0", "", "\u202f", "",
)
