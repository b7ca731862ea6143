package web

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

var update = flag.Bool("update", false, "rewrite docs/api.md")

const apiPage = "../docs/api.md"

// TestAPIPage holds docs/api.md to the OpenAPI document: go test ./web -run TestAPIPage -update writes it.
func TestAPIPage(t *testing.T) {
	want := pageOf(testAPI())
	if *update {
		if err := os.WriteFile(apiPage, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(apiPage)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("docs/api.md is stale: go test ./web -run TestAPIPage -update")
	}
}

type pageWriter struct {
	bytes.Buffer
	doc *huma.OpenAPI
}

func (w *pageWriter) say(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// pageOf writes the OpenAPI document as a page.
func pageOf(a *api) []byte {
	w := &pageWriter{doc: a.doc}
	w.say("# L'API HTTP\n")
	w.say("<!-- Page faite à partir de /openapi.json : go test ./web -run TestAPIPage -update -->\n")
	w.say("%s\n", a.doc.Info.Description)
	w.say("`opposable servir` répond sur `http://127.0.0.1:8080`. Le document complet est à `/openapi.json` et `/openapi.yaml` (OpenAPI 3.1).\n")
	w.say("```\ncurl -s 'http://127.0.0.1:8080/v1/regles/forfait_medecin_traitant/calcul?au=2026-12-31' \\\n  -H 'Content-Type: application/json' -d '%s'\n```\n", line(exampleFacts))
	w.say("## Adresses\n")
	w.say("| méthode | adresse | ce qu'elle donne |\n|---|---|---|")
	operations := a.operations()
	names := slices.SortedFunc(maps.Keys(operations), func(x, y string) int {
		_, px, _ := strings.Cut(x, " ")
		_, py, _ := strings.Cut(y, " ")
		return strings.Compare(px+x, py+y)
	})
	for _, name := range names {
		method, path, _ := strings.Cut(name, " ")
		w.say("| %s | [`%s`](#op-%s) | %s |", method, path, operations[name].OperationID, operations[name].Summary)
	}
	w.say("| GET | `/metrics` | Comptes et durées par adresse, si `opposable servir --mesures` ; aucun fait |")
	w.say("\nParamètres de toutes les adresses de `/v1` :\n")
	w.parameters(operations["POST /v1/forfaits"].Parameters)
	for _, tag := range a.doc.Tags {
		w.say("\n## %s\n\n%s", tag.Name, tag.Description)
		for _, name := range names {
			if op := operations[name]; op.Tags[0] == tag.Name {
				w.operation(name, op)
			}
		}
	}
	w.refusals()
	w.inputs()
	w.outputs()
	return w.Bytes()
}

func line(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (w *pageWriter) parameters(list []*huma.Param) {
	w.say("| paramètre | sens |\n|---|---|")
	for _, p := range list {
		text := p.Description
		if len(p.Schema.Enum) > 0 {
			text += " " + admitted(p.Schema.Enum)
		}
		w.say("| `%s` | %s |", p.Name, text)
	}
}

func admitted(enum []any) string {
	var out []string
	for _, e := range enum {
		if e != nil {
			out = append(out, fmt.Sprintf("`%v`", e))
		}
	}
	return "Valeurs : " + strings.Join(out, ", ") + "."
}

func (w *pageWriter) operation(name string, op *huma.Operation) {
	w.say("\n### <a id=\"op-%s\"></a>%s\n\n%s. %s\n", op.OperationID, name, op.Summary, op.Description)
	var own []*huma.Param
	for _, p := range op.Parameters {
		if !slices.Contains([]string{"au", "connu_le", "scenario"}, p.Name) {
			own = append(own, p)
		}
	}
	if len(own) > 0 {
		w.parameters(own)
		w.say("")
	}
	if op.RequestBody != nil {
		var forms []string
		for _, s := range op.RequestBody.Content["application/json"].Schema.OneOf {
			forms = append(forms, w.form(s))
		}
		w.say("Corps : %s.\n", strings.Join(forms, ", ou "))
	}
	for kind, content := range op.Responses["200"].Content {
		if kind == "application/json" {
			w.say("Réponse : %s.\n", w.form(content.Schema))
		} else {
			w.say("Réponse : `%s`.\n", kind)
		}
	}
	var codes []string
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		if status >= "400" {
			codes = append(codes, status)
		}
	}
	if len(codes) > 0 {
		w.say("[Refus](#refus) : %s.", strings.Join(codes, ", "))
	}
}

// form says in a few words what a schema admits.
func (w *pageWriter) form(s *huma.Schema) string {
	switch {
	case s.Ref != "":
		name := strings.TrimPrefix(s.Ref, schemaPrefix)
		return fmt.Sprintf("[%s](#%s)", name, strings.ToLower(name))
	case len(s.OneOf) > 0:
		return w.form(s.OneOf[0]) + ", ou une liste, avec un [Problem](#problem) à la place de ce qui est refusé"
	case len(s.AnyOf) > 0:
		var out []string
		for _, one := range s.AnyOf {
			out = append(out, w.form(one))
		}
		return strings.Join(out, " ou ")
	case s.Type == "array":
		return "liste de " + w.form(s.Items)
	case s.Type == "object" && len(s.Required) == 1:
		return "`{\"" + s.Required[0] + "\": […]}`"
	case s.Format == "date":
		return "date"
	}
	return map[string]string{"string": "texte", "integer": "entier", "number": "nombre", "boolean": "oui ou non", "null": "null", "": "valeur", "object": "objet"}[s.Type]
}

func (w *pageWriter) refusals() {
	w.say("\n## Refus\n\nUn refus est un `application/problem+json` (RFC 9457). Son `type` est l'une de ces adresses, qui l'expliquent :\n")
	w.say("| type | code | ce qui est refusé | que faire |\n|---|---|---|---|")
	for _, k := range problemKinds {
		w.say("| `%s%s` | %d | %s | %s |", problemPrefix, k.slug, k.status, k.cause, k.remedy)
	}
	w.say("\n`errors` nomme chaque fait en cause par son chemin (`patient.age`, `patientele[2].age`) ou chaque paramètre (`query.au`). Ce qui a été reçu n'est jamais montré.")
}

// inputs writes the objects that are sent, fact by fact.
func (w *pageWriter) inputs() {
	w.say("\n## Ce qui s'envoie")
	for _, name := range []string{"Visite", "Cabinet", "Faits", "Simulation", "Observations"} {
		s := w.doc.Components.Schemas.Map()[name]
		w.say("\n### %s\n\n%s\n\n| fait | type | sens |\n|---|---|---|", name, s.Description)
		w.facts("", s)
	}
}

func (w *pageWriter) facts(prefix string, s *huma.Schema) {
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		f := s.Properties[name]
		switch {
		case f.Type == "object" && len(f.Properties) > 0:
			w.facts(prefix+name+".", f)
			continue
		case f.Type == "array" && f.Items.Type == "object" && len(f.Items.Properties) > 0:
			w.say("| `%s%s` | liste | %s |", prefix, name, f.Description)
			w.facts(prefix+name+"[].", f.Items)
			continue
		}
		w.say("| `%s%s` | %s | %s |", prefix, name, w.form(f)+domain(f), strings.TrimSpace(sense(f)))
	}
}

func domain(f *huma.Schema) string {
	if f.Minimum == nil || f.Maximum == nil {
		return ""
	}
	return fmt.Sprintf(", de %v à %v", shortest(*f.Minimum), shortest(*f.Maximum))
}

func shortest(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), ".")
}

func sense(f *huma.Schema) string {
	text := f.Description
	if f.Title != "" {
		text = f.Title + ". " + text
	}
	if len(f.Enum) > 0 {
		text += " " + admitted(f.Enum)
	}
	return text
}

// outputs writes the objects that are answered.
func (w *pageWriter) outputs() {
	w.say("\n## Ce qui est répondu\n\nDes membres peuvent s'ajouter ; aucun ne change de sens ni ne disparaît.")
	schemas := w.doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		s := schemas[name]
		if slices.Contains([]string{"Visite", "Cabinet", "Faits", "Simulation", "Observations"}, name) {
			continue
		}
		w.say("\n### %s\n", name)
		if len(s.AllOf) > 0 {
			w.say("%s [AnswerResult](#answerresult), avec `arbre` : [ExplainReason](#explainreason) ou null.", s.Description)
			continue
		}
		w.say("| membre | type | sens |\n|---|---|---|")
		for _, member := range slices.Sorted(maps.Keys(s.Properties)) {
			f := s.Properties[member]
			kind := w.form(f)
			if f.Nullable {
				kind += " ou null"
			}
			w.say("| `%s` | %s | %s |", member, kind, sense(f))
		}
	}
}
