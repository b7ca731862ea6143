package opposable

import (
	"encoding/json"
	"io"
	"time"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/patients"
	"github.com/opposable/opposable/practice"
	"github.com/opposable/opposable/sheet"
)

// PatientList is a doctor's list of patients in a file, CSV or XLSX, one line each.
type PatientList struct {
	File     io.Reader
	Columns  map[string]string        // the header of a fact, where guessing would miss it
	Progress func(lines, bytes int64) // called from time to time; may be nil
}

// patientList is the list of a practice that a file of patients fills.
const patientList = "patientele"

// Year computes a practice's year from its JSON object: "annee" gives the year when no day was asked.
func (l *Law) Year(object map[string]any, a Asked) (*practice.Year, error) {
	m, err := l.Moment(a, nil)
	if err != nil {
		return nil, err
	}
	m.At, err = l.year(object, a, m.At)
	p, more := practice.Read(l.Plan, object)
	if err := facts.Join(err, more); err != nil {
		return nil, err
	}
	return practice.Compute(l.Engine, p, m), nil
}

// YearOfList is Year for a practice whose list of patients is in a file. The list is read once, line by line, and only groups of patients
// alike are kept.
func (l *Law) YearOfList(object map[string]any, list PatientList, a Asked) (*practice.Year, error) {
	m, err := l.Moment(a, nil)
	if err != nil {
		return nil, err
	}
	if m.At, err = l.year(object, a, m.At); err != nil {
		return nil, err
	}
	if _, twice := object[patientList]; twice {
		return nil, facts.Refuse(patientList, "la patientèle est donnée deux fois : dans le cabinet et dans la liste — gardez une seule des deux")
	}
	p, err := practice.Read(l.Plan, object)
	if err != nil {
		return nil, err
	}
	elements, report, err := l.patients(list, m.At.Year())
	if err != nil {
		return nil, err
	}
	p.Fill(patientList, elements)
	year := practice.Compute(l.Engine, p, m)
	year.Tell(report)
	return year, nil
}

func (l *Law) patients(list PatientList, year int) ([]practice.Element, *practice.ListReport, error) {
	table, err := sheet.Open(list.File)
	if err != nil {
		return nil, nil, err
	}
	return patients.Read(l.Plan, table, patients.Options{
		List: patientList, Columns: list.Columns, On: practice.ListDay(l.Plan, patientList, year), Progress: list.Progress,
	})
}

// Patients reads a list of patients for a year into groups alike, as the "patientele" of a practice states them.
func (l *Law) Patients(list PatientList, year int) ([]map[string]any, *practice.ListReport, error) {
	elements, report, err := l.patients(list, year)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	for _, name := range patients.Names(l.Plan, patientList) {
		if _, ok := l.Plan.Fact(name); ok && name != countFact {
			names = append(names, name)
		}
	}
	out := make([]map[string]any, len(elements))
	for i, e := range elements {
		out[i] = map[string]any{countFact: e.Count}
		for _, name := range names {
			k, _ := l.Plan.Fact(name)
			if v := e.Facts.Values[k]; v.State == eval.Known {
				out[i][name] = facts.Decoded(&l.Plan.Facts[k], v.N)
			}
		}
	}
	return out, report, nil
}

// countFact is how many patients are alike.
const countFact = "effectif"

// PatientColumns reads the header of a list of patients, and names what its columns may be.
func (l *Law) PatientColumns(file io.Reader) (header, names []string, err error) {
	table, err := sheet.Open(file)
	if err != nil {
		return nil, nil, err
	}
	return table.Header, patients.Names(l.Plan, patientList), nil
}

// year settles the day of a question about a year: the last covered day of the "annee" of the object when no day was asked.
func (l *Law) year(object map[string]any, a Asked, at day.Date) (day.Date, error) {
	raw, ok := object["annee"]
	if !ok {
		return at, nil
	}
	n, isNumber := raw.(json.Number)
	year, err := n.Int64()
	switch {
	case !isNumber || err != nil || year < 1900 || year > 2100:
		return at, facts.Refuse("annee", "une année de 1900 à 2100 est attendue, %s trouvé", facts.Shape(raw))
	case a.At == "":
		return min(day.New(int(year), time.December, 31), max(l.Plan.To, day.New(int(year), time.January, 1))), nil
	case int(year) != at.Year():
		return at, facts.Refuse("annee", "les faits sont de %d et la question du %s — gardez une seule des deux années", year, at)
	}
	return at, nil
}
