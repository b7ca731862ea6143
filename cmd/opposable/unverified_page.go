package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/plan"
)

const unverifiedHead = `# Ce qui reste à vérifier

<!-- Page produite par « opposable regles a-verifier --vers docs/a-verifier.md » : ne pas la modifier à la main. -->

Chaque chiffre des règles dit où il a été lu. Cette page rassemble ceux qu'aucun document officiel lu ne tient : les chiffres *recoupés*
(lus dans deux documents qui ne se copient pas) et les chiffres *à vérifier* (un seul document non officiel, ou aucun). Les annexes de
la convention n'ont pas été lues : « article non lu » le dit.

**Comment trancher.** Lire au Journal officiel le texte de la colonne « Pour trancher », puis changer dans le fichier de la règle
« fiabilité », « lu dans » et, s'il le faut, le chiffre (%s).

**Ce que veut dire l'enjeu.** Pour un acte, c'est le montant d'un seul acte ; quand le chiffre fait passer d'un tarif à un autre, c'est
l'écart entre les deux, toujours pour un seul acte. Pour un forfait ou une aide, c'est le montant lui-même, dans son unité : par patient
et par an, par an, par mois. Ce n'est jamais une somme nationale ni celle d'un cabinet : il faut le multiplier par le nombre d'actes,
de patients ou d'années. « — » : le chiffre n'est pas un montant (un taux, un nombre, une date), ou il n'est pas établi.
`

var groupTitles = map[string]string{
	"actes": "Actes", "aides": "Aides et contrats", "forfaits": "Forfaits", "gouvernance": "Gouvernance", "observatoires": "Observatoires",
}

// writeUnverified writes the page of the figures to verify, then the acts whose dates are.
func writeUnverified(w io.Writer, p *plan.Plan, list []doubtfulFigure) {
	fmt.Fprintf(w, unverifiedHead, "[mode d'emploi](../CONTRIBUTING.md)")
	counts := map[string]int{}
	for i := range list {
		counts[list[i].Grade]++
	}
	fmt.Fprintf(w, "\nRègles vérifiées jusqu'au %s : %d chiffres recoupés, %d à vérifier.\n", explain.LongDate(p.Verified),
		counts[explain.GradeWords[plan.Corroborated]], counts[explain.GradeWords[plan.Unverified]])
	group := ""
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].Rule == list[from].Rule {
			to++
		}
		if list[from].Group != group {
			group = list[from].Group
			title := groupTitles[group]
			if title == "" {
				title = explain.Capital(group)
			}
			fmt.Fprintf(w, "\n## %s\n", title)
		}
		writeUnverifiedRule(w, p, list[from:to])
		from = to
	}
	writeUnverifiedActs(w, p)
}

func writeUnverifiedRule(w io.Writer, p *plan.Plan, list []doubtfulFigure) {
	fmt.Fprintf(w, "\n### %s (`%s`)\n\n", list[0].Title, list[0].Rule)
	fmt.Fprintln(w, "| Partie et cas | Chiffre | Depuis | Fiabilité | Lu dans | Pour trancher | Enjeu |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|")
	var doubts []string
	for i := range list {
		d := &list[i]
		what := d.Case
		if d.Code != "" {
			what = d.Code + ", " + what
		}
		if d.Part != "" {
			what = d.Part + " : " + what
		}
		read := strings.Join(d.ReadIn, " ; ")
		if read == "" {
			read = "aucun document"
		}
		note := ""
		if d.Doubt != "" {
			note = fmt.Sprintf(" [%d]", noteNumber(&doubts, d.Doubt))
		}
		fmt.Fprintf(w, "| %s%s | %s | %s | %s | %s | %s | %s |\n", cellText(what), note, cellText(d.Figure), since(d.Since), d.Grade,
			cellText(read), cellText(d.Settles), stakeText(d))
	}
	var notes []string
	for i, text := range doubts {
		notes = append(notes, fmt.Sprintf("- [%d] %s", i+1, oneLine(text)))
	}
	rule, _ := p.Rule(list[0].Rule)
	for _, d := range p.Rules[rule].Doubts {
		where := "Sur toute la règle"
		if part, ok := p.PartNamed(rule, d.Place); ok && d.Place != "" {
			where = "Sur « " + explain.PartTitle(&p.Parts[part]) + " »"
		}
		notes = append(notes, "- "+where+" : "+oneLine(d.Text))
	}
	if len(notes) > 0 {
		fmt.Fprintf(w, "\n%s\n", strings.Join(notes, "\n"))
	}
}

// noteNumber numbers a doubt within its rule; the same doubt keeps its number.
func noteNumber(doubts *[]string, text string) int {
	for i, known := range *doubts {
		if known == text {
			return i + 1
		}
	}
	*doubts = append(*doubts, text)
	return len(*doubts)
}

// cellText keeps a text inside its cell.
func cellText(s string) string {
	return strings.ReplaceAll(oneLine(s), "|", "\\|")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func since(iso string) string {
	d, err := day.Parse(iso)
	if err != nil {
		return iso
	}
	return explain.LongDate(d)
}

func writeUnverifiedActs(w io.Writer, p *plan.Plan) {
	fmt.Fprint(w, "\n## Dates des actes\n\nLe jour où un acte est publié décide de ce qui était connu à une date. Ces jours n'ont pas été lus au Journal officiel.\n\n")
	fmt.Fprintln(w, "| Acte | Signé | Publié | Fiabilité |")
	fmt.Fprintln(w, "|---|---|---|---|")
	for i := range p.Acts {
		act := &p.Acts[i]
		if act.Scenario || act.Reliability == plan.Official {
			continue
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", cellText(act.Title), since(act.Signed.String()), since(act.Published.String()), explain.GradeWords[act.Reliability])
	}
}
