package law

import (
	"os"
	"testing"
	"testing/fstest"
)

// FuzzLoad loads arbitrary bytes as each kind of file: it never panics, and what loads without a finding prints and loads again.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"textes.yaml", "entrees.yaml", "actes/g.yaml", "actes/mcg.yaml", "actes/cnp.yaml", "forfaits/forfait_medecin_traitant_annuel.yaml"} {
		source, err := os.ReadFile("../regles/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
	for _, s := range []string{"", "a: [", "&a b", "règle: r # x\n# y\n", "règle: r\nénoncé: >2\n   # a\n\n\n  b\n", "règle: r\nversions: [{table: [{? a : b}]}]", "faits: {\"a\\tb\": {nom: 'l''un # non'}}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		folder := fstest.MapFS{"textes.yaml": {Data: source}, "entrees.yaml": {Data: source}, "actes/r.yaml": {Data: source}}
		if _, _, err := Load(folder, "regles"); err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{"textes.yaml", "entrees.yaml", "actes/r.yaml"} {
			if _, findings := loadOne(file, source); len(findings) == 0 {
				checkRoundTrip(t, file, source)
			}
		}
	})
}
