package web

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/reform"
	"github.com/opposable/opposable/simulate"
)

// Members of a reform on the population of the server.
const (
	editsMember     = "changements"
	referenceMember = "reference"
	measuresMember  = "mesures"
	volumeMember    = "volume_actes_pourcent"
	toleranceMember = "incertitude_pourcent"
	rampMember      = "montee_en_charge_pourcent"
	yearsMember     = "annees"
)

var reformMembers = []string{editsMember, referenceMember, measuresMember, volumeMember, toleranceMember, rampMember, yearsMember}

// problemPopulation is the refusal of a reform where no population is ready.
var problemPopulation = &problemKind{"population-absente", "Aucune population n'est prête", http.StatusServiceUnavailable,
	"Ce serveur n'a pas de population, ou il la prépare encore.",
	"Lancez « opposable servir --population DOSSIER » ; si elle se prépare, réessayez dans quelques secondes."}

// isReform tells a reform on the population of the server from groups given by the caller.
func isReform(object map[string]any) bool {
	_, groups := object["groupes"]
	return !groups && slices.ContainsFunc(reformMembers, func(name string) bool { _, ok := object[name]; return ok })
}

// reform prices one reform.
func (a *api) reform(ctx context.Context, object map[string]any, asked opposable.Asked) (any, error) {
	ask, err := readReform(object, asked)
	if err != nil {
		return nil, err
	}
	c, err := a.law.Compare(ask)
	if err != nil {
		return nil, refusedReform(err)
	}
	if a.nation == nil {
		return nil, problemPopulation.because("%s", problemPopulation.remedy)
	}
	state := a.nation.state(a.law, c.Moment)
	switch {
	case state.Err != nil:
		return nil, problemPopulation.because("La population ne se lit pas : %v", state.Err)
	case state.Refs == nil:
		return nil, problemPopulation.because("La population se prépare : réessayez dans quelques secondes.")
	}
	r, err := c.Price(ctx, state.Refs)
	if err != nil {
		return nil, refusedReform(err)
	}
	return r, nil
}

// refusedReform words what an edit breaks as something wrong with the request.
func refusedReform(err error) error {
	var problems facts.Problems
	var findings opposable.Findings
	var stuck *reform.Problem
	switch {
	case errors.As(err, &problems):
		for i := range problems {
			if name, ok := reformPaths[problems[i].Path]; ok {
				problems[i].Path = name
			}
		}
		return problems
	case errors.As(err, &findings):
		for _, f := range findings {
			problems = append(problems, facts.Problem{Path: editsMember, Message: f.Code + " : " + f.Message})
		}
		return problems
	case errors.As(err, &stuck):
		return facts.Refuse(editsMember, "%s", stuck.Text)
	case errors.Is(err, context.Canceled):
		return problemCut.because("La demande a été abandonnée.")
	}
	return err
}

// reformPaths are the members that the flags of the command line stand for.
var reformPaths = map[string]string{
	"--changer": editsMember, "--reference": referenceMember, "--mesure": measuresMember, "--volume-actes": volumeMember,
	"--incertitude": toleranceMember, "--montee": rampMember,
}

func readReform(object map[string]any, asked opposable.Asked) (opposable.Reform, error) {
	out := opposable.Reform{Asked: asked, Threads: runtime.GOMAXPROCS(0)}
	var problems facts.Problems
	refuse := func(path, format string, args ...any) {
		problems = append(problems, facts.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	texts := func(name string, into *[]string) {
		list, ok := object[name].([]any)
		if !ok {
			refuse(name, "une liste de textes est attendue")
			return
		}
		for i, one := range list {
			text, ok := one.(string)
			if !ok {
				refuse(fmt.Sprintf("%s[%d]", name, i), "un texte est attendu")
			}
			*into = append(*into, text)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		switch v := object[name]; name {
		case editsMember:
			texts(name, &out.Edits)
		case measuresMember:
			texts(name, &out.Measures)
		case referenceMember:
			text, ok := v.(string)
			if out.Reference = text; !ok && v != nil {
				refuse(name, "un texte est attendu : « droit », un jour AAAA-MM-JJ ou un scénario")
			}
		case volumeMember:
			out.Volume = fmt.Sprint(v)
		case toleranceMember:
			out.Tolerance = fmt.Sprint(v)
		case rampMember:
			years, ok := v.(map[string]any)
			if !ok {
				refuse(name, "un objet {\"2026\": 50} est attendu")
			}
			for _, year := range slices.Sorted(maps.Keys(years)) {
				out.Ramp += year + "=" + fmt.Sprint(years[year]) + ","
			}
		case yearsMember:
			yes, ok := v.(bool)
			if out.Years = yes; !ok {
				refuse(name, "true ou false est attendu")
			}
		default:
			refuse(name, "%s", facts.NoMember(name, reformMembers))
		}
	}
	return out, problems.OrNil()
}

// exampleReform is one figure of a rule written otherwise.
var exampleReform = map[string]any{editsMember: []any{"forfait_medecin_traitant.socle.l2=4"}, yearsMember: true}

// describeSimulations gives the operation its two forms: groups of the caller, or the population of the server.
func (a *api) describeSimulations() {
	a.describeAnswer("/v1/simulations", "Simulation", "", exampleSimulation, reflect.TypeFor[simulate.Result]())
	op := a.doc.Paths["/v1/simulations"].Post
	one := &huma.Schema{AnyOf: []*huma.Schema{{Ref: schemaPrefix + "Simulation"}, {Ref: schemaPrefix + "Reforme"}}}
	media := op.RequestBody.Content["application/json"]
	media.Schema = &huma.Schema{OneOf: []*huma.Schema{one, {Type: "array", Items: one, MaxItems: new(maxQuestions)}}}
	gives := &huma.Schema{AnyOf: []*huma.Schema{
		a.doc.Components.Schemas.Schema(reflect.TypeFor[simulate.Result](), true, ""), a.doc.Components.Schemas.Schema(reflect.TypeFor[reform.Report](), true, ""),
	}}
	op.Responses["200"] = success(severally(gives))
	op.Responses[strconv.Itoa(http.StatusServiceUnavailable)] = &huma.Response{
		Description: problemPopulation.title + " (" + problemPrefix + problemPopulation.slug + ").",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: &huma.Schema{Ref: schemaPrefix + "Problem"}}},
	}
}

// reformSchema describes a reform on the population of the server. The scenario and the day are in the address.
func reformSchema() *huma.Schema {
	texts := func(description string) *huma.Schema {
		return &huma.Schema{Type: "array", Items: &huma.Schema{Type: "string"}, Description: description}
	}
	s := objectSchema("Une réforme à chiffrer sur la population du serveur. Le jour et le scénario sont dans l'adresse.")
	s.Properties[editsMember] = texts("Des chiffres écrits autrement : « règle.partie.vVERSION.lLIGNE.colonne=valeur » ; la version en vigueur et la colonne du chiffre par défaut.")
	s.Properties[referenceMember] = &huma.Schema{Type: "string", Nullable: true, Description: "À quoi comparer : « droit », un jour AAAA-MM-JJ ou un scénario. Par défaut : le droit, le même jour."}
	s.Properties[measuresMember] = texts("Les règles à chiffrer, par leur clé. Par défaut : toutes celles qui diffèrent.")
	s.Properties[volumeMember] = &huma.Schema{Type: "number", Description: "Hypothèse : évolution du volume des actes avec la réforme, en %."}
	s.Properties[toleranceMember] = &huma.Schema{Type: "integer", Minimum: bound(0, 0), Maximum: bound(100, 0), Description: "Hypothèse : écart possible de chaque effectif, en %."}
	s.Properties[rampMember] = &huma.Schema{Type: "object", AdditionalProperties: &huma.Schema{Type: "integer"}, Description: "Hypothèse : part de l'effet atteinte chaque année, en %."}
	s.Properties[yearsMember] = &huma.Schema{Type: "boolean", Description: "Chiffrer aussi chaque année."}
	s.Examples = []any{exampleReform}
	return s
}
