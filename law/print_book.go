package law

// PrintTexts writes textes.yaml: the covered days, the acts that decide, the documents where figures were read.
func PrintTexts(b *Book) []byte {
	out := comment(b.TextsComment)
	var coverage fields
	coverage.text("du", b.Coverage.From)
	coverage.text("visites du", b.Coverage.Visits)
	coverage.text("au", b.Coverage.To)
	coverage.text("vérifié le", b.Coverage.Verified)
	if len(coverage) > 0 {
		out = b.section(out, "couverture", ": "+braces(coverage))
	}
	for i := range b.Acts {
		a := &b.Acts[i]
		if i == 0 {
			out = b.section(out, "actes", ":")
		}
		var f fields
		f.text("titre", a.Title)
		f.text("signé", a.Signed)
		f.text("publié", a.Published)
		f.text("fiabilité", a.Reliability)
		f.text("lien", a.Link)
		if a.Scenario {
			f.add("scénario", "oui")
		}
		out = append(out, named(a.Key, f, a.Note)...)
	}
	for i := range b.Documents {
		d := &b.Documents[i]
		if i == 0 {
			out = b.section(out, "documents", ":")
		}
		var f fields
		f.text("titre", d.Title)
		f.text("origine", d.Origin)
		f.text("nature", d.Nature)
		f.text("lien", d.Link)
		out = append(out, named(d.Key, f, d.Note)...)
	}
	if len(coverage)+len(b.Acts)+len(b.Documents) == 0 {
		out = append(out, "{}")
	}
	return join(out)
}

// PrintFacts writes entrees.yaml: the facts, the lists that sums go through, and how names are read.
func PrintFacts(b *Book) []byte {
	out := comment(b.FactsComment)
	for i := range b.Facts {
		if i == 0 {
			out = b.section(out, "faits", ":")
		}
		out = append(out, named(b.Facts[i].Name, b.Facts[i].fields(), b.Facts[i].Note)...)
	}
	for i := range b.Lists {
		l := &b.Lists[i]
		if i == 0 {
			out = b.section(out, "listes", ":")
		}
		var f fields
		f.list("faits", l.Facts)
		f.text("de", l.Of)
		out = append(out, named(l.Name, f, l.Note)...)
	}
	for i, w := range b.Words {
		if i == 0 {
			out = b.section(out, "mots", ":")
		}
		out = append(out, shift(append(comment(w.Note.Above), beside(scalar(w.Name)+": "+scalar(w.Label), w.Note)), 2)...)
	}
	if len(b.Facts)+len(b.Lists)+len(b.Words) == 0 {
		out = append(out, "{}")
	}
	return join(out)
}

// section opens a section of a file, after a blank line and its comments.
func (b *Book) section(out []string, key, after string) []string {
	if len(out) > 0 {
		out = append(out, "")
	}
	note := b.Sections[key]
	out = append(out, comment(note.Above)...)
	return append(out, beside(key+after, note))
}

// named writes one entry of a section: on one line, or one key a line when it is too wide.
func named(key Text, f fields, note Note) []string {
	line := scalar(key) + ": " + braces(f)
	if runes(line)+2 <= entryWidth {
		return shift(append(comment(note.Above), beside(line, note)), 2)
	}
	out := append(comment(note.Above), beside(scalar(key)+":", note))
	return shift(append(out, shift(block(f, 4), 2)...), 2)
}

func (x *Fact) fields() (f fields) {
	f.text("nom", x.Label)
	f.text("type", x.Type)
	f.text("si oui", x.IfYes)
	f.text("si non", x.IfNo)
	f.text("sujet", x.Subject)
	f.text("décimales", x.Decimals)
	f.text("domaine", x.Domain)
	f.text("unité", x.Unit)
	f.words(x)
	f.text("chemin", x.Path)
	f.text("chemin cabinet", x.PracticePath)
	f.text("absent vaut", x.Default)
	f.text("nul", x.Null)
	if x.NeverAllowed {
		f.add("jamais", "admis")
	}
	f.text("donné par", x.Given)
	f.text("grandeur", x.Quantity)
	if x.Adjustable {
		f.add("modifiable", "oui")
	}
	f.text("question", x.Question)
	f.fallback(x.Fallback)
	return f
}

func (f *fields) words(x *Fact) {
	var labels fields
	for i, w := range x.Words {
		if i < len(x.Labels) && x.Labels[i].Given() {
			labels.text(scalar(w), x.Labels[i])
		}
	}
	if len(labels) == 0 {
		f.list("parmi", x.Words)
		return
	}
	f.braces("parmi", labels)
}

func (f *fields) fallback(x *Fallback) {
	switch {
	case x == nil:
	case x.Sum != nil:
		var sum fields
		sum.text("somme", x.Sum.Of)
		sum.text("sur", x.Sum.Over)
		sum.text("fois", x.Sum.Times)
		sum.braces("quand", cells(x.Sum.When))
		f.add("à défaut", braces(sum))
	case len(x.Names) == 1:
		f.text("à défaut", x.Names[0])
	default:
		f.list("à défaut", x.Names)
	}
}
