package cotation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/plan"
)

// Visit is what is known of one visit: the facts of a plan, the codes stated as done, and the moment.
type Visit struct {
	Moment day.Moment
	Facts  *facts.Set
	Acts   []string // the codes of the acts stated as done
	Hour   eval.Value
	Local  bool // the day is a holiday in some departments and the department is not known
}

// form is where a visit gives each fact: a section, then a name.
type form struct {
	sections []string
	paths    map[string]int // "patient.age" to the fact
	all      []string       // every path, for suggestions
}

func newForm(p *plan.Plan) form {
	f := form{paths: map[string]int{}}
	for i := range p.Facts {
		path := p.Facts[i].Path
		section, _, nested := strings.Cut(path, ".")
		if !nested {
			continue
		}
		f.paths[path] = i
		f.all = append(f.all, path)
		if !slices.Contains(f.sections, section) {
			f.sections = append(f.sections, section)
		}
	}
	slices.Sort(f.all)
	slices.Sort(f.sections)
	return f
}

// reading collects the problems of one visit.
type reading struct {
	pricer   *Pricer
	visit    *Visit
	problems facts.Problems
}

func (r *reading) problem(path, format string, args ...any) {
	r.problems = append(r.problems, facts.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// Read reads the JSON object of a visit. The moment's day is that of the question, or zero when only the facts say it; both may not differ.
// The error is facts.Problems: all that is wrong, each with its path.
func (p *Pricer) Read(object map[string]any, m day.Moment) (*Visit, error) {
	r := &reading{pricer: p, visit: &Visit{Moment: m, Facts: facts.NewSet(p.plan), Hour: eval.Value{State: eval.Unknown}}}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		r.member(key, object[key])
	}
	r.moment(object)
	set := r.visit.Facts
	set.Default(p.plan)
	if len(r.problems) == 0 {
		r.contradictions()
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b facts.Problem) int { return strings.Compare(a.Path, b.Path) })
		return nil, r.problems
	}
	r.visit.calendar(p)
	r.visit.ages(p)
	return r.visit, nil
}

// member reads one member of the object.
func (r *reading) member(key string, raw any) {
	switch key {
	case dateMember:
	case hourMember:
		r.hour(raw)
	case actsMember:
		r.acts(raw)
	case historyMember:
		r.history(raw)
	default:
		r.section(key, raw)
	}
}

func (r *reading) section(key string, raw any) {
	form := &r.pricer.form
	if !slices.Contains(form.sections, key) {
		members := append([]string{dateMember, hourMember, actsMember, historyMember}, form.sections...)
		r.problem(key, "membre inconnu — %s", suggest(key, members, "une visite a "+strings.Join(members, ", ")))
		return
	}
	if raw == nil {
		return
	}
	object, ok := raw.(map[string]any)
	if !ok {
		r.problem(key, "un objet est attendu, %s trouvé", shape(raw))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		path := key + "." + name
		i, known := form.paths[path]
		if !known {
			r.problem(path, "fait inconnu — %s", suggest(path, form.all, "la liste des faits est dans « opposable regles --faits »"))
			continue
		}
		r.fact(i, path, object[name])
	}
}

func (r *reading) fact(i int, path string, raw any) {
	f := &r.pricer.plan.Facts[i]
	if raw == nil {
		if f.NullIsNone {
			r.visit.Facts.Values[i] = eval.Of(plan.None)
		}
		return
	}
	n, problem := facts.Encode(f, raw)
	if problem != "" {
		r.problem(path, "%s", problem)
		return
	}
	if i == r.pricer.names.department {
		n = r.pricer.ownHolidays(raw)
	}
	r.visit.Facts.Values[i] = eval.Of(n)
}

// suggest gives the nearest name, or what to do without one.
func suggest(s string, known []string, otherwise string) string {
	if meant := near.Word(s, known); meant != "" {
		return "vouliez-vous écrire « " + meant + " »"
	}
	return otherwise
}

// shape says what was found in place of something else.
func shape(raw any) string {
	switch raw := raw.(type) {
	case nil:
		return "null"
	case []any:
		return "une liste"
	case map[string]any:
		return "un objet"
	default:
		return fmt.Sprintf("« %v »", raw)
	}
}

// moment settles the day: the facts' own, the question's, or both when they agree.
func (r *reading) moment(object map[string]any) {
	m := &r.visit.Moment
	raw, given := object[dateMember]
	if !given || raw == nil {
		if m.At == 0 {
			r.problem(dateMember, "la date de la visite manque — « \"date\": \"AAAA-MM-JJ\" »")
		}
		return
	}
	text, _ := raw.(string)
	d, err := day.Parse(text)
	switch {
	case err != nil:
		r.problem(dateMember, "une date qui existe, AAAA-MM-JJ, est attendue, %s trouvé", shape(raw))
	case m.At != 0 && m.At != d:
		r.problem(dateMember, "les faits sont du %s et la question du %s — gardez une seule des deux dates", d, m.At)
	default:
		m.At = d
	}
}

func (r *reading) acts(raw any) {
	list, ok := raw.([]any)
	if !ok {
		if raw != nil {
			r.problem(actsMember, "une liste de codes est attendue, %s trouvé", shape(raw))
		}
		return
	}
	if len(list) > maxActs {
		r.problem(actsMember, "%d actes dans une même visite : %d au plus sont attendus", len(list), maxActs)
		return
	}
	for k, element := range list {
		code, ok := element.(string)
		if code = strings.ToUpper(strings.TrimSpace(code)); !ok || code == "" {
			r.problem(fmt.Sprintf("%s[%d]", actsMember, k), "un code d'acte est attendu, %s trouvé", shape(element))
			continue
		}
		r.visit.Acts = append(r.visit.Acts, code)
	}
	slices.Sort(r.visit.Acts) // the order in which acts are stated means nothing
}

// maxActs bounds the acts stated in one visit: the greatest rank that a line may have.
const maxActs = 20

func (r *reading) history(raw any) {
	if raw == nil {
		return
	}
	list, ok := raw.([]any)
	if !ok {
		r.problem(historyMember, "une liste d'actes passés est attendue, %s trouvé", shape(raw))
		return
	}
	set := r.visit.Facts
	set.Historied = true
	for k, element := range list {
		path := fmt.Sprintf("%s[%d]", historyMember, k)
		object, ok := element.(map[string]any)
		if !ok {
			r.problem(path, "un objet {\"code\", \"date\"} est attendu, %s trouvé", shape(element))
			continue
		}
		for name := range object {
			if name != "code" && name != dateMember {
				r.problem(path+"."+name, "membre inconnu — un acte passé a un code et une date")
			}
		}
		code, isText := object["code"].(string)
		if code = strings.ToUpper(strings.TrimSpace(code)); !isText || code == "" {
			r.problem(path+".code", "un code d'acte est attendu, %s trouvé", shape(object["code"]))
		}
		text, _ := object[dateMember].(string)
		d, err := day.Parse(text)
		if err != nil {
			r.problem(path+"."+dateMember, "une date qui existe, AAAA-MM-JJ, est attendue, %s trouvé", shape(object[dateMember]))
			continue
		}
		set.History = append(set.History, eval.PastAct{Code: code, Date: d})
	}
}
