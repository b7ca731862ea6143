package ccam

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/opposable/opposable/day"
)

// TestImportRefuses gives files that are not the table.
func TestImportRefuses(t *testing.T) {
	text := extract(t)
	for _, c := range []struct{ name, file, want string }{
		{"empty", "", "le fichier est vide"},
		{"blank", "  \n \n", "le fichier est vide"},
		{"another table", "nom;âge\nA;12\n", "ce n'est pas la table de la CCAM"},
		{"a column is missing", strings.Replace(text, "Activité", "Groupe", 1), "des colonnes y manquent : Activité"},
		{"one tariff only", strings.Replace(text, "Hors secteur 1 / hors adhérent", "de", 1), "Tarif hors secteur 1 et hors Optam"},
		{"headers only", strings.SplitAfter(text, "Regroupement\n")[0], "aucune ligne de tarif"},
		{"no version", strings.Replace(text, "CNAM - CCAM version 81 applicable 01/01/2026", "", 1), "--version"},
		{"no day", strings.Replace(text, " applicable 01/01/2026", "", 1), "--du 2026-01-01"},
		{"old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"},
		{"broken workbook", "PK\x03\x04 cut short", "ne s'ouvre pas"},
		{"binary", "ab\x00cd", "pas du texte"},
		{"shifted", strings.NewReplacer(",1,0,", ",ADC,1,", ",4,0,", ",ADA,4,", ",1,1,", ",A,1,", ",1,2,", ",A,1,").Replace(text), "aucune ligne de tarif"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, _, err := Import(strings.NewReader(c.file), asked); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
	if _, _, err := Import(strings.NewReader(text), Asked{Number: "80"}); err == nil {
		t.Error("a version that the file denies is taken")
	}
	if _, _, err := Import(strings.NewReader(text), Asked{From: day.MustParse("2025-01-01")}); err == nil {
		t.Error("a day that the file denies is taken")
	}
}

// TestImportRejectsLines changes one line and reads why it is left aside.
func TestImportRejectsLines(t *testing.T) {
	text := extract(t)
	line := "DEQP002,,Électrocardiographie à haute amplification,1,0,14.77,13.81,,,2,ATM\n"
	for _, c := range []struct{ name, line, want string }{
		{"not an amount", strings.Replace(line, "14.77", "voir note", 1), "« voir note » n'est pas un montant"},
		{"three decimals", strings.Replace(line, "14.77", "14.775", 1), "plus de deux décimales"},
		{"no amount", strings.Replace(line, "13.81", "", 1), "le tarif manque"},
		{"negative", strings.Replace(line, "13.81", "-13.81", 1), "n'est pas un montant"},
		{"too dear", strings.Replace(line, "13.81", "1381000", 1), "dépasse tout tarif"},
		{"no phase", strings.Replace(line, "1,0,", "1,,", 1), "la phase «"},
		{"wrong activity", strings.Replace(line, "1,0,", "A,0,", 1), "l'activité « A »"},
		{"wrong code", strings.Replace(line, "DEQP002", "DEQP02", 1), "« DEQP02 » n'est pas un code"},
		{"twice, otherwise", line + strings.Replace(line, "14.77", "15.77", 1), "plusieurs fois avec des tarifs différents"},
		{"code alone", "DEQP002,,Électrocardiographie,,,,,,,,\n", "code sans activité ni tarif"},
		{"open quote", "DEQP002,,\"Électrocardiographie,1,0,14.77,13.81,,,2,ATM\n", "guillemet"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, report, err := Import(strings.NewReader(strings.Replace(text, line, c.line, 1)), asked)
			if err != nil {
				t.Fatal(err)
			}
			if len(report.Rejected) == 0 || !strings.Contains(report.Rejected[0].Reason, c.want) {
				t.Errorf("rejected %+v, want %q", report.Rejected, c.want)
			}
			table := Table{Versions: []Version{*v}}
			if _, ok := table.Find("DEQP002", day.Moment{At: v.From}); ok {
				t.Error("the line is kept all the same")
			}
			if _, ok := table.Find("HHFA001", day.Moment{At: v.From}); !ok {
				t.Error("the lines after it are lost")
			}
		})
	}
	v, report, err := Import(strings.NewReader(strings.Replace(text, line, line+line, 1)), asked)
	if err != nil || report.Repeated != 1 || len(report.Rejected) != 0 || v.Codes() != 6 {
		t.Errorf("the same line twice: %v, %+v", err, report)
	}
	cut := text[:strings.Index(text, "HHFA001")+len("HHFA001,,\"Appendicectomie, par")]
	if _, report, err = Import(strings.NewReader(cut), asked); err != nil || len(report.Rejected) != 1 || len(report.Warnings) == 0 {
		t.Errorf("cut short: %v, %+v", err, report)
	}
}

func TestAmounts(t *testing.T) {
	for text, want := range map[string]int64{
		"14.77": 1477, "14,77": 1477, "1 234,5": 123450, "248, 15": 24815, "0": 0, "51.840000000000003": 5184, "22.379999999999999": 2238, "1.2E2": 12000, "26,60 €": 2660,
	} {
		if got, problem := tariffOf(text); problem != "" || got != cents(want) {
			t.Errorf("%q: %+v %s", text, got, problem)
		}
	}
}

// TestLocalFile writes two versions, reads them back, and finds a code on each day.
func TestLocalFile(t *testing.T) {
	v, _, err := Import(strings.NewReader(extract(t)), asked)
	if err != nil {
		t.Fatal(err)
	}
	later := Version{Number: "82", From: day.MustParse("2026-07-01"), File: "b.csv", Reliability: "a_verifier", Rows: []Row{
		{Code: "DEQP003", Activity: 1, Binding: cents(1500), Free: cents(1400), Title: "Électrocardiographie"},
	}}
	table := &Table{}
	if table.Put(later) || table.Put(*v) || !table.Put(later) {
		t.Error("a version gives way to one of the same day only")
	}
	var b bytes.Buffer
	if err := table.Write(&b); err != nil {
		t.Fatal(err)
	}
	file := b.String()
	read, err := Read(strings.NewReader(file), "t.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for i := range table.Versions {
		table.Versions[i].Rows = bare(table.Versions[i].Rows)
	}
	if !reflect.DeepEqual(read, table) {
		t.Errorf("read %+v\nwrote %+v", read, table)
	}
	known := day.MustParse("2026-02-01")
	for _, c := range []struct {
		code, at string
		known    *day.Date
		want     int64
	}{
		{"DEQP003", "2025-12-31", nil, 0}, {"DEQP003", "2026-01-01", nil, 1477}, {"DEQP003", "2026-06-30", nil, 1477}, {"DEQP003", "2026-07-01", nil, 1500},
		{"DEQP003", "2026-07-01", &known, 1477}, {"HHFA001", "2026-02-01", nil, 17679}, {"HHFA001", "2026-07-01", nil, 0}, {"DEQA001", "2026-02-01", nil, 5779},
	} {
		found, ok := read.Find(c.code, day.Moment{At: day.MustParse(c.at), Known: c.known})
		if ok != (c.want > 0) || ok && found.Row.Binding != cents(c.want) {
			t.Errorf("%s at %s: %+v", c.code, c.at, found.Row)
		}
	}
	for name, broken := range map[string]string{
		"not ours": "code,libelle\n", "cut": file[:len(file)/2], "twice": strings.Replace(file, `"code":"AHQP016"`, `"code":"AHQP001"`, 1), "empty": "", "format alone": file[:31],
	} {
		if _, err := Read(strings.NewReader(broken), "t.jsonl"); err == nil || !strings.Contains(err.Error(), "t.jsonl:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
