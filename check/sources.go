package check

import (
	"strings"
	"unicode"

	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// grades names the reliabilities as rules write them.
var grades = map[plan.Reliability]string{plan.Official: "officiel", plan.Corroborated: "recoupé", plan.Unverified: "à vérifier"}

// sources proves that each figure says who decided it and where it was read, and is not graded above what was read.
func (c *checker) sources(rule int) {
	w := c.rules[rule]
	if !w.Source.Act.Given() {
		c.report(w.Pos, "source.absente", "cette règle ne dit pas quel acte l'a décidée — ajoutez « source: {texte: …, article: …} » avec une clé de textes.yaml")
	}
	for _, i := range c.plan.Rules[rule].Parts {
		for j, v := range c.parts[i].Versions {
			if j < len(c.plan.Parts[i].Versions) {
				c.version(v, &c.plan.Parts[i].Versions[j])
			}
		}
	}
	for k, p := range w.Payments {
		for j, v := range p.Versions {
			c.held(held{v.Pos, v.Reliability, c.plan.Rules[rule].Payments[k].Versions[j].ReadIn, v.ReadIn != nil, v.Unread})
		}
	}
}

// held is what holds a figure up: its grade and where it was read.
type held struct {
	pos    law.Pos
	grade  law.Text
	readIn []int
	said   bool // some document is named, be it unknown
	unread bool
}

func (c *checker) version(w *law.Version, v *plan.Version) {
	version := held{w.Pos, w.Reliability, v.ReadIn, w.ReadIn != nil, w.Unread}
	c.held(version)
	if v.Table == nil {
		return
	}
	for k := range w.Table {
		row, compiled := &w.Table[k], &v.Table.Rows[k]
		own := version
		if row.Reliability.Given() {
			own.grade, own.pos = row.Reliability, row.Pos
		}
		if row.ReadIn != nil || row.Unread {
			own.readIn, own.said, own.unread, own.pos = compiled.ReadIn, row.ReadIn != nil, row.Unread, row.Pos
		}
		if own.pos == row.Pos {
			c.tooStrong(own, row.Reliability.Given())
		}
	}
}

func (c *checker) held(h held) {
	if !h.grade.Given() {
		c.report(h.pos, "fiabilite.absente", "cette version ne dit pas sa « fiabilité » — officiel, recoupé ou à vérifier")
	}
	if !h.said && !h.unread {
		c.report(h.pos, "fiabilite.lu_dans", "cette version ne dit pas où ses chiffres ont été lus — ajoutez « lu dans » avec une clé de textes.yaml, ou « lu dans: aucun »")
		return
	}
	c.tooStrong(h, true)
}

// tooStrong reports a grade above what the documents allow, at the grade when it is written in the entry itself.
func (c *checker) tooStrong(h held, here bool) {
	allowed, why := plan.Unverified, "un seul document, qui n'est pas officiel"
	origins := map[string]bool{}
	for _, i := range h.readIn {
		d := &c.plan.Documents[i]
		origins[d.Origin] = true
		if d.Official {
			allowed = plan.Official
		}
	}
	switch {
	case h.unread:
		why = "aucun document"
	case len(h.readIn) > 1 && len(origins) == 1:
		why = "plusieurs documents d'une même origine"
	case len(origins) > 1 && allowed != plan.Official:
		allowed, why = plan.Corroborated, "aucun de ces documents n'est officiel"
	}
	for grade, word := range grades {
		if word == h.grade.S && grade < allowed {
			pos := h.pos
			if here {
				pos = h.grade.Pos
			}
			c.report(pos, "fiabilite.trop_forte", "« %s » est trop fort : %s — « %s » au plus, ou ajoutez un document à « lu dans »", word, why, grades[allowed])
		}
	}
}

// statement proves that the prose holds no figure: a number stands once, in a dated version.
func (c *checker) statement(rule int) {
	w := c.rules[rule].Statement
	if !strings.ContainsFunc(w.S, unicode.IsDigit) {
		return
	}
	c.report(c.digitAt(w.Pos), "enonce.chiffre", "l'énoncé contient un chiffre — les nombres s'écrivent une fois, dans une version datée ; dites-le en mots (« une somme », « quelques mois »)")
}

// digitAt finds the first digit of a text in its source.
func (c *checker) digitAt(pos law.Pos) law.Pos {
	lines := strings.Split(string(c.book.Files[pos.File]), "\n")
	if pos.Line > len(lines) {
		return pos
	}
	first := pos.Line - 1
	column := pos.Column - 1
	if text := []rune(lines[first]); column < len(text) && strings.ContainsRune(">|", text[column]) {
		first, column = first+1, 0
	}
	for i := first; i < len(lines); i++ {
		for k, r := range []rune(lines[i]) {
			if unicode.IsDigit(r) && (i > first || k >= column) {
				return law.Pos{File: pos.File, Line: i + 1, Column: k + 1}
			}
		}
	}
	return pos
}
