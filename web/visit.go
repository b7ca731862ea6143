package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// visitBody is the page that prices a visit.
type visitBody struct {
	*visitForm
	Problems []problem
	Result   *visitView // nil when what was typed is refused
	Posted   bool       // the form was sent: what a browser remembers must not change it
}

func (s *Server) visit(w http.ResponseWriter, r *http.Request) error {
	values := opening(s.options.Today())
	if r.Method == http.MethodPost {
		answered(r.PostForm)
		if r.PostForm.Has(dateField) {
			values = r.PostForm
		} else { // from the search box: one fact over the opening answers
			for k, v := range r.PostForm {
				values[k] = v
			}
		}
	}
	f := s.newVisitForm(values)
	body := &visitBody{visitForm: f, Posted: r.Method == http.MethodPost}
	object := f.object()
	asked := opposable.Asked{Known: isoDate(values.Get("connu_le")), Scenario: values.Get("scenario"), Today: s.options.Today()}
	m, err := s.law.Moment(asked, nil)
	var refused facts.Problems
	if errors.As(err, &refused) {
		f.problems = append(f.problems, momentProblems(refused)...)
		m.Scenario = ""
	}
	if len(f.problems) == 0 {
		a, err := s.law.Price(object, asked, cotation.Options{})
		switch {
		case errors.As(err, &refused):
			f.problems = refused
		case err != nil:
			return err
		default:
			body.Result = s.visitView(a, f)
		}
	}
	status := http.StatusOK
	if body.Problems = f.summary(); len(body.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if text, ok := object[dateField].(string); ok {
		if d, err := day.Parse(text); err == nil {
			m.At = d
		}
	}
	page := s.newPage("Coter une visite", "/coter", body)
	page.Moment = s.bar(m, values, "")
	page.Moment.Fields, page.Moment.Form = page.Moment.Fields[1:], "faits"
	s.render(w, r, status, "coter", page)
	return nil
}

// visitView is the computed part of the page.
type visitView struct {
	*cotation.Answer
	Total, Bounds string
	Codes         string
	Open          int
	Sentence      string
	Lines         []lineView
	Split         []labelled
	Cash          []labelled
	Asked         []visitQuestion
	Later         []visitQuestion
	Refused       []refusalView
	Others        []refusalView // refused for want of another purpose: they are seldom what is looked for
	Readings      []cotation.Reading
	SplitSources  []sourceView
	Doubts        []string
	Said          string
}

type labelled struct{ Label, Value string }

// lineView is one line of the bill.
type lineView struct {
	cotation.Line
	Figure string
	Share  string
	Source []sourceView
	Moved  string
}

// visitQuestion is a missing fact with its replies.
type visitQuestion struct {
	Text    string
	Worth   string // empty: only the shares depend on it
	Field   string // the id of its field in the form
	Answers []answerView
	Control *field // for a number or a date, asked in place
}

// refusalView is an act that is not in the bill.
type refusalView struct {
	Code, Figure, Reason string
	Gesture              *cotation.Gesture
	Link                 string
	Source               []sourceView
}

func (s *Server) visitView(a *cotation.Answer, f *visitForm) *visitView {
	v := &visitView{Answer: a, Readings: a.Readings, Doubts: a.Doubts, SplitSources: sourcesOf(a.SplitSources)}
	var codes []string
	for i := range a.Lines {
		l := &a.Lines[i]
		codes = append(codes, l.Code)
		v.Lines = append(v.Lines, lineOf(l))
	}
	v.Codes = strings.Join(codes, " + ")
	switch {
	case a.State == answer.NotCovered && !a.Total.Known && !a.Min.Known:
		v.Total = "—"
	case a.Total.Known:
		v.Total = euros(a.Total.N)
	case a.Min.Known:
		v.Total = euros(a.Min.N)
		if a.Max.Known && a.Max.N != a.Min.N {
			v.Bounds = "jusqu’à " + euros(a.Max.N)
		}
	default:
		v.Total = "—"
	}
	if a.Insurance.Known && a.Patient.Known {
		v.Split = []labelled{{"Assurance maladie", euros(a.Insurance.N)}, {"Complémentaire", numberText(a.Complementary)}, {"Patient", euros(a.Patient.N)}}
	}
	if c := a.Cash; c != nil {
		v.Cash = []labelled{{"Sans tiers payant", numberText(c.Without)}, {"Tiers payant, part obligatoire", numberText(c.Insurance)}, {"Tiers payant intégral", numberText(c.All)}}
	}
	v.questions(f)
	v.refusals()
	v.say()
	return v
}

func numberText(n cotation.Number) string {
	if !n.Known {
		return "—"
	}
	return euros(n.N)
}

func lineOf(l *cotation.Line) lineView {
	out := lineView{Line: *l, Figure: numberText(l.Amount), Source: sourcesOf(l.Sources)}
	if l.Rate.Known && l.Insurance.Known {
		out.Share = "Remboursé à " + rateText(l.Rate) + " : " + euros(l.Insurance.N)
		if l.Participation.Known && l.Participation.N > 0 {
			out.Share += ", moins " + euros(l.Participation.N) + " de participation"
		}
	}
	if l.Extra.Known && l.Extra.N > 0 {
		out.Share += " Dont dépassement : " + euros(l.Extra.N) + "."
	}
	for _, source := range l.Sources {
		if len(source.Postponed) > 1 && !source.Postponed[0].Never {
			out.Moved = "Signé pour le " + explain.LongDate(day.MustParse(source.Postponed[0].From))
		}
	}
	return out
}

func rateText(n cotation.Number) string {
	b, _ := n.MarshalJSON()
	return strings.ReplaceAll(string(b), ".", ",") + space + "%"
}

// manyQuestions is how many are asked at once; the rest waits.
const manyQuestions = 2

func (v *visitView) questions(f *visitForm) {
	for i := range v.Answer.Questions {
		q := &v.Answer.Questions[i]
		one := visitQuestion{Text: q.Text}
		if q.Worth > 0 {
			one.Worth = "+" + narrow + euros(q.Worth)
		}
		fact := f.byPath[q.Fact]
		replies := func() {
			for _, r := range q.Replies {
				gives := "partage seul"
				if r.Total.Known {
					gives = euros(r.Total.N)
				}
				one.Answers = append(one.Answers, answerView{Label: explain.Capital(r.Label), Value: q.Fact + "=" + wordOf(r.Value), Gives: gives})
			}
		}
		switch {
		case q.Fact == "visite.medecin_est_mt" || q.Fact == "patient.a_un_medecin_traitant":
			one.Field = fieldID(doctorField)
			f.asked[doctorField] = true
		case q.Fact == historyField:
			control := f.Text(historyField, "Déjà facturé")
			one.Control = &control
			f.inline[historyField] = true
			for _, r := range q.Replies {
				if no, ok := r.Value.(bool); ok && !no && r.Total.Known {
					one.Answers = []answerView{{Label: "Non, aucun", Value: historyField + "=aucun", Gives: euros(r.Total.N)}}
				}
			}
		case q.Fact == hourField || q.Fact == dateField || q.Fact == actsField:
			one.Field = fieldID(q.Fact)
			f.asked[q.Fact] = true
		case fact == nil:
		case fact.Kind == plan.YesNo || fact.Kind == plan.Choice && len(fact.Words) <= 9:
			replies()
			f.asked[q.Fact] = true
		case usual[q.Fact]:
			one.Field = fieldID(q.Fact)
			f.asked[q.Fact] = true
		default:
			control := f.Field(q.Fact, bareLabel(fact.Label))
			one.Control = &control
			f.inline[q.Fact] = true
		}
		if len(v.Asked) < manyQuestions {
			v.Asked = append(v.Asked, one)
		} else {
			v.Later = append(v.Later, one)
		}
	}
	v.Open = len(v.Answer.Questions)
}

func (v *visitView) refusals() {
	for i := range v.Answer.Refused {
		r := &v.Answer.Refused[i]
		one := refusalView{Code: r.Code, Gesture: r.Gesture, Link: "/regles/" + r.Rule, Source: sourcesOf(r.Sources())}
		if len(r.Codes) > 1 {
			one.Code = strings.Join(r.Codes, ", ")
		}
		_, reason, found := strings.Cut(r.Reason(), " : ")
		if !found {
			reason = r.Reason()
		}
		one.Reason = explain.Capital(reason)
		for _, source := range r.Sources() {
			if strings.HasSuffix(source.Figure, "€") && !strings.Contains(source.Figure, ":") {
				one.Figure = source.Figure
			}
		}
		purpose := slices.ContainsFunc(r.Failing, func(f cotation.Failing) bool {
			return f.Cond != nil && f.Cond.Thing.Kind == plan.ToFact && strings.Contains(reason, " le motif ")
		})
		if purpose && r.Gesture == nil {
			v.Others = append(v.Others, one)
		} else {
			v.Refused = append(v.Refused, one)
		}
	}
	slices.SortStableFunc(v.Refused, func(a, b refusalView) int {
		switch {
		case (a.Gesture == nil) == (b.Gesture == nil):
			return 0
		case a.Gesture != nil:
			return -1
		}
		return 1
	})
}

// say writes the sentence of the result, for the page and for who listens.
func (v *visitView) say() {
	a := v.Answer
	switch {
	case a.State == answer.NotCovered:
		v.Sentence = explain.Capital(a.Reason)
	case len(a.Lines) == 0 && v.Open == 0:
		v.Sentence = "Rien ne se facture avec ces faits"
	case v.Open == 1 && a.Max.Known && a.Min.Known && a.Max.N > a.Min.N:
		v.Sentence = "Un seul fait manque ; il peut ajouter " + euros(a.Max.N-a.Min.N)
	case v.Open > 0 && a.Max.Known && a.Min.Known && a.Max.N > a.Min.N:
		v.Sentence = itoa(v.Open) + " faits manquent ; ensemble, ils peuvent ajouter " + euros(a.Max.N-a.Min.N)
	case v.Open > 0:
		v.Sentence = "Le total est sûr ; le partage dépend encore de " + counted(v.Open, "fait", "faits")
	case a.State == answer.Disputed:
		v.Sentence = "Un texte se lit de deux façons ; la lecture prudente est retenue"
	}
	v.Said = v.Total
	if v.Codes != "" {
		v.Said += ", " + v.Codes
	}
	if v.Open > 0 {
		v.Said += ", " + counted(v.Open, "question reste ouverte", "questions restent ouvertes")
	}
}
