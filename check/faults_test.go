package check

import (
	"io/fs"
	"testing"

	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/law"
)

func findingsOf(t *testing.T, folder fs.FS) []law.Finding {
	t.Helper()
	book, findings, err := law.Load(folder, "")
	if err != nil {
		t.Fatal(err)
	}
	p, more := compile.Compile(book)
	return law.Sort(append(append(findings, more...), All(book, p)...))
}
