package ccam

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/sheet"
)

// extract is a few lines of the official table, in its layout.
func extract(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/extrait.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var asked = Asked{File: "extrait.csv"}

// cents is a covered tariff.
func cents(n int64) Tariff { return Tariff{Cents: n, Covered: true} }

func TestImportKeepsTheTable(t *testing.T) {
	v, report, err := Import(strings.NewReader(extract(t)), asked)
	if err != nil {
		t.Fatal(err)
	}
	ecg := "Électrocardiographie avec implantation souscutanée d'un dispositif d'enregistrement continu"
	appendix := "Appendicectomie, par abord de la fosse iliaque"
	want := []Row{
		{Code: "AHQP001", Activity: 1, Title: "Électromyographie par électrode de surface, sans enregistrement vidéo"},
		{Code: "AHQP016", Activity: 1, Binding: cents(0), Free: cents(0), Title: "Mesure des réflexes H et/ou T"},
		{Code: "DEQA001", Activity: 1, Phase: 1, Binding: cents(5779), Free: cents(5779), Title: ecg, Label: "Phase 1 : implantation sous cutanée du dispositif"},
		{Code: "DEQA001", Activity: 1, Phase: 2, Binding: cents(2890), Free: cents(2890), Title: ecg, Label: "Phase 2 : ablation du dispositif"},
		{Code: "DEQP002", Activity: 1, Binding: cents(1477), Free: cents(1381), Title: "Électrocardiographie à haute amplification"},
		{Code: "DEQP003", Activity: 1, Binding: cents(1477), Free: cents(1381), Modifiers: "FPSU", Title: "Électrocardiographie sur au moins 12 dérivations"},
		{Code: "HHFA001", Activity: 1, Binding: cents(17679), Free: cents(17679), Modifiers: "AFJKTPSUO73", Title: appendix},
		{Code: "HHFA001", Activity: 4, Binding: cents(7849), Free: cents(7849), Modifiers: "AFJKTPSUO73", Title: appendix, Label: "anesthésie"},
	}
	if got := bare(v.Rows); !reflect.DeepEqual(got, want) {
		t.Errorf("rows:\n%+v\nwant\n%+v", got, want)
	}
	if v.Number != "81" || v.From != day.MustParse("2026-01-01") || v.Reliability != "officiel" {
		t.Errorf("version %q from %s, %s", v.Number, v.From, v.Reliability)
	}
	if report.Codes != 6 || report.Priced != 4 || report.Null != 1 || report.Uncovered != 1 || report.Two != 2 || len(report.Rejected) != 0 || len(report.Warnings) != 1 {
		t.Errorf("report %+v", report)
	}
}

// bare forgets where rows were read.
func bare(rows []Row) []Row {
	out := make([]Row, len(rows))
	for i, r := range rows {
		r.line, r.own = 0, false
		out[i] = r
	}
	return out
}

// TestImportReadsEveryDress reads the same table as people keep it: all give the same rows.
func TestImportReadsEveryDress(t *testing.T) {
	text := extract(t)
	want, _, err := Import(strings.NewReader(text), asked)
	if err != nil {
		t.Fatal(err)
	}
	windows := []byte(nil)
	for _, r := range strings.ReplaceAll(text, "’", "'") {
		windows = append(windows, byte(r)) // every letter of the extract is below 256
	}
	for name, data := range map[string][]byte{
		"UTF-8 with its mark": []byte("\xef\xbb\xbf" + text),
		"Windows-1252":        windows,
		"CRLF":                []byte(strings.ReplaceAll(text, "\n", "\r\n")),
		"semicolon, comma":    dress(t, text, ";", true),
		"tab":                 dress(t, text, "\t", false),
		"bare title":          []byte(strings.Replace(text, "01/01/2026,,,,,,,,,,", "01/01/2026", 1)),
		"workbook":            workbook(t, text),
	} {
		t.Run(name, func(t *testing.T) {
			v, report, err := Import(bytes.NewReader(data), asked)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(bare(v.Rows), bare(want.Rows)) || len(report.Rejected) > 0 {
				t.Errorf("rows %+v\nrejected %+v", v.Rows, report.Rejected)
			}
		})
	}
}

// records cuts the extract.
func records(t *testing.T, text string) (out [][]string) {
	t.Helper()
	r, err := sheet.OpenRecords(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for {
		record, err := r.Next()
		if err != nil {
			return out
		}
		out = append(out, append([]string{}, record.Cells...))
	}
}

// dress writes the extract with another separator, and amounts with a comma.
func dress(t *testing.T, text, separator string, comma bool) []byte {
	var b strings.Builder
	for _, cells := range records(t, text) {
		for i, c := range cells {
			if comma && (i == 5 || i == 6) {
				c = strings.Replace(c, ".", ",", 1)
			}
			if i > 0 {
				b.WriteString(separator)
			}
			b.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
		}
		b.WriteString("\n")
	}
	return []byte(b.String())
}

// workbook writes the extract as the second sheet of a workbook, amounts as numbers in their binary form.
func workbook(t *testing.T, text string) []byte {
	t.Helper()
	f := excelize.NewFile()
	if _, err := f.NewSheet("CCAM"); err != nil {
		t.Fatal(err)
	}
	for y, cells := range records(t, text) {
		for x, c := range cells {
			var number json.Number
			at, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				t.Fatal(err)
			}
			var value any = c
			if x >= 3 && json.Unmarshal([]byte(c), &number) == nil && c != "" {
				value, err = number.Float64()
			}
			if err != nil || f.SetCellValue("CCAM", at, value) != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWholeTable reads the table named by OPPOSABLE_CCAM, when there is one.
func TestWholeTable(t *testing.T) {
	name := os.Getenv("OPPOSABLE_CCAM")
	if name == "" {
		t.Skip("OPPOSABLE_CCAM names no file")
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	v, report, err := Import(f, Asked{File: filepath.Base(name)})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d codes, %d rows, %d priced, %d null, %d not covered, rejected %+v", report.Codes, report.Rows, report.Priced, report.Null, report.Uncovered, report.Rejected)
	if report.Priced+report.Null+report.Uncovered != report.Codes || report.Codes < fullTable {
		t.Errorf("report %+v", report)
	}
	table := Table{Versions: []Version{*v}}
	for i := range v.Rows {
		if found, ok := table.Find(v.Rows[i].Code, day.Moment{At: v.From}); !ok || found.Row.Title == "" {
			t.Errorf("%s: %+v", v.Rows[i].Code, found)
		}
	}
}
