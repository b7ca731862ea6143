package compile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// kinds maps the type words of entrees.yaml.
var kinds = map[string]plan.Kind{
	"oui_non": plan.YesNo, "entier": plan.Integer, "decimal": plan.Decimal, "choix": plan.Choice,
	"date": plan.Date, "montant": plan.Money, "code": plan.Code, "liste": plan.Events,
}

// Dates run from the first day that any rule could need to the last.
var (
	firstDate = day.MustParse("1900-01-01")
	lastDate  = day.MustParse("2100-12-31")
)

// gatherCodes lists every code that a rule bills, a row bears or a cell names, and the codes of each rule and group.
func (c *compiler) gatherCodes() {
	c.codesOf = map[string][]string{}
	all := map[string]bool{}
	codeFacts := map[string]bool{}
	priced := map[string][]string{} // by the fact that holds the code, the codes that tables name
	for _, f := range c.book.Facts {
		codeFacts[f.Name.S] = f.Type.S == "code"
	}
	for _, r := range c.book.Rules {
		var own []string
		if r.Act != nil && r.Act.Code.Given() && !codeFacts[r.Act.Code.S] {
			own = append(own, r.Act.Code.S)
		}
		cells := func(list []law.Condition) {
			for _, cond := range list {
				if codeFacts[cond.Thing.S] {
					for _, item := range cond.Cell.Items {
						if isCode(item.S) {
							all[item.S] = true
						}
					}
				}
			}
		}
		each := func(k law.Conditions) {
			cells(k.When)
			for _, group := range k.AnyOf {
				cells(group)
			}
		}
		each(r.Conditions)
		for _, p := range r.Parts {
			each(p.Conditions)
			for _, v := range p.Versions {
				each(v.Conditions)
				for _, row := range v.Table {
					cells(row.Cells)
					if row.Code.Given() {
						own = append(own, row.Code.S)
					}
					for _, cell := range row.Cells {
						if codeFacts[cell.Thing.S] {
							for _, item := range cell.Cell.Items {
								if isCode(item.S) {
									priced[cell.Thing.S] = append(priced[cell.Thing.S], item.S)
								}
							}
						}
					}
				}
			}
		}
		if r.Act == nil {
			continue
		}
		c.bills(r, own)
		for _, code := range own {
			all[code] = true
		}
	}
	for _, r := range c.book.Rules {
		if r.Act != nil {
			c.bills(r, priced[r.Act.Code.S])
		}
	}
	for code := range all {
		c.codes = append(c.codes, code)
	}
	slices.Sort(c.codes)
}

// bills adds codes to those of an act and of its groups.
func (c *compiler) bills(r *law.Rule, codes []string) {
	names := []string{r.Key.S}
	for _, g := range r.Act.Groups {
		names = append(names, g.S)
	}
	codes = slices.Compact(slices.Sorted(slices.Values(codes)))
	for _, name := range names {
		c.codesOf[name] = append(c.codesOf[name], codes...)
	}
}

// isCode tells a code (capitals and digits) from a word of the grammar or a group.
func isCode(s string) bool {
	return s != "" && s == strings.ToUpper(s) && !strings.ContainsAny(s, " ,")
}

func (c *compiler) declareFacts() {
	p := c.plan
	for _, f := range c.book.Facts {
		if !c.once(c.facts, f.Name, len(p.Facts), "le fait") {
			continue
		}
		kind, ok := kinds[f.Type.S]
		if !ok {
			c.report(or(f.Type.Pos, f.Name.Pos), "fichier.valeur", "%s : type « %s » inconnu — oui_non, entier, decimal, choix, date, montant, code ou liste", f.Name.S, f.Type.S)
		}
		out := plan.Fact{
			Name: f.Name.S, Label: f.Label.S, Kind: kind, Unit: f.Unit.S, Path: f.Path.S, PracticePath: f.PracticePath.S,
			Question: f.Question.S, IfYes: f.IfYes.S, IfNo: f.IfNo.S, Subject: f.Subject.S, Adjustable: f.Adjustable, NeverAllowed: f.NeverAllowed, NullIsNone: f.Null.S == "aucun",
			Given: f.Given.S, Quantity: f.Quantity.S, Pos: place(f.Name.Pos),
		}
		c.domain(&out, f)
		p.Facts = append(p.Facts, out)
	}
	for _, l := range c.book.Lists {
		list := plan.List{Name: l.Name.S}
		for _, f := range l.Facts {
			list.Facts = append(list.Facts, f.S)
		}
		p.Lists = append(p.Lists, list)
	}
	words := map[string]int{}
	for i, w := range c.book.Words {
		if c.once(words, w.Name, i, "le mot") {
			p.Words = append(p.Words, plan.Word{Name: w.Name.S, Label: w.Label.S})
		}
	}
	slices.SortFunc(p.Words, func(a, b plan.Word) int { return strings.Compare(a.Name, b.Name) })
}

func or(a, b law.Pos) law.Pos {
	if a.Line > 0 {
		return a
	}
	return b
}

func (c *compiler) domain(out *plan.Fact, f law.Fact) {
	if f.Decimals.Given() {
		n, err := strconv.Atoi(f.Decimals.S)
		if err != nil || n < 0 || n > 4 {
			c.report(f.Decimals.Pos, "fichier.valeur", "décimales : un nombre de 0 à 4 est attendu, « %s » trouvé", f.Decimals.S)
		}
		out.Scale = n
	}
	switch out.Kind {
	case plan.YesNo:
		out.Hi = 1
	case plan.Date:
		out.Lo, out.Hi = int64(firstDate), int64(lastDate)
	case plan.Code:
		out.Words = c.codes
		out.Hi = int64(len(c.codes)) // the last value stands for every other code
	case plan.Choice:
		for i, w := range f.Words {
			out.Words = append(out.Words, w.S)
			if f.Labels[i].Given() {
				out.Labels = append(out.Labels, f.Labels[i].S)
			} else {
				out.Labels = append(out.Labels, strings.ReplaceAll(w.S, "_", " "))
			}
		}
		out.Hi = int64(len(out.Words)) - 1
		if out.Hi < 0 {
			c.report(f.Name.Pos, "fichier.cle", "%s : un choix dit ses mots avec « parmi »", f.Name.S)
		}
	case plan.Integer, plan.Decimal, plan.Money:
		lo, hi, ok := strings.Cut(f.Domain.S, " à ")
		if !ok {
			c.report(or(f.Domain.Pos, f.Name.Pos), "fichier.cle", "%s : un nombre dit son « domaine », par exemple 0 à 130", f.Name.S)
			return
		}
		scale := out.Scale
		if out.Kind == plan.Money {
			out.Scale = 2 // a money fact is given in cents: its domain is written in cents too
			scale = 0
		}
		var err1, err2 error
		out.Lo, err1 = money.ParseDecimal(lo, scale)
		out.Hi, err2 = money.ParseDecimal(hi, scale)
		if err1 != nil || err2 != nil || out.Lo > out.Hi {
			c.report(f.Domain.Pos, "fichier.valeur", "domaine « %s » : deux nombres croissants séparés par « à » sont attendus", f.Domain.S)
		}
	}
}

// finishFacts resolves defaults and fallbacks, which may name rules and parts.
func (c *compiler) finishFacts() {
	for _, f := range c.book.Facts {
		i := c.facts[f.Name.S]
		out := &c.plan.Facts[i]
		if f.Default.Given() {
			cell := c.cell(law.Cell{Items: []law.Text{f.Default}, Pos: f.Default.Pos}, plan.Ref{Kind: plan.ToFact, Index: i}, nil)
			if len(cell.In) == 1 && cell.In[0].Lo == cell.In[0].Hi {
				v := cell.In[0].Lo
				out.Default = &v
			} else {
				c.report(f.Default.Pos, "fichier.valeur", "absent vaut : une seule valeur du fait est attendue, « %s » trouvé", f.Default.S)
			}
		}
		if f.Fallback != nil {
			out.Fallback = c.fallback(f.Fallback)
		}
	}
}

func (c *compiler) fallback(f *law.Fallback) *plan.Fallback {
	out := &plan.Fallback{Rule: -1}
	for _, n := range f.Names {
		if i, ok := c.facts[n.S]; ok {
			out.Facts = append(out.Facts, i)
		} else if i, ok := c.rules[n.S]; ok {
			out.Rule = i
		} else {
			c.report(n.Pos, "fait.inconnu", "à défaut : « %s » n'est ni un fait ni une règle%s", n.S, suggest(n.S, c.facts))
		}
	}
	if f.Sum == nil {
		return out
	}
	sum := &plan.Sum{Over: f.Sum.Over.S, Times: f.Sum.Times.S}
	if f.Sum.Of.S != "1" {
		ref, ok := c.thing(f.Sum.Of, -1)
		if ok {
			sum.Of = &ref
		}
	}
	sum.When = c.conditions(f.Sum.When, -1)
	if !slices.ContainsFunc(c.plan.Lists, func(l plan.List) bool { return l.Name == sum.Over }) {
		c.report(f.Sum.Over.Pos, "fait.inconnu", "somme : « %s » n'est pas une liste de entrees.yaml", sum.Over)
	}
	out.Sum = sum
	return out
}
