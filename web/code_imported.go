package web

import (
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// importedView is what the imported table says of a code: it wins over what a rule writes.
type importedView struct {
	Title, Table, File string
	Since              string
	Prices             []importedPrice // one where both lists have the same
	Reason             string          // why there is nothing to bill
	Missing            string          // the table applies and does not have the code
	Assumed            string          // which of several rows was chosen
	Letters            string          // the modifiers that the act admits
	Figure             string
}

// importedPrice is the tariff of a price list.
type importedPrice struct{ For, Text string }

// importedOf describes the row of a code; nil without a table that applies that day.
func importedOf(row *answer.Imported) *importedView {
	if row == nil {
		return nil
	}
	v := &importedView{Title: row.Title, Table: row.Table, File: row.File, Since: row.Since.String(), Assumed: row.Assumed, Missing: row.Forsaken}
	if !row.Has() {
		return v
	}
	if v.Reason = row.Refusal(0); v.Reason != "" {
		return v
	}
	v.Letters = strings.Join(strings.Split(row.Modifiers, ""), ", ")
	one, other := money.Amount(row.Values[0].Cents).French(), money.Amount(row.Values[1].Cents).French()
	figure := func(list int) string { return explain.Number(row.Values[list].Cents, plan.Unit{Kind: plan.Euro}, nil) }
	if v.Figure = figure(0); row.Values[0] == row.Values[1] {
		v.Prices = []importedPrice{{"", one}}
		return v
	}
	v.Prices = []importedPrice{{"sans dépassement, ou adhérent à l'Optam", one}, {"autrement", other}}
	v.Figure = figure(1) + " à " + figure(0)
	return v
}

// complete lets the imported table say what a code is and what it pays, for a code that no rule writes too.
func (b *codeBody) complete(v *importedView) {
	b.Imported = v
	if v == nil || v.Missing != "" {
		return
	}
	if b.Rule == "" {
		b.Title = v.Title
	}
	switch {
	case v.Reason != "":
		b.State, b.Reason, b.Figure, b.Case, b.Priced, b.Several = answer.NotDue, v.Reason, "—", "", nil, false
	default:
		b.State, b.Reason, b.Figure, b.Case, b.Priced = answer.Sure, "", v.Figure, "", nil
		b.Several = len(v.Prices) > 1
		b.Since, b.Act = v.Since, explain.Capital(v.Table)+", table importée"
	}
}
