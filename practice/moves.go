package practice

import (
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// Kinds of what moves a total.
const (
	moveUnknown = "inconnu"    // a missing fact
	moveGesture = "modifiable" // a known fact that the doctor can change
	moveReading = "lecture"    // a text read in several ways
)

// Move is one fact, known or not, and how many euros of the total hang on it, everything else as it is.
type Move struct {
	Fact   string   `json:"fait"`
	Title  string   `json:"titre"`
	Kind   string   `json:"nature"`
	Worth  int64    `json:"enjeu_centimes"`
	Effect *int64   `json:"effet_centimes,omitempty"` // of the change, signed
	To     any      `json:"vers,omitempty"`           // the other value of a fact that can be changed
	ToText string   `json:"vers_texte,omitempty"`
	Items  []string `json:"postes"`
}

// moves lists what moves the total most, first things first.
func (c *computing) moves(out *Year) {
	found := map[string]*Move{}
	note := func(m Move, item string) {
		if m.Worth == 0 {
			return
		}
		key := m.Kind + m.Fact
		if before := found[key]; before != nil {
			before.Worth += m.Worth
			before.Items = append(before.Items, item)
			return
		}
		m.Items = []string{item}
		found[key] = &m
	}
	for _, a := range c.asked {
		for _, q := range a.item.Questions {
			if q.Cents != nil {
				note(Move{Fact: q.Fact, Title: q.Text, Kind: moveUnknown, Worth: *q.Cents}, a.item.Rule)
			}
		}
		if len(a.item.Readings) > 0 {
			note(Move{Fact: a.item.Rule, Title: a.item.Title + " : deux lectures", Kind: moveReading, Worth: a.item.Max - a.item.Min}, a.item.Rule)
		}
	}
	for fact := range c.plan.Facts {
		if m := c.gesture(fact); m != nil {
			found[m.Kind+m.Fact] = m
		}
	}
	for _, m := range found {
		out.Moves = append(out.Moves, *m)
	}
	slices.SortFunc(out.Moves, func(a, b Move) int {
		if a.Worth != b.Worth {
			return int(min(max(b.Worth-a.Worth, -1), 1))
		}
		return strings.Compare(a.Kind+a.Fact, b.Kind+b.Fact)
	})
}

// gesture changes one known fact that the doctor can change, in all items at once, and keeps the value that moves the total most.
func (c *computing) gesture(fact int) *Move {
	f := &c.plan.Facts[fact]
	now := c.set.Values[fact]
	if !f.Adjustable || now.State != eval.Known || f.PracticePath == "" {
		return nil
	}
	effects := map[int64]int64{}
	var items []string
	for _, a := range c.asked {
		if !slices.Contains(a.program.Facts, fact) || a.item.State == answer.NotCovered {
			continue
		}
		as := c.span(a, nil)
		reads := false
		for _, n := range a.program.Representatives(fact, a.moment.At) {
			other := c.span(a, map[int]int64{fact: n})
			if !as.AnyValid || !other.AnyValid {
				continue
			}
			effect := other.Max - as.Max
			if low := other.Min - as.Min; magnitude(low) > magnitude(effect) {
				effect = low
			}
			effects[n] += effect
			reads = reads || effect != 0
		}
		if reads {
			items = append(items, a.item.Rule)
		}
	}
	best, moved := int64(0), int64(0)
	for _, n := range slices.Sorted(maps.Keys(effects)) {
		if magnitude(effects[n]) > magnitude(moved) {
			best, moved = n, effects[n]
		}
	}
	if moved == 0 {
		return nil
	}
	return &Move{
		Fact: f.PracticePath, Title: explain.Capital(f.Label), Kind: moveGesture, Worth: magnitude(moved), Effect: &moved,
		To: facts.Decoded(f, best), ToText: explain.FactValue(f, eval.Of(best)), Items: items,
	}
}

func magnitude(n int64) int64 { return max(n, -n) }

// path is where a practice gives a fact, or the fact's own name.
func path(f *plan.Fact) string {
	if f.PracticePath != "" {
		return f.PracticePath
	}
	return f.Name
}
