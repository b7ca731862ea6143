package web

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// field is one control of a form: a text, a number, a choice or a yes/no, with what was typed and what is wrong with it.
type field struct {
	Name, ID    string
	Label       string
	Value       string
	Unit        string // after the control
	Hint        string
	Error       string
	Placeholder string
	Mode        string // the keyboard of a telephone: numeric, decimal or text
	Class       string
	Options     []option
	Ask         bool  // this missing fact decides
	Wide        bool  // of a choice: a list that drops
	Reload      bool  // a change asks for the whole page
	Max, Each   int64 // a script adds a slider, up to this much, or this much for each patient of the list
}

// option is one answer of a choice.
type option struct {
	Value, Label string
	Chosen       bool
	Unknown      bool // the answer that says nothing
}

// Described is the id of what explains the control, for its aria-describedby.
func (f field) Described() string {
	var ids []string
	if f.Error != "" {
		ids = append(ids, f.ID+"-e")
	}
	if f.Hint != "" {
		ids = append(ids, f.ID+"-h")
	}
	if f.Unit != "" {
		ids = append(ids, f.ID+"-u")
	}
	return strings.Join(ids, " ")
}

// problem is one line of the summary of errors.
type problem struct{ ID, Label, Text string }

// fieldID makes a stable id of a name.
func fieldID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, name)
}

// factField makes the control of a fact. The words of a yes/no are oui and non; no answer is the answer "inconnu".
func factField(f *plan.Fact, name, label, value string) field {
	out := field{Name: name, ID: fieldID(name), Label: label, Value: value}
	switch f.Kind {
	case plan.YesNo:
		out.Options = []option{{Value: "oui", Label: "Oui"}, {Value: "non", Label: "Non"}, {Label: "Inconnu", Unknown: true}}
	case plan.Choice, plan.Code:
		for i, w := range f.Words {
			out.Options = append(out.Options, option{Value: w, Label: explain.Capital(explain.Word(f, i))})
		}
		out.Options = append(out.Options, option{Label: "Inconnu", Unknown: true})
		out.Wide = len(f.Words) > 4 || slices.ContainsFunc(out.Options, func(o option) bool { return utf8.RuneCountInString(o.Label) > longLabel })
	case plan.Date:
		out.Mode, out.Placeholder, out.Class = "numeric", "jj/mm/aaaa", "date"
	case plan.Integer:
		out.Mode, out.Unit = "numeric", f.Unit
	case plan.Decimal:
		out.Mode, out.Unit = "decimal", f.Unit
	case plan.Money:
		out.Mode, out.Unit = "decimal", "€"
	}
	choose(out.Options, value)
	return out
}

// longLabel is the length from which an answer does not fit a button.
const longLabel = 18

func choose(options []option, value string) {
	for i := range options {
		options[i].Chosen = options[i].Value == value
	}
}

// factValue reads what was typed for a fact as the JSON value that facts.Encode takes; nothing typed is nothing stated.
func factValue(f *plan.Fact, text string) (value any, stated bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, false
	}
	switch f.Kind {
	case plan.YesNo:
		switch text {
		case "oui":
			return true, true
		case "non":
			return false, true
		}
		return text, true
	case plan.Date:
		return isoDate(text), true
	case plan.Integer, plan.Decimal:
		return number(text), true
	case plan.Money:
		return cents(text), true
	}
	return text, true
}

var spaces = strings.NewReplacer(" ", "", space, "", narrow, "", "€", "", "%", "", "−", "-", ",", ".")

// number reads « 1 234,5 » as a JSON number; what is not a number stays a text, which is refused with its path.
func number(text string) any {
	plain := spaces.Replace(text)
	if !decimal.MatchString(plain) {
		return text
	}
	return json.Number(plain)
}

var decimal = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]+)?$`)

// cents reads an amount in euros as cents.
func cents(text string) any {
	plain := spaces.Replace(text)
	if !decimal.MatchString(plain) {
		return text
	}
	whole, fraction, _ := strings.Cut(plain, ".")
	if len(fraction) > 2 {
		return text
	}
	return json.Number(strings.TrimLeft(whole, "0") + fraction + strings.Repeat("0", 2-len(fraction)))
}

var (
	dayFirst = regexp.MustCompile(`^([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})$`)
	packed   = regexp.MustCompile(`^([0-9]{2})([0-9]{2})([0-9]{4})$`)
)

// isoDate reads 21/11/2026, 21.11.2026 and 21112026 as 2026-11-21; anything else passes, and is refused with its path if it is no date.
func isoDate(text string) string {
	text = strings.TrimSpace(text)
	for _, form := range []*regexp.Regexp{dayFirst, packed} {
		if m := form.FindStringSubmatch(text); m != nil {
			return fmt.Sprintf("%s-%02s-%02s", m[3], pad(m[2]), pad(m[1]))
		}
	}
	return text
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// frenchDay writes 21/11/2026, as fields show dates.
func frenchDay(d day.Date) string {
	year, month, dom := d.Civil()
	return fmt.Sprintf("%02d/%02d/%04d", dom, month, year)
}

// place puts a value in an object at a path with points: patient.age.
func place(object map[string]any, path string, value any) {
	block, member, nested := strings.Cut(path, ".")
	if !nested {
		object[path] = value
		return
	}
	inner, ok := object[block].(map[string]any)
	if !ok {
		inner = map[string]any{}
		object[block] = inner
	}
	place(inner, member, value)
}

// lowered writes what follows in a list, each with a small letter: « , secteur 1, zone prioritaire ».
func lowered(list []string) string {
	out := ""
	for _, s := range list {
		r, n := utf8.DecodeRuneInString(s)
		out += ", " + string(unicode.ToLower(r)) + s[n:]
	}
	return out
}
