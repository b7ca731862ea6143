package web

import (
	"html/template"
	"strings"
	"unicode"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
)

// No-break spaces of French typography.
const (
	space  = "\u00a0"
	narrow = "\u202f"
)

var spacing = strings.NewReplacer(
	"« ", "«"+space, " »", space+"»", " :", space+":", " ;", narrow+";", " ?", narrow+"?", " !", narrow+"!", " €", space+"€", " %", space+"%",
	"'", "’", "...", "…",
)

// typeset sets a text of the rules in French typography, as safe HTML: spaces, apostrophes, « 1er » with its letters raised.
func typeset(text string) template.HTML {
	text = spacing.Replace(strings.TrimSpace(text))
	return raised(template.HTMLEscapeString(text))
}

// raised puts the letters of « 1er » up, where it stands alone.
func raised(escaped string) template.HTML {
	var b strings.Builder
	rest := escaped
	for {
		i := strings.Index(rest, "1er")
		if i < 0 {
			break
		}
		alone := (i == 0 || !letterOrDigit(rest[:i], true)) && !letterOrDigit(rest[i+3:], false)
		b.WriteString(rest[:i])
		if alone {
			b.WriteString("1<sup>er</sup>")
			if after, ok := strings.CutPrefix(rest[i+3:], " "); ok {
				b.WriteString("&nbsp;")
				rest = after
				continue
			}
		} else {
			b.WriteString("1er")
		}
		rest = rest[i+3:]
	}
	b.WriteString(rest)
	return template.HTML(b.String())
}

func letterOrDigit(s string, last bool) bool {
	runes := []rune(s)
	if len(runes) == 0 {
		return false
	}
	r := runes[0]
	if last {
		r = runes[len(runes)-1]
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// sentence is typeset with a capital at the head and a full stop at the end.
func sentence(text string) template.HTML {
	return typeset(explain.Sentence(text))
}

// longDate writes « 1er janvier 2026 » as a time element; a text that is no date passes.
func longDate(v any) template.HTML {
	d, ok := dateOf(v)
	if !ok {
		text, _ := v.(string)
		return typeset(text)
	}
	words := raised(template.HTMLEscapeString(explain.LongDate(d)))
	return template.HTML(`<time datetime="` + d.String() + `">` + string(words) + `</time>`)
}

// dayMonth is longDate without the year.
func dayMonth(v any) template.HTML {
	d, ok := dateOf(v)
	if !ok {
		return longDate(v)
	}
	text := explain.LongDate(d)
	words := raised(template.HTMLEscapeString(text[:strings.LastIndexByte(text, ' ')]))
	return template.HTML(`<time datetime="` + d.String() + `">` + string(words) + `</time>`)
}

func dateOf(v any) (day.Date, bool) {
	switch v := v.(type) {
	case day.Date:
		return v, true
	case string:
		d, err := day.Parse(v)
		return d, err == nil
	}
	return 0, false
}

var shortMonths = [...]string{"", "janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}

// shortDate writes « 1er janv. 2026 », as plain text.
func shortDate(d day.Date) string {
	year, month, dom := d.Civil()
	head := money.FrenchNumber(itoa(dom))
	if dom == 1 {
		head = "1er"
	}
	return head + " " + shortMonths[month] + " " + itoa(year)
}

// euros writes an amount with its cents; short leaves out cents that are nil.
func euros(v any) string {
	if a, ok := amount(v); ok {
		return a.French()
	}
	return "—"
}

func short(v any) string {
	if a, ok := amount(v); ok {
		return a.FrenchShort()
	}
	return "—"
}

// gap writes a difference with its sign.
func gap(cents int64) string {
	if cents > 0 {
		return "+" + narrow + money.Amount(cents).FrenchShort()
	}
	return strings.Replace(money.Amount(cents).FrenchShort(), "−", "−"+narrow, 1)
}

func amount(v any) (money.Amount, bool) {
	switch v := v.(type) {
	case int64:
		return money.Amount(v), true
	case money.Amount:
		return v, true
	case *int64:
		if v != nil {
			return money.Amount(*v), true
		}
	}
	return 0, false
}

// whole writes a count.
func whole(n int64) string { return money.FrenchNumber(money.FormatDecimal(n, 0)) }
