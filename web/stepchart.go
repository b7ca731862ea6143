package web

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// The frame of a step chart, in the units of its view box.
const (
	chartLeft, chartRight  = 58, 548
	chartTop, chartBottom  = 26, 202
	chartWidth, chartFloor = 640, 214
	chartHeight            = 250
)

// stepChart draws the history of a figure: a full line as applied, dashes as signed, the gap hatched, a ring at the day that is looked at.
// Coordinates are whole numbers of tenths: no figure of the law passes through a floating point.
func stepChart(f followed, m day.Moment, mark day.Date) template.HTML {
	c := newStepChart(f, m)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s">`, chartWidth, chartHeight, template.HTMLEscapeString(c.words()))
	c.axes(&b)
	c.signed(&b)
	c.applied(&b)
	fmt.Fprintf(&b, `<path class="base" d="M%d %dH%d"/>`, chartLeft, chartFloor, chartRight)
	c.ring(&b, mark)
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// run is a value of the figure over some of the days shown.
type run struct {
	from, to day.Date
	value    eval.Value
}

// stepPlot is a chart being drawn.
type stepPlot struct {
	followed
	from, to day.Date // the days shown
	lo, hi   int64    // the values shown
	tick     int64
	runs     []run
}

func newStepChart(f followed, m day.Moment) *stepPlot {
	c := &stepPlot{followed: f}
	start := firstShown(f.past)
	last := start
	for _, s := range f.past.Applied {
		last = max(last, s.From)
	}
	for _, u := range f.past.Signed {
		last = max(last, u.From)
	}
	c.from = start.StartOfYear()
	c.to = day.New(max(last.Year(), m.At.Year())+1, 1, 1)
	first := true
	see := func(v eval.Value) {
		if v.State != eval.Known {
			return
		}
		if first || v.N < c.lo {
			c.lo = v.N
		}
		if first || v.N > c.hi {
			c.hi = v.N
		}
		first = false
	}
	for i, s := range f.past.Applied {
		see(s.Value)
		end := c.to
		if i+1 < len(f.past.Applied) {
			end = f.past.Applied[i+1].From
		}
		if s.From < c.to && end > c.from {
			c.runs = append(c.runs, run{max(s.From, c.from), min(end, c.to), s.Value})
		}
	}
	for _, u := range f.past.Signed {
		see(u.Value)
	}
	c.scale()
	return c
}

// scale rounds the bounds to a readable step, so that three to five lines cross the chart.
func (c *stepPlot) scale() {
	spread := max(c.hi-c.lo, 1)
	c.tick = 1
	if c.part.Unit.Kind == plan.Euro || c.part.Unit.Kind == plan.Percent {
		c.tick = 10
	}
	for i := 0; spread/c.tick > 3; i++ {
		c.tick = c.tick * []int64{2, 5, 2}[i%3] / []int64{1, 2, 1}[i%3]
	}
	if c.tick < 1 {
		c.tick = 1
	}
	c.lo = floorTo(c.lo, c.tick)
	if ceil := floorTo(c.hi+c.tick-1, c.tick); ceil > c.lo {
		c.hi = ceil
	} else {
		c.hi = c.lo + c.tick
	}
}

func floorTo(n, step int64) int64 {
	q := n / step
	if n < 0 && n%step != 0 {
		q--
	}
	return q * step
}

// x and y are tenths of a unit.
func (c *stepPlot) x(d day.Date) int64 {
	d = min(max(d, c.from), c.to)
	return chartLeft*10 + int64(d-c.from)*(chartRight-chartLeft)*10/int64(c.to-c.from)
}

func (c *stepPlot) y(n int64) int64 {
	return chartBottom*10 - (n-c.lo)*(chartBottom-chartTop)*10/(c.hi-c.lo)
}

func tenths(n int64) string { return fmt.Sprintf("%d.%d", n/10, n%10) }

func (c *stepPlot) axes(b *strings.Builder) {
	for n := c.lo; n <= c.hi; n += c.tick {
		y := c.y(n)
		fmt.Fprintf(b, `<path class="gl" d="M%d %sH%d"/><text class="ax e" x="%d" y="%s">%s</text>`, chartLeft, tenths(y), chartRight, chartLeft-8, tenths(y+40), c.axisText(n))
	}
	years := c.to.Year() - c.from.Year()
	every := max(1, (years+7)/8)
	for i := range years {
		from, to := day.New(c.from.Year()+i, 1, 1), day.New(c.from.Year()+i+1, 1, 1)
		if i > 0 {
			fmt.Fprintf(b, `<path class="gl" d="M%s %dv5"/>`, tenths(c.x(from)), chartFloor)
		}
		if i%every == 0 {
			fmt.Fprintf(b, `<text class="ax m" x="%s" y="%d">%d</text>`, tenths((c.x(from)+c.x(to))/2), chartFloor+24, c.from.Year()+i)
		}
	}
}

// axisText writes a round value: euros without nil cents.
func (c *stepPlot) axisText(n int64) string {
	if c.part.Unit.Kind == plan.Euro {
		return short(n)
	}
	return c.bare(n, c.part.Unit.Kind == plan.Percent)
}

// bare writes a value without its unit, or with it.
func (c *stepPlot) bare(n int64, unit bool) string {
	text := explain.Number(n, c.part.Unit, c.part.Spoken())
	if unit {
		return template.HTMLEscapeString(text)
	}
	text = strings.TrimSuffix(strings.TrimSuffix(text, space+"€"), space+"%")
	if c.part.Unit.Kind == plan.Count && c.part.Unit.Label != "" {
		text = strings.TrimSuffix(text, " "+c.part.Unit.Label)
	}
	return template.HTMLEscapeString(text)
}

func (c *stepPlot) applied(b *strings.Builder) {
	var d strings.Builder
	open := false
	for _, r := range c.runs {
		if r.value.State != eval.Known {
			open = false
			continue
		}
		x0, x1, y := tenths(c.x(r.from)), tenths(c.x(r.to)), tenths(c.y(r.value.N))
		if open {
			fmt.Fprintf(&d, "V%sH%s", y, x1)
		} else {
			fmt.Fprintf(&d, "M%s %sH%s", x0, y, x1)
		}
		open = true
	}
	fmt.Fprintf(b, `<path class="s1" d="%s"/>`, d.String())
	for i, r := range c.runs {
		if r.value.State != eval.Known {
			if i > 0 && c.runs[i-1].value.State == eval.Known && r.value.State == eval.Absent {
				fmt.Fprintf(b, `<text class="ax halo" x="%s" y="%s">prend fin</text>`, tenths(c.x(r.from)+60), tenths(c.y(c.runs[i-1].value.N)+40))
			}
			continue
		}
		if i == len(c.runs)-1 {
			fmt.Fprintf(b, `<text class="g" x="%d" y="%s">%s</text><text class="ax" x="%d" y="%s">appliqué</text>`, chartRight+7, tenths(c.y(r.value.N)+30), c.label(r.value.N),
				chartRight+7, tenths(c.y(r.value.N)+200))
			continue
		}
		c.name(b, i, r)
	}
}

// label is a value with its unit when that is short.
func (c *stepPlot) label(n int64) string {
	return c.bare(n, c.part.Unit.Kind == plan.Euro || c.part.Unit.Kind == plan.Percent)
}

// name writes the value of a run above it, or below where it is short or where something signed stands above.
func (c *stepPlot) name(b *strings.Builder, i int, r run) {
	text := c.bare(r.value.N, false)
	room := c.x(r.to) - c.x(r.from)
	need := int64(len([]rune(text))) * 75
	x, y := c.x(r.from)+50, c.y(r.value.N)-80
	below := room < need+60 && i+1 < len(c.runs) && c.runs[i+1].value.N > r.value.N
	for _, u := range c.past.Signed {
		below = below || u.From < r.to && u.To > r.from && u.Value.N > r.value.N
	}
	if below {
		y = c.y(r.value.N) + 180
	}
	if room < need+20 && i%2 == 1 && !below {
		y -= 130
	}
	fmt.Fprintf(b, `<text class="b halo" x="%s" y="%s">%s</text>`, tenths(x), tenths(y), text)
}

func (c *stepPlot) signed(b *strings.Builder) {
	if len(c.past.Signed) == 0 {
		return
	}
	b.WriteString(`<defs><pattern id="hachures" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="ht" d="M0 0V6"/></pattern></defs>`)
	for _, u := range c.past.Signed {
		low := c.lo
		if v := valueAt(c.past, u.From); v.State == eval.Known {
			low = v.N
		}
		x0, x1, y0, y1 := c.x(u.From), c.x(u.To), c.y(low), c.y(u.Value.N)
		fmt.Fprintf(b, `<path fill="url(#hachures)" d="M%s %sH%sV%sH%sZ"/>`, tenths(x0), tenths(y1), tenths(x1), tenths(y0), tenths(x0))
		fmt.Fprintf(b, `<path class="s2" d="M%s %sV%sH%s"/>`, tenths(x0), tenths(y0), tenths(y1), tenths(x1))
		year, month, _ := u.From.Civil()
		text := fmt.Sprintf("signé : %s dès %s %d", c.bare(u.Value.N, false), explain.MonthName(month), year)
		half := int64(len([]rune(text))) * 33
		x := min(max((x0+x1)/2, chartLeft*10+half), chartRight*10-half)
		fmt.Fprintf(b, `<text class="m halo" x="%s" y="%s">%s</text>`, tenths(x), tenths(y1-100), template.HTMLEscapeString(text))
	}
}

// ring shows the day that is looked at.
func (c *stepPlot) ring(b *strings.Builder, mark day.Date) {
	v := valueAt(c.past, mark)
	if mark < c.from || mark >= c.to || v.State != eval.Known {
		return
	}
	x, y := c.x(mark), c.y(v.N)
	fmt.Fprintf(b, `<circle class="ring" cx="%s" cy="%s" r="4.5"/>`, tenths(x), tenths(y))
	if y+400 > chartFloor*10 {
		return
	}
	anchor := "m"
	at := x
	if x > (chartRight-50)*10 {
		anchor, at = "e", chartRight*10
	}
	fmt.Fprintf(b, `<path class="gl" d="M%s %sv16"/><text class="ax %s halo" x="%s" y="%s">%s</text>`, tenths(x), tenths(y+60), anchor, tenths(at), tenths(y+360),
		raisedSVG(shortDate(mark)))
}

// raisedSVG writes « 1er » in a drawing, where no element may raise letters.
func raisedSVG(text string) string {
	return template.HTMLEscapeString(strings.Replace(text, "1er ", "1ᵉʳ ", 1))
}

// words says what the drawing shows.
func (c *stepPlot) words() string {
	var out []string
	for _, r := range c.runs {
		if r.value.State == eval.Known {
			out = append(out, c.bare(r.value.N, true)+" à partir du "+explain.LongDate(r.from))
		} else if len(out) > 0 {
			out = append(out, "plus rien à partir du "+explain.LongDate(r.from))
		}
	}
	for _, u := range c.past.Signed {
		out = append(out, "signé à "+c.bare(u.Value.N, true)+" pour le "+explain.LongDate(u.From))
	}
	return strings.Join(out, " ; ") + "."
}
