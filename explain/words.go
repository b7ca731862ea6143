package explain

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// GradeWords are the grades as a reader sees them.
var GradeWords = []string{"officiel", "recoupé", "à vérifier"}

var monthNames = []string{
	"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
}

// MonthName is the French name of a month.
func MonthName(m time.Month) string { return monthNames[m] }

// LongDate writes « 1er janvier 2026 ».
func LongDate(d day.Date) string {
	year, month, dom := d.Civil()
	if dom == 1 {
		return fmt.Sprintf("1er %s %d", monthNames[month], year)
	}
	return fmt.Sprintf("%d %s %d", dom, monthNames[month], year)
}

// Capital puts the first letter of a sentence in capital.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// notEstablished stands where a figure is not.
const notEstablished = "non établi"

// PartTitle names a part for a reader.
func PartTitle(p *plan.Part) string {
	if p.Title != "" {
		return p.Title
	}
	return Capital(strings.ReplaceAll(p.Name, "_", " "))
}

// Amount writes a value in its unit: « 12,50 € », « 70 % », « 304 patients à gagner », « oui ».
func Amount(v eval.Value, u plan.Unit, words []string) string {
	switch v.State {
	case eval.Unknown:
		return "à préciser"
	case eval.Absent:
		return "rien n'est en vigueur"
	case eval.NotEstablished:
		return notEstablished
	}
	return Number(v.N, u, words)
}

// Number writes a known value in its unit.
func Number(n int64, u plan.Unit, words []string) string {
	switch u.Kind {
	case plan.Euro:
		return money.Amount(n).French()
	case plan.Percent:
		return money.FrenchNumber(money.FormatDecimal(n, 2)) + "\u00a0%"
	case plan.Answer:
		if n >= 0 && n < int64(len(words)) {
			return strings.ReplaceAll(words[n], "_", " ")
		}
		if n == 1 {
			return "oui"
		}
		return "non"
	}
	s := money.FrenchNumber(money.FormatDecimal(n, u.Scale()))
	if u.Label != "" {
		s += " " + plural(u.Label, n)
	}
	return s
}

// plural gives a unit of one singular word its s, from two on.
func plural(label string, n int64) string {
	if -2 < n && n < 2 || strings.ContainsAny(label, " '") || strings.HasSuffix(label, "s") || strings.HasSuffix(label, "x") {
		return label
	}
	return label + "s"
}

// FactValue writes the value of a fact as a reader expects it.
func FactValue(f *plan.Fact, v eval.Value) string {
	if v.State != eval.Known {
		return "inconnu"
	}
	switch {
	case v.N == plan.None:
		return "aucun"
	case v.N == plan.Never:
		return "jamais"
	case f.Kind == plan.YesNo:
		if v.N == 1 {
			return "oui"
		}
		return "non"
	case f.Kind == plan.Choice || f.Kind == plan.Code:
		if v.N >= 0 && v.N < int64(len(f.Words)) {
			return Word(f, int(v.N))
		}
		return "autre"
	case f.Kind == plan.Date:
		return LongDate(day.Date(v.N))
	case f.Kind == plan.Money:
		return money.Amount(v.N).French()
	}
	s := money.FrenchNumber(money.FormatDecimal(v.N, f.Scale))
	if f.Unit != "" {
		s += "\u00a0" + f.Unit
	}
	return s
}

// Word is the label of a choice.
func Word(f *plan.Fact, i int) string {
	switch {
	case f.Kind == plan.Code:
		return f.Words[i]
	case i < len(f.Labels) && f.Labels[i] != "":
		return f.Labels[i]
	}
	return strings.ReplaceAll(f.Words[i], "_", " ")
}

// CellPhrase says what a cell asks of a thing: « moins de 7 ans », « sans affection de longue durée », « le lieu : cabinet ».
// It is empty when the cell asks nothing.
func CellPhrase(p *plan.Plan, thing plan.Ref, c *plan.Cell) string {
	if c.Text == "tous" {
		return ""
	}
	name := ThingName(p, thing)
	text := strings.ReplaceAll(strings.Trim(c.Text, "[]"), "_", " ")
	if thing.Kind != plan.ToFact {
		switch c.Text {
		case "oui", "acquis":
			return name
		case "non", "non acquis":
			return name + " : non"
		}
		return name + " : " + answersPhrase(p, thing, c, text)
	}
	f := &p.Facts[thing.Index]
	switch f.Kind {
	case plan.YesNo:
		yes := c.Text == "oui"
		switch {
		case yes && f.IfYes != "":
			return f.IfYes
		case !yes && f.IfNo != "":
			return f.IfNo
		}
		return name + " : " + c.Text
	case plan.Integer, plan.Decimal:
		if f.Quantity == hourOfDay {
			return hours(text)
		}
		if f.Unit != "" && f.Unit != "%" {
			return units(numbers(text), f.Unit)
		}
		return name + " : " + numbers(text)
	case plan.Money:
		return name + " : " + numbers(text)
	case plan.Date:
		return name + " : " + dates(text)
	case plan.Code:
		if label := f.CodeLabel(c.Text); label != "" {
			return c.Text + " (" + label + ")"
		}
		return name + " : " + wordsPhrase(f, c)
	case plan.Choice:
		return name + " : " + wordsPhrase(f, c)
	}
	return name + " : " + text
}

// numbers writes the numbers of a cell as a reader does: « 1,5 ou 2 ».
func numbers(text string) string {
	list := strings.Split(text, ", ")
	for i := range list {
		list[i] = strings.ReplaceAll(list[i], ".", ",")
	}
	return Enumerate(list, "ou")
}

// hourOfDay is the quantity of the calendar that counts begun hours: 20:59 is 20.
const hourOfDay = "heure"

// hours writes begun hours as times: « de 19 h à 20 h 59 » for 19 and 20.
func hours(text string) string {
	list := strings.Split(text, ", ")
	for i, span := range list {
		from, to, several := strings.Cut(span, " à ")
		if !several {
			to = from
		}
		if !digits(from) || !digits(to) {
			return units(numbers(text), "heures")
		}
		list[i] = "de " + from + "\u00a0h à " + to + "\u00a0h\u00a059"
	}
	return Enumerate(list, "ou")
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// dates writes the dates of a cell as a reader does: « avant le 1er janvier 2027 ».
func dates(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		if d, err := day.Parse(w); err == nil {
			words[i] = LongDate(d)
		}
	}
	return strings.Join(words, " ")
}

func units(text, unit string) string {
	for _, suffix := range []string{" et plus", " et moins"} {
		if number, ok := strings.CutSuffix(text, suffix); ok {
			return number + "\u00a0" + unit + suffix
		}
	}
	return text + "\u00a0" + unit
}

// wordsPhrase writes a choice with its labels.
func wordsPhrase(f *plan.Fact, c *plan.Cell) string {
	if strings.Trim(c.Text, "[]") == "autres" {
		return "autre"
	}
	return labelled(c, f.Words, func(i int) string { return Word(f, i) })
}

// answersPhrase writes the answers of a part or rule that a cell names.
func answersPhrase(p *plan.Plan, thing plan.Ref, c *plan.Cell, text string) string {
	words, said := answers(p, thing)
	if len(words) == 0 {
		return text
	}
	return labelled(c, words, func(i int) string { return said[i] })
}

func answers(p *plan.Plan, thing plan.Ref) (words, said []string) {
	if thing.Kind == plan.ToPart {
		return p.Parts[thing.Index].Words, p.Parts[thing.Index].Spoken()
	}
	return p.Rules[thing.Index].Words, p.Rules[thing.Index].Spoken()
}

func labelled(c *plan.Cell, words []string, label func(int) string) string {
	out, except := labels(c, words, label)
	if except {
		return "sauf " + Enumerate(out, "ou")
	}
	return Enumerate(out, "ou")
}

// labels are the words that a cell names, as a reader knows them; except tells a cell that names those left out.
func labels(c *plan.Cell, words []string, label func(int) string) (out []string, except bool) {
	text, except := strings.CutPrefix(strings.Trim(c.Text, "[]"), "sauf ")
	for word := range strings.SplitSeq(text, ", ") {
		if i := slices.Index(words, word); i >= 0 {
			out = append(out, label(i))
			continue
		}
		out = append(out, strings.ReplaceAll(word, "_", " "))
	}
	return out, except
}

// CellClause says what a cell asks, as the end of a clause on its thing: « est de moins de 6 ans », « est « à domicile » ou « en Ehpad » »,
// « n'est ni « en journée » ni « un jour de pont » ». Empty where the cell is not a number or a choice.
func CellClause(p *plan.Plan, thing plan.Ref, c *plan.Cell) string {
	var out []string
	var except bool
	switch {
	case thing.Kind != plan.ToFact:
		words, said := answers(p, thing)
		if len(words) == 0 {
			return ""
		}
		out, except = labels(c, words, func(i int) string { return said[i] })
	case p.Facts[thing.Index].Kind == plan.Choice:
		f := &p.Facts[thing.Index]
		out, except = labels(c, f.Words, func(i int) string { return Word(f, i) })
	case p.Facts[thing.Index].Kind == plan.Integer || p.Facts[thing.Index].Kind == plan.Decimal:
		text := strings.TrimPrefix(CellPhrase(p, thing, c), ThingName(p, thing)+" : ")
		if strings.HasPrefix(text, "sauf ") {
			return ""
		}
		return "est de " + strings.TrimPrefix(text, "de ")
	default:
		return ""
	}
	for i := range out {
		out[i] = "« " + out[i] + " »"
	}
	switch {
	case !except:
		return "est " + Enumerate(out, "ou")
	case len(out) == 1:
		return "n'est pas " + out[0]
	}
	return "n'est ni " + strings.Join(out, " ni ")
}

// Enumerate joins words: « a, b ou c ».
func Enumerate(list []string, last string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " " + last + " " + list[len(list)-1]
}

// ThingName names a fact, a part or a rule for a sentence.
func ThingName(p *plan.Plan, r plan.Ref) string {
	switch r.Kind {
	case plan.ToFact:
		if f := &p.Facts[r.Index]; f.Label != "" {
			return f.Label
		}
		return strings.ReplaceAll(p.Facts[r.Index].Name, "_", " ")
	case plan.ToPart:
		return PartTitle(&p.Parts[r.Index])
	}
	rule := &p.Rules[r.Index]
	if rule.Base >= 0 {
		rule = &p.Rules[rule.Base]
	}
	if rule.Title != "" {
		return rule.Title
	}
	return rule.Key
}

// RowPhrase says which case a row is: « moins de 7 ans, sans affection de longue durée ».
func RowPhrase(p *plan.Plan, v *plan.Version, row *plan.Row) string {
	var out []string
	for i := range row.Cells {
		if phrase := CellPhrase(p, v.Columns[i], &row.Cells[i]); phrase != "" {
			out = append(out, phrase)
		}
	}
	if len(out) == 0 {
		return "dans tous les cas"
	}
	return strings.Join(out, ", ")
}

// CondPhrase says what a condition asks.
func CondPhrase(p *plan.Plan, c *plan.Cond) string {
	if c.Test == plan.NotAcquired {
		return ThingName(p, c.Thing) + " : non acquis"
	}
	if c.Test == plan.Acquired {
		return ThingName(p, c.Thing) + " : acquis"
	}
	return CellPhrase(p, c.Thing, &c.Cell)
}

// FigureText writes the figures of the law that a part used: the constant of its version or row, or its parameters.
func FigureText(p *plan.Plan, f Figure) string {
	unit := f.Part.Unit
	if f.Part.Augments >= 0 {
		unit = plan.Unit{Kind: plan.Percent}
	}
	figure := f.Version.Value
	params := f.Version.Params
	if f.Row != nil {
		if f.Row.Value != nil {
			figure = f.Row.Value
		}
		params = append(append([]plan.Param{}, f.Row.Params...), params...)
	}
	switch {
	case figure != nil && figure.NotEstablished:
		return notEstablished
	case figure != nil:
		return Number(figure.N, unit, f.Part.Spoken())
	}
	var out []string
	for _, param := range params {
		if param.From == nil && !param.Figure.NotEstablished && !(one(&param) && len(params) > 1) {
			if name, text := p.Spoken(param.Name), ParamText(&param); text != name { // a number whose name is itself only serves the formula
				out = append(out, name+" : "+text)
			}
		}
	}
	if len(out) == 1 {
		_, alone, _ := strings.Cut(out[0], " : ")
		return alone
	}
	return strings.Join(out, ", ")
}

// one tells a number that only carries a unit into a formula: 1, or all of a hundred. Beside the others it says nothing.
func one(param *plan.Param) bool {
	switch param.Unit.Kind {
	case plan.Euro:
		return false
	case plan.Percent:
		return param.Figure.N == 100_00
	}
	return param.Figure.N == 1 && param.Scale == 0 && param.Unit.Label == ""
}

// ParamText writes a named number.
func ParamText(param *plan.Param) string {
	if param.Figure.NotEstablished {
		return notEstablished
	}
	switch param.Unit.Kind {
	case plan.Euro, plan.Percent:
		return Number(param.Figure.N, param.Unit, nil)
	}
	s := money.FrenchNumber(money.FormatDecimal(param.Figure.N, param.Scale))
	if param.Unit.Label != "" {
		s += " " + param.Unit.Label
	}
	return s
}

func known(n int64) eval.Value { return eval.Of(n) }

// Sentence writes a text as a sentence: trimmed, with a capital, and a full stop unless it ends by itself.
func Sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	for _, end := range []string{".", "?", "!", "…", "»"} {
		if strings.HasSuffix(text, end) {
			return Capital(text)
		}
	}
	return Capital(text) + "."
}
