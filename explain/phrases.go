package explain

import (
	"fmt"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// SourcePhrase names an act and its article.
func SourcePhrase(p *plan.Plan, s plan.Source) string {
	if s.Article == "" {
		return p.Acts[s.Act].Title + ", article non lu"
	}
	return p.Acts[s.Act].Title + ", " + s.Article
}

// Titles returns the titles of documents.
func Titles(p *plan.Plan, list []int) []string {
	var out []string
	for _, i := range list {
		out = append(out, p.Documents[i].Title)
	}
	return out
}

// moved tells the postponements that concern the part: of its version in force, or of one that the moment does not reach yet.
func moved(p *plan.Plan, part *plan.Part, m day.Moment) string {
	var out []string
	for i := range part.Versions {
		v := &part.Versions[i]
		if steps := StepPhrases(Steps(p, v.Effects, m)); len(steps) > 0 {
			text := strings.Join(steps, "")
			if v.Value != nil {
				text = FigureText(p, Figure{Part: part, Version: v}) + " : " + text
			}
			out = append(out, text)
		}
	}
	return strings.Join(out, " ; ")
}

func conditionPhrases(p *plan.Plan, c *plan.Conditions) []string {
	var out []string
	for i := range c.When {
		if phrase := CondPhrase(p, &c.When[i]); phrase != "" {
			out = append(out, phrase)
		}
	}
	var groups []string
	for _, group := range c.AnyOf {
		var all []string
		for i := range group {
			all = append(all, CondPhrase(p, &group[i]))
		}
		groups = append(groups, strings.Join(all, " et "))
	}
	if len(groups) > 0 {
		out = append(out, "l'un de : "+strings.Join(groups, " ; "))
	}
	return out
}

// formulaPhrase reads a formula with the names of what it reads.
func formulaPhrase(p *plan.Plan, e *plan.Expr) string {
	if e == nil {
		return ""
	}
	arg := func(i int) string {
		text := formulaPhrase(p, e.Args[i])
		if a := e.Args[i]; (a.Op == plan.Add || a.Op == plan.Subtract) && e.Op != plan.Add {
			text = "(" + text + ")"
		}
		return text
	}
	switch e.Op {
	case plan.Const:
		return fmt.Sprint(e.N)
	case plan.Read:
		return strings.ToLower(ThingName(p, *e.Ref)[:1]) + ThingName(p, *e.Ref)[1:]
	case plan.ParamValue:
		return p.Spoken(e.Param)
	case plan.Add:
		return arg(0) + " + " + arg(1)
	case plan.Subtract:
		return arg(0) + " − " + arg(1)
	case plan.Multiply:
		return arg(0) + " × " + arg(1)
	case plan.Rescale, plan.Round:
		return arg(0)
	case plan.Divide:
		return arg(0) + " / " + arg(1) + ", arrondi"
	case plan.Min:
		return "le plus petit de (" + args(p, e) + ")"
	case plan.Max:
		return "le plus grand de (" + args(p, e) + ")"
	case plan.Clamp:
		return arg(0) + ", au moins " + arg(1) + " et au plus " + arg(2)
	case plan.Compound:
		return arg(0) + " augmenté de " + arg(1) + " par an pendant " + arg(2) + " ans"
	default:
		return "interpolation linéaire de " + args(p, e)
	}
}

func args(p *plan.Plan, e *plan.Expr) string {
	var out []string
	for _, a := range e.Args {
		out = append(out, formulaPhrase(p, a))
	}
	return strings.Join(out, " ; ")
}

func paymentPhrases(p *plan.Plan, payment plan.Payment, m day.Moment) []string {
	k := PaymentInForce(p, payment.Versions, m)
	if k < 0 {
		return nil
	}
	v := &payment.Versions[k]
	var names, dates []string
	for _, i := range payment.Parts {
		names = append(names, strings.ToLower(PartTitle(&p.Parts[i])))
	}
	for _, in := range v.Installments {
		dates = append(dates, InstallmentPhrase(in))
	}
	text := Capital(Enumerate(names, "et")) + " : " + strings.Join(dates, ", ") + " (" + GradeWords[v.Reliability] + ")."
	out := []string{text}
	if v.Doubt != "" {
		out = append(out, "Doute : "+strings.TrimSpace(v.Doubt))
	}
	return out
}

// PaymentInForce returns the calendar that applies at a moment, or eval.NoVersion.
func PaymentInForce(p *plan.Plan, versions []plan.PaymentVersion, m day.Moment) int {
	as := make([]plan.Version, len(versions))
	for i := range versions {
		as[i].Effects = versions[i].Effects
	}
	return eval.InForce(p, as, m)
}

// InstallmentPhrase says when a share is paid.
func InstallmentPhrase(in plan.Installment) string {
	when := "date non établie"
	switch {
	case in.Anniversary && in.PlusMonths > 0:
		when = fmt.Sprintf("%d mois après l'anniversaire", in.PlusMonths)
	case in.Anniversary:
		when = "à l'anniversaire"
	case in.Month > 0:
		when = monthNames[in.Month]
	}
	if in.NextYear {
		when += " de l'année suivante"
	}
	return Number(in.Share, plan.Unit{Kind: plan.Percent}, nil) + " en " + when
}
