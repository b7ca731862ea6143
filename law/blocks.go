package law

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

func (d *decoder) billable(n *yaml.Node) *Billable {
	b := &Billable{Pos: d.at(n)}
	d.fields(n, "acte", map[string]func(*yaml.Node){
		"code":            d.text(&b.Code, "code"),
		"groupes":         d.texts(&b.Groups, "groupes"),
		"accompagne":      d.texts(&b.With, "accompagne"),
		"modifie":         d.texts(&b.Modified, "modifie"),
		"exclut":          d.texts(&b.Without, "exclut"),
		"prise en charge": d.text(&b.Coverage, "prise en charge"),
		"feuille":         d.text(&b.Sheet, "feuille"),
		"dépassement":     d.text(&b.Extra, "dépassement"),
	})
	return b
}

func (d *decoder) objective(n *yaml.Node) *Objective {
	o := &Objective{Pos: d.at(n)}
	d.fields(n, "objectif", map[string]func(*yaml.Node){
		"numéro":       d.text(&o.Number, "numéro"),
		"sens":         d.text(&o.Direction, "sens"),
		"volets":       d.texts(&o.Strands, "volets"),
		"compté en":    d.texts(&o.CountedIn, "compté en"),
		"indicateur":   d.text(&o.Indicator, "indicateur"),
		"atteint au":   d.text(&o.ReachedAt, "atteint au"),
		"en avance si": d.text(&o.AheadIf, "en avance si"),
	})
	return o
}

func (d *decoder) payments(n *yaml.Node) (out []Payment) {
	for _, c := range d.sequence(n, "paiement") {
		p := Payment{Pos: d.at(c)}
		d.fields(c, "paiement", map[string]func(*yaml.Node){
			"de": d.texts(&p.Parts, "de"),
			"versions": func(n *yaml.Node) {
				for _, c := range d.sequence(n, "versions") {
					p.Versions = append(p.Versions, d.paymentVersion(c))
				}
			},
		})
		out = append(out, p)
	}
	return out
}

func (d *decoder) paymentVersion(n *yaml.Node) PaymentVersion {
	v := PaymentVersion{Pos: d.at(n)}
	d.fields(n, "calendrier de paiement", map[string]func(*yaml.Node){
		"effet":     func(n *yaml.Node) { v.Effects = d.effects(n) },
		"fiabilité": d.text(&v.Reliability, "fiabilité"),
		"lu dans":   d.readIn(&v.ReadIn, &v.Unread),
		"doute":     d.text(&v.Doubt, "doute"),
		"quand":     func(n *yaml.Node) { v.Conditions.When = d.conditions(n, "quand") },
		"l'un de":   func(n *yaml.Node) { d.anyOf(n, &v.Conditions) },
		"échéances": func(n *yaml.Node) {
			for _, c := range d.sequence(n, "échéances") {
				var i Installment
				d.fields(c, "échéance", map[string]func(*yaml.Node){
					"mois":  d.text(&i.Month, "mois"),
					"année": d.text(&i.Year, "année"),
					"part":  d.text(&i.Share, "part"),
				})
				v.Installments = append(v.Installments, i)
			}
		},
	})
	return v
}

func (d *decoder) examples(n *yaml.Node) (out []Example) {
	for _, c := range d.sequence(n, "exemples") {
		x := Example{Pos: d.at(c), Note: d.note(c.Line)}
		for _, e := range d.mapping(c, "exemple") {
			switch e.key.S {
			case "nom":
				x.Name = d.scalar(e.value, "nom")
			case "au":
				x.At = d.scalar(e.value, "au")
			case "connu le":
				x.Known = d.scalar(e.value, "connu le")
			case "scénario":
				x.Scenario = d.scalar(e.value, "scénario")
			case "attendu":
				x.Expected = d.scalar(e.value, "attendu")
			default:
				x.Facts = append(x.Facts, Param{e.key, d.scalar(e.value, e.key.S)})
			}
		}
		out = append(out, x)
	}
	return out
}

func (d *decoder) readings(n *yaml.Node) (out []Reading) {
	for _, c := range d.sequence(n, "lectures") {
		var r Reading
		d.fields(c, "lecture", map[string]func(*yaml.Node){
			"nom":       d.text(&r.Name, "nom"),
			"tenue par": d.text(&r.HeldBy, "tenue par"),
			"lu dans":   d.texts(&r.ReadIn, "lu dans"),
			"remplace": func(n *yaml.Node) {
				for _, e := range d.mapping(n, "remplace") {
					r.Replaces = append(r.Replaces, Replacement{e.key, Text{S: flow(e.value), Pos: d.at(e.value)}})
				}
			},
		})
		out = append(out, r)
	}
	return out
}

// flow writes a node on one line, as rule files do.
func flow(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		var parts []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, flow(n.Content[i])+": "+flow(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		var parts []string
		for _, c := range n.Content {
			parts = append(parts, flow(c))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 && isFigure(n.Value) {
		return `"` + n.Value + `"`
	}
	return Scalar(n.Value)
}

// variants rewrites the rule once per reading that replaces something, one dispute at a time, by decoding the file again with
// the replaced nodes.
func (d *decoder) variants(root *yaml.Node, r *Rule) {
	visitDisputes(root, func(holder, list *yaml.Node) {
		dispute := r.disputeAt(d.at(list), d.at(holder))
		if dispute == nil || list.Kind != yaml.SequenceNode {
			return
		}
		for i, reading := range list.Content {
			replaced := child(reading, "remplace")
			if replaced == nil || i >= len(dispute.Readings) {
				continue
			}
			undo := d.replace(holder, replaced)
			var ignored []Finding
			silent := &decoder{file: d.file, findings: &ignored}
			dispute.Readings[i].Variant = silent.rule(root, r.Group)
			undo()
		}
	})
}

func visitDisputes(n *yaml.Node, f func(holder, list *yaml.Node)) {
	for i := 0; i < len(n.Content); i++ {
		if n.Kind == yaml.MappingNode && i%2 == 0 && n.Content[i].Value == "lectures" {
			f(n, n.Content[i+1])
		}
		visitDisputes(n.Content[i], f)
	}
}

func (r *Rule) disputeAt(list, holder Pos) *Dispute {
	for i := range r.Disputes {
		if p := r.Disputes[i].Pos; p == list || p == holder {
			return &r.Disputes[i]
		}
	}
	return nil
}

func child(n *yaml.Node, key string) *yaml.Node {
	if at := slot(n, key); at != nil {
		return *at
	}
	return nil
}

// replace puts the other content in place and returns what puts the first one back.
func (d *decoder) replace(holder, replaced *yaml.Node) (undo func()) {
	undo = func() {}
	for i := 0; i+1 < len(replaced.Content); i += 2 {
		path, content := replaced.Content[i], replaced.Content[i+1]
		target, last := holder, path.Value
		if first, rest, nested := strings.Cut(path.Value, "."); nested {
			target, last = child(holder, first), rest
		} else if act := child(holder, "acte"); slot(act, last) != nil { // what an act excludes or accompanies is named without its block
			target = act
		}
		before := undo
		switch old := slot(target, last); {
		case target == nil || target.Kind != yaml.MappingNode:
			d.report(d.at(path), "lecture.chemin", "« %s » n'existe pas à l'endroit de cette lecture", path.Value)
		case old != nil:
			kept := *old
			*old = content
			undo = func() { *old = kept; before() }
		default:
			n := len(target.Content)
			target.Content = append(target.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: last, Line: path.Line, Column: path.Column}, content)
			undo = func() { target.Content = target.Content[:n]; before() }
		}
	}
	return undo
}

// slot returns where the value of a key hangs, nil when the key is absent.
func slot(n *yaml.Node, key string) **yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return &n.Content[i+1]
		}
	}
	return nil
}
