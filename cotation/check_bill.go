package cotation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
)

// The check of a bill: each code and each pair as they were billed, held against the same acts and combinations as a price; then the bill
// that the facts allow. A technical act that is billed is taken as done.

// billedMember is where a visit gives the codes as billed.
const billedMember = "codes"

// Billed is a visit and the codes as they were billed.
type Billed struct {
	Visit *Visit
	Codes []string

	doctor map[string]any
}

// Verification is the answer to a bill, with the JSON of the contract.
type Verification struct {
	Moment     answer.Moment `json:"moment"`
	State      string        `json:"etat"`
	Reason     string        `json:"raison,omitempty"`
	Codes      []CodeVerdict `json:"codes"`
	Pairs      []PairVerdict `json:"couples"`
	Total      Number        `json:"total_facture_centimes" doc:"Ce que valent les codes tels que facturés ; null quand l'un n'est pas connu."` // what the codes are worth as billed; null where one is not known
	Corrected  Correction    `json:"corrigee"`
	Difference Number        `json:"difference_centimes" doc:"La version corrigée moins le facturé."`          // corrected less billed
	Missing    []string      `json:"manquants" doc:"Codes de la version corrigée qui n'ont pas été facturés."` // codes of the corrected bill that were not billed
	Surplus    []string      `json:"en_trop" doc:"Codes facturés que la version corrigée n'a pas."`            // billed codes that the corrected bill does not have
	Questions  []Question    `json:"questions"`
	Readings   []Reading     `json:"lectures"`
	Assumed    []string      `json:"hypotheses"`
	Doubts     []string      `json:"doutes"`
	Verified   string        `json:"verifie_le"`
	Notice     string        `json:"avertissement"`
	Version    string        `json:"regles_version"`
}

// CodeVerdict says of one billed code, by itself, whether the facts allow it.
type CodeVerdict struct {
	Code    string           `json:"code"`
	Title   string           `json:"libelle"`
	Verdict string           `json:"verdict" doc:"facturable, non_facturable, a_preciser, conteste, inconnu, non_modelise, hors_couverture."`
	Reason  string           `json:"raison"`
	Amount  Number           `json:"montant_centimes"` // on its line, beside the others; the tariff where it is not lawful
	Sources []explain.Source `json:"source"`
	Rule    string           `json:"regle,omitempty"`
}

// PairVerdict says of two billed codes whether they go together.
type PairVerdict struct {
	Codes   []string         `json:"codes"`
	Verdict string           `json:"verdict" doc:"facturable, non_facturable, a_preciser, conteste, inconnu, non_modelise, hors_couverture."`
	Reason  string           `json:"raison"`
	Sources []explain.Source `json:"source"`
}

// Correction is the best lawful bill for the facts.
type Correction struct {
	State string   `json:"etat"`
	Codes []string `json:"codes"`
	Lines []Line   `json:"lignes"`
	Total Number   `json:"total_centimes"`
	Min   Number   `json:"total_min_centimes"`
	Max   Number   `json:"total_max_centimes"`
}

// Verdicts on a code or a pair.
const (
	Lawful     = "facturable"
	Unlawful   = "non_facturable"
	Undecided  = "a_preciser"
	Contested  = "conteste"
	NoSuchCode = "inconnu"
	NoRule     = "non_modelise"
	Uncovered  = "hors_couverture"
)

// ReadBilled reads a visit with its billed codes. The error is facts.Problems.
func (p *Pricer) ReadBilled(object map[string]any, m day.Moment) (*Billed, error) {
	rest := maps.Clone(object)
	delete(rest, billedMember)
	out := &Billed{}
	var problems facts.Problems
	problem := func(path, format string, args ...any) {
		problems = append(problems, facts.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	switch raw := object[billedMember].(type) {
	case string:
		out.Codes = strings.FieldsFunc(strings.ToUpper(raw), func(r rune) bool { return strings.ContainsRune("+,; \t\u00a0", r) })
	case []any:
		for k, element := range raw {
			code, ok := element.(string)
			if code = strings.ToUpper(strings.TrimSpace(code)); !ok || code == "" {
				problem(fmt.Sprintf("%s[%d]", billedMember, k), "un code d'acte est attendu, %s trouvé", shape(element))
				continue
			}
			out.Codes = append(out.Codes, code)
		}
	case nil:
	default:
		problem(billedMember, "une liste de codes, ou « G+MEG », est attendue, %s trouvé", shape(raw))
	}
	out.Codes = separated(out.Codes)
	switch {
	case len(problems) > 0:
	case len(out.Codes) == 0:
		problem(billedMember, "les codes facturés manquent — « \"codes\": [\"G\", \"MEG\"] »")
	case len(out.Codes) > maxActs:
		problem(billedMember, "%d codes dans une même visite : %d au plus sont attendus", len(out.Codes), maxActs)
	}
	v, err := p.Read(rest, m)
	if err := facts.Join(err, problems.OrNil()); err != nil {
		return nil, err
	}
	out.Visit = v
	out.doctor, _ = rest[doctorSection].(map[string]any)
	return out, nil
}

// Verify checks a bill.
func (p *Pricer) Verify(b *Billed, notice string) *Verification {
	v := p.withDone(b)
	a := p.Price(v, Options{Named: b.Codes, Notice: notice})
	out := &Verification{
		Moment: a.Moment, State: answer.Sure, Codes: []CodeVerdict{}, Pairs: []PairVerdict{}, Missing: []string{}, Surplus: []string{},
		Questions: a.Questions, Readings: a.Readings, Assumed: a.Assumed, Doubts: a.Doubts, Verified: a.Verified, Notice: a.Notice, Version: a.Version,
		Corrected: Correction{State: a.State, Codes: []string{}, Lines: a.Lines, Total: a.Total, Min: a.Min, Max: a.Max},
	}
	if reason := outside(p.plan, v.Moment); reason != "" {
		out.State, out.Reason = answer.NotCovered, reason
		return out
	}
	for _, l := range a.Lines {
		out.Corrected.Codes = append(out.Corrected.Codes, l.Code)
		for _, m := range l.Modifiers {
			out.Corrected.Codes = append(out.Corrected.Codes, spelled(l.Code, m.Code))
		}
	}
	s := p.statute(v.Moment)
	c := &checker{desk: s.desk(), billed: b, priced: a}
	defer s.release(c.desk)
	c.load(v)
	c.check(out)
	out.Missing, out.Surplus = without(out.Corrected.Codes, b.Codes), without(b.Codes, out.Corrected.Codes)
	if out.Total.Known && a.Total.Known {
		out.Difference = cents(a.Total.N - out.Total.N)
	}
	out.State = out.worst()
	return out
}

// withDone is the visit with the technical acts that were billed, as many times as they were.
func (p *Pricer) withDone(b *Billed) *Visit {
	v := *b.Visit
	v.Acts = slices.Clone(v.Acts)
	for _, code := range without(b.Codes, b.Visit.Acts) {
		if p.codes.technical(code) && len(v.Acts) < maxActs {
			v.Acts = append(v.Acts, code)
		}
	}
	slices.Sort(v.Acts)
	return &v
}

// without lists what a holds more of than b, each as many times.
func without(a, b []string) []string {
	rest := slices.Clone(b)
	out := []string{}
	for _, code := range a {
		if i := slices.Index(rest, code); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			continue
		}
		out = append(out, code)
	}
	return out
}

// worst is the state of the whole: something unlawful first, then what the rules do not cover, what lacks a fact, what is disputed.
func (v *Verification) worst() string {
	var all []string
	for _, c := range v.Codes {
		all = append(all, c.Verdict)
	}
	for _, p := range v.Pairs {
		all = append(all, p.Verdict)
	}
	for _, rank := range []struct {
		state    string
		verdicts []string
	}{
		{answer.NotDue, []string{Unlawful, NoSuchCode}}, {answer.NotCovered, []string{NoRule, Uncovered}},
		{answer.ToSpecify, []string{Undecided}}, {answer.Disputed, []string{Contested}},
	} {
		if slices.ContainsFunc(all, func(v string) bool { return slices.Contains(rank.verdicts, v) }) {
			return rank.state
		}
	}
	return answer.Sure
}
