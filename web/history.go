package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"html/template"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/practice"
)

// historyView is the history of one figure of a rule: as signed, as applied.
type historyView struct {
	Title    string
	Unit     string
	Chosen   string
	Cases    []option
	Chart    template.HTML // empty when the figure never moved
	Applied  []strip
	Signed   []strip
	Moved    bool // something signed was not applied
	Sentence template.HTML
	Gap      template.HTML // what the postponement was worth
	Mover    string
	Span     string // the years shown
}

// strip is one step in words.
type strip struct {
	Date   string
	Figure string
	Undone string // why it did not apply
	Now    bool
	Known  bool
}

// maxCases bounds the cases whose history is looked at to choose the one shown first.
const maxCases = 60

type followed struct {
	name, label string
	part        *plan.Part
	past        answer.Past
	own         bool // of the page of a code: the line bears the code itself
}

// history follows the case that the address asks for, or the one that says most: a postponement, then the most steps.
func (s *Server) history(rule int, m day.Moment, query url.Values) *historyView {
	all := s.follow(rule, m)
	if len(all) == 0 {
		return nil
	}
	best, bestRank := 0, -1
	for i, f := range all {
		if f.name == query.Get("cas") {
			best, bestRank = i, 1<<20
		}
		if rank := s.interest(rule, &f); rank > bestRank {
			best, bestRank = i, rank
		}
	}
	f := all[best]
	if !slices.ContainsFunc(all, func(o followed) bool { return steps(o.past) > 1 || len(o.past.Signed) > 0 || len(o.past.Applied) > 2 }) {
		return nil // nothing ever moved
	}
	v := &historyView{Title: f.label, Chosen: f.name, Unit: unitPhrase(f.part.Unit), Moved: len(f.past.Signed) > 0}
	if len(all) > 1 {
		for _, other := range all {
			v.Cases = append(v.Cases, option{Value: other.name, Label: other.label, Chosen: other.name == f.name})
		}
	}
	v.strips(f, m)
	v.say(s.law.Plan, f, m)
	last := f.past.Applied[len(f.past.Applied)-1].From
	v.Span = itoa(firstShown(f.past).Year())
	if y := max(last.Year(), m.At.Year()); y > firstShown(f.past).Year() {
		v.Span += "-" + itoa(y)
	}
	if steps(f.past) > 1 || v.Moved {
		v.Chart = stepChart(f, m, s.mark(f, m))
	}
	return v
}

// interest ranks what may be shown first: what was signed and moved, then what still applies, the rule's own result, and the most steps.
func (s *Server) interest(rule int, f *followed) int {
	rank := len(f.past.Signed)*100 + steps(f.past)
	if f.past.Applied[len(f.past.Applied)-1].Value.State == eval.Known {
		rank += 50
	}
	for _, term := range practice.Terms(s.law.Plan.Rules[rule].Result) {
		if &s.law.Plan.Parts[term] == f.part {
			rank += 20
		}
	}
	return rank
}

// follow lists the figures of a rule that can be followed through time.
func (s *Server) follow(rule int, m day.Moment) []followed {
	p := s.law.Plan
	var out []followed
	for _, i := range p.Rules[rule].Parts {
		part := &p.Parts[i]
		k := latest(p, part, m)
		if k < 0 || part.Unit.Kind == plan.Answer {
			continue
		}
		at := m
		at.At = max(m.At, begin(p, &part.Versions[k], m))
		rows := 1
		v := &part.Versions[k]
		if v.Table != nil {
			rows = len(v.Table.Rows)
		}
		for row := range rows {
			if len(out) >= maxCases {
				break
			}
			label, n := explain.PartTitle(part), -1
			if part.Name == p.Rules[rule].Key {
				label = p.Rules[rule].Title
			}
			if v.Table != nil {
				n = row
				label += " : " + explain.RowPhrase(p, v, &v.Table.Rows[row])
				if code := v.Table.Rows[row].Code; code != "" {
					label = code + ", " + explain.RowPhrase(p, v, &v.Table.Rows[row])
				}
			}
			c := answer.CaseOf(s.law.Engine, rule, i, n, at)
			past := c.Past(s.law.Engine, m)
			if !worthShowing(past) {
				continue
			}
			out = append(out, followed{name: fmt.Sprintf("%s.%d", part.Name, row), label: label, part: part, past: past})
		}
	}
	return out
}

// latest is the version whose lines are offered: that in force, or the last one with figures.
func latest(p *plan.Plan, part *plan.Part, m day.Moment) int {
	k := eval.InForce(p, part.Versions, m)
	for i := len(part.Versions) - 1; i >= 0 && (k < 0 || part.Versions[k].Ends); i-- {
		if _, _, ok := eval.Dated(p, part.Versions[i].Effects, m); ok && !part.Versions[i].Ends {
			k = i
		}
	}
	if k >= 0 && (part.Versions[k].Ends || part.Versions[k].NotEstablished != "") {
		return -1
	}
	return k
}

func begin(p *plan.Plan, v *plan.Version, m day.Moment) day.Date {
	d, _, _ := eval.Dated(p, v.Effects, m)
	return d
}

// worthShowing tells a past with a figure other than nil.
func worthShowing(past answer.Past) bool {
	return slices.ContainsFunc(past.Applied, func(s answer.Stretch) bool { return s.Value.State == eval.Known && s.Value.N != 0 })
}

// steps counts the stretches with a figure.
func steps(past answer.Past) int {
	n := 0
	for _, s := range past.Applied {
		if s.Value.State == eval.Known {
			n++
		}
	}
	return n
}

func firstShown(past answer.Past) day.Date {
	for _, s := range past.Applied {
		if s.Value.State == eval.Known {
			return s.From
		}
	}
	return past.Applied[0].From
}

func (v *historyView) strips(f followed, m day.Moment) {
	started := false
	for i, s := range f.past.Applied {
		started = started || s.Value.State == eval.Known
		if !started {
			continue
		}
		now := s.From <= m.At && (i+1 == len(f.past.Applied) || m.At < f.past.Applied[i+1].From)
		v.Applied = append(v.Applied, strip{Date: s.From.String(), Figure: stretchText(f, s.Value), Now: now, Known: s.Value.State == eval.Known})
	}
	if !v.Moved {
		return
	}
	for _, u := range f.past.Signed {
		for _, s := range f.past.Applied {
			if s.From < u.From && s.Value.State == eval.Known && !slices.ContainsFunc(v.Signed, func(o strip) bool { return o.Date == s.From.String() }) {
				v.Signed = append(v.Signed, strip{Date: s.From.String(), Figure: stretchText(f, s.Value)})
			}
		}
		v.Signed = append(v.Signed, strip{Date: u.From.String(), Figure: stretchText(f, u.Value), Undone: "suspendu"})
	}
	v.Signed = v.Signed[max(0, len(v.Signed)-5):]
}

func stretchText(f followed, v eval.Value) string {
	switch v.State {
	case eval.Known:
		return explain.Number(v.N, f.part.Unit, f.part.Spoken())
	case eval.Absent:
		return "prend fin"
	case eval.NotEstablished:
		return "non établi"
	}
	return "—"
}

// mark is the day that the chart and the sentence look at: that of the moment, or the middle of what was signed and not applied.
func (s *Server) mark(f followed, m day.Moment) day.Date {
	for _, u := range f.past.Signed {
		if u.From <= m.At && m.At < u.To {
			return m.At
		}
	}
	if len(f.past.Signed) > 0 {
		u := f.past.Signed[len(f.past.Signed)-1]
		middle := u.From + (min(u.To, u.From+730)-u.From)/2
		year, month, _ := middle.Civil()
		if fifteenth := day.New(year, month, 15); u.From <= fifteenth && fifteenth < u.To {
			return fifteenth
		}
		return middle
	}
	return m.At
}

// say tells the difference between what was signed and what applied.
func (v *historyView) say(p *plan.Plan, f followed, m day.Moment) {
	if len(f.past.Signed) == 0 {
		return
	}
	u := f.past.Signed[len(f.past.Signed)-1]
	applied := valueAt(f.past, u.From)
	v.Mover = p.Acts[u.Act].Title
	v.Sentence = template.HTML(fmt.Sprintf("Du %s au %s, %s. Qui ne connaissait que les actes publiés avant le %s attendait <b class=\"n\">%s</b>.",
		longDate(u.From), longDate(u.To-1), appliedPhrase(f, applied), longDate(p.Acts[u.Act].Published), template.HTMLEscapeString(stretchText(f, u.Value))))
	if applied.State == eval.Known && f.part.Unit.Kind == plan.Euro {
		v.Gap = template.HTML(template.HTMLEscapeString(gap(u.Value.N - applied.N)))
	}
}

func appliedPhrase(f followed, v eval.Value) string {
	if v.State != eval.Known {
		return "rien n’était dû"
	}
	return `le chiffre appliqué est <b class="n">` + template.HTMLEscapeString(stretchText(f, v)) + `</b>`
}

func valueAt(past answer.Past, d day.Date) eval.Value {
	v := past.Applied[0].Value
	for _, s := range past.Applied {
		if s.From <= d {
			v = s.Value
		}
	}
	return v
}

// unitPhrase says what the axis counts.
func unitPhrase(u plan.Unit) string {
	switch {
	case u.Kind == plan.Percent:
		return "pourcentage"
	case u.Label == "":
		return "nombre"
	}
	return strings.TrimSpace(u.Label)
}
