// Package patients reads a doctor's list of patients, one line each, and groups those alike: the facts that the rules ask, and how many
// patients have them.
//
// It takes a sheet and what its columns mean, guessed or given; it gives the elements of the list for package practice and a report. A
// line that cannot be read is rejected with its reason and the others stand; an empty cell is an unknown fact, not a rejection. It refuses a
// file in which a column looks like social security numbers. Memory is bounded by the number of distinct groups and by a limited memory
// of references, kept as digests salted for one run; nothing is stored, nothing is sent.
//
//	sheet ─► columns ─► line by line: facts ─► groups ─► practice.Element
//
// Unstable: only the root package is a promised face.
package patients

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"io"
	"maps"
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/practice"
	"github.com/opposable/opposable/sheet"
)

// Options say how to read a list.
type Options struct {
	List     string                   // the list of the rules that it fills
	Columns  map[string]string        // header by fact, for those that guessing would miss
	On       day.Date                 // the day at which ages are counted
	Progress func(lines, bytes int64) // called from time to time; may be nil
}

// Limits of what is kept: how many rejected lines are told one by one, and how many references are compared for duplicates.
const (
	told       = 200
	references = 1_000_000
	everyLines = 50_000
)

// most is how many facts of a patient a group may hold.
const most = 8

// group is the facts of patients alike, in the order of the list's facts; missing where a cell is empty.
type group [most]int16

const missing = -1

type reader struct {
	plan    *plan.Plan
	options Options
	table   *sheet.Reader
	columns []column
	facts   []int // of the list, in the order of a group
	weight  int   // the fact that is a number of patients, or -1

	groups  map[group]int64
	order   []group
	seed    maphash.Seed
	seen    map[uint64]struct{}
	full    bool
	reasons map[string]int64
	guard   sheet.Guard
	report  *practice.ListReport
}

// Read reads the whole list.
func Read(p *plan.Plan, table *sheet.Reader, o Options) ([]practice.Element, *practice.ListReport, error) {
	r := &reader{
		plan: p, options: o, table: table, weight: -1, groups: map[group]int64{}, seed: maphash.MakeSeed(), seen: map[uint64]struct{}{},
		reasons: map[string]int64{}, guard: sheet.Guard{Path: "liste"},
		report: &practice.ListReport{
			Rejected: []practice.Rejection{}, Reasons: []practice.Reason{}, Unknown: []practice.Unknown{}, Ignored: []string{},
			Format: table.Format, TakenOn: o.On.String(), Duplicates: "non recherchés : aucune colonne de référence",
		},
	}
	if err := r.prepare(); err != nil {
		return nil, nil, err
	}
	for {
		row, err := table.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if err := r.row(row); err != nil {
			return nil, nil, err
		}
		if o.Progress != nil && row.Line%everyLines == 0 {
			o.Progress(row.Line, table.Read())
		}
	}
	if err := r.guard.End(); err != nil {
		return nil, nil, err
	}
	if err := r.nobody(); err != nil {
		return nil, nil, err
	}
	return r.elements(), r.finish(), nil
}

// nobody refuses a list that gives no patient: its sum would be a zero that nobody stated.
func (r *reader) nobody() error {
	switch {
	case r.report.Lines == 0:
		return facts.Refuse("liste", "aucune ligne de patients ne suit les en-têtes (%s) : rien n'a été calculé", sheet.Quoted(r.table.Header))
	case r.report.Kept == 0:
		first := r.report.Rejected[0]
		return facts.Refuse("liste", "aucune des %d lignes ne se lit, dont la ligne %d : %s. Rien n'a été calculé", r.report.Lines, first.Line, first.Reason)
	}
	return nil
}

func (r *reader) row(row sheet.Row) error {
	r.report.Lines++
	if row.Problem != "" {
		r.reject(row.Line, row.Problem)
		return nil
	}
	if err := r.guard.Row(row); err != nil {
		return err
	}
	g, count, problem := r.patient(row.Cells)
	if problem != "" {
		r.reject(row.Line, problem)
		return nil
	}
	if _, known := r.groups[g]; !known {
		r.order = append(r.order, g)
	}
	r.groups[g] += count
	r.report.Kept++
	r.report.Patients += count
	return nil
}

// patient reads the cells of one line.
func (r *reader) patient(cells []string) (g group, count int64, problem string) {
	for i := range g {
		g[i] = missing
	}
	count = 1
	for i := range r.columns {
		c := &r.columns[i]
		cell := cells[c.at]
		if cell == "" {
			continue
		}
		switch c.kind {
		case reference:
			if r.twice(cell) {
				return g, 0, "patient déjà compté sur une autre ligne"
			}
		case number:
			n, problem := readWeight(cell)
			if problem != "" {
				return g, 0, problem
			}
			count = n
		case birth:
			age, problem := ageOn(cell, r.options.On)
			if problem == "" {
				problem = inDomain(&r.plan.Facts[r.facts[c.slot]], age, "âge")
			}
			if problem != "" {
				return g, 0, problem
			}
			g[c.slot] = int16(age)
		default:
			if c.second && g[c.slot] != missing { // the age, where the date of birth is there too
				continue
			}
			n, problem := readCell(&r.plan.Facts[r.facts[c.slot]], cell, c.header)
			if problem != "" {
				return g, 0, problem
			}
			g[c.slot] = int16(n)
		}
	}
	return g, count, ""
}

// twice remembers a reference and reports whether it came before. The digest is salted for this run only.
func (r *reader) twice(ref string) bool {
	h := maphash.String(r.seed, ref)
	if _, ok := r.seen[h]; ok {
		return true
	}
	if len(r.seen) >= references {
		r.full = true
		return false
	}
	r.seen[h] = struct{}{}
	return false
}

func (r *reader) reject(line int64, reason string) {
	r.report.Rejections++
	r.reasons[reason]++
	if len(r.report.Rejected) < told {
		r.report.Rejected = append(r.report.Rejected, practice.Rejection{Line: line, Reason: reason})
	}
	if len(r.reasons) > told { // reasons quote what was found: keep them few
		delete(r.reasons, reason)
		r.reasons["autres motifs"]++
	}
}

// elements are the groups as elements of the list, in the order they were met.
func (r *reader) elements() []practice.Element {
	out := make([]practice.Element, 0, len(r.order))
	for i, g := range r.order {
		e := practice.Element{Facts: facts.NewSet(r.plan), Count: r.groups[g], Row: i + 1}
		for k, fact := range r.facts {
			if g[k] != missing {
				e.Facts.Values[fact] = eval.Of(int64(g[k]))
			}
		}
		e.Facts.Default(r.plan)
		out = append(out, e)
	}
	return out
}

func (r *reader) finish() *practice.ListReport {
	out := r.report
	out.Groups, out.Encoding, out.Separator = len(r.order), r.table.Encoding(), r.table.Separator()
	for k, fact := range r.facts {
		n := int64(0)
		for _, g := range r.order {
			if g[k] == missing {
				n += r.groups[g]
			}
		}
		if n > 0 {
			out.Unknown = append(out.Unknown, practice.Unknown{Fact: r.plan.Facts[fact].Name, Patients: n})
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(r.reasons)) {
		out.Reasons = append(out.Reasons, practice.Reason{Reason: reason, Lines: r.reasons[reason]})
	}
	slices.SortStableFunc(out.Reasons, func(a, b practice.Reason) int { return cmp.Compare(b.Lines, a.Lines) })
	if slices.ContainsFunc(r.columns, func(c column) bool { return c.kind == reference }) {
		out.Duplicates = "recherchés sur toutes les lignes"
		if r.full {
			out.Duplicates = fmt.Sprintf("recherchés parmi les %d premières références seulement", references)
		}
	}
	return out
}

// Names lists what a column of a list may be: the facts of the list, then the date of birth and the reference of the patient.
func Names(p *plan.Plan, list string) []string {
	r := &reader{plan: p, options: Options{List: list}}
	return r.listFacts()
}
