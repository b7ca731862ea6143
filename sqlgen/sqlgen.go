// Package sqlgen writes a rule at a Moment as one SQL expression, so that the rules go to the data that may not move.
//
// It takes a rule, a Moment and a dialect, and gives a scalar expression over columns named like the facts that the rule reads. Its value
// is a whole number of cents, a number, or a word, in integers and decimals only; it is NULL exactly where eval knows no value. It refuses,
// with the reason, the few rules that no expression over one row can give.
//
//	eval.Graph ─► numbers and predicates ─► text of a dialect
//
// Columns: yes/no as booleans, choices and codes as their words, dates as dates, money in cents, decimals as they are said. NULL is
// unknown, but for the facts for which null says « aucun »: there it says so. « jamais » is the first day of the domain of dates.
//
// Unstable: only the root package is a promised face.
package sqlgen

import (
	"errors"
	"fmt"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Query is a rule as SQL.
type Query struct {
	Text  string // one scalar expression
	Facts []int  // the facts whose columns it reads, by index in the plan
	Caps  bool   // past acts would decide somewhere: there it is NULL
}

// NoForm says why a rule has no expression.
type NoForm struct{ Rule, Reason string }

// Error is the reason, for whoever asked.
func (e *NoForm) Error() string { return fmt.Sprintf("%s n'a pas de forme SQL : %s", e.Rule, e.Reason) }

// Expression writes a rule at a moment.
func Expression(e *eval.Engine, rule int, m day.Moment, d *Dialect) (q *Query, err error) {
	g := e.Graph(rule, m)
	w := &writer{graph: g, slots: make([]value, g.Program.Slots()), truths: make([]*pred, g.Program.Slots())}
	defer func() {
		var none *NoForm
		if r, ok := recover().(error); ok && errors.As(r, &none) {
			none.Rule = e.Plan.Rules[rule].Key
			q, err = nil, none
		} else if r != nil {
			panic(r)
		}
	}()
	result := w.rule(rule)
	result.num = known(nil).num(result.num)
	r := &renderer{dialect: d, plan: e.Plan}
	q = &Query{Text: r.result(result, &e.Plan.Rules[rule]), Caps: g.Program.Capped()}
	if len(q.Text) > maxText {
		refuse("l'expression passe %d caractères", maxText)
	}
	q.Facts = r.facts
	return q, nil
}

// maxText is more than an engine should be asked to parse for one rule.
const maxText = 400_000

// refuse ends the writing of a rule that has no form; Expression recovers it.
func refuse(format string, args ...any) { panic(&NoForm{Reason: fmt.Sprintf(format, args...)}) }

// View writes a whole query: the rows of a table and the value of the rule beside them, under the name « regle ».
func (q *Query) View(table string) string {
	return "SELECT *,\n" + q.Text + " AS regle\nFROM " + table
}

// writer turns the nodes of a graph into values, in order.
type writer struct {
	graph  *eval.Graph
	slots  []value
	truths []*pred // whether a part applies, for those it sets aside
}

// value is what a slot holds: a number that is NULL unless known, and when it is something else than unknown.
type value struct {
	num    *num
	yes    *pred // a yes/no value as a predicate, when it is one
	gained *pred // whether it is known and not nil, when that is simpler than to ask it of the number
	absent *pred // two-valued; nil: never
	open   bool  // it may be not established: NULL like unknown, but « acquis »
}

func (w *writer) rule(rule int) value {
	for slot, fact := range w.graph.Program.Facts {
		w.slots[slot] = column(w.graph.Plan, fact)
	}
	own := w.graph.Plan.Rules[rule].Parts
	for i := range w.graph.Nodes {
		n := &w.graph.Nodes[i]
		if n.Caps > 0 && n.Ref.Kind == plan.ToPart {
			for _, part := range own {
				if part == n.Ref.Index {
					refuse("un plafond compte les actes passés, qu'une ligne ne porte pas")
				}
			}
		}
		w.node(n)
	}
	if !w.graph.Alive {
		refuse("rien n'est en vigueur au %s", w.graph.At)
	}
	v := w.slots[w.graph.Result]
	if v.num.isNull() {
		refuse("sa valeur n'est établie nulle part au %s", w.graph.At)
	}
	return v
}
