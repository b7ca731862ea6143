package sheet

import (
	"strconv"
	"strings"
	"time"

	"github.com/opposable/opposable/day"
)

// What people write in a cell, read the way they mean it.

// answers are the ways people write yes and no, without case or accents.
var answers = map[string]int64{
	"oui": 1, "o": 1, "yes": 1, "y": 1, "vrai": 1, "true": 1, "1": 1, "x": 1,
	"non": 0, "n": 0, "no": 0, "faux": 0, "false": 0, "0": 0,
}

// unsaid are the ways people write that they do not know.
var unsaid = map[string]bool{"": true, "inconnu": true, "inconnue": true, "nc": true, "ns": true, "nr": true, "na": true, "non renseigne": true, "ne sait pas": true, "nsp": true}

// YesNo reads a cell as yes or no. It reports false for anything else, an avowed ignorance included.
func YesNo(cell string) (yes, ok bool) {
	n, ok := answers[Plain(cell)]
	return n == 1, ok
}

// Unsaid tells a cell that avows that nothing is known.
func Unsaid(cell string) bool { return unsaid[Plain(cell)] }

// Whole reads a whole number, as « 72 », « 72 ans », « 72,0 ».
func Whole(s string) (int64, bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(s, "ans"), "an")
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", ".")
	if before, after, cut := strings.Cut(s, "."); cut && strings.Trim(after, "0") == "" {
		s = before
	}
	n, err := strconv.ParseInt(s, 10, 32)
	return n, err == nil
}

// Serial numbers that a workbook may write for a date of birth: from 1900 to 2100.
const (
	firstSerial = 61
	lastSerial  = 73_050
)

// Day reads the dates that software exports: with bars, dashes or points, and the serial number of a workbook.
func Day(s string) (day.Date, bool) {
	s, _, _ = strings.Cut(s, " ") // an hour may follow
	s, _, _ = strings.Cut(s, "T")
	if n, ok := Whole(s); ok {
		if n < firstSerial || n > lastSerial {
			return 0, false
		}
		return day.New(1899, time.December, 30) + day.Date(n), true
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) != 3 {
		return 0, false
	}
	if len(parts[2]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	if len(parts[0]) != 4 || len(parts[1]) > 2 || len(parts[2]) > 2 {
		return 0, false
	}
	d, err := day.Parse(parts[0] + "-" + two(parts[1]) + "-" + two(parts[2]))
	return d, err == nil
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// Clip keeps what is quoted short; a cell may hold anything.
func Clip(s string) string {
	const most = 24
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// Plain writes a header without case, accents or punctuation.
func Plain(s string) string {
	var b strings.Builder
	gap := false
	for _, c := range strings.ToLower(s) {
		if i := strings.IndexRune(accented, c); i >= 0 {
			c = []rune(bare)[len([]rune(accented[:i]))]
		}
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(c)
			continue
		}
		gap = true
	}
	return b.String()
}

const (
	accented = "àâäáãéèêëîïíôöóõùûüúçñ"
	bare     = "aaaaaeeeeiiioooouuuucn"
)

// Quoted lists headers in a message.
func Quoted(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, "« "+s+" »")
	}
	return strings.Join(out, ", ")
}
