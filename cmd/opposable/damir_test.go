package main

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/opposable/opposable/damir"
)

// openDamir is a file in the format of the producer; its lines are made up.
func openDamir(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../exemples/open-damir.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestDamirCommand(t *testing.T) {
	l := written(t)
	file := openDamir(t)
	lines := strings.SplitAfter(file, "\n")
	spoiled := file + strings.Replace(lines[1], ";1110;", ";G;", 1)
	for _, c := range []struct {
		name, input string
		args        []string
		exit        int
		out, err    []string
	}{
		{"a table", file, []string{"damir", "-"}, exitAnswered, []string{"11 lignes, traitées en 2025-01", "Dépense 1 250,20 €", "lignes négatives gardées, des régularisations : 1", "1110  G      Consultation de médecine générale"}, nil},
		{"by specialty", file, []string{"damir", "-", "--par", "specialite,mois"}, exitAnswered, []string{"Pathologie cardio-vascula…", "2024-12"}, nil},
		{"the price of a step", file, []string{"damir", "-", "--prix", "2024-06-01..2025-02-01"}, exitAnswered,
			[]string{"Effet prix du 1er juin 2024 au 1er février 2025", "16 × 26,50 € → 30,00 €", "APC", "aucune règle n'est rattachée à cette nature"}, nil},
		{"the price of a proposal", file, []string{"damir", "-", "--prix", "2024-06-01", "--scenario", "proposition-2024-02"}, exitAnswered, []string{"16 × 26,50 € → 30,00 €"}, nil},
		{"a line set aside", spoiled, []string{"damir", "-"}, exitNo, []string{"lignes écartées, qui ne se lisent pas : 1", "13:40  colonne 40, PRS_NAT : un code de 0 à 16383 est attendu, « G » trouvé"}, nil},
		{"no file", "", []string{"damir"}, exitUsage, nil, []string{"dites quel fichier lire"}},
		{"an empty file", "", []string{"damir", "-"}, exitUsage, nil, []string{"entrée standard : le fichier est vide"}},
		{"a column less", strings.Replace(file, "PRS_NAT", "NATURE", 1), []string{"damir", "-"}, exitUsage, nil, []string{"entrée standard, ligne 1 : il manque la colonne PRS_NAT"}},
		{"an unknown dimension", file, []string{"damir", "-", "--par", "departement"}, exitUsage, nil, []string{"specialite, region, region_patient, age, mois sont attendues"}},
		{"four dimensions", file, []string{"damir", "-", "--par", "specialite,region,age,mois"}, exitUsage, nil, []string{"3 dimensions au plus"}},
		{"one day without scenario", file, []string{"damir", "-", "--prix", "2024-06-01"}, exitUsage, nil, []string{"deux jours sont attendus"}},
		{"a day that does not exist", file, []string{"damir", "-", "--prix", "2024-06-31..2025-01-01"}, exitUsage, nil, []string{"une date qui existe"}},
		{"two ways to say a day", file, []string{"damir", "-", "--prix", "2024-06-01..2025-01-01", "--au", "2025-01-01"}, exitUsage, nil, []string{"gardez --prix"}},
		{"no such file", "", []string{"damir", "rien.csv.gz"}, exitUsage, nil, []string{"il n'existe pas"}},
		{"no such list of names", file, []string{"damir", "-", "--nomenclature", "rien.csv"}, exitUsage, nil, []string{"il n'existe pas"}},
		{"a list without columns", file, []string{"damir", "-", "--nomenclature", "../../exemples/open-damir.csv"}, exitUsage, nil, []string{"il manque la colonne « dimension »"}},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, l, c.input, c.args, c.exit, c.out, c.err) })
	}
}

// TestDamirNames holds the situations in which acts are priced to the rules: each gives a tariff on some day that the rules cover.
func TestDamirNames(t *testing.T) {
	l := written(t)
	names, err := damir.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(openDamir(t), "\n")
	priced := 0
	for nature, name := range names["PRS_NAT"] {
		if name.Rule == "" {
			continue
		}
		priced++
		act := lines[1]
		if specialties, said := name.Facts["specialite"]; !said || len(specialties) != 1 {
			act = strings.Replace(lines[1], ";1;1;1;99;0;99;0;9;1;", ";1;14;1;99;0;99;0;9;1;", 1) // a rheumatologist
			if act == lines[1] {
				t.Fatal("the specialty of the line was not found")
			}
		}
		switch name.Letter {
		case "CNP":
			act = strings.Replace(act, ";1;14;1;", ";1;33;1;", 1)
		case "COE":
			act = strings.Replace(act, ";1;14;1;", ";1;12;1;", 1)
		}
		act = strings.Replace(act, ";1110;", ";"+strconv.Itoa(nature)+";", 1)
		stdout, stderr, exit := told(l, lines[0]+act, "damir", "-", "--prix", "2024-06-01..2026-02-01", "--json")
		if exit != exitAnswered {
			t.Fatalf("%s: %s", name.Letter, stderr)
		}
		var r struct {
			Price struct {
				Lines []struct {
					Before, After *int64
					State         string `json:"etat"`
				} `json:"actes"`
				Unpriced []struct {
					Reason string `json:"raison"`
				} `json:"non_chiffres"`
			} `json:"prix"`
		}
		if err := json.Unmarshal([]byte(stdout), &r); err != nil {
			t.Fatal(err)
		}
		if len(r.Price.Lines) != 1 || r.Price.Lines[0].State != "sur" {
			t.Errorf("%s (%d) is not priced: %+v %+v", name.Letter, nature, r.Price.Lines, r.Price.Unpriced)
		}
	}
	if priced < 20 {
		t.Errorf("only %d natures are priced", priced)
	}
}
