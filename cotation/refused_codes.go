package cotation

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// codeOf gives the code of a refused act: that of the row that the facts reach, or all those that they leave.
func (d *desk) codeOf(p *probe) (string, []string) {
	if p.act.modifies {
		return d.refusedModifier(p)
	}
	switch {
	case p.stated != "":
		return p.stated, nil
	case p.act.code != "":
		return p.act.code, nil
	case p.act.codePart == absent:
		return strings.ToUpper(p.act.key), nil
	}
	return d.rowCodes(p)
}

// rowCodes gives the code of the row that the facts reach, or those of the rows that they leave.
func (d *desk) rowCodes(p *probe) (string, []string) {
	if p.act.codePart == absent {
		return p.act.anyCode(d.statute)
	}
	rows := p.act.codeVersion.Table.Rows
	if _, _, row := p.frame.ValueAt(p.act.codePart); row >= 0 && rows[row].Code != "" {
		return rows[row].Code, nil
	}
	var near, all []string
	for i := range rows {
		if rows[i].Code == "" {
			continue
		}
		all = append(all, rows[i].Code)
		if d.compatible(p, &rows[i]) {
			near = append(near, rows[i].Code)
		}
	}
	if len(near) == 0 {
		near = all
	}
	slices.Sort(near)
	if near = slices.Compact(near); len(near) < 2 {
		return near[0], nil
	}
	return near[0], near
}

// compatible reports whether the facts of the visit leave a row possible; columns that are rules, such as a slot of the day, are not looked
// at: they may be what fails.
func (d *desk) compatible(p *probe, row *plan.Row) bool {
	for i, column := range p.act.codeVersion.Columns {
		if column.Kind != plan.ToFact {
			continue
		}
		if v := d.values[column.Index]; v.State == eval.Known && !row.Cells[i].In.Has(v.N) {
			return false
		}
	}
	return true
}

// anyCode gives the codes of an act that nothing tells apart.
func (a *act) anyCode(s *statute) (string, []string) {
	if a.code != "" {
		return a.code, nil
	}
	var all []string
	for _, part := range s.plan.Rules[a.rule].Parts {
		for i := range s.plan.Parts[part].Versions {
			if t := s.plan.Parts[part].Versions[i].Table; t != nil {
				for j := range t.Rows {
					if t.Rows[j].Code != "" {
						all = append(all, t.Rows[j].Code)
					}
				}
			}
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	switch len(all) {
	case 0:
		return strings.ToUpper(a.key), nil
	case 1:
		return all[0], nil
	}
	return all[0], all
}
