package compile

import (
	"slices"
	"strconv"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

func (c *compiler) version(w *law.Version, p *law.Part, part, rule int) plan.Version {
	v := plan.Version{
		Effects: c.effects(w.Effects, w.Pos), Reliability: c.reliability(w.Reliability), ReadIn: c.readIn(w.ReadIn), Ends: w.Ends,
		NotEstablished: w.NotEstablished.S, Conditions: c.allConditions(w.Conditions, rule), Multiplier: plan.Unsaid,
		Doubt: w.Doubt.S, Pos: place(w.Pos),
	}
	unit := c.plan.Parts[part].Unit
	columns := p.Select
	if w.Select != nil {
		columns = w.Select
	}
	if len(w.Table) > 0 {
		for _, t := range columns {
			ref, ok := c.thing(t, rule)
			if !ok {
				return v
			}
			v.Columns = append(v.Columns, ref)
		}
	} else if w.Select != nil {
		c.report(w.Select[0].Pos, "table.colonne", "« selon » sans table")
	}
	formula, multiplier := p.Formula, p.Multiplier
	if w.Formula.Given() {
		formula = w.Formula
	}
	if w.Multiplier.Given() {
		multiplier = w.Multiplier
	}
	switch {
	case !multiplier.Given():
	case multiplier.S == "rien":
		v.Multiplier = plan.NotMultiplied
	default:
		if ref, ok := c.thing(multiplier, rule); ok && ref.Kind == plan.ToRule {
			v.Multiplier = ref.Index
		} else if ok {
			c.report(multiplier.Pos, "fait.inconnu", "« multiplié par » nomme une règle ou « rien »")
		}
	}
	if w.Value.Kind != law.NoValue {
		v.Value = c.figure(w.Value, part)
	}
	v.Params = c.params(w.Params, w.Table, rule)
	for _, limit := range w.Caps {
		v.Caps = append(v.Caps, c.cap(limit, &v.Conditions))
	}
	f := &formulas{c: c, rule: rule, scale: unit.Scale(), params: c.named(v.Params)}
	if len(w.Table) > 0 {
		v.Table = c.table(w, v.Columns, columns, part, rule, f, formula.Given())
		for _, row := range v.Table.Rows {
			f.addRow(row)
		}
	}
	if formula.Given() && !w.Ends && v.NotEstablished == "" && v.Value == nil {
		v.Formula = f.compile(formula, unit)
	}
	return v
}

func (c *compiler) effects(list []law.Effect, pos law.Pos) []plan.Effect {
	if len(list) == 0 {
		c.report(pos, "fichier.cle", "une version dit par quel acte et depuis quand elle s'applique (« effet »)")
	}
	var out []plan.Effect
	for _, e := range list {
		if !e.Act.Given() || e.Never == e.From.Given() {
			c.report(e.Pos, "fichier.cle", "un effet s'écrit {du: AAAA-MM-JJ, décidé par: acte} ou {jamais: oui, décidé par: acte}")
		}
		out = append(out, plan.Effect{From: c.date(e.From, "du"), Never: e.Never, Act: c.actIndex(e.Act), Pos: place(e.Pos)})
	}
	return out
}

// figure reads the constant of a version or a row in the unit of its part.
func (c *compiler) figure(w law.Value, part int) *plan.Figure {
	p := &c.plan.Parts[part]
	f := &plan.Figure{Pos: place(w.Text.Pos)}
	if w.Text.S == "non établi" {
		f.NotEstablished = true
		return f
	}
	want := map[law.ValueKind]plan.UnitKind{law.Amount: plan.Euro, law.Rate: plan.Percent, law.Number: plan.Count, law.Answer: plan.Answer}[w.Kind]
	scale := 2
	switch {
	case w.Kind == law.Answer:
		switch i := slices.Index(p.Words, w.Text.S); {
		case i >= 0:
			f.N = int64(i)
		case w.Text.S == "oui":
			f.N = 1
		}
		return f
	case w.Kind == law.Rate && p.Augments >= 0 || w.Kind == law.Rate && c.parts[part].Augments.Given():
	case want == plan.Count && p.Unit.Kind == plan.Count:
		scale = p.Unit.Scale()
	case want != p.Unit.Kind:
		c.report(w.Text.Pos, "unite", "cette valeur n'est pas dans l'unité de la partie « %s » (%s)", p.Name, p.Unit.Label)
		return f
	}
	n, err := money.ParseDecimal(w.Text.S, scale)
	if err != nil {
		c.report(w.Text.Pos, "fichier.valeur", "« %s » : un nombre est attendu, décimales avec un point, %d au plus", w.Text.S, scale)
	}
	f.N = n
	return f
}

var periods = map[string]plan.Period{
	"jour": plan.PerDay, "semaine": plan.PerWeek, "trimestre civil": plan.PerQuarter, "année civile": plan.PerYear,
	"patient": plan.PerPatient, "séjour": plan.PerStay, "tranche d'âge": plan.PerAgeBand,
}

func (c *compiler) cap(w law.Cap, conditions *plan.Conditions) plan.Cap {
	n, err := strconv.Atoi(w.Count.S)
	if err != nil || n < 1 {
		c.report(or(w.Count.Pos, w.Pos), "fichier.valeur", "plafond, nombre : un entier positif est attendu")
	}
	period, ok := periods[w.Period.S]
	if !ok {
		c.report(or(w.Period.Pos, w.Pos), "fichier.valeur", "plafond, par : jour, semaine, trimestre civil, année civile, patient, séjour ou tranche d'âge est attendu, « %s » trouvé", w.Period.S)
	}
	out := plan.Cap{Count: n, Period: period, Pos: place(w.Pos)}
	if period == plan.PerAgeBand {
		if out.Bands = c.ages(conditions); out.Bands == nil {
			c.report(or(w.Period.Pos, w.Pos), "fichier.valeur", "plafond, par tranche d'âge : la version dit les âges admis, dans « quand »")
		}
	}
	for _, code := range w.Codes {
		if _, known := slices.BinarySearch(c.codes, code.S); !known {
			c.report(code.Pos, "groupe.inconnu", "plafond, compte : « %s » n'est le code d'aucune règle", code.S)
		}
		out.Codes = append(out.Codes, code.S)
	}
	return out
}

// ages are the ages that conditions admit, one interval for each band; nothing when they admit all.
func (c *compiler) ages(conditions *plan.Conditions) plan.Set {
	for i := range conditions.When {
		thing := conditions.When[i].Thing
		if thing.Kind == plan.ToFact && c.plan.Facts[thing.Index].Name == plan.Age {
			return conditions.When[i].Cell.In
		}
	}
	return nil
}
