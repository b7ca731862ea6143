package check

import (
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// versions proves that the versions of each part follow each other: one at most for each day and act, acts in order, ends that end something.
func (c *checker) versions(rule int) {
	for _, i := range c.plan.Rules[rule].Parts {
		versions := c.plan.Parts[i].Versions
		c.sameDay(versions)
		for j := range versions {
			c.actsInOrder(versions[j].Effects)
			c.end(versions, j)
		}
	}
	for _, p := range c.plan.Rules[rule].Payments {
		for j := range p.Versions {
			c.actsInOrder(p.Versions[j].Effects)
		}
	}
}

// sameDay reports two versions that some moment dates from the same day: nothing would say which one applies.
func (c *checker) sameDay(versions []plan.Version) {
	moments := c.moments(versions)
	for j := range versions {
		for i := range versions[:j] {
			for _, m := range moments {
				d1, s1, ok1 := eval.Dated(c.plan, versions[i].Effects, m)
				d2, s2, ok2 := eval.Dated(c.plan, versions[j].Effects, m)
				if !ok1 || !ok2 || d1 != d2 || s1 != s2 {
					continue
				}
				pos := versions[j].Pos
				if n := len(versions[j].Effects); n > 0 {
					pos = versions[j].Effects[n-1].Pos
				}
				c.report(c.at(pos), "temps.meme_jour", "deux versions commencent le %s : celle-ci et celle de %s — rien ne dit laquelle s'applique : changez une date ou retirez une version", d1, line(versions[i].Pos))
				break
			}
		}
	}
}

// actsInOrder reports an effect whose act was published before that of the line above.
func (c *checker) actsInOrder(effects []plan.Effect) {
	last := -1
	for i, e := range effects {
		act := &c.plan.Acts[e.Act]
		if act.Scenario || act.Published == 0 {
			continue
		}
		if last >= 0 && act.Published < c.plan.Acts[effects[last].Act].Published {
			c.report(c.at(e.Pos), "temps.ordre", "« %s » (publié le %s) vient après « %s » (publié le %s) — les lignes d'« effet » vont de l'acte le plus ancien au plus récent",
				act.Key, act.Published, c.plan.Acts[effects[last].Act].Key, c.plan.Acts[effects[last].Act].Published)
		}
		last = i
	}
}

// end reports a « prend fin » that ends nothing, or that something follows after a while.
func (c *checker) end(versions []plan.Version, j int) {
	v := &versions[j]
	if !v.Ends {
		return
	}
	if v.Value != nil || v.Table != nil || v.NotEstablished != "" || len(v.Params) > 0 {
		c.report(c.at(v.Pos), "temps.fin", "une version qui prend fin ne donne rien : retirez sa valeur, ou « prend fin »")
	}
	now := day.Moment{}
	end, scenario, exists := eval.Dated(c.plan, v.Effects, now)
	if n := len(v.Effects); n > 0 && c.plan.Acts[v.Effects[n-1].Act].Scenario {
		now.Scenario = c.plan.Acts[v.Effects[n-1].Act].Key
		end, scenario, exists = eval.Dated(c.plan, v.Effects, now)
	}
	if !exists {
		return
	}
	before := false
	next := -1
	for i := range versions {
		d, s, ok := eval.Dated(c.plan, versions[i].Effects, now)
		if !ok || i == j {
			continue
		}
		before = before || d < end || scenario && !s && d <= end
		if d > end && s == scenario && !versions[i].Ends && (next < 0 || d < c.begins(versions[next].Effects, now)) {
			next = i
		}
	}
	switch {
	case !before:
		c.report(c.at(v.Pos), "temps.fin", "rien n'était en vigueur avant le %s : il n'y a rien à finir — retirez cette version ou corrigez sa date", end)
	case next >= 0:
		c.report(c.at(v.Pos), "temps.trou", "la partie prend fin le %s et reprend le %s (%s) : rien ne s'applique entre les deux — si la reprise est reportée, la fin l'est aussi : ajoutez-lui la même ligne d'« effet »",
			end, c.begins(versions[next].Effects, now), line(versions[next].Pos))
	}
}

func (c *checker) begins(effects []plan.Effect, m day.Moment) day.Date {
	d, _, _ := eval.Dated(c.plan, effects, m)
	return d
}

// gaps reports what a part or a result multiplies, or reads as a column, on days when it does not exist while the rest goes on.
func (c *checker) gaps(rule int) {
	if c.cyclic() {
		return
	}
	scenarios := []string{""}
	for _, a := range c.plan.Acts {
		if a.Scenario {
			scenarios = append(scenarios, a.Key)
		}
	}
	g := &gaps{checker: c, seen: map[[2]plan.Ref]bool{}}
	from := c.from(rule)
	for _, scenario := range scenarios {
		for _, at := range append([]day.Date{from}, c.dates...) {
			if at < from || c.plan.To > 0 && at > c.plan.To {
				continue
			}
			g.moment = day.Moment{At: at, Scenario: scenario}
			g.look(rule)
		}
	}
}

// cyclic reports whether the plan has a cycle, in which case what exists cannot be told.
func (c *checker) cyclic() bool {
	if c.cycle == 0 {
		c.cycle = 1
		open, done := map[plan.Ref]bool{}, map[plan.Ref]bool{}
		var visit func(r plan.Ref) bool
		visit = func(r plan.Ref) bool {
			if done[r] || open[r] {
				return open[r]
			}
			open[r] = true
			found := slices.ContainsFunc(c.plan.Reads(r), visit)
			open[r], done[r] = false, true
			return found
		}
		for i := range c.plan.Rules {
			if visit(plan.Ref{Kind: plan.ToRule, Index: i}) {
				c.cycle = 2
			}
		}
		for i := range c.plan.Parts {
			if visit(plan.Ref{Kind: plan.ToPart, Index: i}) {
				c.cycle = 2
			}
		}
	}
	return c.cycle == 2
}
