package web

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

// The schemas of what is sent are made from the facts that the rules declare, once at start: a fact added to the rules is documented.

// factSchema describes one fact: its type, its domain, its words. Null is unknown, or none where the rules say so.
func factSchema(f *plan.Fact) *huma.Schema {
	s := &huma.Schema{Title: explain.Capital(f.Label), Description: factDescription(f), Nullable: true}
	switch f.Kind {
	case plan.YesNo:
		s.Type = "boolean"
	case plan.Integer, plan.Money:
		s.Type = "integer"
		s.Minimum, s.Maximum = bound(f.Lo, 0), bound(f.Hi, 0)
	case plan.Decimal:
		s.Type = "number"
		s.Minimum, s.Maximum = bound(f.Lo, f.Scale), bound(f.Hi, f.Scale)
	case plan.Choice:
		wordSchema(s, f.Words)
	case plan.Code:
		s.Type = "string"
	case plan.Date:
		dateSchema(s, f)
	case plan.Events:
		s.Type, s.Items = "array", &huma.Schema{Type: "object"}
	}
	if f.Default != nil {
		s.Description += " Absent, vaut : " + explain.FactValue(f, known(*f.Default)) + "."
	}
	s.Description = strings.TrimSpace(s.Description)
	return s
}

// bound writes an end of a domain; JSON Schema has one kind of number. A domain is far within what it holds exactly.
func bound(n int64, scale int) *float64 {
	v := float64(n) / math.Pow10(scale)
	return &v
}

// wordSchema lists the words; those that are numbers may be written as such.
func wordSchema(s *huma.Schema, words []string) {
	numeric := false
	for _, w := range words {
		s.Enum = append(s.Enum, w)
		if n, err := strconv.Atoi(w); err == nil {
			s.Enum, numeric = append(s.Enum, n), true
		}
	}
	s.Enum = append(s.Enum, nil)
	if s.Type = "string"; numeric {
		s.Type, s.Nullable = "", false
	}
}

func dateSchema(s *huma.Schema, f *plan.Fact) {
	if lo, hi := day.Date(f.Lo), day.Date(f.Hi); lo < hi {
		s.Description += fmt.Sprintf(" Du %s au %s.", lo, hi)
	}
	if !f.NeverAllowed {
		s.Type, s.Format = "string", "date"
		return
	}
	s.Nullable = false
	s.AnyOf = []*huma.Schema{{Type: "string", Format: "date", Nullable: true}, {Type: "string", Enum: []any{"jamais"}}}
}

func factDescription(f *plan.Fact) string {
	var parts []string
	if f.Question != "" {
		parts = append(parts, f.Question+"\u00a0?")
	}
	switch {
	case f.Kind == plan.Money:
		parts = append(parts, "En centimes d'euro.")
	case f.Unit == "%":
		parts = append(parts, "En pourcentage, de 0 à 100.")
	case f.Unit != "":
		parts = append(parts, "En "+f.Unit+".")
	}
	if f.NullIsNone {
		parts = append(parts, "null veut dire : aucun.")
	}
	if f.Adjustable {
		parts = append(parts, "Un geste du médecin.")
	}
	return strings.Join(parts, " ")
}

// objectSchema is an object of which nothing is required and no other member is admitted.
func objectSchema(description string) *huma.Schema {
	return &huma.Schema{Type: "object", Description: description, AdditionalProperties: false, Properties: map[string]*huma.Schema{}}
}

// flatSchema describes the facts of a rule called alone.
func flatSchema(p *plan.Plan) *huma.Schema {
	s := objectSchema("Les faits d'une règle, à plat. Un fait absent ou nul est inconnu ; un fait que la règle ne lit pas est sans effet. " +
		"« x-faits-par-regle » dit ceux que chaque règle lit.")
	for i := range p.Facts {
		s.Properties[p.Facts[i].Name] = factSchema(&p.Facts[i])
	}
	s.Properties["date"] = dayProperty("Le jour des faits, s'il n'est pas dans l'adresse.")
	return s
}

func dayProperty(description string) *huma.Schema {
	return &huma.Schema{Type: "string", Format: "date", Description: description}
}

// visitSchema describes a visit: sections of facts, and what a visit has besides.
func visitSchema(p *plan.Plan) *huma.Schema {
	s := objectSchema("Une visite. Ce qui est absent ou nul est inconnu, hors les valeurs par défaut indiquées, que la réponse liste dans « hypotheses ».")
	for i := range p.Facts {
		f := &p.Facts[i]
		if section, name, nested := strings.Cut(f.Path, "."); nested {
			nest(s, section).Properties[name] = factSchema(f)
		}
	}
	s.Properties["date"] = dayProperty("Le jour de la visite.")
	s.Properties["heure"] = &huma.Schema{Type: "string", Nullable: true, Pattern: `^([01]\d|2[0-3]):[0-5]\d$`, Description: "L'heure de la visite, HH:MM."}
	s.Properties["actes"] = &huma.Schema{Type: "array", Nullable: true, Items: &huma.Schema{Type: "string"}, MaxItems: new(20),
		Description: "Les codes des actes techniques déclarés faits."}
	s.Properties["historique"] = &huma.Schema{Type: "array", Nullable: true,
		Description: "Les actes passés de ce médecin pour ce patient : [] veut dire aucun, absent veut dire inconnu.",
		Items: &huma.Schema{Type: "object", AdditionalProperties: false, Required: []string{"code", "date"}, Properties: map[string]*huma.Schema{
			"code": {Type: "string"}, "date": {Type: "string", Format: "date"}}}}
	return s
}

// nest returns the schema of a section, making it at first.
func nest(s *huma.Schema, section string) *huma.Schema {
	inner := s.Properties[section]
	if inner == nil {
		inner = objectSchema("")
		inner.Nullable = true
		s.Properties[section] = inner
	}
	return inner
}

// practiceSchema describes a practice: blocks of facts, lists of groups, the year.
func practiceSchema(p *plan.Plan) *huma.Schema {
	s := objectSchema("Un cabinet et son année. Un bloc null veut dire : aucun. Un fait absent est inconnu : il donne un minimum et un maximum.")
	lists := map[string]bool{}
	for _, l := range p.Lists {
		lists[l.Name] = true
	}
	for i := range p.Facts {
		f := &p.Facts[i]
		block, name, nested := strings.Cut(f.PracticePath, ".")
		switch {
		case f.PracticePath == "":
		case !nested:
			s.Properties[block] = factSchema(f)
		case lists[block]:
			list := s.Properties[block]
			if list == nil {
				list = &huma.Schema{Type: "array", Nullable: true, Items: objectSchema(""), Description: "Des groupes semblables, comptés par « effectif »."}
				s.Properties[block] = list
			}
			list.Items.Properties[name] = factSchema(f)
		default:
			nest(s, block).Properties[name] = factSchema(f)
		}
	}
	s.Properties["annee"] = yearProperty()
	return s
}

// simulationSchema describes weighted groups on which a rule is priced. The scenario is in the address.
func simulationSchema() *huma.Schema {
	group := objectSchema("Des médecins semblables.")
	group.Required = []string{"effectif", "faits"}
	group.Properties["effectif"] = &huma.Schema{Type: "integer", Minimum: bound(0, 0), Description: "Combien ils sont."}
	group.Properties["faits"] = &huma.Schema{Ref: schemaPrefix + "Faits"}
	s := objectSchema("Une règle et des groupes pondérés. Le scénario est le paramètre « scenario ».")
	s.Required = []string{"regle", "groupes"}
	s.Properties["regle"] = &huma.Schema{Type: "string", Description: "La clé de la règle."}
	s.Properties["annee"] = yearProperty()
	s.Properties["date"] = dayProperty("Le jour des faits, s'il n'est pas dans l'adresse.")
	s.Properties["groupes"] = &huma.Schema{Type: "array", Items: group, MinItems: new(1)}
	return s
}

// observationsSchema describes dated values of indicators.
func observationsSchema() *huma.Schema {
	value := objectSchema("Une valeur publiée d'un indicateur : celui d'un objectif, ou celui d'un programme.")
	value.Required = []string{"date", "valeur", "unite"}
	value.Properties["objectif"] = &huma.Schema{Type: "integer", Description: "Le numéro de l'objectif."}
	value.Properties["programme"] = &huma.Schema{Type: "integer", Description: "Le numéro du programme."}
	value.Properties["volet"] = &huma.Schema{Type: "string", Nullable: true, Description: "La partie, quand l'objectif en a plusieurs."}
	value.Properties["date"] = dayProperty("Le jour de la valeur.")
	value.Properties["valeur"] = &huma.Schema{Type: "number", Nullable: true, Description: "null : aucune valeur."}
	value.Properties["unite"] = &huma.Schema{Type: "string", Description: "L'unité de la valeur ; une autre que celle de la cible ne dit rien de l'objectif."}
	s := objectSchema("Des valeurs datées. Deux effectifs à douze mois d'écart donnent une croissance.")
	s.Properties["valeurs"] = &huma.Schema{Type: "array", Nullable: true, Items: value}
	return s
}

func yearProperty() *huma.Schema {
	return &huma.Schema{Type: "integer", Minimum: bound(1900, 0), Maximum: bound(2100, 0), Description: "L'année, si « au » n'est pas dans l'adresse."}
}

// factsByRule lists, for each rule, the facts that it may read in any of its versions, those of the rules that it reads included.
func factsByRule(p *plan.Plan) map[string][]string {
	out := map[string][]string{}
	for i := range p.Rules {
		if p.Rules[i].Base >= 0 {
			continue
		}
		seen, names := map[plan.Ref]bool{}, map[string]bool{}
		var visit func(plan.Ref)
		visit = func(r plan.Ref) {
			if seen[r] {
				return
			}
			seen[r] = true
			if r.Kind == plan.ToFact && p.Facts[r.Index].Given != "calendrier" {
				names[p.Facts[r.Index].Name] = true
			}
			if r.Kind == plan.ToRule {
				for _, part := range p.Rules[r.Index].Parts {
					visit(plan.Ref{Kind: plan.ToPart, Index: part})
				}
			}
			for _, next := range p.Reads(r) {
				visit(next)
			}
		}
		visit(plan.Ref{Kind: plan.ToRule, Index: i})
		out[p.Rules[i].Key] = slices.Sorted(maps.Keys(names))
	}
	return out
}
