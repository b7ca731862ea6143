package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/facts"
)

// The page /coter is web/coter*.go, gestures.csv, templates/coter.html, static/coter*.js and e2e/coter.test.mjs.

// priceBody is the page that prices a visit: facts left, result right.
type priceBody struct {
	*priceForm
	Problems []problem
	Result   *billView // nil before a fact is stated, and when one is refused
	Posted   bool
	Gestures []gesture
	Quick    []gesture
}

// priceVisit shows the form, and prices the visit that is posted. Facts come in the body alone; nothing is kept.
func (s *Server) priceVisit(w http.ResponseWriter, r *http.Request) error {
	sent := url.Values{}
	if r.Method == http.MethodPost {
		sent = r.PostForm
	}
	f := s.newPriceForm(sent)
	body := &priceBody{priceForm: f, Posted: r.Method == http.MethodPost, Gestures: s.gestures.list, Quick: s.gestures.quick()}
	asked := opposable.Asked{Known: isoDate(sent.Get("connu_le")), Scenario: sent.Get("scenario"), Today: s.options.Today()}
	m, err := s.law.Moment(asked, nil)
	var refused facts.Problems
	if errors.As(err, &refused) {
		f.problems = append(f.problems, momentProblems(refused)...)
		m.Scenario = ""
	}
	m.At = f.at
	object := f.object()
	if body.Posted {
		a, err := s.law.Price(object, asked, cotation.Options{})
		switch {
		case errors.As(err, &refused):
			f.merge(refused)
		case err != nil:
			return err
		case len(f.problems) == 0:
			body.Result = s.billViewOf(a, f)
		}
	}
	status := http.StatusOK
	if body.Problems = f.summary(); len(body.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	page := s.newPage("Coter une visite", "/coter", body)
	page.Moment = s.bar(m, sent, "")
	page.Moment.Fields, page.Moment.Form = page.Moment.Fields[1:], "visite"
	s.render(w, r, status, "coter", page)
	return nil
}
