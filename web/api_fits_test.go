package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/opposable/opposable/cases"
)

// TestAPIAnswersFitDocument holds every answer to a worked case against the schema that the document gives of it.
func TestAPIAnswersFitDocument(t *testing.T) {
	list, err := cases.Load("../cas")
	if err != nil {
		t.Fatal(err)
	}
	a := testAPI()
	schema := func(path string) *huma.Schema {
		return a.doc.Paths[path].Post.Responses["200"].Content["application/json"].Schema.OneOf[0]
	}
	reported := map[string]bool{}
	for i := range list {
		c := &list[i]
		paths := map[string]string{"coter": "/v1/cotations", "forfaits": "/v1/forfaits", "calculer": "/v1/regles/{cle}/explication",
			"simuler": "/v1/simulations", "observer": "/v1/observatoires",
			"verifier-cotation": "/v1/verifications", "decoder": "/v1/decodages"}
		path := paths[c.Verb()]
		if path == "" {
			continue
		}
		q := url.Values{}
		for flag, name := range map[string]string{"--au": "au", "--connu-le": "connu_le", "--scenario": "scenario"} {
			if v := c.Flag(flag); v != "" {
				q.Set(name, v)
			}
		}
		var got any
		body := send("POST", strings.ReplaceAll(path, "{cle}", c.Rule())+"?"+q.Encode(), string(c.Body())).Body.Bytes()
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatal(err)
		}
		for _, difference := range fits(a, schema(path), got, "") {
			if key := ranks.ReplaceAllString(difference, ""); !reported[key] {
				reported[key] = true
				t.Errorf("%s: %s", c.ID, difference)
			}
		}
	}
}

// fits compares a value with a schema of the document, as far as the document uses JSON Schema, and reports members it does not describe.
func fits(a *api, s *huma.Schema, got any, path string) []string {
	switch {
	case s.Ref != "":
		return fits(a, a.doc.Components.Schemas.SchemaFromRef(s.Ref), got, path)
	case len(s.AllOf) > 0:
		var whole huma.Schema
		whole.Properties = map[string]*huma.Schema{}
		for _, one := range s.AllOf {
			if one.Ref != "" {
				one = a.doc.Components.Schemas.SchemaFromRef(one.Ref)
			}
			for name, member := range one.Properties {
				whole.Properties[name] = member
			}
			whole.Required = append(whole.Required, one.Required...)
		}
		whole.Type = "object"
		return fits(a, &whole, got, path)
	case len(s.AnyOf) > 0:
		var out []string
		for _, one := range s.AnyOf {
			if out = fits(a, one, got, path); len(out) == 0 {
				return nil
			}
		}
		return out
	case got == nil:
		if s.Nullable || s.Type == "null" || s.Type == "" {
			return nil
		}
		return []string{path + " is null, which its schema does not say"}
	}
	var out []string
	switch got := got.(type) {
	case map[string]any:
		if s.Type != "object" && s.Type != "" {
			return []string{path + " is an object"}
		}
		for name, member := range got {
			schema := s.Properties[name]
			if schema == nil {
				if s.Type != "" && !strings.HasSuffix(name, "_centimes") && path != "" { // values shown beside the result have their own names
					out = append(out, path+"."+name+" is not described")
				}
				continue
			}
			out = append(out, fits(a, schema, member, path+"."+name)...)
		}
		for _, name := range s.Required {
			if _, ok := got[name]; !ok {
				out = append(out, path+"."+name+" is required and absent")
			}
		}
	case []any:
		if s.Type != "array" {
			return []string{path + " is a list"}
		}
		for i, element := range got {
			out = append(out, fits(a, s.Items, element, fmt.Sprintf("%s[%d]", path, i))...)
		}
	case string:
		if s.Type != "string" && s.Type != "" {
			out = append(out, path+" is a text")
		}
		if len(s.Enum) > 0 && !slices.Contains(s.Enum, any(got)) {
			out = append(out, fmt.Sprintf("%s is %q, not one of %v", path, got, s.Enum))
		}
	case float64:
		if s.Type != "number" && s.Type != "integer" && s.Type != "" || s.Type == "integer" && got != float64(int64(got)) {
			out = append(out, fmt.Sprintf("%s is the number %v, not of type %q", path, got, s.Type))
		}
	case bool:
		if s.Type != "boolean" && s.Type != "" {
			out = append(out, path+" is a truth value")
		}
	}
	return out
}
