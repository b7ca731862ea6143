package law

import (
	"os"
	"testing"
)

func TestLoadShippedRules(t *testing.T) {
	book, findings, err := Load(os.DirFS("../regles"), "regles")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
	if len(book.Rules) == 0 || len(book.Facts) == 0 || len(book.Acts) == 0 {
		t.Fatalf("rules %d, facts %d, acts %d: something was not read", len(book.Rules), len(book.Facts), len(book.Acts))
	}
}
