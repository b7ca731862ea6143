package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/plan"
)

// The page /codes/{code} is web/code*.go, groups.csv and templates/code.html.

// codeBody is the page of one code.
type codeBody struct {
	Code, Title string
	Statement   string
	Known       string // what a code without a rule is
	Technical   bool   // it is only written as technical acts are
	Near        []codeLink
	Rule        string
	Query       string
	Address     string

	Figure, State string
	Case          string // the line that the figure is of
	Several       bool   // there are other lines
	At            day.Date
	Since         string
	Act           string
	Reason        string // why there is no figure
	Priced        []string
	SourceTitle   string
	SourceArticle string
	SourceLink    string
	Covered       bool // paid in full by the law
	OwnSheet      bool

	History   *historyView
	Dates     []codeDate
	Years     []int
	YearLines []yearLine
	Struck    bool // some figure was signed and did not apply
	Blocks    []codeBlock
	With      []codeGroup
	Without   []codeGroup
	Additions []codeGroup
	Imported  *importedView // what an imported table says of it
	Modifiers []found       // that its tariff admits, with their letters
	Combined  []found
	Caps      []string
	Disputes  []explain.Dispute
	Doubts    []doubt
	Documents []plan.Document
}

// seat is a line of a rule where a code stands, and the act that it makes: the rule itself, or the one that adds families up.
type seat struct {
	act, rule, part, version, row int
}

// codePage shows what a code is, what it pays through time, and with what it goes.
func (s *Server) codePage(w http.ResponseWriter, r *http.Request) error {
	code := strings.ToUpper(strings.TrimSpace(r.PathValue("code")))
	m, err := s.moment(r)
	if err != nil {
		return err
	}
	body := &codeBody{Code: code, At: m.At, Query: momentQuery(r.URL.Query()), Address: "/codes/" + code}
	status := http.StatusOK
	switch seats := s.seats(code, m); {
	case len(seats) > 0:
		s.describe(body, seats, m, r)
		body.complete(importedOf(s.law.Tariff(code, m)))
	default:
		var known bool
		if body.Known, known = cotation.Unmodelled(s.law.Plan)[code]; !known {
			if !cotation.Technical(code) {
				return s.noCode(code)
			}
			body.Known, body.Technical = "acte technique", true
		}
		body.Title, body.State, body.Near = body.Known, answer.NotCovered, s.nearCodes(code)
		if body.Technical {
			body.complete(importedOf(s.law.Tariff(code, m)))
		}
	}
	page := s.newPage(code+", "+explain.Capital(body.Title), "/regles", body)
	page.Moment = s.bar(m, r.URL.Query(), body.Address)
	s.render(w, r, status, "code", page)
	return nil
}

// noCode answers a code that nothing knows with those that look like it.
func (s *Server) noCode(code string) *failure {
	f := &failure{Status: http.StatusNotFound, Title: "Ce code n'est pas connu",
		Text: "« " + clipped(code) + " » n'est ni un code porté par une règle ni un code connu des nomenclatures."}
	for _, link := range s.nearCodes(code) {
		f.Near = append(f.Near, found{Key: link.Code, Title: link.Title, Address: "/codes/" + link.Code})
	}
	return f
}

// maxNear bounds the codes that are suggested for another.
const maxNear = 5

// nearCodes lists the codes that a mistyped one may mean: the same letters in another order, then the nearest.
func (s *Server) nearCodes(code string) []codeLink {
	var all []string
	for _, e := range s.index.entries {
		all = append(all, e.found.Codes...)
	}
	for _, one := range s.gestures.list {
		all = append(all, one.Code)
	}
	for known := range cotation.Unmodelled(s.law.Plan) {
		all = append(all, known)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	var out []codeLink
	for len(out) < maxNear {
		meant := ""
		if i := slices.IndexFunc(all, func(c string) bool { return anagram(c, code) }); i >= 0 {
			meant = all[i] // letters out of order are the commonest slip
		} else {
			meant = near.Word(code, all)
		}
		if meant == "" {
			break
		}
		out = append(out, codeLink{meant, s.codeTitle(meant)})
		all = slices.DeleteFunc(all, func(c string) bool { return c == meant })
	}
	return out
}

func anagram(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// codeTitle says what a code is, in a few words.
func (s *Server) codeTitle(code string) string {
	if label := s.gestures.label(code); label != "" {
		return label
	}
	for _, e := range s.index.entries {
		if slices.Contains(e.found.Codes, code) {
			return e.found.Title
		}
	}
	return cotation.Unmodelled(s.law.Plan)[code]
}

// seats lists the lines of the rules where a code stands at a moment: those of the version in force, else of the last that had it.
func (s *Server) seats(code string, m day.Moment) []seat {
	p := s.law.Plan
	var out []seat
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Base >= 0 || r.Billable == nil || r.Billable.Modifies {
			continue
		}
		for _, maker := range p.Makers(i) {
			for _, part := range p.Rules[maker].Parts {
				out = append(out, seatsIn(p, i, maker, part, code, m)...)
			}
		}
	}
	return out
}

func seatsIn(p *plan.Plan, act, rule, part int, code string, m day.Moment) []seat {
	versions := p.Parts[part].Versions
	order := []int{latest(p, &p.Parts[part], m)}
	for k := len(versions) - 1; k >= 0; k-- {
		if _, _, exists := eval.Dated(p, versions[k].Effects, m); exists {
			order = append(order, k)
		}
	}
	for _, k := range order {
		if k < 0 {
			continue
		}
		if out := rowsOf(p, act, rule, part, k, code); len(out) > 0 {
			return out
		}
	}
	return nil
}

// rowsOf lists the rows of a version that bear a code. A rule with one code has it on the parts that make its result.
func rowsOf(p *plan.Plan, act, rule, part, version int, code string) []seat {
	b, v := p.Rules[act].Billable, &p.Parts[part].Versions[version]
	if b.Code != "" {
		if b.Code != code || !slices.Contains(resultParts(p, rule), part) || v.Ends {
			return nil
		}
		if v.Table == nil {
			return []seat{{act, rule, part, version, -1}}
		}
		var out []seat
		for i := range v.Table.Rows {
			out = append(out, seat{act, rule, part, version, i})
		}
		return out
	}
	if v.Table == nil {
		return nil
	}
	var out []seat
	for i := range v.Table.Rows {
		row := &v.Table.Rows[i]
		if row.Code == code || b.CodeFact >= 0 && namesCode(p, v, row, b.CodeFact, code) {
			out = append(out, seat{act, rule, part, version, i})
		}
	}
	return out
}

// namesCode reports whether a row asks that the fact be this code, by name.
func namesCode(p *plan.Plan, v *plan.Version, row *plan.Row, fact int, code string) bool {
	for i, column := range v.Columns {
		if column.Kind == plan.ToFact && column.Index == fact {
			k := slices.Index(p.Facts[fact].Words, code)
			return k >= 0 && row.Cells[i].In.Has(int64(k)) && strings.Contains(row.Cells[i].Text, code)
		}
	}
	return false
}

// resultParts lists the parts that a result is the sum of.
func resultParts(p *plan.Plan, rule int) []int {
	return parts(p.Rules[rule].Result)
}

// parts lists the parts that a formula reads.
func parts(e *plan.Expr) []int {
	var out []int
	if e == nil {
		return nil
	}
	e.Walk(func(e *plan.Expr) {
		if e.Op == plan.Read && e.Ref.Kind == plan.ToPart && !slices.Contains(out, e.Ref.Index) {
			out = append(out, e.Ref.Index)
		}
	})
	return out
}
