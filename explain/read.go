package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// Reading is a rule read aloud at a moment.
type Reading struct {
	Key        string        `json:"regle"`
	Title      string        `json:"titre"`
	Statement  string        `json:"enonce"`
	Row        string        `json:"pour_chaque"`
	Unit       string        `json:"unite"`
	Situation  string        `json:"situation_au,omitempty"`
	Conditions []string      `json:"conditions,omitempty"`
	Parts      []PartReading `json:"parties"`
	Total      string        `json:"total,omitempty"`
	Payments   []string      `json:"paiement,omitempty"`
	Disputes   []Dispute     `json:"lectures,omitempty"`
	Doubts     []string      `json:"doutes,omitempty"`
	Source     string        `json:"source"`
	InForce    bool          `json:"en_vigueur"`
}

// PartReading is one part of a rule.
type PartReading struct {
	Name       string   `json:"nom"`
	Title      string   `json:"titre"`
	Relation   string   `json:"relation,omitempty"` // what it does to another part
	Since      string   `json:"depuis,omitempty"`
	Act        string   `json:"acte,omitempty"`
	Moved      string   `json:"report,omitempty"`
	Conditions []string `json:"conditions,omitempty"`
	Columns    []string `json:"colonnes,omitempty"`
	Lines      []Line   `json:"lignes,omitempty"`
	Formula    string   `json:"formule,omitempty"`
	Params     []string `json:"parametres,omitempty"`
	Reason     string   `json:"raison,omitempty"` // why there is no figure
	Grade      string   `json:"fiabilite,omitempty"`
	ReadIn     []string `json:"lu_dans,omitempty"`
	Caps       []string `json:"plafonds,omitempty"`
	Doubt      string   `json:"doute,omitempty"`
	Multiplied string   `json:"multiplie_par,omitempty"`
}

// Line is one case of a part and its figure.
type Line struct {
	Case   string   `json:"cas"`
	Cells  []string `json:"cellules,omitempty"`
	Figure string   `json:"chiffre"`
	Code   string   `json:"code,omitempty"`
	Grade  string   `json:"fiabilite"`
	ReadIn []string `json:"lu_dans"`
	Doubt  string   `json:"doute,omitempty"`
}

// Dispute is one text read in several ways.
type Dispute struct {
	Place    string          `json:"partie,omitempty"`
	Readings []DisputeReader `json:"lectures"`
}

// DisputeReader is who holds a reading, and where it was read.
type DisputeReader struct {
	Name   string   `json:"nom"`
	HeldBy string   `json:"tenue_par"`
	ReadIn []string `json:"lu_dans"`
}

// Read reads a rule aloud at a moment.
func Read(p *plan.Plan, rule int, m day.Moment) *Reading {
	r := &p.Rules[rule]
	out := &Reading{
		Key: r.Key, Title: r.Title, Statement: r.Statement, Row: r.Row, Unit: r.Unit.Label, Situation: r.SituationAt,
		Conditions: conditionPhrases(p, &r.Conditions), Source: SourcePhrase(p, r.Source),
	}
	for _, i := range r.Parts {
		part := readPart(p, i, m)
		out.InForce = out.InForce || part.Since != "" && part.Reason == ""
		out.Parts = append(out.Parts, part)
	}
	if len(r.Parts) > 1 && r.Result != nil {
		out.Total = "Le total est : " + formulaPhrase(p, r.Result) + "."
	}
	for _, payment := range r.Payments {
		out.Payments = append(out.Payments, paymentPhrases(p, payment, m)...)
	}
	for _, d := range r.Disputes {
		dispute := Dispute{Place: d.Place}
		for _, reading := range d.Readings {
			dispute.Readings = append(dispute.Readings, DisputeReader{strings.ReplaceAll(reading.Name, "_", " "), reading.HeldBy, Titles(p, reading.ReadIn)})
		}
		out.Disputes = append(out.Disputes, dispute)
	}
	for _, d := range r.Doubts {
		out.Doubts = append(out.Doubts, strings.TrimSpace(d.Text))
	}
	return out
}

// SourcePhrase names an act and its article.
func SourcePhrase(p *plan.Plan, s plan.Source) string {
	if s.Article == "" {
		return p.Acts[s.Act].Title + ", article non lu"
	}
	return p.Acts[s.Act].Title + ", " + s.Article
}

// Titles returns the titles of documents.
func Titles(p *plan.Plan, list []int) []string {
	var out []string
	for _, i := range list {
		out = append(out, p.Documents[i].Title)
	}
	return out
}

func readPart(p *plan.Plan, index int, m day.Moment) PartReading {
	part := &p.Parts[index]
	out := PartReading{Name: part.Name, Title: PartTitle(part), Conditions: conditionPhrases(p, &part.Conditions)}
	if rule := &p.Rules[part.Rule]; part.Name == rule.Key {
		out.Title = rule.Title
	}
	switch {
	case part.SetsAside >= 0:
		out.Relation = "par exception, remplace : " + PartTitle(&p.Parts[part.SetsAside])
	case part.Augments >= 0:
		out.Relation = "s'ajoute, en pourcentage de : " + PartTitle(&p.Parts[part.Augments])
	}
	if len(part.Versions) == 0 {
		out.Formula = formulaPhrase(p, part.Formula)
		return out
	}
	k := eval.InForce(p, part.Versions, m)
	if k < 0 {
		out.Reason = "rien n'est en vigueur au " + LongDate(m.At)
		return out
	}
	v := &part.Versions[k]
	out.Grade, out.ReadIn, out.Doubt = GradeWords[v.Reliability], Titles(p, v.ReadIn), strings.TrimSpace(v.Doubt)
	if e := deciding(p, v, m); e != nil {
		out.Since, out.Act = LongDate(e.From), p.Acts[e.Act].Title
	}
	out.Moved = moved(p, part, m)
	switch {
	case v.Ends:
		out.Reason = "a pris fin"
		return out
	case v.NotEstablished != "":
		out.Reason = "chiffres non établis : " + v.NotEstablished
		return out
	}
	out.Conditions = append(out.Conditions, conditionPhrases(p, &v.Conditions)...)
	for i := range v.Caps {
		out.Caps = append(out.Caps, CapPhrase(&v.Caps[i]))
	}
	if v.Multiplier >= 0 {
		out.Multiplied = ThingName(p, plan.Ref{Kind: plan.ToRule, Index: v.Multiplier})
	}
	if v.Formula != nil {
		out.Formula = formulaPhrase(p, v.Formula)
	}
	for i := range v.Params {
		if v.Params[i].From == nil {
			out.Params = append(out.Params, strings.ReplaceAll(v.Params[i].Name, "_", " ")+" : "+ParamText(&v.Params[i]))
		} else {
			out.Params = append(out.Params, strings.ReplaceAll(v.Params[i].Name, "_", " ")+" : celui de « "+p.Rules[p.Parts[v.Params[i].From.Part].Rule].Title+" »")
		}
	}
	out.Lines = lines(p, part, v)
	for _, c := range v.Columns {
		if v.Table != nil {
			out.Columns = append(out.Columns, Capital(ThingName(p, c)))
		}
	}
	return out
}

func lines(p *plan.Plan, part *plan.Part, v *plan.Version) []Line {
	if v.Table == nil {
		if v.Value == nil {
			return nil
		}
		f := Figure{Part: part, Version: v}
		return []Line{{Case: "dans tous les cas", Figure: FigureText(p, f), Grade: GradeWords[f.Reliability()], ReadIn: Titles(p, v.ReadIn)}}
	}
	var out []Line
	for i := range v.Table.Rows {
		row := &v.Table.Rows[i]
		f := Figure{Part: part, Version: v, Row: row}
		text := FigureText(p, f)
		if row.Formula != nil {
			text = formulaPhrase(p, row.Formula)
		}
		line := Line{
			Case: RowPhrase(p, v, row), Figure: text, Code: row.Code, Grade: GradeWords[f.Reliability()],
			ReadIn: Titles(p, f.ReadIn()), Doubt: strings.TrimSpace(row.Doubt),
		}
		for j := range row.Cells {
			phrase := CellPhrase(p, v.Columns[j], &row.Cells[j])
			if phrase == "" {
				phrase = "tous"
			}
			_, after, named := strings.Cut(phrase, ThingName(p, v.Columns[j])+" : ")
			if named {
				phrase = after
			}
			line.Cells = append(line.Cells, phrase)
		}
		out = append(out, line)
	}
	return out
}

// moved tells the postponements that concern the part: of its version in force, or of one that the moment does not reach yet.
func moved(p *plan.Plan, part *plan.Part, m day.Moment) string {
	var out []string
	for i := range part.Versions {
		if v := &part.Versions[i]; len(v.Effects) > 1 {
			text := strings.Join(StepPhrases(Steps(p, v.Effects, m)), "")
			if v.Value != nil {
				text = FigureText(p, Figure{Part: part, Version: v}) + " : " + text
			}
			out = append(out, text)
		}
	}
	return strings.Join(out, " ; ")
}

func conditionPhrases(p *plan.Plan, c *plan.Conditions) []string {
	var out []string
	for i := range c.When {
		if phrase := CondPhrase(p, &c.When[i]); phrase != "" {
			out = append(out, phrase)
		}
	}
	var groups []string
	for _, group := range c.AnyOf {
		var all []string
		for i := range group {
			all = append(all, CondPhrase(p, &group[i]))
		}
		groups = append(groups, strings.Join(all, " et "))
	}
	if len(groups) > 0 {
		out = append(out, "l'un de : "+strings.Join(groups, " ; "))
	}
	return out
}

// formulaPhrase reads a formula with the names of what it reads.
func formulaPhrase(p *plan.Plan, e *plan.Expr) string {
	if e == nil {
		return ""
	}
	arg := func(i int) string {
		text := formulaPhrase(p, e.Args[i])
		if a := e.Args[i]; (a.Op == plan.Add || a.Op == plan.Subtract) && e.Op != plan.Add {
			text = "(" + text + ")"
		}
		return text
	}
	switch e.Op {
	case plan.Const:
		return fmt.Sprint(e.N)
	case plan.Read:
		return strings.ToLower(ThingName(p, *e.Ref)[:1]) + ThingName(p, *e.Ref)[1:]
	case plan.ParamValue:
		return strings.ReplaceAll(e.Param, "_", " ")
	case plan.Add:
		return arg(0) + " + " + arg(1)
	case plan.Subtract:
		return arg(0) + " − " + arg(1)
	case plan.Multiply:
		return arg(0) + " × " + arg(1)
	case plan.Rescale, plan.Round:
		return arg(0)
	case plan.Divide:
		return arg(0) + " / " + arg(1) + ", arrondi"
	case plan.Min:
		return "le plus petit de (" + args(p, e) + ")"
	case plan.Max:
		return "le plus grand de (" + args(p, e) + ")"
	case plan.Clamp:
		return arg(0) + ", au moins " + arg(1) + " et au plus " + arg(2)
	case plan.Compound:
		return arg(0) + " augmenté de " + arg(1) + " par an pendant " + arg(2) + " ans"
	default:
		return "interpolation linéaire de " + args(p, e)
	}
}

func args(p *plan.Plan, e *plan.Expr) string {
	var out []string
	for _, a := range e.Args {
		out = append(out, formulaPhrase(p, a))
	}
	return strings.Join(out, " ; ")
}

func paymentPhrases(p *plan.Plan, payment plan.Payment, m day.Moment) []string {
	k := PaymentInForce(p, payment.Versions, m)
	if k < 0 {
		return nil
	}
	v := &payment.Versions[k]
	var names, dates []string
	for _, i := range payment.Parts {
		names = append(names, strings.ToLower(PartTitle(&p.Parts[i])))
	}
	for _, in := range v.Installments {
		dates = append(dates, InstallmentPhrase(in))
	}
	text := Capital(Enumerate(names, "et")) + " : " + strings.Join(dates, ", ") + " (" + GradeWords[v.Reliability] + ")."
	out := []string{text}
	if v.Doubt != "" {
		out = append(out, "Doute : "+strings.TrimSpace(v.Doubt))
	}
	return out
}

// PaymentInForce returns the calendar that applies at a moment, or eval.NoVersion.
func PaymentInForce(p *plan.Plan, versions []plan.PaymentVersion, m day.Moment) int {
	as := make([]plan.Version, len(versions))
	for i := range versions {
		as[i].Effects = versions[i].Effects
	}
	return eval.InForce(p, as, m)
}

// InstallmentPhrase says when a share is paid.
func InstallmentPhrase(in plan.Installment) string {
	when := "date non établie"
	switch {
	case in.Anniversary && in.PlusMonths > 0:
		when = fmt.Sprintf("%d mois après l'anniversaire", in.PlusMonths)
	case in.Anniversary:
		when = "à l'anniversaire"
	case in.Month > 0:
		when = monthNames[in.Month]
	}
	if in.NextYear {
		when += " de l'année suivante"
	}
	return Number(in.Share, plan.Unit{Kind: plan.Percent}, nil) + " en " + when
}

// Text writes the reading as plain French text.
func (r *Reading) Text() string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("%s", r.Title)
	say("%s", strings.Repeat("=", len([]rune(r.Title))))
	say("%s", r.Statement)
	say("")
	if len(r.Conditions) > 0 {
		say("À condition que : %s.", strings.Join(r.Conditions, " ; "))
	}
	for _, part := range r.Parts {
		part.say(say)
	}
	if r.Total != "" {
		say("%s", r.Total)
	}
	for i, p := range r.Payments {
		if i == 0 {
			say("")
			say("Paiement")
		}
		say("  %s", p)
	}
	for _, d := range r.Disputes {
		say("")
		say("Lectures disputées")
		for _, reading := range d.Readings {
			say("  ⚖ %s : %s%s", reading.Name, reading.HeldBy, inParens(reading.ReadIn))
		}
	}
	doubts := slices.Clone(r.Doubts)
	for _, part := range r.Parts {
		if part.Doubt != "" {
			doubts = append(doubts, part.Title+" : "+part.Doubt)
		}
	}
	if len(doubts) > 0 {
		say("")
		say("Doutes")
		for _, d := range doubts {
			say("  %s", d)
		}
	}
	say("")
	say("Source : %s.", r.Source)
	return b.String()
}

func inParens(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, " ; ") + ")"
}

func (part *PartReading) say(say func(string, ...any)) {
	head := part.Title
	if part.Since != "" {
		head += ", depuis le " + part.Since + " (" + part.Act + ")"
	}
	if part.Relation != "" {
		head += " — " + part.Relation
	}
	switch {
	case part.Reason != "":
		say("%s : %s.", head, part.Reason)
	case len(part.Lines) == 0:
		say("%s : %s.", head, part.Formula)
	default:
		say("%s :", head)
	}
	if part.Moved != "" {
		say("  %s.", Capital(part.Moved))
	}
	if len(part.Conditions) > 0 {
		say("  à condition que : %s ;", strings.Join(part.Conditions, " ; "))
	}
	for _, c := range part.Caps {
		say("  à condition que : %s ;", c)
	}
	if len(part.Lines) > 0 && part.Formula != "" {
		say("  calcul : %s", part.Formula)
	}
	for _, p := range part.Params {
		say("  %s", p)
	}
	for _, l := range part.Lines {
		code := ""
		if l.Code != "" {
			code = l.Code + ", "
		}
		say("  %s : %s%s (%s)", l.Case, code, l.Figure, l.Grade)
	}
	if part.Multiplied != "" {
		say("  multiplié par : %s", part.Multiplied)
	}
	say("")
}
