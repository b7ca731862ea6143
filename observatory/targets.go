package observatory

import (
	"math/big"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// targets are what a rule sets at a moment: the target of the whole, that of each strand, the yearly pace.
type targets struct {
	result  *answer.Result
	whole   *big.Rat // nil: no target
	strands []target
	pace    *big.Rat // in percent; nil: none
}

// target is that of one strand.
type target struct {
	name, title string
	value       *big.Rat // nil: no target
}

func readTargets(e *eval.Engine, index int, m day.Moment) *targets {
	p := e.Plan
	r := &p.Rules[index]
	set := facts.NewSet(p)
	set.Calendar(p, m.At, eval.Value{State: eval.Unknown}, plan.Place{})
	t := &targets{result: answer.Compute(e, index, set, m)}
	for _, part := range r.Objective.Strands {
		t.strands = append(t.strands, target{name: p.Parts[part].Name, title: p.Parts[part].Title})
	}
	if t.result.Tree == nil {
		return t
	}
	for i := range t.result.Tree.Nodes {
		n := &t.result.Tree.Nodes[i]
		switch {
		case n.Ref == plan.Ref{Kind: plan.ToRule, Index: index}:
			t.whole = known(n.Value, r.Unit)
		case n.Ref.Kind != plan.ToPart || p.Parts[n.Ref.Index].Rule != index:
		default:
			for k, part := range r.Objective.Strands {
				if part == n.Ref.Index && n.Applies == eval.Yes {
					t.strands[k].value = known(n.Value, p.Parts[part].Unit)
				}
			}
			if t.pace == nil && r.Objective.AheadIf != "" && n.Version >= 0 {
				t.pace = pace(p, &p.Parts[n.Ref.Index].Versions[n.Version], r.Objective.AheadIf, m)
			}
		}
	}
	if t.result.State != answer.Sure {
		t.whole = nil
	}
	return t
}

func known(v eval.Value, u plan.Unit) *big.Rat {
	if v.State != eval.Known || v.N == plan.None {
		return nil
	}
	return scaled(v.N, u.Scale())
}

// pace reads a parameter of a version, be it the figure of another part.
func pace(p *plan.Plan, v *plan.Version, name string, m day.Moment) *big.Rat {
	for _, param := range v.Params {
		switch {
		case param.Name != name || param.Figure.NotEstablished:
		case param.From == nil:
			return scaled(param.Figure.N, param.Scale)
		default:
			other := &p.Parts[param.From.Part]
			k := eval.InForce(p, other.Versions, m)
			switch {
			case k == eval.NoVersion:
			case param.From.Param != "":
				return pace(p, &other.Versions[k], param.From.Param, m)
			case other.Versions[k].Value != nil && !other.Versions[k].Value.NotEstablished:
				return scaled(other.Versions[k].Value.N, param.Scale)
			}
		}
	}
	return nil
}

// scaled is n / 10^decimals.
func scaled(n int64, decimals int) *big.Rat {
	d := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	return new(big.Rat).SetFrac(big.NewInt(n), d)
}
