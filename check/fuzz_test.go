package check

import (
	"maps"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/law"
)

// FuzzAll puts arbitrary bytes in place of one file of rules: whatever compiles of the folder is checked without a panic.
func FuzzAll(f *testing.F) {
	base := memory(f)
	names := slices.Sorted(maps.Keys(base))
	for i, name := range names {
		f.Add(uint8(i), base[name].Data)
	}
	f.Fuzz(func(t *testing.T, i uint8, source []byte) {
		folder := maps.Clone(base)
		folder[names[int(i)%len(names)]] = &fstest.MapFile{Data: source}
		book, _, err := law.Load(folder, "")
		if err != nil {
			t.Fatal(err)
		}
		p, _ := compile.Compile(book)
		All(book, p)
	})
}
