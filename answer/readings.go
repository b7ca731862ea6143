package answer

import (
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
)

// Reading is one way to read a disputed text and what it gives.
type Reading struct {
	Name   string   `json:"nom"`
	Label  string   `json:"-"` // the name in words
	HeldBy string   `json:"tenue_par"`
	ReadIn []string `json:"lu_dans"`
	Value  any      `json:"valeur"`
	Cents  *int64   `json:"valeur_centimes"`
	Text   string   `json:"texte"`
}

// readings compares the disputed readings of the rule and of the rules it reads: the same value in all of them is no dispute for this case.
// A reading that lacks a fact which the others do without is completed; when the fact decides, it is asked.
func (c *computing) readings(r *Result, written eval.Value) {
	for _, i := range c.disputed() {
		for _, d := range c.plan.Rules[i].Disputes {
			var list []Reading
			lowest := written
			differs := false
			for _, reading := range d.Readings {
				v, prog := c.evaluateUnder(reading.Variant)
				if v.State == eval.Unknown {
					report := c.completions(prog)
					if !report.Same || !report.AllValid {
						r.Value, r.Cents, r.Word = nil, nil, ""
						c.ask(r, prog, report)
						if report.AnyValid {
							c.bounds(r, min(report.Min, written.N), max(report.Max, written.N))
						}
						return
					}
					v = eval.Of(report.First.Total)
				}
				differs = differs || v != written
				if v.State == eval.Known && v.N < lowest.N {
					lowest = v
				}
				list = append(list, Reading{
					Name: reading.Name, Label: c.plan.Spoken(reading.Name), HeldBy: reading.HeldBy, ReadIn: explain.Documents(c.plan, reading.ReadIn),
					Value: c.number(v), Cents: c.cents(v), Text: explain.Amount(v, c.rule.Unit, c.rule.Spoken()),
				})
			}
			if differs {
				r.State, r.Readings = Disputed, append(r.Readings, list...)
				c.put(r, lowest)
			}
		}
	}
}

// disputed lists the rules with disputes among those that the value depends on.
func (c *computing) disputed() []int {
	var out []int
	seen := map[int]bool{}
	note := func(rule int) {
		if b := c.plan.Rules[rule].Base; b >= 0 {
			rule = b
		}
		if !seen[rule] && len(c.plan.Rules[rule].Disputes) > 0 {
			out = append(out, rule)
		}
		seen[rule] = true
	}
	note(c.index)
	c.engine.Program(c.index, c.moment).Versions(func(part, _ int) { note(c.plan.Parts[part].Rule) })
	return out
}

func (c *computing) evaluateUnder(variant int) (eval.Value, *eval.Program) {
	prog := c.engine.ProgramUnder(c.index, variant, c.moment)
	f := prog.NewFrame(c.moment.At)
	c.set.Fill(prog, f)
	c.stay(f)
	return prog.Eval(f), prog
}
