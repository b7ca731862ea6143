package practice

import (
	"fmt"
	"slices"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Likely is what the total would be under stated hypotheses. It is never the answer: it stands beside the bounds.
type Likely struct {
	Total      *int64   `json:"total_centimes"` // null when some item has no ground
	Hypotheses []string `json:"hypotheses"`
	Groundless []string `json:"sans_fondement"` // what nothing lets one suppose
}

// enough is how many patients alike the mean of a list needs before it stands for one whose facts are missing. It is a choice of method.
const enough = 30

// alike finds in a list the elements like one whose facts are missing: all they have in common that the sum reads is equal, numbers
// falling in the same piece of their domain.
type alike struct {
	sum    *elementSum
	known  []known
	facts  []int
	pieces map[int][]int64
}

type known struct {
	element *Element
	value   int64
}

// mean returns what an element adds when each of its patients is taken as the mean of those alike, and how many they are: nothing when they
// are not enough.
func (a *alike) mean(e *Element) (int64, int64) {
	if a.pieces == nil {
		a.prepare()
	}
	var patients, total int64
	for _, k := range a.known {
		if a.same(e, k.element) {
			patients += k.element.Count
			total += k.value * k.element.Count
		}
	}
	if patients < enough {
		return 0, 0
	}
	mean, ok := money.MulDiv(total, e.Count, patients, money.HalfUp)
	if !ok {
		return 0, 0
	}
	return mean, patients
}

func (a *alike) prepare() {
	w := a.sum
	a.pieces = map[int][]int64{}
	if w.prog != nil {
		for _, fact := range w.prog.Facts {
			a.facts = append(a.facts, fact)
			a.pieces[fact] = w.prog.Representatives(fact, w.moment.At)
		}
	}
	for i := range w.sum.When {
		if fact := w.sum.When[i].Thing.Index; !slices.Contains(a.facts, fact) {
			a.facts = append(a.facts, fact)
		}
	}
}

func (a *alike) same(e, other *Element) bool {
	for _, fact := range a.facts {
		v, o := e.Facts.Values[fact], other.Facts.Values[fact]
		switch {
		case v.State != eval.Known:
		case o.State != eval.Known, a.piece(fact, v.N) != a.piece(fact, o.N):
			return false
		}
	}
	return true
}

// piece is the number of the piece of a fact's domain in which a value lies, or the value itself where the rules cut no pieces.
func (a *alike) piece(fact int, n int64) int64 {
	starts := a.pieces[fact]
	if len(starts) == 0 {
		return n
	}
	i, found := slices.BinarySearch(starts, n)
	if !found {
		i--
	}
	return int64(i)
}

// likely supposes the sums that an item asks and whose open elements have enough patients like them; an item that still lacks a fact has no
// ground.
func (c *computing) likely(out *Year) *Likely {
	l := &Likely{Hypotheses: []string{}, Groundless: []string{}}
	given := map[int]int64{}
	for _, fact := range c.sums() {
		if r := c.ranges[fact]; r.Grounded {
			given[fact] = r.Likely
		}
	}
	supposed := map[int]bool{}
	total, all := int64(0), true
	for i, a := range c.asked {
		item := &out.Items[i]
		if item.State == answer.ToSpecify {
			if report := c.span(a, given); report.AnyValid && report.AllValid && report.Min == report.Max {
				n := report.Min
				item.Likely = &n
				for _, fact := range a.program.Facts {
					if _, ok := given[fact]; ok && !supposed[fact] {
						supposed[fact] = true
						l.Hypotheses = append(l.Hypotheses, c.ground(fact))
					}
				}
			}
		}
		if item.Likely == nil && item.Amount != nil {
			item.Likely = item.Amount
		}
		if item.Likely == nil {
			l.Groundless = append(l.Groundless, item.Title)
			all = false
			continue
		}
		total += *item.Likely
	}
	if all {
		l.Total = &total
	}
	return l
}

// ground says what a supposed sum rests on: how many patients of the list stand for those whose facts are missing.
func (c *computing) ground(fact int) string {
	r := c.ranges[fact]
	who := fmt.Sprintf("%d patients auxquels un fait manque comptent chacun", r.Supposed)
	if r.Supposed == 1 {
		who = "1 patient auquel un fait manque compte"
	}
	return fmt.Sprintf("%s : %s pour la moyenne de ceux de votre liste qui lui ressemblent, %d au moins (il en faut %d)", c.plan.Facts[fact].Label, who, r.Alike, enough)
}

// sums lists the facts that are ranges, in the order of the plan.
func (c *computing) sums() []int {
	var out []int
	for i := range c.plan.Facts {
		if _, ok := c.ranges[i]; ok {
			out = append(out, i)
		}
	}
	return out
}

// gap is a missing fact of a list and what it moves in an item.
type gap struct {
	path, text string
	patients   int64
	worth      int64
}

// gaps weighs each missing fact of the list in an item: the sums that read it at their lowest, then moved by what it is worth.
func (c *computing) gaps(a *asked) []gap {
	base := map[int]int64{}
	var facts []int
	for _, sum := range c.sums() {
		if !slices.Contains(a.program.Facts, sum) {
			continue
		}
		base[sum] = c.ranges[sum].Lo
		for fact := range c.ranges[sum].Gaps {
			if !slices.Contains(facts, fact) {
				facts = append(facts, fact)
			}
		}
	}
	slices.Sort(facts)
	low := c.span(a, base)
	var out []gap
	for _, fact := range facts {
		moved := map[int]int64{}
		g := gap{path: c.plan.Facts[fact].PracticePath}
		for sum, n := range base {
			one := c.ranges[sum].Gaps[fact]
			moved[sum] = n + one.Worth
			g.patients = max(g.patients, one.Patients)
		}
		high := c.span(a, moved)
		if !low.AnyValid || !high.AnyValid {
			continue
		}
		if g.worth = max(high.Min-low.Min, high.Max-low.Max); g.worth == 0 {
			continue
		}
		g.text = plural(g.patients, &c.plan.Facts[fact])
		out = append(out, g)
	}
	return out
}

func plural(n int64, f *plan.Fact) string {
	if n == 1 {
		return fmt.Sprintf("Pour 1 patient de la liste. %s", answer.Ask(f))
	}
	return fmt.Sprintf("Pour %s patients de la liste. %s", money.FrenchNumber(money.FormatDecimal(n, 0)), answer.Ask(f))
}
