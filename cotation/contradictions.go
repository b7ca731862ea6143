package cotation

import (
	"fmt"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// contradictions refuses facts that cannot be true together: an event after the visit, an age in years that is not the age in months.
func (r *reading) contradictions() {
	p, values, at := r.pricer.plan, r.visit.Facts.Values, r.visit.Moment.At
	for i := range p.Facts {
		f := &p.Facts[i]
		if f.Kind != plan.Date || f.Path == "" || values[i].State != eval.Known || values[i].N == plan.Never || values[i].N == plan.None {
			continue
		}
		if values[i].N > int64(at) {
			r.problem(f.Path, "%s ne peut pas être après le jour de la visite, le %s", f.Label, at)
		}
	}
	for k, past := range r.visit.Facts.History {
		if past.Date > at {
			r.problem(fmt.Sprintf("%s[%d].%s", historyMember, k, dateMember), "un acte passé ne peut pas être après le jour de la visite, le %s", at)
		}
	}
	n := &r.pricer.names
	if n.age == absent || n.months == absent || values[n.age].State != eval.Known || values[n.months].State != eval.Known {
		return
	}
	if years, months := values[n.age].N, values[n.months].N; months/monthsPerYear != years {
		r.problem(p.Facts[n.months].Path, "%d mois révolus ne font pas %d ans révolus — corrigez l'un des deux", months, years)
	}
}

const monthsPerYear = 12

// ages deduces the age in years from the age in months.
func (v *Visit) ages(p *Pricer) {
	n, values := &p.names, v.Facts.Values
	if n.age == absent || n.months == absent || values[n.age].State == eval.Known || values[n.months].State != eval.Known {
		return
	}
	values[n.age] = eval.Of(values[n.months].N / monthsPerYear)
}
