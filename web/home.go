package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
)

// homeBody is the first page.
type homeBody struct {
	Held    map[string]*held
	Days    []changeDay
	Year    int
	Rules   int
	Figures [3]int
	Query   string
}

// held is a figure with the text that holds it, computed when the page is asked for.
type held struct {
	Key, Title string
	Figure     string
	Most       string // the upper bound, when there are two
	State      string
	Reason     string
	Act        string
	Article    string
	Since      string
	Grade      string
	Moved      string
	Signed     string // the same figure for who knows only the acts published before Known
	Known      day.Date
	At         day.Date
	Says       string // the rule, in its own first sentence
	Question   string // the missing fact
	Age        int64  // at which a text is read in two ways
	Readings   []cotation.Reading
}

// shown are the cases of the first page: for each, the rule, the facts and, where it matters, the days. What they pay is never written here.
var shown = []struct{ name, rule, facts, at, known string }{
	{"visit", "g", `{"specialite":"medecine_generale","lieu":"cabinet","tarif_applique":"opposable","motif":"consultation","prescription_apres_bilan":true}`, "", ""},
	{"postponed", "cnp", `{"specialite":"psychiatrie","lieu":"cabinet","tarif_applique":"opposable"}`, "2025-09-15", "2024-07-01"},
	{"missing", "forfait_medecin_traitant", `{"age":50,"ald":true,"c2s":false,"vu_depuis_2_ans":true}`, "", ""},
	{"undefined", "objectif_05", `{}`, "", ""},
}

func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	m, err := s.moment(r)
	if err != nil {
		return err
	}
	body := homeBody{Held: map[string]*held{}, Year: m.At.Year(), Query: momentQuery(r.URL.Query())}
	for _, c := range shown {
		at := m
		if c.at != "" {
			at = day.Moment{At: day.MustParse(c.at)}
		}
		h := s.held(c.rule, c.facts, at)
		if h == nil {
			continue
		}
		if c.known != "" {
			known := day.MustParse(c.known)
			h.Known = known
			if before := s.held(c.rule, c.facts, day.Moment{At: at.At, Known: &known}); before != nil {
				h.Signed = before.Figure
			}
		}
		body.Held[c.name] = h
	}
	body.Held["disputed"] = s.disputed(m)
	for _, e := range s.index.entries {
		i, _ := s.law.Plan.Rule(e.found.Key)
		line := ruleLine{}
		s.count(&line, &s.law.Plan.Rules[i])
		body.Rules++
		for k := range line.Grades {
			body.Figures[k] += line.Grades[k]
		}
	}
	body.Days = headlines(gather(explain.Changes(s.law.Plan, m.At.StartOfYear()-1, m), 3))
	for _, d := range body.Days {
		d.Groups[0].Rules[0].Head = dayMonth(d.Date)
	}
	page := s.newPage("Opposable", "/", body)
	page.Moment = s.bar(m, r.URL.Query(), "/")
	s.render(w, r, http.StatusOK, "accueil", page)
	return nil
}

// held computes one case; nil when the rules do not have it.
func (s *Server) held(rule, stated string, m day.Moment) *held {
	asked := opposable.Asked{At: m.At.String(), Scenario: m.Scenario, Today: m.At}
	if m.Known != nil {
		asked.Known = m.Known.String()
	}
	a, err := s.law.Compute(rule, []byte(stated), asked)
	if err != nil {
		return nil // these rules may lack the rule or a fact
	}
	h := &held{Key: a.Rule, Title: a.Title, Figure: a.Text, State: a.State, Reason: a.Reason, At: m.At, Grade: a.Reliability}
	if i, ok := s.law.Plan.Rule(rule); ok {
		h.Says = firstSentence(s.law.Plan.Rules[i].Statement)
	}
	if len(a.Questions) > 0 {
		h.Question = a.Questions[0].Text
	}
	switch a.State {
	case answer.NotCovered:
		h.Figure = "—"
	case answer.ToSpecify:
		h.Figure, h.Most, _ = strings.Cut(strings.TrimPrefix(h.Figure, "de "), " à ")
	}
	for _, source := range a.Sources {
		if source.Rule != rule {
			continue
		}
		h.Act, h.Since = source.Title, source.Since
		if source.Article != nil {
			h.Article = *source.Article
		}
		if steps := explain.StepPhrases(source.Postponed); len(steps) > 0 {
			h.Moved = steps[0]
		}
	}
	return h
}

// firstSentence is enough of a statement for the first page.
func firstSentence(text string) string {
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}

// disputedRule and disputedVisit are the case of the first page whose text is read in two ways, at an age that its rule tells.
const (
	disputedRule  = "gl1"
	disputedVisit = `{"heure":"10:00","medecin":{"specialite":"medecine_generale","secteur":"1"},"patient":{"ald":false,"c2s":false,"a_un_medecin_traitant":true},` +
		`"visite":{"lieu":"cabinet","medecin_est_mt":true,"motif":"suite_hospitalisation","adresse_par":"personne","rdv_urgent_obtenu":false},` +
		`"contexte":{"sortie_hospitalisation":"DATE","sejour_hospitalier":"autre"},"historique":[]}`
)

// disputed prices a visit that two readings of a text pay differently; nil when nothing is disputed at the moment.
func (s *Server) disputed(m day.Moment) *held {
	i, ok := s.law.Plan.Rule(disputedRule)
	ages, known := s.law.Plan.Fact("age")
	if !ok || !known || len(s.law.Plan.Rules[i].Disputes) == 0 {
		return nil
	}
	for age := s.law.Plan.Facts[ages].Hi; age >= s.law.Plan.Facts[ages].Lo; age-- {
		a := s.disputedAt(m, age)
		if a == nil {
			return nil
		}
		if a.State != answer.Disputed || len(a.Readings) == 0 {
			continue
		}
		rule := &s.law.Plan.Rules[i]
		h := &held{Key: rule.Key, Title: rule.Title, State: a.State, At: m.At, Act: s.law.Plan.Acts[rule.Source.Act].Title, Article: rule.Source.Article, Grade: a.Reliability,
			Says: firstSentence(rule.Statement), Age: age, Readings: a.Readings}
		lo, hi := a.Readings[0].Total.N, a.Readings[0].Total.N
		for _, reading := range a.Readings {
			lo, hi = min(lo, reading.Total.N), max(hi, reading.Total.N)
		}
		h.Figure, h.Most = euros(lo), euros(hi)
		return h
	}
	return nil
}

// disputedAt prices the visit of a patient of some age.
func (s *Server) disputedAt(m day.Moment, age int64) *cotation.Answer {
	object, err := facts.Decode([]byte(strings.ReplaceAll(disputedVisit, "DATE", (m.At - 10).String())))
	if err != nil {
		return nil
	}
	place(object, "patient.age", json.Number(itoa(int(age))))
	a, err := s.law.Price(object, asking(m), cotation.Options{})
	if err != nil {
		return nil
	}
	return a
}

// headlines keeps of each day what a reader should see first: figures that moved before those that began, and one figure before a list.
func headlines(days []changeDay) []changeDay {
	const perDay, inAll, manyLines = 6, 12, 6 // a price list that moves whole is not a headline
	left := inAll
	var out []changeDay
	for _, d := range days {
		kept := changeDay{Date: d.Date}
		n := 0
		for _, kind := range []string{explain.Modified, explain.Created, explain.Ended} {
			for lines := 1; lines <= manyLines; lines++ {
				for _, g := range d.Groups {
					for _, r := range g.Rules {
						if r.Kind != kind || len(r.Lines)+len(r.More) != lines || n == perDay || left == 0 {
							continue
						}
						kept.put(g.Key, r)
						n++
						left--
					}
				}
			}
		}
		if n > 0 {
			out = append(out, kept)
		}
	}
	return out
}

func (d *changeDay) put(group string, r ruleChange) {
	for i := range d.Groups {
		if d.Groups[i].Key == group {
			d.Groups[i].Rules = append(d.Groups[i].Rules, r)
			return
		}
	}
	d.Groups = append(d.Groups, changeGroup{Key: group, Rules: []ruleChange{r}})
}
