// Package answer asks one rule alone: from stated facts and a Moment to a value, its state, what holds it up, what is still to ask and
// what that is worth, the disputed readings, and on demand the tree of reasons.
//
// It takes an engine and a facts.Set; it gives a Result with the JSON of the contract. Outside what the rules cover the result says so and
// bears no number.
//
// Unstable: only the root package is a promised face.
package answer

import (
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// States of the contract.
const (
	Sure       = "sur"
	ToSpecify  = "a_preciser"
	NotDue     = "non_facturable"
	Disputed   = "conteste"
	NotCovered = "hors_couverture"
)

// Notice is what every answer says of itself.
const Notice = "Opposable n'est pas un service de l'Assurance maladie. Il aide à lire les textes ; le médecin répond de sa facturation."

// Moment is the JSON form of a day.Moment.
type Moment struct {
	At       string  `json:"au"`
	Known    *string `json:"connu_le"`
	Scenario *string `json:"scenario"`
}

// MomentOf writes a moment.
func MomentOf(m day.Moment) Moment {
	out := Moment{At: m.At.String()}
	if m.Known != nil {
		s := m.Known.String()
		out.Known = &s
	}
	if m.Scenario != "" {
		out.Scenario = &m.Scenario
	}
	return out
}

// Result is the answer of one rule.
type Result struct {
	Rule        string           `json:"regle"`
	Title       string           `json:"titre"`
	Moment      Moment           `json:"moment"`
	Value       any              `json:"valeur"` // a number, or null
	Cents       *int64           `json:"valeur_centimes"`
	Word        string           `json:"reponse,omitempty"`
	Text        string           `json:"texte"`
	Unit        string           `json:"unite"`
	State       string           `json:"etat"`
	Reason      string           `json:"raison,omitempty"`
	Reliability string           `json:"fiabilite"`
	Sources     []explain.Source `json:"source"`
	Min         any              `json:"minimum,omitempty"` // when a fact is missing, over its possible values, in the unit of the value
	Max         any              `json:"maximum,omitempty"`
	Questions   []Question       `json:"questions"`
	Readings    []Reading        `json:"lectures,omitempty"`
	Doubts      []string         `json:"doutes,omitempty"`
	Assumed     []string         `json:"hypotheses,omitempty"`
	Verified    string           `json:"verifie_le"`
	Notice      string           `json:"avertissement"`
	Version     string           `json:"regles_version"`

	Beside map[string]any `json:"-"` // values shown beside, by part name; inlined in the JSON
	Tree   *explain.Tree  `json:"-"`
	Facts  *facts.Set     `json:"-"`
	At     day.Moment     `json:"-"`

	imported []*explain.Reason // the rows of a table that stand for what the rule writes
}

// Compute answers a rule on a set of facts. The calendar facts must already be in the set.
func Compute(e *eval.Engine, rule int, s *facts.Set, m day.Moment) *Result {
	c := &computing{engine: e, plan: e.Plan, rule: &e.Plan.Rules[rule], index: rule, set: s, moment: m}
	return c.run()
}

type computing struct {
	engine *eval.Engine
	plan   *plan.Plan
	rule   *plan.Rule
	index  int
	set    *facts.Set
	moment day.Moment
	log    eval.Log
}

func (c *computing) run() *Result {
	r := &Result{
		Rule: c.rule.Key, Title: c.rule.Title, Moment: MomentOf(c.moment), Unit: c.rule.Unit.Label, State: Sure, Questions: []Question{},
		Sources: []explain.Source{}, Verified: c.plan.Verified.String(), Notice: Notice, Version: c.plan.Version, Facts: c.set, At: c.moment,
	}
	if reason := Outside(c.plan, c.rule, c.moment); reason != "" {
		r.State, r.Reason, r.Reliability = NotCovered, reason, explain.Grades[plan.Unverified]
		r.Text = "hors couverture"
		return r
	}
	v, tree := c.evaluate(c.index)
	r.Tree = tree
	for _, i := range c.set.Defaults {
		if f := &c.plan.Facts[i]; slices.Contains(tree.Program.Facts, i) {
			r.Assumed = append(r.Assumed, f.Label+" : "+explain.FactValue(f, c.set.Values[i])+" (par défaut)")
		}
	}
	sources, grade := tree.Sources(c.moment)
	r.Sources, r.Reliability = append(r.Sources, sources...), explain.Grades[grade]
	r.Doubts = c.doubts(tree)
	switch v.State {
	case eval.Absent, eval.NotEstablished:
		r.State, r.Reason, r.Text = NotCovered, c.whyNot(v, tree), explain.Amount(v, c.rule.Unit, nil)
	case eval.Unknown:
		c.complete(r)
	default:
		c.put(r, v)
		c.refusal(r, v, tree)
	}
	if r.State == Sure {
		c.readings(r, v)
	}
	c.beside(r)
	return r
}

// Outside says why a moment is outside what the rules cover, or nothing.
func Outside(p *plan.Plan, rule *plan.Rule, m day.Moment) string {
	from := p.From
	if visit(rule.Row) {
		from = max(from, p.VisitsFrom)
	}
	switch {
	case m.At < from:
		return "le " + explain.LongDate(m.At) + " est avant le premier jour couvert, le " + explain.LongDate(from)
	case m.At > p.To:
		return "le " + explain.LongDate(m.At) + " est après le dernier jour couvert, le " + explain.LongDate(p.To)
	}
	return ""
}

// visit tells rows that are about a visit from those about a year or a contract.
func visit(row string) bool {
	switch row {
	case "visite", "ligne", "couple de lignes", "acte technique":
		return true
	}
	return false
}

// evaluate runs one reading of the rule with a log.
func (c *computing) evaluate(variant int) (eval.Value, *explain.Tree) {
	prog := c.engine.Program(variant, c.moment)
	f := prog.NewFrame(c.moment.At)
	c.set.Fill(prog, f)
	c.stay(f)
	c.log.Reset()
	f.Log = &c.log
	v := prog.Eval(f)
	return v, explain.Grow(prog, &c.log)
}

// stay tells caps per stay when the stay ended.
func (c *computing) stay(f *eval.Frame) {
	f.Stay = eval.Value{State: eval.Unknown}
	if i, ok := c.plan.Fact(facts.Discharge); ok {
		f.Stay = c.set.Values[i]
	}
}

func (c *computing) put(r *Result, v eval.Value) {
	r.Value, r.Cents, r.Text = c.number(v), c.cents(v), explain.Amount(v, c.rule.Unit, c.rule.Spoken())
	if c.rule.Unit.Kind == plan.Answer && len(c.rule.Words) > 0 && v.N >= 0 {
		r.Word = c.rule.Words[v.N]
	}
}

// cents is the value of a rule in euros.
func (c *computing) cents(v eval.Value) *int64 {
	if c.rule.Unit.Kind != plan.Euro || v.State != eval.Known {
		return nil
	}
	return &v.N
}

// number is the value of any other rule, as JSON writes it.
func (c *computing) number(v eval.Value) any {
	if c.rule.Unit.Kind == plan.Euro || v.State != eval.Known {
		return nil
	}
	return jsonNumber(v.N, c.rule.Unit)
}

func jsonNumber(n int64, u plan.Unit) any {
	if n == plan.None {
		return nil
	}
	return rawNumber(money.FormatDecimal(n, u.Scale()))
}

// rawNumber is a number already written.
type rawNumber string

// MarshalJSON writes the number as it is.
func (n rawNumber) MarshalJSON() ([]byte, error) { return []byte(n), nil }

// either is cents for euros and the number for the rest.
func (c *computing) either(v eval.Value) any {
	if cents := c.cents(v); cents != nil {
		return *cents
	}
	return c.number(v)
}

// beside reads the parts that the rule shows beside its value.
func (c *computing) beside(r *Result) {
	if len(c.rule.Beside) == 0 || r.Tree == nil {
		return
	}
	r.Beside = map[string]any{}
	for i := range r.Tree.Nodes {
		n := &r.Tree.Nodes[i]
		for _, part := range c.rule.Beside {
			if n.Ref == (plan.Ref{Kind: plan.ToPart, Index: part}) && n.Value.State == eval.Known && n.Applies == eval.Yes {
				p := &c.plan.Parts[part]
				if p.Unit.Kind == plan.Euro {
					r.Beside[p.Name+"_centimes"] = n.Value.N
				} else {
					r.Beside[p.Name] = jsonNumber(n.Value.N, p.Unit)
				}
			}
		}
	}
}

// doubts lists what is unclear in the rule and in the versions that made the value.
func (c *computing) doubts(tree *explain.Tree) []string {
	var out []string
	for _, d := range c.rule.Doubts {
		out = append(out, d.Text)
	}
	for _, f := range tree.Figures() {
		if f.Version.Doubt != "" {
			out = append(out, f.Version.Doubt)
		}
		if f.Row != nil && f.Row.Doubt != "" {
			out = append(out, f.Row.Doubt)
		}
	}
	return out
}
