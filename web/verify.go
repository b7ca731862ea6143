package web

import (
	"net/http"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/explain"
)

// The page /verifier is web/verify.go and templates/verifier.html.

// billedCodes is the field of the codes as billed.
const billedCodes = "codes"

// verifyBody is the page that holds a bill against the rules.
type verifyBody struct {
	*priceForm
	Problems []problem
	Posted   bool
	Result   *verifyView // nil before codes are given, and when a field is refused
}

// verifyView is the computed part of the page.
type verifyView struct {
	*cotation.Verification
	Codes    []verdictView
	Pairs    []verdictView
	Lines    []billLine
	Asks     []ask
	Billed   string
	Figure   string // the corrected total, or the least
	Most     string
	Gain     int64
	GainSaid bool
	Right    bool // the corrected bill is the one that was billed
}

// verdictView is what is said of a code, or of two.
type verdictView struct {
	Codes               []string
	Title, Rule, Reason string
	Verdict, State      string
	Amount              cotation.Number
	Notes               []noteView
}

// verdictStates are the states of the contract that draw each verdict.
var verdictStates = map[string]string{
	cotation.Lawful: answer.Sure, cotation.Unlawful: answer.NotDue, cotation.Undecided: answer.ToSpecify, cotation.Contested: answer.Disputed,
	cotation.NoSuchCode: answer.NotDue, cotation.NoRule: answer.NotCovered, cotation.Uncovered: answer.NotCovered,
}

// verdictWords are the verdicts as a reader sees them.
var verdictWords = map[string]string{
	cotation.Lawful: "Facturable", cotation.Unlawful: "Non facturable", cotation.Undecided: "À préciser", cotation.Contested: "Contesté",
	cotation.NoSuchCode: "Code inconnu", cotation.NoRule: "Connu, non modélisé", cotation.Uncovered: "Hors couverture",
}

func (s *Server) verify(w http.ResponseWriter, r *http.Request) error {
	f, sent, asked := s.posted(r)
	body := &verifyBody{priceForm: f, Posted: r.Method == http.MethodPost}
	if f.answers(r, billedCodes) {
		object := f.object()
		object[billedCodes] = f.values.Get(billedCodes)
		v, err := s.law.Verify(object, asked)
		if err := f.refused(err); err != nil {
			return err
		}
		if err == nil && len(f.problems) == 0 {
			body.Result = s.verifyViewOf(v, f)
		}
	}
	for i := range f.problems { // the page asks for a text, not for a member of JSON
		if f.problems[i].Path == billedCodes && f.blank(billedCodes) {
			f.problems[i].Message = "les codes facturés manquent, par exemple G+MEG"
		}
	}
	body.Problems = f.summary()
	nameProblem(body.Problems, billedCodes, "Codes facturés")
	return s.showAsk(w, r, "verifier", "Vérifier une cotation", "/coter", f, sent, body, len(body.Problems) > 0)
}

func (s *Server) verifyViewOf(a *cotation.Verification, f *priceForm) *verifyView {
	v := &verifyView{Verification: a, Billed: figureOr(a.Total), Figure: figureOr(a.Corrected.Total)}
	for _, c := range a.Codes {
		one := verdictView{Codes: []string{c.Code}, Title: c.Title, Rule: c.Rule, Reason: bareReason(c.Reason, c.Code), Verdict: verdictWords[c.Verdict],
			State: verdictStates[c.Verdict], Amount: c.Amount, Notes: notesOf(c.Sources)}
		if label := f.gestures.label(c.Code); label != "" {
			one.Title = label
		}
		v.Codes = append(v.Codes, one)
	}
	for _, p := range a.Pairs {
		v.Pairs = append(v.Pairs, verdictView{Codes: p.Codes, Reason: p.Reason, Verdict: verdictWords[p.Verdict], State: verdictStates[p.Verdict], Notes: notesOf(p.Sources)})
	}
	for _, l := range a.Corrected.Lines {
		one := billLine{Line: l, Name: f.gestures.label(l.Code)}
		if one.Name == "" {
			one.Name = l.Title
		}
		v.Lines = append(v.Lines, one)
	}
	for i := range a.Questions {
		if a.Questions[i].Worth > 0 { // a fact that only shares the total says nothing of the codes
			v.Asks = append(v.Asks, f.ask(&a.Questions[i]))
		}
	}
	if c := &a.Corrected; !c.Total.Known && c.Min.Known {
		v.Figure = figureOf(c.Min)
		if c.Max.Known && c.Max.N > c.Min.N {
			v.Most = euros(c.Max.N)
		}
	}
	if a.Difference.Known {
		v.Gain, v.GainSaid = a.Difference.N, true
	}
	v.Right = a.State == answer.Sure && len(a.Missing)+len(a.Surplus) == 0
	return v
}

// figureOr writes a total without its unit, or a dash.
func figureOr(n cotation.Number) string {
	if !n.Known {
		return "—"
	}
	return figureOf(n)
}

// bareReason takes the code off the head of its reason, which stands beside it.
func bareReason(reason, code string) string {
	if rest, ok := strings.CutPrefix(reason, code+" : "); ok {
		return explain.Capital(rest)
	}
	return explain.Capital(reason)
}

// Say is the sentence that is announced.
func (v *verifyView) Say() string {
	bad := 0
	for _, c := range append(v.Codes[:len(v.Codes):len(v.Codes)], v.Pairs...) {
		if c.State == answer.NotDue {
			bad++
		}
	}
	text := stateWords[v.State] + ". "
	if bad > 0 {
		text += counted(bad, "point non facturable", "points non facturables") + ". "
	}
	return text + "Version corrigée : " + strings.Join(v.Corrected.Codes, " plus ") + "."
}
