package compile

import (
	"os"
	"testing"

	"github.com/opposable/opposable/law"
)

func TestCompileShippedRules(t *testing.T) {
	book, findings, err := law.Load(os.DirFS("../regles"), "regles")
	if err != nil {
		t.Fatal(err)
	}
	_, more := Compile(book)
	for _, f := range append(findings, more...) {
		t.Error(f)
	}
}
