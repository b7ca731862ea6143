package ccam

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/sheet"
)

// Asked is what the user says of the file where the file does not.
type Asked struct {
	File        string // its name
	Number      string
	From        day.Date // 0: not said
	Reliability string
}

// Rejection is a line left aside, and why.
type Rejection struct {
	Line   int64  `json:"ligne"`
	Code   string `json:"code,omitempty"`
	Reason string `json:"raison"`
}

// Report says what an import read.
type Report struct {
	Format    string      `json:"format"`
	Encoding  string      `json:"encodage"`
	Separator string      `json:"separateur,omitempty"`
	Version   string      `json:"version"`
	From      string      `json:"du"`
	Grade     string      `json:"fiabilite"`
	Codes     int         `json:"codes"`
	Rows      int         `json:"lignes"`
	Priced    int         `json:"codes_avec_tarif"` // of the activity and phase chosen
	Null      int         `json:"codes_au_tarif_nul"`
	Uncovered int         `json:"codes_non_pris_en_charge"`
	Two       int         `json:"codes_a_deux_tarifs"` // sector 1 and others differ
	Many      int         `json:"codes_a_plusieurs_activites_ou_phases"`
	Repeated  int         `json:"lignes_repetees"`
	Rejected  []Rejection `json:"rejetees"`
	Warnings  []string    `json:"avertissements"`
}

// official is the reliability of a file that bears its publisher's title; a file without it is to be checked, unless the user says otherwise.
const (
	official   = "officiel"
	unverified = "a_verifier"
)

// fullTable is how many codes the whole table has at least, since its first version: fewer are an extract, or a file cut short.
const fullTable = 7_000

// codeForm is how codes are written.
var codeForm = regexp.MustCompile(`^[A-Z]{4}[0-9]{3}$`)

// chapter is how chapters and notes begin.
var chapter = regexp.MustCompile(`^[0-9.]+$`)

// importing is one import under way.
type importing struct {
	heading
	columns columns
	found   bool
	code    string // the code of the lines that follow
	began   int64
	mods    map[string]string // by code
	labels  map[string]string
	rows    []Row
	seen    map[string]bool // codes that have rows, or had one rejected
	report  *Report
}

// Import reads the official table. The error says why the file is not the table; lines left aside are in the report.
func Import(r io.Reader, a Asked) (*Version, *Report, error) {
	records, err := sheet.OpenRecords(r)
	if err != nil {
		return nil, nil, err
	}
	in := &importing{mods: map[string]string{}, labels: map[string]string{}, seen: map[string]bool{}, report: &Report{Rejected: []Rejection{}, Warnings: []string{}}}
	for {
		record, err := records.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if err := in.record(&record); err != nil {
			return nil, nil, err
		}
	}
	if !in.found {
		return nil, nil, in.refuse()
	}
	in.leave()
	in.report.Format, in.report.Encoding, in.report.Separator = records.Format, records.Encoding(), records.Separator()
	v, err := in.version(a)
	if err != nil {
		return nil, nil, err
	}
	return v, in.report, nil
}

// record takes one line of the file.
func (in *importing) record(r *sheet.Record) error {
	if r.Problem != "" {
		if in.found {
			in.reject(r.Line, "", "%s", r.Problem)
		}
		return nil
	}
	c, missing := columnsOf(r.Cells)
	switch {
	case len(missing) == 0:
		in.columns, in.found = c, true
	case in.found:
		in.line(r)
	default:
		in.lines++
		in.title(strings.Join(r.Cells, " "))
		if known := len(wanted) - len(missing); known > 1 && (in.best == nil || len(missing) < len(in.best)) {
			in.best, in.cells = missing, slices.Clone(r.Cells)
		}
		if in.lines >= headed {
			return in.refuse()
		}
	}
	return nil
}

func (in *importing) reject(line int64, code, format string, args ...any) {
	if code != "" {
		in.seen[code] = true
	}
	in.report.Rejected = append(in.report.Rejected, Rejection{line, code, fmt.Sprintf(format, args...)})
}

// line takes one line under the headers: that of a code, of another activity or phase of the code above, of a title or a note.
func (in *importing) line(r *sheet.Record) {
	cell := func(kind int) string { return in.columns.cell(r.Cells, kind) }
	code, label, activity := strings.ToUpper(cell(codeColumn)), strings.Join(strings.Fields(cell(labelColumn)), " "), cell(activityColumn)
	own := false
	switch {
	case codeForm.MatchString(code):
		if code != in.code {
			in.leave()
		}
		if in.code, in.began, own = code, r.Line, true; in.labels[code] == "" {
			in.labels[code] = label
		}
	case strings.HasPrefix(code, "["):
		in.modifiers(code)
	case code == "":
	case activity != "":
		in.leave()
		in.code = ""
		in.reject(r.Line, "", "« %s » n'est pas un code : quatre lettres et trois chiffres sont attendus", code)
		return
	case chapter.MatchString(code) || len([]rune(code)) < 3:
		in.leave()
		in.code = ""
		return
	}
	if own && in.columns[modifiersColumn] >= 0 {
		in.modifiers(cell(modifiersColumn))
	}
	if activity == "" {
		return // a title, a note, a code whose phases follow
	}
	in.row(r.Line, own, label, cell)
}

// row reads a line that has an activity.
func (in *importing) row(line int64, own bool, label string, cell func(int) string) {
	if in.code == "" {
		in.reject(line, "", "une activité sans code au-dessus d'elle")
		return
	}
	row := Row{Code: in.code, Label: label, line: line, own: own}
	if own {
		row.Label = cell(activityLabelColumn)
	}
	var ok bool
	if row.Activity, ok = figure(cell(activityColumn)); !ok {
		in.reject(line, in.code, "l'activité « %s » n'est pas un chiffre", cell(activityColumn))
		return
	}
	if row.Phase, ok = figure(cell(phaseColumn)); !ok {
		in.reject(line, in.code, "la phase « %s » n'est pas un chiffre", cell(phaseColumn))
		return
	}
	var problem string
	if row.Binding, problem = tariffOf(cell(bindingColumn)); problem != "" {
		in.reject(line, in.code, "%s (secteur 1 ou Optam)", problem)
		return
	}
	if row.Free, problem = tariffOf(cell(freeColumn)); problem != "" {
		in.reject(line, in.code, "%s (hors secteur 1 et hors Optam)", problem)
		return
	}
	if !own && row.Binding.Cents == 0 && row.Binding.Covered && in.columns[groupColumn] >= 0 && cell(groupColumn) == "" {
		in.reject(line, in.code, "activité %d sans tarif ni regroupement : une note", row.Activity)
		return
	}
	in.seen[in.code] = true
	in.rows = append(in.rows, row)
}

func figure(s string) (int, bool) {
	s = strings.TrimSuffix(s, ".0") // as some exports write whole numbers
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= 9
}

// modifiers notes the modifiers of the code, « [F, P, S, U] » or « F,P,S,U ».
func (in *importing) modifiers(s string) {
	var b strings.Builder
	for _, c := range strings.ToUpper(s) {
		if (c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') && !strings.ContainsRune(b.String(), c) {
			b.WriteRune(c)
		}
	}
	if in.code != "" && b.Len() > 0 {
		in.mods[in.code] = b.String()
	}
}

// leave reports a code that ends without any row.
func (in *importing) leave() {
	if in.code != "" && !in.seen[in.code] {
		in.reject(in.began, in.code, "code sans activité ni tarif")
	}
}
