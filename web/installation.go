package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
)

// installationBody is the page of the aids to whoever settles.
type installationBody struct {
	Fields    []field
	Problems  []problem
	Result    *answer.Result
	Statement string  // of the rule
	Asks      []field // what a missing fact decides
	On        day.Date
	Paid      []string
	Older     []articleView
}

// The rules of the page and their facts.
const (
	settlingRule, settlingYear = "aide_installation", "aide_installation_de_l_annee"
	settledFact, firstFact     = "date_installation", "premiere_installation"
)

// settlingFields are the controls of the form.
var settlingFields = []labelled{
	{"zone", "Zone"}, {"secteur", "Secteur"}, {"optam", "Optam"}, {"cabinet", "Cabinet"}, {settledFact, "Cette installation"}, {firstFact, "Première installation"},
}

// olderContracts are the contracts that whoever settled earlier may still hold.
var olderContracts = []string{"contrat_caim", "contrat_coscom", "contrat_cotram", "contrat_cstm"}

func (s *Server) installation(w http.ResponseWriter, r *http.Request) error {
	values := url.Values{"cabinet": {"principal"}}
	posted := r.Method == http.MethodPost
	if posted {
		values = r.PostForm
	}
	body := &installationBody{On: s.options.Today()}
	var names []string
	for _, l := range settlingFields {
		names = append(names, l.name)
	}
	stated, problems := s.stated(values, names...)
	body.Fields = s.factFields(values, problems, settlingFields)
	body.Problems = summaryOf(body.Fields, problems)
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	} else if posted {
		if text, given := stated[settledFact].(string); given {
			if d, err := day.Parse(text); err == nil {
				body.On = d
			}
		}
		s.settle(body, stated)
	}
	m := day.Moment{At: body.On}
	for _, key := range olderContracts {
		if i, ok := s.law.Plan.Rule(key); ok {
			rule := &s.law.Plan.Rules[i]
			body.Older = append(body.Older, articleView{explain.Read(s.law.Plan, i, m), rule.Source.Article, s.law.Plan.Acts[rule.Source.Act].Title, nil})
		}
	}
	page := s.newPage("S’installer", "/forfaits", body)
	page.Moment = s.showMoment(m)
	s.render(w, r, status, "installation", page)
	return nil
}

// settle computes the aid on the day of the installation, and marks the controls whose answer decides.
func (s *Server) settle(body *installationBody, stated map[string]any) {
	m := day.Moment{At: body.On}
	body.Result = s.ask(settlingRule, stated, m)
	if body.Result == nil {
		return
	}
	if i, ok := s.law.Plan.Rule(settlingRule); ok {
		body.Statement = explain.Read(s.law.Plan, i, m).Statement
	}
	for _, q := range body.Result.Questions {
		for i := range body.Fields {
			if body.Fields[i].Name == q.Fact {
				body.Fields[i].Ask = true
				body.Asks = append(body.Asks, body.Fields[i])
			}
		}
	}
	if i, ok := s.law.Plan.Rule(settlingYear); ok {
		for _, text := range explain.Read(s.law.Plan, i, m).Payments {
			if _, after, named := strings.Cut(text, " : "); named {
				text = after
			}
			body.Paid = append(body.Paid, text)
		}
	}
}
