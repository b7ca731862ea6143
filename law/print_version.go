package law

import "strings"

func (f *fields) versions(list []*Version) {
	f.items("versions", len(list), func(i, indent int) []string {
		return item(list[i].fields(), list[i].Note, indent, true)
	})
}

func (v *Version) fields() (f fields) {
	f.effects(v.Effects)
	f.text("fiabilité", v.Reliability)
	f.readIn(v.ReadIn, v.Unread)
	f.conditions(v.Conditions)
	f.list("selon", v.Select)
	var caps []string
	for _, c := range v.Caps {
		var one fields
		one.text("nombre", c.Count)
		one.text("par", c.Period)
		one.list("compte", c.Codes)
		caps = append(caps, braces(one))
	}
	f.entries("plafond", 2, caps)
	f.text("multiplié par", v.Multiplier)
	if v.Ends {
		f.add("prend fin", "oui")
	}
	f.text("formule", v.Formula)
	f.value(v.Value)
	f.braces("paramètres", params(v.Params))
	f.prose("non établi", v.NotEstablished)
	f.prose("doute", v.Doubt)
	f.readings(v.Readings)
	rows := table(v.Table)
	f.items("table", len(rows), func(i, _ int) []string { return dashed(rows[i:i+1], v.Table[i].Note) })
	return f
}

func (f *fields) effects(list []Effect) {
	var out []string
	for _, e := range list {
		var one fields
		if e.Never {
			one.add("jamais", "oui")
		}
		one.text("du", e.From)
		one.text("décidé par", e.Act)
		out = append(out, braces(one))
	}
	f.entries("effet", 1, out)
}

func (f *fields) readIn(list []Text, unread bool) {
	if unread {
		f.add("lu dans", "aucun")
		return
	}
	f.list("lu dans", list)
}

func (f *fields) value(v Value) {
	f.text(map[ValueKind]string{Amount: "montant", Rate: "taux", Number: "nombre", Answer: "réponse"}[v.Kind], v.Text)
}

func params(list []Param) (f fields) {
	for _, p := range list {
		f.text(scalar(p.Name), p.Value)
	}
	return f
}

// alignedWidth is how wide a cell may be for its column to be aligned: beyond, spaces would push the rest out of sight.
const alignedWidth = 60

// table writes the rows, aligned as far as all rows have the same keys and something follows.
func table(rows []Row) []string {
	entries := make([][]string, len(rows))
	for i := range rows {
		for _, one := range rows[i].fields() {
			entries[i] = append(entries[i], one.key+": "+one.flow)
		}
	}
	for column := 0; ; column++ {
		width, shared := 0, len(rows) > 0
		for i, e := range entries {
			last := column >= len(rows[i].Cells) && column == len(e)-1
			shared = shared && len(e) > column && !last && keyOf(e[column]) == keyOf(entries[0][column])
			if shared {
				width = max(width, runes(e[column]))
			}
		}
		if !shared || width > alignedWidth {
			break
		}
		for _, e := range entries {
			if column < len(e)-1 {
				e[column] += "," + strings.Repeat(" ", width-runes(e[column]))
			}
		}
	}
	out := make([]string, len(rows))
	for i, e := range entries {
		for k, one := range e {
			switch {
			case k == len(e)-1:
			case strings.HasSuffix(strings.TrimRight(one, " "), ","):
				one += " "
			default:
				one += ", "
			}
			out[i] += one
		}
		out[i] = "{" + out[i] + "}"
	}
	return out
}

func keyOf(entry string) string {
	key, _, _ := strings.Cut(entry, ": ")
	return key
}

func (row *Row) fields() (f fields) {
	f = cells(row.Cells)
	f.text("code", row.Code)
	f = append(f, params(row.Params)...)
	f.value(row.Value)
	f.text("formule", row.Formula)
	f.text("fiabilité", row.Reliability)
	f.readIn(row.ReadIn, row.Unread)
	f.text("doute", row.Doubt)
	return f
}

func (p *Payment) fields() (f fields) {
	f.list("de", p.Parts)
	f.items("versions", len(p.Versions), func(i, indent int) []string {
		return item(p.Versions[i].fields(), Note{}, indent, true)
	})
	return f
}

func (v *PaymentVersion) fields() (f fields) {
	f.effects(v.Effects)
	f.text("fiabilité", v.Reliability)
	f.readIn(v.ReadIn, v.Unread)
	f.prose("doute", v.Doubt)
	f.conditions(v.Conditions)
	var out []string
	for _, i := range v.Installments {
		var one fields
		one.text("mois", i.Month)
		one.text("année", i.Year)
		one.text("part", i.Share)
		out = append(out, braces(one))
	}
	f.entries("échéances", 2, out)
	return f
}

func (x *Example) fields() (f fields) {
	f.text("nom", x.Name)
	f.text("au", x.At)
	f.text("connu le", x.Known)
	f.text("scénario", x.Scenario)
	f = append(f, params(x.Facts)...)
	f.text("attendu", x.Expected)
	return f
}
