package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// maxList is the largest file of patients that a page reads: it is read in memory and nothing of it is written anywhere.
const maxList = 32 << 20

var listTooLarge = &failure{Status: http.StatusRequestEntityTooLarge, Title: "Ce fichier est trop gros pour une page",
	Text: "Un fichier de 32 mébioctets au plus se lit ici. Rien n'a été lu ni gardé. Les commandes « opposable forfaits --liste FICHIER » et « opposable auditer FICHIER » lisent les plus gros."}

// uploads wraps a handler whose form may bring a file. The file stays in memory.
func (s *Server) uploads(h pageHandler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := r.Body
		r.Body = http.MaxBytesReader(w, body, maxList+maxBody)
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
			s.page(h).ServeHTTP(w, r)
			return
		}
		err := r.ParseMultipartForm(maxList + maxBody) // the whole body at most: no file is written
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &large):
			io.Copy(io.Discard, io.LimitReader(body, maxDrain))
			s.fail(w, r, listTooLarge)
			return
		case err != nil:
			s.fail(w, r, unreadable)
			return
		}
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// brought reads the file that a form brings, and its name; nothing when it brings none.
func brought(r *http.Request) (data []byte, name string, err error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File[listFile]) == 0 || r.MultipartForm.File[listFile][0].Size == 0 {
		return nil, "", nil
	}
	head := r.MultipartForm.File[listFile][0]
	file, err := head.Open()
	if err != nil {
		return nil, "", err
	}
	defer file.Close()
	data, err = io.ReadAll(file)
	return data, head.Filename, err
}

// upload is a list of patients that was just read, and what may be said of its columns.
type upload struct {
	plan          *plan.Plan
	values        url.Values
	header, names []string
	List          *heldList // nil when the file is refused
}

// receive reads the file that a form brings, if it does.
func (s *Server) receive(r *http.Request, f *yearForm, year int) error {
	data, _, err := brought(r)
	switch {
	case err != nil:
		return err
	case data == nil:
		if r.MultipartForm != nil {
			f.refuse(listFile, "un fichier CSV ou XLSX est attendu, une ligne par patient")
		}
		return nil
	}
	for _, name := range []string{listGroups, listSaid, listConfirmed} {
		f.values.Del(name)
	}
	up := &upload{plan: f.plan, values: f.values}
	if up.header, up.names, err = s.law.PatientColumns(bytes.NewReader(data)); err != nil {
		return f.refuseList(err)
	}
	columns := map[string]string{}
	if f.values.Get(listHeader) == up.Header() { // what was said of another file is not said of this one
		for _, name := range up.names {
			if header := f.values.Get(listColumn + name); f.values.Has(listColumn + name) {
				columns[name] = header
			}
		}
	}
	groups, report, err := s.law.Patients(opposable.PatientList{File: bytes.NewReader(data), Columns: columns}, year)
	if err != nil {
		if strings.Contains(err.Error(), columnsFlag) {
			f.up = up // the reader may say which column is which
		}
		return f.refuseList(err)
	}
	up.List = newHeldList(f.plan, groups, report)
	if len(up.List.text) > maxBody/2 {
		f.refuse(listFile, "%d sortes de patients : c'est plus que cette page n'en tient ; la commande « opposable forfaits --liste FICHIER » les lit", len(groups))
		return nil
	}
	f.up, f.held = up, up.List
	return nil
}

// listHeader is the field that says of which header the columns were chosen.
const listHeader = "liste.entete"

// Header tells one header from another.
func (u *upload) Header() string { return strings.Join(u.header, "\t") }

// columnsFlag is how the command line names columns; a page has controls for that.
const columnsFlag = "--colonnes"

// refuseList notes why a file is refused, at the control that brought it.
func (f *yearForm) refuseList(err error) error {
	var refused facts.Problems
	if !errors.As(err, &refused) {
		return err
	}
	for _, p := range refused {
		text, _, _ := strings.Cut(p.Message, " : "+columnsFlag)
		f.refuse(listFile, "%s", text)
	}
	return nil
}

// Columns that are no fact of the list.
const (
	listBirth     = "naissance"
	listReference = "patient_ref"
)

// columnView is what a column was taken for, and what was found in it.
type columnView struct {
	Fact, Label, ID string
	Headers         []option
	Found           string
}

// Columns shows, for each thing that a column may be, which one was taken and what it holds.
func (u *upload) Columns() []columnView {
	var out []columnView
	names := slices.Clone(u.names)
	if k := slices.Index(names, listBirth); k > 0 { // beside the age, which it gives
		names = slices.Insert(slices.Delete(names, k, k+1), 0, listBirth)
	}
	for _, name := range names {
		c := columnView{Fact: name, Label: columnLabel(u.plan, name), ID: fieldID(listColumn + name)}
		taken := u.values.Get(listColumn + name)
		if u.List != nil {
			for _, column := range u.List.Report.Columns {
				if column.Fact == name {
					taken = column.Column
				}
			}
		}
		c.Headers = []option{{Label: "aucune", Chosen: taken == ""}}
		for _, h := range u.header {
			c.Headers = append(c.Headers, option{Value: h, Label: h, Chosen: h == taken})
		}
		if taken != "" && u.List != nil {
			c.Found = u.List.found(name)
		}
		out = append(out, c)
	}
	return out
}

// columnLabel names what a column may be.
func columnLabel(p *plan.Plan, name string) string {
	if i, ok := p.Fact(name); ok {
		switch f := &p.Facts[i]; {
		case name == listCount:
			return "Patients par ligne"
		case f.Kind == plan.YesNo && acronym(f) == bareLabel(f.Label):
			return explain.Capital(f.IfYes)
		case f.Kind == plan.YesNo:
			return acronym(f)
		}
		return bareLabel(p.Facts[i].Label)
	}
	return map[string]string{listBirth: "Date de naissance", listReference: "Numéro de dossier"}[name]
}
