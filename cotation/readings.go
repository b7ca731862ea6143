package cotation

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
)

// readings lists the readings that give other lines, each with who holds it.
func (d *desk) readings(a *Answer, out *outcome) {
	for i := range out.others {
		w := &out.others[i]
		reading := w.world.dispute.Readings[w.world.reading]
		r := Reading{
			Rule: d.plan.Rules[w.world.rule].Key, Name: d.plan.Spoken(reading.Name), HeldBy: reading.HeldBy,
			Text: strings.Join(explain.Titles(d.plan, reading.ReadIn), " ; "), ReadIn: explain.Documents(d.plan, reading.ReadIn), Codes: w.codes,
		}
		if w.valid && len(d.foreign) == 0 {
			r.Total = cents(w.total)
		}
		a.Readings = append(a.Readings, r)
	}
}

// markDisputed marks the lines that some reading does not have.
func (d *desk) markDisputed(a *Answer, out *outcome) {
	for i := range out.bill.lines {
		mark := out.bill.lines[i].mark()
		for k := range out.others {
			if !slices.Contains(out.others[k].lines, mark) {
				a.Lines[i].State = answer.Disputed
			}
		}
	}
}
