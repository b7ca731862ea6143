package opposable

import (
	"encoding/json"
	"math/big"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/chiffres"
	"github.com/opposable/opposable/damir"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/reproduce"
)

// Inputs are what published figures are computed from besides the rules.
type Inputs struct {
	Today day.Date
	Month *damir.Report // of a monthly file of reimbursements; nil: none was given
	// People is a population; nil: none was given.
	People *People
}

// Published returns the published figures that come with the program.
func Published() (*reproduce.Book, error) { return reproduce.Load(chiffres.Files) }

// Reproduce computes the published figures again.
func (l *Law) Reproduce(in Inputs) ([]reproduce.Result, error) {
	b, err := Published()
	if err != nil {
		return nil, err
	}
	return reproduce.Run(b, &world{l, in}), nil
}

// world answers for the rules and for the inputs.
type world struct {
	law *Law
	in  Inputs
}

// Rule asks one rule.
func (w *world) Rule(q reproduce.Query) (*big.Rat, string) {
	r, err := w.law.ComputeObject(q.Rule, q.Facts, Asked{At: q.At, Scenario: q.Scenario, Today: w.in.Today})
	switch {
	case err != nil:
		return nil, err.Error()
	case r.State != answer.Sure && r.State != answer.Disputed:
		if r.Reason != "" {
			return nil, "la règle ne donne pas de chiffre : " + r.Reason
		}
		return nil, "la règle ne donne pas de chiffre : il manque un fait"
	case r.Cents != nil:
		return big.NewRat(*r.Cents, 100), ""
	}
	text, err := json.Marshal(r.Value)
	if err != nil {
		return nil, err.Error()
	}
	n, ok := new(big.Rat).SetString(string(text))
	if !ok {
		return nil, "la règle ne donne pas de nombre"
	}
	return n, ""
}

// Reimbursed answers sums of a monthly file.
func (w *world) Reimbursed(q reproduce.Month) (*big.Rat, string) {
	switch {
	case w.in.Month == nil:
		return nil, "le fichier du mois n'est pas donné : « opposable reproduire --damir A202501.csv.gz »"
	case w.in.Month.From != q.Month || w.in.Month.To != q.Month:
		return nil, "le fichier donné est de " + w.in.Month.From + ", le chiffre publié est de " + q.Month
	case !w.in.Month.Whole:
		return nil, "des lignes du fichier ont été écartées : il n'est pas entier"
	}
	cents := new(big.Rat)
	for i := range w.in.Month.Rows {
		if row := &w.in.Month.Rows[i]; row.Nature == q.Nature {
			n := row.Spent
			if q.Measure == reproduce.Reimbursed {
				n = row.Reimbursed
			}
			cents.Add(cents, big.NewRat(n, 100))
		}
	}
	return cents, ""
}
