package sheet

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// all reads a table as one string per row: cells joined by |, or the problem between brackets.
func all(t *testing.T, data string) (string, *Reader, error) {
	t.Helper()
	r, err := Open(strings.NewReader(data))
	if err != nil {
		return "", nil, err
	}
	out := []string{strings.Join(r.Header, "|")}
	for {
		row, err := r.Next()
		if err == io.EOF {
			return strings.Join(out, "\n"), r, nil
		}
		if err != nil {
			return "", r, err
		}
		if row.Problem != "" {
			out = append(out, "["+row.Problem+"]")
			continue
		}
		out = append(out, strings.Join(row.Cells, "|"))
	}
}

func TestText(t *testing.T) {
	for _, test := range []struct{ name, data, want, encoding, separator string }{
		{"semicolon", "âge;ald\n40;oui\n", "âge|ald\n40|oui", "UTF-8", ";"},
		{"comma", "age,ald\r\n40,oui\r\n", "age|ald\n40|oui", "UTF-8", ","},
		{"tab", "age\tald\n40\toui", "age|ald\n40|oui", "UTF-8", "tabulation"},
		{"carriage returns alone", "\xef\xbb\xbfage;ald\r40;oui\r\r41;non", "age|ald\n40|oui\n41|non", "UTF-8", ";"},
		{"byte order mark", "\xef\xbb\xbfâge;ald\n40;oui", "âge|ald\n40|oui", "UTF-8", ";"},
		{"Windows-1252", "\xe2ge;remarque\n40;c\x9cur \x80", "âge|remarque\n40|cœur €", "Windows-1252", ";"},
		{"spreadsheet hint", "sep=,\nage,ald\n40,oui", "age|ald\n40|oui", "UTF-8", ","},
		{"quotes", "age;nom\n40;\"a;\"\"b\"\"\"", "age|nom\n40|a;\"b\"", "UTF-8", ";"},
		{"open quote spoils its line only", "age;nom\n40;\"a\n41;b", "age|nom\n[guillemet qui ne se referme pas]\n41|b", "UTF-8", ";"},
		{"blank lines", "\n\nage;ald\n\n40;oui\n;\n", "age|ald\n40|oui", "UTF-8", ";"},
		{"missing cells are empty", "age;ald;c2s\n40", "age|ald|c2s\n40||", "UTF-8", ";"},
		{"too many cells", "age;ald\n40;oui;non\n41;non;", "age|ald\n[plus de cellules que d'en-têtes]\n41|non", "UTF-8", ";"},
		{"a line without end", "age;ald\n" + strings.Repeat("x", 3*longest) + "\n41;non", "age|ald\n[ligne de plus de 65536 octets]\n41|non", "UTF-8", ";"},
		{"comma inside quotes of the header", "\"age, révolu\";ald\n40;oui", "age, révolu|ald\n40|oui", "UTF-8", ";"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, r, err := all(t, test.data)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want || r.Encoding() != test.encoding || r.Separator() != test.separator {
				t.Errorf("%q, %s, %q; want %q, %s, %q", got, r.Encoding(), r.Separator(), test.want, test.encoding, test.separator)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct{ name, data, says string }{
		{"empty", "", "vide"},
		{"only blank lines", "\n\n \n", "vide"},
		{"old spreadsheet", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", ".xls"},
		{"UTF-16", "\xff\xfea\x00g\x00e\x00", "UTF-16"},
		{"binary", "a\x00b;c\n", "n'est pas du texte"},
		{"one line without end", strings.Repeat("\x00", 3*longest), "n'est pas du texte"},
		{"headers without end", strings.Repeat("age;", longest), "ligne d'en-têtes"},
		{"a zip that is no workbook", "PK\x03\x04 and nothing else", "ne s'ouvre pas"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, _, err := all(t, test.data); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("error %v, want one about %s", err, test.says)
			}
		})
	}
}

func TestWorkbook(t *testing.T) {
	f := excelize.NewFile()
	for i, row := range [][]any{{"Âge", "ALD"}, {40, true}, {}, {41.5, "non"}} {
		for k, v := range row {
			cell, _ := excelize.CoordinatesToCellName(k+1, i+1)
			if err := f.SetCellValue("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, r, err := all(t, b.String())
	if want := "Âge|ALD\n40|1\n41.5|non"; err != nil || got != want || r.Format != "XLSX" {
		t.Errorf("%q (%v), want %q", got, err, want)
	}
}

// FuzzText reads anything: no panic, no more rows than lines, no row of another width than the header.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"âge;ald\n40;oui\n", "sep=,\na,b\n\"x", "\xe2ge\t1\n\x80", "a\n\n\n;;;;", "\"a\nb\";c\n1;2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		r, err := Open(strings.NewReader(data))
		if err != nil {
			return
		}
		rows := 0
		for {
			row, err := r.Next()
			if err != nil {
				return
			}
			if rows++; rows > strings.Count(data, "\n")+1 {
				t.Fatalf("more rows than lines in %q", data)
			}
			if row.Problem == "" && len(row.Cells) != len(r.Header) {
				t.Fatalf("a row of %d cells under %d headers in %q", len(row.Cells), len(r.Header), data)
			}
		}
	})
}
