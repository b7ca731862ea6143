package opposable

import (
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/damir"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/simulate"
)

// PriceVolumes puts the tariffs of two moments on the acts of an Open Damir file, which must have been read to be priced.
func (l *Law) PriceVolumes(s *damir.Summary, names damir.Names, from, to Asked) (*damir.Effect, error) {
	before, err := l.Moment(from, nil)
	after, more := l.Moment(to, nil)
	if err := facts.Join(err, more); err != nil {
		return nil, err
	}
	e, err := damir.Price(s, names, func(rule string, situation map[string]any) (simulate.Change, error) {
		index, err := l.FindRule(rule)
		if err != nil {
			return simulate.Change{}, err
		}
		set, err := facts.Flat(l.Plan, situation)
		if err != nil {
			return simulate.Change{}, err
		}
		set.Historied = true // the usual act reaches no cap
		return simulate.Between(l.Engine, index, set, before, after), nil
	})
	if err != nil {
		return nil, err
	}
	e.From, e.To = answer.MomentOf(before), answer.MomentOf(after)
	return e, nil
}
