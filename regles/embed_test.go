package regles_test

import (
	"bytes"
	"testing"

	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/regles"
)

// TestPlanIsFresh holds that the embedded plan is what the embedded rules compile to.
func TestPlanIsFresh(t *testing.T) {
	book, findings, err := law.Load(regles.Files, "regles")
	if err != nil {
		t.Fatal(err)
	}
	p, more := compile.Compile(book)
	for _, f := range append(findings, more...) {
		t.Error(f)
	}
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), regles.Plan) {
		t.Error("plan.json is stale: run go generate ./regles")
	}
	decoded, err := plan.Decode(bytes.NewReader(regles.Plan))
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := decoded.Encode(&again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.Bytes(), regles.Plan) {
		t.Error("a decoded plan is not written as it was read")
	}
}

// TestWordsAreUsed holds that every word of entrees.yaml is that of a number or of a reading which some rule still names.
func TestWordsAreUsed(t *testing.T) {
	p, err := plan.Decode(bytes.NewReader(regles.Plan))
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	note := func(params []plan.Param) {
		for i := range params {
			used[params[i].Name] = true
		}
	}
	for i := range p.Parts {
		for k := range p.Parts[i].Versions {
			v := &p.Parts[i].Versions[k]
			note(v.Params)
			if v.Table != nil {
				for j := range v.Table.Rows {
					note(v.Table.Rows[j].Params)
				}
			}
		}
	}
	for i := range p.Rules {
		for _, d := range p.Rules[i].Disputes {
			for _, r := range d.Readings {
				used[r.Name] = true
			}
		}
	}
	if len(p.Words) == 0 {
		t.Error("no word")
	}
	for _, w := range p.Words {
		if !used[w.Name] {
			t.Errorf("%s is the name of nothing", w.Name)
		}
	}
}
