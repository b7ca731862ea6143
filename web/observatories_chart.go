package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"math/big"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/observatory"
	"github.com/opposable/opposable/plan"
)

// The frame of a small path chart, in the units of its view box.
const (
	pathLeft, pathRight  = 8, 228
	pathTop, pathBottom  = 16, 84
	pathFloor, pathYears = 92, 108
	pathBox              = "0 0 290 112"
)

// wholeOf rounds a fraction to a whole number, half away from zero.
func wholeOf(r *big.Rat) json.Number { return json.Number(r.FloatString(0)) }

// draw makes the drawing of an objective, or says why there is none.
func (v *objectiveView) draw(rule *plan.Rule, own []observatory.Published, path []observatory.Point) {
	grows := observatory.Grows(rule)
	var seen []observatory.Published
	for _, one := range own {
		if one.Known && one.Held && (grows && observatory.CountIn(rule, one.Unit) || !grows && observatory.InUnit(rule, one.Unit)) {
			seen = append(seen, one)
		}
	}
	switch {
	case v.Status == observatory.Undefined && v.Target == nil:
		v.NoChart = "Ni cible, ni indicateur : rien à tracer."
	case rule.Objective.Unmeasured:
		v.NoChart = "Une cible, mais aucun indicateur : rien à tracer."
	case len(v.Strands) > 0 && v.strandValues():
		v.Chart = v.strandBars()
	case len(seen) > 1 && len(path) > 0:
		v.Chart = newPathChart(rule, seen, path).drawn(v)
	case v.Value != nil && v.Target != nil:
		v.Chart = bars(v.Title, []bar{{"valeur", *v.Value, v.Figure, true}, {"cible", *v.Target, v.Goal, false}})
	case len(path) > 1 && path[0].Value.Cmp(path[len(path)-1].Value) != 0 && len(own) == 0:
		v.Chart = newPathChart(rule, nil, path).drawn(v)
	case len(own) > 0:
		v.NoChart = "Aucune valeur publiée ne se compare à la cible : pas de tracé."
	default:
		v.NoChart = "Aucune valeur publiée : pas de tracé."
	}
}

// pathChart draws published values as a full line, the path as dashes. Coordinates are whole tenths of a unit.
type pathChart struct {
	grows    bool
	from, to day.Date
	lo, hi   *big.Rat
	seen     []observatory.Published
	path     []observatory.Point
}

func newPathChart(rule *plan.Rule, seen []observatory.Published, path []observatory.Point) *pathChart {
	c := &pathChart{grows: observatory.Grows(rule), seen: seen, path: path, lo: path[0].Value, hi: path[0].Value, from: path[0].On, to: path[0].On}
	see := func(on day.Date, n *big.Rat) {
		c.from, c.to = min(c.from, on), max(c.to, on)
		if n.Cmp(c.lo) < 0 {
			c.lo = n
		}
		if n.Cmp(c.hi) > 0 {
			c.hi = n
		}
	}
	for _, v := range seen {
		see(v.On, v.Number)
	}
	for _, p := range path {
		see(p.On, p.Value)
	}
	if c.lo.Cmp(c.hi) == 0 {
		c.hi = new(big.Rat).Add(c.lo, big.NewRat(1, 1))
	}
	c.from, c.to = c.from.StartOfYear(), c.to.AddMonths(12).StartOfYear()
	return c
}

func (c *pathChart) x(d day.Date) int64 {
	return pathLeft*10 + int64(d-c.from)*(pathRight-pathLeft)*10/int64(c.to-c.from)
}

func (c *pathChart) y(n *big.Rat) int64 {
	part := new(big.Rat).Quo(new(big.Rat).Sub(n, c.lo), new(big.Rat).Sub(c.hi, c.lo))
	part.Mul(part, big.NewRat((pathBottom-pathTop)*10, 1))
	return pathBottom*10 - new(big.Int).Quo(part.Num(), part.Denom()).Int64()
}

func (c *pathChart) drawn(v *objectiveView) template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="%s" role="img" aria-label="%s"><path class="base" d="M%d %dH%d"/>`, pathBox, template.HTMLEscapeString(c.words(v)), pathLeft, pathFloor, pathRight)
	years := c.to.Year() - c.from.Year()
	for i, every := 0, max(1, (years+3)/4); i <= years-every/2; i += every {
		d := day.New(c.from.Year()+i, 1, 1)
		fmt.Fprintf(&b, `<path class="gl" d="M%s %dv4"/><text class="ax m" x="%s" y="%d">%d</text>`, tenths(c.x(d)), pathFloor, tenths(max(c.x(d), 140)), pathYears, d.Year())
	}
	var promised strings.Builder
	for i, p := range c.path {
		head := "L"
		if i == 0 {
			head = "M"
		}
		fmt.Fprintf(&promised, "%s%s %s", head, tenths(c.x(p.On)), tenths(c.y(p.Value)))
	}
	last := c.path[len(c.path)-1]
	fmt.Fprintf(&b, `<path class="s2" d="%s"/>`, promised.String())
	endY := c.y(last.Value)
	if n := len(c.seen); n > 0 {
		if near := c.y(c.seen[n-1].Number) - endY; c.x(c.seen[n-1].On) > 1700 && near > -160 && near <= 0 {
			endY += 160 + near
		}
	}
	fmt.Fprintf(&b, `<text class="b" x="%d" y="%s">%s</text>`, pathRight+4, tenths(endY+40), c.figure(last.Value, v.Unit))
	c.values(&b, v.Unit)
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// values draws what was published, the last one named.
func (c *pathChart) values(b *strings.Builder, unit string) {
	if len(c.seen) == 0 {
		return
	}
	var line strings.Builder
	for i, v := range c.seen {
		head := "L"
		if i == 0 {
			head = "M"
		}
		fmt.Fprintf(&line, "%s%s %s", head, tenths(c.x(v.On)), tenths(c.y(v.Number)))
	}
	fmt.Fprintf(b, `<path class="s1" d="%s"/>`, line.String())
	for _, v := range c.seen {
		fmt.Fprintf(b, `<circle class="dot" cx="%s" cy="%s" r="2.5"/>`, tenths(c.x(v.On)), tenths(c.y(v.Number)))
	}
	v := c.seen[len(c.seen)-1]
	x, y := c.x(v.On), c.y(v.Number)
	at := y + 170
	if at > pathBottom*10+40 {
		at = y - 90
	}
	fmt.Fprintf(b, `<circle class="dot" cx="%s" cy="%s" r="4.5"/><text class="g halo" x="%s" y="%s">%s</text>`, tenths(x), tenths(y), tenths(x+50), tenths(at), c.figure(v.Number, unit))
}

func (c *pathChart) figure(n *big.Rat, unit string) string {
	if c.grows {
		return template.HTMLEscapeString(money.FrenchNumber(wholeOf(n).String()))
	}
	return template.HTMLEscapeString(inUnit(json.Number(observatory.Point{Value: n}.Text()), unit))
}

// words says what the drawing shows.
func (c *pathChart) words(v *objectiveView) string {
	var said []string
	for _, one := range c.seen {
		said = append(said, c.figure(one.Number, v.Unit)+" le "+explain.LongDate(one.On))
	}
	last := c.path[len(c.path)-1]
	text := "Chemin jusqu'à " + c.figure(last.Value, v.Unit) + " le " + explain.LongDate(last.On)
	if len(said) == 0 {
		return text + " ; aucune valeur publiée."
	}
	return "Valeurs publiées : " + strings.Join(said, ", ") + ". " + text + "."
}

// bar is one of a few lengths set against each other.
type bar struct {
	name   string
	number json.Number
	text   string
	value  bool // a value, not a target
}

// strandValues tells that a strand has a value to draw.
func (v *objectiveView) strandValues() bool {
	return slices.ContainsFunc(v.Strands, func(s observatory.Strand) bool { return s.Value != nil })
}

// strandBars sets each strand against its target.
func (v *objectiveView) strandBars() template.HTML {
	var list []bar
	for _, s := range v.Strands {
		name := strings.ToUpper(s.Name)
		if s.Value != nil {
			list = append(list, bar{name, *s.Value, inUnit(*s.Value, v.Unit), true})
		}
		if s.Target != nil {
			list = append(list, bar{name, *s.Target, "cible " + inUnit(*s.Target, v.Unit), false})
		}
	}
	return bars(v.Title, list)
}

// bars draws lengths from a common origin, those below zero to its left.
func bars(title string, list []bar) template.HTML {
	const left, right, step = 58, 218, 26
	lo, hi := new(big.Rat), new(big.Rat)
	numbers := make([]*big.Rat, len(list))
	var words []string
	for i, one := range list {
		n, ok := new(big.Rat).SetString(one.number.String())
		if !ok {
			return ""
		}
		numbers[i] = n
		if n.Cmp(lo) < 0 {
			lo = n
		}
		if n.Cmp(hi) > 0 {
			hi = n
		}
		words = append(words, one.name+" "+one.text)
	}
	spread := new(big.Rat).Sub(hi, lo)
	if spread.Sign() == 0 {
		return ""
	}
	x := func(n *big.Rat) int64 {
		part := new(big.Rat).Quo(new(big.Rat).Sub(n, lo), spread)
		part.Mul(part, big.NewRat((right-left)*10, 1))
		return left*10 + new(big.Int).Quo(part.Num(), part.Denom()).Int64()
	}
	origin := x(new(big.Rat))
	height := 12 + step*len(list)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 290 %d" role="img" aria-label="%s"><path class="base" d="M%s 6V%d"/>`, height+4, template.HTMLEscapeString(title+" : "+strings.Join(words, ", ")),
		tenths(origin), height-2)
	for i, one := range list {
		y, end, class := 8+i*step, x(numbers[i]), "fo"
		name := "b"
		if one.value {
			class, name = "f1", "g"
		}
		from, to := min(origin, end), max(origin, end)
		fmt.Fprintf(&b, `<rect class="%s" x="%s" y="%d" width="%s" height="18"/><text class="%s" x="%s" y="%d">%s</text><text class="ax e" x="%d" y="%d">%s</text>`,
			class, tenths(from), y+1, tenths(max(to-from, 10)), name, tenths(to+60), y+15, template.HTMLEscapeString(one.text), left-10, y+15, one.name)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}
