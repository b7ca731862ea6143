package practice

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/complete"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// Item is one lump sum, aid or contract of the year.
type Item struct {
	Rule        string            `json:"regle"`
	Computed    string            `json:"calcule_par"` // the rule that gives it
	Asked       string            `json:"au"`          // the day at which it was asked
	Title       string            `json:"titre"`
	Amount      *int64            `json:"montant_centimes"`
	Min         int64             `json:"min_centimes"`
	Max         int64             `json:"max_centimes"`
	Likely      *int64            `json:"probable_centimes"`
	State       string            `json:"etat"`
	Reason      string            `json:"raison,omitempty"`
	Reliability string            `json:"fiabilite"`
	Sources     []explain.Source  `json:"source"`
	Detail      []Detail          `json:"detail"`
	Beside      []Detail          `json:"variantes,omitempty"` // what another reading of the dates would add, shown beside
	Questions   []answer.Question `json:"questions,omitempty"`
	Readings    []answer.Reading  `json:"lectures,omitempty"`
	Doubts      []string          `json:"doutes,omitempty"`
	Assumed     []string          `json:"hypotheses,omitempty"`

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

// asked is an item with what is needed to ask it again with other facts.
type asked struct {
	item     Item
	rule     *plan.Rule
	moment   day.Moment
	program  *eval.Program
	payments []Payment
	settled  []int  // calendars whose instalments are known though the whole is not
	block    string // the one that is missing
}

// verdict says whether an item is one of the year.
type verdict uint8

const (
	ofTheYear    verdict = iota
	notOfTheYear         // outside its dates, or its block was stated to be none
	untold               // its block was not given, and it may be due
)

// item asks one rule at its day of the year.
func (c *computing) item(index int) (*asked, verdict) {
	rule := &c.plan.Rules[index]
	m, begun := c.dayOf(rule)
	a := &asked{rule: rule, moment: m, program: c.engine.Program(index, m)}
	for _, fact := range a.program.Facts {
		block := blockOf(c.plan.Facts[fact].PracticePath)
		switch {
		case block == "" || c.practice.Stated[block]:
		case c.practice.Absent[block]:
			return a, notOfTheYear
		case !always[block]:
			a.block = block
		}
	}
	a.item = Item{Rule: rule.Item, Computed: rule.Key, Asked: m.At.String(), Title: c.title(rule), Detail: []Detail{}, Sources: []explain.Source{}}
	if !begun {
		return c.notBegun(a)
	}
	r := answer.Compute(c.engine, index, c.set, m)
	if r.State == answer.NotCovered && r.Tree != nil && r.Tree.Nodes[len(r.Tree.Nodes)-1].Value.State == eval.Absent {
		return a, notOfTheYear
	}
	if a.block != "" {
		if r.State == answer.Sure || r.State == answer.NotDue {
			return a, notOfTheYear
		}
		return a, untold
	}
	c.fill(a, r)
	return a, ofTheYear
}

// notBegun is an item of a contract that begins after the year: nothing is due yet.
func (c *computing) notBegun(a *asked) (*asked, verdict) {
	zero := int64(0)
	a.item.Amount, a.item.State, a.item.Reliability = &zero, answer.NotDue, explain.Grades[plan.Official]
	f := &c.plan.Facts[a.rule.Anniversary.Index]
	if v := c.set.Values[a.rule.Anniversary.Index]; v.N == plan.None {
		a.item.Reason = f.Label + " : aucune"
	} else {
		a.item.Reason = f.Label + " : le " + explain.LongDate(day.Date(v.N)) + ", après l'année"
	}
	return a, ofTheYear
}

// upheld adds what holds up the sums over the list that the item reads, before the item's own sources.
func (c *computing) upheld(a *asked) {
	var before []explain.Source
	grade := slices.Index(explain.Grades, a.item.Reliability)
	for _, fact := range a.program.Facts {
		if sum, ok := c.added[fact]; ok && len(sum.Sources) > 0 {
			before = append(before, sum.Sources...)
			grade = max(grade, int(sum.Grade))
		}
	}
	if len(before) > 0 {
		a.item.Sources = append(before, a.item.Sources...)
		a.item.Reliability = explain.Grades[grade]
	}
}

func (c *computing) fill(a *asked, r *answer.Result) {
	out := &a.item
	out.Amount, out.State, out.Reason, out.Reliability, out.Tree = r.Cents, r.State, r.Reason, r.Reliability, r.Tree
	out.Sources, out.Readings, out.Doubts, out.Assumed = r.Sources, r.Readings, r.Doubts, r.Assumed
	for _, q := range r.Questions {
		if fact, ok := c.plan.Fact(q.Fact); ok {
			q.Fact = path(&c.plan.Facts[fact])
		}
		out.Questions = append(out.Questions, q)
	}
	c.upheld(a)
	if r.Cents != nil {
		out.Min, out.Max, out.Likely = *r.Cents, *r.Cents, r.Cents
	}
	for _, reading := range r.Readings {
		if reading.Cents != nil {
			out.Min, out.Max = min(out.Min, *reading.Cents), max(out.Max, *reading.Cents)
		}
	}
	if out.Reason != "" && c.nobody(a) {
		out.Reason = "aucun patient sur la liste"
	}
	if r.State == answer.ToSpecify {
		c.bound(a)
	} else if r.Cents != nil && *r.Cents == 0 {
		out.Assumed = nil // a default that changes nothing is not worth a word
	}
	if r.Tree != nil {
		c.detail(out, r, a.rule)
	}
	switch {
	case out.Amount != nil && *out.Amount != 0:
		a.payments = c.payments(a, r)
	case out.State == answer.ToSpecify && r.Tree != nil:
		a.payments = c.certain(a, r)
	}
}

// nobody reports whether the item is a sum over a list without anyone: whatever else it lacks is not why it is nil.
func (c *computing) nobody(a *asked) bool {
	for _, fact := range a.program.Facts {
		f := c.plan.Facts[fact].Fallback
		if f == nil || f.Sum == nil {
			continue
		}
		someone := func(e Element) bool { return e.Count > 0 }
		if c.practice.Stated[f.Sum.Over] && !slices.ContainsFunc(c.practice.Lists[f.Sum.Over], someone) {
			return true
		}
	}
	return false
}

// title is that of the item: of the rule named by it when there is one.
func (c *computing) title(rule *plan.Rule) string {
	if i, ok := c.plan.Rule(rule.Item); ok && i < len(c.plan.Rules) {
		short, _, _ := strings.Cut(c.plan.Rules[i].Title, ",")
		return short
	}
	return rule.Title
}

func blockOf(path string) string {
	block, _, nested := strings.Cut(path, ".")
	if !nested {
		return ""
	}
	return block
}

// span tries the missing facts of an item, sums that are ranges at both ends, with some facts given other values.
func (c *computing) span(a *asked, given map[int]int64) complete.Report {
	var unknowns []complete.Unknown
	frame := a.program.NewFrame(a.moment.At)
	for slot, fact := range a.program.Facts {
		if _, fixed := given[fact]; fixed || c.set.Values[fact].State == eval.Known || gotOtherwise(&c.plan.Facts[fact]) {
			continue
		}
		candidates := a.program.Representatives(fact, a.moment.At)
		if r, ok := c.ranges[fact]; ok {
			candidates = []int64{r.Lo, r.Hi}
		}
		unknowns = append(unknowns, complete.Unknown{ID: slot, Candidates: candidates})
	}
	return complete.Run(unknowns, func(values []int64) complete.Outcome {
		c.set.Fill(a.program, frame)
		for i, u := range unknowns {
			frame.Set(u.ID, values[i])
		}
		for slot, fact := range a.program.Facts {
			if n, fixed := given[fact]; fixed {
				frame.Set(slot, n)
			}
		}
		v := a.program.Eval(frame)
		return complete.Outcome{Key: explain.Amount(v, a.rule.Unit, a.rule.Words), Total: v.N, Valid: v.State == eval.Known}
	})
}

// gotOtherwise tells a fact that a rule or other facts give: those are varied, not it.
func gotOtherwise(f *plan.Fact) bool {
	return f.Fallback != nil && f.Fallback.Sum == nil && (f.Fallback.Rule >= 0 || len(f.Fallback.Facts) > 0)
}

// bound gives an item its bounds and its questions: those of the practice, and for a sum those of the list.
func (c *computing) bound(a *asked) {
	report := c.span(a, nil)
	if report.AnyValid {
		a.item.Min, a.item.Max = report.Min, report.Max
	}
	if !c.summed(a) {
		return
	}
	a.item.Questions = nil
	for _, q := range report.Questions {
		fact := a.program.Facts[q.ID]
		if _, ok := c.ranges[fact]; ok {
			continue
		}
		worth := q.Worth
		a.item.Questions = append(a.item.Questions, answer.Question{Fact: path(&c.plan.Facts[fact]), Text: answer.Ask(&c.plan.Facts[fact]), Worth: worth, Cents: &worth, Answers: []answer.Choice{}})
	}
	for _, g := range c.gaps(a) {
		worth := g.worth
		a.item.Questions = append(a.item.Questions, answer.Question{Fact: g.path, Text: g.text, Worth: worth, Cents: &worth, Answers: []answer.Choice{}})
	}
	slices.SortStableFunc(a.item.Questions, func(x, y answer.Question) int { return int(min(max(*y.Cents-*x.Cents, -1), 1)) })
}

// summed reports whether an item reads a sum that is a range.
func (c *computing) summed(a *asked) bool {
	return slices.ContainsFunc(a.program.Facts, func(fact int) bool { _, ok := c.ranges[fact]; return ok })
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
		if part.Name == rule.Key { // a rule of one part: the part has no title of its own
			d.Title = item.Title
		}
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
