package practice

import (
	"slices"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/complete"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// Year is the answer: the JSON of the contract.
type Year struct {
	Moment   answer.Moment `json:"moment"`
	State    string        `json:"etat"`
	Items    []Item        `json:"postes"`
	Total    *int64        `json:"total_centimes"` // null when something missing leaves a choice
	Min      int64         `json:"min_centimes"`
	Max      int64         `json:"max_centimes"`
	Calendar []Payment     `json:"echeancier"`
	Patients int64         `json:"patients"`
	Verified string        `json:"verifie_le"`
	Notice   string        `json:"avertissement"`
	Version  string        `json:"regles_version"`
}

// Item is one lump sum, aid or contract of the year.
type Item struct {
	Rule        string            `json:"regle"`
	Computed    string            `json:"calcule_par"` // the rule that gives it
	Title       string            `json:"titre"`
	Amount      *int64            `json:"montant_centimes"`
	Min         int64             `json:"min_centimes"`
	Max         int64             `json:"max_centimes"`
	State       string            `json:"etat"`
	Reason      string            `json:"raison,omitempty"`
	Reliability string            `json:"fiabilite"`
	Sources     []explain.Source  `json:"source"`
	Detail      []Detail          `json:"detail"`
	Beside      []Detail          `json:"variantes,omitempty"` // what another reading of the dates would add, shown beside
	Questions   []answer.Question `json:"questions,omitempty"`
	Readings    []answer.Reading  `json:"lectures,omitempty"`
	Doubts      []string          `json:"doutes,omitempty"`

	Tree *explain.Tree `json:"-"`
}

// Detail is one part of an item.
type Detail struct {
	Part   string `json:"partie"`
	Title  string `json:"titre"`
	Amount int64  `json:"montant_centimes"`
	Figure string `json:"chiffre,omitempty"`
	Doubt  string `json:"doute,omitempty"`
}

// Payment is one instalment.
type Payment struct {
	Date   *string `json:"date"` // AAAA-MM, AAAA, or null where it is not established
	Rule   string  `json:"regle"`
	Title  string  `json:"titre"`
	Amount int64   `json:"montant_centimes"`
	Share  string  `json:"part,omitempty"`
	Grade  string  `json:"fiabilite"`
	Doubt  string  `json:"doute,omitempty"`
}

// Compute asks every item of the year at a moment.
func Compute(e *eval.Engine, p *Practice, m day.Moment) *Year {
	c := &computing{engine: e, plan: e.Plan, practice: p, moment: m}
	out := &Year{
		Moment: answer.MomentOf(m), State: answer.Sure, Items: []Item{}, Calendar: []Payment{},
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
		r := &e.Plan.Rules[i]
		if r.Item == "" || r.Base >= 0 {
			continue
		}
		item, payments, due := c.item(i)
		if !due {
			continue
		}
		out.Items = append(out.Items, item)
		out.Calendar = append(out.Calendar, payments...)
		out.Min += item.Min
		out.Max += item.Max
		if item.Amount == nil {
			sure = false
		} else {
			total += *item.Amount
		}
		if rank[item.State] > rank[out.State] {
			out.State = item.State
		}
	}
	if sure {
		out.Total = &total
	}
	slices.SortStableFunc(out.Calendar, func(a, b Payment) int { return compareDates(a.Date, b.Date) })
	return out
}

// rank orders states from the best to the worst.
var rank = map[string]int{answer.Sure: 0, answer.NotDue: 0, answer.Disputed: 1, answer.ToSpecify: 2, answer.NotCovered: 3}

func compareDates(a, b *string) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	case *a < *b:
		return -1
	case *a > *b:
		return 1
	}
	return 0
}

type computing struct {
	engine   *eval.Engine
	plan     *plan.Plan
	practice *Practice
	moment   day.Moment
	set      *facts.Set
	ranges   map[int]Range // by fact: sums that are not one value
}

// aggregates fills the facts that are sums over a list.
func (c *computing) aggregates() {
	c.set = &facts.Set{Values: slices.Clone(c.practice.Facts.Values), Defaults: c.practice.Facts.Defaults}
	c.ranges = map[int]Range{}
	for i := range c.plan.Facts {
		f := &c.plan.Facts[i]
		if f.Fallback == nil || f.Fallback.Sum == nil || c.set.Values[i].State == eval.Known {
			continue
		}
		s := f.Fallback.Sum
		list, given := c.practice.Lists[s.Over]
		given = given || c.practice.Stated[s.Over]
		r := Sum(c.engine, s, list, given, c.moment)
		switch {
		case !r.Given || r.Holes > 0:
		case r.Lo == r.Hi:
			c.set.Values[i] = eval.Of(r.Lo)
		default:
			c.ranges[i] = r
		}
	}
	c.set.Calendar(c.plan, c.moment.At, eval.Value{State: eval.Unknown}, day.Mainland)
}

// item asks one rule. It is not due when it is outside its dates, or when the block that it reads was stated to be none.
func (c *computing) item(index int) (Item, []Payment, bool) {
	rule := &c.plan.Rules[index]
	prog := c.engine.Program(index, c.moment)
	for _, fact := range prog.Facts {
		if block := blockOf(c.plan.Facts[fact].PracticePath); block != "" && c.practice.Absent[block] {
			return Item{}, nil, false
		}
	}
	r := answer.Compute(c.engine, index, c.set, c.moment)
	if r.State == answer.NotCovered && r.Tree != nil && r.Tree.Nodes[len(r.Tree.Nodes)-1].Value.State == eval.Absent {
		return Item{}, nil, false
	}
	out := Item{
		Rule: rule.Item, Computed: rule.Key, Title: c.title(rule), Amount: r.Cents, State: r.State, Reason: r.Reason, Reliability: r.Reliability,
		Sources: r.Sources, Questions: r.Questions, Readings: r.Readings, Doubts: r.Doubts, Tree: r.Tree, Detail: []Detail{},
	}
	if r.Cents != nil {
		out.Min, out.Max = *r.Cents, *r.Cents
	}
	for _, reading := range r.Readings {
		if reading.Cents != nil {
			out.Min, out.Max = min(out.Min, *reading.Cents), max(out.Max, *reading.Cents)
		}
	}
	if r.State == answer.ToSpecify {
		c.bound(&out, prog)
	}
	if r.Tree != nil {
		c.detail(&out, r, rule)
	}
	var payments []Payment
	if out.Amount != nil && *out.Amount != 0 {
		payments = c.payments(rule, r)
	}
	return out, payments, true
}

// title is that of the item: of the rule named by it when there is one.
func (c *computing) title(rule *plan.Rule) string {
	if i, ok := c.plan.Rule(rule.Item); ok && i < len(c.plan.Rules) {
		t := c.plan.Rules[i].Title
		for k := range len(t) {
			if t[k] == ',' {
				return t[:k]
			}
		}
		return t
	}
	return rule.Title
}

func blockOf(path string) string {
	for i := range len(path) {
		if path[i] == '.' {
			return path[:i]
		}
	}
	return ""
}

// bound tries the sums that are ranges at both ends and the other missing facts at their representatives.
func (c *computing) bound(item *Item, prog *eval.Program) {
	var unknowns []complete.Unknown
	frame := prog.NewFrame(c.moment.At)
	for slot, fact := range prog.Facts {
		if c.set.Values[fact].State == eval.Known {
			continue
		}
		candidates := prog.Representatives(fact, c.moment.At)
		if r, ok := c.ranges[fact]; ok {
			candidates = []int64{r.Lo, r.Hi}
		}
		unknowns = append(unknowns, complete.Unknown{ID: slot, Candidates: candidates})
	}
	report := complete.Run(unknowns, func(values []int64) complete.Outcome {
		c.set.Fill(prog, frame)
		for i, u := range unknowns {
			frame.Set(u.ID, values[i])
		}
		v := prog.Eval(frame)
		return complete.Outcome{Total: v.N, Valid: v.State == eval.Known}
	})
	if report.AnyValid {
		item.Min, item.Max = report.Min, report.Max
	}
}

// detail lists the parts that the result adds, and those shown beside.
func (c *computing) detail(item *Item, r *answer.Result, rule *plan.Rule) {
	terms := Terms(rule.Result)
	for i := range r.Tree.Nodes {
		n := &r.Tree.Nodes[i]
		if n.Ref.Kind != plan.ToPart || n.Value.State != eval.Known {
			continue
		}
		beside := slices.Contains(rule.Beside, n.Ref.Index)
		if !beside && !slices.Contains(terms, n.Ref.Index) {
			continue
		}
		part := &c.plan.Parts[n.Ref.Index]
		if part.Unit.Kind != plan.Euro {
			continue
		}
		d := Detail{Part: part.Name, Title: explain.PartTitle(part), Amount: n.Value.N}
		if n.Version >= 0 && len(part.Versions) > 0 && n.Applies == eval.Yes && !n.Aside {
			f := explain.Figure{Node: n, Part: part, Version: &part.Versions[n.Version]}
			if f.Version.Table != nil && n.Row >= 0 {
				f.Row = &f.Version.Table.Rows[n.Row]
			}
			d.Figure, d.Doubt = explain.FigureText(c.plan, f), f.Version.Doubt
		}
		if beside {
			if n.Applies == eval.Yes && n.Value.N != 0 {
				item.Beside = append(item.Beside, d)
			}
			continue
		}
		item.Detail = append(item.Detail, d)
	}
}

// Terms returns the parts that a result adds up.
func Terms(e *plan.Expr) []int {
	var out []int
	e.Walk(func(e *plan.Expr) {
		if e.Op == plan.Read && e.Ref.Kind == plan.ToPart {
			out = append(out, e.Ref.Index)
		}
	})
	return out
}
