package cotation

import (
	"strconv"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Number is an integer scaled by 10^Scale, or null when it is not known.
type Number struct {
	N     int64
	Scale int
	Known bool
}

// cents is a known sum of euro cents.
func cents(n int64) Number { return Number{N: n, Known: true} }

// MarshalJSON writes a number in its shortest form, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	switch {
	case !n.Known:
		return []byte("null"), nil
	case n.Scale == 0:
		return strconv.AppendInt(nil, n.N, 10), nil
	}
	s := money.FormatDecimal(n.N, n.Scale)
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return []byte(s), nil
}

// Answer is the bill of a visit, with the JSON of the contract.
type Answer struct {
	Moment        answer.Moment    `json:"moment"`
	State         string           `json:"etat"`
	Reason        string           `json:"raison,omitempty"`
	Reliability   string           `json:"fiabilite"`
	Lines         []Line           `json:"lignes"`
	Sheets        [][]int          `json:"feuilles"`
	Total         Number           `json:"total_centimes"`
	Min           Number           `json:"total_min_centimes"`
	Max           Number           `json:"total_max_centimes"`
	Insurance     Number           `json:"amo_centimes"` // net of the participation
	Complementary Number           `json:"amc_centimes"`
	Patient       Number           `json:"patient_centimes"`
	Cash          *Cash            `json:"encaissement"`
	Refused       []Refusal        `json:"ecartes"`
	Others        Others           `json:"ecartes_autres"`
	Questions     []Question       `json:"questions"`
	Readings      []Reading        `json:"lectures"`
	Assumed       []string         `json:"hypotheses"`
	Doubts        []string         `json:"doutes"`
	SplitSources  []explain.Source `json:"sources_partage"` // of the figures that share the lines
	Verified      string           `json:"verifie_le"`
	Notice        string           `json:"avertissement"`
	Version       string           `json:"regles_version"`
	list          int64            // the price list of the bill
}

// Line is one line of the bill.
type Line struct {
	Code          string           `json:"code"`
	Title         string           `json:"libelle"`
	Coefficient   Number           `json:"coefficient"`
	Amount        Number           `json:"montant_centimes"`
	Base          Number           `json:"base_centimes"`
	Extra         Number           `json:"depassement_centimes"`
	Rate          Number           `json:"taux_amo"`
	Insurance     Number           `json:"amo_centimes"` // before the participation is withheld
	Complementary Number           `json:"amc_centimes"`
	Participation Number           `json:"participation_centimes"`
	State         string           `json:"etat"`
	Reliability   string           `json:"fiabilite"`
	Sources       []explain.Source `json:"source"`
	Rule          string           `json:"regle,omitempty"`
	Modifiers     []Modifier       `json:"modificateurs,omitempty"` // their amounts are in that of the line
	sheet         int
}

// Modifier is what a circumstance adds to the tariff of a technical act: a letter on its line.
type Modifier struct {
	Code        string           `json:"code"`
	Title       string           `json:"libelle"`
	Amount      Number           `json:"montant_centimes"`
	Reliability string           `json:"fiabilite"`
	Sources     []explain.Source `json:"source"`
	Rule        string           `json:"regle"`
}

// Cash is what to cash now, by the form of third-party payment. The participation is withheld later, never cashed.
type Cash struct {
	Without    Number  `json:"sans_tiers_payant"`
	Insurance  Number  `json:"tiers_payant_amo"`
	All        Number  `json:"tiers_payant_integral"`
	Compulsory *string `json:"obligatoire"` // null: the rules do not say
}

// Others counts the refused acts that are not listed, by what bars them.
type Others struct {
	Specialty int `json:"specialite"`
	Place     int `json:"lieu"`
	Date      int `json:"date"`
}

// Question is a missing fact that changes the answer.
type Question struct {
	Fact    string  `json:"fait"`
	Text    string  `json:"question"`
	Worth   int64   `json:"enjeu_centimes"`
	Replies []Reply `json:"reponses"`
}

// Reply is one value of a missing fact and the total that it gives, the other facts as where it is worth most.
type Reply struct {
	Value any    `json:"valeur"`
	Label string `json:"libelle"`
	Total Number `json:"total_centimes"`
}

// Reading is one way to read a disputed text, and the bill that it gives.
type Reading struct {
	Rule   string   `json:"regle"`
	Name   string   `json:"nom"`
	HeldBy string   `json:"tenue_par"`
	Text   string   `json:"texte"`
	ReadIn []string `json:"lu_dans"`
	Codes  []string `json:"codes"`
	Total  Number   `json:"total_centimes"`
}

// blank is an answer with what every answer says.
func (p *Pricer) blank(v *Visit, o Options) *Answer {
	a := &Answer{
		Moment: answer.MomentOf(v.Moment), State: answer.Sure, Reliability: explain.Grades[plan.Unverified],
		Lines: []Line{}, Sheets: [][]int{}, Refused: []Refusal{}, Questions: []Question{}, Readings: []Reading{}, Assumed: []string{},
		Doubts: []string{}, SplitSources: []explain.Source{}, Verified: p.plan.Verified.String(), Notice: o.Notice, Version: p.plan.Version,
	}
	if a.Notice == "" {
		a.Notice = answer.Notice
	}
	for _, i := range v.Facts.Defaults {
		if f := &p.plan.Facts[i]; f.Path != "" {
			a.Assumed = append(a.Assumed, f.Label+" : "+explain.FactValue(f, v.Facts.Values[i])+" (par défaut)")
		}
	}
	return a
}

// uncovered answers a visit outside what the rules cover.
func (p *Pricer) uncovered(v *Visit, o Options, reason string) *Answer {
	a := p.blank(v, o)
	a.State, a.Reason = answer.NotCovered, reason
	return a
}
