package answer

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Imported is what a table imported at run time says of one key of a rule. It wins over the row written in the rule.
type Imported struct {
	Title     string    // of what is priced
	Values    [2]Tariff // by value of the second column of the key
	Modifiers string    // the letters that the act admits
	Table     string    // the table and its version
	File      string    // what was imported
	Since     day.Date  // from when the version applies
	Grade     plan.Reliability
	Assumed   string // what was chosen among several rows; empty when there was one
	Forsaken  string // instead of a row: the table applies and does not have this key
}

// Tariff is one imported amount, in cents, or that nothing is covered.
type Tariff struct {
	Cents   int64
	Covered bool
}

// Times is the row with its amounts multiplied by a percent, in hundredths.
func (i *Imported) Times(percent int64) *Imported {
	if i == nil || percent == whole {
		return i
	}
	out := *i
	for k := range out.Values {
		out.Values[k].Cents = money.Divide(out.Values[k].Cents*percent, whole, money.HalfUp)
	}
	note := "le tarif de la table est multiplié par " + explain.Amount(eval.Of(percent), plan.Unit{Kind: plan.Percent}, nil)
	if out.Assumed != "" {
		note = out.Assumed + " ; " + note
	}
	out.Assumed = note
	return &out
}

// whole is a hundred percent, in hundredths.
const whole = 100_00

// Lookup finds the row of a table named by a rule. No row at all is nil.
type Lookup func(table, key string, m day.Moment) *Imported

// Has reports whether there is a row.
func (i *Imported) Has() bool { return i != nil && i.Forsaken == "" }

// Refusal says why a value gives nothing to bill; empty when it does.
func (i *Imported) Refusal(list int64) string {
	switch t := i.Values[list]; {
	case !t.Covered:
		return "non pris en charge d'après " + i.Table
	case t.Cents == 0:
		return "tarif nul dans " + i.Table + " : rien à facturer"
	}
	return ""
}

// Source describes what holds the amount up.
func (i *Imported) Source(p *plan.Plan, rule *plan.Rule, list int64) explain.Source {
	article := "table importée (" + i.File + ")"
	return explain.Source{
		Act: p.Acts[rule.Source.Act].Key, Title: i.Table, Article: &article, ReadIn: []string{}, Reliability: explain.Grades[i.Grade], Rule: rule.Key,
		Since: i.Since.String(), Figure: i.text(rule, list),
	}
}

func (i *Imported) text(rule *plan.Rule, list int64) string {
	if !i.Values[list].Covered {
		return "non pris en charge"
	}
	return explain.Amount(eval.Of(i.Values[list].Cents), rule.Unit, nil)
}

// Doubt says that the written row differs; empty when it does not, or is not established.
func (i *Imported) Doubt(key string, rule *plan.Rule, list int64, written eval.Value) string {
	if written.State != eval.Known || i.Values[list].Covered && i.Values[list].Cents == written.N {
		return ""
	}
	return key + " : la table importée (" + i.Table + ", " + i.File + ") donne " + i.text(rule, list) + ", la règle écrite " +
		explain.Amount(written, rule.Unit, nil) + " ; la table importée est suivie."
}

// Complete lets the row of an imported table stand for the written one in the answer of a rule that such a table completes. The object is
// the one that was asked: it has the key as it is written.
func (r *Result) Complete(e *eval.Engine, rule int, object map[string]any, find Lookup) {
	p := e.Plan
	spec := p.Rules[rule].Imported
	if find == nil || spec == nil || len(spec.Key) != 2 || r.Tree == nil || r.State == NotDue {
		return
	}
	text, _ := object[spec.Key[0]].(string)
	key := strings.ToUpper(strings.TrimSpace(text))
	row := find(spec.Name, key, r.At)
	list, ok := p.Fact(spec.Key[1])
	switch {
	case row == nil || !ok || key == "":
		return
	case !row.Has():
		r.Doubts = append(r.Doubts, row.Forsaken)
		return
	}
	c := &computing{engine: e, plan: p, rule: &p.Rules[rule], index: rule, set: r.Facts, moment: r.At}
	if spec.Times != nil {
		percent, _ := c.evaluate(*spec.Times)
		if percent.State != eval.Known {
			return
		}
		row = row.Times(percent.N)
	}
	v := r.Facts.Values[list]
	if v.State != eval.Known && row.Values[0] != row.Values[1] {
		c.between(r, row, &p.Facts[list])
		return
	}
	if v.State != eval.Known {
		v = eval.Of(0)
	}
	c.stand(r, row, key, v.N)
}

// stand writes an imported value in the answer.
func (c *computing) stand(r *Result, row *Imported, key string, list int64) {
	written := eval.Value{State: eval.NotEstablished}
	if r.Cents != nil {
		written = eval.Of(*r.Cents)
	}
	if doubt := row.Doubt(key, c.rule, list, written); doubt != "" {
		r.Doubts = append(r.Doubts, doubt)
	}
	c.hold(r, row, list)
	c.put(r, eval.Of(row.Values[list].Cents))
	if why := row.Refusal(list); why != "" {
		r.State, r.Reason = NotDue, why
	}
}

func (c *computing) hold(r *Result, row *Imported, list int64) {
	r.State, r.Reason, r.Questions, r.Readings, r.Min, r.Max = Sure, "", []Question{}, nil, nil, nil
	r.Sources, r.Reliability = []explain.Source{row.Source(c.plan, c.rule, list)}, explain.Grades[row.Grade]
	if row.Assumed != "" {
		r.Assumed = append(r.Assumed, row.Assumed)
	}
	r.imported = []*explain.Reason{row.reason(c.rule, list)}
}

// reason is a row of the table as a node of the explanation.
func (i *Imported) reason(rule *plan.Rule, list int64) *explain.Reason {
	return &explain.Reason{
		Name: "table_importee", Title: i.Title, Kind: "table", Text: i.text(rule, list), Applies: "oui", Since: i.Since.String(),
		ActTitle: i.Table + ", table importée (" + i.File + ")", Grade: explain.GradeWords[i.Grade],
	}
}

// Reasons explains the answer. Where rows of an imported table stand for what the rule writes, they come first and the rest is set aside.
func (r *Result) Reasons() *explain.Reason {
	out := r.Tree.Reasons(r.At)
	if len(r.imported) == 0 {
		return out
	}
	for _, child := range out.Children {
		child.Aside = true
	}
	out.Text, out.Value, out.Children = r.Text, "", append(slices.Clone(r.imported), out.Children...)
	if r.Cents != nil {
		out.Value = json.Number(money.FormatDecimal(*r.Cents, 2))
	}
	return out
}

// between asks which of the two values applies.
func (c *computing) between(r *Result, row *Imported, f *plan.Fact) {
	c.hold(r, row, 0)
	r.Sources = append(r.Sources, row.Source(c.plan, c.rule, 1))
	r.imported = append(r.imported, row.reason(c.rule, 1))
	low, high := row.Values[0].Cents, row.Values[1].Cents
	low, high = min(low, high), max(low, high)
	r.State, r.Value, r.Cents = ToSpecify, nil, nil
	c.bounds(r, low, high)
	q := Question{Fact: f.Name, Text: Ask(f), Worth: c.either(eval.Of(high - low)), Cents: c.cents(eval.Of(high - low))}
	for n := range int64(len(row.Values)) {
		v := eval.Of(row.Values[n].Cents)
		q.Answers = append(q.Answers, Choice{
			Value: facts.Decoded(f, n), Label: explain.FactValue(f, eval.Of(n)), Gives: c.either(v), Cents: c.cents(v), Text: explain.Amount(v, c.rule.Unit, nil),
		})
	}
	r.Questions = append(r.Questions, q)
}
