package practice

import (
	"fmt"
	"time"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/plan"
)

// ListDay is the day at which the facts of a list are taken for what is due for a year, as the rules summed over it say.
func ListDay(p *plan.Plan, list string, year int) day.Date {
	for i := range p.Facts {
		f := p.Facts[i].Fallback
		if f == nil || f.Sum == nil || f.Sum.Over != list || f.Sum.Of == nil {
			continue
		}
		rule := f.Sum.Of.Index
		if f.Sum.Of.Kind == plan.ToPart {
			rule = p.Parts[rule].Rule
		}
		if f.Sum.Of.Kind != plan.ToFact && p.Rules[rule].Situation != nil {
			return p.Rules[rule].Situation.In(year)
		}
	}
	return day.New(year, time.December, 31)
}

// ListReport says how a list of patients was read: what a total rests on, and what it leaves out.
type ListReport struct {
	Lines      int64       `json:"lignes_lues"`
	Kept       int64       `json:"lignes_retenues"`
	Patients   int64       `json:"patients"`
	Groups     int         `json:"groupes"` // patients alike are computed once
	Rejections int64       `json:"lignes_rejetees_nombre"`
	Rejected   []Rejection `json:"lignes_rejetees"` // the first of them
	Reasons    []Reason    `json:"motifs_de_rejet"`
	Unknown    []Unknown   `json:"faits_manquants"`
	Columns    []Column    `json:"colonnes"`
	Ignored    []string    `json:"colonnes_ignorees"`
	Format     string      `json:"format"`
	Encoding   string      `json:"encodage"`
	Separator  string      `json:"separateur,omitempty"`
	Duplicates string      `json:"doublons"` // whether and how far they were sought
	TakenOn    string      `json:"situation_au"`
}

// Rejection is a line that is not counted.
type Rejection struct {
	Line   int64  `json:"ligne"` // of data, from 1
	Reason string `json:"raison"`
}

// Reason counts the lines rejected for one reason.
type Reason struct {
	Reason string `json:"raison"`
	Lines  int64  `json:"lignes"`
}

// Unknown counts the patients who lack a fact: they are counted, between their least and their greatest.
type Unknown struct {
	Fact     string `json:"fait"`
	Patients int64  `json:"patients"`
}

// Column is what a column of the file was taken for.
type Column struct {
	Fact   string `json:"fait"`
	Column string `json:"colonne"`
	Given  bool   `json:"donnee"` // named by the user, not guessed
}

// Tell adds to a year how its list was read. Rejected lines are said beside the sums that lack them.
func (y *Year) Tell(report *ListReport) {
	y.List = report
	if report.Rejections > 0 {
		y.Assumed = append(y.Assumed, fmt.Sprintf("%d lignes rejetées sur %d : les sommes sont celles des %d autres", report.Rejections, report.Lines, report.Kept))
	}
}
