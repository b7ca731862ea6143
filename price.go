package opposable

import (
	"github.com/opposable/opposable/cotation"
)

// Price answers one visit: its lawful billing, shared, with reasons, refusals, questions and disputed readings. The day is that of the
// question, else that of the visit, else today; a question and a visit of different days are refused.
func (l *Law) Price(object map[string]any, a Asked, o cotation.Options) (*cotation.Answer, error) {
	m, err := l.Moment(a, nil)
	if err != nil {
		return nil, err
	}
	if object["date"] != nil && a.At == "" {
		m.At = 0 // the visit says it
	}
	v, err := l.pricer().Read(object, m)
	if err != nil {
		return nil, err
	}
	return l.pricer().Price(v, o), nil
}

// pricer is prepared once.
func (l *Law) pricer() *cotation.Pricer {
	l.once.Do(func() {
		l.prices = cotation.New(l.Engine)
		l.prices.Complete(l.imports)
	})
	return l.prices
}
