package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// ask is a question with its replies, each a button that states the fact.
type ask struct {
	Text    string
	Worth   int64
	Field   string // the id of the control of the fact
	Replies []askReply
	More    []askReply // replies that a long choice folds
	Typed   bool       // the fact is better typed: a reply only stands for its interval
}

// askReply is one reply, or several neighbours that give the same total.
type askReply struct {
	Label string
	Total cotation.Number
	Grows bool   // the total is the least of the interval
	Facts string // as a form states it; empty when the form cannot say it
}

// Said is the label with its capital.
func (r askReply) Said() template.HTML { return typeset(explain.Capital(r.Label)) }

// shownReplies is how many replies of a choice stand in sight.
const shownReplies = 6

// statement writes facts as a button states them.
func statement(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

// ask makes the question of a missing fact, and marks its control.
func (f *priceForm) ask(q *cotation.Question) ask {
	f.asked[q.Fact] = true
	out := ask{Text: q.Text, Worth: q.Worth, Field: f.fieldOf(q.Fact)}
	fact := f.byPath[q.Fact]
	switch {
	case q.Fact == visitPast:
		for _, r := range q.Replies {
			one := askReply{Label: r.Label, Total: r.Total}
			if r.Value == false {
				one.Facts = statement(visitPast, visitNoPast)
			}
			out.Replies = append(out.Replies, one)
		}
		slices.SortStableFunc(out.Replies, func(a, b askReply) int { return cmp.Compare(b.Facts, a.Facts) })
		return out
	case q.Fact == visitHour:
		out.Typed = true
		out.Replies = merged(q, hoursPhrase)
	case fact == nil, fact.Kind == plan.Choice, fact.Kind == plan.Code, fact.Kind == plan.YesNo:
		for _, r := range q.Replies {
			out.Replies = append(out.Replies, askReply{Label: r.Label, Total: r.Total, Facts: statement(q.Fact, answerText(fact, r.Value))})
		}
		if fact != nil && fact.Kind == plan.YesNo {
			slices.Reverse(out.Replies) // yes first, as everywhere
		}
	default:
		out.Typed = true
		list, grows := *q, false
		if last := len(q.Replies) - 1; last > 0 && q.Replies[last].Value == facts.Decoded(fact, fact.Hi) && q.Replies[last].Total != q.Replies[last-1].Total {
			list.Replies, grows = q.Replies[:last], true // the end of the domain is no reply: the total grows up to it
		}
		out.Replies = merged(&list, func(lo, next *cotation.Reply) string { return piecePhrase(fact, lo, next) })
		if k := len(out.Replies) - 1; k >= 0 {
			out.Replies[k].Grows = grows
		}
	}
	f.fold(&out)
	return out
}

// Telling reports whether the replies do not all give the same total.
func (a ask) Telling() bool {
	for _, r := range append(slices.Clone(a.Replies), a.More...) {
		if r.Total != a.Replies[0].Total {
			return true
		}
	}
	return false
}

// fold leaves the dearest replies of a long choice in sight, and no reply at all where they say nothing.
func (f *priceForm) fold(a *ask) {
	if a.Typed && len(a.Replies) < 2 {
		a.Replies = nil
	}
	if len(a.Replies) <= shownReplies {
		return
	}
	slices.SortStableFunc(a.Replies, func(x, y askReply) int { return cmp.Compare(y.Total.N, x.Total.N) })
	a.Replies, a.More = a.Replies[:shownReplies], a.Replies[shownReplies:]
}

// merged joins neighbouring replies of a number that give the same total. The value that a reply states is the nearest to its neighbours:
// the last of the first piece, the first of any other.
func merged(q *cotation.Question, phrase func(lo, hi *cotation.Reply) string) []askReply {
	var out []askReply
	for i := 0; i < len(q.Replies); {
		j := i + 1
		for j < len(q.Replies) && q.Replies[j].Total == q.Replies[i].Total {
			j++
		}
		var lo, next *cotation.Reply
		stated := &q.Replies[i]
		if i > 0 {
			lo = &q.Replies[i]
		} else {
			stated = &q.Replies[j-1]
		}
		if j < len(q.Replies) {
			next = &q.Replies[j]
		}
		value := answerText(nil, stated.Value)
		if d, err := day.Parse(value); err == nil {
			value = frenchDay(d)
		}
		out = append(out, askReply{Label: phrase(lo, next), Total: q.Replies[i].Total, Facts: statement(q.Fact, value)})
		i = j
	}
	return out
}

// hoursPhrase says which hours a reply covers: from one on, up to the next, which is not in it.
func hoursPhrase(lo, next *cotation.Reply) string {
	hour := func(r *cotation.Reply) string {
		text, _ := r.Value.(string)
		h, _, _ := strings.Cut(text, ":")
		return strings.TrimPrefix(h, "0") + space + "h"
	}
	switch {
	case lo == nil && next == nil:
		return "à toute heure"
	case lo == nil:
		return "avant " + hour(next)
	case next == nil:
		return "à partir de " + hour(lo)
	}
	return "de " + hour(lo) + " à " + hour(next)
}

// piecePhrase says which values a reply covers: « moins de 6 ans ».
func piecePhrase(fact *plan.Fact, lo, next *cotation.Reply) string {
	unit := ""
	if fact.Unit != "" && !strings.Contains(fact.Unit, " ") { // a longer unit is said by the question
		unit = space + fact.Unit
	}
	text := func(r *cotation.Reply) string {
		switch v := r.Value.(type) {
		case string:
			if d, err := day.Parse(v); err == nil {
				return explain.LongDate(d)
			}
			return v
		case json.Number:
			return money.FrenchNumber(v.String())
		case int64:
			if fact.Kind == plan.Money {
				return money.Amount(v).French()
			}
			return money.FrenchNumber(money.FormatDecimal(v, 0))
		}
		return fmt.Sprint(r.Value)
	}
	date := fact.Kind == plan.Date
	switch {
	case lo == nil && next == nil:
		return "dans tous les cas"
	case lo == nil && date:
		return "avant le " + text(next)
	case lo == nil:
		return "moins de " + text(next) + unit
	case next == nil && date:
		return "à partir du " + text(lo)
	case next == nil:
		return text(lo) + unit + " et plus"
	case date:
		return "du " + text(lo) + " à la veille du " + text(next)
	}
	if a, isA := lo.Value.(int64); isA {
		if b, isB := next.Value.(int64); isB {
			if b-1 == a {
				return text(lo) + unit
			}
			return text(lo) + " à " + money.FrenchNumber(money.FormatDecimal(b-1, 0)) + unit
		}
	}
	return "de " + text(lo) + " à moins de " + text(next) + unit
}
