package web

import (
	"html/template"
	"net/url"
	"slices"
	"strings"

	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// control is a field of the form of a visit.
type control struct {
	field
	Path  string
	Key   string // a letter that goes through the answers
	Picks []pick
}

// pick is one answer of a choice, with the key that gives it.
type pick struct {
	option
	Key  string
	Rare bool // shown only when it is the answer
}

// Field makes the control of a fact under a label of the page.
func (f *priceForm) Field(path, label string) control {
	return f.fact(path, label, "")
}

// Keyed is Field with a letter that goes through its answers.
func (f *priceForm) Keyed(path, label, key string) control { return f.fact(path, label, key) }

func (f *priceForm) fact(path, label, key string) control {
	fact, ok := f.byPath[path]
	if !ok {
		panic("web: a template asks for the fact " + path + ", which no visit states")
	}
	f.placed[path] = true
	c := control{field: factField(fact, path, label, f.values.Get(path)), Path: path}
	switch {
	case fact.Kind == plan.Code:
		c.Options, c.Wide, c.Mode = nil, false, "text"
	case fact.Default != nil && len(c.Options) > 0:
		c.assume(fact)
	case fact.Default != nil:
		c.Placeholder = itoa(int(*fact.Default))
	}
	if c.Options != nil && len(c.Options) <= 3 {
		c.Class = "c3"
	}
	if fact.NullIsNone {
		c.Placeholder = "aucun"
	}
	f.dress(&c)
	c.Key = key
	for _, o := range c.Options {
		c.Picks = append(c.Picks, pick{option: o})
	}
	return c
}

// assume offers no « inconnu » where the contract says what an absent fact is worth: blank is that value, and the answer tells it.
func (c *control) assume(fact *plan.Fact) {
	c.Options = c.Options[:len(c.Options)-1]
	k := int(*fact.Default)
	if fact.Kind == plan.YesNo {
		k = 1 - k // yes comes first
	}
	if c.Value == c.Options[k].Value {
		c.Value = ""
	}
	c.Options[k].Value = ""
	choose(c.Options, c.Value)
}

// Text makes the control of what is not one fact.
func (f *priceForm) Text(name, label, hint string) control {
	c := control{field: field{Name: name, ID: fieldID(name), Label: label, Value: f.values.Get(name), Mode: "text", Hint: hint}, Path: name}
	f.dress(&c)
	return c
}

// Age is typed in years or in months.
func (f *priceForm) Age(label string) control {
	c := f.fact(visitAge, label, "")
	f.placed[visitMonths] = true
	c.Asks(f.asked[visitMonths])
	c.Options = []option{{Value: "", Label: c.Unit}, {Value: visitAgeMois, Label: visitAgeMois}}
	choose(c.Options, f.values.Get(visitAgeIn))
	c.Unit = ""
	return c
}

// Asks marks a control whose missing fact decides.
func (c *control) Asks(asked bool) { c.Ask = c.Ask || asked && c.Value == "" }

// Combined makes one choice of several facts: for each answer, a label, a key and the facts that it states. An answer without a key is shown
// only when it is the one.
func (f *priceForm) Combined(label string, answers ...string) control {
	c := control{field: field{Name: visitWhose, ID: fieldID(visitWhose), Label: label}, Path: visitWhose}
	var about []string
	for i := 0; i+2 < len(answers); i += 3 {
		stated, _ := url.ParseQuery(answers[i+2])
		for path := range stated {
			if !slices.Contains(about, path) {
				about = append(about, path)
			}
		}
	}
	for i := 0; i+2 < len(answers); i += 3 {
		stated, _ := url.ParseQuery(answers[i+2])
		p := pick{option: option{Value: answers[i+2], Label: answers[i], Unknown: answers[i+2] == ""}, Key: answers[i+1]}
		p.Rare = p.Key == "" && p.Value != ""
		p.Chosen = !slices.ContainsFunc(about, func(path string) bool { return f.values.Get(path) != stated.Get(path) })
		if p.Chosen {
			c.Value = p.Value
		}
		c.Picks = append(c.Picks, p)
	}
	for _, path := range about {
		f.placed[path] = true
		c.Asks(f.asked[path])
		c.Error += f.wrong(path)
	}
	return c
}

// restBlock is the facts of a block that have no control of their own above.
type restBlock struct {
	Name   string
	Fields []control
	Stated int
}

// Rest makes the controls of all the other facts of a visit, by block, in the order of the rules.
func (f *priceForm) Rest() []restBlock {
	var out []restBlock
	for i := range f.plan.Facts {
		fact := &f.plan.Facts[i]
		if f.byPath[fact.Path] != fact || f.placed[fact.Path] {
			continue
		}
		block, _, _ := strings.Cut(fact.Path, ".")
		k := slices.IndexFunc(out, func(b restBlock) bool { return b.Name == block })
		if k < 0 {
			k = len(out)
			out = append(out, restBlock{Name: block})
		}
		label := bareLabel(fact.Label)
		if fact.Kind == plan.YesNo && fact.IfYes != "" {
			label = explain.Capital(fact.IfYes)
		}
		c := f.fact(fact.Path, label, "")
		if c.Value != "" {
			out[k].Stated++
		}
		out[k].Fields = append(out[k].Fields, c)
	}
	return out
}

// Stated counts the other facts that have a value.
func (f *priceForm) Stated(blocks []restBlock) int {
	n := 0
	for _, b := range blocks {
		n += b.Stated
	}
	if f.values.Get(visitPast) != "" {
		n++
	}
	return n
}

// dress adds what is wrong with a control, and whether its answer decides.
func (f *priceForm) dress(c *control) {
	c.Error = f.wrong(c.Name)
	if c.Name == visitAge && c.Error == "" {
		c.Error = f.wrong(visitMonths)
	}
	c.Asks(f.asked[c.Name])
}

// wrong is the first problem of a path, or of an element of its list.
func (f *priceForm) wrong(path string) string {
	for _, p := range f.problems {
		if base, _, _ := strings.Cut(p.Path, "["); base == path {
			return p.Message
		}
	}
	return ""
}

// fieldOf is the id of the control that states a fact.
func (f *priceForm) fieldOf(path string) string {
	base, _, _ := strings.Cut(path, "[")
	switch {
	case base == visitMonths:
		return fieldID(visitAge)
	case base == "connu_le":
		return "m-connu"
	case base == "scenario":
		return "m-scenario"
	}
	return fieldID(base)
}

// summary lists the problems with the name of their control; those of one control are one.
func (f *priceForm) summary() []problem {
	labels := map[string]string{visitDay: "Date", visitHour: "Heure", visitActs: "Gestes", visitPast: "Actes passés", visitFacts: "Réponse",
		"connu_le": "Actes connus au", "scenario": "Scénario"}
	var out []problem
	for _, p := range f.problems {
		base, _, _ := strings.Cut(p.Path, "[")
		one := problem{ID: f.fieldOf(p.Path), Label: labels[base], Text: p.Message}
		if fact := f.byPath[base]; fact != nil {
			one.Label = bareLabel(fact.Label)
		}
		if one.Label == "" {
			one.Label = clipped(base)
		}
		if !slices.ContainsFunc(out, func(o problem) bool { return o.ID == one.ID }) {
			out = append(out, one)
		}
	}
	return out
}

// Holds reports whether the form states what a button would.
func (f *priceForm) Holds(text string) bool {
	stated, err := url.ParseQuery(text)
	probe := priceForm{byPath: f.byPath, values: url.Values{}, at: f.at}
	probe.take([]string{text})
	for path := range stated {
		if want := probe.values.Get(path); want != "" && f.values.Get(path) != want {
			return false
		}
	}
	return err == nil && len(probe.problems) == 0
}

// Legend is the label, the letter that gives the answers underlined.
func (c control) Legend() template.HTML { return marked(c.Label, c.Key) }

// Marked is the label, its letter underlined.
func (p pick) Marked() template.HTML { return marked(p.Label, p.Key) }

// Mark underlines the letter of a label.
func (f *priceForm) Mark(label, key string) template.HTML { return marked(label, key) }

func marked(label, key string) template.HTML {
	text := []rune(label)
	for i, r := range text {
		if key != "" && strings.EqualFold(string(r), key) {
			return template.HTML(`<i class="in">` + escaped(text[:i]) + "<u>" + escaped(text[i:i+1]) + "</u>" + escaped(text[i+1:]) + "</i>")
		}
	}
	return template.HTML(escaped(text))
}

func escaped(text []rune) string { return template.HTMLEscapeString(string(text)) }
