package compile

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// altered returns the rules of the repository with one text of one file replaced.
func altered(t *testing.T, file, old, replacement string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	folder := os.DirFS("../regles")
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		data, err := fs.ReadFile(folder, name)
		if name == file {
			if !strings.Contains(string(data), old) {
				t.Fatalf("%s does not hold %q", file, old)
			}
			data = []byte(strings.Replace(string(data), old, replacement, 1))
		}
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestObjective(t *testing.T) {
	const six = "observatoires/objectif_06.yaml"
	const block = "{numéro: 6, sens: au moins, atteint au: 31 décembre, en avance si: rythme}"
	for _, c := range []struct{ name, written, want string }{
		{"as it stands", block, ""},
		{"a first day", "{numéro: 6, sens: au moins, atteint au: 1er janvier}", ""},
		{"number", "{numéro: six, sens: au moins}", "objectif, numéro : un nombre entier est attendu"},
		{"direction", "{numéro: 6, sens: mieux}", "objectif, sens : au moins ou au plus est attendu, « mieux » trouvé"},
		{"no direction", "{numéro: 6}", "objectif, sens"},
		{"day", "{numéro: 6, sens: au moins, atteint au: 31 novembre}", "objectif, atteint au : un jour et un mois sont attendus"},
		{"a day that some years lack", "{numéro: 6, sens: au moins, atteint au: 29 février}", "objectif, atteint au"},
		{"year end in words", "{numéro: 6, sens: au moins, atteint au: fin d'année}", "objectif, atteint au"},
		{"pace", "{numéro: 6, sens: au moins, en avance si: allure}", "aucune version n'a de paramètre « allure »"},
		{"strand", "{numéro: 6, sens: au moins, volets: [pdsa]}", "« pdsa » n'est pas une partie de cette règle"},
		{"indicator", "{numéro: 6, sens: au moins, indicateur: inconnu}", "seul « non défini » s'écrit ici"},
		{"counts for a target that is one", "{numéro: 6, sens: au moins, compté en: [contrats]}", "l'unité de la règle serait « %/an » ; « contrats » trouvé"},
		{"misspelt", "{numéro: 6, sens: au moins, volet: [pdsa]}", "vouliez-vous écrire « volets »"},
	} {
		t.Run(c.name, func(t *testing.T) {
			book, findings, err := law.Load(altered(t, six, block, c.written), "regles")
			if err != nil {
				t.Fatal(err)
			}
			_, more := Compile(book)
			var all []string
			for _, f := range append(findings, more...) {
				all = append(all, f.String())
			}
			got := strings.Join(all, "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("findings %q, want %q", got, c.want)
			}
		})
	}
}

// TestObjectiveKeys holds that each key of the block reaches the plan.
func TestObjectiveKeys(t *testing.T) {
	book, _, err := law.Load(os.DirFS("../regles"), "regles")
	if err != nil {
		t.Fatal(err)
	}
	p, _ := Compile(book)
	objective := func(key string) *plan.Objective {
		i, ok := p.Rule(key)
		if !ok || p.Rules[i].Objective == nil {
			t.Fatalf("%s is not an objective", key)
		}
		return p.Rules[i].Objective
	}
	if o := objective("objectif_06"); o.AheadIf != "rythme" || o.Due == nil || *o.Due != (plan.Due{Month: 12, Day: 31}) || o.Direction != plan.AtLeastTarget {
		t.Errorf("objectif_06: %+v", o)
	}
	if o := objective("objectif_02"); strings.Join(o.CountedIn, " ") != "médecins installations" {
		t.Errorf("objectif_02: %+v", o)
	}
	if o := objective("objectif_07"); len(o.Strands) != 2 || p.Parts[o.Strands[0]].Name != "pdsa" || p.Parts[o.Strands[1]].Name != "sas" {
		t.Errorf("objectif_07: %+v", o)
	}
	if o := objective("objectif_10"); !o.Unmeasured || o.Direction != plan.AtMostTarget {
		t.Errorf("objectif_10: %+v", o)
	}
	if o := objective("objectif_01"); o.Unmeasured || o.Strands != nil || o.CountedIn != nil {
		t.Errorf("objectif_01: %+v", o)
	}
}
