package web

import (
	"html/template"
	"slices"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// codeDate is a day at which the figure of a line moves, or was to move.
type codeDate struct {
	Date    day.Date
	Signed  string
	Undone  bool // what was signed did not apply
	Applied string
	Acts    []string
	Now     bool
}

// yearLine is one line of a code, the same visit in each year.
type yearLine struct {
	Label   string
	Term    bool // a part of the amount
	Signed  bool // as signed, where that differs
	Figures []yearFigure
}

type yearFigure struct {
	Text   string
	Undone bool
}

// fiveYears is how many years stand side by side.
const fiveYears = 5

// yearsShown are the last covered years, up to that of the moment or of the verification of the rules, whichever is later.
func (s *Server) yearsShown(m day.Moment) []int {
	p := s.law.Plan
	last := min(max(m.At.Year(), p.Verified.Year()), p.To.Year())
	var out []int
	for y := max(p.VisitsFrom.Year(), last-fiveYears+1); y <= last; y++ {
		out = append(out, y)
	}
	return out
}

// yearLines puts the same visit in each year: the day of the moment, as applied and, where that differs, as signed.
func yearLines(lines []followed, years []int, m day.Moment) []yearLine {
	var out []yearLine
	for i := range lines {
		f := &lines[i]
		applied := yearLine{Label: f.label, Term: !f.own}
		signed := yearLine{Label: f.label, Term: !f.own, Signed: true}
		moved := false
		for _, y := range years {
			d := sameDay(m.At, y)
			v := eval.Value{State: eval.Absent}
			if d >= f.past.Applied[0].From {
				v = valueAt(f.past, d)
			}
			text := yearText(*f, v)
			applied.Figures = append(applied.Figures, yearFigure{Text: text})
			if u := undoneAt(f.past, d); u != nil {
				moved = true
				signed.Figures = append(signed.Figures, yearFigure{stretchText(*f, u.Value), true})
				continue
			}
			signed.Figures = append(signed.Figures, yearFigure{Text: text})
		}
		out = append(out, applied)
		if moved {
			out = append(out, signed)
		}
	}
	return out
}

// sameDay is the same day of another year; the 29th of February is the 28th where there is none.
func sameDay(d day.Date, year int) day.Date { return d.AddMonths(12 * (year - d.Year())) }

// yearText writes a value, or a dash where nothing is due.
func yearText(f followed, v eval.Value) string {
	if v.State == eval.Absent {
		return "—"
	}
	return stretchText(f, v)
}

// undoneAt is what was signed for a day and did not apply.
func undoneAt(past answer.Past, d day.Date) *answer.Undone {
	for i := range past.Signed {
		if u := &past.Signed[i]; u.From <= d && d < u.To {
			return u
		}
	}
	return nil
}

// historyOf is the chart of a line, among the lines that may be chosen.
func (s *Server) historyOf(lines []followed, f *followed, m day.Moment) *historyView {
	v := &historyView{Title: f.label, Chosen: f.name, Unit: unitPhrase(f.part.Unit), Moved: len(f.past.Signed) > 0}
	if v.Title == "" {
		v.Title = s.law.Plan.Rules[f.part.Rule].Title
	}
	if len(lines) > 1 {
		for i := range lines {
			label := lines[i].label
			if label == "" {
				label = s.law.Plan.Rules[lines[i].part.Rule].Title
			}
			v.Cases = append(v.Cases, option{Value: lines[i].name, Label: label, Chosen: lines[i].name == f.name})
		}
	}
	v.say(s.law.Plan, *f, m)
	last := f.past.Applied[len(f.past.Applied)-1].From
	v.Span = itoa(firstShown(f.past).Year())
	if y := max(last.Year(), m.At.Year()); y > firstShown(f.past).Year() {
		v.Span += "-" + itoa(y)
	}
	if steps(f.past) > 1 || v.Moved {
		v.Chart = template.HTML(stepChart(*f, m, s.mark(*f, m)))
	}
	return v
}

// dates lists the days at which a line moves, as signed and as applied.
func (s *Server) dates(rule int, f *followed, m day.Moment) []codeDate {
	var out []codeDate
	var days []day.Date
	started := false
	for _, stretch := range f.past.Applied {
		if started = started || stretch.Value.State == eval.Known; started {
			days = append(days, stretch.From)
		}
	}
	for _, u := range f.past.Signed {
		days = append(days, u.From)
	}
	slices.Sort(days)
	for _, d := range slices.Compact(days) {
		v := valueAt(f.past, d)
		one := codeDate{Date: d, Applied: stretchText(*f, v), Acts: s.deciders(rule, d, m)}
		one.Signed = one.Applied
		if u := undoneAt(f.past, d); u != nil {
			one.Signed, one.Undone = stretchText(*f, u.Value), true
			one.Acts = append(one.Acts, "reporté par : "+s.law.Plan.Acts[u.Act].Title)
		}
		out = append(out, one)
	}
	for i := range out {
		next := s.law.Plan.To + 1
		if i+1 < len(out) {
			next = out[i+1].Date
		}
		out[i].Now = out[i].Date <= m.At && m.At < next
	}
	return out
}

// deciders names the acts that make some part of a rule apply from a day.
func (s *Server) deciders(rule int, d day.Date, m day.Moment) []string {
	p := s.law.Plan
	var out []string
	for _, i := range p.Rules[rule].Parts {
		for _, v := range p.Parts[i].Versions {
			for _, e := range v.Effects {
				act := &p.Acts[e.Act]
				known := act.Scenario && act.Key == m.Scenario || !act.Scenario && m.Knows(act.Published)
				if !e.Never && e.From == d && known && !slices.Contains(out, act.Title) {
					out = append(out, act.Title)
				}
			}
		}
	}
	return out
}

// doubtsAt lists what is unclear in a rule and in the lines of a code.
func doubtsAt(p *plan.Plan, seats []seat, lines []followed) []doubt {
	var out []doubt
	for _, i := range slices.Compact([]int{seats[0].rule, seats[0].act}) {
		whole := p.Rules[i]
		whole.Parts = nil
		out = append(out, doubtsOf(p, &whole)...)
	}
	add := func(text string) {
		if text != "" && !slices.ContainsFunc(out, func(o doubt) bool { return o.Text == text }) {
			out = append(out, doubt{"", text})
		}
	}
	for _, at := range seats {
		v := &p.Parts[at.part].Versions[at.version]
		add(v.Doubt)
		if at.row >= 0 {
			add(v.Table.Rows[at.row].Doubt)
		}
	}
	for i := range lines {
		if !lines[i].own {
			for k := range lines[i].part.Versions {
				add(lines[i].part.Versions[k].Doubt)
			}
		}
	}
	return out
}
