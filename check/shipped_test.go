package check

import (
	"os"
	"testing"

	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/law"
)

func TestShippedRulesHaveNoFinding(t *testing.T) {
	book, findings, err := law.Load(os.DirFS("../regles"), "regles")
	if err != nil {
		t.Fatal(err)
	}
	p, more := compile.Compile(book)
	findings = append(append(findings, more...), All(book, p)...)
	for _, f := range law.Sort(findings) {
		if f.Warning {
			t.Log("warning: ", f)
			continue
		}
		t.Error(f)
	}
}
