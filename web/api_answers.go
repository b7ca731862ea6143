package web

import (
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/plan"
)

// question is what an operation does with one object.
type question struct {
	limit  int64                                              // of the body
	list   string                                             // the member that may hold a list, besides a bare list
	at     func(*plan.Fact) string                            // where such an object has a fact; nil when it holds nothing about a person, and may be shown
	answer func(map[string]any, opposable.Asked) (any, error) // it may change the object
}

func visitPath(f *plan.Fact) string    { return f.Path }
func practicePath(f *plan.Fact) string { return f.PracticePath }
func flatPath(f *plan.Fact) string     { return f.Name }

// answers registers the operations that compute.
func (a *api) answers(h huma.API) {
	register(h, huma.Operation{
		OperationID: "cotations", Method: http.MethodPost, Path: "/v1/cotations", Tags: []string{tagAnswers},
		Summary: "La cotation d'une visite",
		Description: "Les actes qui se facturent ensemble, leur partage, les refus avec leur raison, les questions qui restent avec leur enjeu. " +
			"Même réponse que « opposable coter --json ».",
	}, func(in *apiVisitInput) reply {
		if in.All != "" && in.All != "oui" && in.All != "non" {
			return refusal(problemQuery.listing([]ProblemError{{Location: "query.tout", Message: "oui ou non est attendu"}}))
		}
		return a.ask(&in.apiCall, &in.MomentQuery, a.visits(in.All == "oui"), "tout")
	})
	register(h, huma.Operation{
		OperationID: "forfaits", Method: http.MethodPost, Path: "/v1/forfaits", Tags: []string{tagAnswers},
		Summary:     "L'année d'un cabinet",
		Description: "Chaque forfait, aide et contrat de l'année, et le calendrier de paiement. Même réponse que « opposable forfaits --json ».",
	}, func(in *apiInput) reply { return a.ask(&in.apiCall, &in.MomentQuery, a.practices()) })
	register(h, huma.Operation{
		OperationID: "calendrier", Method: http.MethodPost, Path: "/v1/forfaits/calendrier", Tags: []string{tagAnswers},
		Summary: "Les paiements d'une année, en calendrier",
		Description: "Un fichier de calendrier (RFC 5545), un événement par mois où un paiement est attendu. Les versements dont le mois n'est pas établi " +
			"ne sont sur aucun jour ; la description du calendrier les nomme. Même réponse que « opposable forfaits --ics ».",
	}, func(in *apiInput) reply { return a.calendar(&in.apiCall, &in.MomentQuery) })
	register(h, huma.Operation{
		OperationID: "calcul", Method: http.MethodPost, Path: "/v1/regles/{cle}/calcul", Tags: []string{tagAnswers},
		Summary: "La valeur d'une règle sur des faits",
		Description: "Un fait absent ou nul est inconnu : s'il décide, il devient une question avec son enjeu ; sinon il est sans effet. " +
			"Même réponse que « opposable calculer --json ».",
	}, func(in *apiRuleInput) reply {
		return a.askRule(in, func(r *answer.Result) any { return r })
	})
	register(h, huma.Operation{
		OperationID: "explication", Method: http.MethodPost, Path: "/v1/regles/{cle}/explication", Tags: []string{tagAnswers},
		Summary: "La valeur d'une règle, avec l'arbre des raisons",
		Description: "Sous « arbre » : chaque partie, ses conditions, la ligne de table, l'acte qui a fixé la date, les reports. " +
			"Même réponse que « opposable expliquer --json ».",
	}, func(in *apiRuleInput) reply {
		return a.askRule(in, func(r *answer.Result) any { return r.Explain() })
	})
	register(h, huma.Operation{
		OperationID: "simulations", Method: http.MethodPost, Path: "/v1/simulations", Tags: []string{tagAnswers},
		Summary: "Ce que coûterait un scénario, qui y gagne, qui y perd",
		Description: "Une règle avec et sans le scénario, sur des groupes semblables ; ou une réforme (un scénario, des chiffres changés) sur la " +
			"population du serveur. Même réponse que « opposable simuler --json ».",
	}, func(in *apiInput) reply {
		return a.ask(&in.apiCall, &in.MomentQuery, question{limit: maxPracticeBody, answer: func(object map[string]any, asked opposable.Asked) (any, error) {
			if isReform(object) {
				return a.reform(in.r.Context(), object, asked)
			}
			return a.law.Simulate(object, asked)
		}})
	})
	register(h, huma.Operation{
		OperationID: "observations", Method: http.MethodPost, Path: "/v1/observatoires", Tags: []string{tagAnswers},
		Summary:     "Des valeurs d'indicateurs face aux cibles",
		Description: "Les dix objectifs et les quinze programmes, avec les valeurs données. Même réponse que « opposable observer --json ».",
	}, func(in *apiInput) reply {
		return a.ask(&in.apiCall, &in.MomentQuery, question{limit: maxVisitBody, answer: func(object map[string]any, asked opposable.Asked) (any, error) {
			return a.law.Observe(object, asked)
		}})
	})
}

func (a *api) practices() question {
	return question{limit: maxPracticeBody, list: "cabinets", at: practicePath, answer: func(object map[string]any, asked opposable.Asked) (any, error) {
		return a.law.Year(object, asked)
	}}
}

// askRule answers one rule; shape makes its JSON.
func (a *api) askRule(in *apiRuleInput, shape func(*answer.Result) any) reply {
	if p := a.knows(in.Key); p != nil {
		return refusal(p)
	}
	return a.ask(&in.apiCall, &in.MomentQuery, question{limit: maxVisitBody, at: flatPath, answer: func(object map[string]any, asked opposable.Asked) (any, error) {
		r, err := a.law.ComputeObject(in.Key, object, asked)
		if err != nil {
			return nil, err
		}
		return shape(r), nil
	}})
}

// knows refuses the key of no rule, with the nearest that exists.
func (a *api) knows(key string) *Problem {
	if _, err := a.law.FindRule(key); err == nil {
		return nil
	}
	var keys []string
	for i := range a.law.Plan.Rules {
		keys = append(keys, a.law.Plan.Rules[i].Key)
	}
	if meant := near.Word(key, keys); meant != "" {
		return problemRule.because("Règle inconnue « %s » — vouliez-vous écrire « %s » ?", clipped(key), meant)
	}
	return problemRule.because("Règle inconnue « %s » — /v1/regles les liste toutes.", clipped(key))
}

// clipped keeps a name that was sent within a line.
func clipped(name string) string {
	const most = 80
	if r := []rune(name); len(r) > most {
		return string(r[:most]) + "…"
	}
	return name
}

// ask reads the moment and the body of a request and answers the object, or each object of the list in order. What is wrong with one
// object of a list stands in its place as a problem; the others are answered.
func (a *api) ask(c *apiCall, m *MomentQuery, q question, more ...string) reply {
	asked, p := a.asked(c, m, more...)
	if p != nil {
		return refusal(p)
	}
	v, p := c.body(q.limit)
	if p != nil {
		return refusal(p)
	}
	if n := members(v); n > maxMembers {
		return refusal(problemMany.because("%d valeurs trouvées dans le corps, %d au plus sont attendues.", n, maxMembers))
	}
	list, several := v.([]any)
	if object, ok := v.(map[string]any); ok && q.list != "" && len(object) == 1 {
		if inner, ok := object[q.list].([]any); ok {
			list, several = inner, true
		}
	}
	if !several {
		out, p := a.one(v, asked, q)
		if p != nil {
			return refusal(p)
		}
		return computed(out)
	}
	if len(list) > maxQuestions {
		return refusal(problemMany.because("%d objets trouvés, %d au plus sont attendus.", len(list), maxQuestions))
	}
	answers := make([]any, len(list))
	for i, v := range list {
		if c.r.Context().Err() != nil {
			return refusal(problemCut.because("La demande a été abandonnée."))
		}
		out, p := a.one(v, asked, q)
		if answers[i] = out; p != nil {
			answers[i] = p
		}
	}
	return computed(answers)
}

// members counts the values of a body: reading one costs the same wherever it stands.
func members(v any) int {
	n := 1
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			n += members(one)
		}
	case map[string]any:
		for _, one := range v {
			n += members(one)
		}
	}
	return n
}

// one answers one object.
func (a *api) one(v any, asked opposable.Asked, q question) (any, *Problem) {
	object, ok := v.(map[string]any)
	if !ok {
		return nil, problemFacts.listing([]ProblemError{{Message: "un objet {\"fait\": valeur}, ou une liste d'objets, est attendu"}})
	}
	out, err := q.answer(object, asked)
	if err != nil {
		return nil, a.refused(err, q.at)
	}
	return out, nil
}

// recover turns a panic into a problem. The line that it logs names the place in the program, never what was asked.
func (a *api) recover(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	if a.log != nil {
		a.log(fmt.Sprintf("panic on %s: %s", pathPattern(r), origin(stack())))
	}
	refusal(problemOurs.because("%s", problemOurs.remedy)).write(w, r)
}
