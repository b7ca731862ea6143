package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/practice"
)

// yearView is the computed part of the page.
type yearView struct {
	*practice.Year
	Total     string
	TakenOn   string // the day at which the facts of the list are taken
	Bounds    string // what the total may be, when it is not one
	Chart     rangeChart
	Open      int // facts still missing
	Items     []itemView
	Nothing   []itemView // items that bring nothing
	Questions []questionView
	Later     []questionView // asked once those are answered
	Classes   []classLine
	ClassSum  classLine
	Months    []monthCell
	Undated   []practice.Arrival
	Compared  []comparedLine
	Sum       comparedLine
	LeftOut   []string // items of the year before of which nothing is said
	Untold    []string
	Said      string // for who listens
}

// itemView is an item as a line.
type itemView struct {
	practice.Item
	Figure, Small string
	Display       string // its state on the page
	Word          string
	Sources       []sourceView
	Details       []practice.Detail
	Link          string
}

// sourceView is one act with what it held up.
type sourceView struct {
	Title, Article, Since, Grade string
}

// questionView is one missing fact.
type questionView struct {
	Text    string
	Worth   string
	Field   string // the id of its field, empty when no field states it
	Name    string
	Answers []answerView
	Item    string
}

type answerView struct{ Label, Value, Gives string }

func (s *Server) yearView(y *practice.Year, f *yearForm) *yearView {
	v := &yearView{Year: y, TakenOn: practice.ListDay(s.law.Plan, patientList, y.Of).String()}
	for i := range y.Items {
		one := s.itemView(&y.Items[i])
		if y.Items[i].Amount != nil && *y.Items[i].Amount == 0 && len(y.Items[i].Readings) == 0 {
			v.Nothing = append(v.Nothing, one)
			continue
		}
		v.Items = append(v.Items, one)
	}
	slices.SortStableFunc(v.Items, func(a, b itemView) int { return cmp.Compare(b.Max, a.Max) })
	v.questions(f)
	v.total()
	v.classes(f)
	v.calendar()
	v.compare(f)
	for _, u := range y.Untold {
		title := u.Title
		if i, ok := s.law.Plan.Rule(u.Rule); ok {
			title = s.law.Plan.Rules[i].Title
		}
		v.Untold = append(v.Untold, title)
	}
	return v
}

func (v *yearView) total() {
	y := v.Year
	switch {
	case y.Total != nil:
		v.Total = short(*y.Total)
	case y.Likely != nil && y.Likely.Total != nil:
		v.Total = short(*y.Likely.Total)
		v.Bounds = "de " + unitless(y.Min) + " à " + short(y.Max)
	default:
		v.Total = short(y.Min)
		v.Bounds = "jusqu’à " + short(y.Max)
	}
	if y.Total == nil {
		v.Chart = newRangeChart(y)
	}
	v.Said = "Total " + itoa(y.Of) + " : " + v.Total
	if v.Bounds != "" {
		v.Said += ", " + v.Bounds
	}
}

func unitless(cents int64) string { return strings.TrimSuffix(short(cents), space+"€") }

func (s *Server) itemView(item *practice.Item) itemView {
	out := itemView{Item: *item, Display: item.State, Word: stateWords[item.State], Link: "/regles/" + item.Computed}
	switch {
	case item.State == answer.NotCovered:
		out.Figure = "—"
	case item.Amount != nil && *item.Amount == 0 && len(item.Readings) == 0:
		out.Figure, out.Display, out.Word = "—", answer.NotDue, "Non dû"
	case item.Amount != nil:
		out.Figure = short(*item.Amount)
	case item.Likely != nil:
		out.Figure, out.Small = short(*item.Likely), "de "+unitless(item.Min)+" à "+short(item.Max)
	default:
		out.Figure, out.Small = short(item.Min), "à "+short(item.Max)
	}
	if item.State == answer.Disputed && item.Min != item.Max {
		out.Small = "ou " + short(item.Max)
	}
	for _, d := range item.Detail {
		if d.Amount == 0 {
			continue
		}
		if i, ok := s.law.Plan.Rule(d.Part); ok && d.Part == item.Computed {
			d.Title = s.law.Plan.Rules[i].Title
		}
		if strings.Contains(d.Figure, ":") || d.Figure == short(d.Amount) || d.Figure == euros(d.Amount) {
			d.Figure = ""
		}
		out.Details = append(out.Details, d)
	}
	if len(out.Details) == 1 && out.Details[0].Figure == "" {
		out.Details = nil
	}
	out.Sources = sourcesOf(item.Sources)
	return out
}

// sourcesOf gathers sources that say the same.
func sourcesOf(list []explain.Source) []sourceView {
	var out []sourceView
	for _, source := range list {
		v := sourceView{Title: source.Title, Since: source.Since, Grade: source.Reliability}
		if source.Article != nil {
			v.Article = *source.Article
		}
		i := slices.IndexFunc(out, func(o sourceView) bool { return o.Title == v.Title && o.Article == v.Article })
		switch {
		case i < 0:
			out = append(out, v)
		default:
			if gradeRank(v.Grade) > gradeRank(out[i].Grade) {
				out[i].Grade = v.Grade
			}
			if v.Since > out[i].Since {
				out[i].Since = v.Since
			}
		}
	}
	return out
}

// classLine is one class of patients in the table of the composition.
type classLine struct {
	Label       string
	Count       int64
	Before, Now string // one patient
	Was, Is     string // the class
	WasBar      string // widths, in percents
	IsBar       string
}

func (v *yearView) classes(f *yearForm) {
	most := int64(1)
	for _, c := range f.listing.Classes {
		n := f.counts[c.Name]
		most = max(most, n*c.each.Hi, n*c.was.Hi)
	}
	var sum struct{ wasLo, wasHi, isLo, isHi int64 }
	for _, c := range f.listing.Classes {
		n := f.counts[c.Name]
		if n == 0 {
			continue
		}
		v.Classes = append(v.Classes, classLine{
			Label: c.Label, Count: n, Before: c.Before, Now: c.Amount, Was: times(c.was, n), Is: times(c.each, n),
			WasBar: percent(n*c.was.Hi, most), IsBar: percent(n*c.each.Hi, most),
		})
		v.ClassSum.Count += n
		sum.wasLo += n * c.was.Lo
		sum.wasHi += n * c.was.Hi
		sum.isLo += n * c.each.Lo
		sum.isHi += n * c.each.Hi
	}
	v.ClassSum.Was = rangeText(practice.Range{Lo: sum.wasLo, Hi: sum.wasHi})
	v.ClassSum.Is = rangeText(practice.Range{Lo: sum.isLo, Hi: sum.isHi})
}

func times(r practice.Range, n int64) string {
	r.Lo *= n
	r.Hi *= n
	return rangeText(r)
}

// percent writes a width with one decimal.
func percent(n, of int64) string {
	return money.FormatDecimal(money.Divide(max(n, 0)*1000, max(of, 1), money.HalfUp), 1) + "%"
}

// monthCell is a month of the calendar.
type monthCell struct {
	Name string
	Paid []practice.Arrival
	Sum  string
	Old  bool // only payments due for the year before
}

func (v *yearView) calendar() {
	v.Months = make([]monthCell, 12)
	for i := range v.Months {
		v.Months[i].Name = shortMonths[i+1]
	}
	var sums [12]int64
	for _, a := range v.Year.Arrivals {
		month := 0
		if a.Date != nil && len(*a.Date) == len("2026-04") {
			month = int((*a.Date)[5]-'0')*10 + int((*a.Date)[6]-'0')
		}
		if month < 1 || month > 12 {
			v.Undated = append(v.Undated, a)
			continue
		}
		cell := &v.Months[month-1]
		cell.Old = (len(cell.Paid) == 0 || cell.Old) && a.For != v.Year.Of
		cell.Paid = append(cell.Paid, a)
		if a.Amount != nil {
			sums[month-1] += *a.Amount
		}
	}
	for i := range v.Months {
		if sums[i] != 0 {
			v.Months[i].Sum = euros(sums[i])
		}
	}
	for _, p := range v.Year.Calendar { // what is due for the year and paid after it
		if p.Date != nil && !strings.HasPrefix(*p.Date, itoa(v.Year.Of)) {
			amount := p.Amount
			v.Undated = append(v.Undated, practice.Arrival{Date: p.Date, Rule: p.Rule, Title: p.Title, Amount: &amount, For: v.Year.Of, Grade: p.Grade, Doubt: p.Doubt})
		}
	}
}

// When writes the date of a payment without a month of the year.
func (v *yearView) When(a practice.Arrival) string {
	switch {
	case a.Date == nil:
		return "date non établie"
	case len(*a.Date) == len("2026"):
		return *a.Date + ", mois non établi"
	}
	month := int((*a.Date)[5]-'0')*10 + int((*a.Date)[6]-'0')
	return shortMonths[month] + " " + (*a.Date)[:4]
}
