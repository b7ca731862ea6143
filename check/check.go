// Package check proves, without running a case, that a body of rules says one thing for everything it covers.
//
// It takes the written law and its compiled plan, and gives findings: tables with a hole or an overlap, exceptions that meet, holes in
// time, figures without a text or graded above their sources, numbers outside versions, calendars that do not add up, parts that nothing
// uses, examples that fail. All of them at once, each with its place, what was found, what was expected and what to do.
//
//	law.Book ──┐
//	           ├─► All ─► findings (docs/constats.md has one section for each code)
//	plan.Plan ─┘
//
// A plan that came with findings may be checked: what did not compile is passed over.
//
// Unstable: only the root package is a promised face.
package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// All returns what is wrong with the rules, sorted by place.
func All(book *law.Book, p *plan.Plan) []law.Finding {
	if len(p.Acts) == 0 { // nothing is dated: the loader said so
		return nil
	}
	c := newChecker(book, p)
	for i := range p.Rules {
		c.rule = i
		c.tables(i)
		c.exceptions(i)
		c.versions(i)
		c.gaps(i)
	}
	for i := range p.Rules {
		if c.rule = i; p.Rules[i].Base >= 0 {
			continue // another reading of a rule: its texts are those of the rule
		}
		c.sources(i)
		c.statement(i)
		c.numbers(i)
		c.params(i)
		c.territory(i)
		c.payments(i)
		c.readings(i)
		c.lineFacts(i)
	}
	c.unused()
	c.codes()
	c.objectives()
	c.examples()
	return law.Sort(c.findings)
}

// Rule returns what is wrong with one rule and its other readings, its examples and sources apart: enough for a rule that was just changed
// in a body of rules already proved.
func Rule(book *law.Book, p *plan.Plan, key string) []law.Finding {
	c := newChecker(book, p)
	base, ok := p.Rule(key)
	if !ok {
		return nil
	}
	for i := range p.Rules {
		if i != base && p.Rules[i].Base != base {
			continue
		}
		c.rule = i
		c.tables(i)
		c.exceptions(i)
		c.versions(i)
		c.gaps(i)
		c.numbers(i)
		c.payments(i)
	}
	return law.Sort(c.findings)
}

// Stale warns of the rules, and of the whole folder, that were last checked against their sources more than a year before today.
func Stale(book *law.Book, today day.Date) []law.Finding {
	var out []law.Finding
	warn := func(on law.Text, what string) {
		if d, err := day.Parse(on.S); err == nil && d.AddMonths(monthsOfTrust) < today {
			out = append(out, law.Finding{
				Code: "verification.ancienne", Pos: on.Pos, Warning: true,
				Message: fmt.Sprintf("%s : dernière vérification le %s, il y a plus d'un an — relisez la source, puis changez « vérifié le »", what, d),
			})
		}
	}
	warn(book.Coverage.Verified, "toutes les règles")
	for _, r := range book.Rules {
		warn(r.CheckedOn, "la règle « "+r.Key.S+" »")
	}
	return law.Sort(out)
}

const monthsOfTrust = 12

// checker walks the plan with the written law beside it.
type checker struct {
	book     *law.Book
	plan     *plan.Plan
	rules    []*law.Rule // parallel to plan.Rules, nil where the book has none
	parts    []*law.Part // parallel to plan.Parts
	dates    []day.Date  // all days at which some version begins
	rule     int         // the rule under way
	reported map[[2]string]bool
	cycle    int // 0: not looked for, 1: none, 2: some
	findings []law.Finding
}

func newChecker(book *law.Book, p *plan.Plan) *checker {
	c := &checker{book: book, plan: p, rules: make([]*law.Rule, len(p.Rules)), parts: make([]*law.Part, len(p.Parts)), reported: map[[2]string]bool{}}
	next := 0
	set := func(r *law.Rule) {
		if next >= len(p.Rules) {
			return
		}
		c.rules[next] = r
		for k, i := range p.Rules[next].Parts {
			c.parts[i] = r.Parts[k]
		}
		next++
	}
	seen := map[string]bool{}
	for _, r := range book.Rules { // in the order in which the plan declares them: a rule, then its other readings
		if seen[r.Key.S] {
			continue
		}
		seen[r.Key.S] = true
		set(r)
		for _, d := range r.Disputes {
			for _, reading := range d.Readings {
				if reading.Variant != nil {
					set(reading.Variant)
				}
			}
		}
	}
	for i := range p.Parts {
		for _, v := range p.Parts[i].Versions {
			for _, e := range v.Effects {
				if !e.Never {
					c.dates = append(c.dates, e.From)
				}
			}
		}
	}
	slices.Sort(c.dates)
	c.dates = slices.Compact(c.dates)
	return c
}

// report adds a finding. In another reading of a rule, what the rule itself was reported for is not said again.
func (c *checker) report(pos law.Pos, code, format string, args ...any) {
	c.add(law.Finding{Code: code, Pos: pos, Message: fmt.Sprintf(format, args...)})
}

func (c *checker) add(f law.Finding) {
	key := [2]string{f.Code, f.Pos.String()}
	if c.plan.Rules[c.rule].Base >= 0 {
		if c.reported[key] {
			return
		}
		f.Message = fmt.Sprintf("dans la lecture « %s » : %s", c.readingName(), f.Message)
	} else {
		c.reported[key] = true
	}
	c.findings = append(c.findings, f)
}

func (c *checker) readingName() string {
	for _, d := range c.plan.Rules[c.plan.Rules[c.rule].Base].Disputes {
		for _, r := range d.Readings {
			if r.Variant == c.rule {
				return r.Name
			}
		}
	}
	return ""
}

// at gives the place of something of the rule under way.
func (c *checker) at(p plan.Pos) law.Pos {
	return law.Pos{File: c.plan.Rules[c.rule].File, Line: p.Line, Column: p.Column}
}

// from gives the first day that the program covers for a rule: visits are covered from a later day than the rest.
func (c *checker) from(rule int) day.Date {
	if strings.Contains("visite, ligne, couple de lignes, acte technique", c.plan.Rules[rule].Row) && c.plan.VisitsFrom > c.plan.From {
		return c.plan.VisitsFrom
	}
	return c.plan.From
}

// moments lists the moments that tell some versions apart: each day at which one begins, as known after each of the acts concerned, in
// each of the scenarios concerned.
func (c *checker) moments(lists ...[]plan.Version) []day.Moment {
	var dates, published []day.Date
	scenarios := []string{""}
	for _, versions := range lists {
		for _, v := range versions {
			for _, e := range v.Effects {
				if !e.Never {
					dates = append(dates, e.From)
				}
				if act := &c.plan.Acts[e.Act]; !act.Scenario {
					published = append(published, act.Published)
				} else if !slices.Contains(scenarios, act.Key) {
					scenarios = append(scenarios, act.Key)
				}
			}
		}
	}
	slices.Sort(dates)
	slices.Sort(published)
	dates, published = slices.Compact(dates), slices.Compact(published)
	var out []day.Moment
	for _, scenario := range scenarios {
		for _, at := range dates {
			out = append(out, day.Moment{At: at, Scenario: scenario})
			for i := range published {
				out = append(out, day.Moment{At: at, Known: &published[i], Scenario: scenario})
			}
		}
	}
	return out
}

// inForce returns the version of a part at a moment, or nil when there is none or it ends the part.
func (c *checker) inForce(part int, m day.Moment) *plan.Version {
	versions := c.plan.Parts[part].Versions
	i := eval.InForce(c.plan, versions, m)
	if i < 0 || versions[i].Ends {
		return nil
	}
	return &versions[i]
}
