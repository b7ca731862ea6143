package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/opposable/opposable"
)

// invented is a small body of rules whose figures have every grade.
var invented = fstest.MapFS{
	"textes.yaml": {Data: []byte(`couverture: {du: 2020-01-01, visites du: 2020-01-01, au: 2030-12-31, vérifié le: 2026-01-01}
actes:
  convention: {titre: Convention d'essai, signé: 2020-01-01, publié: 2020-01-01, fiabilité: officiel}
  avenant: {titre: Avenant d'essai, signé: 2023-01-01, publié: 2023-01-01, fiabilité: à vérifier}
documents:
  journal: {titre: Journal, origine: etat, nature: officiel}
  page: {titre: Page d'essai, origine: page, nature: secondaire}
  revue: {titre: Revue d'essai, origine: revue, nature: secondaire}
`)},
	"entrees.yaml": {Data: []byte("faits:\n  age: {nom: l'âge, type: entier, domaine: 0 à 130, unité: ans}\n")},
	"actes/xa.yaml": {Data: []byte(`règle: xa
titre: Acte d'essai
énoncé: Un acte.
source: {texte: convention, article: "12"}
pour chaque: visite
acte: {code: XA}
multiplié par: rien
versions:
  - {effet: [{du: 2020-01-01, décidé par: convention}], fiabilité: à vérifier, lu dans: [page], montant: 20, doute: Lu une fois.}
  - {effet: [{du: 2022-01-01, décidé par: convention}], fiabilité: officiel, lu dans: [journal], montant: 23}
  - {effet: [{du: 2024-01-01, décidé par: avenant}], fiabilité: recoupé, lu dans: [page, revue], montant: 25.50}
`)},
	"actes/xb.yaml": {Data: []byte(`règle: xb
titre: Acte plus cher
énoncé: Un autre acte.
source: {texte: convention, article: null}
pour chaque: visite
acte: {code: XB}
multiplié par: rien
versions:
  - {effet: [{du: 2020-01-01, décidé par: convention}], fiabilité: à vérifier, lu dans: aucun, montant: 90}
`)},
	"forfaits/somme.yaml": {Data: []byte(`règle: somme
titre: Somme d'essai
énoncé: Une somme selon l'âge.
source: {texte: convention, article: null}
pour chaque: patient
unité: € par patient et par an
selon: [age]
versions:
  - effet: [{du: 2020-01-01, décidé par: convention}]
    fiabilité: officiel
    lu dans: [journal]
    table:
      - {age: moins de 7, montant: 6}
      - {age: 7 à 79, montant: non établi, fiabilité: à vérifier, lu dans: aucun}
      - {age: 80 et plus, montant: 40, fiabilité: à vérifier, lu dans: aucun}
`)},
}

// TestUnverified holds which figures are listed, in which order, with what is at stake and what would settle them.
func TestUnverified(t *testing.T) {
	l, findings, err := opposable.FromFS(invented, "")
	if err != nil || l == nil {
		t.Fatal(err, findings)
	}
	var got []string
	for _, d := range unverified(l.Plan) {
		read := strings.Join(d.ReadIn, "+")
		got = append(got, fmt.Sprintf("%s %s | %s | %s | %s | %s | %s", d.Rule, d.Case, d.Figure, d.Grade, read, d.Settles, stakeText(&d)))
	}
	want := []string{
		"xb dans tous les cas | 90,00 € | à vérifier |  | Convention d'essai, article non lu | 90,00 € par acte",
		"xa dans tous les cas | 20,00 € | à vérifier | Page d'essai | Convention d'essai, 12 | 20,00 € par acte",
		"xa dans tous les cas | 25,50 € | recoupé | Page d'essai+Revue d'essai | Avenant d'essai, article non lu | 2,50 € par acte, écart avec la version précédente",
		"somme 80 ans et plus | 40,00 € | à vérifier |  | Convention d'essai, article non lu | 40,00 € par patient et par an",
		"somme 7 à 79 ans | non établi | à vérifier |  | Convention d'essai, article non lu | —",
	}
	plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ")
	for i := range max(len(got), len(want)) {
		g, w := "nothing", "nothing"
		if i < len(got) {
			g = plain.Replace(got[i])
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("figure %d:\n got  %s\n want %s", i+1, g, w)
		}
	}
	var page strings.Builder
	writeUnverified(&page, l.Plan, unverified(l.Plan))
	for _, part := range []string{"## Actes", "## Forfaits", "[1] Lu une fois.", "aucun document", "## Dates des actes\n", "| Avenant d'essai | 1er janvier 2023 |"} {
		if !strings.Contains(page.String(), part) {
			t.Errorf("the page does not say %q:\n%s", part, page.String())
		}
	}
}
