package opposable

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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
