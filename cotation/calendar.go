package cotation

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// hour reads HH:MM as the hour begun: from 20:00 to 20:59 it is 20.
func (r *reading) hour(raw any) {
	if raw == nil {
		return
	}
	text, ok := raw.(string)
	var h, m int
	if n, err := fmt.Sscanf(text, "%d:%d", &h, &m); !ok || err != nil || n != 2 || len(text) != len("00:00") || h < 0 || h > 23 || m < 0 || m > 59 {
		r.problem(hourMember, "une heure HH:MM, de 00:00 à 23:59, est attendue, %s trouvé", shape(raw))
		return
	}
	r.visit.Hour = eval.Of(int64(h))
}

// hourText writes the beginning of an hour as a visit gives it.
func hourText(h int64) string { return fmt.Sprintf("%02d:00", h) }

// ownHolidays encodes a department by what the calendar asks of it: which of those with holidays of their own it is, or 0.
func (p *Pricer) ownHolidays(raw any) int64 {
	text := fmt.Sprint(raw)
	if n, ok := raw.(json.Number); ok {
		text = n.String()
	}
	return int64(1 + slices.IndexFunc(p.plan.Calendar.Departments, func(d plan.Department) bool { return d.Code == text }))
}

// calendar gives the facts that the date and the hour decide. Where the day is kept in some departments only and the department is not
// known, neither is the kind of day.
func (v *Visit) calendar(p *Pricer) {
	n, values, c := &p.names, v.Facts.Values, &p.plan.Calendar
	var at plan.Place
	if n.territory != absent && values[n.territory].State == eval.Known {
		at.Territory = p.plan.Facts[n.territory].Words[values[n.territory].N]
	}
	mainland := n.territory == absent || values[n.territory].State == eval.Known && values[n.territory].N == 0
	if mainland && n.department != absent {
		switch d := values[n.department]; {
		case d.State == eval.Known && d.N > 0:
			at.Department = c.Departments[d.N-1].Code
		case d.State != eval.Known:
			v.Local = slices.ContainsFunc(c.Departments, func(d plan.Department) bool {
				return c.Kind(v.Moment.At, plan.Place{Department: d.Code}) != c.Kind(v.Moment.At, at)
			})
		}
	}
	v.Facts.Calendar(p.plan, v.Moment.At, v.Hour, at)
	if v.Local && n.dayKind != absent {
		values[n.dayKind] = eval.Value{State: eval.Unknown}
	}
}
