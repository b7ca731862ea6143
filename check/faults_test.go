package check

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/law"
)

// fault is one mistake made in one file of testdata/regles, and the finding that it must raise.
type fault struct {
	name, file string
	old, new   string // the first text is replaced once by the second
	code       string
	at         string // the place: a text of the faulty file (or of @another@), | standing before the very character
	says       string // part of the message
}

var faults = []fault{
	// What YAML would let pass.
	{"typo in a key", "actes/km.yaml", "plafond:", "plafonds:", "fichier.cle", "|plafonds:", "« plafond »"},
	{"unknown key", "aides/aide.yaml", "unité: € par an", "devise: € par an", "fichier.cle", "|devise:", "clés admises"},
	{"duplicate key", "actes/km.yaml", "titre: Majoration d'urgence", "titre: Majoration\ntitre: Majoration d'urgence", "fichier.cle", "|titre: Majoration d'urgence", "deux fois"},
	{"comma in a figure", "actes/k.yaml", "montant: 26.50", "montant: 26,50", "table.colonne", "|50,", "point"},
	{"anchor", "actes/km.yaml", "quand: {urgente: oui}\n", "quand: &u {urgente: oui}\n", "fichier.yaml", "quand: |&u", "ancres"},
	{"folded formula", "observatoires/but_01.yaml", "formule: compose(depart", "formule: >\n  compose(depart", "formule.ligne", "formule: |>", "une seule ligne"},
	{"key unlike the file", "actes/km.yaml", "règle: km", "règle: kmm", "fichier.nom", "règle: |kmm", "« km »"},
	{"lost comment", "actes/km.yaml", "    montant: 5", "    # à revoir\n    montant: 5", "fichier.commentaire", "|# à revoir", "perdu"},

	{"list for a word", "actes/km.yaml", "titre: Majoration d'urgence", "titre: [Majoration]", "fichier.forme", "titre: |[Maj", "une liste"},
	{"day that does not exist", "actes/km.yaml", "2020-01-01", "2020-02-30", "fichier.valeur", "|2020-02-30", "AAAA-MM-JJ"},

	// Names and types.
	{"typo in a fact", "actes/km.yaml", "{urgente: oui}\nmul", "{urgent: oui}\nmul", "fait.inconnu", "|urgent: oui}\nmul", "« urgente »"},
	{"unknown act", "actes/km.yaml", "texte: accord-2019", "texte: acord-2019", "acte.inconnu", "|acord-2019, article", "accord-2019"},
	{"unknown document", "actes/km.yaml", "lu dans: [journal]", "lu dans: [jurnal]", "document.inconnu", "[|jurnal]", "journal"},
	{"unknown group", "actes/km.yaml", "[consultations]", "[consultation]", "groupe.inconnu", "[|consultation]", ""},
	{"unknown word of a choice", "actes/k.yaml", "{lieu: cabinet,  specialite: tous,        code: K,  montant: 20}", "{lieu: cabinets, specialite: tous, code: K, montant: 20}", "table.cellule", "lieu: |cabinets", "cabinet"},
	{"wrong unit", "aides/aide.yaml", "arrondi(par_temps_plein * temps)", "arrondi(temps)", "unite", "formule: |arrondi(temps)", "euros"},
	{"wrong unit of a constant", "forfaits/forfait.yaml", "montant: 3}", "nombre: 3}", "unite", "nombre: |3}", "€"},
	{"act that is no amount", "actes/km.yaml", "montant: 5", "taux: 5", "unite", "acte: |{code: KM", "euros"},
	{"cycle", "forfaits/forfait.yaml", "quand: {vu: non}", "quand: {socle: acquis}", "cycle", "- |nom: socle", "socle"},
	{"number in a formula", "forfaits/forfait.yaml", "formule: plein * part", "formule: plein * 2", "nombre.hors_version", "plein * |2", "paramètres"},
	{"not a formula", "forfaits/forfait.yaml", "formule: plein * part", "formule: plein / part", "formule.type", "plein |/ part", "division"},
	{"too large a formula", "forfaits/forfait.yaml", "formule: plein * part", "formule: plein * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part * part", "formule.debordement", "formule: |plein", ""},

	// Tables.
	{"gap", "forfaits/forfait.yaml", "age: 7 à 74, ", "age: 7 à 73, ", "table.trou", "- |{age: 7 à 73", "aucun montant pour age 74, ald non ; la ligne 19 a age « 7 à 73 » et la ligne 20 a age « 75 et plus »"},
	{"gap of a word", "actes/k.yaml", "      - {lieu: domicile, specialite: cardiologie, code: KV, montant: non établi}\n", "", "table.trou", "- |{lieu: cabinet,  specialite: tous,        code", "aucun montant pour lieu domicile, specialite cardiologie"},
	{"gap of a rate", "actes/coefficient.yaml", "      - {territoire: ile,       taux: 120}\n", "", "table.trou", "- |{territoire: metropole", "aucun taux pour territoire ile"},
	{"overlap", "forfaits/forfait.yaml", "age: 75 et plus, ", "age: 70 et plus, ", "table.recouvrement", "- |{age: 70 et plus", "age 70 à 74, ald non : celle-ci et la ligne 19"},
	{"dead row", "forfaits/forfait.yaml", "          - {age: 80 et plus,  ald: oui, montant: 100}", "          - {age: 80 et plus,  ald: oui, montant: 100}\n          - {age: plus de 130, ald: oui, montant: 200}", "table.ligne_morte", "- |{age: plus de 130", "0 à 130"},
	{"row outside the conditions", "actes/k.yaml", "specialite: generale, ", "specialite: pediatrie,", "table.ligne_morte", "- |{lieu: domicile, specialite: pediatrie", "generale, cardiologie"},
	{"missing column", "actes/coefficient.yaml", "{territoire: ile,       taux: 120}", "{taux: 120}", "table.colonne", "- |{taux: 120}", "« tous »"},
	{"column that is a number", "forfaits/forfait.yaml", "        selon: [ald]", "        selon: [ald, non_vu]", "table.colonne", "- |{ald: oui, montant: 60", "non_vu"},

	// Time.
	{"two versions of one day", "actes/k.yaml", "{du: 2025-07-01, décidé par: report-2025}", "{du: 2020-01-01, décidé par: report-2025}", "temps.meme_jour", "- |{du: 2020-01-01, décidé par: report-2025}", "2020-01-01"},
	{"acts out of order", "actes/k.yaml", "      - {du: 2025-01-01, décidé par: accord-2024}\n      - {du: 2025-07-01, décidé par: report-2025}", "      - {du: 2025-07-01, décidé par: report-2025}\n      - {du: 2025-01-01, décidé par: accord-2024}", "temps.ordre", "- |{du: 2025-01-01", "report-2025"},
	{"hole in time", "aides/aide.yaml", "prend fin: oui}", "prend fin: oui}\n      - {effet: [{du: 2025-01-01, décidé par: accord-2024}], fiabilité: officiel, lu dans: [journal], taux: 5}", "temps.trou", "- |{effet: [{du: 2024-01-01", "2025-01-01"},
	{"part that ends while another goes on", "aides/aide.yaml", "  - nom: prime", "      - {effet: [{du: 2022-01-01, décidé par: accord-2019}], fiabilité: officiel, lu dans: [journal], prend fin: oui}\n  - nom: prime", "temps.trou", "- |{effet: [{du: 2021-01-01", "le 2022-01-01, rien n'est en vigueur pour « base », alors que « prime » le majore"},
	{"multiplier that ends", "actes/coefficient.yaml", "      - {territoire: ile,       taux: 120}", "      - {territoire: ile,       taux: 120}\n  - {effet: [{du: 2026-01-01, décidé par: accord-2024}], fiabilité: officiel, lu dans: [journal], prend fin: oui}", "temps.trou", "@actes/k.yaml@- |effet:\n      - {du", "le 2026-01-01, rien n'est en vigueur pour « coefficient »"},
	{"end that gives something", "aides/aide.yaml", "prend fin: oui}", "prend fin: oui, taux: 3}", "temps.fin", "- |{effet: [{du: 2024-01-01", "ne donne rien"},
	{"end of nothing", "actes/km.yaml", "    montant: 5", "    prend fin: oui", "temps.fin", "- |effet", "rien à finir"},

	// Sources.
	{"missing source", "actes/km.yaml", "source: {texte: accord-2019, article: trois}\n", "", "source.absente", "|règle: km", "source"},
	{"missing grade", "actes/km.yaml", "    fiabilité: officiel\n", "", "fiabilite.absente", "- |effet", "fiabilité"},
	{"missing document", "actes/km.yaml", "    lu dans: [journal]\n", "", "fiabilite.lu_dans", "- |effet", "lu dans"},
	{"official without an official document", "actes/k.yaml", "fiabilité: recoupé\n    lu dans: [gazette, bulletin]\n    table:\n      - {lieu: cabinet,  specialite: tous,        c", "fiabilité: officiel\n    lu dans: [gazette, bulletin]\n    table:\n      - {lieu: cabinet,  specialite: tous,        c", "fiabilite.trop_forte", "fiabilité: |officiel", "« recoupé » au plus"},
	{"cross-checked by one origin", "forfaits/forfait.yaml", "fiabilité: à vérifier, lu dans: [gazette, gazette-du-dimanche]", "fiabilité: recoupé, lu dans: [gazette, gazette-du-dimanche]", "fiabilite.trop_forte", "fiabilité: |recoupé", "même origine"},
	{"read nowhere", "forfaits/forfait.yaml", "fiabilité: à vérifier\n        lu dans: aucun", "fiabilité: recoupé\n        lu dans: aucun", "fiabilite.trop_forte", "fiabilité: |recoupé", "aucun document"},
	{"row graded above its documents", "actes/k.yaml", "fiabilité: à vérifier, lu dans: [gazette]", "lu dans: [gazette]", "fiabilite.trop_forte", "- |{lieu: domicile, specialite: tous, code: KV", "un seul document"},
	{"figure in the statement", "forfaits/forfait.yaml", "une somme réduite\n", "une somme de 3 euros\n", "enonce.chiffre", "somme de |3 euros", "version datée"},
	{"number outside versions", "actes/km.yaml", "quand: {urgente: oui}\nm", "quand: {urgente: oui, age: 16 et plus}\nm", "nombre.hors_version", "age: |16 et plus", "16 et plus"},
	{"unused number", "forfaits/forfait.yaml", "part: 2}", "part: 2, reste: 3}", "parametre.inutile", "|reste: 3", "« reste »"},

	// Acts, payments, readings.
	{"missing territory", "actes/km.yaml", "multiplié par: rien\n", "", "territoire.non_dit", "|règle: km", "outre-mer"},
	{"code billed twice", "actes/km.yaml", "acte: {code: KM,", "acte: {code: K,", "code.double", "code: |K,", "« k »"},
	{"instalments that do not add up", "aides/aide.yaml", "part: 40", "part: 30", "paiement.somme", "- |effet: [{du: 2020-01-01, décidé par: accord-2019}]\n        fiabilité: officiel\n        lu dans: [journal]\n        éch", "90 %"},
	{"amount paid twice", "aides/aide.yaml", "exemples:", "  - de: [base]\n    versions:\n      - {effet: [{du: 2020-01-01, décidé par: accord-2019}], fiabilité: officiel, lu dans: [journal], échéances: [{mois: mai, part: 100}]}\nexemples:", "paiement.somme", "- |de: [base]\n", "deux fois"},
	{"payment of what is not owed", "aides/aide.yaml", "résultat: base + prime", "résultat: base", "paiement.somme", "- |de: [base, prime]", "« prime »"},
	{"amount never paid", "aides/aide.yaml", "de: [base, prime]", "de: [base]", "paiement.somme", "- |de: [base]", "« prime »"},
	{"anniversary of nothing", "aides/aide.yaml", "mois: ", "mois: anniversaire, année: même, part: 0}, {mois: ", "paiement.anniversaire", "- |de: [base, prime]", "anniversaire de"},
	{"two exceptions that meet", "actes/cumul.yaml", "quand: {specialite: cardiologie}", "quand: {specialite: sauf pediatrie}", "exception.recouvrement", "écarte: |principe\n    quand: {specialite: sauf", "specialite generale"},
	{"useless part", "forfaits/forfait.yaml", "résultat: socle + non_vu + supplement", "résultat: socle + non_vu", "partie.inutile", "- |nom: supplement", "« supplement »"},
	{"reading without a holder", "actes/km.yaml", "tenue par: syndicats, ", "", "lecture.sans_tenant", "{nom: |au_cabinet_ou_non", "à établir"},
	{"reading alone", "actes/km.yaml", "  - {nom: au_cabinet, tenue par: à établir, lu dans: [gazette], remplace: {quand: {urgente: oui, lieu: cabinet}}}\n", "", "lecture.seule", "{nom: |au_cabinet_ou_non", "doute"},
	{"fault of another reading", "actes/k.yaml", "selon: [lieu, specialite]\n", "selon: [lieu, specialite]\nlectures:\n  - {nom: large, tenue par: syndicats}\n  - {nom: etroite, tenue par: caisses, remplace: {quand.specialite: generale}}\n", "table.ligne_morte", "- |{lieu: domicile, specialite: cardiologie", "dans la lecture « etroite » : "},
	{"replacement of nothing", "actes/km.yaml", "remplace: {quand: {", "remplace: {quant.lieu: {", "lecture.chemin", "|quant.lieu", ""},
	{"fact of a line for a patient", "forfaits/forfait.yaml", "quand: {precaire: oui}", "quand: {rang: tous}", "fait.ligne", "|rang: tous", "chaque patient"},
	{"number of an objective twice", "observatoires/but_02.yaml", "numéro: 2", "numéro: 1", "objectif.double", "numéro: |1", "but_01"},
	{"failing example", "actes/k.yaml", "lieu: cabinet, attendu: 20}", "lieu: cabinet, attendu: 21}", "exemple.faux", "attendu: |21", "21 attendu, la règle donne 20"},
	{"example outside a domain", "forfaits/forfait.yaml", "age: 3, ald: non, vu: oui", "age: 300, ald: non, vu: oui", "exemple.faux", "age: |300", "de 0 à 130"},
	{"example without a day", "actes/k.yaml", "au: 2025-03-01, specialite", "specialite", "exemple.faux", "- |{nom: avant la hausse", "au: AAAA-MM-JJ"},
	{"example of an unknown scenario", "forfaits/forfait.yaml", "scénario: proposition", "scénario: propositions", "acte.inconnu", "scénario: |propositions", "scénario"},
	{"typo in an example", "forfaits/forfait.yaml", "vu: non, precaire: oui, attendu", "vue: non, precaire: oui, attendu", "fait.inconnu", "|vue: non", "« vu »"},
}

func TestSeededFaults(t *testing.T) {
	base := memory(t)
	clean := findingsOf(t, base)
	for _, f := range clean {
		t.Errorf("before any fault: %s", f)
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			folder := fstest.MapFS{}
			for name, file := range base {
				folder[name] = file
			}
			source := string(base[f.file].Data)
			if !strings.Contains(source, f.old) {
				t.Fatalf("%q is not in %s", f.old, f.file)
			}
			source = strings.Replace(source, f.old, f.new, 1)
			folder[f.file] = &fstest.MapFile{Data: []byte(source)}
			want := placeOf(t, folder, f.file, f.at)
			found := findingsOf(t, folder)
			for _, got := range found {
				if strings.Contains(got.Message, "%!") {
					t.Errorf("a message lacks what it should say: %s", got)
				}
			}
			for _, got := range found {
				if got.Code == f.code && got.Pos == want && strings.Contains(got.Message, f.says) {
					return
				}
			}
			t.Errorf("no %s at %s saying %q; found:", f.code, want, f.says)
			for _, got := range found {
				t.Errorf("  %s", got)
			}
		})
	}
}

// TestEveryCodeIsSeeded holds the faults above to the codes that the packages report.
func TestEveryCodeIsSeeded(t *testing.T) {
	seeded := map[string]bool{"parametre.repete": true, "verification.ancienne": true, "table.trop_grande": true} // below
	for _, f := range faults {
		seeded[f.code] = true
	}
	for _, code := range codes(t, "../law", "../compile", ".") {
		if !seeded[code] {
			t.Errorf("no fault raises %s", code)
		}
	}
}

func TestWarnings(t *testing.T) {
	folder := memory(t)
	source := strings.Replace(string(folder["forfaits/forfait.yaml"].Data), "part: 2}}\n",
		"part: 2}}\n      - {effet: [{du: 2025-01-01, décidé par: accord-2024}], fiabilité: officiel, lu dans: [journal], paramètres: {plein: 5 €, part: 3}}\n", 1)
	folder["forfaits/forfait.yaml"] = &fstest.MapFile{Data: []byte(source + "vérifié le: 2020-01-01\n")}
	var got []string
	for _, f := range findingsOf(t, folder) {
		if f.Warning {
			got = append(got, f.Code+" "+f.Pos.String())
		}
	}
	book, _, err := law.Load(folder, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Stale(book, day.MustParse("2027-06-01")) {
		got = append(got, f.Code+" "+f.Pos.String())
	}
	for _, f := range Stale(book, day.MustParse("2027-06-02")) {
		got = append(got, f.Code+" "+f.Pos.String())
	}
	want := []string{
		"parametre.repete " + placeOf(t, folder, "forfaits/forfait.yaml", "{|plein: 5 €, part: 3").String(),
		"verification.ancienne " + placeOf(t, folder, "forfaits/forfait.yaml", "vérifié le: |2020").String(),
		"verification.ancienne " + placeOf(t, folder, "forfaits/forfait.yaml", "vérifié le: |2020").String(),
		"verification.ancienne " + placeOf(t, folder, "textes.yaml", "vérifié le: |2026").String(),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTooLargeATable(t *testing.T) {
	folder := memory(t)
	var rows strings.Builder
	for i := range 120 {
		fmt.Fprintf(&rows, "          - {age: %d, ald: tous, annee_contrat: %d, temps: 0.%02d, rang: %d, montant: %d}\n", i, i%10+1, i%100, i%20+1, i)
	}
	source := string(folder["forfaits/forfait.yaml"].Data)
	head, tail, _ := strings.Cut(source, "          - {age: moins de 7")
	_, tail, _ = strings.Cut(tail, "montant: 100}\n")
	source = strings.Replace(head, "selon: [age, ald]", "selon: [age, ald, annee_contrat, temps, rang]", 1) + rows.String() + tail
	folder["forfaits/forfait.yaml"] = &fstest.MapFile{Data: []byte(source)}
	want := placeOf(t, folder, "forfaits/forfait.yaml", "- |effet: [{du: 2024-01-01, décidé par: accord-2024}]\n")
	for _, f := range findingsOf(t, folder) {
		if f.Code == "table.trop_grande" && f.Pos == want {
			return
		}
	}
	t.Errorf("no table.trop_grande at %s", want)
}

// placeOf finds where a text stands; the | in it marks the very character.
func placeOf(t *testing.T, folder fstest.MapFS, file, at string) law.Pos {
	t.Helper()
	if other, ok := strings.CutPrefix(at, "@"); ok {
		file, at, _ = strings.Cut(other, "@")
	}
	source := string(folder[file].Data)
	before, after, _ := strings.Cut(at, "|")
	i := strings.Index(source, before+after)
	if i < 0 {
		t.Fatalf("%q is not in the faulty %s", at, file)
	}
	i += len(before)
	line := strings.Count(source[:i], "\n") + 1
	column := len([]rune(source[strings.LastIndex(source[:i], "\n")+1:i])) + 1
	return law.Pos{File: file, Line: line, Column: column}
}

// memory reads testdata/regles.
func memory(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	folder := os.DirFS("testdata/regles")
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".yaml" {
			return err
		}
		data, err := fs.ReadFile(folder, name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func findingsOf(t *testing.T, folder fs.FS) []law.Finding {
	t.Helper()
	book, findings, err := law.Load(folder, "")
	if err != nil {
		t.Fatal(err)
	}
	p, more := compile.Compile(book)
	return law.Sort(append(append(findings, more...), All(book, p)...))
}
