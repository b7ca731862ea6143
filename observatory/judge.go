package observatory

import (
	"math/big"
	"slices"
	"time"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// judge settles the status of one objective.
type judge struct {
	targets   *targets
	objective *plan.Objective
	unit      plan.Unit
	at        day.Date
	line      *Line
}

func (j *judge) run(values []Value) {
	slices.SortStableFunc(values, func(a, b Value) int { return int(a.On) - int(b.On) })
	for i := range values {
		if reason := j.setAside(&values[i]); reason != "" {
			j.line.Aside = append(j.line.Aside, Aside{Count: count(&values[i]), Reason: reason})
		}
	}
	whole := j.latest(values, "")
	j.line.Figures = figures(j.targets.whole, whole)
	switch {
	case j.objective.Unmeasured:
		j.line.Status, j.line.Reason = Undefined, "aucun indicateur n'a été défini"
	case j.targets.whole == nil:
		j.line.Status, j.line.Reason = Undefined, j.targets.result.Reason
	case len(j.targets.strands) > 0:
		j.strands(values, whole)
	default:
		j.line.Status = j.status(values, "", whole, j.targets.whole)
	}
	if j.line.Status == NoData && j.line.Reason == "" {
		j.line.Reason = j.whyNoData(values)
	}
}

// status holds one measure against one target.
func (j *judge) status(values []Value, strand string, m *measure, target *big.Rat) string {
	switch {
	case target == nil:
		return Undefined
	case m == nil:
		return NoData
	case reaches(m.value, target, j.objective.Direction):
		return Reached
	case j.ahead(values, strand, m):
		return Ahead
	}
	return Missed
}

// ahead tells a target not reached yet, before its day, when the growth over twelve months holds the yearly pace.
func (j *judge) ahead(values []Value, strand string, m *measure) bool {
	due := j.objective.Due
	if j.targets.pace == nil || due == nil || m.from != nil || j.at >= day.New(j.at.Year(), time.Month(due.Month), due.Day) {
		return false
	}
	last := slices.IndexFunc(values, func(v Value) bool {
		return v.On == m.on && v.Strand == strand && sameUnit(v.Unit, j.unit.Label)
	})
	before := yearBefore(values, &values[last])
	if before == nil {
		return false
	}
	g := growth(before, &values[last])
	if !reaches(g, j.targets.pace, j.objective.Direction) {
		return false
	}
	j.line.Reason = money.FrenchNumber(tenths(g)) + " % en douze mois, pour un rythme de " + money.FrenchNumber(plainNumber(j.targets.pace)) +
		" % par an ; la cible de l'année se juge le " + explain.LongDate(day.New(j.at.Year(), time.Month(due.Month), due.Day))
	return true
}

// strands settles an objective of several targets, reached when all are. A value that names no strand can only show that it is not: it
// misses the target of every strand.
func (j *judge) strands(values []Value, whole *measure) {
	var missing []string
	var worst *measure
	var worstBy *big.Rat
	missed, ahead := false, false
	for _, t := range j.targets.strands {
		m := j.latest(values, t.name)
		s := Strand{Name: t.name, Title: t.title, Figures: figures(t.value, m), Status: j.status(values, t.name, m, t.value)}
		j.line.Strands = append(j.line.Strands, s)
		switch s.Status {
		case NoData, Undefined:
			missing = append(missing, "« "+t.title+" »")
			continue
		case Missed:
			missed = true
		case Ahead:
			ahead = true
		}
		if by := shortfall(m.value, t.value, j.objective.Direction); worst == nil || by.Cmp(worstBy) > 0 {
			worst, worstBy = m, by
		}
	}
	wholeMisses := whole != nil && !slices.ContainsFunc(j.targets.strands, func(t target) bool {
		return t.value == nil || reaches(whole.value, t.value, j.objective.Direction)
	})
	switch {
	case missed:
		j.line.Status = Missed
	case wholeMisses:
		j.line.Status, worst = Missed, whole
	case len(missing) > 0:
		j.line.Status, worst = NoData, nil
		j.line.Reason = "l'objectif est atteint quand tous ses volets le sont ; manque une valeur pour : " + explain.Enumerate(missing, "et")
	case ahead:
		j.line.Status = Ahead
	default:
		j.line.Status = Reached
	}
	j.line.Figures = figures(j.targets.whole, worst)
}

func (j *judge) whyNoData(values []Value) string {
	switch {
	case len(values) == 0:
		return NoValue
	case len(j.line.Aside) == len(values):
		return j.line.Aside[len(j.line.Aside)-1].Reason
	}
	return "un effectif seul ne donne pas de croissance : donnez aussi celui de douze mois plus tôt"
}
