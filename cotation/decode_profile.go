package cotation

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// The ordinary visit: what a visit is like when nothing is said. It only orders what is found and says what is worth telling.
//
//go:embed ordinary.json
var ordinaryVisit []byte

// Members of a visit that a puzzle fixes.
const (
	doctorSection = "medecin"
	distanceFact  = "distance_km"
	onDutyFact    = "de_garde" // of the evening, not of the doctor: free unless given
)

// profile is what a puzzle fixes: the doctor and the distance. All else is free.
type profile struct {
	visit    *Visit
	given    map[string]any // the doctor as a visit states it
	distance any
	assumed  []string
	key      string
}

// profile reads the doctor of a puzzle. A specialty or a sector that is not given is the first of those declared.
func (p *Pricer) profile(q *Puzzle) (*profile, error) {
	out := &profile{given: maps.Clone(q.Doctor), distance: q.Distance}
	if out.given == nil {
		out.given = map[string]any{}
	}
	n := &p.names
	for _, i := range []int{n.specialty, n.sector} {
		f := &p.plan.Facts[i]
		if name := strings.TrimPrefix(f.Path, doctorSection+"."); out.given[name] == nil {
			out.given[name] = f.Words[0]
			out.assumed = append(out.assumed, f.Label+" : "+explain.Word(f, 0)+" (par défaut)")
		}
	}
	object := map[string]any{doctorSection: out.given}
	if q.Distance != nil {
		section, name, _ := strings.Cut(p.plan.Facts[p.distance()].Path, ".")
		object[section] = map[string]any{name: q.Distance}
	}
	v, err := p.Read(object, q.Moment)
	if err != nil {
		return nil, err
	}
	for _, i := range v.Facts.Defaults {
		f := &p.plan.Facts[i]
		if name, own := strings.CutPrefix(f.Path, doctorSection+"."); own && f.Name != onDutyFact {
			out.given[name] = facts.Decoded(f, *f.Default)
			out.assumed = append(out.assumed, f.Label+" : "+explain.FactValue(f, eval.Of(*f.Default))+" (par défaut)")
		}
	}
	if v.Local { // the department is not known: one without holidays of its own
		v.Local, v.Facts.Values[n.dayKind] = false, eval.Of(int64(p.plan.Calendar.Kind(q.Moment.At, plan.Place{})))
	}
	v.Facts.Historied = true
	out.visit = v
	text, _ := json.Marshal([]any{out.given, q.Distance})
	out.key = fmt.Sprint(q.Moment.At) + string(text)
	return out, nil
}

func (p *Pricer) distance() int {
	i, _ := p.plan.Fact(distanceFact)
	return i
}

// freeFacts lists the facts that a puzzle leaves free: those that acts read and a visit states, the doctor's own excepted when given.
func (p *Pricer) freeFacts(s *statute, out *profile) []int {
	n := &p.names
	var free []int
	for i := range p.plan.Facts {
		f := &p.plan.Facts[i]
		name, own := strings.CutPrefix(f.Path, doctorSection+".")
		switch {
		case i == n.hour:
		case !strings.Contains(f.Path, ".") || f.Given != "" || i == n.fee || i == n.department || i == p.distance():
			continue
		case own && out.given[name] != nil:
			continue
		case !slices.ContainsFunc(s.acts, func(a act) bool { return slices.Contains(a.prog.Facts, i) }) && len(s.later[i]) == 0:
			continue
		}
		free = append(free, i)
	}
	return free
}

// Ordinary is the ordinary visit, as Read takes it: what a visit is like when nothing is said.
func Ordinary() map[string]any {
	object, err := facts.Decode(ordinaryVisit)
	if err != nil {
		panic(fmt.Errorf("reading the ordinary visit: %w", err)) // it is ours
	}
	return object
}

// ordinary gives the facts of the ordinary visit, by fact; a fact that it does not state is unknown there.
func (p *Pricer) ordinary(at day.Date) []eval.Value {
	object := Ordinary()
	for section, raw := range object { // a body of rules may lack some of its facts
		if m, ok := raw.(map[string]any); ok {
			maps.DeleteFunc(m, func(name string, _ any) bool { _, known := p.form.paths[section+"."+name]; return !known })
			if len(m) == 0 {
				delete(object, section)
			}
		}
	}
	v, err := p.Read(object, day.Moment{At: at})
	if err != nil {
		panic(fmt.Errorf("reading the ordinary visit: %w", err))
	}
	return v.Facts.Values
}

// state writes the facts of a desk as a visit that Read takes.
func (s *space) state(values []eval.Value, acts []string) map[string]any {
	p := s.d.Pricer
	out := map[string]any{dateMember: s.d.at.String(), actsMember: []any{}, historyMember: []any{}, doctorSection: maps.Clone(s.profile.given)}
	for _, code := range acts {
		out[actsMember] = append(out[actsMember].([]any), code)
	}
	if h := values[p.names.hour]; h.State == eval.Known {
		out[hourMember] = hourText(h.N)
	}
	for path, i := range p.form.paths {
		v := values[i]
		if v.State != eval.Known || v.N == plan.None || i == p.names.department {
			continue
		}
		section, name, _ := strings.Cut(path, ".")
		if out[section] == nil {
			out[section] = map[string]any{}
		}
		m := out[section].(map[string]any)
		if _, stated := m[name]; !stated {
			m[name] = facts.Decoded(&p.plan.Facts[i], v.N)
		}
	}
	return out
}
