package web

import (
	"cmp"
	"fmt"
	"net/http"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// conventionBody is the page of the text itself: who signed, by what share, and what became of it.
type conventionBody struct {
	Act      plan.Act
	On       day.Date // the day of the signature
	Votes    []voteRow
	Colleges []collegeView
	Valid    *answer.Result
	Aims     *aimsView
	Articles []articleView
	Years    []timelineYear
}

// aimsView is what the text says that it is for.
type aimsView struct {
	articleView
	List   []string
	ReadIn []string // the documents where it was read
}

// voteRow is a union with its votes in each college, and what it did with the text.
type voteRow struct {
	Name  string
	Votes []voteCell
	Did   string
	Signs bool
}

// voteCell is a share of the votes.
type voteCell struct {
	Text    string
	Counted bool // part of the sum of the signature
}

// collegeView is the sum of the signatories in a college.
type collegeView struct {
	Name   string
	Result *answer.Result
}

// articleView is an article that the rules hold, with its answer on the day.
type articleView struct {
	*explain.Reading
	Article, Act string
	Result       *answer.Result
}

// The rules that this page asks, and the words of their facts.
const (
	votesRule, signedRule, validRule = "voix_2021", "signatures", "validite_convention"
	unionFact, collegeFact, textFact = "syndicat", "college", "texte_signe"
	conventionText, signedWord       = "convention_2024", "signe"
	aimsRule, aimFact                = "objet_convention", "but"
)

// didWords are the answers of the rule of signatures as a reader expects them.
var didWords = map[string]string{signedWord: "signé", "refuse": "refusé", "pas_signe": "pas signé"}

// collegeRules are, by word of the college, the rule that sums the signatories and the facts of the validity that its share fills.
var collegeRules = map[string]struct {
	rule  string
	fills []string
}{
	"generalistes": {"voix_signataires_generalistes", []string{"part_generalistes"}},
	"specialistes": {"voix_signataires_specialistes", []string{"part_specialistes_bloc", "part_specialistes_autres"}},
}

func (s *Server) convention(w http.ResponseWriter, r *http.Request) error {
	m, err := s.moment(r)
	if err != nil {
		return err
	}
	body := &conventionBody{Years: s.timeline(m)}
	if i, ok := s.law.Plan.Rule("partie_signataire"); ok {
		body.Act = s.law.Plan.Acts[s.law.Plan.Rules[i].Source.Act]
		body.On = body.Act.Signed
	}
	at := m
	at.At = body.On
	s.votes(body, at)
	body.Aims = s.aims(m)
	for _, key := range []string{"medecin_oblige", "partie_signataire", "unicite_convention", "duree_convention", validRule} {
		if a := s.article(key, m); a != nil {
			body.Articles = append(body.Articles, *a)
		}
	}
	page := s.newPage("La convention", "/convention", body)
	page.Moment = s.bar(m, r.URL.Query(), "/convention")
	s.render(w, r, http.StatusOK, "convention", page)
	return nil
}

// article reads a rule as an article; nil when these rules have it not.
func (s *Server) article(key string, m day.Moment) *articleView {
	i, ok := s.law.Plan.Rule(key)
	if !ok {
		return nil
	}
	source := s.law.Plan.Rules[i].Source
	return &articleView{explain.Read(s.law.Plan, i, m), source.Article, s.law.Plan.Acts[source.Act].Title, s.ask(key, nil, m)}
}

// aims lists what the text is for: the words to which its rule says yes.
func (s *Server) aims(m day.Moment) *aimsView {
	a := s.article(aimsRule, m)
	i, ok := s.law.Plan.Fact(aimFact)
	if a == nil || !ok {
		return nil
	}
	out := &aimsView{articleView: *a}
	rule, _ := s.law.Plan.Rule(aimsRule)
	for _, d := range documentsOf(s.law.Plan, &s.law.Plan.Rules[rule]) {
		out.ReadIn = append(out.ReadIn, d.Title)
	}
	fact := &s.law.Plan.Facts[i]
	for k, word := range fact.Words {
		if one := s.ask(aimsRule, map[string]any{aimFact: word}, m); one != nil && one.State == answer.Sure && fmt.Sprint(one.Value) == "1" {
			out.List = append(out.List, explain.Word(fact, k))
		}
	}
	return out
}

// ask computes one rule on flat facts; nil when these rules have neither the rule nor the facts.
func (s *Server) ask(key string, stated map[string]any, m day.Moment) *answer.Result {
	asked := asking(m)
	object := map[string]any{}
	for k, v := range stated {
		object[k] = v
	}
	a, err := s.law.ComputeObject(key, object, asked)
	if err != nil {
		return nil
	}
	return a
}

// votes fills the table of the unions and the share of the signatories in each college.
func (s *Server) votes(body *conventionBody, m day.Moment) {
	p := s.law.Plan
	u, ok := p.Fact(unionFact)
	c, also := p.Fact(collegeFact)
	if !ok || !also {
		return
	}
	unions, colleges := &p.Facts[u], &p.Facts[c]
	signing := map[string]any{}
	for i, union := range unions.Words {
		row := voteRow{Name: explain.Capital(explain.Word(unions, i))}
		if a := s.ask(signedRule, map[string]any{textFact: conventionText, unionFact: union}, m); a != nil {
			row.Signs, row.Did = a.Word == signedWord, cmp.Or(didWords[a.Word], a.Text)
		}
		if _, known := p.Fact("signe_" + union); known {
			signing["signe_"+union] = row.Signs
		}
		body.Votes = append(body.Votes, row)
	}
	shares := map[string]any{}
	for k, college := range colleges.Words {
		rules := collegeRules[college]
		a := s.ask(rules.rule, signing, m)
		if a == nil {
			continue
		}
		body.Colleges = append(body.Colleges, collegeView{explain.Word(colleges, k), a})
		for _, name := range rules.fills {
			shares[name] = a.Value
		}
		for i, union := range unions.Words {
			cell := voteCell{Text: "—"}
			if v := s.ask(votesRule, map[string]any{unionFact: union, collegeFact: college}, m); v != nil && v.State == answer.Sure {
				cell.Text = voteText(v)
				cell.Counted = body.Votes[i].Signs && s.counts(rules.rule, union)
			}
			body.Votes[i].Votes = append(body.Votes[i].Votes, cell)
		}
	}
	body.Valid = s.ask(validRule, numbered(shares), m)
}

// counts tells whether the sum of a college reads the votes of a union: it is representative there.
func (s *Server) counts(rule, union string) bool {
	i, ok := s.law.Plan.Rule(rule)
	if !ok {
		return false
	}
	for _, part := range s.law.Plan.Rules[i].Parts {
		if s.law.Plan.Parts[part].Name == union {
			return true
		}
	}
	return false
}

// voteText writes a share; the rules write nil where a union had no list.
func voteText(v *answer.Result) string {
	text := fmt.Sprint(v.Value)
	if n, err := money.ParseDecimal(text, 2); err == nil && n > 0 {
		return money.FrenchNumber(text) + space + "%"
	}
	return "pas de liste"
}
