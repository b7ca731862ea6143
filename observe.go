package opposable

import (
	"io"

	"github.com/opposable/opposable/observatory"
)

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

// Indicators are the values of a table, and what to read beside them.
type Indicators struct {
	Table   io.Reader
	Schema  []byte // the declared schema of the table, in JSON; nil: its columns bear the names of the members of a value
	Shipped bool   // whether the published series that come with the program are held too; the table goes before them
}

// ObserveTable is Observe for the values of a table, or for the shipped ones alone.
func (l *Law) ObserveTable(in Indicators, a Asked) (*observatory.Report, error) {
	m, err := l.Moment(a, nil)
	if err != nil {
		return nil, err
	}
	var values []observatory.Value
	if in.Shipped {
		list, err := observatory.Shipped(l.Plan)
		if err != nil {
			return nil, err
		}
		values = observatory.Held(list)
	}
	var report *observatory.TableReport
	if in.Table != nil {
		var schema *observatory.Schema
		if in.Schema != nil {
			if schema, err = observatory.ReadSchema(l.Plan, in.Schema); err != nil {
				return nil, err
			}
		}
		var read []observatory.Value
		if read, report, err = observatory.ReadTable(l.Plan, in.Table, schema); err != nil {
			return nil, err
		}
		values = append(values, read...)
	}
	out := observatory.Observe(l.Engine, values, m)
	out.Table = report
	return out, nil
}
