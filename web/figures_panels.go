package web

import (
	"fmt"
	"html/template"
	"math/big"
	"strings"

	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/reproduce"
)

// panels draw the themes, in the order of the page. They take their figures from the data alone.
var panels = []func(*reproduce.Book) panel{activityPanel, densityPanel, withoutPanel, percentilePanel, risesPanel, costPanel}

// french writes a published figure, with its unit where it is short.
func french(p reproduce.Point) string {
	if p.Value == nil {
		return "—"
	}
	text := money.FrenchNumber(p.Text)
	if strings.ContainsAny(p.Unit, "€%") {
		text += space + p.Unit
	}
	return text
}

// rounded writes a fraction with some decimals, as a French reader expects it.
func rounded(n *big.Rat, decimals int) string { return money.FrenchNumber(n.FloatString(decimals)) }

// seriesOf lists the series of a theme, in order.
func seriesOf(b *reproduce.Book, theme string) []string {
	var out []string
	for _, p := range b.Theme(theme) {
		if len(out) == 0 || out[len(out)-1] != p.Series {
			out = append(out, p.Series)
		}
	}
	return out
}

// growth is that from one point to another, in percent.
func growth(from, to *big.Rat) *big.Rat {
	out := new(big.Rat).Quo(new(big.Rat).Sub(to, from), from)
	return out.Mul(out, big.NewRat(100, 1))
}

func growthText(n *big.Rat) string {
	text := rounded(n, 1) + space + "%"
	if n.Sign() > 0 {
		return "+" + text
	}
	return text
}

// add says a figure in the table.
func (t *twinTable) add(name string, p reproduce.Point, cells ...string) {
	t.Rows = append(t.Rows, twinRow{Name: name, Cells: cells, Grade: p.Grade, Note: p.Note})
}

// spokenBars are the lengths of a drawing, and what it says to those who do not see it.
type spokenBars struct {
	list  []length
	words []string
}

func (b *spokenBars) add(name, text string, value *big.Rat, class string) {
	b.list = append(b.list, length{name, text, value, class})
	b.words = append(b.words, name+" "+text)
}

func (b *spokenBars) draw(title string) template.HTML {
	return lengths(title+" : "+strings.Join(b.words, ", "), b.list)
}

// activityPanel compares both years of every series that has two.
func activityPanel(b *reproduce.Book) panel {
	p := panel{ID: "activite", Fig: "Activité", Title: "Ce que fait un généraliste", Lead: "Moins de jours, un peu moins d’actes, un peu plus de patients vus."}
	t := twinTable{Title: "Activité des généralistes", File: "activite", Head: []string{"2016", "2021", "Évolution"}}
	var drawn spokenBars
	for _, key := range seriesOf(b, "activite") {
		points := b.Series(key)
		if len(points) < 2 {
			t.add(points[0].Title, points[0], "—", french(points[0]), "—")
			continue
		}
		change := growth(points[0].Value, points[1].Value)
		t.add(points[0].Title, points[1], french(points[0]), french(points[1]), growthText(change))
		if points[0].Note != "" {
			continue // the scopes of both years are not known to be the same
		}
		class := "f1"
		if change.Sign() < 0 {
			class = "fo"
		}
		drawn.add(points[0].Title, growthText(change), change, class)
	}
	p.Charts = []drawing{{"De 2016 à 2021", "évolution de chaque mesure", drawn.draw("Évolution de 2016 à 2021")}}
	p.Tables = []twinTable{t}
	p.Doubts = []string{"La patientèle de 2016 n’est pas tracée : son champ d’âge n’est pas dit."}
	return p
}

func densityPanel(b *reproduce.Book) panel {
	p := panel{ID: "densites", Fig: "Densité", Title: "Les médecins ne sont pas répartis également", Lead: "Médecins libéraux pour 100 000 habitants, en 2021, aux deux bouts de l’échelle."}
	t := twinTable{Title: "Densités de médecins libéraux", File: "densites", Head: []string{"Spécialité", "Pour 100 000"}}
	for _, key := range seriesOf(b, "densites") {
		var drawn spokenBars
		title := ""
		for _, point := range b.Series(key) {
			_, title, _ = strings.Cut(point.Title, "Densité ")
			title = capital(strings.TrimPrefix(strings.TrimPrefix(title, "de "), "d'"))
			drawn.add(point.Mark, french(point), point.Value, "f1")
			t.add(point.Mark, point, title, french(point))
		}
		p.Charts = append(p.Charts, drawing{title, "pour 100 000 habitants", drawn.draw(title + ", pour 100 000 habitants")})
	}
	p.Tables = []twinTable{t}
	p.Doubts = []string{"Les cartes d’origine mêlent leurs légendes : le rattachement des départements de dermatologie et d’ophtalmologie est à vérifier."}
	return p
}

func withoutPanel(b *reproduce.Book) panel {
	p := panel{ID: "medecin-traitant", Fig: "Sans médecin<br>traitant", Title: "Les patients sans médecin traitant", Lead: "Patients de 17 ans et plus, au 31 décembre."}
	t := twinTable{Title: "Patients sans médecin traitant", File: "medecin_traitant", Head: []string{"Patients", "Part"}}
	var list []column
	var words []string
	for _, point := range b.Series("sans_medecin_traitant") {
		share, _ := b.Of("part_sans_medecin_traitant", point.Mark)
		list = append(list, column{mark: point.Mark, top: rounded(new(big.Rat).Quo(point.Value, big.NewRat(1_000_000, 1)), 1), parts: []*big.Rat{point.Value}})
		words = append(words, point.Mark+" "+french(point)+", soit "+french(*share))
		t.add(point.Mark, point, french(point), french(*share))
	}
	for _, key := range []string{"ald_sans_medecin_traitant", "plus_70_ans_sans_medecin_traitant", "sans_medecin_traitant_presse"} {
		for _, point := range b.Series(key) {
			t.add(point.Title+", "+point.Mark, point, french(point), "—")
		}
	}
	p.Charts = []drawing{{"Patients sans médecin traitant", "en millions", columns("Patients sans médecin traitant : "+strings.Join(words, " ; "), list)}}
	p.Tables = []twinTable{t}
	p.Doubts = []string{"De 2020 à 2021 la population que supposent ces chiffres saute : le champ a changé."}
	return p
}

func percentilePanel(b *reproduce.Book) panel {
	p := panel{ID: "patientele", Fig: "Centiles", Title: "La patientèle d’un médecin à l’autre", Lead: "Patients adultes des médecins des secteurs 1 et 2 avec Optam, en 2021, et ce qu’un assistant à temps plein demandait d’en gagner."}
	t := twinTable{Title: "Patientèle adulte par centile", File: "patientele", Head: []string{"Patients adultes", "Objectif de l’époque", "Objectif proposé"}}
	var at []int64
	var marks, words []string
	lists := make([][]*big.Rat, 3)
	keys := []string{"patientele_percentile", "objectif_actuel", "objectif_lineaire"}
	for i, point := range b.Series(keys[0]) {
		var n int64
		fmt.Sscanf(point.Mark, "p%d", &n)
		at = append(at, n)
		mark := ""
		if i%4 == 0 || point.Mark == "p99" {
			mark = point.Mark
		}
		marks = append(marks, mark)
		row := twinRow{Name: point.Mark, Grade: point.Grade}
		for k, key := range keys {
			other, _ := b.Of(key, point.Mark)
			lists[k] = append(lists[k], other.Value)
			row.Cells = append(row.Cells, french(*other))
		}
		words = append(words, point.Mark+" "+french(point))
		t.Rows = append(t.Rows, row)
	}
	whole := func(n *big.Rat) string { return rounded(n, 0) }
	p.Charts = []drawing{
		{"Patients adultes, par centile", "un médecin sur deux en a moins que p50", curves("Patients adultes par centile : "+strings.Join(words, ", "), at, marks, []curve{{class: "s1", values: lists[0]}}, whole)},
		{"Patients à gagner avec un assistant à temps plein", "tirets : l’objectif de l’époque, par tranches ; trait plein : l’objectif proposé en 2022",
			curves("Objectif de l’époque, par tranches, et objectif proposé, qui décroît sans palier", at, marks, []curve{{class: "s2", values: lists[1], name: "époque", above: true}, {class: "s1", values: lists[2], name: "proposé", above: true}}, whole)},
	}
	p.Tables = []twinTable{t}
	return p
}

func risesPanel(b *reproduce.Book) panel {
	p := panel{ID: "revalorisations", Fig: "2017-2023", Title: "Ce que la convention précédente a revalorisé", Lead: "Convention de 2016 et ses avenants, hors surcroît de dépenses, en millions d’euros ; 2022 et 2023 prévus."}
	t := twinTable{Title: "Revalorisations de 2017 à 2023", File: "hsd", Head: []string{"Généralistes", "Spécialistes", "Somme", "Total publié", "Par généraliste", "Par spécialiste"}}
	var list []column
	var words []string
	for _, total := range b.Series("hsd_total") {
		row := twinRow{Name: total.Mark, Grade: total.Grade}
		var parts []*big.Rat
		for _, key := range []string{"hsd_generalistes", "hsd_specialistes"} {
			point, _ := b.Of(key, total.Mark)
			parts = append(parts, point.Value)
			row.Cells = append(row.Cells, french(*point))
		}
		sum := sumOf(parts)
		row.Cells = append(row.Cells, rounded(sum, 0)+space+total.Unit, french(total))
		for _, key := range []string{"hsd_par_generaliste", "hsd_par_specialiste"} {
			point, _ := b.Of(key, total.Mark)
			row.Cells = append(row.Cells, french(*point))
		}
		gap := new(big.Rat).Sub(sum, total.Value)
		if gap.Abs(gap).Cmp(big.NewRat(1, 1)) > 0 {
			row.Note = "la somme n’est pas le total publié"
		}
		t.Rows = append(t.Rows, row)
		if total.Mark == "total" {
			continue
		}
		c := column{mark: total.Mark, top: rounded(sum, 0), parts: parts}
		if row.Note != "" {
			c.ring = total.Value
		}
		list = append(list, c)
		words = append(words, total.Mark+" "+rounded(sum, 0))
	}
	p.Charts = []drawing{{"Revalorisations par année", "plein : généralistes ; creux : spécialistes ; tirets : le total publié, quand il est autre",
		columns("Revalorisations par année, en millions d’euros : "+strings.Join(words, ", "), list)}}
	p.Tables = []twinTable{t}
	p.Doubts = []string{"En 2020, les deux lignes du détail dépassent de 130 M€ le total de l’année. Les deux sont montrés, rien n’est corrigé."}
	return p
}

// costPieces are the parts of the cost that somebody gave, in the order of the drawing.
var costPieces = []string{"cout_convention", "cout_consultation", "cout_actes_techniques", "cout_refonte_ccam", "cout_vague_2026"}

func costPanel(b *reproduce.Book) panel {
	p := panel{ID: "cout", Fig: "Coût", Title: "Ce que coûte la convention", Lead: "Un total, quelques morceaux, et aucune ventilation officielle par mesure."}
	t := twinTable{Title: "Coût de la convention", File: "cout", Head: []string{"Montant", "De quoi"}}
	var drawn spokenBars
	for _, point := range b.Theme("cout") {
		t.add(point.Title, point, french(point), point.Mark)
	}
	for _, key := range costPieces {
		point := b.Series(key)[0]
		class := "fo"
		if key == costPieces[0] {
			class = "f1"
		}
		drawn.add(capital(strings.TrimPrefix(point.Title, "dont ")), french(point), point.Value, class)
	}
	p.Charts = []drawing{{"Ce qui a été dit", "plein : le total annoncé ; creux : des morceaux, d’années et de payeurs différents, qui ne s’additionnent pas",
		drawn.draw("Coût annoncé et morceaux publiés")}}
	p.Tables = []twinTable{t}
	p.Doubts = []string{
		"« Sur la durée de la convention » : dépense d’une année à plein effet ou cumul, le texte ne tranche pas.",
		"Le reste (spécialités cliniques, équipes de soins, assistants, permanence, installation) n’est ventilé nulle part : aucun chiffre n’en est donné ici.",
	}
	return p
}

// Heading is the short name of a panel, which may break a line.
func (p panel) Heading() template.HTML { return template.HTML(p.Fig) }
