package patients

import (
	"fmt"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/sheet"
)

// readCell reads one cell as a fact of the list, or says why not. An avowed ignorance is a missing fact.
func readCell(f *plan.Fact, cell, header string) (int64, string) {
	if sheet.Unsaid(cell) {
		return missing, ""
	}
	if f.Kind == plan.YesNo {
		yes, ok := sheet.YesNo(cell)
		switch {
		case !ok:
			return 0, fmt.Sprintf("%s « %s » : oui ou non est attendu", header, sheet.Clip(cell))
		case yes:
			return 1, ""
		}
		return 0, ""
	}
	n, ok := sheet.Whole(cell)
	if !ok {
		return 0, fmt.Sprintf("%s « %s » : un nombre entier est attendu", header, sheet.Clip(cell))
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

// heaviest is the most patients that a line stands for.
const heaviest = 100_000

func readWeight(cell string) (int64, string) {
	n, ok := sheet.Whole(cell)
	if !ok || n < 0 || n > heaviest {
		return 0, fmt.Sprintf("effectif « %s » : un nombre de patients est attendu, de 0 à %d", sheet.Clip(cell), heaviest)
	}
	return n, ""
}

// ageOn counts the completed years between a date of birth and a day.
func ageOn(cell string, on day.Date) (int64, string) {
	born, ok := sheet.Day(cell)
	switch {
	case !ok:
		return 0, fmt.Sprintf("naissance « %s » : une date JJ/MM/AAAA ou AAAA-MM-JJ est attendue", sheet.Clip(cell))
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

func french(d day.Date) string {
	y, m, n := d.Civil()
	return fmt.Sprintf("%02d/%02d/%04d", n, m, y)
}
