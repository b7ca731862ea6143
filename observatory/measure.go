package observatory

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// measure is a value in the unit of the target.
type measure struct {
	value *big.Rat
	text  string
	on    day.Date
	from  []Value // the two counts, when it was computed
}

// year is the distance of two counts that give a yearly growth.
const year = 12 // months

// latest returns the last usable measure of one strand, nil when there is none. A growth that was published goes before one that the
// counts of the same day give.
func (j *judge) latest(values []Value, strand string) *measure {
	var best *measure
	for i := range values {
		v := &values[i]
		if v.Strand != strand || j.setAside(v) != "" || best != nil && v.On < best.on {
			continue
		}
		if sameUnit(v.Unit, j.unit.Label) {
			best = &measure{value: v.Number, text: v.Text, on: v.On}
			continue
		}
		if best != nil && v.On == best.on {
			continue
		}
		if before := yearBefore(values, v); before != nil {
			growth := growth(before, v)
			best = &measure{value: growth, text: tenths(growth), on: v.On, from: []Value{*before, *v}}
		}
	}
	return best
}

// setAside says why a value says nothing of the objective at this moment, or nothing.
func (j *judge) setAside(v *Value) string {
	switch counted := slices.ContainsFunc(j.objective.CountedIn, func(u string) bool { return sameUnit(u, v.Unit) }); {
	case j.objective.Unmeasured:
		return "aucun indicateur n'a été défini pour cet objectif"
	case !counted && !sameUnit(v.Unit, j.unit.Label):
		return "l'indicateur se mesure en " + strings.Join(append([]string{j.unit.Label}, j.objective.CountedIn...), ", ou en ") + " ; une valeur en " + v.Unit +
			" n'en dit rien"
	case v.On > j.at:
		return "cette valeur est d'un jour postérieur à la question"
	}
	return ""
}

// yearBefore finds the positive value of the same indicator twelve months before another.
func yearBefore(values []Value, v *Value) *Value {
	for i := range values {
		w := &values[i]
		if w.Strand == v.Strand && sameUnit(w.Unit, v.Unit) && w.Number.Sign() > 0 && (w.On.AddMonths(year) == v.On || v.On.AddMonths(-year) == w.On) {
			return w
		}
	}
	return nil
}

// growth is that from one value to another, in percent.
func growth(from, to *Value) *big.Rat {
	out := new(big.Rat).Sub(to.Number, from.Number)
	out.Quo(out, from.Number)
	return out.Mul(out, big.NewRat(100, 1))
}

// reaches tells whether a value is on the good side of a target.
func reaches(value, target *big.Rat, d plan.Direction) bool {
	if d == plan.AtMostTarget {
		return value.Cmp(target) <= 0
	}
	return value.Cmp(target) >= 0
}

// shortfall is how far a value is from its target on the bad side; negative on the good side.
func shortfall(value, target *big.Rat, d plan.Direction) *big.Rat {
	if d == plan.AtMostTarget {
		return new(big.Rat).Sub(value, target)
	}
	return new(big.Rat).Sub(target, value)
}

// tenths writes a fraction rounded to 0.1, half away from zero, without a useless zero.
func tenths(r *big.Rat) string {
	s := strings.TrimSuffix(r.FloatString(1), ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

// plainNumber writes a fraction that has few decimals, exactly.
func plainNumber(r *big.Rat) string {
	s := r.FloatString(decimals)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

func number(text string) *json.Number {
	n := json.Number(text)
	return &n
}

// figures writes a target and a measure, either may be nil.
func figures(target *big.Rat, m *measure) Figures {
	var out Figures
	if target != nil {
		out.Target = number(plainNumber(target))
	}
	if m == nil {
		return out
	}
	out.Value, out.On = number(m.text), m.on.String()
	for _, v := range m.from {
		out.From = append(out.From, count(&v))
	}
	if target != nil {
		out.Gap = number(tenths(new(big.Rat).Sub(m.value, target)))
	}
	return out
}

func count(v *Value) Count { return Count{On: v.On.String(), Value: json.Number(v.Text), Unit: v.Unit} }
