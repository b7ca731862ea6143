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
