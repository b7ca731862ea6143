package explain

import (
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

	asks map[plan.Ref]string // the phrase of each cell that asks something
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
			dispute.Readings = append(dispute.Readings, DisputeReader{p.Spoken(reading.Name), reading.HeldBy, Titles(p, reading.ReadIn)})
		}
		out.Disputes = append(out.Disputes, dispute)
	}
	for _, d := range r.Doubts {
		out.Doubts = append(out.Doubts, strings.TrimSpace(d.Text))
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
		out.Reason = "chiffres non établis. " + Sentence(v.NotEstablished)
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
		name := p.Spoken(v.Params[i].Name)
		if v.Params[i].From == nil {
			if text := ParamText(&v.Params[i]); text != name {
				out.Params = append(out.Params, name+" : "+text)
			}
		} else {
			out.Params = append(out.Params, name+" : celui de « "+p.Rules[p.Parts[v.Params[i].From.Part].Rule].Title+" »")
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
			ReadIn: Titles(p, f.ReadIn()), Doubt: strings.TrimSpace(row.Doubt), asks: map[plan.Ref]string{},
		}
		for j := range row.Cells {
			phrase := CellPhrase(p, v.Columns[j], &row.Cells[j])
			if phrase == "" {
				phrase = "tous"
			} else {
				line.asks[v.Columns[j]] = phrase
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
