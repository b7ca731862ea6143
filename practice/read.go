// Package practice computes a doctor's year: every rule that is an item of the year, on the facts of a practice and its list of patients,
// with its payment calendar.
//
// It takes an engine, a Moment and a practice (the JSON of the contract); it gives the items with their state, sources and bounds, their
// total, and what is paid when. Sums over the list are computed patient by patient before the doctor's rules are asked: a patient whose
// facts are missing gives a range, never a zero.
//
// Unstable: only the root package is a promised face.
package practice

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/plan"
)

// Practice is what a user states about a doctor's year.
type Practice struct {
	Facts  *facts.Set
	Lists  map[string][]Element
	Absent map[string]bool // blocks stated to be none: "assistant": null
	Stated map[string]bool // blocks given
}

// Element is one line of a list: a group of patients alike.
type Element struct {
	Facts *facts.Set
	Count int64
	Row   int // from 1, as the user counts
}

// yearMember is the year that the object states; the caller settles the Moment with it.
const yearMember = "annee"

// Read checks a practice against the declared facts and reports all problems at once.
func Read(p *plan.Plan, object map[string]any) (*Practice, error) {
	r := &reader{plan: p, byPath: map[string]int{}, out: &Practice{
		Facts: facts.NewSet(p), Lists: map[string][]Element{}, Absent: map[string]bool{}, Stated: map[string]bool{},
	}}
	for i := range p.Facts {
		if path := p.Facts[i].PracticePath; path != "" {
			r.byPath[path] = i
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if name != yearMember {
			r.block(name, object[name])
		}
	}
	r.out.Facts.Default(p)
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	r.out.share()
	return r.out, nil
}

// Fill gives a practice a list read elsewhere.
func (p *Practice) Fill(list string, elements []Element) {
	p.Lists[list], p.Stated[list] = elements, true
	p.share()
}

// share lets the elements of a list know what is stated of the practice as a whole: a rule of one patient may ask it.
func (p *Practice) share() {
	for _, list := range p.Lists {
		for i := range list {
			values := list[i].Facts.Values
			for fact, v := range p.Facts.Values {
				if v.State == eval.Known && values[fact].State != eval.Known {
					values[fact] = v
				}
			}
		}
	}
}

type reader struct {
	plan     *plan.Plan
	byPath   map[string]int
	out      *Practice
	problems facts.Problems
}

func (r *reader) refuse(path, format string, args ...any) {
	r.problems = append(r.problems, facts.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (r *reader) isList(name string) bool {
	return slices.ContainsFunc(r.plan.Lists, func(l plan.List) bool { return l.Name == name })
}

func (r *reader) block(name string, raw any) {
	switch v := raw.(type) {
	case nil:
		if !r.hasBlock(name) || name == doctor {
			r.misshapen(name, raw)
			return
		}
		r.out.Absent[name] = true
	case map[string]any:
		if !r.hasBlock(name) {
			r.unknown(name, name)
			return
		}
		if r.isList(name) {
			r.misshapen(name, raw)
			return
		}
		r.out.Stated[name] = true
		for _, key := range slices.Sorted(maps.Keys(v)) {
			r.member(name+"."+key, v[key], r.out.Facts)
		}
	case []any:
		if !r.isList(name) {
			r.misshapen(name, raw)
			return
		}
		r.out.Stated[name] = true
		for i, element := range v {
			r.element(name, i, element)
		}
	default:
		if _, ok := r.byPath[name]; ok {
			r.member(name, raw, r.out.Facts)
			return
		}
		r.misshapen(name, raw)
	}
}

// misshapen refuses a block that is neither an object nor null, or a name that is no block.
func (r *reader) misshapen(name string, raw any) {
	switch {
	case !r.hasBlock(name):
		r.unknown(name, name)
	case r.isList(name):
		r.refuse(name, "une liste de groupes, [{\"effectif\": …}, …], est attendue, et non %s", facts.Kind(raw))
	case name == doctor:
		r.refuse(name, "un objet {\"fait\": valeur} est attendu, et non %s", facts.Kind(raw))
	default:
		r.refuse(name, "un objet {\"fait\": valeur} est attendu, ou null pour dire « aucun », et non %s", facts.Kind(raw))
	}
}

func (r *reader) hasBlock(name string) bool {
	for path := range r.byPath {
		if strings.HasPrefix(path, name+".") {
			return true
		}
	}
	return false
}

func (r *reader) member(path string, raw any, into *facts.Set) {
	i, ok := r.byPath[path]
	if !ok {
		if !tolerated[path] {
			r.unknown(path, path)
		}
		return
	}
	r.put(i, path, raw, into)
}

// tolerated members say something for the reader that no rule needs.
var tolerated = map[string]bool{"assistant.avenant": true, "medecin.nom": true}

func (r *reader) put(i int, path string, raw any, into *facts.Set) {
	f := &r.plan.Facts[i]
	if raw == nil {
		if f.NullIsNone {
			into.Values[i] = eval.Of(plan.None)
		}
		return
	}
	n, problem := facts.Encode(f, raw)
	if problem != "" {
		r.refuse(path, "%s", problem)
		return
	}
	into.Values[i] = eval.Of(n)
}

func (r *reader) unknown(path, name string) {
	known, hint := r.blocks(), "blocs admis : "+strings.Join(r.blocks(), ", ")
	if block, _, member := strings.Cut(name, "."); member && r.hasBlock(block) {
		known = nil
		var members []string
		for p := range r.byPath {
			if of, fact, _ := strings.Cut(p, "."); of == block {
				known, members = append(known, p), append(members, fact)
			}
		}
		slices.Sort(members)
		hint = "le bloc « " + block + " » admet : " + strings.Join(members, ", ")
	}
	slices.Sort(known)
	if meant := near.Word(name, known); meant != "" {
		hint = "vouliez-vous écrire « " + meant + " »"
	}
	r.refuse(path, "fait inconnu d'un cabinet — %s", hint)
}

// blocks lists the blocks of a practice, those that every practice states first.
func (r *reader) blocks() []string {
	seen := map[string]bool{}
	var out []string
	for _, i := range slices.Sorted(maps.Values(r.byPath)) {
		if block := blockOf(r.plan.Facts[i].PracticePath); block != "" && !seen[block] {
			seen[block] = true
			out = append(out, block)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int {
		switch {
		case always[a] == always[b]:
			return 0
		case always[a]:
			return -1
		}
		return 1
	})
	return out
}

// doctor is the block that a practice can't state to be none.
const doctor = "medecin"

// always are the blocks that every practice states: one that is left out is unknown. Any other block is for whom it concerns: left out, its
// items are named and not counted.
var always = map[string]bool{doctor: true, "patientele": true, "assistant": true, "numerique": true, "sas": true, "activite": true}

// general are blocks that concern every practice of their years, and that few will state: what they would pay is shown without its amount.
var general = map[string]bool{"ancien_systeme": true}

// Count members of a list element.
const countMember = "effectif"

func (r *reader) element(list string, i int, raw any) {
	path := fmt.Sprintf("%s[%d]", list, i)
	m, ok := raw.(map[string]any)
	if !ok {
		r.refuse(path, "un groupe de patients est un objet {\"effectif\": …, \"age\": …}")
		return
	}
	e := Element{Facts: facts.NewSet(r.plan), Count: 1, Row: i + 1}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if key == countMember {
			n, ok := m[key].(json.Number)
			count, err := n.Int64()
			if !ok || err != nil || count < 0 || count > maxCount {
				r.refuse(path+"."+key, "un nombre entier de patients est attendu, de 0 à %d", maxCount)
				continue
			}
			e.Count = count
			continue
		}
		fact, known := r.byPath[list+"."+key]
		if !known {
			r.unknown(path+"."+key, list+"."+key)
			continue
		}
		r.put(fact, path+"."+key, m[key], e.Facts)
	}
	e.Facts.Default(r.plan)
	r.out.Lists[list] = append(r.out.Lists[list], e)
}

const maxCount = 100_000
