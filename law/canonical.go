package law

import "path"

// Canonical reads one file of a folder of rules and writes it in its canonical layout. With findings, it writes nothing. A file
// of lines has no other layout than its own.
func Canonical(file string, source []byte) ([]byte, []Finding) {
	if name := path.Base(file); name == codesFile || name == calendarFile {
		return source, nil
	}
	var findings []Finding
	book := &Book{}
	d := &decoder{file: file, findings: &findings}
	d.load(book, path.Base(file), path.Dir(file), source)
	switch name := path.Base(file); {
	case len(findings) > 0:
		return nil, Sort(findings)
	case name == textsFile:
		return PrintTexts(book), nil
	case name == factsFile:
		return PrintFacts(book), nil
	}
	return Print(book.Rules[0]), nil
}
