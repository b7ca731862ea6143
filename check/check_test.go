package check

import (
	"os"
	"testing"

	"github.com/opposable/opposable/law"
)

func TestBase(t *testing.T) {
	for _, f := range findingsOf(t, os.DirFS("testdata/regles")) {
		t.Error(f)
	}
	_ = law.Sort
}
