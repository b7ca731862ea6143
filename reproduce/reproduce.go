// Package reproduce computes published figures again and sets both side by side: what was published, what comes out, the gap, the verdict.
//
//	chiffres/*.csv ─► Book ─┐
//	rules, population, file ─┴─► Run ─► Results
//
// It takes the published figures, each with its source, a declared calculus and a tolerance, and a World that answers for the rules, a
// population and a file of reimbursements. It gives one result per figure, in order, misses included. Numbers are exact fractions until
// they are written. It refuses data that name a figure, a source or a grade that is not there.
//
// A figure is « recalcule » when nothing that it was computed from was made on it, « cale » when a margin of the population or a parameter
// was, « recopie » when nothing here gives it again.
//
// Unstable: only the root package is a promised face.
package reproduce

import (
	"encoding/json"
	"math/big"
	"strings"
)

// Verdicts and natures of the contract.
const (
	Within     = "ok"
	Out        = "hors_tolerance"
	Impossible = "non_calculable"

	Computed = "recalcule"
	Fitted   = "cale"
	Copied   = "recopie"
)

// Result is one figure, in the JSON of the contract.
type Result struct {
	Name        string       `json:"nom"`
	Title       string       `json:"libelle"`
	Unit        string       `json:"unite"`
	Published   *json.Number `json:"publie"` // null: announced without a figure
	Value       *json.Number `json:"calcule"`
	Gap         *json.Number `json:"ecart"`
	Tolerance   string       `json:"tolerance"`
	Verdict     string       `json:"verdict"`
	Reason      string       `json:"raison"`
	Method      string       `json:"methode"`
	Source      string       `json:"source"`
	Reliability string       `json:"fiabilite"` // of what was published
	Nature      string       `json:"nature"`
}

// Run computes every figure again.
func Run(b *Book, w World) []Result {
	out := []Result{}
	for i := range b.Figures {
		out = append(out, b.run(&b.Figures[i], w))
	}
	return out
}

func (b *Book) run(f *Figure, w World) Result {
	p, err := b.point(f.Published)
	if err != nil {
		panic("reproduce: " + err.Error()) // Load has checked it
	}
	r := Result{
		Name: f.Name, Title: title(p), Unit: p.Unit, Tolerance: f.said(p.Unit), Verdict: Impossible, Reason: f.Reason, Method: f.Method,
		Source: b.SourceTitle(p.Source), Reliability: p.Grade, Nature: Copied,
	}
	if f.Title != "" {
		r.Title = f.Title
	}
	if p.Value != nil {
		r.Published = number(p.Value, decimalsOf(p.Text))
	}
	if f.Calculus == nil {
		return r
	}
	c := &calculus{book: b, world: w}
	value, why := c.read(f.Calculus)
	if r.Method == "" {
		r.Method = c.words()
	}
	if why != "" {
		r.Reason = why
		return r
	}
	if r.Nature = Computed; f.Fitted != "" || c.made {
		r.Nature = Fitted
	}
	gap := new(big.Rat).Sub(value, p.Value)
	places := max(decimalsOf(p.Text), 1)
	if value.IsInt() && gap.IsInt() {
		places = decimalsOf(p.Text)
	}
	r.Value, r.Gap = number(value, places), number(gap, places)
	switch {
	case f.within(p.Value, gap):
		r.Verdict, r.Reason = Within, f.Fitted
	default:
		r.Verdict, r.Reason = Out, f.Outside
	}
	return r
}

func title(p *Point) string {
	if p.Mark == "" {
		return p.Title
	}
	return p.Title + ", " + p.Mark
}

// within tells whether a gap is allowed.
func (f *Figure) within(published, gap *big.Rat) bool {
	if f.Direction == AtLeast {
		return gap.Sign() >= 0
	}
	allowed := f.tolerance
	if f.percent {
		allowed = new(big.Rat).Mul(new(big.Rat).Abs(published), f.tolerance)
		allowed.Quo(allowed, big.NewRat(100, 1))
	}
	return new(big.Rat).Abs(gap).Cmp(allowed) <= 0
}

// said writes the tolerance with its unit.
func (f *Figure) said(unit string) string {
	written := strings.Replace(f.Tolerance, ".", ",", 1)
	switch {
	case f.Direction == AtLeast:
		return "au moins"
	case f.tolerance == nil || f.percent:
		return written
	case f.tolerance.Sign() == 0:
		return "exact"
	case unit == "%":
		return written + " point"
	}
	return written + " " + unit
}

// decimalsOf counts the decimals of a figure as it was written.
func decimalsOf(text string) int {
	_, fraction, _ := strings.Cut(text, ".")
	return len(fraction)
}

// number writes a fraction, rounded half away from zero, without a useless zero.
func number(r *big.Rat, places int) *json.Number {
	s := r.FloatString(places)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		s = "0"
	}
	n := json.Number(s)
	return &n
}
