package opposable

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/reform"
)

// References keeps the worlds of reference of a base: they are worth computing once for many reforms.
type References struct {
	Base *reform.Base
	law  *Law

	mu    sync.Mutex
	sides map[day.Moment]*reform.Side
}

// NewReferences prepares the references of a law over a base.
func NewReferences(l *Law, b *reform.Base) *References {
	return &References{Base: b, law: l, sides: map[day.Moment]*reform.Side{}}
}

// mostReferences bounds how many worlds are kept.
const mostReferences = 12

func (r *References) side(l *Law, m day.Moment) *reform.Side {
	if l != r.law || m.Known != nil {
		return reform.NewSide(r.Base, reform.World{Engine: l.Engine, Moment: m})
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.sides[m]; s != nil {
		return s
	}
	if len(r.sides) >= mostReferences {
		clear(r.sides)
	}
	s := reform.NewSide(r.Base, reform.World{Engine: l.Engine, Moment: m})
	r.sides[m] = s
	return s
}

// Warm makes ready what a first reform at a moment will be compared with, and the text of the rules that it will change.
func (r *References) Warm(l *Law, m day.Moment) {
	_, _ = l.book() // what is wrong with it is said to whoever changes a rule
	r.side(l, m).Warm(runtime.GOMAXPROCS(0))
}

// Priceable lists the rules whose figures can be priced at a moment, by key.
func (r *References) Priceable(l *Law, m day.Moment) []string { return r.side(l, m).Priceable() }

// Price computes the whole report.
func (c *Comparison) Price(ctx context.Context, refs *References) (*reform.Report, error) {
	g, err := c.gains(ctx, refs, c.Law, c.Moment.At.Year(), c.options)
	if err != nil {
		return nil, err
	}
	out := c.report(g)
	if err := out.Write(g); err != nil {
		return nil, err
	}
	c.unreached(out)
	if err := c.factors(ctx, refs, out); err != nil {
		return nil, err
	}
	tolerance := c.tolerance
	if tolerance < 0 {
		tolerance = g.Base.Note.Tolerance()
	}
	out.Doubt(tolerance)
	out.Assumed = append(out.Assumed, c.assumed(g, out, tolerance)...)
	if c.asked.Years {
		out.Portraits(g)
		return out, c.years(ctx, refs, g, out)
	}
	return out, nil
}

// gains compares the worlds of one year.
func (c *Comparison) gains(ctx context.Context, refs *References, l *Law, year int, o reform.Options) (*reform.Gains, error) {
	m, ref := c.Moment, c.reference
	shift := 12 * (year - m.At.Year())
	if m.At = m.At.AddMonths(shift); shift != 0 {
		m.At = min(m.At, c.base.Plan.To)
	}
	if c.reference.At == c.Moment.At { // a named day stays where it is
		ref.At = m.At
	}
	var changed *reform.Side
	if l == c.base {
		changed = refs.side(l, m)
	} else {
		changed = reform.NewSide(refs.Base, reform.World{Engine: l.Engine, Moment: m})
	}
	return refs.Base.Compare(ctx, refs.side(c.base, ref), changed, o)
}

func (c *Comparison) report(g *reform.Gains) *reform.Report {
	p := c.Law.Plan
	out := &reform.Report{
		Moment: answer.MomentOf(c.Moment), Year: c.Moment.At.Year(), Scenario: c.Moment.Scenario, Reference: c.named, Changes: c.Changes,
		Bars: []reform.Bar{}, Kinds: []reform.Kind{}, Factors: []reform.Factor{}, Years: []reform.YearLine{}, Assumed: []string{},
		Verified: p.Verified.String(), Notice: answer.Notice, Version: p.Version,
	}
	if out.Changes == nil {
		out.Changes = []reform.Change{}
	}
	return out
}

// unreached says when no measure could show what a change does.
func (c *Comparison) unreached(out *reform.Report) {
	changes := slices.ContainsFunc(c.Changes, func(ch reform.Change) bool { return ch.From != ch.To })
	if !changes || slices.ContainsFunc(out.Measures, func(m reform.MeasureLine) bool { return !m.Aside }) {
		return
	}
	out.State, out.Cost, out.Min, out.Max = answer.NotCovered, nil, nil, nil
	out.Reason = "ce chiffre n'est pas en vigueur au " + explain.LongDate(c.Moment.At) + ", ou la population ne porte pas ce qu'il faut pour le compter"
	if len(out.Measures) > 0 {
		out.Reason = "la population ne porte pas ce qu'il faut pour compter ce changement"
		why := out.Measures[0].Reason
		if why != "" && !slices.ContainsFunc(out.Measures, func(m reform.MeasureLine) bool { return m.Reason != why }) {
			out.Reason = why
		}
	}
}

// factors prices each change alone; a single one is the whole, and without any the measures are the factors.
func (c *Comparison) factors(ctx context.Context, refs *References, out *reform.Report) error {
	if len(c.Edits) < 2 || c.asked.Standard != nil || c.Moment.Scenario != "" || c.named != nil {
		for _, m := range out.Measures {
			if !m.Aside && m.Cost != nil {
				out.Factors = append(out.Factors, reform.Factor{Label: m.Title, Cost: *m.Cost})
			}
		}
		return nil
	}
	rest := int64(0)
	if out.Cost != nil {
		rest = *out.Cost
	}
	for _, e := range c.Edits {
		alone, err := c.base.Amend([]Edit{e})
		if _, broken := err.(Findings); broken { // two bounds that only hold together have no price apart
			return nil
		}
		if err != nil {
			return err
		}
		g, err := c.gains(ctx, refs, alone, c.Moment.At.Year(), c.options)
		if err != nil {
			return err
		}
		cost, err := g.Cost()
		if err != nil {
			return err
		}
		out.Factors = append(out.Factors, reform.Factor{Label: c.EditLabel(e), Cost: cost.Min})
		rest -= cost.Min
	}
	if rest != 0 && out.Cost != nil {
		out.Factors = append(out.Factors, reform.Factor{Label: "ensemble, arrondis compris", Cost: rest})
	}
	return nil
}

func (c *Comparison) assumed(g *reform.Gains, out *reform.Report, tolerance int64) []string {
	list := g.Base.Assumptions(g)
	if c.options.Volume != 0 {
		list = append(list, "volume des actes changé de "+money.FrenchNumber(money.FormatDecimal(c.options.Volume, 2))+" % avec la réforme")
	}
	if out.Uncertain != nil {
		list = append(list, fmt.Sprintf("fourchette : chaque effectif dont dépend le coût peut s'écarter de %d %% (choix de méthode, --incertitude le change)", tolerance))
	}
	if len(c.ramp) == 0 {
		list = append(list, "aucune montée en charge : l'effet est entier dès la date d'effet")
	} else {
		list = append(list, "montée en charge supposée : "+c.asked.Ramp+" (en % du coût plein)")
	}
	return list
}

// yearsOfConvention is how many years are priced, up to the last one that the rules cover.
const yearsOfConvention = 6

func (c *Comparison) years(ctx context.Context, refs *References, g *reform.Gains, out *reform.Report) error {
	last := c.base.Plan.To.Year()
	for year := last - yearsOfConvention + 1; year <= last; year++ {
		own := g
		if year != c.Moment.At.Year() {
			var err error
			if own, err = c.gains(ctx, refs, c.Law, year, c.options); err != nil {
				return err
			}
		}
		cost, err := own.Cost()
		if err != nil {
			return err
		}
		share, said := c.ramp[year]
		if !said {
			share = 100
		}
		out.Years = append(out.Years, reform.Ramp(year, cost, share))
	}
	return nil
}
