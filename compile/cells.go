package compile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/near"
	"github.com/opposable/opposable/plan"
)

// values is what a cell may be about: a thing's kind, domain, words and scale.
type values struct {
	kind   plan.Kind
	domain plan.Set
	words  []string
	scale  int
	unit   plan.UnitKind
	name   string
}

func (c *compiler) valuesOf(r plan.Ref) values {
	v := values{domain: c.plan.Domain(r), name: c.plan.NameOf(r)}
	var u plan.Unit
	switch r.Kind {
	case plan.ToFact:
		f := &c.plan.Facts[r.Index]
		v.kind, v.words, v.scale = f.Kind, f.Words, f.Scale
		switch {
		case f.Kind == plan.Money:
			v.unit = plan.Euro
		case f.Unit == "%":
			v.unit = plan.Percent
		}
		return v
	case plan.ToPart:
		u, v.words = c.plan.Parts[r.Index].Unit, c.plan.Parts[r.Index].Words
	case plan.ToRule:
		u, v.words = c.plan.Rules[r.Index].Unit, c.plan.Rules[r.Index].Words
	}
	v.unit, v.scale = u.Kind, u.Scale()
	switch {
	case u.Kind != plan.Answer:
		v.kind, v.domain = plan.Decimal, plan.Set{{Lo: -1 << 50, Hi: 1 << 50}}
	case len(v.words) > 0:
		v.kind = plan.Choice
	default:
		v.kind = plan.YesNo
	}
	return v
}

// cell types a written cell by the declared type of its thing. The others are the cells of the same column in the other rows: what
// « autres » is the rest of.
func (c *compiler) cell(written law.Cell, r plan.Ref, others func() plan.Set) plan.Cell {
	v := c.valuesOf(r)
	out := plan.Cell{Text: CellText(written)}
	for _, item := range written.Items {
		if item.S == "autres" {
			if others == nil {
				c.report(item.Pos, "table.colonne", "« autres » n'a de sens que dans une ligne de table")
				continue
			}
			out.In = out.In.Or(v.domain.Minus(others()))
			continue
		}
		in, since, problem := c.cellItem(item.S, v)
		if problem != "" {
			c.report(item.Pos, "table.cellule", "%s : %s", v.name, problem)
			continue
		}
		out.In = out.In.Or(in)
		out.Since = append(out.Since, since...)
	}
	return out
}

// CellText writes a cell as its author did: "a" or "[a, b]".
func CellText(written law.Cell) string {
	var items []string
	for _, i := range written.Items {
		items = append(items, i.S)
	}
	if written.List {
		return "[" + strings.Join(items, ", ") + "]"
	}
	return strings.Join(items, ", ")
}

func (c *compiler) cellItem(s string, v values) (plan.Set, []plan.Since, string) {
	if s == "tous" {
		return v.domain, nil, ""
	}
	switch v.kind {
	case plan.YesNo:
		switch s {
		case "oui":
			return plan.Set{{Lo: 1, Hi: 1}}, nil, ""
		case "non":
			return plan.Set{{Lo: 0, Hi: 0}}, nil, ""
		}
		return nil, nil, fmt.Sprintf("« %s » trouvé, oui, non ou tous est attendu", s)
	case plan.Choice, plan.Code:
		return c.words(s, v)
	case plan.Date:
		return dateCell(s, v)
	}
	return numberCell(s, v)
}

func (c *compiler) words(s string, v values) (plan.Set, []plan.Since, string) {
	except, negated := strings.CutPrefix(s, "sauf ")
	list := []string{s}
	if negated {
		list = strings.Split(except, ", ")
	}
	var set plan.Set
	for _, w := range list {
		w = strings.TrimSpace(w)
		members := []string{w}
		if v.kind == plan.Code && !isCode(w) {
			if members = c.codesOf[w]; members == nil {
				return nil, nil, fmt.Sprintf("« %s » n'est ni un code, ni une règle, ni un groupe d'actes", w)
			}
		}
		for _, m := range members {
			i := slices.Index(v.words, m)
			if i < 0 {
				hint := ""
				if meant := near.Word(m, v.words); meant != "" {
					hint = " — vouliez-vous écrire « " + meant + " »"
				}
				return nil, nil, fmt.Sprintf("« %s » n'est pas un mot de ce fait%s", m, hint)
			}
			set = set.Or(plan.Set{{Lo: int64(i), Hi: int64(i)}})
		}
	}
	if negated {
		set = v.domain.Minus(set)
	}
	return set, nil, ""
}

var elapsed = regexp.MustCompile(`^depuis (?:(plus de|moins de) )?(\d+) (jours?|mois|ans?)(?: (au plus|au moins))?$`)

func dateCell(s string, v values) (plan.Set, []plan.Since, string) {
	if s == "jamais" {
		if !slices.ContainsFunc(v.domain, func(i plan.Interval) bool { return i.Lo == plan.Never }) {
			return nil, nil, "« jamais » n'est admis que si le fait dit « jamais: admis »"
		}
		return plan.Set{{Lo: plan.Never, Hi: plan.Never}}, nil, ""
	}
	for prefix, upTo := range map[string]bool{"avant le ": true, "dès le ": false} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			d, err := day.Parse(rest)
			if err != nil {
				return nil, nil, fmt.Sprintf("« %s » n'est pas une date AAAA-MM-JJ qui existe", rest)
			}
			if upTo {
				return plan.Set{{Lo: int64(firstDate), Hi: int64(d) - 1}}, nil, ""
			}
			return plan.Set{{Lo: int64(d), Hi: int64(lastDate)}}, nil, ""
		}
	}
	m := elapsed.FindStringSubmatch(s)
	if m == nil || (m[1] == "") == (m[4] == "") {
		return nil, nil, fmt.Sprintf("« %s » trouvé ; avant le D, dès le D, ou depuis N jours|mois au plus|au moins, depuis plus de N jours|mois est attendu", s)
	}
	n, _ := strconv.Atoi(m[2])
	since := plan.Since{N: n, Months: m[3] == "mois"}
	if strings.HasPrefix(m[3], "an") {
		since.N, since.Months = 12*n, true
	}
	since.Op = map[string]plan.SinceOp{"au plus": plan.AtMost, "au moins": plan.AtLeast, "plus de": plan.MoreThan, "moins de": plan.LessThan}[m[1]+m[4]]
	return nil, []plan.Since{since}, ""
}

var (
	boundCell = regexp.MustCompile(`^(moins de|plus de) (\S+)( €| %)?$`)
	sideCell  = regexp.MustCompile(`^(\S+)( €| %)? et (plus|moins)$`)
	rangeCell = regexp.MustCompile(`^(\S+)( €| %)? à (\S+)( €| %)?$`)
	plainCell = regexp.MustCompile(`^(\S+)( €| %)?$`)
)

func numberCell(s string, v values) (plan.Set, []plan.Since, string) {
	lo, hi := v.domain[0].Lo, v.domain[len(v.domain)-1].Hi
	var problem string
	read := func(number, unit string) int64 {
		switch unit = strings.TrimSpace(unit); {
		case v.unit == plan.Euro && unit != "€" && number != "0":
			problem = fmt.Sprintf("« %s » : un montant s'écrit avec son unité, par exemple 120 €", s)
		case v.unit != plan.Euro && unit == "€", v.unit != plan.Percent && unit == "%":
			problem = fmt.Sprintf("« %s » : l'unité %s n'est pas celle de ce fait", s, unit)
		}
		n, err := money.ParseDecimal(number, v.scale)
		if err != nil {
			problem = fmt.Sprintf("« %s » trouvé ; N, N à M, moins de N, plus de N, N et plus ou N et moins est attendu, décimales avec un point", s)
		}
		return n
	}
	switch {
	case boundCell.MatchString(s):
		m := boundCell.FindStringSubmatch(s)
		if n := read(m[2], m[3]); m[1] == "moins de" {
			hi = min(hi, n-1)
		} else {
			lo = max(lo, n+1)
		}
	case sideCell.MatchString(s):
		m := sideCell.FindStringSubmatch(s)
		if n := read(m[1], m[2]); m[3] == "plus" {
			lo = max(lo, n)
		} else {
			hi = min(hi, n)
		}
	case rangeCell.MatchString(s):
		m := rangeCell.FindStringSubmatch(s)
		a, b := read(m[1], m[4]), read(m[3], m[4])
		if a > b && problem == "" {
			problem = fmt.Sprintf("« %s » : les bornes sont à l'envers", s)
		}
		lo, hi = max(lo, a), min(hi, b)
	case plainCell.MatchString(s):
		m := plainCell.FindStringSubmatch(s)
		n := read(m[1], m[2])
		lo, hi = max(lo, n), min(hi, n)
	default:
		read(s, "")
	}
	if problem != "" {
		return nil, nil, problem
	}
	return plan.NewSet(plan.Interval{Lo: lo, Hi: hi}), nil, ""
}
