package web

import (
	"encoding/csv"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/reform"
)

// reformView is the answer as the page shows it.
type reformView struct {
	*reform.Report
	Headline    string // one sentence
	Sign        string // of the cost
	Figure      string
	FigureUnit  string
	Spread      string // how far it may be
	Who         string // who gains and who loses
	Share       string // of the doctors concerned who gain, or lose
	ShareWord   string
	Bars        template.HTML
	Slope       template.HTML // from the text to the net cost
	Groups      []reformGroups
	YearsSpread []reformYear
	KindRows    []reformKind
	Told        bool // the parts that take longer are there
	Alone       bool // nothing changes yet
}

// reformGroups is a table of doctors by one respect.
type reformGroups struct {
	Title, ID string
	Rows      []reformGroup
}

type reformGroup struct {
	reform.Group
	Gain       string
	Width      string // of the bar, in percent
	Loss       bool
	HasGain    bool
	CostText   string
	Won, Lost  string
	TotalWords string
}

type reformYear struct {
	reform.YearLine
	Text  string
	Width string
	Loss  bool
}

type reformKind struct {
	reform.Kind
	Profile string
	List    string
}

func newReformView(r *reform.Report, c *opposable.Comparison) *reformView {
	v := &reformView{Report: r, Told: len(r.Years) > 0}
	v.Alone = len(r.Measures) == 0 && r.State != answer.NotCovered
	v.cost()
	v.Headline = headline(r, c)
	v.who()
	v.Bars = barsChart(r)
	v.Slope = slopeChart(r)
	for _, t := range []struct {
		title, id string
		list      []reform.Group
	}{{"Par zone", "zone", r.Zones}, {"Par spécialité", "specialite", folded(r.Specialties)}, {"Par âge du médecin", "age", r.Ages}} {
		if len(t.list) > 1 {
			v.Groups = append(v.Groups, reformGroups{t.title, t.id, reformGroupRows(t.list)})
		}
	}
	most := int64(0)
	for _, y := range r.Years {
		if y.Cost != nil {
			most = max(most, magnitude(*y.Cost))
		}
	}
	for _, y := range r.Years {
		row := reformYear{YearLine: y, Text: "—"}
		if y.Cost != nil {
			row.Text, row.Width, row.Loss = inLarge(*y.Cost), percentOf(magnitude(*y.Cost), most), *y.Cost < 0
		}
		v.YearsSpread = append(v.YearsSpread, row)
	}
	for _, k := range r.Kinds {
		v.KindRows = append(v.KindRows, reformKind{k, explain.Capital(strings.Join(k.Profile, ", ")), whole(k.List)})
	}
	return v
}

// cost writes the figure of the page.
func (v *reformView) cost() {
	r := v.Report
	switch {
	case r.State == answer.NotCovered:
		v.Figure = "—"
		return
	case r.Cost != nil:
		v.Sign, v.Figure, v.FigureUnit = large(*r.Cost)
	case r.Min != nil:
		v.Figure = "—"
		v.Spread = "De " + inLarge(*r.Min) + " à " + inLarge(*r.Max) + " par an : un fait que la population ne porte pas en décide"
	default:
		v.Figure = "—"
		v.Spread = "Un fait manque pour certains médecins : aucun coût"
	}
	if u := r.Uncertain; u != nil {
		v.Spread = fmt.Sprintf("De %s à %s si les effectifs s'écartent de %d %%", inLarge(u.Min), inLarge(u.Max), u.Percent)
	}
}

// large writes an amount as a reader takes it in at a glance: millions or milliards with one decimal, rounded, else euros.
func large(cents int64) (sign, figure, unit string) {
	switch {
	case cents > 0:
		sign = "+"
	case cents < 0:
		sign = "−"
	}
	n := magnitude(cents)
	for _, step := range []struct {
		from int64
		unit string
	}{{1_000_000_000_00, "Md€"}, {1_000_000_00, "M€"}} {
		if n >= step.from {
			tenths := money.Divide(n, step.from/10, money.HalfUp)
			return sign, money.FrenchNumber(money.FormatDecimal(tenths, 1)), step.unit
		}
	}
	return sign, money.FrenchNumber(money.FormatDecimal(money.Divide(n, 100, money.HalfUp), 0)), "€"
}

// inLarge is large on one line.
func inLarge(cents int64) string {
	sign, figure, unit := large(cents)
	if sign != "" {
		sign += narrow
	}
	return sign + figure + space + unit
}

func magnitude(n int64) int64 { return max(n, -n) }

func percentOf(n, whole int64) string {
	if whole == 0 {
		return "0"
	}
	return money.FormatDecimal(money.Divide(1000*n, whole, money.HalfUp), 1)
}

// headline says the reform and its cost in one sentence.
func headline(r *reform.Report, c *opposable.Comparison) string {
	var what []string
	for i, ch := range r.Changes {
		if ch.From == ch.To {
			continue
		}
		text := "« " + c.EditLabel(c.Edits[i]) + " » passe de " + strings.ReplaceAll(ch.From, ".", ",") + " à " + strings.ReplaceAll(ch.To, ".", ",") + " " + c.EditUnit(c.Edits[i])
		what = append(what, strings.TrimSpace(text))
	}
	if r.Scenario != "" {
		what = append(what, "le scénario « "+r.Scenario+" » s'applique")
	}
	subject := ""
	switch {
	case len(what) == 1:
		subject = explain.Capital(what[0]) + " : "
	case len(what) > 1:
		subject = strconv.Itoa(len(what)) + " changements : "
	case r.Reference != nil && *r.Reference != "droit":
		subject = "Le droit de " + strconv.Itoa(r.Year) + " contre « " + *r.Reference + " » : "
	default:
		return "Rien ne change encore : écrivez un autre chiffre dans la règle."
	}
	switch {
	case r.State == answer.NotCovered:
		return subject + r.Reason + "."
	case r.Cost == nil:
		return subject + "le coût dépend d'un fait que la population ne porte pas."
	case *r.Cost == 0:
		return subject + "rien ne change pour les médecins de cette population."
	}
	_, figure, unit := large(*r.Cost)
	verb := " de plus"
	if *r.Cost < 0 {
		verb = " de moins"
	}
	return subject + figure + space + unit + verb + " par an ; " + sides(&r.Doctors) + "."
}

// sides says who gains and who loses; nobody is said once.
func sides(d *reform.Doctors) string {
	var out []string
	if d.Winners > 0 {
		out = append(out, people(d.Winners, "médecin gagne", "médecins gagnent"))
	}
	if d.Losers > 0 {
		out = append(out, people(d.Losers, "médecin perd", "médecins perdent"))
	}
	if len(out) == 0 {
		return "aucun médecin ne gagne ni ne perd"
	}
	return strings.Join(out, ", ")
}

func people(n int64, one, many string) string {
	if n < 2 {
		return whole(n) + " " + one
	}
	return whole(n) + " " + many
}

// who writes the share of those concerned who gain, or lose when none gains.
func (v *reformView) who() {
	d, t := &v.Doctors, v.Touched.Total
	if t == 0 || d.Mean == nil {
		return
	}
	n, word := d.Winners, "gagnent"
	if d.Losers > d.Winners {
		n, word = d.Losers, "perdent"
	}
	v.Share, v.ShareWord = strconv.FormatInt(money.Divide(100*n, t, money.HalfUp), 10)+space+"%", word
	mean := money.Divide(*v.Cost, t, money.HalfUp)
	v.Who = "En moyenne " + gap(mean) + " par médecin concerné. " + explain.Capital(sides(d))
	if still := t - d.Winners - d.Losers; still > 0 {
		v.Who += ", " + people(still, "concerné ne bouge pas", "concernés ne bougent pas")
	}
	v.Who += "."
}

// folded puts the specialties in which nobody gains nor loses on one line.
func folded(list []reform.Group) []reform.Group {
	var out []reform.Group
	none := int64(0)
	rest := reform.Group{Label: "Autres spécialités, inchangées", Cost: &none, Mean: &none}
	for _, g := range list {
		if g.Cost != nil && g.Winners == 0 && g.Losers == 0 {
			rest.Total += g.Total
			rest.Unchanged += g.Unchanged
			continue
		}
		out = append(out, g)
	}
	if rest.Total > 0 {
		out = append(out, rest)
	}
	return out
}

func reformGroupRows(list []reform.Group) []reformGroup {
	most := int64(0)
	for _, g := range list {
		if g.Mean != nil {
			most = max(most, magnitude(*g.Mean))
		}
	}
	var out []reformGroup
	for _, g := range list {
		row := reformGroup{Group: g, TotalWords: whole(g.Total), CostText: "—", Gain: "—", Won: whole(g.Winners), Lost: whole(g.Losers)}
		if g.Cost != nil {
			row.CostText = inLarge(*g.Cost)
		}
		if g.Mean != nil {
			row.Gain, row.Width, row.Loss, row.HasGain = gap(*g.Mean), percentOf(magnitude(*g.Mean), most), *g.Mean < 0, *g.Mean != 0
		}
		out = append(out, row)
	}
	return out
}

// reformTable answers the report as one CSV table: what, which group, how many, the cost and the mean gain in cents.
func (s *Server) reformTable(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	m, err := s.law.Moment(s.reformMoment(values), nil)
	if err != nil {
		return err
	}
	edits, _ := s.reformEdits(values, m)
	body := &reformBody{Chosen: values.Get(reformRule)}
	if body.Chosen == "" {
		body.Chosen = reformStart
	}
	s.fillReform(r, body, values, m, edits)
	if body.Result == nil {
		return &failure{Status: http.StatusUnprocessableEntity, Title: "Cette réforme ne se chiffre pas", Text: "Ouvrez la page de la réforme : elle dit ce qui manque."}
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="reforme.csv"`)
	out := csv.NewWriter(w)
	out.Comma = ';'
	for _, line := range reformLines(body.Result.Report, body.Command) {
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func reformLines(r *reform.Report, command string) [][]string {
	cents := func(n *int64) string {
		if n == nil {
			return ""
		}
		return strconv.FormatInt(*n, 10)
	}
	count := func(n int64) string { return strconv.FormatInt(n, 10) }
	out := [][]string{
		{"quoi", "groupe", "effectif", "gagnants", "perdants", "inchanges", "cout_centimes", "cout_min_centimes", "cout_max_centimes", "gain_moyen_centimes"},
		{"total", "", count(r.Doctors.Total), count(r.Doctors.Winners), count(r.Doctors.Losers), count(r.Doctors.Unchanged), cents(r.Cost), cents(r.Min), cents(r.Max), cents(r.Doctors.Mean)},
	}
	for _, m := range r.Measures {
		what := "mesure"
		if m.Aside {
			what = "mesure à part"
		}
		out = append(out, []string{what, m.Rule, "", "", "", "", cents(m.Cost), cents(m.Min), cents(m.Max), ""})
	}
	for _, t := range []struct {
		what string
		list []reform.Group
	}{{"specialite", r.Specialties}, {"zone", r.Zones}, {"age", r.Ages}} {
		for _, g := range t.list {
			out = append(out, []string{t.what, g.Key, count(g.Total), count(g.Winners), count(g.Losers), count(g.Unchanged), cents(g.Cost), cents(g.Min), cents(g.Max), cents(g.Mean)})
		}
	}
	for i, n := range r.Doctors.Deciles {
		out = append(out, []string{"decile du gain", count(int64(i + 1)), "", "", "", "", "", "", "", count(n)})
	}
	for _, y := range r.Years {
		out = append(out, []string{"annee", count(int64(y.Year)), "", "", "", "", cents(y.Cost), "", "", ""})
	}
	for _, text := range r.Assumed {
		out = append(out, []string{"hypothese", text, "", "", "", "", "", "", "", ""})
	}
	return append(out, []string{"population", r.Population, count(r.Doctors.Total), "", "", "", "", "", "", ""}, []string{"commande", command, "", "", "", "", "", "", "", ""})
}

// signedAmount is inLarge for a template, that of an amount that may be missing included.
func signedAmount(v any) string {
	if a, ok := amount(v); ok {
		return inLarge(int64(a))
	}
	return "—"
}
