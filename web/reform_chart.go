package web

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/opposable/opposable/reform"
)

// The frame of the two charts, in the units of their view boxes.
const (
	barsLeft, barsRight  = 10, 550
	barsTop, barsFloor   = 40, 290
	slopeTop, slopeFloor = 34, 140
)

// barsChart draws how the gains of the doctors who gain or lose are spread: losses hatched, gains full.
func barsChart(r *reform.Report) template.HTML {
	if len(r.Bars) == 0 {
		return ""
	}
	most := int64(1)
	for _, bar := range r.Bars {
		most = max(most, bar.Doctors)
	}
	n := int64(len(r.Bars))
	width := int64(barsRight-barsLeft) * 10 / n
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 560 330" role="img" aria-label="%s"><defs><pattern id="hp" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="ht" d="M0 0V5"/></pattern></defs>`,
		template.HTMLEscapeString(fmt.Sprintf("%s, %s. La table qui suit dit la même chose.", people(r.Doctors.Losers, "médecin perd", "médecins perdent"), people(r.Doctors.Winners, "gagne", "gagnent"))))
	zero := int64(-1)
	for i, bar := range r.Bars {
		x := int64(barsLeft)*10 + int64(i)*width
		if bar.From == 0 {
			zero = x
		}
		h := bar.Doctors * (barsFloor - barsTop) * 10 / most
		if bar.Doctors > 0 {
			h = max(h, 15)
		}
		y := int64(barsFloor)*10 - h
		box := fmt.Sprintf(`x="%s" y="%s" width="%s" height="%s"`, tenths(x+10), tenths(y), tenths(width-20), tenths(h))
		if bar.From < 0 {
			fmt.Fprintf(&b, `<rect class="fo" %s/><rect fill="url(#hp)" %s/>`, box, box)
		} else {
			fmt.Fprintf(&b, `<rect class="f1" %s/>`, box)
		}
	}
	last := r.Bars[n-1]
	if zero < 0 && last.To == 0 {
		zero = int64(barsLeft)*10 + n*width
	}
	fmt.Fprintf(&b, `<path class="base" d="M%d %dH%d"/>`, barsLeft, barsFloor, barsRight)
	if zero >= 0 {
		fmt.Fprintf(&b, `<path class="base" d="M%s %dV14"/>`, tenths(zero), barsFloor)
		if r.Doctors.Losers > 0 && zero > 1400 {
			fmt.Fprintf(&b, `<text class="e b" x="%s" y="24">%s</text>`, tenths(zero-100), people(r.Doctors.Losers, "perd", "perdent"))
		}
		if r.Doctors.Winners > 0 && zero < 4200 {
			fmt.Fprintf(&b, `<text class="g" x="%s" y="24">%s</text>`, tenths(zero+100), people(r.Doctors.Winners, "gagne", "gagnent"))
		}
	}
	every := max(1, (n+3)/4)
	for i := int64(0); i <= n; i += every {
		cents := last.To
		if i < n {
			cents = r.Bars[i].From
		}
		anchor := "m"
		x := int64(barsLeft)*10 + i*width
		switch {
		case i == 0:
			anchor = ""
		case x > 5200:
			anchor = "e"
		}
		fmt.Fprintf(&b, `<text class="ax %s" x="%s" y="310">%s</text>`, anchor, tenths(x), gap(cents))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// slopeChart draws what each change costs alone, one after the other, up to the net cost.
func slopeChart(r *reform.Report) template.HTML {
	if len(r.Factors) < 2 || len(r.Factors) > 7 || r.Cost == nil {
		return ""
	}
	low, high, at := int64(0), int64(0), int64(0)
	for _, f := range r.Factors {
		at += f.Cost
		low, high = min(low, at), max(high, at)
	}
	span := max(1, high-low)
	y := func(cents int64) int64 { return slopeTop*10 + (high-cents)*(slopeFloor-slopeTop)*10/span }
	steps := append(append([]reform.Factor{}, r.Factors...), reform.Factor{Label: "Coût net", Cost: *r.Cost})
	width := int64(5400) / int64(len(steps))
	var b strings.Builder
	var words []string
	for _, f := range steps {
		words = append(words, f.Label+" : "+inLarge(f.Cost))
	}
	fmt.Fprintf(&b, `<svg viewBox="0 0 560 172" role="img" aria-label="%s">`, template.HTMLEscapeString(strings.Join(words, " ; ")))
	from := int64(0)
	for i, f := range steps {
		net := i == len(steps)-1
		to := from + f.Cost
		if net {
			from, to = 0, f.Cost
		}
		x := int64(barsLeft)*10 + int64(i)*width
		top, bottom := y(max(from, to)), y(min(from, to))
		class := "f1"
		if f.Cost < 0 {
			class = "fo"
		}
		fmt.Fprintf(&b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`, class, tenths(x+60), tenths(top), tenths(width-120), tenths(max(15, bottom-top)))
		bold := "b"
		if net {
			bold = "g"
		}
		fmt.Fprintf(&b, `<text class="m %s" x="%s" y="%s">%s</text>`, bold, tenths(x+width/2), tenths(top-60), inLarge(f.Cost))
		fmt.Fprintf(&b, `<text class="m ax" x="%s" y="%d">%s</text>`, tenths(x+width/2), slopeFloor+26, stepName(i, net))
		from = to
	}
	fmt.Fprintf(&b, `<path class="base" d="M%d %sH%d"/></svg>`, barsLeft, tenths(y(0)), barsRight)
	return template.HTML(b.String())
}

// stepName numbers the steps: their words are in the table beside.
func stepName(i int, net bool) string {
	if net {
		return "net"
	}
	return itoa(i + 1)
}
