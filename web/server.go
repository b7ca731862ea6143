// Package web serves the rules as pages, and through api*.go as JSON.
//
// It takes a body of rules and the day it is; it gives an http.Handler. Every page is complete without scripts: facts travel in the body
// of a POST, never in an address, and nothing that was typed is kept or logged. Amounts, bounds and tables come from the rules alone, so
// that a changed rule changes the page.
//
// Unstable: only the root package is a promised face.
package web

import (
	"net/http"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/reproduce"
)

// Options are what a server may be told.
type Options struct {
	Today   func() day.Date // the day it is; pages ask each time
	Metrics bool            // whether /metrics answers
	Log     func(string)    // receives one line per panic, without facts; nil: nothing is said
	Nation  *Nation         // the population on which reforms are priced; nil: none
	// People makes or reads a population for the published figures that ask one; nil: none.
	People func() (*opposable.People, error)
}

// Server answers for one body of rules. It is safe for concurrent use.
type Server struct {
	law      *opposable.Law
	options  Options
	assets   *assets
	views    *views
	index    *searchIndex
	gestures *gestures

	published  *reproduce.Book
	reproduced *reproducing // the published figures, computed again on first use
}

// New prepares a server. It panics when its own templates or static files are broken: they are part of the program.
func New(l *opposable.Law, o Options) *Server {
	if o.Today == nil {
		o.Today = func() day.Date { return l.Plan.Verified }
	}
	book, err := opposable.Published()
	if err != nil {
		panic(err)
	}
	a, index := loadAssets(), newSearchIndex(l.Plan)
	g := newGestures(index, l.Plan)
	index.addActs(g.list, cotation.Unmodelled(l.Plan))
	l.Imported(func(code, title string) {
		if g.by[code] == nil {
			index.addAct(code, title, "Acte de la table importée.", "")
		}
	})
	return &Server{law: l, options: o, assets: a, views: loadViews(a), index: index, gestures: g, published: book,
		reproduced: &reproducing{law: l, people: o.People, log: o.Log}}
}

// Handler returns everything the server answers.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /statique/{version}/{name}", s.assets)
	for pattern, page := range map[string]pageHandler{
		"GET /{$}":             s.home,
		"GET /chercher":        s.find,
		"POST /chercher":       s.find,
		"GET /regles":          s.rules,
		"GET /regles/{key}":    s.rule,
		"GET /codes/{code}":    s.codePage,
		"GET /audit":           s.audit,
		"GET /verifier":        s.verify,
		"POST /verifier":       s.verify,
		"GET /decoder":         s.decode,
		"POST /decoder":        s.decode,
		"GET /changements":     s.changes,
		"GET /forfaits":        s.year,
		"POST /forfaits":       s.year,
		"GET /coter":           s.priceVisit,
		"POST /coter":          s.priceVisit,
		"GET /observatoires":   s.observatories,
		"POST /observatoires":  s.observatories,
		"GET /chiffres":        s.figures,
		"GET /chiffres/{file}": s.figuresFile,
		"GET /convention":      s.convention,
		"GET /assistant":       s.assistant,
		"POST /assistant":      s.assistant,
		"GET /installation":    s.installation,
		"GET /reforme":         s.reform,
		"GET /reforme.csv":     s.reformTable,
		"POST /installation":   s.installation,
	} {
		mux.Handle(pattern, s.page(page))
	}
	mux.Handle("POST /forfaits/calendrier", s.page(s.yearCalendar))
	mux.Handle("POST /audit", s.uploads(s.audit))
	mux.Handle("POST /forfaits/liste", s.uploads(s.year))
	mux.Handle("GET /forfaits/liste", http.RedirectHandler("/forfaits", http.StatusSeeOther))
	measures := s.mountAPI(mux)
	return measures.measured(secure(compress(s.recovered(s.dressed(mux)))))
}
