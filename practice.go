package opposable

import (
	"encoding/json"
	"fmt"
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
	if raw, ok := object["annee"]; ok {
		n, isNumber := raw.(json.Number)
		year, err := n.Int64()
		if !isNumber || err != nil || year < 1900 || year > 2100 {
			return nil, facts.Refuse("annee", "une année est attendue, %v trouvé", raw)
		}
		switch {
		case a.At == "":
			m.At = min(day.New(int(year), time.December, 31), max(l.Plan.To, day.New(int(year), time.January, 1)))
		case int(year) != m.At.Year():
			return nil, facts.Problems{{Path: "annee", Message: fmt.Sprintf("les faits sont de %d et la question du %s — gardez une seule des deux années", year, m.At)}}
		}
	}
	p, err := practice.Read(l.Plan, object)
	if err != nil {
		return nil, err
	}
	return practice.Compute(l.Engine, p, m), nil
}
