package opposable

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/reform"
)

// Reform is a change of the law to price on a population.
type Reform struct {
	Asked
	Edits     []string // figures written otherwise, as ReadEdit reads them
	Reference string   // a scenario or a day, AAAA-MM-JJ, to compare with; empty: the law as it stands
	Standard  *Law     // the law to compare with, when these are other rules than its own; nil: this law
	Measures  []string // the rules to price; none: all that differ
	Volume    string   // change of the volume of acts, in percent
	Tolerance string   // by how many percent counts may be off; empty: by what the population says of its margins
	Ramp      string   // share of the full cost reached each year, « 2026=50,2027=80 » in percent
	Years     bool     // whether each year is priced
	Threads   int
}

// Comparison is a reform ready to be priced.
type Comparison struct {
	Law     *Law // with the figures written otherwise
	Edits   []Edit
	Changes []reform.Change
	Moment  day.Moment

	asked     Reform
	base      *Law
	reference day.Moment
	named     *string
	options   reform.Options
	tolerance int64 // percent, −1: not said
	ramp      map[int]int64
}

// Compare reads a reform and proves the rules that it changes. All that is wrong is told at once.
func (l *Law) Compare(r Reform) (*Comparison, error) {
	c := &Comparison{asked: r, Law: l, base: l, tolerance: -1, ramp: map[int]int64{}}
	if r.Standard != nil {
		c.base = r.Standard
	}
	m, err := l.Moment(r.Asked, nil)
	if err != nil {
		return nil, err
	}
	c.Moment, c.reference = m, day.Moment{At: m.At, Known: m.Known}
	var problems facts.Problems
	if p := l.Plan; m.At < p.From || m.At > p.To {
		problems = append(problems, facts.Problem{Path: "--au", Message: fmt.Sprintf("le %s est hors de ce que les règles couvrent, du %s au %s", m.At, p.From, p.To)})
	}
	problem := func(err error) {
		if more, ok := err.(facts.Problems); ok {
			problems = append(problems, more...)
		} else if err != nil {
			problems = append(problems, facts.Problem{Message: err.Error()})
		}
	}
	problem(c.readReference())
	problem(c.readOptions())
	for _, text := range r.Edits {
		e, err := l.ReadEdit(text, m)
		if err != nil {
			problem(err)
			continue
		}
		c.Edits = append(c.Edits, e)
	}
	if m.Scenario == "" && len(r.Edits) == 0 && r.Reference == "" && r.Standard == nil {
		problems = append(problems, facts.Problem{Path: "--scenario", Message: fmt.Sprintf(
			"dites quoi comparer : --scenario (%s), --changer %s, --regles DOSSIER, ou --reference pour une autre date", strings.Join(l.Scenarios(), ", "), editShape)})
	}
	if len(problems) > 0 {
		return nil, problems
	}
	for _, e := range c.Edits {
		before, err := l.Standing(e)
		if err != nil {
			return nil, err
		}
		c.Changes = append(c.Changes, reform.Change{Place: e.Place(), Rule: e.Rule, From: before, To: law.Like(before, e.Value)})
	}
	if len(c.Edits) > 0 {
		if c.Law, err = l.Amend(c.Edits); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// readReference settles what the reform is compared with.
func (c *Comparison) readReference() error {
	text := c.asked.Reference
	switch {
	case text == "" || text == standing:
		return nil
	case slices.Contains(c.base.Scenarios(), text):
		c.reference.Scenario = text
	default:
		d, err := day.Parse(text)
		if err != nil {
			return facts.Refuse("--reference", "« %s » : %s, un jour AAAA-MM-JJ ou un scénario (%s) est attendu", text, standing, strings.Join(c.base.Scenarios(), ", "))
		}
		c.reference.At = d
	}
	c.named = &text
	return nil
}

// standing names the law as it stands.
const standing = "droit"

func (c *Comparison) readOptions() error {
	var problems facts.Problems
	refuse := func(path, format string, args ...any) {
		problems = append(problems, facts.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	r := &c.asked
	c.options = reform.Options{Threads: max(1, r.Threads)}
	for _, key := range r.Measures {
		rule, err := c.Law.FindRule(key)
		if err != nil {
			refuse("--mesure", "%s", strings.TrimPrefix(err.Error(), " : "))
			continue
		}
		c.options.Rules = append(c.options.Rules, c.Law.Plan.Rules[rule].Key)
	}
	if r.Volume != "" {
		n, err := money.ParseDecimal(percentText(r.Volume), 2)
		if err != nil || n < -100_00 || n > 1000_00 {
			refuse("--volume-actes", "une évolution en %%, de -100 à 1000, est attendue, « %s » trouvé", r.Volume)
		}
		c.options.Volume = n
	}
	if r.Tolerance != "" {
		n, err := strconv.ParseInt(percentText(r.Tolerance), 10, 64)
		if err != nil || n < 0 || n > 100 {
			refuse("--incertitude", "un nombre entier de 0 à 100 %% est attendu, « %s » trouvé", r.Tolerance)
		}
		c.tolerance = n
	}
	for _, pair := range strings.FieldsFunc(r.Ramp, func(r rune) bool { return r == ',' || r == ' ' }) {
		year, share, _ := strings.Cut(pair, "=")
		y, err := strconv.Atoi(year)
		n, err2 := strconv.ParseInt(percentText(share), 10, 64)
		if err != nil || err2 != nil || n < 0 || n > 100 {
			refuse("--montee", "« %s » : une année et une part de 0 à 100 sont attendues, comme 2026=50,2027=80", pair)
			continue
		}
		c.ramp[y] = n
	}
	return problems.OrNil()
}

// percentText drops the sign that people write.
func percentText(s string) string {
	return strings.TrimPrefix(strings.NewReplacer("%", "", "\u00a0", "", "\u202f", "", " ", "", "−", "-", ",", ".").Replace(s), "+")
}

// References keeps the worlds of reference of a base: they are worth computing once for many reforms.
type References struct {
	Base  *reform.Base
	sides map[day.Moment]*reform.Side
	law   *Law
	lock  chan struct{}
}

// NewReferences prepares the references of a law over a base.
func NewReferences(l *Law, b *reform.Base) *References {
	return &References{Base: b, law: l, sides: map[day.Moment]*reform.Side{}, lock: make(chan struct{}, 1)}
}

// mostReferences bounds how many worlds are kept.
const mostReferences = 12

func (r *References) side(l *Law, m day.Moment) *reform.Side {
	if l != r.law || m.Known != nil {
		return reform.NewSide(r.Base, reform.World{Engine: l.Engine, Moment: m})
	}
	r.lock <- struct{}{}
	defer func() { <-r.lock }()
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

// EditLabel says in words what an edit changes: the part, and the case of its row.
func (c *Comparison) EditLabel(e Edit) string {
	p := c.base.Plan
	rule, ok := p.Rule(e.Rule)
	if !ok {
		return e.String()
	}
	part, ok := p.PartNamed(rule, e.Part)
	if !ok || e.Version < 1 || e.Version > len(p.Parts[part].Versions) {
		return e.String()
	}
	label := explain.PartTitle(&p.Parts[part])
	if p.Parts[part].Name == e.Rule {
		label = p.Rules[rule].Title
	}
	v := &p.Parts[part].Versions[e.Version-1]
	if v.Table != nil && e.Row > 0 && e.Row <= len(v.Table.Rows) {
		label += ", " + explain.RowPhrase(p, v, &v.Table.Rows[e.Row-1])
	}
	return label
}

// EditUnit is the sign of the unit of a figure that an edit changes, empty when it changes something else.
func (c *Comparison) EditUnit(e Edit) string {
	p := c.base.Plan
	rule, ok := p.Rule(e.Rule)
	part, known := p.PartNamed(rule, e.Part)
	if !ok || !known || e.Column != "" && e.Column != "montant" && e.Column != "taux" {
		return ""
	}
	switch {
	case p.Parts[part].Augments >= 0 || p.Parts[part].Unit.Kind == plan.Percent:
		return "%"
	case p.Parts[part].Unit.Kind == plan.Euro:
		return "€"
	}
	return ""
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

// Priceable lists the rules whose figures can be priced at a moment, by key.
func (r *References) Priceable(l *Law, m day.Moment) []string { return r.side(l, m).Priceable() }
