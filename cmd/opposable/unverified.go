package main

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

func (a *app) unverifiedCommand() *cobra.Command {
	var target string
	c := &cobra.Command{
		Use: "a-verifier", Short: "Les chiffres qu'aucun texte officiel lu ne tient, et ce qui les trancherait",
		Example: "  opposable regles a-verifier\n  opposable regles a-verifier --vers docs/a-verifier.md\n  opposable regles a-verifier --json",
		RunE: func(_ *cobra.Command, args []string) error {
			if err := none(args); err != nil {
				return err
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			list := unverified(l.Plan)
			if a.json {
				return a.writeJSON(list)
			}
			var b bytes.Buffer
			writeUnverified(&b, l.Plan, list)
			return a.writeTo(target, b.Bytes())
		},
	}
	c.Flags().StringVar(&target, "vers", "", "le `FICHIER` à écrire (par défaut : la sortie standard)")
	return c
}

// doubtfulFigure is a figure that is not official: what it is, what holds it up, what would settle it, what hangs on it.
type doubtfulFigure struct {
	Group   string   `json:"groupe"`
	Rule    string   `json:"regle"`
	Title   string   `json:"titre"`
	Part    string   `json:"partie,omitempty"`
	Case    string   `json:"cas"`
	Code    string   `json:"code,omitempty"`
	Figure  string   `json:"chiffre"`
	Since   string   `json:"depuis"`
	Act     string   `json:"texte"`
	Grade   string   `json:"fiabilite"`
	ReadIn  []string `json:"lu_dans"`
	Settles string   `json:"trancherait"` // the article or text to read
	Doubt   string   `json:"doute,omitempty"`
	Stake   *int64   `json:"enjeu_centimes"` // null: the figure is not an amount, or is not established
	Per     string   `json:"enjeu_par,omitempty"`
}

// unverified lists every figure of the rules that no official document read holds up, row by row where a row has its own grade. Within a
// group the rule with most at stake comes first; within a rule, the figure with most at stake.
func unverified(p *plan.Plan) []doubtfulFigure {
	var out []doubtfulFigure
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Base >= 0 {
			continue
		}
		from := len(out)
		for _, part := range r.Parts {
			for v := range p.Parts[part].Versions {
				out = append(out, unverifiedVersion(p, r, &p.Parts[part], v)...)
			}
		}
		for k := range r.Payments {
			out = append(out, unverifiedPayments(p, r, &r.Payments[k])...)
		}
		slices.SortStableFunc(out[from:], func(a, b doubtfulFigure) int { return compareStakes(a.Stake, b.Stake) })
	}
	top := map[string]*int64{} // by rule: the first of its figures has the greatest stake
	for i := range out {
		if _, seen := top[out[i].Rule]; !seen {
			top[out[i].Rule] = out[i].Stake
		}
	}
	slices.SortStableFunc(out, func(a, b doubtfulFigure) int {
		if a.Group != b.Group || a.Rule == b.Rule {
			return strings.Compare(a.Group, b.Group)
		}
		if order := compareStakes(top[a.Rule], top[b.Rule]); order != 0 {
			return order
		}
		return strings.Compare(a.Rule, b.Rule)
	})
	return out
}

// compareStakes puts the greatest first and what has no amount last.
func compareStakes(a, b *int64) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*b, *a)
}

func unverifiedVersion(p *plan.Plan, r *plan.Rule, part *plan.Part, index int) []doubtfulFigure {
	v := &part.Versions[index]
	rows := []*plan.Row{nil}
	if v.Table != nil {
		rows = nil
		for i := range v.Table.Rows {
			rows = append(rows, &v.Table.Rows[i])
		}
	}
	var out []doubtfulFigure
	for _, row := range rows {
		f := explain.Figure{Part: part, Version: v, Row: row}
		text := figureOrEnd(p, f)
		if f.Reliability() == plan.Official || text == "" {
			continue
		}
		d := doubtfulFigure{
			Group: r.Group, Rule: r.Key, Title: r.Title, Case: caseOf(p, v, row), Figure: text, Grade: explain.GradeWords[f.Reliability()],
			ReadIn: explain.Titles(p, f.ReadIn()), Doubt: strings.TrimSpace(v.Doubt),
		}
		if row != nil {
			d.Code = row.Code
			if row.Doubt != "" {
				d.Doubt = strings.TrimSpace(row.Doubt)
			}
		}
		if part.Name != r.Key {
			d.Part = explain.PartTitle(part)
		}
		d.held(p, r, v.Effects)
		d.Stake, d.Per = stake(p, r, part, index, row)
		out = append(out, d)
	}
	return out
}

// figureOrEnd writes the figure of a version or row; a row that only computes from figures listed elsewhere has none.
func figureOrEnd(p *plan.Plan, f explain.Figure) string {
	switch {
	case f.Version.Ends:
		return "prend fin"
	case f.Version.NotEstablished != "":
		return "non établi"
	}
	return explain.FigureText(p, f)
}

// caseOf says when the figure holds: the cells of its row, or the dated conditions of a version without a table.
func caseOf(p *plan.Plan, v *plan.Version, row *plan.Row) string {
	if row != nil {
		return explain.RowPhrase(p, v, row)
	}
	var out []string
	for i := range v.Conditions.When {
		if phrase := explain.CondPhrase(p, &v.Conditions.When[i]); phrase != "" {
			out = append(out, phrase)
		}
	}
	if len(out) == 0 {
		return anyCase
	}
	return strings.Join(out, ", ")
}

const anyCase = "dans tous les cas"

// held says since when, by which act, and which text would settle the figure.
func (d *doubtfulFigure) held(p *plan.Plan, r *plan.Rule, effects []plan.Effect) {
	last := effects[len(effects)-1]
	act := &p.Acts[last.Act]
	d.Act, d.Since = act.Title, "jamais"
	if !last.Never {
		d.Since = last.From.String()
	}
	switch {
	case act.Scenario:
		d.Settles = act.Title + ", le document de la proposition"
	case last.Act == r.Source.Act && r.Source.Article != "":
		d.Settles = act.Title + ", " + r.Source.Article
	default:
		d.Settles = act.Title + ", article non lu"
	}
}

// stake is what hangs on a figure in euros. For an act it is the amount of one act, or for a step the difference with the version before;
// for any other amount it is the amount in the unit of its rule, once.
func stake(p *plan.Plan, r *plan.Rule, part *plan.Part, index int, row *plan.Row) (*int64, string) {
	v := &part.Versions[index]
	amount, known := stakeAmount(part, v, row)
	if v.Ends { // what no longer applies: the amount of the version before
		if before := versionBefore(p, part, index); before != nil && before.Table == nil {
			amount, known = stakeAmount(part, before, nil)
		}
	}
	switch {
	case !known:
		return nil, ""
	case r.Billable == nil:
		_, per, _ := strings.Cut(part.Unit.Label, "€ ")
		if _, whole, ok := strings.Cut(r.Unit.Label, "€ "); ok && per == "" {
			per = whole
		}
		if per == "" {
			per = "une fois"
		}
		return &amount, per
	}
	if before := versionBefore(p, part, index); before != nil && !v.Ends && !before.Ends {
		if old, ok := sameCase(p, part, before, rowCase(p, v, row)); ok && old != amount {
			step := max(amount-old, old-amount)
			return &step, "par acte, écart avec la version précédente"
		}
	}
	return &amount, "par acte"
}

// stakeAmount is the amount of a figure: its constant, or the greatest of its named amounts.
func stakeAmount(part *plan.Part, v *plan.Version, row *plan.Row) (int64, bool) {
	figure, params := v.Value, v.Params
	if row != nil {
		if row.Value != nil {
			figure = row.Value
		}
		params = slices.Concat(row.Params, params)
	}
	if figure != nil {
		return figure.N, part.Unit.Kind == plan.Euro && part.Augments < 0 && !figure.NotEstablished
	}
	best, found := int64(0), false
	for i := range params {
		if f := &params[i]; f.Unit.Kind == plan.Euro && f.From == nil && !f.Figure.NotEstablished {
			best, found = max(best, f.Figure.N), true
		}
	}
	return best, found
}

// versionBefore is the version that held the day before, in the same scenario.
func versionBefore(p *plan.Plan, part *plan.Part, index int) *plan.Version {
	last := part.Versions[index].Effects[len(part.Versions[index].Effects)-1]
	if last.Never {
		return nil
	}
	m := day.Moment{At: last.From - 1}
	if i := eval.InForce(p, part.Versions, m); i >= 0 && i != index {
		return &part.Versions[i]
	}
	return nil
}

func rowCase(p *plan.Plan, v *plan.Version, row *plan.Row) string {
	if row == nil {
		return anyCase
	}
	return explain.RowPhrase(p, v, row)
}

// sameCase is the amount of the same case in another version: its constant, or its row with the same cells.
func sameCase(p *plan.Plan, part *plan.Part, v *plan.Version, wanted string) (int64, bool) {
	if v.Table == nil {
		return stakeAmount(part, v, nil)
	}
	for i := range v.Table.Rows {
		if row := &v.Table.Rows[i]; rowCase(p, v, row) == wanted {
			return stakeAmount(part, v, row)
		}
	}
	return 0, false
}

func unverifiedPayments(p *plan.Plan, r *plan.Rule, payment *plan.Payment) []doubtfulFigure {
	var out []doubtfulFigure
	for i := range payment.Versions {
		v := &payment.Versions[i]
		if v.Reliability == plan.Official {
			continue
		}
		var dates []string
		for _, in := range v.Installments {
			dates = append(dates, explain.InstallmentPhrase(in))
		}
		d := doubtfulFigure{
			Group: r.Group, Rule: r.Key, Title: r.Title, Part: "Paiement", Case: anyCase, Figure: strings.Join(dates, ", "),
			Grade: explain.GradeWords[v.Reliability], ReadIn: explain.Titles(p, v.ReadIn), Doubt: strings.TrimSpace(v.Doubt),
		}
		d.held(p, r, v.Effects)
		out = append(out, d)
	}
	return out
}

// stakeText writes what hangs on a figure.
func stakeText(d *doubtfulFigure) string {
	if d.Stake == nil {
		return "—"
	}
	return money.Amount(*d.Stake).French() + " " + d.Per
}
