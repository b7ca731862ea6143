package cotation

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// visits draws a visit that states every fact of the form, in its domain and without contradiction.
func visits(t *rapid.T) map[string]any {
	p := pricer().plan
	n := &pricer().names
	at := day.Date(rapid.IntRange(int(p.VisitsFrom), int(day.MustParse("2027-12-31"))).Draw(t, "date"))
	object := map[string]any{dateMember: at.String(), hourMember: fmt.Sprintf("%02d:30", rapid.IntRange(0, 23).Draw(t, "heure"))}
	age := rapid.OneOf(rapid.IntRange(0, 7), rapid.IntRange(14, 28), rapid.IntRange(0, 100), rapid.IntRange(78, 83)).Draw(t, "age")
	// Ordinary visits meet more acts than wholly random ones: often the specialty is the generalist's and the place the surgery.
	ordinary := rapid.Bool().Draw(t, "ordinaire")
	for _, path := range pricer().form.all {
		i := pricer().form.paths[path]
		f := &p.Facts[i]
		var value any
		switch {
		case i == n.department:
			value = rapid.SampledFrom([]string{"75", "67", "2A"}).Draw(t, path)
		case i == n.age:
			value = number(int64(age))
		case i == n.months:
			value = number(int64(age*12 + rapid.IntRange(0, 11).Draw(t, path)))
		case ordinary && i == n.specialty:
			value = f.Words[0]
		case ordinary && i == n.place:
			value = f.Words[0]
		case f.NullIsNone && rapid.IntRange(0, 3).Draw(t, path+" nul") > 0:
			value = nil
		default:
			value = draw(t, f, at)
		}
		section, name, _ := strings.Cut(path, ".")
		if object[section] == nil {
			object[section] = map[string]any{}
		}
		object[section].(map[string]any)[name] = value
	}
	object[actsMember] = drawActs(t)
	object[historyMember] = drawHistory(t, at)
	return object
}

func number(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }

// draw gives a fact a value of its domain, as a visit states it.
func draw(t *rapid.T, f *plan.Fact, at day.Date) any {
	switch f.Kind {
	case plan.YesNo:
		return rapid.Bool().Draw(t, f.Path)
	case plan.Choice:
		return rapid.SampledFrom(f.Words).Draw(t, f.Path)
	case plan.Date:
		if f.NeverAllowed && rapid.IntRange(0, 4).Draw(t, f.Path+" jamais") == 0 {
			return "jamais"
		}
		return (at - day.Date(rapid.OneOf(rapid.IntRange(0, 70), rapid.IntRange(0, 2000)).Draw(t, f.Path))).String()
	case plan.Money:
		return number(rapid.Int64Range(f.Lo, min(f.Hi, 15_000)).Draw(t, f.Path))
	}
	n := rapid.Int64Range(f.Lo, min(f.Hi, f.Lo+100)).Draw(t, f.Path)
	return facts.Decoded(&plan.Fact{Kind: plan.Decimal, Scale: f.Scale}, n)
}

func drawActs(t *rapid.T) []any {
	pool := []string{"DEQP003", "JKHD001", "GLQP012", "QZJA021", "QZHA001", "ZBQK002", "ALQP003", "QZNP005"}
	count := rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2, 3}).Draw(t, "actes")
	out := []any{}
	for k := range count {
		out = append(out, rapid.SampledFrom(pool).Draw(t, fmt.Sprint("acte ", k)))
	}
	return out
}

func drawHistory(t *rapid.T, at day.Date) []any {
	out := []any{}
	for k := range rapid.IntRange(0, 2).Draw(t, "historique") {
		code := rapid.SampledFrom([]string{"GL1", "VL", "RDV", "CDE", "MSH", "CCP"}).Draw(t, fmt.Sprint("passé ", k))
		out = append(out, map[string]any{"code": code, "date": (at - day.Date(rapid.IntRange(0, 500).Draw(t, fmt.Sprint("jours ", k)))).String()})
	}
	return out
}

// forget returns a copy of a visit without some of its facts.
func forget(t *rapid.T, object map[string]any, most int) map[string]any {
	n := &pricer().names
	out := merge(object, nil)
	for section, raw := range out {
		if m, ok := raw.(map[string]any); ok {
			out[section] = merge(m, nil)
		}
	}
	paths := slices.DeleteFunc(slices.Clone(pricer().form.all), func(path string) bool {
		i := pricer().form.paths[path]
		f := &pricer().plan.Facts[i]
		return f.Default != nil || f.Fallback != nil || i == n.fee // their absence is not a lack
	})
	paths = append(paths, hourMember, historyMember)
	for k := range rapid.IntRange(1, most).Draw(t, "oublis") {
		path := rapid.SampledFrom(paths).Draw(t, fmt.Sprint("oubli ", k))
		section, name, nested := strings.Cut(path, ".")
		if !nested {
			delete(out, section)
			continue
		}
		delete(out[section].(map[string]any), name)
	}
	return out
}

// put states a fact in a copy of a visit.
func put(object map[string]any, path string, value any) map[string]any {
	section, name, _ := strings.Cut(path, ".")
	return merge(object, map[string]any{section: map[string]any{name: value}})
}
