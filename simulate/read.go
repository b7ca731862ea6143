package simulate

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// Input is a rule and the groups on which to price it.
type Input struct {
	Rule   int
	Groups []Group
}

// Group is a number of doctors alike.
type Group struct {
	Weight int64
	Facts  *facts.Set
}

// maxWeight is more than the inhabitants of the country.
const maxWeight = 100_000_000

// Members of the input.
const (
	ruleMember   = "regle"
	groupsMember = "groupes"
	weightMember = "effectif"
	factsMember  = "faits"
)

// form is what messages show of the input.
const form = `{"regle": "…", "groupes": [{"effectif": …, "faits": {…}}]}`

// Read checks an input and reports all problems at once; find looks a rule up by key.
func Read(p *plan.Plan, object map[string]any, find func(string) (int, error)) (*Input, error) {
	r := &reader{plan: p, in: &Input{Rule: -1}}
	r.members("", object, ruleMember, groupsMember)
	r.rule(object[ruleMember], find)
	list, ok := object[groupsMember].([]any)
	if !ok || len(list) == 0 {
		r.refuse(groupsMember, "une liste d'au moins un groupe est attendue — %s", form)
	}
	for i, element := range list {
		path := fmt.Sprintf("%s[%d]", groupsMember, i)
		m, ok := element.(map[string]any)
		if !ok {
			r.refuse(path, "un groupe est un objet {\"effectif\": …, \"faits\": {…}}")
			continue
		}
		r.members(path+".", m, weightMember, factsMember)
		r.in.Groups = append(r.in.Groups, Group{Weight: r.weight(path+"."+weightMember, m), Facts: r.facts(path+"."+factsMember, m[factsMember])})
	}
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return r.in, nil
}

type reader struct {
	plan     *plan.Plan
	in       *Input
	problems facts.Problems
}

func (r *reader) refuse(path, format string, args ...any) {
	r.problems = append(r.problems, facts.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// members refuses those that do not exist.
func (r *reader) members(prefix string, m map[string]any, admitted ...string) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if slices.Contains(admitted, name) {
			continue
		}
		r.refuse(prefix+name, "%s", facts.NoMember(name, admitted))
	}
}

func (r *reader) rule(raw any, find func(string) (int, error)) {
	key, ok := raw.(string)
	if !ok || key == "" {
		r.refuse(ruleMember, "la clé d'une règle est attendue — %s ; « opposable regles » les liste", form)
		return
	}
	i, err := find(key)
	var problems facts.Problems
	switch {
	case errors.As(err, &problems):
		for _, p := range problems {
			r.refuse(ruleMember, "%s", p.Message)
		}
		return
	case err != nil:
		r.refuse(ruleMember, "%v", err)
		return
	}
	if rule := &r.plan.Rules[i]; rule.Unit.Kind != plan.Euro {
		unit := rule.Unit.Label
		if rule.Unit.Kind == plan.Answer {
			unit = "une réponse"
		}
		r.refuse(ruleMember, "« %s » ne donne pas des euros (%s) : un coût ne s'en calcule pas", rule.Key, unit)
	}
	r.in.Rule = i
}

func (r *reader) weight(path string, m map[string]any) int64 {
	raw, given := m[weightMember]
	if !given || raw == nil {
		r.refuse(path, "il manque : combien de médecins compte ce groupe")
		return 0
	}
	number, ok := raw.(json.Number)
	n, err := number.Int64()
	switch {
	case !ok || err != nil:
		r.refuse(path, "un nombre entier est attendu, %v trouvé", raw)
	case n < 0:
		r.refuse(path, "un effectif n'est pas négatif, %d trouvé", n)
	case n > maxWeight:
		r.refuse(path, "un effectif de %d au plus est attendu, %d trouvé", int64(maxWeight), n)
	}
	return n
}

func (r *reader) facts(path string, raw any) *facts.Set {
	m, ok := raw.(map[string]any)
	if !ok && raw != nil {
		r.refuse(path, "un objet {\"fait\": valeur} est attendu")
		return nil
	}
	set, err := facts.Flat(r.plan, m)
	var problems facts.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			p.Path = path + "." + p.Path
			r.problems = append(r.problems, p)
		}
	}
	return set
}
