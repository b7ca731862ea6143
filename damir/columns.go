package damir

import (
	"bytes"
	"slices"
	"strings"

	"github.com/opposable/opposable/facts"
)

// The names of the columns that are read. They are found in the header, wherever they stand.
const (
	natureColumn   = "PRS_NAT"
	periodColumn   = "FLX_ANN_MOI"
	careYearColumn = "SOI_ANN"
	careMonth      = "SOI_MOI"
	regionColumn   = "EXE_INS_REG"
	specialist     = "PSE_SPE_SNDS"
)

// Measure is one of the sums of the file.
type Measure int

// The measures, in the order of a cell. The first six are those of the act, which every file has; the others those that the producer has
// filtered, for which amounts reimbursed are of the basic share alone.
const (
	Acts Measure = iota
	Quantity
	Spent
	Base
	Reimbursed
	Extra
	FilteredActs
	FilteredQuantity
	FilteredSpent
	FilteredReimbursed
	FilteredExtra
	measures
)

// measureColumns are the columns of the measures; counts are whole, amounts have cents.
var measureColumns = [measures]struct {
	name  string
	count bool
}{
	Acts: {"PRS_ACT_NBR", true}, Quantity: {"PRS_ACT_QTE", true}, Spent: {"PRS_PAI_MNT", false}, Base: {"PRS_REM_BSE", false},
	Reimbursed: {"PRS_REM_MNT", false}, Extra: {"PRS_DEP_MNT", false},
	FilteredActs: {"FLT_ACT_NBR", true}, FilteredQuantity: {"FLT_ACT_QTE", true}, FilteredSpent: {"FLT_PAI_MNT", false},
	FilteredReimbursed: {"FLT_REM_MNT", false}, FilteredExtra: {"FLT_DEP_MNT", false},
}

// Dimension is a way to break the sums down.
type Dimension struct {
	Name   string // as it is asked
	Title  string
	Column string // by whose codes; empty for the month of care, which two columns make
}

// Dimensions are the ways to break the sums down.
var Dimensions = []Dimension{
	{"specialite", "Spécialité de l'exécutant", specialist},
	{"region", "Région de l'exécutant", regionColumn},
	{"region_patient", "Région du patient", "BEN_RES_REG"},
	{"age", "Âge du patient", "AGE_BEN_SNDS"},
	{"mois", "Mois des soins", ""},
}

// layout says where the columns stand in this file.
type layout struct {
	comma     byte
	fields    int // in the header, without a last empty one
	names     []string
	nature    int
	measures  [measures]int // −1: not in this file
	by        []place
	region    int // −1: not read
	specialty int
	period    int // −1: not in this file
	last      int // the last column that is read
}

// place is where a dimension stands.
type place struct{ column, month int } // month: −1 unless the dimension is the month of care

// readHeader finds the columns. Every one that lacks is named.
func readHeader(line []byte, by []Dimension, priced bool) (*layout, error) {
	line = bytes.TrimRight(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")), "\r\n")
	l := &layout{comma: separator(line)}
	for _, field := range bytes.Split(line, []byte{l.comma}) {
		l.names = append(l.names, strings.ToUpper(strings.Trim(string(field), "\" \t")))
	}
	if n := len(l.names); n > 1 && l.names[n-1] == "" {
		l.names = l.names[:n-1]
	}
	l.fields = len(l.names)
	var missing []string
	find := func(name string, needed bool) int {
		i := slices.Index(l.names, name)
		if i < 0 && needed && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
		l.last = max(l.last, i)
		return i
	}
	l.nature, l.period, l.region = find(natureColumn, true), find(periodColumn, false), -1
	for m := range measures {
		l.measures[m] = find(measureColumns[m].name, m < FilteredActs)
	}
	for _, d := range by {
		if d.Column != "" {
			l.by = append(l.by, place{find(d.Column, true), -1})
			continue
		}
		l.by = append(l.by, place{find(careYearColumn, true), find(careMonth, true)})
	}
	if priced {
		l.region, l.specialty = find(regionColumn, true), find(specialist, true)
	}
	if l.nature < 0 && len(missing) > len(measureColumns)/2 {
		return nil, facts.Refuse("ligne 1", "ce n'est pas l'en-tête d'un fichier mensuel Open Damir : aucune des colonnes attendues n'y est (%s) — la première ligne "+
			"doit nommer les colonnes, telles que l'Assurance maladie les publie", strings.Join(missing, ", "))
	}
	if len(missing) > 0 {
		return nil, facts.Refuse("ligne 1", "il manque la colonne %s — l'en-tête en nomme %d : %s", strings.Join(missing, ", "), len(l.names), clip(strings.Join(l.names, ", "), 200))
	}
	return l, nil
}

// separator is the most frequent of those in use.
func separator(line []byte) byte {
	best, count := byte(';'), bytes.Count(line, []byte{';'})
	for _, c := range []byte{',', '\t', '|'} {
		if n := bytes.Count(line, []byte{c}); n > count {
			best, count = c, n
		}
	}
	return best
}

// clip shortens a text that is shown.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
