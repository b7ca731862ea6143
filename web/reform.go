package web

import (
	"errors"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/reform"
)

// Names of the fields of the page, in its address as in its form.
const (
	reformRule      = "regle"
	reformEdit      = "changer"
	reformFigure    = "v:" // then the place of a figure: what the form holds for it, changed or not
	reformReference = "reference"
	reformTolerance = "incertitude"
	reformVolume    = "volume"
	reformRamp      = "montee"
	reformYears     = "annees" // asks for the parts that take longer
)

// reformStart is the rule that the page opens on.
const reformStart = "forfait_medecin_traitant"

// reformBody is the page of a reform.
type reformBody struct {
	Rules     []option
	Chosen    string
	Query     string // of the address that gives the same page
	Text      *amendedRule
	Elsewhere []reform.Change // figures changed in other rules
	Kept      []hidden        // the fields that carry them
	Problems  []problem
	Broken    []string // what the change breaks in the rule, in the words of the proof
	Result    *reformView
	Fields    []field // hypotheses
	Waiting   []nationStep
	Missing   bool // no population at all
	Failed    string
	Command   string
}

// reform answers the page, its computed part alone, or its table as CSV.
func (s *Server) reform(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	m, err := s.law.Moment(s.reformMoment(values), nil)
	if err != nil {
		return err
	}
	edits, canonical := s.reformEdits(values, m)
	if !partial(r) && canonical != r.URL.RawQuery && hasFigures(values) {
		http.Redirect(w, r, "/reforme?"+canonical, http.StatusSeeOther)
		return nil
	}
	body := &reformBody{Query: canonical, Chosen: values.Get(reformRule)}
	if body.Chosen == "" {
		body.Chosen = reformStart
	}
	status := s.fillReform(r, body, values, m, edits)
	page := s.newPage("Chiffrer une réforme", "/reforme", body)
	page.Moment = s.bar(m, values, "")
	page.Moment.Form = reformForm
	page.Moment.Fields[0].Value = frenchDay(m.At)
	if len(body.Waiting) > 0 || body.waits() {
		w.Header().Set("Refresh", "2")
	}
	s.render(w, r, status, "reforme", page)
	return nil
}

const reformForm = "reforme"

// waits tells that the population is on its way.
func (b *reformBody) waits() bool {
	return b.Result == nil && !b.Missing && b.Failed == "" && len(b.Problems) == 0 && len(b.Broken) == 0
}

// reformMoment is that of the address; without one, the last day of the year after the rules were verified, when every measure that they
// know is in force.
func (s *Server) reformMoment(values url.Values) opposable.Asked {
	asked := s.asked(values)
	if asked.At == "" {
		asked.At = day.New(s.law.Plan.Verified.Year()+1, 12, 31).String()
	}
	return asked
}

// hasFigures tells a form that was sent from an address that was copied.
func hasFigures(values url.Values) bool {
	for name := range values {
		if strings.HasPrefix(name, reformFigure) {
			return true
		}
	}
	return false
}

// reformEdits reads the figures of a form or of an address, and writes the shortest address that says the same: only what differs from
// the law is in it.
func (s *Server) reformEdits(values url.Values, m day.Moment) (edits []string, canonical string) {
	out := url.Values{}
	for _, name := range []string{reformRule, "au", "connu_le", "scenario", reformReference, reformTolerance, reformVolume, reformRamp} {
		if v := strings.TrimSpace(values.Get(name)); v != "" {
			out.Set(name, v)
		}
	}
	rule := values.Get(reformRule)
	if rule == "" {
		rule = reformStart
	}
	sent := map[string]bool{}
	for name := range values {
		if place, ok := strings.CutPrefix(name, reformFigure); ok {
			sent[place] = true
			edits = append(edits, place+"="+strings.TrimSpace(values.Get(name)))
		}
	}
	slices.Sort(edits)
	edits = append(edits, values[reformEdit]...)
	var kept []string
	for _, text := range edits {
		e, err := s.law.ReadEdit(text, m)
		if err != nil {
			kept = append(kept, text)
			continue
		}
		before, err := s.law.Standing(e)
		if err == nil && sameFigure(before, e.Value) || slices.ContainsFunc(kept, func(k string) bool { return strings.HasPrefix(k, e.Place()+"=") }) {
			continue
		}
		kept = append(kept, e.String())
	}
	out[reformEdit] = kept
	if len(kept) == 0 {
		out.Del(reformEdit)
	}
	return kept, out.Encode()
}

// sameFigure compares a figure of the law with one that was typed: « 5 », « 5.00 » and « 5 € » say the same.
func sameFigure(before, typed string) bool { return bareFigure(before) == bareFigure(typed) }

// bareFigure drops the sign of the unit and the zeros that change nothing; a text that is no figure stays as it is.
func bareFigure(text string) string {
	s := strings.TrimSpace(strings.NewReplacer(",", ".", space, " ", narrow, " ").Replace(text))
	s = strings.TrimRight(strings.TrimRight(s, "€%"), " ")
	if strings.Trim(s, "0123456789.-") != "" {
		return strings.TrimSpace(text)
	}
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// asking makes the question out of the address.
func (s *Server) asking(values url.Values, edits []string) opposable.Reform {
	return opposable.Reform{
		Asked: s.reformMoment(values), Edits: edits, Reference: strings.TrimSpace(values.Get(reformReference)), Volume: values.Get(reformVolume),
		Tolerance: values.Get(reformTolerance), Ramp: values.Get(reformRamp), Threads: runtime.GOMAXPROCS(0),
	}
}

// fillReform computes the page, and returns its status.
func (s *Server) fillReform(r *http.Request, body *reformBody, values url.Values, m day.Moment, edits []string) int {
	index, ok := s.law.Plan.Rule(body.Chosen)
	if !ok {
		body.Problems = append(body.Problems, problem{"regle", "Règle", "« " + body.Chosen + " » n'est pas une règle"})
		body.Chosen = reformStart
		index, _ = s.law.Plan.Rule(reformStart)
	}
	body.Fields = hypotheses(values)
	ask := s.asking(values, edits)
	ask.Years = !partial(r) || values.Get(reformYears) != ""
	if len(edits) == 0 && m.Scenario == "" && ask.Reference == "" { // nothing changes yet: the law against itself
		ask.Reference = "droit"
	}
	c, err := s.law.Compare(ask)
	if c != nil {
		body.Text = s.amended(index, m, c)
		body.elsewhere(c, s.law.Plan.Rules[index].Key)
	} else {
		body.Text = s.amended(index, m, nil)
	}
	if err != nil {
		return body.refuse(err)
	}
	body.Command = s.command(ask, c)
	if s.options.Nation == nil {
		body.Missing = true
		return http.StatusOK
	}
	state := s.options.Nation.state(s.law, m)
	switch {
	case state.Err != nil:
		body.Failed = state.Err.Error()
		return http.StatusOK
	case state.Refs == nil:
		body.Waiting = state.Steps
		body.Rules = s.reformRules(nil, m, body.Chosen)
		return http.StatusOK
	}
	body.Rules = s.reformRules(state.Refs, m, body.Chosen)
	report, err := c.Price(r.Context(), state.Refs)
	if err != nil {
		return body.refuse(err)
	}
	body.Result = newReformView(report, c)
	return http.StatusOK
}

// refuse says what is wrong with a question.
func (b *reformBody) refuse(err error) int {
	var problems facts.Problems
	var findings opposable.Findings
	var stuck *reform.Problem
	switch {
	case errors.As(err, &problems):
		for _, p := range problems {
			b.Problems = append(b.Problems, problem{fieldID(strings.TrimPrefix(p.Path, "--")), strings.TrimPrefix(p.Path, "--"), p.Message})
		}
	case errors.As(err, &findings):
		for _, f := range findings {
			b.Broken = append(b.Broken, f.Message)
		}
	case errors.As(err, &stuck):
		b.Problems = append(b.Problems, problem{"reforme", "Réforme", stuck.Text})
	default:
		b.Problems = append(b.Problems, problem{"reforme", "Réforme", err.Error()})
	}
	return http.StatusUnprocessableEntity
}

// elsewhere lists the figures changed in other rules than the one shown.
func (b *reformBody) elsewhere(c *opposable.Comparison, key string) {
	for i, ch := range c.Changes {
		if ch.Rule == key || ch.From == ch.To {
			continue
		}
		b.Elsewhere = append(b.Elsewhere, reform.Change{Place: c.EditLabel(c.Edits[i]), Rule: ch.Rule, From: ch.From, To: ch.To})
		b.Kept = append(b.Kept, hidden{reformEdit, c.Edits[i].String()})
	}
}

// reformRules lists the rules whose figures the population can price: the chosen one first of all those of its group.
func (s *Server) reformRules(refs *opposable.References, m day.Moment, chosen string) []option {
	p := s.law.Plan
	keys := []string{chosen}
	if refs != nil {
		keys = refs.Priceable(s.law, m)
		if !slices.Contains(keys, chosen) {
			keys = append(keys, chosen)
		}
	}
	var out []option
	for _, key := range keys {
		if i, ok := p.Rule(key); ok {
			out = append(out, option{Value: key, Label: p.Rules[i].Title, Chosen: key == chosen})
		}
	}
	slices.SortFunc(out, func(a, b option) int { return strings.Compare(foldCase(a.Label), foldCase(b.Label)) })
	return out
}

func foldCase(s string) string { return strings.ToLower(s) }

// command is the line that gives the same figures.
func (s *Server) command(ask opposable.Reform, c *opposable.Comparison) string {
	words := []string{"opposable simuler"}
	if s.options.Nation != nil && s.options.Nation.Said != "" {
		words = append(words, s.options.Nation.Said)
	}
	words = append(words, "--au "+c.Moment.At.String())
	add := func(flag, value string) {
		if value != "" {
			words = append(words, flag+" "+quoted(value))
		}
	}
	add("--connu-le", ask.Known)
	add("--scenario", ask.Scenario)
	for _, e := range c.Edits {
		add("--changer", e.String())
	}
	if ask.Reference != "droit" || len(c.Edits) == 0 && ask.Scenario == "" {
		add("--reference", ask.Reference)
	}
	add("--volume-actes", ask.Volume)
	add("--incertitude", ask.Tolerance)
	add("--montee", ask.Ramp)
	return strings.Join(words, " ")
}

// quoted protects a word from a shell.
func quoted(s string) string {
	if strings.ContainsAny(s, " €%&;'\"$") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}

// hypotheses are the fields of what is supposed.
func hypotheses(values url.Values) []field {
	one := func(name, label, unit, hint string) field {
		return field{Name: name, ID: fieldID(name), Label: label, Value: values.Get(name), Unit: unit, Hint: hint, Mode: "decimal"}
	}
	ramp := one(reformRamp, "Montée en charge", "", "part de l'effet atteinte chaque année, comme 2027=50,2028=80 ; vide : tout, tout de suite")
	ramp.Mode, ramp.Class = "", "long"
	reference := one(reformReference, "Comparer à", "", "un jour (2025-12-31) ou un scénario ; vide : le droit, le même jour")
	reference.Mode, reference.Class = "", "long"
	return []field{
		one(reformTolerance, "Écart possible des effectifs", "%", "vide : selon la fiabilité de la population"),
		one(reformVolume, "Volume des actes", "%", "évolution avec la réforme ; vide : aucune"),
		ramp, reference,
	}
}

// partOfPlan finds a part by its name.
func partOfPlan(p *plan.Plan, rule int, name string) *plan.Part {
	if i, ok := p.PartNamed(rule, name); ok {
		return &p.Parts[i]
	}
	return nil
}
