package audit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/sheet"
)

// Names of columns that are not facts of a visit.
const (
	dateColumn    = "date_soins"
	hourColumn    = "heure"
	codesColumn   = "codes"
	amountColumn  = "montant"
	patientColumn = "patient_ref"
	birthColumn   = "naissance"
	ownColumn     = "mt"
	doctorColumn  = "medecin_ref"
)

// short are the columns that state a fact of a visit under a shorter name.
var short = map[string]string{
	"age": "patient.age", "ald": "patient.ald", "c2s": "patient.c2s", "lieu": "visite.lieu", "adresse_par": "visite.adresse_par", "motif": "visite.motif",
	"courrier_au_mt": "visite.courrier_au_mt",
}

// ColumnOf is the name of the column that states a fact of a visit.
func ColumnOf(fact string) string {
	for name, path := range short {
		if path == fact {
			return name
		}
	}
	switch fact {
	case ownFact, declaredFact:
		return ownColumn
	case monthsFact:
		return birthColumn
	}
	return fact
}

// ordered are the names of columns, in the order in which they are told.
var ordered = []string{
	dateColumn, hourColumn, codesColumn, amountColumn, patientColumn, "age", birthColumn, ownColumn, "ald", "c2s", "lieu", "adresse_par", "motif",
	"courrier_au_mt", doctorColumn,
}

// words are the headers under which software exports a column, without accents or punctuation. The name of a column is always one.
var words = map[string][]string{
	dateColumn:       {"date", "date des soins", "date de soins", "date soins", "date acte", "date de l acte", "date de realisation", "jour"},
	hourColumn:       {"heure de l acte", "heure acte", "horaire"},
	codesColumn:      {"code", "codes actes", "code acte", "acte", "actes", "cotation", "cotations", "lettre cle", "libelle acte", "prestation"},
	amountColumn:     {"montant total", "montant facture", "honoraires", "total", "prix", "montant acte", "tarif", "mt total"},
	patientColumn:    {"patient", "ref", "reference", "ref patient", "id patient", "identifiant", "numero de dossier", "n dossier", "dossier", "ipp"},
	"age":            {"age patient", "age du patient", "age revolu"},
	birthColumn:      {"date de naissance", "date naissance", "ne le", "ne e le", "nee le", "ddn", "date nais"},
	ownColumn:        {"medecin traitant", "est mt", "suis mt", "medecin est mt", "mt declare"},
	"ald":            {"en ald", "affection de longue duree", "exoneration ald"},
	"c2s":            {"css", "cmu", "cmu c", "complementaire sante solidaire"},
	"lieu":           {"lieu des soins", "lieu de soins", "lieu de realisation"},
	"adresse_par":    {"adressage", "adresse", "adresseur", "prescripteur", "adresse par qui"},
	"motif":          {"motif de consultation", "motif de la visite"},
	"courrier_au_mt": {"courrier", "compte rendu", "courrier au medecin traitant", "retour au mt"},
	doctorColumn:     {"medecin", "praticien", "executant", "ps", "medecin executant"},
}

// column is one column that is read.
type column struct {
	at     int
	name   string // of a column, or the path of a fact
	header string
}

// prepare finds what each column is.
func (r *reader) prepare() error {
	header := r.table.Header()
	if err := r.guard.Header(header); err != nil {
		return err
	}
	headers := sheet.Headers{Names: r.names(), Told: ordered, Words: words, Not: "n'est pas une colonne de facturation"}
	matches, ignored, err := headers.Match(header, r.options.Columns)
	if err != nil {
		return err
	}
	for _, m := range matches {
		r.columns = append(r.columns, column{m.At, m.Name, header[m.At]})
		r.out.Columns = append(r.out.Columns, Column{Name: m.Name, Header: header[m.At], Given: m.Given})
	}
	r.out.Ignored = append(r.out.Ignored, ignored...)
	var problems facts.Problems
	for _, need := range [][]string{{dateColumn}, {codesColumn, amountColumn}, {patientColumn}} {
		if !slices.ContainsFunc(need, r.has) {
			problems = append(problems, facts.Problem{Path: sheet.ColumnsPath, Message: fmt.Sprintf("aucune colonne « %s » parmi %s — dites laquelle : --colonnes %s=…",
				strings.Join(need, " » ni « "), sheet.Quoted(header), need[0])})
		}
	}
	return problems.OrNil()
}

// has reports whether a column is read.
func (r *reader) has(name string) bool {
	return slices.ContainsFunc(r.columns, func(c column) bool { return c.name == name })
}

// names lists what a column may be: the columns of the contract, then every other fact of a visit by its path.
func (r *reader) names() []string {
	out := slices.DeleteFunc(slices.Clone(ordered), func(name string) bool { return short[name] != "" && factAt(r.plan, short[name]) == nil })
	stated := slices.Collect(maps.Values(short))
	for i := range r.plan.Facts {
		if path := r.plan.Facts[i].Path; strings.Contains(path, ".") && !strings.HasPrefix(path, doctorSection+".") && !slices.Contains(stated, path) {
			out = append(out, path)
		}
	}
	return out
}

// factAt finds a fact by its path in a visit, nil when the rules declare none there.
func factAt(p *plan.Plan, path string) *plan.Fact {
	k := slices.IndexFunc(p.Facts, func(f plan.Fact) bool { return f.Path == path })
	if k < 0 {
		return nil
	}
	return &p.Facts[k]
}
