package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/money"
)

// The frame of the curve of the objective, in the units of its view box.
const (
	curveLeft, curveRight  = 52, 560
	curveTop, curveBottom  = 30, 250
	curveWidth, curveBoxed = 640, 292
	curveStep              = 4 // patients from one computed point to the next
	curveGrid              = 50
)

// objectivePoint is a size of list and its objective; −1 when none is published.
type objectivePoint struct{ patients, objective int64 }

// objectiveChart draws the objective by size of list, as a step and as a line.
type objectiveChart struct {
	from, to   int64
	top        int64
	step, line []objectivePoint
}

func (s *Server) newObjectiveChart(step, line day.Moment) *objectiveChart {
	ranks := s.percentiles()
	c := &objectiveChart{from: ranks[0].Patients, to: ranks[len(ranks)-1].Patients + curveGrid}
	c.step, c.line = s.curve(c, step), s.curve(c, line)
	for _, p := range append(append([]objectivePoint{}, c.step...), c.line...) {
		c.top = max(c.top, p.objective)
	}
	c.top = (c.top/curveGrid + 1) * curveGrid
	return c
}

func (s *Server) curve(c *objectiveChart, m day.Moment) []objectivePoint {
	var out []objectivePoint
	for n := c.from; n <= c.to; n += curveStep {
		p := objectivePoint{n, -1}
		if a := s.ask(objectiveRule, map[string]any{timeFact: json.Number("1"), listFact: json.Number(strconv.FormatInt(n, 10))}, m); a != nil && a.Value != nil {
			if v, err := strconv.ParseInt(fmt.Sprint(a.Value), 10, 64); err == nil {
				p.objective = v
			}
		}
		out = append(out, p)
	}
	return out
}

func (c *objectiveChart) x(n int64) int64 {
	return curveLeft*10 + (min(max(n, c.from), c.to)-c.from)*(curveRight-curveLeft)*10/(c.to-c.from)
}

func (c *objectiveChart) y(n int64) int64 {
	return curveBottom*10 - n*(curveBottom-curveTop)*10/max(c.top, 1)
}

func (c *objectiveChart) drawn(point *pointView) template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s">`, curveWidth, curveBoxed, template.HTMLEscapeString(c.words()))
	for n := int64(0); n <= c.top; n += curveGrid * 2 {
		fmt.Fprintf(&b, `<path class="gl" d="M%d %sH%d"/><text class="ax e" x="%d" y="%s">%s</text>`, curveLeft, tenths(c.y(n)), curveRight, curveLeft-8, tenths(c.y(n)+40), whole(n))
	}
	for n := (c.from/curveGrid + 1) / 10 * 10 * curveGrid; n <= c.to; n += 10 * curveGrid {
		if n < c.from {
			continue
		}
		fmt.Fprintf(&b, `<path class="gl" d="M%s %dv5"/><text class="ax m" x="%s" y="%d">%s</text>`, tenths(c.x(n)), curveBottom, tenths(c.x(n)), curveBottom+20, whole(n))
	}
	fmt.Fprintf(&b, `<path class="base" d="M%d %dH%d"/><text class="ax" x="%d" y="14">patients à gagner</text><text class="ax e" x="%d" y="%d">patients adultes</text>`,
		curveLeft, curveBottom, curveRight, curveLeft-44, curveRight, curveBottom+38)
	c.trace(&b, "s1", c.step)
	c.trace(&b, "s2", c.line)
	c.named(&b, "g", "paliers", c.step, 30)
	c.named(&b, "b", "droite", c.line, 30)
	if point != nil {
		c.mark(&b, point)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// trace draws a curve, broken where nothing is published.
func (c *objectiveChart) trace(b *strings.Builder, class string, points []objectivePoint) {
	var d strings.Builder
	open := false
	for _, p := range points {
		head := "L"
		if !open {
			head = "M"
		}
		if open = p.objective >= 0; open {
			fmt.Fprintf(&d, "%s%s %s", head, tenths(c.x(p.patients)), tenths(c.y(p.objective)))
		}
	}
	fmt.Fprintf(b, `<path class="%s" d="%s"/>`, class, d.String())
}

func (c *objectiveChart) named(b *strings.Builder, class, name string, points []objectivePoint, off int64) {
	for _, p := range points[len(points)-1:] {
		if p.objective >= 0 {
			fmt.Fprintf(b, `<text class="%s halo" x="%d" y="%s">%s</text>`, class, curveRight+6, tenths(c.y(p.objective)+off), name)
		}
	}
}

// mark shows the reader's own list on both curves.
func (c *objectiveChart) mark(b *strings.Builder, point *pointView) {
	x := c.x(point.Patients)
	fmt.Fprintf(b, `<path class="gl" d="M%s %dV%d"/><text class="b m halo" x="%s" y="%d">vous, %s</text>`, tenths(x), curveTop-6, curveBottom, tenths(min(max(x, 900), 5100)), curveTop-10,
		money.FrenchNumber(strconv.FormatInt(point.Patients, 10)))
	for _, p := range c.pointsAt(point.Patients) {
		fmt.Fprintf(b, `<circle class="ring" cx="%s" cy="%s" r="4.5"/>`, tenths(x), tenths(c.y(p.objective)))
	}
}

func (c *objectiveChart) pointsAt(patients int64) []objectivePoint {
	var out []objectivePoint
	i := (min(max(patients, c.from), c.to) - c.from) / curveStep
	for _, list := range [][]objectivePoint{c.step, c.line} {
		if p := list[min(i, int64(len(list)-1))]; p.objective >= 0 && patients >= c.from {
			out = append(out, p)
		}
	}
	return out
}

func (c *objectiveChart) words() string {
	first, last := c.step[0], c.step[len(c.step)-1]
	low, high := c.line[0], c.line[len(c.line)-1]
	return fmt.Sprintf("Objectif de patients à gagner selon la patientèle adulte. Par paliers, %s à %s patients et %s à %s. En ligne droite, %s puis %s. La table qui suit donne chaque ligne.",
		whole(first.objective), whole(first.patients), whole(last.objective), whole(last.patients), whole(low.objective), whole(high.objective))
}
