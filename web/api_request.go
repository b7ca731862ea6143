package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/plan"
)

// Largest bodies, the longest list of questions, how many values a body may hold, how many faults a problem lists.
const (
	maxVisitBody    = 1 << 20
	maxPracticeBody = 16 << 20
	maxQuestions    = 200
	maxMembers      = 1 << 17 // a list of ten thousand patients, one by one
	maxListed       = 1 << 9
)

// body reads the JSON value of a request: an object, or a list of them.
func (c *apiCall) body(limit int64) (any, *Problem) {
	if kind := c.r.Header.Get("Content-Type"); kind != "" {
		media, _, err := mime.ParseMediaType(kind)
		if err != nil || media != "application/json" && !strings.HasSuffix(media, "+json") {
			return nil, problemType.because("« Content-Type: application/json » est attendu.")
		}
	}
	whole := c.r.Body
	var data []byte
	err := error(&http.MaxBytesError{Limit: limit})
	if c.r.ContentLength <= limit {
		data, err = io.ReadAll(http.MaxBytesReader(c.w, whole, limit))
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		if c.r.Header.Get("Expect") == "" { // else its sender waits for an answer before it sends
			io.Copy(io.Discard, io.LimitReader(whole, maxDrain)) // its sender then sees the refusal
		}
		return nil, problemLarge.because("Le corps dépasse %d Mio, la taille admise à cette adresse.", limit>>20)
	case err != nil:
		return nil, problemCut.because("Le corps n'a pas pu être lu en entier.")
	}
	v, err := facts.DecodeAny(data)
	if err != nil {
		var problems facts.Problems
		errors.As(err, &problems)
		return nil, problemJSON.because("%s.", problems[0].Message)
	}
	return v, nil
}

// asked reads the moment of a request. Unknown parameters are refused: a misspelt one would change the answer without a word.
func (a *api) asked(c *apiCall, m *MomentQuery, more ...string) (opposable.Asked, *Problem) {
	out := opposable.Asked{At: m.At, Known: m.Known, Scenario: m.Scenario, Today: a.today()}
	known := append([]string{"au", "connu_le", "scenario"}, more...)
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return out, problemQuery.because("La partie de l'adresse après « ? » est mal écrite.")
	}
	var wrong []ProblemError
	for name, given := range values {
		switch {
		case !slices.Contains(known, name):
			hint := strings.Join(known, ", ") + " sont admis"
			if meant := near.Word(strings.ReplaceAll(name, "-", "_"), known); meant != "" {
				hint = "vouliez-vous écrire « " + meant + " »"
			}
			wrong = append(wrong, ProblemError{Location: "query." + name, Message: "paramètre inconnu — " + hint})
		case len(given) > 1:
			wrong = append(wrong, ProblemError{Location: "query." + name, Message: "une seule valeur est attendue"})
		}
	}
	if _, err := a.law.Moment(out, nil); err != nil {
		wrong = append(wrong, a.errorsOf(err, nil)...)
	}
	for i := range wrong {
		switch name := strings.TrimPrefix(wrong[i].Location, "query."); name {
		case "connu_le", "scenario": // about the law, not about a patient
			wrong[i].Value = clipped(values.Get(name))
		}
	}
	if len(wrong) > 0 {
		slices.SortFunc(wrong, func(a, b ProblemError) int { return strings.Compare(a.Location, b.Location) })
		return out, problemQuery.listing(wrong)
	}
	return out, nil
}

// refused turns an error of ours into a problem; an error that is not about the facts is a bug.
func (a *api) refused(err error, at func(*plan.Fact) string) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	return problemFacts.listing(a.errorsOf(err, at))
}

// errorsOf lists what is wrong, in words that do not show what the facts were. At gives where an input of this kind
// has a fact; nil says that nothing in it is about a person.
func (a *api) errorsOf(err error, at func(*plan.Fact) string) []ProblemError {
	var problems facts.Problems
	if !errors.As(err, &problems) {
		panic(fmt.Errorf("reading facts: %w", err))
	}
	out := make([]ProblemError, 0, len(problems))
	for _, p := range problems {
		if name, ok := parameters[p.Path]; ok {
			p.Path = name
		}
		if at == nil && p.Path != dayParameter {
			out = append(out, ProblemError{Location: p.Path, Message: p.Message})
			continue
		}
		out = append(out, a.veiled(p, at))
	}
	return out
}

const dayParameter = "query.au"

var (
	ranks      = regexp.MustCompile(`\[\d+\]`)
	parameters = map[string]string{"--au": dayParameter, "--connu-le": "query.connu_le", "--scenario": "query.scenario"}
	// What a visit or a practice holds besides declared facts.
	besides = map[string]string{
		"date": "une date qui existe, AAAA-MM-JJ, est attendue", "heure": "une heure qui existe, HH:MM, est attendue",
		"annee": "une année est attendue, écrite en chiffres", "actes": "une liste de codes d'actes est attendue, 20 au plus",
		"historique":      "une liste d'actes passés est attendue, {\"code\", \"date\"}",
		"historique.code": "un code d'acte est attendu", "historique.date": "une date qui existe, AAAA-MM-JJ, est attendue",
	}
	oneDay    = regexp.MustCompile(`,? ?(du|au|le) \d{4}-\d{2}-\d{2}`)
	twoAges   = regexp.MustCompile(`^\d+ mois révolus ne font pas \d+ ans révolus`)
	twoDays   = regexp.MustCompile(`^les faits sont d[eu] .* et la question du `)
	uncertain = regexp.MustCompile(`\d{2,}|«`)
)

// veiled says what is wrong at a place without showing what was found there.
func (a *api) veiled(p facts.Problem, at func(*plan.Fact) string) ProblemError {
	e := ProblemError{Location: p.Path, Message: p.Message}
	if p.Path == dayParameter { // it may be the day of a visit
		e.Message = "une date qui existe, AAAA-MM-JJ, est attendue"
		return e
	}
	place := ranks.ReplaceAllString(p.Path, "")
	told, named := besides[place]
	if !named {
		for i := range a.law.Plan.Facts {
			if f := &a.law.Plan.Facts[i]; at(f) == place {
				told, named = facts.Expected(f), true
				break
			}
		}
	}
	about, _, _ := strings.Cut(p.Message, " — ")
	switch {
	case strings.HasPrefix(about, "fait inconnu"), strings.HasPrefix(about, "membre inconnu"):
		// Names only what was written as a name, and what exists.
		e.Message = strings.Replace(e.Message, "dans « opposable regles --faits »", "dans /openapi.json", 1)
	case strings.HasSuffix(about, "trouvé"), strings.Contains(about, "hors du domaine"), strings.Contains(about, "n'est pas un mot admis"):
		e.Message = told
		if !named {
			e.Message = "un objet, ou ce que décrit /openapi.json, est attendu ici"
		}
	case twoDays.MatchString(p.Message):
		e.Message = "ce jour n'est pas celui de la question — gardez un seul des deux"
	case twoAges.MatchString(p.Message):
		e.Message = "l'âge en mois et l'âge en années ne s'accordent pas — corrigez l'un des deux"
	default:
		if e.Message = oneDay.ReplaceAllString(p.Message, ""); uncertain.MatchString(e.Message) {
			e.Message = told
			if !named {
				e.Message = "ceci n'est pas admis ; /openapi.json décrit ce qui l'est"
			}
		}
	}
	return e
}
