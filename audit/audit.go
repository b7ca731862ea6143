// Package audit reads again what a practice has billed: the money that was forgotten, the money that is at risk, and the facts that would
// settle the rest.
//
//	table ─► columns ─► lines ─► visits (a patient, a day) ─► presumed ordinary ─► verified ─► findings ─► Report
//
// It takes a table of billed lines, what its columns mean (guessed or given) and the profile of the doctor; it gives findings line by line,
// each with its rule and its source, and the questions that decide most. Earlier lines of a patient are the history of later ones. A fact
// that the file does not say is never taken against the doctor: a code supposes the circumstances that it asks. What the file leaves unsaid of
// the patient makes a finding possible instead of sure.
//
// It refuses a table in which a column looks like national numbers. References of patients are kept as digests, salted for one run; nothing is
// stored, nothing is sent.
//
// Unstable: only the root package is a promised face.
package audit

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// Natures of a finding.
const (
	Forgotten   = "oubli"
	AtRisk      = "risque"
	Undecidable = "indecidable"
)

// Report is the answer, with the JSON of the contract.
type Report struct {
	Lines      int64       `json:"lignes_lues"`
	Visits     int64       `json:"visites"`
	Rejections int64       `json:"lignes_rejetees_nombre"`
	Rejected   []Rejection `json:"lignes_rejetees"` // the first of them
	From       string      `json:"du"`
	To         string      `json:"au"`
	Billed     int64       `json:"facture_centimes" doc:"Ce que valent les codes facturés dont le tarif est connu."`
	Findings   []Finding   `json:"constats"`

	ForgottenSure     int64 `json:"oublie_sur_centimes"`
	ForgottenPossible int64 `json:"oublie_possible_centimes"`
	RiskSure          int64 `json:"risque_sur_centimes"`
	RiskPossible      int64 `json:"risque_possible_centimes"`

	Questions []Question `json:"questions"`
	Columns   []Column   `json:"colonnes"`
	Ignored   []string   `json:"colonnes_ignorees"`
	Assumed   []string   `json:"hypotheses"`
	Verified  string     `json:"verifie_le"`
	Notice    string     `json:"avertissement"`
	Version   string     `json:"regles_version"`
}

// Rejection is a line that was not read.
type Rejection struct {
	Line   int64  `json:"ligne"` // of data, from 1
	Reason string `json:"raison"`
}

// Column is what a column of the file was taken for.
type Column struct {
	Name   string `json:"fait"`
	Header string `json:"colonne"`
	Given  bool   `json:"donnee"` // named by the user, not guessed
}

// Finding is something to see again on one visit.
type Finding struct {
	Line    int64            `json:"ligne"`
	Linked  []int64          `json:"lignes_liees"`
	Date    string           `json:"date"`
	Nature  string           `json:"nature"`
	Code    string           `json:"code"`
	Rule    string           `json:"regle"`
	Stake   int64            `json:"enjeu_centimes"`
	State   string           `json:"etat"`
	Missing *string          `json:"fait_manquant"`
	Reason  string           `json:"raison"`
	Billed  []string         `json:"factures"`
	Lawful  []string         `json:"licites"`
	Sources []explain.Source `json:"source"`
}

// Question is a fact that the file does not say, and what its answers are worth over the whole file.
type Question struct {
	Fact   string `json:"fait"`
	Column string `json:"colonne"` // that would say it
	Text   string `json:"question"`
	Lines  int64  `json:"lignes"`
	Stake  int64  `json:"enjeu_centimes"`
}

// Options say how to read a file.
type Options struct {
	Columns  map[string]string // header by name of a column, for those that guessing would miss
	Doctor   map[string]any    // the profile, as the "medecin" of a visit
	Moment   day.Moment        // the acts known and the scenario; the day is that of each line
	Threads  int
	Most     int64                    // lines; a longer file is refused. 0: any
	Progress func(lines, bytes int64) // called from time to time; may be nil
}

// told is how many rejected lines are told one by one.
const told = 200

// Run audits a table.
func Run(ctx context.Context, pricer *cotation.Pricer, p *plan.Plan, t Table, o Options) (*Report, error) {
	r := newReader(p, t, o)
	if err := r.read(ctx); err != nil {
		return nil, err
	}
	j, err := newJudge(pricer, p, r, o)
	if err != nil {
		return nil, err
	}
	visits := r.visits()
	judged := make([][]judgement, len(visits))
	threads := max(1, min(o.Threads, len(visits)))
	var wg sync.WaitGroup
	for k := range threads {
		wg.Go(func() {
			for i := k; i < len(visits) && ctx.Err() == nil; i += threads {
				judged[i] = j.patient(visits[i])
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return r.report(j, slices.Concat(judged...)), nil
}

// report sums up the visits in the order of the file.
func (r *reader) report(j *judge, judged []judgement) *Report {
	out := r.out
	questions := map[string]*Question{}
	for i := range judged {
		one := &judged[i]
		if one.refused != nil {
			r.reject(one.refused.Line, one.refused.Reason)
			continue
		}
		out.Visits++
		out.Billed += one.billed
		out.Findings = append(out.Findings, one.findings...)
		if q := one.question; q != nil {
			if questions[q.Fact] == nil {
				questions[q.Fact] = &Question{Fact: q.Fact, Column: ColumnOf(q.Fact), Text: q.Text}
			}
			questions[q.Fact].Lines++
			questions[q.Fact].Stake += q.Stake
		}
	}
	slices.SortStableFunc(out.Rejected, func(a, b Rejection) int { return cmp.Compare(a.Line, b.Line) })
	slices.SortStableFunc(out.Findings, func(a, b Finding) int { return cmp.Compare(a.Line, b.Line) })
	for i := range out.Findings {
		f := &out.Findings[i]
		sum := &out.ForgottenPossible
		switch {
		case f.Nature == Forgotten && f.State == answer.Sure:
			sum = &out.ForgottenSure
		case f.Nature == AtRisk && f.State == answer.Sure:
			sum = &out.RiskSure
		case f.Nature == AtRisk:
			sum = &out.RiskPossible
		case f.Nature == Undecidable:
			continue
		}
		*sum += f.Stake
	}
	for _, q := range questions {
		out.Questions = append(out.Questions, *q)
	}
	slices.SortFunc(out.Questions, func(a, b Question) int { return cmp.Or(cmp.Compare(b.Stake, a.Stake), cmp.Compare(a.Fact, b.Fact)) })
	out.Assumed = append(out.Assumed, j.assumed...)
	out.Verified, out.Notice, out.Version = r.plan.Verified.String(), answer.Notice, r.plan.Version
	return out
}
