package eval

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// NoVersion is the version of a part that has none in force.
const NoVersion = -1

// InForce returns the version of a list that applies at a moment, or NoVersion: the date of a version is that of its last known act; among
// those begun, one dated by the scenario goes first, then the latest.
func InForce(p *plan.Plan, versions []plan.Version, m day.Moment) int {
	best, bestDate, bestScenario := NoVersion, day.Date(0), false
	for i := range versions {
		date, scenario, ok := Dated(p, versions[i].Effects, m)
		if !ok || date > m.At || bestScenario && !scenario {
			continue
		}
		if best == NoVersion || scenario && !bestScenario || date > bestDate {
			best, bestDate, bestScenario = i, date, scenario
		}
	}
	return best
}

// Dated returns the date of a version: that of the last of its acts which is known at the moment. It reports false when the version does
// not exist: no act is known, or the last one abandons it.
func Dated(p *plan.Plan, effects []plan.Effect, m day.Moment) (date day.Date, scenario, exists bool) {
	for i := len(effects) - 1; i >= 0; i-- {
		act := &p.Acts[effects[i].Act]
		if act.Scenario && act.Key == m.Scenario || !act.Scenario && m.Knows(act.Published) {
			return effects[i].From, act.Scenario, !effects[i].Never
		}
	}
	return 0, false, false
}

// calendar lists the days at which a selection of versions can change, so that moments between two of them share programs.
type calendar struct {
	effects   []day.Date
	published []day.Date
}

func newCalendar(p *plan.Plan) calendar {
	var c calendar
	for i := range p.Parts {
		for j := range p.Parts[i].Versions {
			for _, e := range p.Parts[i].Versions[j].Effects {
				c.effects = append(c.effects, e.From)
			}
		}
	}
	for _, a := range p.Acts {
		c.published = append(c.published, a.Published)
	}
	slices.Sort(c.effects)
	slices.Sort(c.published)
	c.effects, c.published = slices.Compact(c.effects), slices.Compact(c.published)
	return c
}

// Segment is a moment up to what can change a selection: two moments of one segment share all their programs. It is a key, nothing more.
type Segment = segment

// Segment returns the segment of a moment.
func (e *Engine) Segment(m day.Moment) Segment { return e.calendar.segment(m) }

// segment is a moment up to what can change a selection.
type segment struct {
	effects, published int
	scenario           string
}

func (c *calendar) segment(m day.Moment) segment {
	s := segment{effects: after(c.effects, m.At), published: len(c.published), scenario: m.Scenario}
	if m.Known != nil {
		s.published = after(c.published, *m.Known)
	}
	return s
}

func after(dates []day.Date, d day.Date) int {
	i, found := slices.BinarySearch(dates, d)
	if found {
		i++
	}
	return i
}

// tuple writes the versions of some parts as a key.
func tuple(versions []int) string {
	var b strings.Builder
	for _, v := range versions {
		b.WriteByte(byte(v + 1))
		b.WriteByte(byte((v + 1) >> 8))
	}
	return b.String()
}
