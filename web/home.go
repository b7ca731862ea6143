package web

import (
	"net/http"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
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
}

// shown are the cases of the first page: for each, the rule, the facts and, where it matters, the days. What they pay is never written here.
var shown = []struct{ name, rule, facts, at, known string }{
	{"visit", "g", `{"specialite":"medecine_generale","lieu":"cabinet","tarif_applique":"opposable","motif":"consultation","prescription_apres_bilan":true}`, "", ""},
	{"postponed", "cnp", `{"specialite":"psychiatrie","lieu":"cabinet","tarif_applique":"opposable"}`, "2025-09-15", "2024-07-01"},
	{"disputed", "gl1", `{"specialite":"medecine_generale","lieu":"cabinet","tarif_applique":"opposable","medecin_est_mt":true,"motif":"suite_hospitalisation",` +
		`"age":80,"sortie_hospitalisation":"DATE","historique":[]}`, "", ""},
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
	for _, e := range s.index.entries {
		i, _ := s.law.Plan.Rule(e.found.Key)
		line := ruleLine{}
		s.count(&line, &s.law.Plan.Rules[i])
		body.Rules++
		for k := range line.Grades {
			body.Figures[k] += line.Grades[k]
		}
	}
	body.Days = headlines(gather(explain.Changes(s.law.Plan, m.At.StartOfYear()-1, m), 2))
	page := s.newPage("Opposable", "/", body)
	page.Moment = s.bar(m, r.URL.Query(), "/")
	s.render(w, r, http.StatusOK, "accueil", page)
	return nil
}

// held computes one case; nil when the rules do not have it.
func (s *Server) held(rule, facts string, m day.Moment) *held {
	facts = strings.ReplaceAll(facts, "DATE", (m.At - 10).String())
	asked := opposable.Asked{At: m.At.String(), Scenario: m.Scenario, Today: m.At}
	if m.Known != nil {
		asked.Known = m.Known.String()
	}
	a, err := s.law.Compute(rule, []byte(facts), asked)
	if err != nil {
		return nil
	}
	h := &held{Key: a.Rule, Title: a.Title, Figure: a.Text, State: a.State, Reason: a.Reason, At: m.At, Grade: a.Reliability}
	switch a.State {
	case answer.NotCovered:
		h.Figure = "—"
	case answer.Disputed:
		lo, hi := money.Amount(0), money.Amount(0)
		for i, reading := range a.Readings {
			if reading.Cents == nil {
				continue
			}
			n := money.Amount(*reading.Cents)
			if i == 0 {
				lo, hi = n, n
			}
			lo, hi = min(lo, n), max(hi, n)
		}
		h.Figure = strings.TrimSuffix(lo.FrenchShort(), space+"€") + " ou " + hi.FrenchShort()
	case answer.ToSpecify:
		h.Figure = strings.TrimPrefix(h.Figure, "de ")
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

// headlines keeps of each day what a reader should see first: figures that moved before those that began.
func headlines(days []changeDay) []changeDay {
	const perDay, inAll = 6, 12
	left := inAll
	var out []changeDay
	for _, d := range days {
		kept := changeDay{Date: d.Date}
		n := 0
		for _, kind := range []string{explain.Modified, explain.Created, explain.Ended} {
			for _, g := range d.Groups {
				for _, r := range g.Rules {
					if r.Kind != kind || len(r.Lines) == 0 || n == perDay || left == 0 {
						continue
					}
					kept.put(g.Key, r)
					n++
					left--
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
