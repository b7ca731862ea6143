package facts

import (
	"fmt"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Expected says in French what values a fact takes. It never shows what was given: a fact of a visit is health data.
func Expected(f *plan.Fact) string {
	switch f.Kind {
	case plan.YesNo:
		return fmt.Sprintf("true ou false est attendu (%s)", f.Label)
	case plan.Choice:
		return fmt.Sprintf("l'un de ces mots est attendu (%s) : %s", f.Label, strings.Join(f.Words, ", "))
	case plan.Code:
		return fmt.Sprintf("un mot est attendu (%s)", f.Label)
	case plan.Date:
		text := fmt.Sprintf("une date qui existe, AAAA-MM-JJ, est attendue (%s)", f.Label)
		if f.NeverAllowed {
			text += ", ou « jamais »"
		}
		if lo, hi := day.Date(f.Lo), day.Date(f.Hi); lo < hi {
			text += fmt.Sprintf(", du %s au %s", lo, hi)
		}
		return text
	case plan.Events:
		return fmt.Sprintf("une liste est attendue (%s)", f.Label)
	}
	what, scale := "un nombre entier", f.Scale
	switch {
	case f.Kind == plan.Money: // given in cents
		scale = 0
	case f.Scale > 0:
		what = fmt.Sprintf("un nombre de %d décimales au plus", f.Scale)
	}
	return fmt.Sprintf("%s est attendu (%s), de %s à %s%s", what, f.Label, money.FormatDecimal(f.Lo, scale), money.FormatDecimal(f.Hi, scale), unit(f))
}
