// Package ccam reads the official table of technical acts as its user downloads it, keeps what pricing needs in a compact local file, and
// finds the tariff of a code on a day.
//
//	official table (CSV, XLSX) ─► Import ─► Version ─┐
//	local file ─► Read ─► Table ─────────────────────┴► Put ─► Write ─► local file
//	                        └► Find(code, moment) ─► Found
//
// It takes streams and gives values; it opens no file. It refuses what is not the table, and reports each line that it leaves aside with its
// reason. It knows no amount and no code: all come from the file. Messages are for whoever imports the file, in French.
//
// Unstable: only the root package is a promised face.
package ccam

import (
	"cmp"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
)

// Name is how rules name this table.
const Name = "ccam"

// Tariff is the amount of a row under one price list, or that the insurance does not cover the act.
type Tariff struct {
	Cents   int64
	Covered bool
}

// Row is the tariff of a code for an activity (1: the operator, 4: anaesthesia…) and a phase of treatment (0: the only one).
type Row struct {
	Code      string
	Activity  int
	Phase     int
	Binding   Tariff // of sector 1 and of those who keep to the regulated-fees option
	Free      Tariff // of the others
	Modifiers string // one letter or figure each
	Title     string // of the act
	Label     string // of the activity or phase, where the table has one
	line      int64
	own       bool // its line bears the code itself
}

func (r *Row) compare(o *Row) int {
	return cmp.Or(strings.Compare(r.Code, o.Code), cmp.Compare(r.Activity, o.Activity), cmp.Compare(r.Phase, o.Phase))
}

// Version is the table as it applies from a day.
type Version struct {
	Number      string // as its publisher numbers it
	From        day.Date
	File        string // the name of the file that was imported
	Reliability string // in the words of the contract
	Rows        []Row  // by code, activity, phase; no two with the same
}

// Title names the version as answers do.
func (v *Version) Title() string { return "CCAM version " + v.Number }

// Codes counts the codes of a version.
func (v *Version) Codes() int {
	n := 0
	for i := range v.Rows {
		if i == 0 || v.Rows[i].Code != v.Rows[i-1].Code {
			n++
		}
	}
	return n
}

// Table is every version imported, oldest first; no two from the same day.
type Table struct {
	Versions []Version
}

// Put adds a version; one from the same day gives way. It reports whether there was one.
func (t *Table) Put(v Version) bool {
	i, same := slices.BinarySearchFunc(t.Versions, v.From, func(v Version, d day.Date) int { return cmp.Compare(v.From, d) })
	if same {
		t.Versions[i] = v
		return true
	}
	t.Versions = slices.Insert(t.Versions, i, v)
	return false
}

// Found is what the table says of a code on a day.
type Found struct {
	Version *Version
	Row     *Row  // the row chosen
	Others  []Row // the code's other activities and phases, not chosen
}

// Find gives the tariff of a code at a moment: that of the latest version from that day or before, whose date is no later than the day of
// what is known. Of the rows of a code, the lowest activity is chosen, then the lowest phase: activity 1, phase 0 where there is one.
func (t *Table) Find(code string, m day.Moment) (Found, bool) {
	for i := range slices.Backward(t.Versions) {
		v := &t.Versions[i]
		if v.From > m.At || !m.Knows(v.From) {
			continue
		}
		k, _ := slices.BinarySearchFunc(v.Rows, code, func(r Row, code string) int { return strings.Compare(r.Code, code) })
		end := k
		for end < len(v.Rows) && v.Rows[end].Code == code {
			end++
		}
		if k == end {
			return Found{Version: v}, false
		}
		return Found{Version: v, Row: &v.Rows[k], Others: v.Rows[k+1 : end]}, true
	}
	return Found{}, false
}
