package web

import (
	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/explain"
)

// Refusal has the members that a refused act has in JSON: its Go type writes itself.
type Refusal struct {
	Code    string            `json:"code"`
	Codes   []string          `json:"codes,omitempty" doc:"Quand les faits en laissent plusieurs."`
	State   string            `json:"etat"`
	Reason  string            `json:"raison" doc:"La première condition qui manque."`
	Gesture *cotation.Gesture `json:"geste,omitempty" doc:"Ce que le médecin peut faire pour que l'acte soit facturable."`
	Sources []explain.Source  `json:"source"`
	Rule    string            `json:"regle"`
}

// visits answers visits. The day is that of the question, else of the visit, else today.
func (a *api) visits(all bool) question {
	return question{limit: maxVisitBody, list: "visites", at: visitPath, answer: func(object map[string]any, asked opposable.Asked) (any, error) {
		return a.law.Price(object, asked, cotation.Options{All: all})
	}}
}
