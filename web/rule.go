package web

import (
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// ruleBody is the page of one rule.
type ruleBody struct {
	*explain.Reading
	Group, Address  string
	Codes           []string
	Figure, State   string
	FigureSmall     string
	Reason          string // why there is no figure at this moment
	PartsOfRule     []rulePart
	SourceTitle     string
	SourceArticle   string
	SourceLink      string
	History         *historyView
	Acts            []actRow
	Documents       []plan.Document
	AllDoubts       []doubt
	Report          string
	Query           string
	Grades          [3]int
	WeakestReadable string
}

// rulePart is a part with how firmly the text holds it.
type rulePart struct {
	explain.PartReading
	Lines   []ruleRow
	State   string
	Alone   string // its one figure
	Ended   bool
	Amend   *figureField   // the same as a field, where a reader may change it
	Figures []*figureField // its named numbers as fields
}

// ruleRow is one case of a part and its figure, as a field where a reader may change it.
type ruleRow struct {
	explain.Line
	Amend *figureField
}

type doubt struct{ Place, Text string }

func (s *Server) rule(w http.ResponseWriter, r *http.Request) error {
	key, written := strings.CutSuffix(r.PathValue("key"), ".yaml")
	p := s.law.Plan
	index, ok := p.Rule(key)
	if !ok || p.Rules[index].Base >= 0 {
		if i, err := s.law.FindRule(key); err == nil && !written {
			http.Redirect(w, r, "/regles/"+p.Rules[i].Key+momentQuery(r.URL.Query()), http.StatusSeeOther)
			return nil
		}
		return &failure{Status: http.StatusNotFound, Title: "Aucune règle ne porte ce nom",
			Text: "« " + key + " » n'est ni la clé d'une règle ni le code d'un acte connu.", Near: s.nearest(key)}
	}
	if written {
		return s.written(w, index)
	}
	m, err := s.moment(r)
	if err != nil {
		return err
	}
	page := s.newPage(p.Rules[index].Title, "/regles", s.ruleBody(index, m, r))
	page.Moment = s.bar(m, r.URL.Query(), "/regles/"+key)
	s.render(w, r, http.StatusOK, "regle", page)
	return nil
}

// written serves a rule as it is written.
func (s *Server) written(w http.ResponseWriter, rule int) error {
	name := strings.TrimPrefix(s.law.Plan.Rules[rule].File, "regles/")
	text, err := fs.ReadFile(s.law.Files, path.Clean(name))
	if err != nil {
		return &failure{Status: http.StatusNotFound, Title: "Le fichier de cette règle n'est pas là", Text: "Les règles ont été chargées sans leur texte."}
	}
	w.Header().Set("Content-Type", "text/yaml; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="`+path.Base(name)+`"`)
	w.Write(text)
	return nil
}

func (s *Server) ruleBody(index int, m day.Moment, r *http.Request) *ruleBody {
	p := s.law.Plan
	rule := &p.Rules[index]
	reading := explain.Read(p, index, m)
	b := &ruleBody{
		Reading: reading, Group: rule.Group, Address: "/regles/" + rule.Key, Codes: codesOf(p, rule), Query: momentQuery(r.URL.Query()),
		SourceTitle: p.Acts[rule.Source.Act].Title, SourceArticle: rule.Source.Article, SourceLink: p.Acts[rule.Source.Act].Link,
	}
	line := ruleLine{}
	s.count(&line, rule)
	b.Grades, b.WeakestReadable = line.Grades, gradeWords[line.Weakest]
	b.Figure, b.State = s.headline(index, m)
	if reason := answer.Outside(p, rule, m); reason != "" {
		b.State, b.Figure, b.Reason = answer.NotCovered, "", reason
	} else if b.State == answer.NotCovered {
		b.Reason = notInForce(reading)
	}
	if b.Figure == "" {
		b.Figure = "—"
		if b.State != answer.NotCovered {
			b.Figure = ""
		}
	}
	for i := range reading.Parts {
		b.PartsOfRule = append(b.PartsOfRule, s.partOf(rule, &reading.Parts[i], b.Reason))
	}
	b.History = s.history(index, m, r.URL.Query())
	if h := b.History; h != nil && b.Figure == "" && b.State != answer.NotCovered {
		for _, now := range h.Applied {
			if now.Now && now.Known {
				b.Figure, b.FigureSmall = now.Figure, h.Title
			}
		}
	}
	b.Acts = actRows(p, rule, m)
	b.Documents = documentsOf(p, rule)
	b.AllDoubts = doubtsOf(p, rule)
	b.Report = s.report(rule, m)
	return b
}

// notInForce gathers why no part has a figure.
func notInForce(reading *explain.Reading) string {
	for _, part := range reading.Parts {
		if part.Reason != "" {
			return part.Reason
		}
	}
	return ""
}

func (s *Server) partOf(rule *plan.Rule, part *explain.PartReading, outside string) rulePart {
	out := rulePart{PartReading: *part, State: answer.Sure}
	for _, line := range part.Lines {
		out.Lines = append(out.Lines, ruleRow{Line: line})
	}
	switch {
	case part.Reason != "" || outside != "":
		out.State = answer.NotCovered
		out.Ended = part.Reason != "" && !strings.HasPrefix(part.Reason, "chiffres non établis")
	case slices.ContainsFunc(rule.Disputes, func(d plan.Dispute) bool { return d.Place == part.Name || d.Place == "" }):
		out.State = answer.Disputed
	}
	if len(part.Lines) == 1 && len(part.Columns) == 0 {
		out.Alone = part.Lines[0].Figure
	}
	if _, figure, named := strings.Cut(strings.Join(part.Params, " ; "), " : "); named && len(part.Lines) == 0 && len(part.Params) == 1 && !strings.HasPrefix(figure, "celui") {
		out.Alone = figure
	}
	if outside != "" {
		out.Alone, out.Lines = "—", nil
	}
	return out
}

// report is the text that a reader copies to say that something is wrong. It is never sent from here.
func (s *Server) report(rule *plan.Rule, m day.Moment) string {
	shown := s.showMoment(m)
	return strings.Join([]string{
		"Règle : " + rule.Key + " (" + rule.Title + ")",
		"Version des règles : " + s.law.Plan.Version + ", vérifiées jusqu'au " + explain.LongDate(s.law.Plan.Verified),
		"Faits au : " + shown.Facts + " ; actes connus : " + shown.Known + " ; scénario : " + shown.Scenario,
		"Ce que dit Opposable : ",
		"Ce que dit le texte (article, page, date) : ",
	}, "\n")
}
