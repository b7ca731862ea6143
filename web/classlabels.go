package web

import (
	"fmt"
	"strings"

	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// classLabel writes « 7 à 74 ans », « ALD, 80 ans et plus ». What every class says by default is left out.
func (s *Server) classLabel(b, aside box) string {
	var numbers, words []string
	for _, fact := range sortedFacts(b) {
		f, set := &s.law.Plan.Facts[fact], b[fact]
		if _, usual := aside[fact]; usual {
			continue
		}
		switch f.Kind {
		case plan.YesNo:
			switch {
			case set.Has(1) && set.Has(0):
			case set.Has(1):
				words = append(words, acronym(f))
			case aside == nil && f.IfNo != "":
				words = append(words, explain.Capital(f.IfNo))
			}
		default:
			numbers = append(numbers, intervalPhrase(f, set))
		}
	}
	return explain.Capital(strings.Join(append(words, numbers...), ", "))
}

// acronym is the name of a fact when it is one: ALD, C2S.
func acronym(f *plan.Fact) string {
	if len(f.Name) <= 4 {
		return strings.ToUpper(f.Name)
	}
	return bareLabel(f.Label)
}

// bareLabel is a label without its article.
func bareLabel(label string) string {
	for _, head := range []string{"le nombre d'", "le nombre de ", "la ", "le ", "les ", "l'"} {
		if rest, ok := strings.CutPrefix(label, head); ok {
			return explain.Capital(rest)
		}
	}
	return explain.Capital(label)
}

// intervalPhrase writes the values of a number: « moins de 7 ans », « 75 à 79 ans », « 80 ans et plus ».
func intervalPhrase(f *plan.Fact, set plan.Set) string {
	unit := ""
	if f.Unit != "" {
		unit = space + f.Unit
	}
	var out []string
	for _, i := range set {
		lo, hi := max(i.Lo, f.Lo), min(i.Hi, f.Hi)
		switch {
		case lo == f.Lo && hi == f.Hi:
			out = append(out, "tous")
		case lo == hi:
			out = append(out, fmt.Sprintf("%d%s", lo, unit))
		case lo == f.Lo:
			out = append(out, fmt.Sprintf("moins de %d%s", hi+1, unit))
		case hi == f.Hi:
			out = append(out, fmt.Sprintf("%d%s et plus", lo, unit))
		default:
			out = append(out, fmt.Sprintf("%d à %d%s", lo, hi, unit))
		}
	}
	return strings.Join(out, " ou ")
}
