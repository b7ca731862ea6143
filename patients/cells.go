package patients

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// answers are the ways people write yes and no, without case or accents.
var answers = map[string]int64{
	"oui": 1, "o": 1, "yes": 1, "y": 1, "vrai": 1, "true": 1, "1": 1, "x": 1,
	"non": 0, "n": 0, "no": 0, "faux": 0, "false": 0, "0": 0,
}

// unsaid are the ways people write that they do not know.
var unsaid = map[string]bool{"": true, "inconnu": true, "inconnue": true, "nc": true, "nr": true, "na": true, "non renseigne": true, "ne sait pas": true, "nsp": true}

// readCell reads one cell as a fact of the list, or says why not. An avowed ignorance is a missing fact.
func readCell(f *plan.Fact, cell, header string) (int64, string) {
	p := plain(cell)
	if unsaid[p] {
		return missing, ""
	}
	if f.Kind == plan.YesNo {
		n, ok := answers[p]
		if !ok {
			return 0, fmt.Sprintf("%s « %s » : oui ou non est attendu", header, clip(cell))
		}
		return n, ""
	}
	n, ok := whole(cell)
	if !ok {
		return 0, fmt.Sprintf("%s « %s » : un nombre entier est attendu", header, clip(cell))
	}
	return n, inDomain(f, n, header)
}

// inDomain checks a number against what the rules declare.
func inDomain(f *plan.Fact, n int64, what string) string {
	if n < f.Lo || n > f.Hi {
		return fmt.Sprintf("%s %d : de %d à %d est attendu", what, n, f.Lo, f.Hi)
	}
	return ""
}

// whole reads a whole number, as « 72 », « 72 ans », « 72,0 ».
func whole(s string) (int64, bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(s, "ans"), "an")
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", ".")
	if before, after, cut := strings.Cut(s, "."); cut && strings.Trim(after, "0") == "" {
		s = before
	}
	n, err := strconv.ParseInt(s, 10, 32)
	return n, err == nil
}

// heaviest is the most patients that a line stands for.
const heaviest = 100_000

func readWeight(cell string) (int64, string) {
	n, ok := whole(cell)
	if !ok || n < 0 || n > heaviest {
		return 0, fmt.Sprintf("effectif « %s » : un nombre de patients est attendu, de 0 à %d", clip(cell), heaviest)
	}
	return n, ""
}

// ageOn counts the completed years between a date of birth and a day.
func ageOn(cell string, on day.Date) (int64, string) {
	born, ok := readDate(cell)
	switch {
	case !ok:
		return 0, fmt.Sprintf("naissance « %s » : une date JJ/MM/AAAA ou AAAA-MM-JJ est attendue", clip(cell))
	case born > on:
		return 0, fmt.Sprintf("né après le %s : pas encore sur la liste de ce jour", french(on))
	}
	y, m, d := born.Civil()
	age := int64(on.Year() - y)
	if oy, om, od := on.Civil(); oy >= y && (om < m || om == m && od < d) {
		age--
	}
	return age, ""
}

// Serial numbers that a workbook may write for a date of birth: from 1900 to 2100.
const (
	firstSerial = 61
	lastSerial  = 73_050
)

// readDate reads the dates that software exports: with bars, dashes or points, and the serial number of a workbook.
func readDate(s string) (day.Date, bool) {
	s, _, _ = strings.Cut(s, " ") // an hour may follow
	s, _, _ = strings.Cut(s, "T")
	if n, ok := whole(s); ok {
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

func french(d day.Date) string {
	y, m, n := d.Civil()
	return fmt.Sprintf("%02d/%02d/%04d", n, m, y)
}

// clip keeps what is quoted short; a cell may hold anything.
func clip(s string) string {
	const most = 24
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
