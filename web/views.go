package web

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"github.com/opposable/opposable/answer"
)

//go:embed templates
var templateFiles embed.FS

// views holds one set of templates per page: the layout and the pieces, with the page's own definitions.
type views struct {
	pages map[string]*template.Template
}

// shared are the templates that every page may use; each of the others defines "main", and "live" when part of it is computed.
var shared = []string{"templates/layout.html", "templates/pieces.html", "templates/form.html"}

func loadViews(a *assets) *views {
	base := template.Must(template.New("base").Funcs(functions(a)).ParseFS(templateFiles, shared...))
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	v := &views{pages: map[string]*template.Template{}}
	for _, name := range names {
		page := strings.TrimSuffix(strings.TrimPrefix(name, "templates/"), ".html")
		if page == "layout" || page == "pieces" || page == "form" {
			continue
		}
		v.pages[page] = template.Must(template.Must(base.Clone()).ParseFS(templateFiles, name))
	}
	return v
}

func functions(a *assets) template.FuncMap {
	return template.FuncMap{
		"asset": a.address, "t": typeset, "sentence": sentence, "longDate": longDate, "dayMonth": dayMonth,
		"euros": euros, "short": short, "gap": gap, "whole": whole, "capital": capital,
		"round":     func(figure string) string { return strings.Replace(figure, ",00"+space+"€", space+"€", 1) },
		"stateWord": func(s string) string { return stateWords[s] }, "gradeWord": func(s string) string { return gradeWords[s] },
		"groupWord": func(s string) string { return groupWords[s] },
		"signed":    signedAmount,
		"lower":     strings.ToLower, "join": strings.Join,
		"add":  func(a, b int) int { return a + b },
		"list": func(items ...any) []any { return items },
	}
}

// page is what the layout needs around the body of a page.
type page struct {
	Title    string
	Section  string // the address of the entry of the menu it belongs to
	Moment   momentBar
	Notice   string
	Verified string
	Version  string
	Body     any
}

// newPage fills what does not depend on the page.
func (s *Server) newPage(title, section string, body any) *page {
	return &page{
		Title: title, Section: section, Body: body, Notice: answer.Notice, Verified: s.law.Plan.Verified.String(), Version: s.law.Plan.Version,
		Moment: momentBar{Version: s.law.Plan.Version},
	}
}

// partial says that a script asks for the computed part alone.
func partial(r *http.Request) bool { return r.Header.Get("X-Partial") != "" }

// render writes a page, whole or not at all.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, view string, p *page) {
	name := "page"
	if partial(r) && s.views.pages[view].Lookup("live") != nil {
		name = "live"
	}
	var b bytes.Buffer
	if err := s.views.pages[view].ExecuteTemplate(&b, name, p); err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}
