package opposable

import "github.com/opposable/opposable/observatory"

// Observe holds dated indicator values, in the JSON of the contract, against the targets of every objective and programme.
func (l *Law) Observe(object map[string]any, a Asked) (*observatory.Report, error) {
	m, err := l.Moment(a, object)
	if err != nil {
		return nil, err
	}
	values, err := observatory.Read(l.Plan, object)
	if err != nil {
		return nil, err
	}
	return observatory.Observe(l.Engine, values, m), nil
}
