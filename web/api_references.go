package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/opposable/opposable/facts"
)

// Health says that the server answers, and with which rules.
type Health struct {
	State    string `json:"etat" enum:"pret"`
	Version  string `json:"regles_version" doc:"Empreinte des règles."`
	Verified string `json:"verifie_le" doc:"Le jour où les règles ont été vérifiées pour la dernière fois."`
}

// references registers the operations that only read the law.
func (a *api) references(h huma.API) {
	register(h, huma.Operation{
		OperationID: "regles", Method: http.MethodGet, Path: "/v1/regles", Tags: []string{tagReferences},
		Summary:     "La liste des règles",
		Description: "Toutes les règles, quel que soit le moment. Même réponse que « opposable regles --json ».",
	}, func(in *apiInput) reply {
		if _, p := a.asked(&in.apiCall, &in.MomentQuery); p != nil {
			return refusal(p)
		}
		return reference(a.law.List())
	})
	register(h, huma.Operation{
		OperationID: "regle", Method: http.MethodGet, Path: "/v1/regles/{cle}", Tags: []string{tagReferences},
		Summary:     "Une règle en phrases, avec ses chiffres et ses sources",
		Description: "Même réponse que « opposable lire --json ». L'en-tête Link donne l'adresse de la règle telle qu'elle est écrite, en YAML.",
	}, a.readRule)
	register(h, huma.Operation{
		OperationID: "texte", Method: http.MethodGet, Path: "/v1/regles/{cle}/texte", Tags: []string{tagReferences},
		Summary: "Une règle telle qu'elle est écrite, en YAML",
	}, a.ruleText)
	register(h, huma.Operation{
		OperationID: "changements", Method: http.MethodGet, Path: "/v1/changements", Tags: []string{tagReferences},
		Summary:     "Ce qui a changé entre deux jours",
		Description: "Après le premier jour et jusqu'au second (« au », par défaut aujourd'hui). Même réponse que « opposable changements --json ».",
	}, a.changed)
	register(h, huma.Operation{
		OperationID: "observatoires", Method: http.MethodGet, Path: "/v1/observatoires", Tags: []string{tagReferences},
		Summary:     "Les cibles des objectifs et des programmes",
		Description: "Les cibles en vigueur, sans valeur observée. Même réponse que « opposable observer --json » sur {}.",
	}, func(in *apiInput) reply {
		asked, p := a.asked(&in.apiCall, &in.MomentQuery)
		if p != nil {
			return refusal(p)
		}
		report, err := a.law.Observe(map[string]any{}, asked)
		if err != nil {
			return refusal(a.refused(err, nil))
		}
		return reference(report)
	})
	register(h, huma.Operation{
		OperationID: "sante", Method: http.MethodGet, Path: "/healthz", Tags: []string{tagService},
		Summary: "Le service répond",
	}, func(in *apiInput) reply {
		return computed(Health{"pret", a.law.Plan.Version, a.law.Plan.Verified.String()})
	})
}

func (a *api) readRule(in *apiRuleInput) reply {
	asked, p := a.asked(&in.apiCall, &in.MomentQuery)
	if p == nil {
		p = a.knows(in.Key)
	}
	if p != nil {
		return refusal(p)
	}
	reading, err := a.law.Read(in.Key, asked)
	if err != nil {
		return refusal(a.refused(err, nil))
	}
	out := reference(reading)
	out.link = fmt.Sprintf(`</v1/regles/%s/texte>; rel="alternate"; type="application/yaml"`, reading.Key)
	return out
}

func (a *api) ruleText(in *apiRuleInput) reply {
	if p := a.knows(in.Key); p != nil {
		return refusal(p)
	}
	i, err := a.law.FindRule(in.Key)
	if err != nil {
		return refusal(a.refused(err, nil))
	}
	rule := &a.law.Plan.Rules[i]
	text, err := fs.ReadFile(a.law.Files, rule.Group+"/"+rule.Key+".yaml")
	if err != nil {
		panic(fmt.Errorf("opening a rule file: %w", err))
	}
	return reply{status: http.StatusOK, kind: "application/yaml", body: text, keep: true}
}

func (a *api) changed(in *apiChangesInput) reply {
	asked, p := a.asked(&in.apiCall, &in.MomentQuery, "du")
	if p == nil && in.From == "" {
		p = problemQuery.listing([]ProblemError{{Location: "query.du", Message: "le premier jour manque — du=AAAA-MM-JJ"}})
	}
	if p != nil {
		return refusal(p)
	}
	out, err := a.law.Changes(in.From, asked)
	var problems facts.Problems
	switch {
	case err == nil:
		return reference(out)
	case !errors.As(err, &problems):
		panic(fmt.Errorf("listing changes: %w", err))
	}
	var wrong []ProblemError
	for _, p := range problems { // days of the law, not of a patient
		wrong = append(wrong, ProblemError{Location: "query." + p.Path, Message: p.Message})
	}
	return refusal(problemQuery.listing(wrong))
}

// reference makes the reply of something that changes only with the rules and the moment.
func reference(v any) reply {
	out := computed(v)
	out.keep = true
	return out
}

// write sends a reply. A reference bears a tag, weak since it may be compressed on its way; who already has it is told so.
func (out reply) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", out.kind)
	if out.link != "" {
		h.Set("Link", out.link)
	}
	if !out.keep {
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(out.status)
		w.Write(out.body)
		return
	}
	tag := tagOf(out.body)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(out.status)
	w.Write(out.body)
}

func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}

// matches compares tags weakly.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == "*" || one == tag || "W/"+one == tag {
			return true
		}
	}
	return false
}

func stack() []byte { return debug.Stack() }
