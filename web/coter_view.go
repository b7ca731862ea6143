package web

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
)

// billView is the computed part of the page.
type billView struct {
	*cotation.Answer
	At          day.Date
	Figure      string // the total without its unit, or the least
	Most        string // the greatest, when the total is not known
	Room        string // what missing facts may add to the least
	Codes, Copy string
	Firm        bool // the total is known
	Stands      bool // the lines make the least total
	Amounts     []share
	Cash        []share
	Bills       [][]billLine
	Asks        []ask
	Advice      []notAdded
	Near, Far   []notAdded
	Decides     string // the controls of the missing facts
	Split       []noteView
}

// share is an amount under its name.
type share struct {
	Name   string
	Amount cotation.Number
	Due    bool // this one is what the rules ask for
}

// billLine is one line of the bill.
type billLine struct {
	cotation.Line
	Name  string
	Times string // the coefficient, unless it is one
	Notes []noteView
}

// Percent is the rate of the insurance.
func (l billLine) Percent() string {
	return money.FrenchNumber(money.FormatDecimal(l.Rate.N, l.Rate.Scale)) + space + "%"
}

// noteView is a source in the margin.
type noteView struct {
	Act, Article, Since, Grade, Rule string
	Figures                          []string
	Moved                            []string
}

func (s *Server) billViewOf(a *cotation.Answer, f *priceForm) *billView {
	v := &billView{Answer: a, At: f.at, Firm: a.Total.Known, Split: notesOf(a.SplitSources)}
	v.bills(f)
	v.figures()
	for i := range a.Questions {
		v.Asks = append(v.Asks, f.ask(&a.Questions[i]))
	}
	var decides []string
	for i := range a.Questions {
		decides = append(decides, f.fieldOf(a.Questions[i].Fact))
	}
	slices.Sort(decides)
	v.Decides = strings.Join(slices.Compact(decides), " ")
	s.refuse(v, f)
	return v
}

// bills writes the lines, one list for each sheet.
func (v *billView) bills(f *priceForm) {
	var sheets []string
	for _, sheet := range v.Sheets {
		var lines []billLine
		var codes []string
		for _, i := range sheet {
			l := &v.Lines[i]
			one := billLine{Line: *l, Name: f.gestures.label(l.Code), Notes: notesOf(l.Sources)}
			for k := range l.Modifiers {
				one.Notes = append(one.Notes, notesOf(l.Modifiers[k].Sources)...)
			}
			if one.Name == "" {
				one.Name = l.Title
			}
			if c := l.Coefficient; c.Known {
				one.Times = money.FrenchNumber(money.FormatDecimal(c.N, c.Scale))
			}
			if one.Times == "1" {
				one.Times = ""
			}
			lines = append(lines, one)
			if l.Code != "" {
				codes = append(codes, l.Billed())
			}
		}
		v.Bills = append(v.Bills, lines)
		sheets = append(sheets, strings.Join(codes, " + "))
	}
	v.Codes = strings.Join(sheets, " ; ")
	v.Copy = v.Codes
}

// figures writes the sums.
func (v *billView) figures() {
	a := v.Answer
	switch {
	case a.Total.Known:
		v.Figure = figureOf(a.Total)
	case a.Min.Known:
		if a.Min.N > 0 {
			v.Figure = figureOf(a.Min)
		}
		if a.Max.Known && a.Max.N > a.Min.N {
			v.Most, v.Room = money.Amount(a.Max.N).French(), money.Amount(a.Max.N-a.Min.N).French()
		}
	}
	sum := int64(0)
	for i := range a.Lines {
		sum += a.Lines[i].Amount.N
	}
	v.Stands = a.Min.Known && sum == a.Min.N && len(a.Lines) > 0
	if a.Insurance.Known || a.Complementary.Known || a.Patient.Known {
		v.Amounts = []share{{Name: "Assurance maladie", Amount: a.Insurance}, {Name: "Complémentaire", Amount: a.Complementary}, {Name: "Patient", Amount: a.Patient}}
	}
	if c := a.Cash; c != nil {
		v.Cash = []share{{Name: "Sans tiers payant", Amount: c.Without}, {Name: "Tiers payant AMO", Amount: c.Insurance}, {Name: "Tiers payant intégral", Amount: c.All}}
		if c.Compulsory != nil {
			for i, word := range [...]string{"", "amo", "integral"} { // none compulsory marks none
				v.Cash[i].Due = *c.Compulsory == word
			}
		}
	}
}

func figureOf(n cotation.Number) string {
	return strings.TrimSuffix(money.Amount(n.N).French(), space+"€")
}

// Text writes an amount that may not be known.
func (s share) Text() string {
	if !s.Amount.Known {
		return "—"
	}
	return money.Amount(s.Amount.N).French()
}

// Covered reports whether the rules cover the visit.
func (v *billView) Covered() bool { return v.State != answer.NotCovered }

// Moving counts the questions that move the total; the others only share it.
func (v *billView) Moving() int {
	n := 0
	for _, q := range v.Asks {
		if q.Worth > 0 {
			n++
		}
	}
	return n
}

// Say is the sentence that is announced.
func (v *billView) Say() string {
	text := v.Figure + space + "€"
	switch {
	case v.Figure == "" && v.Most == "":
		return stateWords[v.State] + "."
	case v.Figure == "":
		text = "Jusqu’à " + v.Most
	case v.Most != "":
		text = "De " + text + " à " + v.Most
	}
	if v.Codes != "" {
		text += ", " + v.Codes
	}
	text += ". " + stateWords[v.State]
	if n := len(v.Asks); n > 0 {
		text += ", " + counted(n, "question", "questions")
	}
	return text + "."
}

// notesOf gathers the sources of one text and one rule.
func notesOf(list []explain.Source) []noteView {
	var out []noteView
	for _, source := range list {
		n := noteView{Act: source.Title, Since: source.Since, Grade: source.Reliability, Rule: source.Rule}
		if source.Article != nil {
			n.Article = *source.Article
		}
		i := slices.IndexFunc(out, func(o noteView) bool { return o.Act == n.Act && o.Article == n.Article && o.Rule == n.Rule })
		if i < 0 {
			i = len(out)
			out = append(out, n)
		}
		o := &out[i]
		if source.Figure != "" && !slices.Contains(o.Figures, source.Figure) {
			o.Figures = append(o.Figures, source.Figure)
		}
		o.Since = max(o.Since, n.Since)
		if gradeRank(n.Grade) > gradeRank(o.Grade) {
			o.Grade = n.Grade
		}
		for _, step := range explain.StepPhrases(source.Postponed) {
			if !slices.Contains(o.Moved, step) {
				o.Moved = append(o.Moved, step)
			}
		}
	}
	return out
}
