package patients

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/practice"
	"github.com/opposable/opposable/sheet"
)

// kind is what a column gives.
type kind uint8

const (
	fact      kind = iota
	birth          // a date of birth, hence an age
	number         // how many patients the line stands for
	reference      // what tells a patient from another
)

// column is one column that is read.
type column struct {
	at     int // in the row
	header string
	name   string
	kind   kind
	slot   int  // in a group
	second bool // gives way to another column for the same fact
}

// Names of columns that are not facts of the list.
const (
	birthName     = "naissance"
	referenceName = "patient_ref"
)

// columnsPath is the path of a problem that naming columns solves; a file that cannot be a list has another.
const columnsPath = "--colonnes"

// words are the headers under which software exports a column, without accents or punctuation. The name of a fact is always one.
var words = map[string][]string{
	"age":                 {"age", "age patient", "age du patient", "age revolu", "ans"},
	birthName:             {"naissance", "date de naissance", "date naissance", "ne le", "ne e le", "nee le", "ddn", "date nais"},
	"ald":                 {"ald", "en ald", "ald o n", "ald oui non", "affection de longue duree", "affection longue duree", "exoneration ald"},
	"c2s":                 {"c2s", "css", "cmu", "cmu c", "cmuc", "complementaire sante solidaire", "complementaire sante", "c2s css"},
	"vu_depuis_2_ans":     {"vu", "vu depuis 2 ans", "vu depuis deux ans", "vu 2 ans", "vu dans les 2 ans", "vu 24 mois", "vu depuis 24 mois"},
	"indicateurs_valides": {"indicateurs", "indicateurs valides", "nombre d indicateurs", "nb indicateurs", "indicateurs de prevention", "prevention"},
	"effectif":            {"effectif", "nombre", "nombre de patients", "nb patients", "nb"},
	referenceName:         {"patient", "patient ref", "ref", "reference", "ref patient", "id", "id patient", "identifiant", "numero de dossier", "n dossier", "dossier", "ipp"},
}

// short are names that --colonnes also takes.
var short = map[string]string{"vu": "vu_depuis_2_ans", "indicateurs": "indicateurs_valides", "ref": referenceName, "patient": referenceName}

// noColumn is where a fact is that the user says no column gives, whatever the headers look like.
const noColumn = -1

// countFact is the fact of a list that is a number of patients.
const countFact = "effectif"

// prepare finds what each column is, and refuses what cannot be a list of patients.
func (r *reader) prepare() error {
	if err := r.guard.Header(r.table.Header); err != nil {
		return err
	}
	names := r.listFacts()
	given, err := r.given(names)
	if err != nil {
		return err
	}
	taken := map[int]bool{}
	for _, at := range given {
		taken[at] = true
	}
	delete(taken, noColumn)
	var problems facts.Problems
	for _, name := range names {
		at, isGiven := given[name]
		if !isGiven {
			found := r.guess(name, taken)
			if len(found) > 1 {
				problems = append(problems, facts.Problem{Path: columnsPath, Message: fmt.Sprintf("deux colonnes pourraient être « %s » : « %s » et « %s » — dites laquelle : --colonnes %s=%s",
					name, r.table.Header[found[0]], r.table.Header[found[1]], name, r.table.Header[found[0]])})
			}
			if len(found) != 1 {
				continue
			}
			at = found[0]
		}
		if at == noColumn {
			continue
		}
		taken[at] = true
		r.add(name, at, isGiven)
	}
	if len(problems) > 0 {
		return problems
	}
	if !slices.ContainsFunc(r.columns, func(c column) bool { return c.kind == birth || c.name == "age" }) {
		return facts.Refuse(columnsPath, "aucune colonne d'âge ni de naissance parmi %s — dites laquelle : --colonnes age=…", sheet.Quoted(r.table.Header))
	}
	for i, h := range r.table.Header {
		if !taken[i] && h != "" {
			r.report.Ignored = append(r.report.Ignored, h)
		}
	}
	// The date of birth says more than the age: it is read first.
	slices.SortStableFunc(r.columns, func(a, b column) int { return int(order[a.kind]) - int(order[b.kind]) })
	for i := range r.columns {
		c := &r.columns[i]
		c.second = c.kind == fact && slices.ContainsFunc(r.columns[:i], func(o column) bool { return o.kind == birth && o.slot == c.slot })
	}
	return nil
}

var order = map[kind]uint8{birth: 0, fact: 1, number: 2, reference: 3} // a line rejected for its facts does not hide a later one

// listFacts lists what a column may be: the facts of the list, then the date of birth and the reference.
func (r *reader) listFacts() []string {
	var names []string
	for _, l := range r.plan.Lists {
		if l.Name != r.options.List {
			continue
		}
		for _, name := range l.Facts {
			i, ok := r.plan.Fact(name)
			if !ok {
				continue
			}
			names = append(names, name)
			if name != countFact && len(r.facts) < most {
				r.facts = append(r.facts, i)
			}
		}
	}
	return append(names, birthName, referenceName)
}

// given reads the columns that the user names.
func (r *reader) given(names []string) (map[string]int, error) {
	out := map[string]int{}
	var problems facts.Problems
	for _, key := range slices.Sorted(maps.Keys(r.options.Columns)) {
		name, header := key, r.options.Columns[key]
		if full, ok := short[name]; ok {
			name = full
		}
		if !slices.Contains(names, name) {
			hint := strings.Join(names, ", ")
			if meant := near.Word(name, names); meant != "" {
				hint = "vouliez-vous écrire « " + meant + " »"
			}
			problems = append(problems, facts.Problem{Path: columnsPath, Message: fmt.Sprintf("« %s » n'est pas un fait d'une liste de patients — %s", key, hint)})
			continue
		}
		if header == "" {
			out[name] = noColumn
			continue
		}
		at := slices.IndexFunc(r.table.Header, func(h string) bool { return h == header })
		if at < 0 {
			at = slices.IndexFunc(r.table.Header, func(h string) bool { return sheet.Plain(h) == sheet.Plain(header) })
		}
		if at < 0 {
			problems = append(problems, facts.Problem{Path: columnsPath, Message: fmt.Sprintf("la colonne « %s » n'existe pas ; le fichier a %s", header, sheet.Quoted(r.table.Header))})
			continue
		}
		out[name] = at
	}
	return out, problems.OrNil()
}

// guess returns the columns whose header is one of the words of a name.
func (r *reader) guess(name string, taken map[int]bool) []int {
	var out []int
	for i, h := range r.table.Header {
		p := sheet.Plain(h)
		if !taken[i] && (p == sheet.Plain(name) || slices.Contains(words[name], p)) {
			out = append(out, i)
		}
	}
	return out
}

func (r *reader) add(name string, at int, given bool) {
	c := column{at: at, header: r.table.Header[at], name: name}
	switch name {
	case birthName:
		c.kind, c.slot = birth, r.slot("age")
	case referenceName:
		c.kind = reference
	case countFact:
		c.kind = number
	default:
		c.slot = r.slot(name)
	}
	r.columns = append(r.columns, c)
	r.report.Columns = append(r.report.Columns, practice.Column{Fact: name, Column: c.header, Given: given})
}

func (r *reader) slot(name string) int {
	return slices.IndexFunc(r.facts, func(i int) bool { return r.plan.Facts[i].Name == name })
}
