package reform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// tariff prices one code in one world on one day, as a doctor who billed it: what his bill had to meet is taken as met.
type tariff struct {
	graph *eval.Graph
	frame *eval.Frame
	node  *eval.Node // of the part that prices the code
	row   int        // of its table, or −1
	said  *plan.Version
	facts []stated
	known map[string]eval.Value // by the facts of a doctor
}

// stated is a fact of the program that the doctors state.
type stated struct {
	slot int
	at   func(int) (int64, bool)
	cell *plan.Cell // what the row of the code asks of it
}

// tariff returns nil when the code has no rule in the world.
func (s *Side) tariff(code string, m day.Moment) *tariff {
	p := s.world.Engine.Plan
	rule, word := ruleOf(p, code)
	if rule < 0 {
		return nil
	}
	t := &tariff{graph: s.world.Engine.Graph(rule, m), row: -1, known: map[string]eval.Value{}}
	part, version := t.seat(p, rule, code, m)
	if part < 0 {
		return nil
	}
	for i := range t.graph.Nodes {
		if n := &t.graph.Nodes[i]; n.Kind == eval.PartNode && n.Ref.Index == part {
			t.node = n
		}
	}
	if t.node == nil {
		return nil
	}
	prog := t.graph.Program
	t.frame = prog.NewFrame(m.At)
	asked := map[int]*plan.Cell{}
	ask := func(r plan.Ref, c *plan.Cell) {
		if _, twice := asked[r.Index]; r.Kind == plan.ToFact && !twice {
			asked[r.Index] = c
		}
	}
	v := &p.Parts[part].Versions[version]
	t.said = v
	if t.row >= 0 {
		for i, column := range v.Columns {
			ask(column, &v.Table.Rows[t.row].Cells[i])
		}
	}
	for _, list := range [][]plan.Cond{v.Conditions.When, p.Parts[part].Conditions.When, p.Rules[rule].Conditions.When} {
		for i := range list {
			if c := &list[i]; c.Test == plan.InCell {
				ask(c.Thing, &c.Cell)
			}
		}
	}
	for slot, fact := range prog.Facts {
		f := &p.Facts[fact]
		switch {
		case word >= 0 && fact == p.Rules[rule].Billable.CodeFact:
			t.frame.Set(slot, int64(word))
		case f.Name == appliedTariff:
			t.frame.Set(slot, 0)
		case f.Default != nil:
			t.frame.Set(slot, *f.Default)
		}
		if c := asked[fact]; c != nil && len(c.In) > 0 {
			t.frame.Set(slot, c.In[0].Lo)
		}
		if column, ok := s.base.facts[f.Name]; ok {
			t.facts = append(t.facts, stated{slot, valueOf(&column), asked[fact]})
		}
	}
	return t
}

// appliedTariff is the fact that tells a binding tariff, its first word, from a free one: acts are priced as binding.
const appliedTariff = "tarif_applique"

// ruleOf finds the rule that prices a code: by its own code or that of a row, else as a word of the fact that holds the code.
func ruleOf(p *plan.Plan, code string) (rule, word int) {
	if i, ok := p.RuleOfCode(code); ok {
		return i, -1
	}
	for i := range p.Rules {
		if r := &p.Rules[i]; r.Base < 0 && r.Billable != nil && r.Billable.CodeFact >= 0 {
			if word = slices.Index(p.Facts[r.Billable.CodeFact].Words, code); word >= 0 {
				return i, word
			}
		}
	}
	return -1, -1
}

// seat finds the part and the version that price a code at a moment, and the row where each row has its own code.
func (t *tariff) seat(p *plan.Plan, rule int, code string, m day.Moment) (part, version int) {
	r := &p.Rules[rule]
	for _, i := range r.Parts {
		k := eval.InForce(p, p.Parts[i].Versions, m)
		if k < 0 || p.Parts[i].Versions[k].Table == nil {
			continue
		}
		for j := range p.Parts[i].Versions[k].Table.Rows {
			if p.Parts[i].Versions[k].Table.Rows[j].Code == code {
				t.row = j
				return i, k
			}
		}
	}
	if r.Billable == nil || r.Result == nil || r.Result.Op != plan.Read || r.Result.Ref.Kind != plan.ToPart {
		return -1, -1
	}
	part = r.Result.Ref.Index
	if version = eval.InForce(p, p.Parts[part].Versions, m); version < 0 {
		return -1, -1
	}
	return part, version
}

// of returns the tariff for the doctors of one row.
func (t *tariff) of(doctor int) eval.Value {
	var key strings.Builder
	values := make([]int64, len(t.facts))
	for i := range t.facts {
		f := &t.facts[i]
		v, ok := f.at(doctor)
		if ok && f.cell != nil && !f.cell.Holds(v, t.graph.At) { // the act was billed: the fact is taken as the act asks
			ok = false
		}
		values[i] = v
		if !ok {
			values[i] = plan.None
		}
		key.WriteString(strconv.FormatInt(values[i], 36) + " ")
	}
	if v, ok := t.known[key.String()]; ok {
		return v
	}
	kept := make([]eval.Value, len(t.facts))
	for i := range t.facts {
		kept[i] = t.frame.Fact(t.facts[i].slot)
		if values[i] != plan.None {
			t.frame.Set(t.facts[i].slot, values[i])
		}
	}
	t.graph.Program.Eval(t.frame)
	v := t.value()
	for i := range t.facts {
		if t.frame.Forget(t.facts[i].slot); kept[i].State == eval.Known {
			t.frame.Set(t.facts[i].slot, kept[i].N)
		}
	}
	t.known[key.String()] = v
	return v
}

// value is that of the part, its conditions taken as met.
func (t *tariff) value() eval.Value {
	n := t.node
	v := eval.Of(n.Const)
	switch {
	case n.Dead:
		return eval.Value{State: eval.Absent}
	case n.Missing:
		return eval.Value{State: eval.NotEstablished}
	case n.Table != nil && t.row >= 0:
		v = t.outcome(&n.Table.Rows[t.row])
	case n.Table != nil:
		v = t.rows()
	case n.Formula != nil:
		v = t.term(n.Formula)
	}
	if n.Multiplier >= 0 {
		rate, _, _ := t.frame.ValueAt(n.Multiplier)
		v = eval.RateOf(rate, v)
	}
	return v
}

// rows is what all rows that the known facts admit give, if they give the same.
func (t *tariff) rows() eval.Value {
	out, any := eval.Value{State: eval.Unknown}, false
	for i := range t.node.Table.Rows {
		admitted := true
		for c, slot := range t.node.Table.Slots {
			fact, _, _ := t.frame.ValueAt(slot)
			admitted = admitted && (fact.State != eval.Known || t.said.Table.Rows[i].Cells[c].Holds(fact.N, t.graph.At))
		}
		switch one := t.outcome(&t.node.Table.Rows[i]); {
		case !admitted:
		case !any:
			out, any = one, true
		case out != one:
			return eval.Value{State: eval.Unknown}
		}
	}
	return out
}

func (t *tariff) outcome(o *eval.Outcome) eval.Value {
	if o.Formula != nil {
		return t.term(o.Formula)
	}
	return o.Value
}

func (t *tariff) term(e *eval.Term) eval.Value {
	switch e.Op {
	case plan.Const:
		return e.Value
	case plan.Read:
		v, _, _ := t.frame.ValueAt(e.Slot)
		return v
	}
	args := make([]int64, len(e.Args))
	for i, a := range e.Args {
		v := eval.Number(t.term(a))
		switch {
		case v.State == eval.Absent && (e.Op == plan.Add || e.Op == plan.Subtract): // a part that is not in force adds nothing
			v = eval.Of(0)
		case v.State != eval.Known:
			return v
		}
		args[i] = v.N
	}
	switch e.Op {
	case plan.Add:
		return eval.Of(args[0] + args[1])
	case plan.Subtract:
		return eval.Of(args[0] - args[1])
	case plan.Multiply:
		return eval.Of(args[0] * args[1])
	case plan.Min:
		return eval.Of(slices.Min(args))
	case plan.Max:
		return eval.Of(slices.Max(args))
	case plan.Clamp:
		return eval.Of(max(args[1], min(args[0], args[2])))
	}
	return eval.Of(e.Compute()(args))
}
