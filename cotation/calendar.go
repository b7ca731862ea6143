package cotation

import (
	"encoding/json"
	"fmt"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
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

// Departments with holidays of their own (Code du travail, article L. 3134-13), and one without.
const ordinaryDepartment = "75"

var localDepartments = [...]string{"57", "67", "68"}

// localHolidays encodes a department by what the calendar asks of it: whether it has the local holidays.
func (p *Pricer) localHolidays(raw any) int64 {
	text := fmt.Sprint(raw)
	if n, ok := raw.(json.Number); ok {
		text = n.String()
	}
	for _, d := range localDepartments {
		if d == text {
			return 1
		}
	}
	return 0
}

// calendar gives the facts that the date and the hour decide. Where the mainland's day is a holiday in some departments only and the
// department is not known, neither is the kind of day.
func (v *Visit) calendar(p *Pricer) {
	n, values := &p.names, v.Facts.Values
	region := day.Mainland
	if n.territory != absent && values[n.territory].State == eval.Known && values[n.territory].N > 0 {
		region = day.AlsaceMoselle + day.Region(values[n.territory].N)
	}
	department := eval.Value{State: eval.Unknown}
	if n.department != absent {
		department = values[n.department]
	}
	if region == day.Mainland {
		switch {
		case department.State == eval.Known && department.N == 1:
			region = day.AlsaceMoselle
		case department.State != eval.Known && v.Moment.At.KindOf(day.Mainland) != v.Moment.At.KindOf(day.AlsaceMoselle):
			v.Local = true
		}
	}
	v.Facts.Calendar(p.plan, v.Moment.At, v.Hour, region)
	if v.Local && n.dayKind != absent {
		values[n.dayKind] = eval.Value{State: eval.Unknown}
	}
}
