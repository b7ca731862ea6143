package law

// fields lists what a rule holds, in the order of the file.
func (r *Rule) fields() (f fields) {
	f.text("règle", r.Key)
	f.text("titre", r.Title)
	f.prose("énoncé", r.Statement)
	f.braces("source", r.Source.fields())
	f.text("pour chaque", r.Row)
	f.text("situation au", r.Situation)
	f.text("anniversaire de", r.Anniversary)
	f.text("unité", r.Unit)
	f.text("poste", r.Item)
	if r.Act != nil {
		f.braces("acte", r.Act.fields())
	}
	f.list("entre", r.Between)
	if o := r.Objective; o != nil {
		var inner fields
		inner.text("numéro", o.Number)
		inner.text("sens", o.Direction)
		inner.list("volets", o.Strands)
		inner.list("compté en", o.CountedIn)
		inner.text("indicateur", o.Indicator)
		inner.text("atteint au", o.ReachedAt)
		inner.text("en avance si", o.AheadIf)
		f.braces("objectif", inner)
	}
	f.conditions(r.Conditions)
	f.text("multiplié par", r.Multiplier)
	f.text("résultat", r.Result)
	f.list("à côté", r.Beside)
	if r.Single && len(r.Parts) == 1 {
		p := r.Parts[0]
		f.text("écarte", p.SetsAside)
		f.text("majore", p.Augments)
		f.text("multiplié par", p.Multiplier)
		f.list("selon", p.Select)
		f.text("formule", p.Formula)
		f.spoken(p.Words)
		f.imported(p.Import)
		f.readings(r.readings())
		f.versions(p.Versions)
	} else {
		f.readings(r.readings())
		f.items("parties", len(r.Parts), func(i, indent int) []string {
			return item(r.Parts[i].fields(r.Multiplier), r.Parts[i].Note, indent, false)
		})
	}
	f.items("paiement", len(r.Payments), func(i, indent int) []string {
		return item(r.Payments[i].fields(), Note{}, indent, false)
	})
	f.items("exemples", len(r.Examples), func(i, _ int) []string {
		return dashed([]string{braces(r.Examples[i].fields())}, r.Examples[i].Note)
	})
	f.prose("doute", r.Doubt)
	f.text("vérifié le", r.CheckedOn)
	return f
}

// readings returns the readings written at the root of the file.
func (r *Rule) readings() []Reading {
	for _, d := range r.Disputes {
		if d.Part == "" {
			return d.Readings
		}
	}
	return nil
}

func (s Source) fields() (f fields) {
	f.text("texte", s.Act)
	f.text("article", s.Article)
	if s.Act.Given() && !s.Article.Given() {
		f.add("article", "null")
	}
	return f
}

func (b *Billable) fields() (f fields) {
	f.text("code", b.Code)
	f.list("groupes", b.Groups)
	f.list("accompagne", b.With)
	f.list("modifie", b.Modified)
	f.list("exclut", b.Without)
	f.text("prise en charge", b.Coverage)
	f.text("feuille", b.Sheet)
	f.text("dépassement", b.Extra)
	return f
}

// fields lists what a part holds; what all parts share is written once, at the root.
func (p *Part) fields(shared Text) (f fields) {
	f.text("nom", p.Name)
	f.text("titre", p.Title)
	f.text("unité", p.Unit)
	f.text("écarte", p.SetsAside)
	f.text("majore", p.Augments)
	f.conditions(p.Conditions)
	f.readings(p.Readings)
	if p.Multiplier.S != shared.S || !shared.Given() {
		f.text("multiplié par", p.Multiplier)
	}
	f.list("selon", p.Select)
	f.text("formule", p.Formula)
	f.spoken(p.Words)
	f.imported(p.Import)
	f.prose("doute", p.Doubt)
	f.versions(p.Versions)
	return f
}

func (f *fields) imported(i *Import) {
	if i == nil {
		return
	}
	var inner fields
	inner.text("nom", i.Name)
	inner.list("clé", i.Key)
	inner.list("colonnes", i.Columns)
	inner.list("unicité", i.Unique)
	inner.text("multiplié par", i.Multiplier)
	f.braces("table importée", inner)
}

// spoken writes how answers are said.
func (f *fields) spoken(words []Param) {
	var inner fields
	for _, w := range words {
		inner.text(w.Name.S, w.Value)
	}
	f.braces("mots", inner)
}

func (f *fields) conditions(c Conditions) {
	f.braces("quand", cells(c.When))
	var groups []string
	for _, g := range c.AnyOf {
		groups = append(groups, braces(cells(g)))
	}
	f.entries("l'un de", 2, groups)
}

func cells(list []Condition) (f fields) {
	for _, c := range list {
		key := scalar(c.Thing)
		f = append(f, field{key: key, flow: c.Cell.flow(), lines: func(int) []string {
			if !c.Cell.List && len(c.Cell.Items) == 1 {
				return []string{key + ": " + standing(c.Cell.Items[0])}
			}
			return []string{key + ": " + c.Cell.flow()}
		}})
	}
	return f
}

func (c Cell) flow() string {
	if !c.List && len(c.Items) == 1 {
		return scalar(c.Items[0])
	}
	return brackets(c.Items)
}

func (f *fields) readings(list []Reading) {
	f.items("lectures", len(list), func(i, _ int) []string {
		r := list[i]
		var one, replaced fields
		one.text("nom", r.Name)
		one.text("tenue par", r.HeldBy)
		one.list("lu dans", r.ReadIn)
		for _, x := range r.Replaces {
			replaced.add(scalar(x.Path), x.Content.S)
		}
		one.braces("remplace", replaced)
		return dashed([]string{braces(one)}, Note{})
	})
}
