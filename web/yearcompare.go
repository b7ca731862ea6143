package web

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/practice"
)

// comparedLine is an item in both years.
type comparedLine struct {
	Title   string
	Was, Is string
	Gap     string
}

func (v *yearView) compare(f *yearForm) {
	before := v.Year.Before
	if before == nil {
		return
	}
	seen := map[string]bool{}
	add := func(title string, wasLo, wasHi, isLo, isHi int64, hadOld, hasNew bool) {
		line := comparedLine{Title: title, Was: "—", Is: "—"}
		if hadOld {
			line.Was = rangeText(practice.Range{Lo: wasLo, Hi: wasHi})
		}
		if hasNew {
			line.Is = rangeText(practice.Range{Lo: isLo, Hi: isHi})
		}
		line.Gap = gapText(isLo-wasHi, isHi-wasLo)
		v.Compared = append(v.Compared, line)
	}
	for _, old := range before.Items {
		if old.State == answer.NotCovered || old.Max == 0 && old.Min == 0 {
			if !slices.ContainsFunc(v.Year.Items, func(i practice.Item) bool { return i.Rule == old.Rule && i.Max > 0 }) {
				continue
			}
		}
		seen[old.Rule] = true
		i := slices.IndexFunc(v.Year.Items, func(i practice.Item) bool { return i.Rule == old.Rule })
		if i >= 0 {
			add(old.Title, old.Min, old.Max, v.Year.Items[i].Min, v.Year.Items[i].Max, true, true)
		} else {
			add(old.Title, old.Min, old.Max, 0, 0, true, false)
		}
	}
	for i := range v.Year.Items {
		item := &v.Year.Items[i]
		if !seen[item.Rule] && item.State != answer.NotCovered && item.Max > 0 {
			add(item.Title, 0, 0, item.Min, item.Max, false, true)
		}
	}
	var told int64
	for _, u := range f.past {
		if n, ok := f.received(u.Rule); ok {
			told += n
			v.Compared = append(v.Compared, comparedLine{Title: u.Title + ", selon vous", Was: short(n), Is: "—", Gap: gap(-n)})
		} else {
			v.LeftOut = append(v.LeftOut, u.Title)
		}
	}
	v.Sum = comparedLine{Was: rangeText(practice.Range{Lo: before.Min + told, Hi: before.Max + told}), Is: rangeText(practice.Range{Lo: v.Year.Min, Hi: v.Year.Max}),
		Gap: gapText(v.Year.Min-before.Max-told, v.Year.Max-before.Min-told)}
}

func gapText(lo, hi int64) string {
	if lo == hi {
		return gap(lo)
	}
	return "de " + strings.TrimSuffix(gap(lo), space+"€") + " à " + gap(hi)
}
