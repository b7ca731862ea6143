// Package observatory sets the published indicators of the convention against their paths: each collective objective, each programme,
// its target at a Moment, the latest usable value, the gap between both, and a status.
//
//	values (dated, with their unit) ─► measure in the unit of the target ─► status
//	rules with a block « objectif » ─► target of the moment ─┘
//
// It takes an engine, a Moment and the values of the contract's JSON; it gives every objective and programme in order, whether or not a
// value was given. It knows no objective in particular: direction, units, strands, dates and paces are those of the rules. Numbers are
// exact fractions until they are written.
//
// It refuses values that name no objective. A value in another unit, or later than the Moment, is set aside and shown as such.
//
// Unstable: only the root package is a promised face.
package observatory

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// Statuses of the contract.
const (
	Reached   = "atteint"
	Missed    = "non_atteint"
	Ahead     = "en_avance"
	Undefined = "non_defini"
	NoData    = "sans_donnee"
)

// NoValue is the reason of an objective for which nothing was given.
const NoValue = "aucune valeur n'est donnée"

// The two lists: stems of the keys of their rules, and members of an input value.
const (
	Objectives = "objectif"
	Programmes = "programme"
)

// Report is the answer: the JSON of the contract.
type Report struct {
	Moment     answer.Moment `json:"moment"`
	State      string        `json:"etat"` // sur, or hors_couverture when the rules do not reach the moment
	Reason     string        `json:"raison,omitempty"`
	Objectives []Line        `json:"objectifs"`
	Programmes []Line        `json:"programmes"`
	Table      *TableReport  `json:"lecture,omitempty"` // when the values come from a table
	Verified   string        `json:"verifie_le"`
	Notice     string        `json:"avertissement"`
	Version    string        `json:"regles_version"`
}

// Line is one objective or programme.
type Line struct {
	Number int    `json:"numero"`
	Rule   string `json:"regle"`
	Title  string `json:"titre"`
	Status string `json:"statut"`
	Figures
	Unit        string           `json:"unite"`
	Direction   string           `json:"sens"` // au_moins or au_plus
	Reason      string           `json:"raison,omitempty"`
	Strands     []Strand         `json:"volets,omitempty"`
	Aside       []Aside          `json:"valeurs_ecartees,omitempty"`
	Reliability string           `json:"fiabilite"` // of the target
	Sources     []explain.Source `json:"source"`
	Doubts      []string         `json:"doutes,omitempty"`
}

// Figures are the target, the value held against it, and the gap; null where there is none.
type Figures struct {
	Target *json.Number `json:"cible"`
	Value  *json.Number `json:"valeur"`
	Gap    *json.Number `json:"ecart"`            // value − target, in the unit of the target, rounded to 0.1
	On     string       `json:"date,omitempty"`   // the day of the value
	From   []Count      `json:"calcul,omitempty"` // the counts from which a growth was computed
}

// Strand is one of several targets that must all be reached.
type Strand struct {
	Name   string `json:"volet"`
	Title  string `json:"titre"`
	Status string `json:"statut"`
	Figures
}

// Count is a dated count.
type Count struct {
	On    string      `json:"date"`
	Value json.Number `json:"valeur"`
	Unit  string      `json:"unite"`
}

// Aside is a value that says nothing of the objective, and why.
type Aside struct {
	Count
	Reason string `json:"raison"`
}

// Observe holds the values against the targets of a moment.
func Observe(e *eval.Engine, values []Value, m day.Moment) *Report {
	p := e.Plan
	out := &Report{
		Moment: answer.MomentOf(m), State: answer.Sure, Objectives: []Line{}, Programmes: []Line{},
		Verified: p.Verified.String(), Notice: answer.Notice, Version: p.Version,
	}
	for _, index := range rules(p) {
		r := &p.Rules[index]
		if out.Reason == "" {
			out.Reason = answer.Outside(p, r, m)
		}
		var own []Value
		for _, v := range values {
			if v.Rule == index {
				own = append(own, v)
			}
		}
		list := &out.Objectives
		if ListOf(r) == Programmes {
			list = &out.Programmes
		}
		*list = append(*list, observe(e, index, own, m))
	}
	if out.Reason != "" {
		out.State = answer.NotCovered
	}
	return out
}

// rules returns the rules that are objectives or programmes, by number.
func rules(p *plan.Plan) []int {
	var out []int
	for i := range p.Rules {
		if r := &p.Rules[i]; r.Objective != nil && r.Base < 0 && ListOf(r) != "" {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(p.Rules[a].Objective.Number, p.Rules[b].Objective.Number) })
	return out
}

// ListOf returns the list to which an objective belongs: the stem of its key, which the others of its list share.
func ListOf(r *plan.Rule) string {
	switch stem, _, _ := strings.Cut(r.Key, "_"); stem {
	case Objectives, Programmes:
		return stem
	}
	return ""
}

func observe(e *eval.Engine, index int, values []Value, m day.Moment) Line {
	r := &e.Plan.Rules[index]
	t := readTargets(e, index, m)
	out := Line{
		Number: r.Objective.Number, Rule: r.Key, Title: r.Title, Unit: r.Unit.Label, Direction: "au_moins",
		Reliability: t.result.Reliability, Sources: t.result.Sources, Doubts: t.result.Doubts,
	}
	if r.Objective.Direction == plan.AtMostTarget {
		out.Direction = "au_plus"
	}
	j := &judge{targets: t, objective: r.Objective, unit: r.Unit, at: m.At, line: &out}
	j.run(values)
	return out
}
