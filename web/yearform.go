package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/practice"
)

// yearForm is the form of a practice: what was typed, and what it states.
type yearForm struct {
	plan     *plan.Plan
	values   url.Values
	byPath   map[string]*plan.Fact
	listing  listing
	problems facts.Problems
	asked    map[string]bool // fields whose missing fact decides
	counts   map[string]int64
	past     []practice.Untold // what paid in the year before and no longer does
	held     *heldList         // the list that a file gave; nil when it is typed
	up       *upload           // what was just read, to be confirmed
	moved    bool              // what the form asks of the patients is not what it asked before
	outside  int64             // patients of no class, for want of a fact
}

// started are the answers that the form shows before anything is typed: in sight, and the reader's to change.
var started = url.Values{
	"assistant": {"non"}, "activite.heures_regulation": {"0"}, "activite.demi_journees_avancees": {"0"}, "medecin.cabinet": {"principal"},
}

// sample is a made-up practice, to look at the page without typing; its counts go to the classes in their order.
var sample = struct {
	values url.Values
	counts []int
}{
	url.Values{
		"medecin.specialite": {"medecine_generale"}, "medecin.secteur": {"1"}, "medecin.optam": {"non"}, "medecin.age": {"52"}, "medecin.zone": {"zip"}, "medecin.qpv": {"non"},
		"medecin.premiere_installation": {"01/03/2005"}, "medecin.date_installation": {"01/03/2005"}, "medecin.cabinet": {"principal"},
		"dont.c2s": {"92"}, "numerique.logiciel_segur": {"oui"}, "numerique.lap_certifie": {"oui"}, "numerique.sesam_a_jour": {"oui"},
		"numerique.taux_teleservices": {"72"}, "numerique.fse_carte_vitale_dematerialisee": {"oui"}, "numerique.message_patient": {"oui"},
		"sas.departement_operationnel": {"oui"}, "sas.inscrit_plateforme": {"oui"}, "sas.agenda_visible": {"oui"}, "sas.organisation_territoriale": {"non"},
	},
	[]int{80, 688, 30, 35, 165, 65, 40},
}

func (s *Server) newYearForm(values url.Values, l listing) *yearForm {
	f := &yearForm{plan: s.law.Plan, values: values, byPath: map[string]*plan.Fact{}, listing: l, asked: map[string]bool{}, counts: map[string]int64{}}
	for i := range f.plan.Facts {
		if path := f.plan.Facts[i].PracticePath; path != "" {
			f.byPath[path] = &f.plan.Facts[i]
		}
	}
	return f
}

// fillSample types the made-up practice in.
func (f *yearForm) fillSample() {
	maps.Copy(f.values, started)
	maps.Copy(f.values, sample.values)
	for i, c := range f.listing.Classes {
		f.values.Set(c.Name, itoa(sample.counts[i%len(sample.counts)]))
	}
}

// answered puts the answer of a question, sent by its button as path=value, in the place of its field.
func answered(values url.Values) {
	if name, value, ok := strings.Cut(values.Get("reponse"), "="); ok {
		values.Set(name, value)
	}
	values.Del("reponse")
}

// object states the practice as the JSON of the contract, and whether a list was given.
func (f *yearForm) object(year int) (map[string]any, bool) {
	object := map[string]any{"annee": json.Number(itoa(year))}
	for _, path := range sortedKeys(f.byPath) {
		if strings.HasPrefix(path, patientList+".") || strings.HasPrefix(path, "assistant.") && f.values.Get("assistant") != "oui" {
			continue
		}
		if v, stated := factValue(f.byPath[path], f.values.Get(path)); stated {
			place(object, path, v)
		}
	}
	switch f.values.Get("assistant") {
	case "non":
		object["assistant"] = nil
	case "oui":
		if object["assistant"] == nil {
			object["assistant"] = map[string]any{}
		}
	}
	for _, u := range f.past {
		f.received(u.Rule)
	}
	list := f.list()
	if list != nil {
		object[patientList] = list
	}
	return object, list != nil
}

func sortedKeys(m map[string]*plan.Fact) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// refuse notes a problem of a field.
func (f *yearForm) refuse(name, format string, args ...any) {
	f.problems = append(f.problems, facts.Problem{Path: name, Message: fmt.Sprintf(format, args...)})
}

// mostPatients is the greatest count that a field takes.
const mostPatients = 100_000

// count reads a number of patients; blank is none stated.
func (f *yearForm) count(name string) (int64, bool) {
	text := strings.TrimSpace(f.values.Get(name))
	if text == "" {
		return 0, false
	}
	n, isNumber := number(text).(json.Number)
	c, err := n.Int64()
	if !isNumber || err != nil || c < 0 || c > mostPatients {
		f.refuse(name, "un nombre entier de patients est attendu, de 0 à %d ; « %s » trouvé", mostPatients, text)
		return 0, false
	}
	return c, true
}

// group is some patients alike, on their way to the list.
type group struct {
	count int64
	facts map[string]any
}

// list states the patients: one group per class, cut where a count within the list or a total over it says so. Which class those fall in
// is not asked: no rule of the year makes it matter.
func (f *yearForm) list() []any {
	if f.held != nil {
		if !f.held.Confirmed {
			return nil
		}
		groups := f.listed()
		f.counts, f.outside = f.sorted(groups)
		return elements(groups)
	}
	var groups []group
	given := false
	total := int64(0)
	for _, c := range f.listing.Classes {
		n, stated := f.count(c.Name)
		given = given || stated
		f.counts[c.Name] = n
		if n > 0 {
			groups = append(groups, group{n, maps.Clone(c.facts)})
			total += n
		}
	}
	if !given {
		return nil
	}
	for _, t := range f.listing.Within {
		n, stated := f.count(t.Name)
		f.counts[t.Name] = n
		switch {
		case !stated:
		case n > total:
			f.refuse(t.Name, "%d patients, c'est plus que la liste entière (%d)", n, total)
		default:
			groups = split(groups, n, func(g map[string]any, in bool) { g[t.fact.Name] = in == (t.yes == true) })
		}
	}
	for _, t := range f.listing.Totals {
		groups = f.spreadTotal(t, groups, total)
	}
	return elements(groups)
}

// elements states groups as the elements of the list.
func elements(groups []group) []any {
	out := make([]any, 0, len(groups))
	for _, g := range groups {
		g.facts[listCount] = json.Number(itoa(int(g.count)))
		out = append(out, g.facts)
	}
	return out
}

// spreadTotal gives each patient the mean of a total, the rest to the first ones: only the sum counts.
func (f *yearForm) spreadTotal(t tally, groups []group, total int64) []group {
	text := strings.TrimSpace(f.values.Get(t.Name))
	if text == "" || total == 0 {
		return groups
	}
	n, isNumber := number(text).(json.Number)
	sum, err := n.Int64()
	most := t.fact.Hi * total
	if !isNumber || err != nil || sum < 0 || sum > most {
		f.refuse(t.Name, "un nombre entier est attendu, de 0 à %d (%d par patient au plus) ; « %s » trouvé", most, t.fact.Hi, text)
		return groups
	}
	f.counts[t.Name] = sum
	each := sum / total
	return split(groups, sum%total, func(g map[string]any, in bool) {
		one := each
		if in {
			one++
		}
		g[t.fact.Name] = json.Number(itoa(int(one)))
	})
}

// split cuts groups so that n patients are in, the first ones, and says to each group on which side it is.
func split(groups []group, n int64, say func(map[string]any, bool)) []group {
	var out []group
	for _, g := range groups {
		in := min(n, g.count)
		n -= in
		if in > 0 {
			inside := group{in, maps.Clone(g.facts)}
			say(inside.facts, true)
			out = append(out, inside)
		}
		if rest := g.count - in; rest > 0 {
			outside := group{rest, maps.Clone(g.facts)}
			say(outside.facts, false)
			out = append(out, outside)
		}
	}
	return out
}

// summary lists the problems with the name of their field.
func (f *yearForm) summary() []problem {
	labels := map[string]string{"annee": "Année", "connu_le": "Actes connus au", "scenario": "Scénario", "assistant": "Assistant"}
	ids := map[string]string{"connu_le": "m-connu", "scenario": "m-scenario"}
	for _, c := range f.listing.Classes {
		labels[c.Name] = c.Label
	}
	for _, t := range append(f.listing.Within, f.listing.Totals...) {
		labels[t.Name] = t.Label
	}
	for _, u := range f.past {
		labels["recu."+u.Rule] = u.Title
	}
	labels[listFile], labels[listGroups], ids[listGroups] = "Liste de patients", "Liste de patients", fieldID(listFile)
	for _, one := range f.AmongFields() {
		labels[one.Name] = one.Label
	}
	var out []problem
	for _, p := range f.problems {
		one := problem{ID: ids[p.Path], Label: labels[p.Path], Text: p.Message}
		if one.ID == "" {
			one.ID = fieldID(p.Path)
		}
		if fact, ok := f.byPath[p.Path]; ok && one.Label == "" {
			one.Label = bareLabel(fact.Label)
		}
		out = append(out, one)
	}
	return out
}

// fieldOf names the field that states a fact: by its path, or for a fact of the list the count or total that says it.
func (f *yearForm) fieldOf(name string) string {
	if i, ok := f.plan.Fact(name); ok {
		if path := f.plan.Facts[i].PracticePath; path != "" {
			name = path
		} else if sum := f.plan.Facts[i].Fallback; sum != nil && sum.Sum != nil && sum.Sum.Of != nil && sum.Sum.Of.Kind == plan.ToFact {
			name = patientList + "." + f.plan.Facts[sum.Sum.Of.Index].Name
		}
	}
	if member, ok := strings.CutPrefix(name, patientList+"."); ok {
		if f.held != nil {
			for _, one := range f.AmongFields() {
				if one.Name == listAmong+member {
					return one.Name
				}
			}
			return ""
		}
		for _, t := range append(f.listing.Within, f.listing.Totals...) {
			if t.fact.Name == member {
				return t.Name
			}
		}
		return ""
	}
	if _, ok := f.byPath[name]; ok {
		return name
	}
	return ""
}

// lastDay is the day at which a year is asked.
func lastDay(p *plan.Plan, year int) day.Date {
	return min(day.New(year, 12, 31), max(p.To, day.New(year, 1, 1)))
}
