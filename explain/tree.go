package explain

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Reason is one node of the explanation as a reader sees it, with what it rests on below it.
type Reason struct {
	Name       string      `json:"nom"`
	Title      string      `json:"titre"`
	Kind       string      `json:"genre"` // regle, partie ou fait
	Value      json.Number `json:"valeur,omitempty"`
	Text       string      `json:"texte"`
	Applies    string      `json:"s_applique"` // oui, non ou inconnu
	Aside      bool        `json:"ecartee,omitempty"`
	Since      string      `json:"depuis,omitempty"`
	Act        string      `json:"acte,omitempty"`
	ActTitle   string      `json:"titre_acte,omitempty"`
	Steps      []Step      `json:"reports,omitempty"`
	Case       string      `json:"cas,omitempty"` // the row of the table
	Grade      string      `json:"fiabilite,omitempty"`
	Conditions []Checked   `json:"conditions,omitempty"`
	Children   []*Reason   `json:"enfants,omitempty"`
}

// Checked is a condition and how it came out.
type Checked struct {
	Text    string `json:"texte"`
	Verdict string `json:"verdict"` // oui, non ou inconnu
}

var verdicts = map[eval.Truth]string{eval.Yes: "oui", eval.No: "non", eval.Maybe: "inconnu"}

// Reasons turns the tree into words at a moment; the rule is the root.
func (t *Tree) Reasons(m day.Moment) *Reason {
	byRef := map[plan.Ref]int{}
	for i := range t.Nodes {
		byRef[t.Nodes[i].Ref] = i
	}
	w := &wording{tree: t, plan: t.Program.Plan, moment: m, byRef: byRef, told: map[plan.Ref]bool{}}
	return w.reason(len(t.Nodes) - 1)
}

type wording struct {
	tree   *Tree
	plan   *plan.Plan
	moment day.Moment
	byRef  map[plan.Ref]int
	told   map[plan.Ref]bool
}

func (w *wording) reason(i int) *Reason {
	n := &w.tree.Nodes[i]
	w.told[n.Ref] = true
	r := &Reason{Title: ThingName(w.plan, n.Ref), Applies: verdicts[n.Applies], Aside: n.Aside}
	var unit plan.Unit
	var words []string
	switch n.Ref.Kind {
	case plan.ToFact:
		f := &w.plan.Facts[n.Ref.Index]
		r.Name, r.Kind, r.Text = f.Name, "fait", FactValue(f, n.Value)
		return r
	case plan.ToPart:
		part := &w.plan.Parts[n.Ref.Index]
		r.Name, r.Kind, unit, words = part.Name, "partie", part.Unit, part.Spoken()
		if rule := (plan.Ref{Kind: plan.ToRule, Index: part.Rule}); part.Title == "" && part.Name == w.plan.Rules[part.Rule].Key {
			r.Title = ThingName(w.plan, rule) // a rule of one part
		}
		w.version(r, n, part)
	default:
		rule := &w.plan.Rules[n.Ref.Index]
		r.Name, r.Kind, unit, words = rule.Key, "regle", rule.Unit, rule.Spoken()
	}
	r.Text = Amount(n.Value, unit, words)
	if n.Value.State == eval.Known && n.Value.N != plan.None {
		r.Value = json.Number(money.FormatDecimal(n.Value.N, unit.Scale()))
	}
	for j := range n.Events {
		e := &n.Events[j]
		switch e.Kind {
		case eval.Tested:
			r.Conditions = append(r.Conditions, Checked{CondPhrase(w.plan, e.Cond), verdicts[e.Truth]})
		case eval.Capped:
			limit := w.plan.Parts[n.Ref.Index].Versions[n.Version].Caps[e.Index]
			r.Conditions = append(r.Conditions, Checked{CapPhrase(&limit), verdicts[e.Truth]})
		}
	}
	w.children(r, n)
	return r
}

func (w *wording) version(r *Reason, n *Node, part *plan.Part) {
	if n.Version < 0 {
		return
	}
	v := &part.Versions[n.Version]
	r.Grade = GradeWords[v.Reliability]
	if e := deciding(w.plan, v, w.moment); e != nil {
		r.Since, r.Act, r.ActTitle = e.From.String(), w.plan.Acts[e.Act].Key, w.plan.Acts[e.Act].Title
	}
	// What other versions of the part were moved: a reader asks why the figure is not yet another one.
	for i := range part.Versions {
		if steps := Steps(w.plan, part.Versions[i].Effects, w.moment); len(steps) > 1 {
			r.Steps = append(r.Steps, steps...)
		}
	}
	if n.Row >= 0 && v.Table != nil {
		row := &v.Table.Rows[n.Row]
		r.Case = RowPhrase(w.plan, v, row)
		if row.Reliability != nil {
			r.Grade = GradeWords[*row.Reliability]
		}
	}
}

// children hangs below a node what it read and was computed: parts below their rule, other rules below what read them. Each is told once.
func (w *wording) children(r *Reason, n *Node) {
	if n.Ref.Kind == plan.ToRule && n.Applies == eval.No {
		return // its conditions say why; what it would have been is no reason
	}
	var reads []plan.Ref
	if n.Ref.Kind == plan.ToRule {
		for _, part := range w.plan.Rules[n.Ref.Index].Parts {
			reads = append(reads, plan.Ref{Kind: plan.ToPart, Index: part})
		}
	}
	reads = append(reads, w.plan.Reads(n.Ref)...)
	for _, ref := range reads {
		i, valued := w.byRef[ref]
		if !valued || w.told[ref] {
			continue
		}
		if n.Ref.Kind == plan.ToPart && ref.Kind == plan.ToPart && w.plan.Parts[ref.Index].Rule == w.plan.Parts[n.Ref.Index].Rule {
			continue // told below the rule
		}
		r.Children = append(r.Children, w.reason(i))
	}
}

// CapPhrase says what a cap allows.
func CapPhrase(c *plan.Cap) string {
	switch period := periodPhrases[c.Period]; {
	case c.Count > 1:
		return fmt.Sprintf("moins de %d actes %s ont été facturés %s", c.Count, Enumerate(c.Codes, "ou"), period)
	case len(c.Codes) > 1:
		return "ni " + strings.Join(c.Codes, " ni ") + " n'a été facturé " + period
	default:
		return "aucun " + strings.Join(c.Codes, "") + " n'a été facturé " + period
	}
}

var periodPhrases = []string{
	plan.PerDay: "ce jour", plan.PerWeek: "cette semaine", plan.PerQuarter: "ce trimestre civil", plan.PerYear: "cette année civile",
	plan.PerPatient: "pour ce patient", plan.PerStay: "depuis la sortie",
	plan.PerAgeBand: "dans cette tranche d'âge",
}

// CapQuestion asks whether the acts that caps count have reached them.
func CapQuestion(caps []*plan.Cap, acts string) string {
	past := "Avez-vous déjà facturé "
	if len(caps) == 0 || slices.ContainsFunc(caps, func(c *plan.Cap) bool { return c.Count != caps[0].Count || c.Period != caps[0].Period }) {
		return past + acts + " à ce patient, dans la période où le nombre en est limité\u00a0?"
	}
	if n := caps[0].Count; n > 1 {
		past += fmt.Sprintf("%d fois ", n)
	}
	when := " à ce patient"
	if caps[0].Period != plan.PerPatient {
		when += " " + periodPhrases[caps[0].Period]
	}
	return past + acts + when + "\u00a0?"
}

// Lines writes the reasons as indented French text.
func (r *Reason) Lines() []string { return r.lines(nil, 0) }

func (r *Reason) lines(out []string, depth int) []string {
	indent := strings.Repeat("  ", depth)
	head := indent + r.Title + " : " + r.Text
	switch {
	case r.Aside:
		head += " (écartée)"
	case r.Applies == "non":
		head += " (ne s'applique pas)"
	}
	if r.Case != "" {
		head += " — " + r.Case
	}
	out = append(out, head)
	for _, c := range r.Conditions {
		mark := map[string]string{"oui": "✔", "non": "✖", "inconnu": "?"}[c.Verdict]
		out = append(out, indent+"  "+mark+" "+c.Text)
	}
	if r.Since != "" {
		out = append(out, indent+"  depuis le "+frenchDate(r.Since)+" : "+r.ActTitle+", "+r.Grade)
	}
	for _, s := range StepPhrases(r.Steps) {
		out = append(out, indent+"  "+s)
	}
	idle := 0
	for _, c := range r.Children {
		if c.idle() {
			idle++
		}
	}
	for _, c := range r.Children {
		if idle < manyIdle || !c.idle() {
			out = c.lines(out, depth+1)
		}
	}
	if idle >= manyIdle {
		out = append(out, fmt.Sprintf("%s  %d autres règles ne s'appliquent pas", indent, idle))
	}
	return out
}

// manyIdle is from how many rules that do not apply, side by side, only their number is told.
const manyIdle = 4

// idle tells a rule that does not apply.
func (r *Reason) idle() bool { return r.Kind == "regle" && r.Applies == "non" }

func frenchDate(s string) string {
	if d, err := day.Parse(s); err == nil {
		return LongDate(d)
	}
	return s
}

// StepPhrases tells a postponement: « le 1er juillet 2025 d'après X, reporté au 1er janvier 2026 par Y ».
func StepPhrases(steps []Step) []string {
	if len(steps) < 2 {
		return nil
	}
	var b strings.Builder
	for i, s := range steps {
		when := "le " + frenchDate(s.From)
		switch {
		case i == 0 && s.Never:
			b.WriteString("jamais, d'après " + s.Title)
		case i == 0:
			b.WriteString("prévu " + when + " d'après " + s.Title)
		case s.Never:
			b.WriteString(", abandonné par " + s.Title)
		default:
			b.WriteString(", reporté au " + frenchDate(s.From) + " par " + s.Title)
		}
	}
	return []string{b.String()}
}
