package web

import (
	"cmp"
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/reproduce"
)

// timelineYear is a year of the convention's life.
type timelineYear struct {
	Year   int
	Events []event
}

// event is what happened, or was to happen, on a day.
type event struct {
	On     day.Date
	Loose  string // the month, when no day is known
	Kind   string
	Title  string
	Rules  []plan.Rule // what it touched
	Note   string
	Source string
	Undone bool
}

// The kinds of events, in the order in which one day shows them.
const (
	proposed = "proposé"
	promised = "promis"
	signed   = "signé"
	issued   = "publié"
	applied  = "appliqué"
	moved    = "reporté"
	expires  = "prend fin"
)

var kindOrder = []string{proposed, promised, signed, issued, moved, applied, expires}

// The years that the page tells.
const timelineFrom = 2022

// dated finds the month that the key of a proposal ends with.
var dated = regexp.MustCompile(`-([0-9]{4})-([0-9]{2})$`)

// timeline gathers what the plan says of its acts and of the effects of versions, with the few events that no rule holds.
func (s *Server) timeline(m day.Moment) []timelineYear {
	p := s.law.Plan
	list := append(actEvents(p, m), effectEvents(p, m)...)
	list = append(list, otherEvents(s.published, m)...)
	slices.SortStableFunc(list, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.On, b.On), slices.Index(kindOrder, a.Kind)-slices.Index(kindOrder, b.Kind), strings.Compare(a.Title, b.Title))
	})
	var out []timelineYear
	for _, e := range list {
		if e.On.Year() < timelineFrom {
			continue
		}
		if n := len(out); n == 0 || out[n-1].Year != e.On.Year() {
			out = append(out, timelineYear{Year: e.On.Year()})
		}
		out[len(out)-1].Events = append(out[len(out)-1].Events, e)
	}
	return out
}

// actEvents are the days on which acts were proposed, signed and published.
func actEvents(p *plan.Plan, m day.Moment) []event {
	var out []event
	decides := deciders(p)
	for i, a := range p.Acts {
		if at := dated.FindStringSubmatch(a.Key); a.Scenario && at != nil {
			year, _ := strconv.Atoi(at[1])
			month, _ := strconv.Atoi(at[2])
			out = append(out, event{On: day.New(year, time.Month(month), 1), Loose: explain.MonthName(time.Month(month)) + " " + at[1], Kind: proposed, Title: a.Title,
				Note: "Se calcule ici comme un scénario"})
			continue
		}
		if a.Scenario || !m.Knows(a.Published) || !decides[i] {
			continue
		}
		if a.Signed == a.Published {
			out = append(out, event{On: a.Signed, Kind: signed, Title: a.Title})
			continue
		}
		out = append(out, event{On: a.Signed, Kind: signed, Title: a.Title}, event{On: a.Published, Kind: issued, Title: a.Title})
	}
	return out
}

// about is the group of the rules about the convention itself: what they say is not paid from a day.
const about = "gouvernance"

// deciders are the acts that fix the effect of something else than the convention itself.
func deciders(p *plan.Plan) map[int]bool {
	out := map[int]bool{}
	for i := range p.Parts {
		if p.Rules[p.Parts[i].Rule].Group == about {
			continue
		}
		for _, v := range p.Parts[i].Versions {
			for _, e := range v.Effects {
				out[e.Act] = true
			}
		}
	}
	return out
}

// effectEvents are the days from which rules apply, by the act that decided it, and those that a later act moved.
func effectEvents(p *plan.Plan, m day.Moment) []event {
	type key struct {
		on   day.Date
		act  int
		by   int // the act that moved it, −1 for none
		ends bool
	}
	found := map[key]map[int]bool{}
	for i := range p.Parts {
		part := &p.Parts[i]
		if p.Rules[part.Rule].Base >= 0 {
			continue
		}
		for _, v := range part.Versions {
			if p.Rules[part.Rule].Group == about && !v.Ends {
				continue
			}
			effects := slices.DeleteFunc(slices.Clone(v.Effects), func(e plan.Effect) bool {
				return p.Acts[e.Act].Scenario || !m.Knows(p.Acts[e.Act].Published)
			})
			for n, e := range effects {
				if e.Never {
					continue
				}
				k := key{e.From, e.Act, -1, v.Ends}
				if n+1 < len(effects) {
					k.by = effects[n+1].Act
				}
				if found[k] == nil {
					found[k] = map[int]bool{}
				}
				found[k][part.Rule] = true
			}
		}
	}
	var out []event
	for k, rules := range found {
		e := event{On: k.on, Kind: applied, Title: p.Acts[k.act].Title}
		if k.ends {
			e.Kind = expires
		}
		if k.by >= 0 {
			e.Kind, e.Undone, e.Note = moved, true, "Par : "+p.Acts[k.by].Title
		}
		for rule := range rules {
			e.Rules = append(e.Rules, p.Rules[rule])
		}
		slices.SortFunc(e.Rules, func(a, b plan.Rule) int { return strings.Compare(a.Title, b.Title) })
		out = append(out, e)
	}
	return out
}

// otherEvents are those that no act of the rules holds.
func otherEvents(b *reproduce.Book, m day.Moment) []event {
	var out []event
	for _, e := range b.Events {
		if m.Knows(e.On) || e.Kind == promised {
			out = append(out, event{On: e.On, Loose: e.Loose, Kind: e.Kind, Title: e.Text, Source: b.SourceTitle(e.Source) + ". " + gradeWords[e.Grade]})
		}
	}
	return out
}
