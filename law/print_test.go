package law

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"reflect"
	"strings"
	"testing"
)

// eachShipped calls f with every file of the shipped rules.
func eachShipped(t *testing.T, f func(t *testing.T, file string, source []byte)) {
	t.Helper()
	folder := os.DirFS("../regles")
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		source, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		t.Run(name, func(t *testing.T) { f(t, name, source) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPrintThenLoadIsIdentity(t *testing.T) {
	eachShipped(t, checkRoundTrip)
}

// checkRoundTrip prints a file and loads it again: the values are the same, and printing again gives the same bytes.
func checkRoundTrip(t *testing.T, file string, source []byte) {
	t.Helper()
	before, findings := loadOne(file, source)
	for _, f := range findings {
		t.Fatal(f)
	}
	printed, findings := Canonical(file, source)
	if findings != nil {
		t.Fatal(findings)
	}
	after, findings := loadOne(file, printed)
	for _, f := range findings {
		t.Errorf("the printed file does not load: %s\n%s", f, strings.Split(string(printed), "\n")[f.Pos.Line-1])
	}
	if d := difference("", without(before), without(after)); d != "" {
		t.Errorf("printed, then loaded, the file says something else: %s", d)
	}
	again, findings := Canonical(file, printed)
	if findings != nil || !bytes.Equal(printed, again) {
		t.Errorf("printing twice gives something else: %s", firstDifference(printed, again))
	}
}

func loadOne(file string, source []byte) (*Book, []Finding) {
	var findings []Finding
	book := &Book{}
	d := &decoder{file: file, findings: &findings}
	d.load(book, path.Base(file), path.Dir(file), source)
	return book, findings
}

// without returns a copy of a book that differs from it by positions only: a written text stands at line 1.
func without(b *Book) reflect.Value {
	v := reflect.ValueOf(b).Elem()
	forget(v)
	return v
}

func forget(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			forget(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			forget(v.Index(i))
		}
	case reflect.Struct:
		switch x := v.Addr().Interface().(type) {
		case *Text:
			given := x.Given()
			x.Pos = Pos{}
			if given {
				x.Pos.Line = 1
			}
		case *Pos:
			*x = Pos{}
		default:
			for i := range v.NumField() {
				forget(v.Field(i))
			}
		}
	}
}

// difference says where two values part, or "".
func difference(at string, a, b reflect.Value) string {
	switch a.Kind() {
	case reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			if a.IsNil() != b.IsNil() {
				return at + ": only one is written"
			}
			return ""
		}
		return difference(at, a.Elem(), b.Elem())
	case reflect.Slice:
		if a.Len() != b.Len() {
			return fmt.Sprintf("%s: %d and %d items", at, a.Len(), b.Len())
		}
		for i := range a.Len() {
			if d := difference(fmt.Sprintf("%s[%d]", at, i), a.Index(i), b.Index(i)); d != "" {
				return d
			}
		}
	case reflect.Struct:
		for i := range a.NumField() {
			if d := difference(at+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i)); d != "" {
				return d
			}
		}
	default:
		if !reflect.DeepEqual(a.Interface(), b.Interface()) {
			return fmt.Sprintf("%s: %#v and %#v", at, a.Interface(), b.Interface())
		}
	}
	return ""
}

func TestShippedRulesAreCanonical(t *testing.T) {
	eachShipped(t, func(t *testing.T, file string, source []byte) {
		printed, findings := Canonical(file, source)
		if findings != nil {
			t.Fatal(findings)
		}
		if !bytes.Equal(printed, source) {
			t.Errorf("not in its canonical layout, first at %s — « opposable regles formater » rewrites it", firstDifference(source, printed))
		}
	})
}

func firstDifference(a, b []byte) string {
	old, canonical := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(old), len(canonical)) {
		if old[i] != canonical[i] {
			return fmt.Sprintf("line %d:\n  %s\n  %s", i+1, old[i], canonical[i])
		}
	}
	return "the end of the file"
}

func TestTableOfCodesKeepsItsLayout(t *testing.T) {
	source := []byte("ACO;Acte d'obstétrique\n\n# un commentaire\n")
	printed, findings := Canonical("regles/codes.csv", source)
	if findings != nil || !bytes.Equal(printed, source) {
		t.Errorf("%q, %v", printed, findings)
	}
}
