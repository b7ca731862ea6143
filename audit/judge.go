package audit

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// judge holds visits against the rules. It may be shared.
type judge struct {
	pricer  *cotation.Pricer
	plan    *plan.Plan
	options Options
	reader  *reader
	doctor  map[string]any
	usual   map[string]any // ordinary circumstances, by path
	order   []string       // their paths, in the order in which others are tried
	assumed []string
}

// judgement is what is found on one visit.
type judgement struct {
	refused  *Rejection
	billed   int64
	findings []Finding
	question *Question // the one worth most
}

// kept are the facts that are never presumed: who the patient is, and who sent him. What they are worth is asked.
var kept = map[string]bool{
	ageFact: true, monthsFact: true, illnessFact: true, ownFact: true, senderFact: true, "visite.courrier_au_mt": true,
}

func newJudge(pricer *cotation.Pricer, p *plan.Plan, r *reader, o Options) (*judge, error) {
	j := &judge{pricer: pricer, plan: p, options: o, reader: r, doctor: maps.Clone(o.Doctor), usual: map[string]any{}}
	if j.doctor == nil {
		j.doctor = map[string]any{}
	}
	maps.DeleteFunc(j.doctor, func(name string, _ any) bool { // the profile of a practice says more than a visit takes
		path := doctorSection + "." + name
		return factAt(p, path) == nil && slices.ContainsFunc(p.Facts, func(f plan.Fact) bool { return f.PracticePath == path })
	})
	ordinary := cotation.Ordinary()
	for section, raw := range ordinary {
		members, nested := raw.(map[string]any)
		if !nested {
			j.usual[section] = raw // the hour
			continue
		}
		for name, v := range members {
			if path := section + "." + name; section == doctorSection {
				if _, said := j.doctor[name]; !said {
					j.doctor[name] = v
				}
			} else if !kept[path] {
				j.usual[path] = v
			}
		}
	}
	for i := range p.Facts { // circumstances of a visit first, in the order of the rules
		if path := p.Facts[i].Path; j.usual[path] != nil && (p.Facts[i].Kind == plan.YesNo || p.Facts[i].Kind == plan.Choice) {
			j.order = append(j.order, path)
		}
	}
	first := []string{placeFact, motiveFact} // they tell visits apart more than the rest does
	rank := func(path string) int { return (slices.Index(first, path) + len(first) + 1) % (len(first) + 1) }
	slices.SortStableFunc(j.order, func(a, b string) int { return rank(a) - rank(b) })
	j.order = append(j.order, hourColumn)
	for _, name := range []string{"specialite", "secteur"} {
		k, ok := p.Fact(name)
		if !ok {
			continue
		}
		if f := &p.Facts[k]; j.doctor[name] == nil {
			j.doctor[name] = f.Words[0]
			j.assumed = append(j.assumed, f.Label+" : "+explain.Word(f, 0)+" (par défaut)")
		}
	}
	object := map[string]any{doctorSection: j.doctor, "date": p.Verified.String()}
	if _, err := pricer.Read(object, o.Moment); err != nil {
		return nil, err
	}
	j.assumed = append(j.assumed, "circonstances que le fichier ne dit pas : celles d'une visite ordinaire, ou celles que les codes facturés supposent")
	if len(r.lines) > 0 {
		j.assumed = append(j.assumed, "seuls les actes du fichier sont connus : un plafond peut être atteint par des actes d'avant le "+explain.LongDate(r.first))
	}
	return j, nil
}

// object is the visit as the file states it.
func (j *judge) object(v *visit) map[string]any {
	out := map[string]any{"date": v.date.String(), doctorSection: j.doctor, pastMember: history(v.past), "codes": anys(v.codes)}
	for path, raw := range v.facts {
		state(out, path, raw)
	}
	if v.hour != "" {
		out[hourColumn] = v.hour
	}
	return out
}

// history writes past acts as a visit states them.
func history(list []pastAct) []any {
	out := []any{}
	for _, p := range list {
		out = append(out, map[string]any{"code": p.code, "date": p.date.String()})
	}
	return out
}

// state puts a fact into a visit.
func state(object map[string]any, path string, raw any) {
	section, name, nested := strings.Cut(path, ".")
	if !nested {
		object[path] = raw
		return
	}
	members, _ := object[section].(map[string]any)
	members = maps.Clone(members)
	if members == nil {
		members = map[string]any{}
	}
	members[name] = raw
	object[section] = members
}

// get returns a fact of a visit, nil when it is not stated.
func get(object map[string]any, path string) any {
	section, name, nested := strings.Cut(path, ".")
	if !nested {
		return object[path]
	}
	members, _ := object[section].(map[string]any)
	return members[name]
}

func says(object map[string]any, path string) bool { return get(object, path) != nil }

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

func (j *judge) verify(object map[string]any) (*cotation.Verification, error) {
	b, err := j.pricer.ReadBilled(object, j.options.Moment)
	if err != nil {
		return nil, err
	}
	return j.pricer.Verify(b, ""), nil
}

// presume completes a visit with ordinary circumstances, then changes, one by one, those without which a code as billed would not be lawful.
func (j *judge) presume(stated map[string]any) (map[string]any, *cotation.Verification, error) {
	object := maps.Clone(stated)
	for path, v := range j.usual {
		if !says(stated, path) {
			state(object, path, v)
		}
	}
	best, err := j.verify(object)
	if err != nil {
		return object, nil, err
	}
	for faults := unlawful(best); faults > 0; {
		before := faults
		var better map[string]any
		for _, path := range j.order {
			if says(stated, path) {
				continue
			}
			for _, other := range j.others(path) {
				try := maps.Clone(object)
				state(try, path, other)
				v, err := j.verify(try)
				if err != nil {
					continue // circumstances that contradict what is stated
				}
				if n := unlawful(v); n < faults {
					faults, better, best = n, try, v
				}
				if faults == 0 {
					break
				}
			}
			if faults == 0 {
				break
			}
		}
		if faults == before {
			break
		}
		object = better
	}
	return object, best, nil
}

// hours are tried for a visit whose codes ask for another than the ordinary one.
var hours = []any{"21:00", "02:00", "07:00"}

// others lists the values that a circumstance may have beside the ordinary one.
func (j *judge) others(path string) (out []any) {
	if path == hourColumn {
		return hours
	}
	f := factAt(j.plan, path)
	if f.Kind == plan.YesNo {
		usual, _ := j.usual[path].(bool)
		return []any{!usual}
	}
	for _, w := range f.Words {
		if w != j.usual[path] {
			out = append(out, w)
		}
	}
	return out
}

// unlawful counts the codes and pairs that the facts do not allow.
func unlawful(v *cotation.Verification) (n int) {
	for i := range v.Codes {
		if v.Codes[i].Verdict == cotation.Unlawful {
			n++
		}
	}
	for i := range v.Pairs {
		if v.Pairs[i].Verdict == cotation.Unlawful {
			n++
		}
	}
	return n
}

// patient audits the visits of a patient, in time. What may have been forgotten on one counts for the ceilings of the next.
func (j *judge) patient(visits []visit) (out []judgement) {
	var hoped []pastAct
	for i := range visits {
		v := &visits[i]
		one := j.judge(v, hoped)
		for k := range one.findings {
			if f := &one.findings[k]; f.Nature == Forgotten && f.State == answer.ToSpecify {
				hoped = append(hoped, pastAct{f.Code, v.date, v.number})
			}
		}
		out = append(out, one)
	}
	return out
}

// settled reports whether every code and every pair is lawful.
func settled(v *cotation.Verification) bool {
	return !slices.ContainsFunc(v.Codes, func(c cotation.CodeVerdict) bool { return c.Verdict != cotation.Lawful }) &&
		!slices.ContainsFunc(v.Pairs, func(p cotation.PairVerdict) bool { return p.Verdict != cotation.Lawful })
}

// judge audits one visit.
func (j *judge) judge(v *visit, hoped []pastAct) (out judgement) {
	refuse := func(err error) judgement {
		var problems facts.Problems
		text := err.Error()
		if errors.As(err, &problems) && len(problems) > 0 {
			text = problems[0].Path + " : " + problems[0].Message
		}
		return judgement{refused: &Rejection{Line: v.number, Reason: text}}
	}
	if len(v.codes) == 0 {
		if f, ok := j.decode(v); !ok {
			out.findings = append(out.findings, f)
			return out
		}
	}
	stated := j.object(v)
	base, best, err := j.presume(stated)
	if err != nil {
		return refuse(err)
	}
	first := best
	if !settled(best) { // what is presumed is not held against a code
		if first, err = j.verify(stated); err != nil {
			return refuse(err)
		}
	}
	c := &check{judge: j, visit: v, first: first, best: best, base: base, hoped: hoped, out: &out}
	if best.Reason != "" {
		c.find(Finding{Nature: Undecidable, Code: v.codes[0], State: answer.NotCovered, Reason: best.Reason})
		return out
	}
	if best.Total.Known {
		out.billed = best.Total.N
	}
	c.risks()
	if slices.ContainsFunc(out.findings, func(f Finding) bool { return f.State == answer.NotCovered }) {
		return out // what the visit was is not known
	}
	c.forgotten()
	c.amount()
	c.possible()
	return out
}

// decode finds the codes of a line that gives an amount alone.
func (j *judge) decode(v *visit) (Finding, bool) {
	f := Finding{Line: v.number, Linked: append([]int64{}, v.linked...), Date: v.date.String(), Nature: Undecidable, State: answer.ToSpecify, Stake: max(v.cents, 0), Billed: []string{}, Lawful: []string{}, Sources: []explain.Source{}}
	missing := codesColumn
	f.Missing = &missing
	m := j.options.Moment
	m.At = v.date
	d, err := j.pricer.Decode(&cotation.Puzzle{Moment: m, Cents: v.cents, Doctor: j.doctor}, "")
	amount := money.Amount(v.cents).French()
	switch {
	case err != nil || len(d.Combinations) == 0:
		f.Reason = fmt.Sprintf("aucune cotation connue ne donne %s ce jour-là", amount)
	case !d.Unique:
		f.Reason = fmt.Sprintf("%d cotations donnent %s : le code manque", len(d.Combinations), amount)
	default:
		v.codes = slices.Clone(d.Combinations[0].Codes)
		return f, true
	}
	return f, false
}
