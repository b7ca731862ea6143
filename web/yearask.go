package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
)

// manyQuestions is how many are asked at once; the rest waits.
const manyQuestions = 2

// questions gathers what is still to ask, the one worth most first.
func (v *yearView) questions(f *yearForm) {
	seen := map[string]int{}
	worths := map[string]int64{}
	for i := range v.Year.Items {
		item := &v.Year.Items[i]
		for _, q := range item.Questions {
			name := f.fieldOf(q.Fact)
			worth := item.Max - item.Min
			if q.Cents != nil {
				worth = min(worth, *q.Cents)
			}
			key := name
			if key == "" {
				key = q.Text
			}
			f.asked[name] = true
			if k, ok := seen[key]; ok {
				worths[key] += worth
				v.Questions[k].Answers = nil
				v.Questions[k].Item += ", " + strings.ToLower(item.Title)
				continue
			}
			one := questionView{Text: q.Text, Name: name, Item: item.Title}
			if name != "" {
				one.Field = fieldID(name)
			}
			if fact := f.byPath[name]; fact != nil && len(q.Answers) > 0 && len(q.Answers) <= 4 && len(factField(fact, "", "", "").Options) > 0 {
				for _, a := range q.Answers {
					one.Answers = append(one.Answers, answerView{Label: explain.Capital(a.Label), Value: name + "=" + wordOf(a.Value), Gives: a.Text})
				}
			}
			seen[key], worths[key] = len(v.Questions), worth
			v.Questions = append(v.Questions, one)
		}
	}
	keyOf := func(q questionView) string {
		if q.Name != "" {
			return q.Name
		}
		return q.Text
	}
	slices.SortStableFunc(v.Questions, func(a, b questionView) int { return cmp.Compare(worths[keyOf(b)], worths[keyOf(a)]) })
	for i := range v.Questions {
		v.Questions[i].Worth = short(worths[keyOf(v.Questions[i])])
	}
	v.Open = len(v.Questions)
	if v.Open > manyQuestions+1 {
		v.Questions, v.Later = v.Questions[:manyQuestions], v.Questions[manyQuestions:]
	}
}

// wordOf is the value of an answer as its field sends it.
func wordOf(value any) string {
	switch value := value.(type) {
	case bool:
		if value {
			return "oui"
		}
		return "non"
	case string:
		if d, err := day.Parse(value); err == nil {
			return frenchDay(d)
		}
		return value
	}
	return fmt.Sprint(value)
}
