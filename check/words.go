package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// column is what is needed to write values of a thing: « age 75 », « lieu cabinet, domicile ».
type column struct {
	name  string
	kind  plan.Kind
	words []string
	scale int
	unit  string
	lo    int64
	hi    int64
}

func (c *checker) column(r plan.Ref) column {
	var u plan.Unit
	out := column{name: c.plan.NameOf(r)}
	switch r.Kind {
	case plan.ToFact:
		f := &c.plan.Facts[r.Index]
		out.kind, out.words, out.scale, out.lo, out.hi = f.Kind, f.Words, f.Scale, f.Lo, f.Hi
		switch {
		case f.Kind == plan.Money:
			out.unit = " €"
		case f.Unit == "%":
			out.unit = " %"
		}
		return out
	case plan.ToPart:
		u, out.words = c.plan.Parts[r.Index].Unit, c.plan.Parts[r.Index].Words
	case plan.ToRule:
		u, out.words = c.plan.Rules[r.Index].Unit, c.plan.Rules[r.Index].Words
	}
	out.scale, out.lo, out.hi = u.Scale(), -1<<50, 1<<50
	switch {
	case u.Kind == plan.Answer && len(out.words) > 0:
		out.kind = plan.Choice
	case u.Kind == plan.Answer:
		out.kind = plan.YesNo
	case u.Kind == plan.Euro:
		out.kind, out.unit = plan.Money, " €"
	default:
		out.kind = plan.Decimal
	}
	return out
}

// numeric reports whether cells of the thing hold numbers or dates.
func (k *column) numeric() bool {
	return k.kind == plan.Integer || k.kind == plan.Decimal || k.kind == plan.Money || k.kind == plan.Date
}

// values writes a set of values as a cell would.
func (k *column) values(s plan.Set) string {
	if len(s) == 0 {
		return "rien"
	}
	var out []string
	switch k.kind {
	case plan.YesNo:
		if s.Has(1) {
			out = append(out, "oui")
		}
		if s.Has(0) {
			out = append(out, "non")
		}
	case plan.Choice, plan.Code:
		out = k.listed(s)
	default:
		for _, i := range s {
			out = append(out, k.interval(i))
		}
	}
	return strings.Join(out, ", ")
}

func (k *column) listed(s plan.Set) []string {
	var in, missing []string
	for i, w := range k.words {
		if s.Has(int64(i)) {
			in = append(in, w)
		} else {
			missing = append(missing, w)
		}
	}
	if k.kind == plan.Code && s.Has(int64(len(k.words))) {
		if len(missing) == 0 {
			return []string{"tout code"}
		}
		return []string{"tout code sauf " + strings.Join(missing, ", ")}
	}
	if len(in) > 3 && len(missing) > 0 && len(missing) < len(in) {
		return []string{"sauf " + strings.Join(missing, ", ")}
	}
	return in
}

func (k *column) interval(i plan.Interval) string {
	switch {
	case i.Lo == plan.Never && i.Hi == plan.Never:
		return "jamais"
	case i.Lo == i.Hi:
		return k.number(i.Lo) + k.unit
	case i.Lo <= k.lo && i.Hi >= k.hi:
	case i.Hi >= k.hi:
		if k.kind == plan.Date {
			return "dès le " + k.number(i.Lo)
		}
		return k.number(i.Lo) + k.unit + " et plus"
	case i.Lo <= k.lo:
		if k.kind == plan.Date {
			return "avant le " + k.number(i.Hi+1)
		}
		return k.number(i.Hi) + k.unit + " et moins"
	}
	return k.number(i.Lo) + k.unit + " à " + k.number(i.Hi) + k.unit
}

func (k *column) number(n int64) string {
	if k.kind == plan.Date {
		return day.Date(n).String()
	}
	return money.FormatDecimal(n, k.scale)
}

// box writes what some things are worth together, leaving out those that may be anything.
func (c *checker) box(things []plan.Ref, sets, domains []plan.Set) string {
	var out []string
	for i, r := range things {
		if domains != nil && sets[i].Equal(domains[i]) {
			continue
		}
		k := c.column(r)
		out = append(out, k.name+" "+k.values(sets[i]))
	}
	if len(out) == 0 {
		return "tous les cas"
	}
	return strings.Join(out, ", ")
}

// given names the value that a part lacks: "aucun montant".
func given(u plan.Unit) string {
	switch u.Kind {
	case plan.Euro:
		return "aucun montant"
	case plan.Percent:
		return "aucun taux"
	case plan.Answer:
		return "aucune réponse"
	}
	return "aucun nombre"
}

// line writes the line of a place.
func line(p plan.Pos) string { return fmt.Sprintf("la ligne %d", p.Line) }

// and joins the last of several with « et ».
func and(list []string) string {
	list = slices.Clone(list)
	if n := len(list); n > 1 {
		list = append(list[:n-2], list[n-2]+" et "+list[n-1])
	}
	return strings.Join(list, ", ")
}
