package web

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/opposable/opposable/practice"
)

// rangeChart draws what a total may be, between its bounds.
type rangeChart = template.HTML

func newRangeChart(y *practice.Year) rangeChart {
	var b strings.Builder
	const left, right = 40, 320
	words := "Au moins " + short(y.Min) + ", au plus " + short(y.Max)
	var likely string
	x := int64(0)
	if y.Likely != nil && y.Likely.Total != nil && y.Max > y.Min {
		x = left + (*y.Likely.Total-y.Min)*(right-left)/(y.Max-y.Min)
		words += ", probablement " + short(*y.Likely.Total)
		likely = fmt.Sprintf(`<circle class="dot" cx="%d" cy="24" r="6"/><text x="%d" y="52" class="m g">%s</text><text x="%d" y="9" class="ax m">probable</text>`, x, min(max(x, 130), 230),
			short(*y.Likely.Total), min(max(x, 130), 230))
	}
	fmt.Fprintf(&b, `<svg viewBox="0 0 360 62" role="img" aria-label="%s"><path class="base" d="M%d 24H%d"/><path class="base" d="M%d 16v16M%d 16v16"/>`,
		template.HTMLEscapeString(words), left, right, left, right)
	fmt.Fprintf(&b, `<text x="%d" y="52" class="m">%s</text><text x="%d" y="52" class="m">%s</text><text x="%d" y="9" class="ax m">au moins</text><text x="%d" y="9" class="ax m">au plus</text>%s</svg>`,
		left, short(y.Min), right, short(y.Max), left, right, likely)
	return template.HTML(b.String())
}
