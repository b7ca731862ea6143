package opposable

import (
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/ccam"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// UseTariffs makes the law answer with an imported table of technical acts: at the day of the facts its rows win over those that the rules
// write, and a different amount is told. It is called before the first question.
func (l *Law) UseTariffs(t *ccam.Table) {
	l.table = t
	l.imports = func(table, code string, m day.Moment) *answer.Imported {
		if table != ccam.Name {
			return nil
		}
		return tariffOf(t, code, m)
	}
}

// Tariff is what the imported table of technical acts says of a code at a moment, before anything multiplies it; nil where no version applies.
func (l *Law) Tariff(code string, m day.Moment) *answer.Imported {
	if l.imports == nil {
		return nil
	}
	return l.imports(ccam.Name, code, m)
}

// Imported calls f with each code of the latest version of the imported table and what it is; never without a table.
func (l *Law) Imported(f func(code, title string)) {
	if l.table == nil || len(l.table.Versions) == 0 {
		return
	}
	rows := l.table.Versions[len(l.table.Versions)-1].Rows
	for i := range rows {
		if i == 0 || rows[i-1].Code != rows[i].Code {
			f(rows[i].Code, rows[i].Title)
		}
	}
}

// tariffOf turns what the table says of a code into what answers read.
func tariffOf(t *ccam.Table, code string, m day.Moment) *answer.Imported {
	f, ok := t.Find(code, m)
	if f.Version == nil {
		return nil
	}
	v := f.Version
	out := &answer.Imported{Table: v.Title(), File: v.File, Since: v.From, Grade: grade(v.Reliability)}
	if !ok {
		out.Forsaken = fmt.Sprintf("%s : absent de la table importée (%s, %s) ; seule la règle écrite répond.", code, v.Title(), v.File)
		return out
	}
	out.Title, out.Modifiers = f.Row.Title, f.Row.Modifiers
	out.Values = [2]answer.Tariff{answer.Tariff(f.Row.Binding), answer.Tariff(f.Row.Free)}
	if len(f.Others) > 0 {
		var others []string
		for i := range f.Others {
			others = append(others, described(&f.Others[i]))
		}
		out.Assumed = fmt.Sprintf("%s : %s ; non retenu : %s", code, place(f.Row), strings.Join(others, ", "))
	}
	return out
}

func grade(word string) plan.Reliability {
	if i := slices.Index(explain.Grades, word); i >= 0 {
		return plan.Reliability(i)
	}
	return plan.Unverified
}

func place(r *ccam.Row) string { return fmt.Sprintf("activité %d, phase %d", r.Activity, r.Phase) }

// described tells a row that is not chosen, with its amounts.
func described(r *ccam.Row) string {
	text := place(r)
	if r.Label != "" {
		text += " (" + r.Label + ")"
	}
	switch {
	case !r.Binding.Covered:
		return text + " non pris en charge"
	case r.Binding == r.Free:
		return text + " à " + money.Amount(r.Binding.Cents).French()
	}
	return text + " à " + money.Amount(r.Binding.Cents).French() + " ou " + money.Amount(r.Free.Cents).French()
}
