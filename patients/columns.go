package patients

import (
	"slices"

	"github.com/opposable/opposable/facts"
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

// countFact is the fact of a list that is a number of patients.
const countFact = "effectif"

// prepare finds what each column is, and refuses what cannot be a list of patients.
func (r *reader) prepare() error {
	if err := r.guard.Header(r.table.Header); err != nil {
		return err
	}
	names := r.listFacts()
	headers := sheet.Headers{Names: names, Told: names, Words: words, Short: short, Not: "n'est pas un fait d'une liste de patients"}
	matches, ignored, err := headers.Match(r.table.Header, r.options.Columns)
	if err != nil {
		return err
	}
	for _, m := range matches {
		r.add(m.Name, m.At, m.Given)
	}
	r.report.Ignored = append(r.report.Ignored, ignored...)
	if !slices.ContainsFunc(r.columns, func(c column) bool { return c.kind == birth || c.name == "age" }) {
		return facts.Refuse(sheet.ColumnsPath, "aucune colonne d'âge ni de naissance parmi %s — dites laquelle : --colonnes age=…", sheet.Quoted(r.table.Header))
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
