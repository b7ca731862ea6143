package web

import (
	"fmt"
	"html/template"
	"math/big"
	"strings"
)

// The drawings of published figures: columns by year, bars by name, curves by percentile. Their width is that of a phone, in the units of
// the view box, so that their letters stay readable there; coordinates are whole tenths.
const (
	plotWidth            = 340
	plotLeft, plotRight  = 6, 334
	columnTop, columnLow = 24, 150
	columnBox            = 172
)

// along is how far a value is on the way from one bound to the other, in tenths of a unit of the drawing.
func along(n, lo, hi *big.Rat, from, to int64) int64 {
	spread := new(big.Rat).Sub(hi, lo)
	if spread.Sign() == 0 {
		return from * 10
	}
	part := new(big.Rat).Quo(new(big.Rat).Sub(n, lo), spread)
	part.Mul(part, big.NewRat((to-from)*10, 1))
	return from*10 + new(big.Int).Quo(part.Num(), part.Denom()).Int64()
}

// column is a mark with one or several values on top of one another.
type column struct {
	mark, top string
	parts     []*big.Rat // from the bottom
	ring      *big.Rat   // what is said elsewhere of their sum; nil: the same
}

// columnClasses are how the parts of a column are filled, from the bottom.
var columnClasses = []string{"f1", "fo"}

// columns draws one column for each mark, from zero.
func columns(words string, list []column) template.HTML {
	hi := new(big.Rat)
	for _, c := range list {
		if sum := sumOf(c.parts); sum.Cmp(hi) > 0 {
			hi = sum
		}
	}
	zero := new(big.Rat)
	step := int64(plotRight-plotLeft) * 10 / int64(len(list))
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s"><path class="base" d="M%d %dH%d"/>`, plotWidth, columnBox, template.HTMLEscapeString(words), plotLeft, columnLow, plotRight)
	for i, c := range list {
		left := plotLeft*10 + step*int64(i) + step/6
		width, middle := step*2/3, left+step/3
		sum, top := new(big.Rat), int64(columnLow*10)
		for k, part := range c.parts {
			from := along(sum, zero, hi, columnLow, columnTop)
			sum = new(big.Rat).Add(sum, part)
			top = along(sum, zero, hi, columnLow, columnTop)
			fmt.Fprintf(&b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`, columnClasses[k], tenths(left), tenths(top), tenths(width), tenths(max(from-top, 5)))
		}
		if c.ring != nil {
			y := along(c.ring, zero, hi, columnLow, columnTop)
			fmt.Fprintf(&b, `<path class="s2" d="M%s %sh%s"/>`, tenths(left-step/10), tenths(y), tenths(width+step/5))
		}
		fmt.Fprintf(&b, `<text class="m b" x="%s" y="%s">%s</text><text class="ax m" x="%s" y="%d">%s</text>`, tenths(middle), tenths(top-50), template.HTMLEscapeString(c.top),
			tenths(middle), columnLow+17, template.HTMLEscapeString(c.mark))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

func sumOf(list []*big.Rat) *big.Rat {
	out := new(big.Rat)
	for _, n := range list {
		out.Add(out, n)
	}
	return out
}

// length is a named value drawn as a bar from a common origin.
type length struct {
	name, text string
	value      *big.Rat
	class      string
}

// lengths draws bars below their names, those under zero to the left of the origin.
func lengths(words string, list []length) template.HTML {
	const step, right = 40, 258
	lo, hi := new(big.Rat), new(big.Rat)
	for _, l := range list {
		if l.value.Cmp(lo) < 0 {
			lo = l.value
		}
		if l.value.Cmp(hi) > 0 {
			hi = l.value
		}
	}
	left := int64(plotLeft)
	if lo.Sign() < 0 {
		left = 60 // room for the figures of what goes down
	}
	origin := along(new(big.Rat), lo, hi, left, right)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s">`, plotWidth, step*len(list)+4, template.HTMLEscapeString(words))
	for i, l := range list {
		y, end := i*step, along(l.value, lo, hi, left, right)
		from, to := min(origin, end), max(origin, end)
		fmt.Fprintf(&b, `<text x="%d" y="%d">%s</text><rect class="%s" x="%s" y="%d" width="%s" height="14"/><path class="base" d="M%s %dv20"/>`, plotLeft, y+13,
			template.HTMLEscapeString(l.name), l.class, tenths(from), y+20, tenths(max(to-from, 10)), tenths(origin), y+17)
		if l.value.Sign() < 0 {
			fmt.Fprintf(&b, `<text class="b e" x="%s" y="%d">%s</text>`, tenths(from-50), y+32, template.HTMLEscapeString(l.text))
			continue
		}
		fmt.Fprintf(&b, `<text class="b" x="%s" y="%d">%s</text>`, tenths(to+50), y+32, template.HTMLEscapeString(l.text))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// curve is a line through points of common abscissas.
type curve struct {
	class, name string
	values      []*big.Rat
	above       bool // its name stands above its last point
}

// curves draws lines above marks, from zero; marks without text have no label.
func curves(words string, at []int64, marks []string, list []curve, text func(*big.Rat) string) template.HTML {
	const left, right, low, high = 12, 266, 150, 22
	hi := new(big.Rat)
	for _, c := range list {
		for _, v := range c.values {
			if v.Cmp(hi) > 0 {
				hi = v
			}
		}
	}
	first, last := at[0], at[len(at)-1]
	x := func(i int) int64 { return left*10 + (at[i]-first)*(right-left)*10/(last-first) }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s"><path class="base" d="M%d %dH%d"/>`, plotWidth, columnBox, template.HTMLEscapeString(words), left, low, right)
	for i, mark := range marks {
		if mark != "" {
			fmt.Fprintf(&b, `<path class="gl" d="M%s %dv4"/><text class="ax m" x="%s" y="%d">%s</text>`, tenths(x(i)), low, tenths(x(i)), low+18, template.HTMLEscapeString(mark))
		}
	}
	for _, c := range list {
		var d strings.Builder
		for i, v := range c.values {
			head := "L"
			if i == 0 {
				head = "M"
			}
			fmt.Fprintf(&d, "%s%s %s", head, tenths(x(i)), tenths(along(v, new(big.Rat), hi, low, high)))
		}
		n := len(c.values) - 1
		y := along(c.values[n], new(big.Rat), hi, low, high)
		at := y + 40
		if c.above {
			at = y - 60
		}
		fmt.Fprintf(&b, `<path class="%s" d="%s"/><text class="b halo" x="%s" y="%s">%s</text>`, c.class, d.String(), tenths(x(n)+60), tenths(at), template.HTMLEscapeString(c.name))
		for i, v := range c.values {
			if marks[i] != "" && c.class == "s1" && (i < n || c.name == "") {
				y := along(v, new(big.Rat), hi, low, high)
				fmt.Fprintf(&b, `<circle class="dot" cx="%s" cy="%s" r="3"/><text class="m g halo" x="%s" y="%s">%s</text>`, tenths(x(i)), tenths(y), tenths(max(x(i), 200)), tenths(y-80), template.HTMLEscapeString(text(v)))
			}
		}
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}
