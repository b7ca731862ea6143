package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/audit"
	"github.com/opposable/opposable/facts"
)

// The page /audit is web/audit.go and templates/audit.html. A file of billed lines is read in memory; nothing of it is kept.

// auditColumns is the field that says what columns are.
const auditColumns = "colonnes"

// auditBody is the page that reads a billing file again.
type auditBody struct {
	*priceForm
	Problems []problem
	Posted   bool
	Name     string     // of the file
	Result   *auditView // nil before a file is given, and when it is refused
}

// auditView is the answer as the page shows it.
type auditView struct {
	*audit.Report
	Parts []auditPart
	Rows  []auditRow // lines billed otherwise than the lawful bill
	More  int        // of them, that are not shown
}

// auditPart is the findings of one nature.
type auditPart struct {
	ID, Title string
	Groups    []auditGroup
}

type auditGroup struct {
	*audit.Group
	Notes  []noteView
	Reason string
	Shown  string // the lines, as a reader finds them
}

// auditRow is one visit as billed and as lawful.
type auditRow struct {
	Line           int64
	Date           string
	Billed, Lawful string
	Stake          int64
	Gain           bool
	Code           string
}

// Bounds of what is shown at once: the rest is in the answer of the command.
const (
	auditLines = 12
	auditRows  = 60
)

func (s *Server) audit(w http.ResponseWriter, r *http.Request) error {
	sent := url.Values{}
	if r.Method == http.MethodPost {
		sent = r.PostForm
	}
	f := s.newPriceForm(sent)
	asked := s.askedIn(f, sent)
	body := &auditBody{priceForm: f, Posted: r.Method == http.MethodPost}
	if body.Posted {
		if err := s.audited(r, f, body, asked); err != nil {
			return err
		}
	}
	body.Problems = f.summary()
	nameProblem(body.Problems, listFile, "Fichier")
	nameProblem(body.Problems, auditColumns, "Colonnes")
	return s.showAsk(w, r, "audit", "Relire une facturation", "/audit", f, sent, body, len(body.Problems) > 0)
}

// audited reads the file of a form.
func (s *Server) audited(r *http.Request, f *priceForm, body *auditBody, asked opposable.Asked) error {
	refuse := func(path, text string) { f.problems = append(f.problems, facts.Problem{Path: path, Message: text}) }
	data, name, err := brought(r)
	switch {
	case err != nil:
		return err
	case data == nil:
		refuse(listFile, "un fichier CSV ou XLSX est attendu, une ligne par acte ou par visite")
		return nil
	}
	columns, ok := columnsSaid(f.values.Get(auditColumns))
	if !ok {
		refuse(auditColumns, "la forme colonne=En-tête est attendue, comme date_soins=Date, codes=Actes")
		return nil
	}
	body.Name = name
	doctor, _ := f.object()[strings.TrimSuffix(doctorFacts, ".")].(map[string]any)
	report, err := s.law.Audit(r.Context(), opposable.BilledFile{File: bytes.NewReader(data), Columns: columns, Doctor: doctor, Most: mostBilled, Threads: runtime.GOMAXPROCS(0)}, asked)
	var problems facts.Problems
	switch {
	case errors.As(err, &problems):
		for _, p := range problems {
			switch p.Path {
			case columnsFlag:
				text, _, _ := strings.Cut(p.Message, " : "+columnsFlag)
				refuse(auditColumns, text)
			case "", "fichier":
				refuse(listFile, p.Message)
			default:
				f.problems = append(f.problems, p)
			}
		}
		return nil
	case err != nil:
		return err
	}
	body.Result = newAuditView(report)
	return nil
}

// columnsSaid reads « date_soins=Date, codes=Actes ».
func columnsSaid(text string) (map[string]string, bool) {
	out := map[string]string{}
	for _, pair := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == '\n' || c == ';' }) {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, header, ok := strings.Cut(pair, "=")
		if !ok || strings.TrimSpace(name) == "" || strings.TrimSpace(header) == "" {
			return nil, false
		}
		out[strings.TrimSpace(name)] = strings.TrimSpace(header)
	}
	return out, true
}

func newAuditView(r *audit.Report) *auditView {
	v := &auditView{Report: r}
	for _, part := range []auditPart{{ID: "risque", Title: "Le risque d’abord"}, {ID: "oubli", Title: "L’argent oublié"}, {ID: "indecidable", Title: "Ce qui ne se juge pas"}} {
		for _, g := range r.Grouped(part.ID) {
			part.Groups = append(part.Groups, auditGroup{Group: g, Notes: notesOf(g.Sources), Reason: bareReason(g.Why, g.Code), Shown: someLines(g.Lines)})
		}
		if part.Groups != nil {
			v.Parts = append(v.Parts, part)
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Nature == audit.Undecidable || slices.Equal(f.Billed, f.Lawful) {
			continue
		}
		if len(v.Rows) == auditRows {
			v.More++
			continue
		}
		v.Rows = append(v.Rows, auditRow{f.Line, f.Date, strings.Join(f.Billed, " + "), strings.Join(f.Lawful, " + "), f.Stake, f.Nature == audit.Forgotten, f.Code})
	}
	return v
}

// someLines writes the first lines of a finding.
func someLines(lines []int64) string {
	var out []string
	for i, n := range lines {
		if i == auditLines {
			return strings.Join(out, ", ") + "…"
		}
		out = append(out, whole(n))
	}
	return strings.Join(out, ", ")
}

// Say is the sentence that is announced.
func (v *auditView) Say() string {
	return euros(v.RiskSure+v.RiskPossible) + " à risque, " + euros(v.ForgottenSure) + " oubliés, " + euros(v.ForgottenPossible) + " peut-être oubliés."
}
