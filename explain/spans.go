package explain

import (
	"strings"

	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Span is a run of neighbouring values of a fact that give the same answer.
type Span struct {
	First int    // the place of the first of them among the values
	Label string // « moins de 6 ans », « 6 à 25 ans », « 80 ans et plus », or the value itself
}

// Spans groups values of a fact, in increasing order and covering its domain, that stand beside one another and give the same answer. Only
// numbers have neighbours: each value of another fact is a span of its own.
func Spans(f *plan.Fact, values []int64, same func(i, j int) bool) []Span {
	var out []Span
	for i := 0; i < len(values); {
		j := i
		if ordered(f) {
			for j+1 < len(values) && values[j+1] != plan.Never && same(i, j+1) {
				j++
			}
		}
		out = append(out, Span{i, spanLabel(f, values, i, j)})
		i = j + 1
	}
	return out
}

func ordered(f *plan.Fact) bool {
	return f.Kind == plan.Integer || f.Kind == plan.Decimal || f.Kind == plan.Money
}

func spanLabel(f *plan.Fact, values []int64, i, j int) string {
	if !ordered(f) || values[i] == plan.None {
		return FactValue(f, known(values[i]))
	}
	first, last := values[i], f.Hi
	if j+1 < len(values) {
		last = values[j+1] - 1
	}
	begins := first <= f.Lo || i > 0 && values[i-1] == plan.None && first <= f.Lo
	switch {
	case begins && last >= f.Hi:
		return "quelle que soit la valeur"
	case begins && first == last:
		return FactValue(f, known(first))
	case begins:
		return "moins de " + FactValue(f, known(last+1))
	case last >= f.Hi:
		return FactValue(f, known(first)) + " et plus"
	case first == last:
		return FactValue(f, known(first))
	}
	return strings.TrimSuffix(money.FrenchNumber(money.FormatDecimal(first, f.Scale)), " ") + " à " + FactValue(f, known(last))
}
