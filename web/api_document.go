package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/observatory"
	"github.com/opposable/opposable/practice"
)

// Groups of operations in the document.
const (
	tagAnswers    = "Réponses"
	tagReferences = "Références"
	tagService    = "Service"
)

const schemaPrefix = "#/components/schemas/"

// description opens the OpenAPI document.
func (a *api) description() *huma.OpenAPI {
	registry := huma.NewMapRegistry(schemaPrefix, schemaName)
	registry.RegisterTypeAlias(reflect.TypeFor[json.Number](), reflect.TypeFor[float64]())
	registry.RegisterTypeAlias(reflect.TypeFor[cotation.Number](), reflect.TypeFor[*float64]())
	registry.RegisterTypeAlias(reflect.TypeFor[cotation.Refusal](), reflect.TypeFor[Refusal]())
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Opposable", Version: "1",
			Description: "La convention médicale 2024-2029, exécutable : ce qui se facture, ce qui est dû, depuis quand, d'après quel texte.\n\n" +
				answer.Notice + "\n\nLes montants sont des centimes entiers. Un fait absent ou nul est inconnu : il devient une question, jamais un zéro. " +
				"Chaque réponse porte son moment, son état, ses sources et leur fiabilité. Une liste de 200 objets au plus est admise là où un objet l'est : " +
				"les réponses viennent dans l'ordre, un refus à la place de l'objet refusé. Rien de ce qui est envoyé n'est gardé ni journalisé.",
		},
		Tags: []*huma.Tag{
			{Name: tagAnswers, Description: "Des faits vers une réponse calculée, que personne ne doit garder en mémoire (Cache-Control: no-store)."},
			{Name: tagReferences, Description: "Les règles telles qu'elles sont, avec une étiquette (ETag) qui change avec elles."},
			{Name: tagService, Description: "Le service lui-même."},
		},
		Components: &huma.Components{Schemas: registry},
	}
}

// schemaName names a type by its package and its own name: two packages may use the same word.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" {
		return hint
	}
	path := t.PkgPath()
	switch pkg := path[strings.LastIndexByte(path, '/')+1:]; pkg {
	case "web", "opposable", "":
		return t.Name()
	default:
		return strings.ToUpper(pkg[:1]) + pkg[1:] + t.Name()
	}
}

// finishDocument gives each operation its bodies. Bodies are described after registration, so that they are not read by reflection.
func (a *api) finishDocument() {
	schemas := a.doc.Components.Schemas.Map()
	a.describeAnswer("/v1/forfaits", "Cabinet", "cabinets", examplePractice, reflect.TypeFor[practice.Year]())
	a.describeCalendar()
	a.describeAnswer("/v1/regles/{cle}/calcul", "Faits", "", exampleFacts, reflect.TypeFor[answer.Result]())
	a.describeAnswer("/v1/regles/{cle}/explication", "Faits", "", exampleFacts, reflect.TypeFor[answer.Result]())
	a.describeAnswer("/v1/cotations", "Visite", "visites", exampleVisit, reflect.TypeFor[cotation.Answer]())
	a.describeSimulations()
	a.describeAnswer("/v1/observatoires", "Observations", "", exampleObservations, reflect.TypeFor[observatory.Report]())
	a.describeBills()
	a.explained(schemas)
	a.describeReference("/v1/regles", reflect.TypeFor[[]opposable.RuleLine]())
	a.describeReference("/v1/regles/{cle}", reflect.TypeFor[explain.Reading]())
	a.describeReference("/v1/changements", reflect.TypeFor[opposable.Changes]())
	a.describeReference("/v1/regles/{cle}/texte", nil)
	a.describeReference("/v1/observatoires", reflect.TypeFor[observatory.Report]())
	a.describeReference("/healthz", reflect.TypeFor[Health]())
	a.doc.Paths["/healthz"].Get.Parameters = nil
	problem := a.doc.Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	for name, s := range schemas {
		glossed(s)
		maybeNull(s, a.doc.Components.Schemas.TypeFromRef(schemaPrefix+name))
	}
	schemas["Visite"], schemas["Cabinet"], schemas["Faits"] = visitSchema(a.law.Plan), practiceSchema(a.law.Plan), flatSchema(a.law.Plan)
	billSchemas(a.law.Plan, schemas)
	schemas["Reforme"] = reformSchema()
	schemas["Simulation"], schemas["Observations"] = simulationSchema(), observationsSchema()
	for name, op := range a.operations() {
		for _, p := range op.Parameters {
			if p.Name == "scenario" {
				p.Schema.Enum = nil
				for _, key := range a.law.Scenarios() {
					p.Schema.Enum = append(p.Schema.Enum, key)
				}
			}
		}
		if strings.Contains(name, "{cle}/calcul") || strings.Contains(name, "{cle}/explication") {
			op.Extensions = map[string]any{"x-faits-par-regle": factsByRule(a.law.Plan)}
		}
		a.describeProblems(op, problem)
	}
	a.prune(schemas)
}

// prune drops the schemas that nothing refers to: the router registers those of errors that are never sent.
func (a *api) prune(schemas map[string]*huma.Schema) {
	for {
		text := encode(a.doc)
		before := len(schemas)
		for name := range schemas {
			if !bytes.Contains(text, []byte(`"`+schemaPrefix+name+`"`)) {
				delete(schemas, name)
			}
		}
		if len(schemas) == before {
			return
		}
	}
}

// maybeNull says which members of a type may be null: pointers that are always written.
func maybeNull(s *huma.Schema, t reflect.Type) {
	if t == nil || t.Kind() != reflect.Struct {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			maybeNull(s, f.Type)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch member := s.Properties[name]; {
		case member == nil, f.Type.Kind() != reflect.Pointer, options == "omitempty":
		case member.Ref == "":
			member.Nullable = true
		default:
			s.Properties[name] = &huma.Schema{Description: glossary[name], AnyOf: []*huma.Schema{member, {Type: "null"}}}
		}
	}
}

// operations lists the operations by method and path.
func (a *api) operations() map[string]*huma.Operation {
	out := map[string]*huma.Operation{}
	for path, item := range a.doc.Paths {
		if item.Get != nil {
			out["GET "+path] = item.Get
		}
		if item.Post != nil {
			out["POST "+path] = item.Post
		}
	}
	return out
}

// explained adds the tree to the schema of a result.
func (a *api) explained(schemas map[string]*huma.Schema) {
	reason := a.doc.Components.Schemas.Schema(reflect.TypeFor[explain.Reason](), true, "")
	schemas["AnswerExplained"] = &huma.Schema{Description: "Un résultat et l'arbre de ses raisons.",
		AllOf: []*huma.Schema{{Ref: schemaPrefix + "AnswerResult"}, {Type: "object", Required: []string{"arbre"}, Properties: map[string]*huma.Schema{
			"arbre": {Description: "La règle à la racine ; null hors couverture.", AnyOf: []*huma.Schema{reason, {Type: "null"}}}}}}}
	op := a.doc.Paths["/v1/regles/{cle}/explication"].Post
	op.Responses["200"] = success(severally(&huma.Schema{Ref: schemaPrefix + "AnswerExplained"}))
}

// describeAnswer gives an operation the schema of what it takes, alone or in a list, and of what it answers.
func (a *api) describeAnswer(path, takes, list string, example any, gives reflect.Type) {
	one := &huma.Schema{Ref: schemaPrefix + takes}
	many := &huma.Schema{Type: "array", Items: one, MaxItems: new(maxQuestions)}
	forms := []*huma.Schema{one, many}
	if list != "" {
		forms = append(forms, &huma.Schema{Type: "object", Required: []string{list}, AdditionalProperties: false,
			Properties: map[string]*huma.Schema{list: many}})
	}
	op := a.doc.Paths[path].Post
	op.RequestBody = &huma.RequestBody{
		Description: "Un objet, ou une liste.",
		Content:     map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{OneOf: forms}, Example: example}},
	}
	op.Responses["200"] = success(severally(a.doc.Components.Schemas.Schema(gives, true, "")))
}

// severally is an answer, or a list of answers with problems in the place of those refused.
func severally(one *huma.Schema) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{one, {Type: "array", Items: &huma.Schema{OneOf: []*huma.Schema{one, {Ref: schemaPrefix + "Problem"}}}}}}
}

func success(s *huma.Schema) *huma.Response {
	return &huma.Response{Description: "La réponse, y compris « hors_couverture » et « a_preciser ».",
		Content: map[string]*huma.MediaType{"application/json": {Schema: s}}}
}

func (a *api) describeReference(path string, gives reflect.Type) {
	out := &huma.Response{Description: "La référence.", Headers: map[string]*huma.Param{
		"ETag": {Description: "Change avec le contenu ; à rendre dans If-None-Match.", Schema: &huma.Schema{Type: "string"}}}}
	if gives == nil {
		out.Content = map[string]*huma.MediaType{"application/yaml": {Schema: &huma.Schema{Type: "string"}}}
	} else {
		out.Content = map[string]*huma.MediaType{"application/json": {Schema: a.doc.Components.Schemas.Schema(gives, true, "")}}
	}
	op := a.doc.Paths[path].Get
	op.Responses["200"] = out
	if path == "/healthz" {
		out.Headers = nil
		return
	}
	op.Responses["304"] = &huma.Response{Description: "Vous l'avez déjà."}
}

// describeProblems says which refusals an operation gives.
func (a *api) describeProblems(op *huma.Operation, problem *huma.Schema) {
	refuse := func(kinds ...*problemKind) {
		for _, k := range kinds {
			status := fmt.Sprint(k.status)
			r := op.Responses[status]
			if r == nil {
				r = &huma.Response{Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}}
				op.Responses[status] = r
			} else {
				r.Description += " "
			}
			r.Description += k.title + " (" + problemPrefix + k.slug + ")."
		}
	}
	delete(op.Responses, "default")
	if op.Path == "/healthz" {
		return
	}
	refuse(problemQuery)
	if strings.Contains(op.Path, "{cle}") {
		refuse(problemRule)
	}
	if op.Method == http.MethodPost {
		refuse(problemFacts, problemMany, problemJSON, problemCut, problemLarge, problemType)
	}
	refuse(problemOurs)
}

// known is a stated value.
func known(n int64) eval.Value { return eval.Of(n) }

// serveDocument writes the document once and answers with it.
func (a *api) serveDocument() {
	asJSON, err := json.MarshalIndent(a.doc, "", " ")
	if err != nil {
		panic(fmt.Errorf("writing the OpenAPI document: %w", err))
	}
	asYAML, err := a.doc.YAML()
	if err != nil {
		panic(fmt.Errorf("writing the OpenAPI document: %w", err))
	}
	serve := func(path, kind string, body []byte) {
		a.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			reply{status: http.StatusOK, kind: kind, body: body, keep: true}.write(w, r)
		})
	}
	serve("/openapi.json", "application/openapi+json", asJSON)
	serve("/openapi.yaml", "application/openapi+yaml", asYAML)
}
