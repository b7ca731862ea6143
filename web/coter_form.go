package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// The fields of a visit that are not one fact each.
const (
	visitDay     = "date"
	visitHour    = "heure"
	visitActs    = "actes"
	visitPast    = "historique"
	visitNoPast  = "aucun"       // the history that is known to be empty
	visitAge     = "patient.age" // typed in years or in months
	visitMonths  = "patient.age_mois"
	visitAgeIn   = "age_en"
	visitAgeMois = "mois"
	visitWhose   = "mt"    // one choice that states several facts
	visitFacts   = "faits" // facts that a button states, as path=value&path=value
)

// priceForm is the form of a visit: what was typed, and what it states. A control bears the path of its fact; a button, and a choice that
// states several facts, bear them as a query string.
type priceForm struct {
	plan     *plan.Plan
	gestures *gestures
	values   url.Values
	byPath   map[string]*plan.Fact
	problems facts.Problems
	asked    map[string]bool // missing facts that decide
	placed   map[string]bool // facts that have their control
	at       day.Date
	today    day.Date
}

func (s *Server) newPriceForm(sent url.Values) *priceForm {
	f := &priceForm{
		plan: s.law.Plan, gestures: s.gestures, values: cloned(sent), byPath: map[string]*plan.Fact{}, asked: map[string]bool{}, placed: map[string]bool{},
		today: s.options.Today(),
	}
	for i := range f.plan.Facts {
		if fact := &f.plan.Facts[i]; strings.Contains(fact.Path, ".") && fact.Given == "" {
			f.byPath[fact.Path] = fact
		}
	}
	if strings.TrimSpace(f.values.Get(visitDay)) == "" {
		f.values.Set(visitDay, frenchDay(f.today))
	}
	f.at = f.today
	if d, err := day.Parse(isoDate(f.values.Get(visitDay))); err == nil {
		f.at = d
	}
	f.take(f.values[visitWhose])
	f.take(f.values[visitFacts])
	f.values.Del(visitWhose)
	f.values.Del(visitFacts)
	f.age()
	return f
}

// take states the facts that buttons bear, in order.
func (f *priceForm) take(list []string) {
	for _, text := range list {
		stated, err := url.ParseQuery(text)
		if err != nil {
			f.refuse(visitFacts, "une réponse de cette page est attendue")
			continue
		}
		for _, path := range sortedValues(stated) {
			f.state(path, last(stated[path]))
		}
	}
}

// last is the value that stands when a fact is stated twice.
func last(list []string) string { return list[len(list)-1] }

func sortedValues(v url.Values) []string {
	var out []string
	for k := range v {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

var daysBefore = regexp.MustCompile(`^-[0-9]{1,4}$`)

// state puts a value in the control of a fact. A date may be a number of days before the visit.
func (f *priceForm) state(path, value string) {
	fact := f.byPath[path]
	switch {
	case path == visitDay, path == visitHour, path == visitActs, path == visitPast:
		f.values.Set(path, value)
	case fact == nil:
		f.refuse(visitFacts, "fait inconnu « %s »", clipped(path))
	case path == visitMonths:
		f.values.Set(visitAge, value)
		f.values.Set(visitAgeIn, visitAgeMois)
	case fact.Kind == plan.Date && daysBefore.MatchString(value):
		var n int
		fmt.Sscanf(value, "%d", &n)
		f.values.Set(path, frenchDay(f.at+day.Date(n)))
	default:
		f.values.Set(path, value)
		if path == visitAge {
			f.values.Del(visitAgeIn)
		}
	}
}

var ageInMonths = regexp.MustCompile(`^([0-9]+) *m(ois)?$`)

// age tells years from months.
func (f *priceForm) age() {
	text := strings.ToLower(strings.TrimSpace(f.values.Get(visitAge)))
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(text, "ans"), "an"))
	if m := ageInMonths.FindStringSubmatch(text); m != nil {
		text = m[1]
		f.values.Set(visitAgeIn, visitAgeMois)
	}
	f.values.Set(visitAge, text)
}

// object states the visit as the JSON of the contract. What is blank is unknown.
func (f *priceForm) object() map[string]any {
	object := map[string]any{visitDay: isoDate(f.values.Get(visitDay))}
	if text := strings.TrimSpace(f.values.Get(visitHour)); text != "" {
		object[visitHour] = clock(text)
	}
	for _, path := range sortedKeys(f.byPath) {
		text := f.values.Get(path)
		if path == visitAge && f.values.Get(visitAgeIn) == visitAgeMois {
			continue
		}
		if path == visitMonths {
			if text = f.values.Get(visitAge); f.values.Get(visitAgeIn) != visitAgeMois {
				continue
			}
		}
		if v, stated := visitValue(f.byPath[path], text); stated {
			place(object, path, v)
		}
	}
	f.acts(object)
	f.past(object)
	return object
}

// visitValue reads a fact of a visit: a code may be a number, as a department is.
func visitValue(fact *plan.Fact, text string) (any, bool) {
	v, stated := factValue(fact, text)
	if s, isText := v.(string); isText && fact.Kind == plan.Code {
		return strings.ToUpper(s), stated
	}
	return v, stated
}

var clockForm = regexp.MustCompile(`^([0-9]{1,2}) ?[:hH.]? ?([0-9]{2})?$`)

// clock reads « 10:20 », « 10 h 20 », « 9h » and « 1020 » as 10:20; anything else passes, and is refused with its path.
func clock(text string) string {
	m := clockForm.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	minutes := m[2]
	if minutes == "" {
		minutes = "00"
	}
	return pad(m[1]) + ":" + minutes
}

// acts reads the gestures, by code or by word.
func (f *priceForm) acts(object map[string]any) {
	codes, problem := f.gestures.read(f.values.Get(visitActs))
	if problem != "" {
		f.refuse(visitActs, "%s", problem)
	}
	list := make([]any, len(codes))
	for i, c := range codes {
		list[i] = c
	}
	object[visitActs] = list
}

var pastForm = regexp.MustCompile(`^([A-Za-z]+[0-9]*)\s+(?:le\s+)?([0-9/.-]+)$`)

// past reads « aucun », or codes each with its date.
func (f *priceForm) past(object map[string]any) {
	text := strings.TrimSpace(f.values.Get(visitPast))
	if text == "" {
		return
	}
	list := []any{}
	if fold(text) != visitNoPast {
		for one := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
			m := pastForm.FindStringSubmatch(strings.TrimSpace(one))
			if m == nil {
				f.refuse(visitPast, "« %s » est attendu, ou des codes suivis chacun de sa date, séparés par des virgules", visitNoPast)
				return
			}
			list = append(list, map[string]any{"code": m[1], "date": isoDate(m[2])})
		}
	}
	object[visitPast] = list
}

func (f *priceForm) refuse(path, format string, args ...any) {
	f.problems = append(f.problems, facts.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// merge adds the problems of fields that have none yet.
func (f *priceForm) merge(more facts.Problems) {
	for _, p := range more {
		if f.wrong(p.Path) != "" || strings.HasPrefix(p.Path, "--") {
			continue // told already, or told of the moment
		}
		fact := f.byPath[p.Path]
		if typed := strings.TrimSpace(f.values.Get(p.Path)); p.Path == visitDay || fact != nil && fact.Kind == plan.Date {
			if _, err := day.Parse(isoDate(typed)); err != nil {
				p.Message = "une date qui existe, jour/mois/année, est attendue ; « " + clipped(typed) + " » trouvé"
			}
		}
		f.problems = append(f.problems, p)
	}
}

// answerText writes a value of an answer as a control takes it.
func answerText(fact *plan.Fact, v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "oui"
		}
		return "non"
	case json.Number:
		return strings.ReplaceAll(v.String(), ".", ",")
	case string:
		if d, err := day.Parse(v); err == nil && fact != nil && fact.Kind == plan.Date {
			return frenchDay(d)
		}
		return v
	case int64:
		if fact != nil && fact.Kind == plan.Money {
			return strings.TrimSuffix(euros(v), space+"€")
		}
	}
	return fmt.Sprint(v)
}

// Profile says the doctor in a line.
func (f *priceForm) Profile(paths ...string) string {
	var out []string
	for _, path := range paths {
		fact := f.byPath[path]
		if i := slices.Index(fact.Words, f.values.Get(path)); i >= 0 {
			out = append(out, explain.Word(fact, i))
		} else if fact.Kind == plan.YesNo && f.values.Get(path) == "oui" {
			out = append(out, fact.IfYes)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return explain.Capital(strings.Join(out, ", "))
}
