package practice

import (
	"slices"
	"time"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// Year is the answer: the JSON of the contract.
type Year struct {
	Moment   answer.Moment `json:"moment"`
	Of       int           `json:"annee"`
	State    string        `json:"etat"`
	Items    []Item        `json:"postes"`
	Total    *int64        `json:"total_centimes"` // null when something missing leaves a choice
	Min      int64         `json:"min_centimes"`
	Max      int64         `json:"max_centimes"`
	Calendar []Payment     `json:"echeancier"` // of the items of the year, whenever they are paid
	Likely   *Likely       `json:"probable"`   // null where nothing gives it ground, or where the total is known
	Moves    []Move        `json:"sensibilite"`
	Arrivals []Arrival     `json:"encaissements"` // what is paid in the year, be it due for the year before
	Before   *Before       `json:"annee_precedente"`
	Untold   []Untold      `json:"non_calcules"`
	Figures  []Missing     `json:"non_etablis"` // items whose figure was not found: in neither total nor bounds
	List     *ListReport   `json:"liste,omitempty"`
	Assumed  []string      `json:"hypotheses"`
	Patients int64         `json:"patients"`
	Verified string        `json:"verifie_le"`
	Notice   string        `json:"avertissement"`
	Version  string        `json:"regles_version"`

	Agenda []Arrival `json:"-"` // the arrivals, and what is due for the year and paid later
}

// Untold is an item that needs a block of the practice that was not given: it is neither nil nor counted.
type Untold struct {
	Rule  string `json:"regle"`
	Title string `json:"titre"`
	Block string `json:"bloc"`

	Everyone bool `json:"-"` // the block concerns every practice of the year, not only those whom an aid concerns
}

// Missing is an item that applies and whose figure was not found.
type Missing struct {
	Rule   string `json:"regle"`
	Title  string `json:"titre"`
	Reason string `json:"raison"`
}

// Before is the year before, on the same facts and the same list.
type Before struct {
	Of      int         `json:"annee"`
	Items   []BeforeOne `json:"postes"`
	Total   *int64      `json:"total_centimes"`
	Min     int64       `json:"min_centimes"`
	Max     int64       `json:"max_centimes"`
	Gap     *int64      `json:"ecart_centimes"` // this year less that one, where both are known and whole
	Untold  []Untold    `json:"non_calcules"`
	Assumed string      `json:"hypothese"`
}

// BeforeOne is an item of the year before.
type BeforeOne struct {
	Rule   string `json:"regle"`
	Title  string `json:"titre"`
	Amount *int64 `json:"montant_centimes"`
	Min    int64  `json:"min_centimes"`
	Max    int64  `json:"max_centimes"`
	State  string `json:"etat"`
}

const sameList = "Même liste et mêmes faits que l'année demandée, âges compris ; les acomptes déjà versés sur une autre liste ne sont pas connus."

// Compute asks every item of the year of a moment, and sets the year before beside it.
func Compute(e *eval.Engine, p *Practice, m day.Moment) *Year {
	c, out := compute(e, p, m)
	c.moves(out)
	last := m
	last.At = day.New(m.At.Year()-1, time.December, 31)
	if last.At < e.Plan.From {
		out.Agenda = agenda(out.Of, c.expected, nil)
		out.Arrivals = arrivals(out.Of, out.Agenda)
		return out
	}
	before, past := compute(e, p, last)
	out.Agenda = agenda(out.Of, c.expected, before.expected)
	out.Arrivals = arrivals(out.Of, out.Agenda)
	out.Before = &Before{Of: past.Of, Items: []BeforeOne{}, Total: past.Total, Min: past.Min, Max: past.Max, Untold: past.Untold, Assumed: sameList}
	for i := range past.Items {
		item := &past.Items[i]
		out.Before.Items = append(out.Before.Items, BeforeOne{item.Rule, item.Title, item.Amount, item.Min, item.Max, item.State})
	}
	comparable := len(past.Items) > 0 && !slices.ContainsFunc(past.Untold, func(u Untold) bool { return u.Everyone })
	if comparable && out.Total != nil && past.Total != nil {
		gap := *out.Total - *past.Total
		out.Before.Gap = &gap
	}
	return out
}

// compute is one year alone.
func compute(e *eval.Engine, p *Practice, m day.Moment) (*computing, *Year) {
	c := &computing{engine: e, plan: e.Plan, practice: p, moment: m, year: m.At.Year()}
	out := &Year{
		Moment: answer.MomentOf(m), Of: c.year, State: answer.Sure, Items: []Item{}, Calendar: []Payment{}, Moves: []Move{}, Arrivals: []Arrival{},
		Untold: []Untold{}, Figures: []Missing{}, Assumed: []string{},
		Verified: e.Plan.Verified.String(), Notice: answer.Notice, Version: e.Plan.Version,
	}
	for _, list := range p.Lists {
		for _, element := range list {
			out.Patients += element.Count
		}
	}
	c.aggregates()
	var total int64
	sure := true
	for i := range e.Plan.Rules {
		if r := &e.Plan.Rules[i]; r.Item == "" || r.Base >= 0 {
			continue
		}
		asked, verdict := c.item(i)
		switch verdict {
		case notOfTheYear:
			continue
		case untold:
			out.Untold = append(out.Untold, Untold{asked.item.Rule, asked.item.Title, asked.block, general[asked.block]})
			if general[asked.block] {
				c.expect(asked)
			}
			continue
		}
		item := asked.item
		out.Items = append(out.Items, item)
		out.Calendar = append(out.Calendar, asked.payments...)
		c.asked = append(c.asked, asked)
		c.expect(asked)
		out.Min += item.Min
		out.Max += item.Max
		if item.Amount == nil {
			sure = false
		} else {
			total += *item.Amount
		}
		if item.State == answer.NotCovered {
			out.Figures = append(out.Figures, Missing{item.Rule, item.Title, item.Reason})
		}
		if rank[item.State] > rank[out.State] {
			out.State = item.State
		}
		for _, h := range item.Assumed {
			if !slices.Contains(out.Assumed, h) {
				out.Assumed = append(out.Assumed, h)
			}
		}
	}
	switch {
	case !c.paysLists():
		out.State = answer.NotCovered
		out.Figures = append(out.Figures, Missing{Title: "Forfait de la liste de patients", Reason: "aucune règle connue à ce moment ne le donne"})
	case sure:
		out.Total = &total
	default:
		out.Likely = c.likely(out)
	}
	slices.SortStableFunc(out.Calendar, func(a, b Payment) int { return compareDates(a.Date, b.Date) })
	return c, out
}

// paysLists reports whether some item reads a sum over a list. A year of which no rule does is not covered: what its lists brought is
// unknown, not nil.
func (c *computing) paysLists() bool {
	for _, a := range c.asked {
		for _, fact := range a.program.Facts {
			if f := c.plan.Facts[fact].Fallback; f != nil && f.Sum != nil {
				return true
			}
		}
	}
	return false
}

// rank orders states from the best to the worst.
var rank = map[string]int{answer.Sure: 0, answer.NotDue: 0, answer.Disputed: 1, answer.ToSpecify: 2, answer.NotCovered: 3}

type computing struct {
	engine   *eval.Engine
	plan     *plan.Plan
	practice *Practice
	moment   day.Moment
	year     int
	set      *facts.Set
	ranges   map[int]Range // by fact: sums that are not one value
	added    map[int]Range // by fact: all sums
	asked    []*asked
	expected []Arrival
}

// aggregates fills the facts that are sums over a list.
func (c *computing) aggregates() {
	m := c.lastDay()
	c.set = &facts.Set{Values: slices.Clone(c.practice.Facts.Values), Defaults: c.practice.Facts.Defaults}
	c.ranges, c.added = map[int]Range{}, map[int]Range{}
	for i := range c.plan.Facts {
		f := &c.plan.Facts[i]
		if f.Fallback == nil || f.Fallback.Sum == nil || c.set.Values[i].State == eval.Known {
			continue
		}
		s := f.Fallback.Sum
		list, given := c.practice.Lists[s.Over]
		given = given || c.practice.Stated[s.Over] || c.practice.Absent[s.Over] // none at all is an empty list
		r := Sum(c.engine, s, list, given, m)
		c.added[i] = r
		switch {
		case !r.Given || r.Holes > 0:
		case r.Lo == r.Hi:
			c.set.Values[i] = eval.Of(r.Lo)
		default:
			c.ranges[i] = r
		}
	}
	c.set.Calendar(c.plan, m.At, eval.Value{State: eval.Unknown}, plan.Place{})
}

// lastDay is the moment at which what is due for the whole year is asked, whatever the day of the question: its last covered day.
func (c *computing) lastDay() day.Moment {
	m := c.moment
	m.At = min(day.New(c.year, time.December, 31), max(c.plan.To, day.New(c.year, time.January, 1)))
	return m
}

// dayOf is the moment at which an item is asked: the day of the year on which a contract enters a new year of its own, or the last day. It
// reports false when the contract begins after the year, or when there is none.
func (c *computing) dayOf(rule *plan.Rule) (m day.Moment, begun bool) {
	m = c.lastDay()
	if rule.Anniversary == nil {
		return m, true
	}
	v := c.set.Values[rule.Anniversary.Index]
	switch {
	case v.State != eval.Known:
		return m, true
	case v.N == plan.None:
		return m, false
	}
	m.At, begun = plan.Anniversary(day.Date(v.N), c.year)
	return m, begun
}
