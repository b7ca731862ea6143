package web

import (
	"cmp"
	"encoding/csv"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/reproduce"
)

// The page /chiffres is web/figures*.go and templates/chiffres.html: what was published, drawn, and computed again.

// figuresBody is the page of published figures.
type figuresBody struct {
	Panels  []panel
	Tallies []figureTally
	Groups  []figureGroup
	Pending bool // those that ask a population are still being computed
}

// panel is a theme: a drawing, its table, where it was read.
type panel struct {
	ID, Fig, Title, Lead string
	Charts               []drawing
	Tables               []twinTable
	Sources              []sourceLine
	Doubts               []string
}

// drawing is one chart with its caption.
type drawing struct {
	Title, Note string
	SVG         template.HTML
}

// twinTable says what a drawing shows.
type twinTable struct {
	Title, File string
	Head        []string
	Rows        []twinRow
}

type twinRow struct {
	Name  string
	Cells []string
	Grade string
	Note  string
}

type sourceLine struct{ Title, Grade string }

// figureTally counts the figures of a verdict.
type figureTally struct {
	Count       int
	Word, Small string
	Class       string
}

// figureGroup are the figures of one verdict and nature.
type figureGroup struct {
	ID, Title string
	Open      bool
	Lines     []figureLine
}

type figureLine struct {
	reproduce.Result
	Was, Is, Off string
}

// figures shows what was published.
func (s *Server) figures(w http.ResponseWriter, r *http.Request) error {
	known, pending, err := s.reproduced.now()
	if err != nil {
		return err
	}
	b, list := s.published, known
	body := &figuresBody{Pending: pending}
	for _, draw := range panels {
		p := draw(b)
		p.read(b)
		body.Panels = append(body.Panels, p)
	}
	body.verdicts(list)
	s.render(w, r, http.StatusOK, "chiffres", s.newPage("Les chiffres", "/chiffres", body))
	return nil
}

// read lists the sources of a panel, each with the weakest grade of what was read there.
func (p *panel) read(b *reproduce.Book) {
	var keys []string
	grade := map[string]int{}
	for _, t := range p.Tables {
		for _, point := range b.Theme(t.File) {
			if !slices.ContainsFunc(t.Rows, func(r twinRow) bool {
				return r.Name == point.Title || strings.HasPrefix(r.Name, point.Mark) || slices.Contains(t.Head, point.Title)
			}) {
				continue
			}
			if !slices.Contains(keys, point.Source) {
				keys = append(keys, point.Source)
			}
			grade[point.Source] = max(grade[point.Source], slices.Index(explain.Grades, point.Grade))
		}
	}
	for _, key := range keys {
		p.Sources = append(p.Sources, sourceLine{b.SourceTitle(key), explain.Grades[grade[key]]})
	}
}

// verdicts groups the figures computed again, those out of tolerance first.
func (f *figuresBody) verdicts(list []reproduce.Result) {
	groups := []struct {
		id, title, tally, small, class string
		open                           bool
		of                             func(*reproduce.Result) bool
	}{
		{"hors", "Hors tolérance", "hors tolérance", "l’écart est montré", "", true, func(r *reproduce.Result) bool { return r.Verdict == reproduce.Out }},
		{"recalcules", "Recalculés, dans la tolérance", "recalculés", "rien du calcul ne vient du chiffre", "held", false, func(r *reproduce.Result) bool { return r.Verdict == reproduce.Within && r.Nature == reproduce.Computed }},
		{"cales", "Calés, dans la tolérance", "calés", "un paramètre vient du chiffre", "open", false, func(r *reproduce.Result) bool { return r.Verdict == reproduce.Within && r.Nature == reproduce.Fitted }},
		{"non-calculables", "Non calculables ici", "non calculables", "la raison est dite", "none", false, func(r *reproduce.Result) bool { return r.Verdict == reproduce.Impossible }},
	}
	for _, g := range groups {
		out := figureGroup{ID: g.id, Title: g.title, Open: g.open}
		for i := range list {
			if r := &list[i]; g.of(r) {
				out.Lines = append(out.Lines, newFigureLine(r))
			}
		}
		f.Tallies = append(f.Tallies, figureTally{len(out.Lines), g.tally, g.small, g.class})
		f.Groups = append(f.Groups, out)
	}
}

func newFigureLine(r *reproduce.Result) figureLine {
	l := figureLine{Result: *r, Was: "—", Is: "—", Off: "—"}
	unit := ""
	if strings.ContainsAny(r.Unit, "€%") {
		unit = space + r.Unit
	}
	if r.Published != nil {
		l.Was = money.FrenchNumber(r.Published.String()) + unit
	}
	if r.Value != nil {
		l.Is, l.Off = money.FrenchNumber(r.Value.String())+unit, money.FrenchNumber(r.Gap.String())
		if r.Gap.String() != "0" && !strings.HasPrefix(r.Gap.String(), "-") {
			l.Off = "+" + l.Off
		}
	}
	return l
}

// figuresFile gives a theme, or the verdicts, as a table.
func (s *Server) figuresFile(w http.ResponseWriter, r *http.Request) error {
	known, _, err := s.reproduced.now()
	if err != nil {
		return err
	}
	b, list := s.published, known
	name := strings.TrimSuffix(r.PathValue("file"), ".csv")
	rows := [][]string{{"serie", "libelle", "repere", "valeur", "unite", "source", "fiabilite", "precision"}}
	switch points := b.Theme(name); {
	case name == "reproduire":
		rows = [][]string{{"nom", "libelle", "publie", "calcule", "ecart", "unite", "tolerance", "verdict", "raison", "source", "fiabilite", "nature"}}
		for i := range list {
			f := &list[i]
			text := func(n interface{ String() string }, known bool) string {
				if !known {
					return ""
				}
				return n.String()
			}
			rows = append(rows, []string{f.Name, f.Title, text(f.Published, f.Published != nil), text(f.Value, f.Value != nil), text(f.Gap, f.Gap != nil), f.Unit, f.Tolerance, f.Verdict,
				f.Reason, f.Source, f.Reliability, f.Nature})
		}
	case len(points) == 0 || !strings.HasSuffix(r.PathValue("file"), ".csv"):
		return &failure{Status: http.StatusNotFound, Title: "Cette table n'existe pas", Text: "Les tables se téléchargent depuis la page des chiffres."}
	default:
		for _, p := range points {
			rows = append(rows, []string{p.Series, p.Title, p.Mark, p.Text, p.Unit, b.SourceTitle(p.Source), p.Grade, p.Note})
		}
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	out := csv.NewWriter(w)
	out.Comma = ';'
	return cmp.Or(out.WriteAll(rows), out.Error())
}
