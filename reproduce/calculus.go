package reproduce

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// World answers what figures are computed from besides published ones. A reason that is not empty says why there is no answer, in French.
type World interface {
	// Rule is what a rule gives, in its unit: euros, patients, percent.
	Rule(q Query) (*big.Rat, string)
	// Population is a statistic of a population, and whether the population was made on that very figure.
	Population(q Statistic) (value *big.Rat, fitted bool, why string)
	// Reimbursed is a sum of a monthly file, in euros or acts.
	Reimbursed(q Month) (*big.Rat, string)
}

// Query is a question to a rule.
type Query struct {
	Rule     string `json:"regle"`
	At       string `json:"au"`
	Scenario string `json:"scenario"`
	Facts    map[string]any
}

// Statistic is a question to a population: what it gives of a published margin, the mean of what a rule pays to the doctors that it pays or
// for a patient of their lists, or what a scenario costs by a rule.
type Statistic struct {
	Margin    string `json:"marge"`
	Mean      string `json:"moyenne"`     // a rule on doctors
	Patient   string `json:"par_patient"` // a rule on patients, its mean over those of every list
	Cost      string `json:"cout"`        // a rule on doctors
	At        string `json:"au"`
	Scenario  string `json:"scenario"`
	Specialty string `json:"specialite"` // of the doctors counted
	// NoPrevention asks that no indicator of prevention is met.
	NoPrevention bool `json:"sans_prevention"`
}

// Reimbursed is the measure of what was reimbursed; the other is what was spent.
const Reimbursed = "rembourse"

// Month is a question to a monthly file.
type Month struct {
	Measure string `json:"damir"`
	Nature  int    `json:"prs_nat"`
	Month   string `json:"mois"`
}

// calculus reads one declared calculus.
type calculus struct {
	book  *Book
	world World
	used  []string // titles of what it reads
	made  bool     // it reads a margin on which the population was made
}

// operations on a list of terms. Each says how many it takes, 0 for any.
var operations = map[string]struct {
	terms int
	of    func(list []*big.Rat) *big.Rat
}{
	"somme":      {0, func(l []*big.Rat) *big.Rat { return fold(l, (*big.Rat).Add) }},
	"produit":    {0, func(l []*big.Rat) *big.Rat { return fold(l, (*big.Rat).Mul) }},
	"difference": {2, func(l []*big.Rat) *big.Rat { return fold(l, (*big.Rat).Sub) }},
	"quotient":   {2, quotient},
	"pour_cent":  {2, func(l []*big.Rat) *big.Rat { return times(quotient(l), hundred) }},
	"croissance": {2, func(l []*big.Rat) *big.Rat {
		return times(quotient([]*big.Rat{new(big.Rat).Sub(l[1], l[0]), l[0]}), hundred)
	}},
}

var hundred = big.NewRat(100, 1)

func fold(list []*big.Rat, step func(z, x, y *big.Rat) *big.Rat) *big.Rat {
	out := new(big.Rat).Set(list[0])
	for _, n := range list[1:] {
		step(out, out, n)
	}
	return out
}

// quotient is nil when it divides by zero.
func quotient(l []*big.Rat) *big.Rat {
	if l[1].Sign() == 0 {
		return nil
	}
	return new(big.Rat).Quo(l[0], l[1])
}

func times(a, b *big.Rat) *big.Rat {
	if a == nil {
		return nil
	}
	return new(big.Rat).Mul(a, b)
}

// read computes a term: a number, series@mark, an operation, or a question to the world.
func (c *calculus) read(raw json.RawMessage) (*big.Rat, string) {
	text := strings.TrimSpace(string(raw))
	switch {
	case strings.HasPrefix(text, `"`):
		var name string
		if err := json.Unmarshal(raw, &name); err != nil {
			return nil, fault(err)
		}
		p, err := c.book.point(name)
		if err != nil {
			return nil, fault(err)
		}
		c.use(title(p))
		return p.Value, ""
	case !strings.HasPrefix(text, "{"):
		n, ok := new(big.Rat).SetString(text)
		if !ok {
			return nil, fault(fmt.Errorf("%s is no number", text))
		}
		return n, ""
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return nil, fault(err)
	}
	for name, op := range operations {
		if terms, ok := object[name]; ok && len(object) == 1 {
			return c.operate(name, op.terms, op.of, terms)
		}
	}
	if series, ok := object["somme_des_annees"]; ok {
		return c.years(series)
	}
	return c.ask(raw, object)
}

func (c *calculus) operate(name string, terms int, of func([]*big.Rat) *big.Rat, raw json.RawMessage) (*big.Rat, string) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 || terms > 0 && len(list) != terms {
		return nil, fault(fmt.Errorf("%s of %s", name, raw))
	}
	var values []*big.Rat
	for _, one := range list {
		v, why := c.read(one)
		if why != "" {
			return nil, why
		}
		values = append(values, v)
	}
	if v := of(values); v != nil {
		return v, ""
	}
	return nil, "une division par zéro"
}

// years adds the points of a series that are of a year.
func (c *calculus) years(raw json.RawMessage) (*big.Rat, string) {
	var key string
	if err := json.Unmarshal(raw, &key); err != nil {
		return nil, fault(err)
	}
	out, found := new(big.Rat), false
	for _, p := range c.book.Series(key) {
		if len(p.Mark) == 4 && p.Value != nil && strings.Trim(p.Mark, "0123456789") == "" {
			if !found {
				c.use(p.Title + ", année par année")
			}
			out.Add(out, p.Value)
			found = true
		}
	}
	if !found {
		return nil, fault(fmt.Errorf("no year of %q", key))
	}
	return out, ""
}

// ask questions the world.
func (c *calculus) ask(raw json.RawMessage, object map[string]json.RawMessage) (*big.Rat, string) {
	switch {
	case object["regle"] != nil:
		q := Query{Facts: map[string]any{}}
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, fault(err)
		}
		var facts map[string]json.RawMessage
		if object["faits"] != nil {
			if err := json.Unmarshal(object["faits"], &facts); err != nil {
				return nil, fault(err)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(facts)) {
			v, err := c.fact(facts[name])
			if err != nil {
				return nil, fault(err)
			}
			q.Facts[name] = v
		}
		c.use("règle « " + q.Rule + " »")
		return c.world.Rule(q)
	case object["population"] != nil:
		var q Statistic
		if err := strictly(object["population"], &q); err != nil {
			return nil, fault(err)
		}
		c.use("population")
		v, fitted, why := c.world.Population(q)
		c.made = c.made || fitted
		return v, why
	case object["damir"] != nil:
		var q Month
		if err := strictly(raw, &q); err != nil {
			return nil, fault(err)
		}
		c.use("fichier Open Damir")
		return c.world.Reimbursed(q)
	}
	return nil, fault(fmt.Errorf("no operation in %s", raw))
}

// fact reads the value of a fact: what is written, a published figure, the cents of one, {"centimes": …}, or a mark that is a number,
// {"nombre": …}.
func (c *calculus) fact(raw json.RawMessage) (any, error) {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	factor := int64(1)
	if object, ok := v.(map[string]any); ok {
		if text, ok := object["nombre"].(string); ok {
			return json.Number(text), nil
		}
		v, factor = object["centimes"], 100
	}
	name, ok := v.(string)
	if !ok || !strings.Contains(name, "@") {
		return v, nil
	}
	p, err := c.book.point(name)
	if err != nil {
		return nil, err
	}
	c.use(title(p))
	n := new(big.Rat).Mul(p.Value, big.NewRat(factor, 1))
	return *number(n, 2), nil
}

func (c *calculus) use(what string) {
	if !slices.Contains(c.used, what) {
		c.used = append(c.used, what)
	}
}

// words says what a calculus reads.
func (c *calculus) words() string { return strings.Join(c.used, " ; ") }

// fault is a mistake of the data, which the tests of the data do not let through.
func fault(err error) string { return "le calcul déclaré ne se lit pas : " + err.Error() }
