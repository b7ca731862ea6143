package web

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/plan"
)

// notAdded is an act that is not in the bill.
type notAdded struct {
	Code, Name, Reason string
	Marks              []string // the modifiers of the code, or the other codes refused alike
	Figure             string   // what it would pay, when that is one amount
	Rule               string
	purpose            bool // the visit would have to be for something else
	Gain               int64
	Do                 []string // what the doctor may do
	Facts              string   // that, as a form states it
	Notes              []noteView
}

// visitPurpose is the fact that says what a visit is for.
const visitPurpose = "visite.motif"

// nearRefusals is how many refusals are in sight; the others are folded.
const nearRefusals = 6

// refuse sorts what is not in the bill: what the doctor may do, the nearest refusals, the others.
func (s *Server) refuse(v *billView, f *priceForm) {
	a := v.Answer
	refused := make([]notAdded, len(a.Refused))
	for i := range a.Refused {
		refused[i] = s.notAddedOf(&a.Refused[i], f)
	}
	slices.SortStableFunc(refused, func(a, b notAdded) int { // an act for another purpose is farther than one for this visit
		switch {
		case a.purpose == b.purpose:
			return 0
		case b.purpose:
			return -1
		}
		return 1
	})
	for _, one := range refused {
		switch {
		case len(one.Do) > 0:
			v.Advice = append(v.Advice, one)
		case len(v.Near) < nearRefusals:
			v.Near = append(v.Near, one)
		default:
			v.Far = append(v.Far, one)
		}
	}
}

func (s *Server) notAddedOf(r *cotation.Refusal, f *priceForm) notAdded {
	v := notAdded{Code: r.Code, Rule: r.Rule, Notes: notesOf(r.Sources())}
	v.Code, v.Marks = together(r.Code, r.Codes)
	if i, ok := s.law.Plan.Rule(r.Rule); ok {
		v.Name = s.law.Plan.Rules[i].Title
	}
	if label := f.gestures.label(r.Code); label != "" {
		v.Name = label
	}
	_, reason, found := strings.Cut(r.Reason(), " : ")
	if !found {
		reason = r.Reason()
	}
	v.Reason = reason
	if len(v.Notes) > 0 && len(v.Notes[0].Figures) == 1 && strings.HasSuffix(v.Notes[0].Figures[0], space+"€") && !strings.Contains(v.Notes[0].Figures[0], ":") {
		v.Figure = v.Notes[0].Figures[0]
	}
	v.purpose = slices.ContainsFunc(r.Failing, func(failing cotation.Failing) bool {
		return failing.Cond != nil && failing.Cond.Thing.Kind == plan.ToFact && f.plan.Facts[failing.Cond.Thing.Index].Path == visitPurpose
	})
	if g := r.Gesture; g != nil {
		v.Gain = g.Gain
		var stated []string
		for _, c := range g.Changes {
			fact := f.byPath[c.Fact]
			text := answerText(fact, c.Value)
			stated = append(stated, c.Fact, text)
			switch {
			case fact == nil:
				v.Do = append(v.Do, c.Fact+" : "+text)
			case text == "oui" && fact.IfYes != "":
				v.Do = append(v.Do, fact.IfYes)
			case text == "non" && fact.IfNo != "":
				v.Do = append(v.Do, fact.IfNo)
			default:
				v.Do = append(v.Do, fact.Label+" : "+text)
			}
		}
		v.Facts = statement(stated...)
	}
	return v
}

// together writes codes that are refused alike, between commas: an act once with its modifiers, or each code.
func together(code string, all []string) (first string, more []string) {
	if len(all) < 2 {
		return code, nil
	}
	act, _, modified := strings.Cut(all[0], " ")
	for i, one := range all {
		mark, ok := strings.CutPrefix(one, act+" ")
		if modified && ok {
			more = append(more, mark)
		} else if i > 0 {
			more = append(more, one)
		}
	}
	if !modified {
		act += ","
	}
	for i := range more[:len(more)-1] {
		more[i] += ","
	}
	return act, more
}
