package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/opposable/opposable/day"
)

const excerpt = "../../exemples/ccam-extrait.csv"

// typed runs a command line in a data folder and returns what it writes and its exit code.
func typed(folder, stdin string, args ...string) (string, string, int) {
	var stdout, stderr bytes.Buffer
	a := &app{today: day.MustParse("2026-11-21"), data: folder, stdin: strings.NewReader(stdin), stdout: &stdout, stderr: &stderr}
	exit := a.run(args)
	return strings.ReplaceAll(stdout.String(), "\u00a0", " "), stderr.String(), exit
}

func TestImportThenRead(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "opposable")
	facts := `{"code_technique": "HHFA001", "tarif_applique": "opposable"}`
	ask := []string{"calculer", "acte_technique", "--au", "2026-02-10"}
	if _, stderr, exit := typed(folder, facts, ask...); exit != exitNo {
		t.Fatalf("without a table: exit %d, %s", exit, stderr)
	}
	out, stderr, exit := typed(folder, "", "ccam", "importer", excerpt)
	if exit != exitAnswered || !strings.Contains(out, "CCAM version 81, applicable au 1er janvier 2026 · officiel") || !strings.Contains(out, "6 codes") {
		t.Fatalf("import: exit %d\n%s%s", exit, out, stderr)
	}
	if out, _, exit := typed(folder, facts, ask...); exit != exitAnswered || !strings.Contains(out, "176,79 €") {
		t.Errorf("with the table of the data folder: exit %d\n%s", exit, out)
	}
	if _, _, exit := typed(folder, facts, append(ask, "--ccam", "aucun")...); exit != exitNo {
		t.Errorf("--ccam aucun: exit %d", exit)
	}
	if out, _, exit := typed("", facts, append(ask, "--ccam", filepath.Join(folder, tariffsName))...); exit != exitAnswered || !strings.Contains(out, "176,79 €") {
		t.Errorf("--ccam FICHIER: exit %d\n%s", exit, out)
	}
	if out, _, exit := typed(folder, "", "ccam", "importer", excerpt, "--json"); exit != exitAnswered || !strings.Contains(out, `"remplace": true`) {
		t.Errorf("the same version again: exit %d\n%s", exit, out)
	}
	if list, err := os.ReadDir(folder); err != nil || len(list) != 1 {
		t.Errorf("the data folder holds %v, %v", list, err)
	}
}

// TestImportLeavesFilesAlone holds that nothing is written over what is not a local table, nor by a bad import.
func TestImportLeavesFilesAlone(t *testing.T) {
	folder := t.TempDir()
	precious := filepath.Join(folder, "precieux.csv")
	if err := os.WriteFile(precious, []byte("à garder\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		args       []string
	}{
		{"over another file", "n'est pas une table locale", []string{excerpt, "--vers", precious}},
		{"not the table", "ce n'est pas la table de la CCAM", []string{precious}},
		{"no file", "ne s'ouvre pas", []string{filepath.Join(folder, "absent.csv")}},
		{"another version", "gardez l'une des deux", []string{excerpt, "--version", "80"}},
		{"bad day", "--du", []string{excerpt, "--du", "2026-02-30"}},
		{"bad reliability", "--fiabilite", []string{excerpt, "--fiabilite", "sûr"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, stderr, exit := typed(folder, "", append([]string{"ccam", "importer"}, c.args...)...)
			if exit != exitUsage || out != "" || !strings.Contains(stderr, c.want) {
				t.Errorf("exit %d\n%s%s", exit, out, stderr)
			}
		})
	}
	if _, stderr, exit := typed(folder, "{}", "coter", "--ccam", filepath.Join(folder, "absent")); exit != exitUsage || !strings.Contains(stderr, "ccam importer") {
		t.Errorf("a table that is not there: exit %d, %s", exit, stderr)
	}
	if _, stderr, exit := typed(folder, "{}", "coter", "--ccam", precious); exit != exitUsage || !strings.Contains(stderr, "precieux.csv:1") {
		t.Errorf("what is not a local table: exit %d, %s", exit, stderr)
	}
	if data, err := os.ReadFile(precious); err != nil || string(data) != "à garder\n" {
		t.Errorf("%q, %v", data, err)
	}
}
