package opposable

import (
	"encoding/json"
	"time"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/practice"
)

// Year computes a practice's year from its JSON object: "annee" gives the year when no day was asked.
func (l *Law) Year(object map[string]any, a Asked) (*practice.Year, error) {
	m, err := l.Moment(a, nil)
	if err != nil {
		return nil, err
	}
	if m.At, err = l.year(object, a, m.At); err != nil {
		return nil, err
	}
	p, err := practice.Read(l.Plan, object)
	if err != nil {
		return nil, err
	}
	return practice.Compute(l.Engine, p, m), nil
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
		return at, facts.Refuse("annee", "une année est attendue, %v trouvé", raw)
	case a.At == "":
		return min(day.New(int(year), time.December, 31), max(l.Plan.To, day.New(int(year), time.January, 1))), nil
	case int(year) != at.Year():
		return at, facts.Refuse("annee", "les faits sont de %d et la question du %s — gardez une seule des deux années", year, at)
	}
	return at, nil
}
