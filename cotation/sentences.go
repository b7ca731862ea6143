package cotation

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Reason writes why the act is refused, in French. What the doctor does is said as such (« il faut ») only with a gesture; anything else is
// a finding: the sentence says when the act would be billed, never that the finding should be other than it is.
func (r *Refusal) Reason() string {
	code := r.Code
	if len(r.Codes) > 1 {
		code = strings.Join(r.Codes, ", ")
	}
	switch r.Kind {
	case NotInForce:
		if r.since != "" {
			return code + " : supprimé depuis le " + r.since
		}
		return code + " : pas en vigueur au " + r.date
	case Excluded:
		return code + " : ne se facture pas avec " + r.Beside
	case OneASheet:
		return code + " : un seul acte principal par feuille, " + r.Beside + " est retenu"
	case NothingLeft:
		return code + " : ne s'ajoute pas à " + r.Beside + ", seul le plus cher est facturé"
	case NoCompanion:
		return code + " : s'ajoute seulement à " + r.Beside
	case NoTariff:
		return code + " : " + r.Beside
	}
	if r.Gesture != nil {
		return code + " : " + r.Gesture.Text
	}
	if len(r.Failing) == 0 {
		return code + " : rien n'est dû dans ce cas"
	}
	var wants []string
	for i := range r.Failing {
		if i == shownConditions {
			break
		}
		wants = append(wants, r.want(&r.Failing[i]))
	}
	text := code + " : facturable seulement si " + strings.Join(wants, " et si ")
	switch more := len(r.Failing) - len(wants); {
	case more == 1:
		text += " ; une autre condition manque"
	case more > 1:
		text += fmt.Sprintf(" ; %d autres conditions manquent", more)
	}
	return text
}

// shownConditions bounds the conditions that a sentence tells.
const shownConditions = 2

// want says when a condition holds, and what the visit says.
func (r *Refusal) want(f *Failing) string {
	if f.Cap != nil {
		return fmt.Sprintf("%s (ici : déjà %d)", explain.CapPhrase(f.Cap), f.Value.N)
	}
	if clause := phrase(r.plan, f.Cond, true); clause != "" {
		return strings.TrimSpace(r.plan.Facts[f.Cond.Thing.Index].Subject + " " + clause)
	}
	is := ": " + asked(r.plan, f.Cond)
	if f.Cond.Thing.Kind != plan.ToFact && f.Cond.Cell.Text == "oui" {
		is = "est établi"
	}
	if f.Cond.Test == plan.InCell {
		if clause := explain.CellClause(r.plan, f.Cond.Thing, &f.Cond.Cell); clause != "" {
			is = clause
		}
	}
	return name(r.plan, f.Cond.Thing) + " " + is + " (ici : " + said(r.plan, f.Cond.Thing, f.Value) + ")"
}

// phrase is the declared phrase of a yes/no fact, as the condition wants it or as the contrary; empty when none is declared.
func phrase(p *plan.Plan, c *plan.Cond, wanted bool) string {
	if c.Thing.Kind != plan.ToFact || c.Test != plan.InCell || p.Facts[c.Thing.Index].Kind != plan.YesNo {
		return ""
	}
	f := &p.Facts[c.Thing.Index]
	if c.Cell.In.Has(1) == wanted {
		return f.IfYes
	}
	return f.IfNo
}

// name is the thing as a sentence goes on with it.
func name(p *plan.Plan, thing plan.Ref) string {
	s := explain.ThingName(p, thing)
	if thing.Kind == plan.ToFact {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return "« " + string(unicode.ToLower(first)) + s[size:] + " »"
}

// asked is what a condition asks of its thing, the thing's name left out.
func asked(p *plan.Plan, c *plan.Cond) string {
	if c.Test != plan.InCell {
		return c.Cell.Text
	}
	if c.Thing.Kind == plan.ToFact && p.Facts[c.Thing.Index].Kind == plan.YesNo {
		return strings.ReplaceAll(strings.Trim(c.Cell.Text, "[]"), "_", " ")
	}
	return strings.TrimPrefix(explain.CellPhrase(p, c.Thing, &c.Cell), explain.ThingName(p, c.Thing)+" : ")
}

// said is the value of a thing as the visit gives it.
func said(p *plan.Plan, thing plan.Ref, v eval.Value) string {
	switch {
	case thing.Kind == plan.ToFact:
		return explain.FactValue(&p.Facts[thing.Index], v)
	case v.State != eval.Known:
		return "non établi"
	}
	var words []string
	var unit plan.Unit
	if thing.Kind == plan.ToRule {
		words, unit = p.Rules[thing.Index].Spoken(), p.Rules[thing.Index].Unit
	} else {
		words, unit = p.Parts[thing.Index].Spoken(), p.Parts[thing.Index].Unit
	}
	if len(words) > 0 && v.N >= 0 && v.N < int64(len(words)) {
		return strings.ReplaceAll(words[v.N], "_", " ")
	}
	if v.N == plan.None {
		return "aucun"
	}
	return explain.Number(v.N, unit, nil)
}

// gestureText writes a gesture: what it takes, what it brings.
func (r *Refusal) gestureText(gain int64) string {
	var does, wants []string
	for i := range r.Failing {
		f := &r.Failing[i]
		if done := phrase(r.plan, f.Cond, true); done != "" {
			does = append(does, done)
			continue
		}
		wants = append(wants, name(r.plan, f.Cond.Thing)+" : "+said(r.plan, f.Cond.Thing, f.Value)+", il faut "+asked(r.plan, f.Cond))
	}
	if len(does) > 0 {
		wants = append([]string{"facturable dès que " + strings.Join(does, " et que ")}, wants...)
	}
	text := strings.Join(wants, " ; ")
	if gain > 0 {
		text += " (" + money.Amount(gain).French() + " de plus)"
	}
	return text
}
