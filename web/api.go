package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
)

// api answers in JSON: the same answers as the command line, key for key.
//
//	request ─► body and moment ─► facts read against the plan ─► answer, or a problem that names each fact at fault
//
// Bodies are read against the facts that the rules declare, not against Go types; the OpenAPI document is made from the same facts. A
// refusal never shows what a fact was, and nothing that was sent is logged.
type api struct {
	law     *opposable.Law
	today   func() day.Date
	log     func(string)
	mux     *http.ServeMux
	doc     *huma.OpenAPI
	metrics *metrics // nil unless asked for
	nation  *Nation  // nil: no population
}

// apiCall gives a handler the request itself: bodies are read by our own reader.
type apiCall struct {
	r *http.Request
	w http.ResponseWriter
}

// Resolve keeps the request.
func (c *apiCall) Resolve(ctx huma.Context) []error {
	c.r, c.w = humago.Unwrap(ctx)
	return nil
}

// MomentQuery holds the parameters that every operation takes. It is exported for the router, which fills embedded fields by reflection.
type MomentQuery struct {
	At       string `query:"au" doc:"Jour des faits, AAAA-MM-JJ. Par défaut : la date ou l'année des faits, sinon aujourd'hui. La date d'une visite est une donnée de santé : donnez-la dans le corps." format:"date" example:"2026-12-31"`
	Known    string `query:"connu_le" doc:"Ne connaître que les actes publiés ce jour ou avant : « tel que signé ». Par défaut : tous, « tel qu'appliqué »." format:"date" example:"2024-07-01"`
	Scenario string `query:"scenario" doc:"Appliquer une proposition." example:"propositions-2022-12"`
}

type apiInput struct {
	apiCall
	MomentQuery
}

type apiVisitInput struct {
	apiCall
	MomentQuery
	All string `query:"tout" enum:"oui,non" doc:"« oui » liste tous les actes écartés, et non les seuls actes ouverts à cette spécialité, ce lieu et ce jour." example:"oui"`
}

type apiRuleInput struct {
	apiCall
	MomentQuery
	Key string `path:"cle" doc:"Clé de la règle, ou code de l'acte." example:"forfait_medecin_traitant"`
}

type apiChangesInput struct {
	apiCall
	MomentQuery
	From string `query:"du" required:"true" doc:"Premier jour, exclu, AAAA-MM-JJ." format:"date" example:"2025-12-31"`
}

// apiReply writes itself.
type apiReply struct{ Body func(huma.Context) }

// newAPI prepares the operations and their document.
func newAPI(l *opposable.Law, o Options) *api {
	a := &api{law: l, today: o.Today, log: o.Log, nation: o.Nation, mux: http.NewServeMux()}
	if a.today == nil {
		a.today = func() day.Date { return l.Plan.Verified }
	}
	if o.Metrics {
		a.metrics = newMetrics()
		a.mux.Handle("GET /metrics", a.metrics.handler())
	}
	h := humago.New(a.mux, huma.Config{OpenAPI: a.description()})
	a.doc = h.OpenAPI()
	a.answers(h)
	a.bills(h)
	a.references(h)
	a.finishDocument()
	a.serveDocument()
	return a
}

// mountAPI makes the API answer on a multiplexer, and returns its measures, nil unless they were asked for.
func (s *Server) mountAPI(mux *http.ServeMux) *metrics {
	a := newAPI(s.law, s.options)
	for _, path := range []string{"/v1/", "/openapi.json", "/openapi.yaml", "/healthz", "/metrics"} {
		mux.Handle(path, a)
	}
	mux.Handle("GET /problemes/{slug}", s.page(s.problem))
	return a.metrics
}

// register declares one operation; what it answers is written by the reply.
func register[I any](h huma.API, op huma.Operation, handle func(*I) reply) {
	op.SkipValidateParams, op.SkipValidateBody = true, true
	huma.Register(h, op, func(_ context.Context, in *I) (*apiReply, error) {
		out := handle(in)
		return &apiReply{Body: func(ctx huma.Context) {
			r, w := humago.Unwrap(ctx)
			out.write(w, r)
		}}, nil
	})
}

// ServeHTTP answers a request; what the multiplexer refuses, and a panic, become problems too.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer a.recover(w, r)
	h, pattern := a.mux.Handler(r)
	if pattern != "" {
		a.mux.ServeHTTP(w, r)
		return
	}
	probe := &statusOnly{header: http.Header{}}
	h.ServeHTTP(probe, r)
	switch probe.status {
	case http.StatusMethodNotAllowed:
		allow := probe.header.Get("Allow")
		w.Header().Set("Allow", allow)
		refusal(problemMethod.because("Méthodes admises à cette adresse : %s.", allow)).write(w, r)
	case http.StatusNotFound:
		refusal(problemPath.because("Les adresses de l'API sont décrites dans /openapi.json.")).write(w, r)
	default:
		a.mux.ServeHTTP(w, r)
	}
}
