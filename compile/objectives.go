package compile

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// objective resolves the block « objectif » of a rule, nil when it has none.
func (c *compiler) objective(source *law.Rule, rule int) *plan.Objective {
	o := source.Objective
	if o == nil {
		return nil
	}
	n, err := strconv.Atoi(o.Number.S)
	if err != nil {
		c.report(or(o.Number.Pos, o.Pos), "fichier.valeur", "objectif, numéro : un nombre entier est attendu")
	}
	out := &plan.Objective{Number: n, Strands: c.partList(o.Strands, rule), Due: c.due(o.ReachedAt), AheadIf: o.AheadIf.S}
	switch o.Direction.S {
	case "au moins":
	case "au plus":
		out.Direction = plan.AtMostTarget
	default:
		c.report(or(o.Direction.Pos, o.Pos), "fichier.valeur", "objectif, sens : au moins ou au plus est attendu, « %s » trouvé", o.Direction.S)
	}
	if out.Unmeasured = o.Indicator.Given(); out.Unmeasured && o.Indicator.S != "non défini" {
		c.report(o.Indicator.Pos, "fichier.valeur", "objectif, indicateur : seul « non défini » s'écrit ici, « %s » trouvé — sinon retirez la clé", o.Indicator.S)
	}
	for _, u := range o.CountedIn {
		out.CountedIn = append(out.CountedIn, u.S)
	}
	if len(out.CountedIn) > 0 && source.Unit.S != plan.YearlyGrowth {
		c.report(o.CountedIn[0].Pos, "unite", "objectif, compté en : des effectifs donnent une croissance, l'unité de la règle serait « %s » ; « %s » trouvé",
			plan.YearlyGrowth, source.Unit.S)
	}
	if o.AheadIf.Given() && !hasParam(source, o.AheadIf.S) {
		c.report(o.AheadIf.Pos, "fait.inconnu", "objectif, en avance si : aucune version n'a de paramètre « %s »", o.AheadIf.S)
	}
	return out
}

// due reads « 31 décembre ».
func (c *compiler) due(t law.Text) *plan.Due {
	if !t.Given() {
		return nil
	}
	number, name, _ := strings.Cut(t.S, " ")
	dom, err := strconv.Atoi(strings.TrimSuffix(number, "er"))
	month := slices.Index(months, name)
	if err != nil || month < 1 || !exists(month, dom) {
		c.report(t.Pos, "fichier.valeur", "objectif, atteint au : un jour et un mois sont attendus (31 décembre), « %s » trouvé", t.S)
		return nil
	}
	return &plan.Due{Month: month, Day: dom}
}

// exists tells a day that every year has.
func exists(month, dom int) bool {
	const common = 2025 // a year without 29 February
	_, m, d := day.New(common, time.Month(month), dom).Civil()
	return int(m) == month && d == dom
}

func hasParam(source *law.Rule, name string) bool {
	for _, p := range source.Parts {
		for _, v := range p.Versions {
			if slices.ContainsFunc(v.Params, func(w law.Param) bool { return w.Name.S == name }) {
				return true
			}
		}
	}
	return false
}
