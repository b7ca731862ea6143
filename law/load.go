package law

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The files that are not rules.
const (
	textsFile = "textes.yaml"
	factsFile = "entrees.yaml"

	codesFile    = "codes.csv" // these two may be missing
	calendarFile = "calendrier.csv"
)

// Load reads all YAML files of a folder; prefix is put before each path in positions. Whatever could be read is in the Book, whatever
// was wrong is in the findings.
func Load(folder fs.FS, prefix string) (*Book, []Finding, error) {
	var findings []Finding
	book := &Book{Files: map[string][]byte{}}
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".yaml" && name != codesFile && name != calendarFile {
			return err
		}
		source, err := fs.ReadFile(folder, name)
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		file := path.Join(prefix, name)
		book.Files[file] = source
		d := &decoder{file: file, findings: &findings}
		switch name {
		case codesFile:
			d.codes(book, source)
		case calendarFile:
			d.calendar(book, source)
		default:
			d.load(book, name, path.Dir(name), source)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("loading rules: %w", err)
	}
	for _, name := range []string{textsFile, factsFile} {
		if file := path.Join(prefix, name); book.Files[file] == nil {
			findings = append(findings, Finding{"fichier.nom", Pos{file, 1, 1}, "ce fichier manque — un dossier de règles a toujours textes.yaml et entrees.yaml", false})
		}
	}
	return book, Sort(findings), nil
}

// codes reads the codes that no rule writes: code, label and, for one that was abolished, since when.
func (d *decoder) codes(book *Book, source []byte) {
	d.separated(source, func(at Pos, fields []string) bool {
		if len(fields) < 2 || len(fields) > 3 {
			return false
		}
		code := Code{Code: Text{S: fields[0], Pos: at}, Label: fields[1]}
		if len(fields) == 3 {
			code.Ended = Text{S: fields[2], Pos: at}
		}
		book.Codes = append(book.Codes, code)
		return true
	}, "« CODE;libellé » ou « CODE;libellé;AAAA-MM-JJ » est attendu")
}

// load reads one file into the book.
func (d *decoder) load(book *Book, name, group string, source []byte) {
	root := d.parse(source)
	if root == nil {
		return
	}
	switch name {
	case textsFile:
		d.textsAndDocuments(book, root)
	case factsFile:
		d.facts(book, root)
	default:
		d.addRule(book, root, group)
	}
	d.lost()
}

func (d *decoder) addRule(book *Book, root *yaml.Node, group string) {
	if group == "." {
		group = ""
	}
	r := d.rule(root, group)
	if len(r.Disputes) > 0 {
		d.variants(root, r)
	}
	stem := strings.TrimSuffix(path.Base(d.file), ".yaml")
	if r.Key.S != stem {
		d.report(r.Key.Pos, "fichier.nom", "la clé « %s » doit être le nom du fichier, « %s »", r.Key.S, stem)
		return
	}
	book.Rules = append(book.Rules, r)
}

func (d *decoder) textsAndDocuments(book *Book, root *yaml.Node) {
	book.TextsComment = d.above(root.Line)
	d.sections(book, root)
	d.fields(root, "textes", map[string]func(*yaml.Node){
		"couverture": func(n *yaml.Node) {
			d.fields(n, "couverture", map[string]func(*yaml.Node){
				"du":         d.text(&book.Coverage.From, "du"),
				"au":         d.text(&book.Coverage.To, "au"),
				"visites du": d.text(&book.Coverage.Visits, "visites du"),
				"vérifié le": d.text(&book.Coverage.Verified, "vérifié le"),
			})
		},
		"actes": func(n *yaml.Node) {
			for _, e := range d.mapping(n, "actes") {
				a := Act{Key: e.key, Note: d.note(e.key.Pos.Line)}
				d.fields(e.value, "acte", map[string]func(*yaml.Node){
					"titre":     d.text(&a.Title, "titre"),
					"signé":     d.text(&a.Signed, "signé"),
					"publié":    d.text(&a.Published, "publié"),
					"fiabilité": d.text(&a.Reliability, "fiabilité"),
					"lien":      d.text(&a.Link, "lien"),
					"scénario":  d.yes(&a.Scenario, "scénario"),
				})
				book.Acts = append(book.Acts, a)
			}
		},
		"documents": func(n *yaml.Node) {
			for _, e := range d.mapping(n, "documents") {
				doc := Document{Key: e.key, Note: d.note(e.key.Pos.Line)}
				d.fields(e.value, "document", map[string]func(*yaml.Node){
					"titre":   d.text(&doc.Title, "titre"),
					"origine": d.text(&doc.Origin, "origine"),
					"nature":  d.text(&doc.Nature, "nature"),
					"lien":    d.text(&doc.Link, "lien"),
				})
				book.Documents = append(book.Documents, doc)
			}
		},
	})
}

func (d *decoder) facts(book *Book, root *yaml.Node) {
	book.FactsComment = d.above(root.Line)
	d.sections(book, root)
	d.fields(root, "entrées", map[string]func(*yaml.Node){
		"faits": func(n *yaml.Node) {
			for _, e := range d.mapping(n, "faits") {
				book.Facts = append(book.Facts, d.fact(e))
			}
		},
		"listes": func(n *yaml.Node) {
			for _, e := range d.mapping(n, "listes") {
				l := List{Name: e.key, Note: d.note(e.key.Pos.Line)}
				d.fields(e.value, "liste", map[string]func(*yaml.Node){
					"faits": d.texts(&l.Facts, "faits"),
					"de":    d.text(&l.Of, "de"),
				})
				book.Lists = append(book.Lists, l)
			}
		},
		"mots": func(n *yaml.Node) {
			for _, e := range d.mapping(n, "mots") {
				book.Words = append(book.Words, Word{Name: e.key, Label: d.scalar(e.value, "mot"), Note: d.note(e.key.Pos.Line)})
			}
		},
	})
}

// sections keeps the comments of the top keys of a file.
func (d *decoder) sections(book *Book, root *yaml.Node) {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if n := d.note(root.Content[i].Line); n != (Note{}) {
			if book.Sections == nil {
				book.Sections = map[string]Note{}
			}
			book.Sections[root.Content[i].Value] = n
		}
	}
}

func (d *decoder) fact(e entry) Fact {
	f := Fact{Name: e.key, Note: d.note(e.key.Pos.Line)}
	var null Text
	d.fields(e.value, "fait", map[string]func(*yaml.Node){
		"nom":            d.text(&f.Label, "nom"),
		"type":           d.text(&f.Type, "type"),
		"domaine":        d.text(&f.Domain, "domaine"),
		"unité":          d.text(&f.Unit, "unité"),
		"décimales":      d.text(&f.Decimals, "décimales"),
		"chemin":         d.text(&f.Path, "chemin"),
		"chemin cabinet": d.text(&f.PracticePath, "chemin cabinet"),
		"question":       d.text(&f.Question, "question"),
		"absent vaut":    d.text(&f.Default, "absent vaut"),
		"nul":            d.text(&null, "nul"),
		"donné par":      d.text(&f.Given, "donné par"),
		"grandeur":       d.text(&f.Quantity, "grandeur"),
		"si oui":         d.text(&f.IfYes, "si oui"),
		"si non":         d.text(&f.IfNo, "si non"),
		"sujet":          d.text(&f.Subject, "sujet"),
		"modifiable":     d.yes(&f.Adjustable, "modifiable"),
		"jamais": func(n *yaml.Node) {
			t := d.scalar(n, "jamais")
			f.NeverAllowed = t.S == "admis"
			if t.Given() && !f.NeverAllowed {
				d.report(t.Pos, "fichier.valeur", "jamais : seul « admis » s'écrit ici, « %s » trouvé", t.S)
			}
		},
		"parmi":    func(n *yaml.Node) { d.words(n, &f) },
		"à défaut": func(n *yaml.Node) { f.Fallback = d.fallback(n) },
	})
	f.Null = null
	return f
}

// words reads the choices of a fact: a list of words, or words with the label a reader expects.
func (d *decoder) words(n *yaml.Node, f *Fact) {
	if n.Kind != yaml.MappingNode {
		d.texts(&f.Words, "parmi")(n)
		f.Labels = make([]Text, len(f.Words))
		return
	}
	for _, e := range d.mapping(n, "parmi") {
		f.Words = append(f.Words, e.key)
		f.Labels = append(f.Labels, d.scalar(e.value, "parmi"))
	}
}

func (d *decoder) fallback(n *yaml.Node) *Fallback {
	f := &Fallback{Pos: d.at(n)}
	switch n.Kind {
	case yaml.ScalarNode:
		f.Names = []Text{d.scalar(n, "à défaut")}
	case yaml.SequenceNode:
		d.texts(&f.Names, "à défaut")(n)
	default:
		f.Sum = &Sum{}
		d.fields(n, "à défaut", map[string]func(*yaml.Node){
			"somme": d.text(&f.Sum.Of, "somme"),
			"sur":   d.text(&f.Sum.Over, "sur"),
			"fois":  d.text(&f.Sum.Times, "fois"),
			"quand": func(n *yaml.Node) { f.Sum.When = d.conditions(n, "quand") },
		})
	}
	return f
}
