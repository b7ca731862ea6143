package observatory

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/sheet"
)

// TableReport says what was read of a table.
type TableReport struct {
	Rows    int64    `json:"lignes"`
	Kept    int64    `json:"retenues"`
	Unknown int64    `json:"inconnues"` // « NS », « NC » or nothing: a value that is not known, never zero
	Set     int64    `json:"hors_filtre"`
	Ignored []string `json:"colonnes_ignorees,omitempty"` // those that write 0 for what is not known
}

// mostRefusals bounds the problems of a table that are told at once.
const mostRefusals = 20

// ReadTable reads dated values from a table. Without a schema its columns must bear the names of the members of a value.
func ReadTable(p *plan.Plan, in io.Reader, s *Schema) ([]Value, *TableReport, error) {
	t, err := sheet.Open(in)
	if err != nil {
		return nil, nil, err
	}
	r := &tableReader{reader: reader{plan: p}, schema: s, report: &TableReport{}, at: map[string]int{}, cells: map[string]*cell{}}
	if err := r.header(t.Header); err != nil {
		return nil, nil, err
	}
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		r.row(row)
		if len(r.problems) >= mostRefusals {
			return nil, nil, r.problems
		}
	}
	if r.several(t.Header); len(r.problems) == 0 {
		r.contradictions()
	}
	if len(r.problems) > 0 {
		return nil, nil, r.problems
	}
	return r.values, r.report, nil
}

// tableReader reads the rows of a table as the values of an input.
type tableReader struct {
	reader
	schema *Schema
	report *TableReport
	at     map[string]int   // the columns of a value
	filter map[int]string   // by column
	cells  map[string]*cell // by day, objective, strand and unit
}

// cell is the first row that gives a value, to tell how others of the same day differ.
type cell struct {
	line  int64
	row   []string
	other []string
}

func (r *tableReader) header(header []string) error {
	if r.schema == nil {
		r.schema = &Schema{Columns: map[string]string{}}
		for _, name := range tableColumns {
			if slices.Contains(header, name) {
				r.schema.Columns[name] = name
			}
		}
		for _, name := range []string{dateMember, numberMember, unitMember} {
			if r.schema.Columns[name] == "" {
				return facts.Refuse("ligne 1", "il n'y a pas de colonne « %s » : nommez les colonnes %s, ou dites ce qu'elles sont par --schema ; l'en-tête est : %s",
					name, strings.Join(tableColumns, ", "), strings.Join(header, ", "))
			}
		}
	}
	var problems facts.Problems
	find := func(name string) int {
		i := slices.Index(header, name)
		if i < 0 {
			problems = append(problems, facts.Problem{Path: "ligne 1", Message: fmt.Sprintf("il n'y a pas de colonne « %s » ; l'en-tête est : %s", name, strings.Join(header, ", "))})
		}
		return i
	}
	for _, name := range slices.Sorted(maps.Keys(r.schema.Columns)) {
		r.at[name] = find(r.schema.Columns[name])
	}
	r.filter = map[int]string{}
	for _, name := range slices.Sorted(maps.Keys(r.schema.Filters)) {
		r.filter[find(name)] = r.schema.Filters[name]
	}
	for _, name := range header {
		if base, twin := strings.CutSuffix(name, twinSuffix); twin && slices.Contains(header, base) {
			r.report.Ignored = append(r.report.Ignored, name)
		}
	}
	return problems.OrNil()
}

func (r *tableReader) row(row sheet.Row) {
	r.report.Rows++
	path := fmt.Sprintf("ligne %d", row.Line+1)
	if row.Problem != "" {
		r.refuse(path, "%s", row.Problem)
		return
	}
	for column, want := range r.filter {
		if row.Cells[column] != want {
			r.report.Set++
			return
		}
	}
	text := func(name, otherwise string) string {
		if i, ok := r.at[name]; ok {
			return row.Cells[i]
		}
		return otherwise
	}
	written := text(numberMember, "")
	if slices.Contains(unknowns, strings.ToUpper(written)) {
		r.report.Unknown++
		return
	}
	m := map[string]any{unitMember: text(unitMember, r.schema.Unit)}
	put := func(name string, declared int) {
		switch s := text(name, ""); {
		case s != "":
			m[name] = json.Number(s)
		case declared != 0:
			m[name] = json.Number(fmt.Sprint(declared))
		}
	}
	put(Objectives, r.schema.Objective)
	put(Programmes, r.schema.Programme)
	if s := text(strandMember, r.schema.Strand); s != "" {
		m[strandMember] = s
	}
	on, err := dayOf(text(dateMember, ""))
	if err != nil {
		r.refuse(r.column(path, dateMember), "%s", err)
		return
	}
	m[dateMember] = on.String()
	n, err := numberOf(written)
	if err != nil {
		r.refuse(r.column(path, numberMember), "%s", err)
		return
	}
	m[numberMember] = json.Number(n)
	before := len(r.values)
	r.value(path, m)
	if len(r.values) == before {
		return
	}
	r.report.Kept++
	v := &r.values[before]
	key := fmt.Sprint(v.Rule, v.On, v.Strand, plainUnit(v.Unit))
	if c := r.cells[key]; c == nil {
		r.cells[key] = &cell{line: row.Line + 1, row: slices.Clone(row.Cells)}
		return
	} else if c.other == nil && r.otherScope(c.row, row.Cells) {
		c.other = slices.Clone(row.Cells)
	}
	if len(r.values) > mostValues {
		r.refuse(path, "plus de %d valeurs sont retenues : dites par « filtres » quelles lignes sont celles de l'indicateur", mostValues)
	}
}

// mostValues is more than any indicator has published values.
const mostValues = 4096

// otherScope tells rows that differ in what no filter and no column of a value says.
func (r *tableReader) otherScope(a, b []string) bool {
	return slices.ContainsFunc(r.free(len(a)), func(i int) bool { return a[i] != b[i] })
}

// free lists the columns that nothing holds.
func (r *tableReader) free(columns int) []int {
	held := slices.Collect(maps.Values(r.at))
	var out []int
	for i := range columns {
		if _, filtered := r.filter[i]; !filtered && !slices.Contains(held, i) {
			out = append(out, i)
		}
	}
	return out
}

// column adds to a place the column in which a value was read.
func (r *tableReader) column(path, name string) string {
	return fmt.Sprintf("%s, colonne %d (%s)", path, r.at[name]+1, r.schema.Columns[name])
}

// several refuses rows of one day that are not of one scope: national and regional ones, or several professions, stand side by side.
func (r *tableReader) several(header []string) {
	for _, key := range slices.Sorted(maps.Keys(r.cells)) {
		c := r.cells[key]
		if c.other == nil {
			continue
		}
		var differ []string
		for _, i := range r.free(len(header)) {
			if c.row[i] != c.other[i] {
				differ = append(differ, fmt.Sprintf("%s = « %s » ou « %s »", header[i], c.row[i], c.other[i]))
			}
		}
		r.refuse(fmt.Sprintf("ligne %d", c.line), "plusieurs lignes donnent une valeur du même jour — dites lesquelles par « filtres » : %s", strings.Join(differ, " ; "))
		return // the others differ alike
	}
}
