package web

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
)

// The page /decoder is web/decode.go and templates/decoder.html. A day of care is a fact of health: it travels in the body.

// Fields of the page that are not facts of a visit.
const (
	decodeAmount   = "montant"
	decodeDistance = "visite.distance_km"
	doctorFacts    = "medecin."
)

// decodeBody is the page that finds which lawful bills make an amount.
type decodeBody struct {
	*priceForm
	Problems []problem
	Posted   bool
	Result   *decodeView // nil before an amount is given, and when a field is refused
}

// decodeView is the computed part of the page.
type decodeView struct {
	*cotation.Decoding
	Amount      string
	First, More []combinationView
}

// combinationView is a lawful bill with the facts of a visit that gives it, as the form of a visit states them.
type combinationView struct {
	cotation.Combination
	Named []cotation.WitnessLine // its lines, technical acts under their own names
	Facts string
}

// shownCombinations is how many are in sight.
const shownCombinations = 8

func (s *Server) decode(w http.ResponseWriter, r *http.Request) error {
	f, sent, asked := s.posted(r)
	body := &decodeBody{priceForm: f, Posted: r.Method == http.MethodPost}
	if f.answers(r, decodeAmount) {
		d, err := s.law.Decode(f.puzzle(), asked)
		if err := f.refused(err); err != nil {
			return err
		}
		if err == nil && len(f.problems) == 0 {
			body.Result = s.decodeViewOf(d)
		}
	}
	body.Problems = f.summary()
	nameProblem(body.Problems, decodeAmount, "Montant")
	return s.showAsk(w, r, "decoder", "Décoder un montant", "/coter", f, sent, body, len(body.Problems) > 0)
}

// posted reads what a form sends, and the moment of its answer.
func (s *Server) posted(r *http.Request) (*priceForm, url.Values, opposable.Asked) {
	sent := url.Values{}
	if r.Method == http.MethodPost {
		sent = r.PostForm
	}
	f := s.newPriceForm(sent)
	return f, sent, s.askedIn(f, sent)
}

// answers reports whether a request wants an answer: a script that sends what is typed waits for the field that the page is about.
func (f *priceForm) answers(r *http.Request, about string) bool {
	return r.Method == http.MethodPost && !(partial(r) && f.blank(about))
}

// askedIn reads the moment of a form that states its own day.
func (s *Server) askedIn(f *priceForm, sent url.Values) opposable.Asked {
	asked := opposable.Asked{Known: isoDate(sent.Get("connu_le")), Scenario: sent.Get("scenario"), Today: s.options.Today()}
	var refused facts.Problems
	if _, err := s.law.Moment(asked, nil); errors.As(err, &refused) {
		f.problems = append(f.problems, momentProblems(refused)...)
	}
	return asked
}

// refused takes the problems of an answer in; any other error is given back.
func (f *priceForm) refused(err error) error {
	var problems facts.Problems
	switch {
	case errors.As(err, &problems):
		f.merge(problems)
		return nil
	default:
		return err
	}
}

func (f *priceForm) blank(name string) bool { return strings.TrimSpace(f.values.Get(name)) == "" }

// nameProblem gives a problem the name of a field that is no fact.
func nameProblem(problems []problem, path, label string) {
	for i := range problems {
		if problems[i].ID == fieldID(path) {
			problems[i].Label = label
		}
	}
}

// showAsk renders a page that has a form and what it gives.
func (s *Server) showAsk(w http.ResponseWriter, r *http.Request, view, title, section string, f *priceForm, sent url.Values, body any, refused bool) error {
	m, err := s.law.Moment(opposable.Asked{Known: isoDate(sent.Get("connu_le")), Scenario: sent.Get("scenario"), Today: s.options.Today()}, nil)
	if err != nil {
		m.Scenario = ""
	}
	m.At = f.at
	page := s.newPage(title, section, body)
	page.Moment = s.bar(m, sent, "")
	page.Moment.Fields, page.Moment.Form = page.Moment.Fields[1:], "faits"
	status := http.StatusOK
	if refused {
		status = http.StatusUnprocessableEntity
	}
	s.render(w, r, status, view, page)
	return nil
}

// puzzle states the amount, the day, the doctor and the distance.
func (f *priceForm) puzzle() map[string]any {
	object := map[string]any{visitDay: isoDate(f.values.Get(visitDay))}
	if !f.blank(decodeAmount) {
		object[decodeAmount] = f.values.Get(decodeAmount)
	}
	for _, path := range sortedKeys(f.byPath) {
		if v, stated := visitValue(f.byPath[path], f.values.Get(path)); stated {
			if strings.HasPrefix(path, doctorFacts) {
				place(object, path, v)
			} else if path == decodeDistance {
				object["distance_km"] = v
			}
		}
	}
	return object
}

func (s *Server) decodeViewOf(d *cotation.Decoding) *decodeView {
	v := &decodeView{Decoding: d, Amount: strings.TrimSuffix(money.Amount(d.Cents).French(), space+"€")}
	for _, c := range d.Combinations {
		one := combinationView{Combination: c, Named: slices.Clone(c.Lines), Facts: witness(c.Witness)}
		for i := range one.Named {
			if label := s.gestures.label(one.Named[i].Code); label != "" {
				one.Named[i].Title = label
			}
		}
		if len(v.First) < shownCombinations {
			v.First = append(v.First, one)
		} else {
			v.More = append(v.More, one)
		}
	}
	return v
}

// witness states a visit as a button does.
func witness(object map[string]any) string {
	var pairs []string
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case nil:
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(strings.TrimPrefix(path+"."+k, "."), v[k])
			}
		case []any:
			if path == visitPast && len(v) == 0 {
				pairs = append(pairs, path, visitNoPast)
			}
			var codes []string
			for _, one := range v {
				if code, ok := one.(string); ok {
					codes = append(codes, code)
				}
			}
			if path == visitActs {
				pairs = append(pairs, path, strings.Join(codes, ", "))
			}
		default:
			pairs = append(pairs, path, answerText(nil, v))
		}
	}
	walk("", object)
	for i := 0; i+1 < len(pairs); i += 2 { // an age is typed once
		if pairs[i] == visitMonths {
			pairs = slices.Delete(pairs, i, i+2)
			break
		}
	}
	return statement(pairs...)
}

// Say is the sentence that is announced.
func (v *decodeView) Say() string {
	switch n := len(v.Combinations); n {
	case 0:
		return "Aucune combinaison."
	case 1:
		return "Une seule combinaison : " + strings.Join(v.Combinations[0].Codes, " plus ") + "."
	default:
		return itoa(n) + " combinaisons, la plus probable : " + strings.Join(v.Combinations[0].Codes, " plus ") + "."
	}
}
