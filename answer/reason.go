package answer

import (
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// refusal gives the first condition that failed when the value is nil because something asked was not met.
func (c *computing) refusal(r *Result, v eval.Value, tree *explain.Tree) {
	if v.N != 0 && v.N != plan.None {
		return
	}
	for i := range tree.Nodes {
		n := &tree.Nodes[i]
		if n.Ref.Kind == plan.ToRule && n.Ref.Index != c.index || n.Ref.Kind == plan.ToPart && c.plan.Parts[n.Ref.Index].Rule != c.index {
			continue
		}
		if n.Applies != eval.No || n.Aside {
			continue
		}
		for j := range n.Events {
			e := &n.Events[j]
			switch {
			case e.Kind == eval.Tested && e.Truth == eval.No:
				r.Reason = "condition non remplie : " + explain.CondPhrase(c.plan, e.Cond) + c.found(e.Cond.Thing)
			case e.Kind == eval.Capped && e.Truth == eval.No:
				r.Reason = "plafond atteint"
			default:
				continue
			}
			if c.rule.Billable != nil {
				r.State = NotDue
			}
			return
		}
	}
}

// found says what a fact was, for a refusal.
func (c *computing) found(thing plan.Ref) string {
	if thing.Kind != plan.ToFact {
		return ""
	}
	return " (trouvé : " + explain.FactValue(&c.plan.Facts[thing.Index], c.set.Values[thing.Index]) + ")"
}

// whyNot explains a value that the rules do not give.
func (c *computing) whyNot(v eval.Value, tree *explain.Tree) string {
	if v.State == eval.Absent {
		for _, i := range c.rule.Parts {
			part := &c.plan.Parts[i]
			if k := eval.InForce(c.plan, part.Versions, c.moment); k >= 0 && part.Versions[k].Ends {
				return "a pris fin : " + since(c.plan, &part.Versions[k], c)
			}
		}
		return "rien n'est en vigueur au " + explain.LongDate(c.moment.At)
	}
	for i := range tree.Nodes {
		n := &tree.Nodes[i]
		if n.Ref.Kind != plan.ToPart || n.Version < 0 || n.Value.State != eval.NotEstablished {
			continue
		}
		version := &c.plan.Parts[n.Ref.Index].Versions[n.Version]
		switch {
		case version.NotEstablished != "":
			return "chiffre non établi. " + explain.Sentence(version.NotEstablished)
		case n.Row >= 0 && version.Table.Rows[n.Row].Doubt != "":
			return "chiffre non établi. " + explain.Sentence(version.Table.Rows[n.Row].Doubt)
		case n.Row >= 0:
			return "chiffre non établi pour : " + explain.RowPhrase(c.plan, version, &version.Table.Rows[n.Row])
		}
	}
	return "chiffre non établi"
}

func since(p *plan.Plan, v *plan.Version, c *computing) string {
	for i := len(v.Effects) - 1; i >= 0; i-- {
		if date, _, ok := eval.Dated(p, v.Effects[:i+1], c.moment); ok {
			return "depuis le " + explain.LongDate(date) + " (" + p.Acts[v.Effects[i].Act].Title + ")"
		}
	}
	return ""
}
