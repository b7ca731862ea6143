package audit

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/sheet"
)

// objects is a table of lines given as objects.
type objects struct {
	header []string
	rows   []map[string]any
	next   int
}

// Objects makes a table of lines given as objects: the name of a column and its cell, a text, a number, a yes or no, or a list of codes. It reports
// false for anything else.
func Objects(lines []any) (Table, bool) {
	out := &objects{}
	names := map[string]bool{}
	for _, raw := range lines {
		row, ok := raw.(map[string]any)
		if !ok {
			return nil, false
		}
		for name, v := range row {
			if _, ok := cell(v); !ok {
				return nil, false
			}
			names[name] = true
		}
		out.rows = append(out.rows, row)
	}
	out.header = slices.Sorted(maps.Keys(names))
	return out, true
}

func (o *objects) Header() []string { return o.header }

func (o *objects) Read() int64 { return int64(o.next) }

func (o *objects) Next() (sheet.Row, error) {
	if o.next == len(o.rows) {
		return sheet.Row{}, io.EOF
	}
	row := sheet.Row{Line: int64(o.next + 1)}
	for _, name := range o.header {
		text, _ := cell(o.rows[o.next][name])
		row.Cells = append(row.Cells, text)
	}
	o.next++
	return row, nil
}

// cell writes a value of JSON as a cell.
func cell(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "oui", true
		}
		return "non", true
	case []any:
		var codes []string
		for _, one := range v {
			code, ok := one.(string)
			if !ok {
				return "", false
			}
			codes = append(codes, code)
		}
		return strings.Join(codes, "+"), true
	}
	return fmt.Sprint(v), false
}
