package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/practice"
)

// The fields of a list of patients that comes from a file. The server keeps nothing: between two answers the page holds the groups of
// patients alike and what their reading said, and no line of the file.
const (
	listFile      = "fichier"
	listGroups    = "liste"
	listSaid      = "liste.dit"
	listConfirmed = "liste.oui"
	listMove      = "liste.geste" // confirmer or retirer
	listColumn    = "colonne."    // then the fact
	listAmong     = "parmi."      // then a fact that some patients lack
)

// mostUntold is how many rejected lines a page holds one by one.
const mostUntold = 20

// heldList is a list of patients that was read from a file.
type heldList struct {
	Report    practice.ListReport
	Confirmed bool
	Facts     []*plan.Fact // in the order of the groups
	Groups    []heldGroup

	text string // the groups, as the page holds them
	said string
}

// heldGroup is patients alike: -1 where a fact is missing.
type heldGroup struct {
	facts []int64
	count int64
}

const noFact = -1

// newHeldList keeps what was read from a file.
func newHeldList(p *plan.Plan, groups []map[string]any, report *practice.ListReport) *heldList {
	l := &heldList{Report: *report}
	l.Report.Rejected = report.Rejected[:min(len(report.Rejected), mostUntold)]
	for i := range p.Facts {
		member, inList := strings.CutPrefix(p.Facts[i].PracticePath, patientList+".")
		if inList && member != listCount {
			l.Facts = append(l.Facts, &p.Facts[i])
		}
	}
	for _, g := range groups {
		one := heldGroup{count: g[listCount].(int64)}
		for _, f := range l.Facts {
			n := int64(noFact)
			switch v := g[f.Name].(type) {
			case bool:
				n = truth(v)
			case int64:
				n = v
			}
			one.facts = append(one.facts, n)
		}
		l.Groups = append(l.Groups, one)
	}
	l.write()
	return l
}

// listCount is the fact that says how many patients are alike.
const listCount = "effectif"

func truth(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// write makes the text that the page holds: the names of the facts, then a group a line.
func (l *heldList) write() {
	var b strings.Builder
	for _, f := range l.Facts {
		b.WriteString(f.Name + " ")
	}
	b.WriteString(listCount)
	for _, g := range l.Groups {
		b.WriteByte('\n')
		for _, n := range g.facts {
			if n == noFact {
				b.WriteString("- ")
				continue
			}
			b.WriteString(strconv.FormatInt(n, 10) + " ")
		}
		b.WriteString(strconv.FormatInt(g.count, 10))
	}
	said, err := json.Marshal(l.Report)
	if err != nil {
		panic(err) // texts and whole numbers alone
	}
	l.text, l.said = b.String(), string(said)
}

// readHeldList reads back what the page holds; nil when it holds no list.
func readHeldList(p *plan.Plan, values url.Values) (*heldList, error) {
	text := strings.TrimSpace(strings.ReplaceAll(values.Get(listGroups), "\r", ""))
	if text == "" {
		return nil, nil
	}
	broken := facts.Refuse(listGroups, "la liste que cette page gardait ne se lit plus : choisissez à nouveau votre fichier")
	l := &heldList{Confirmed: values.Get(listConfirmed) == "oui"}
	if json.Unmarshal([]byte(values.Get(listSaid)), &l.Report) != nil {
		return nil, broken
	}
	head, rest, _ := strings.Cut(text, "\n")
	names := strings.Fields(head)
	if len(names) < 2 || names[len(names)-1] != listCount {
		return nil, broken
	}
	for _, name := range names[:len(names)-1] {
		i, ok := p.Fact(name)
		if !ok || p.Facts[i].PracticePath != patientList+"."+name {
			return nil, broken
		}
		l.Facts = append(l.Facts, &p.Facts[i])
	}
	for line := range strings.Lines(rest) {
		cells := strings.Fields(line)
		if len(cells) != len(names) {
			return nil, broken
		}
		g := heldGroup{}
		for k, cell := range cells {
			n, err := strconv.ParseInt(cell, 10, 32)
			switch {
			case cell == "-" && k < len(l.Facts):
				n = noFact
			case err != nil || n < 0 || k < len(l.Facts) && (n < l.Facts[k].Lo || n > l.Facts[k].Hi):
				return nil, broken
			}
			if k == len(l.Facts) {
				g.count = n
			} else {
				g.facts = append(g.facts, n)
			}
		}
		l.Groups = append(l.Groups, g)
	}
	l.text, l.said = text, values.Get(listSaid)
	return l, nil
}

// Text and Said are what the page holds.
func (l *heldList) Text() string { return l.text }

// Said is the report of the reading.
func (l *heldList) Said() string { return l.said }

// Patients is how many the list counts.
func (l *heldList) Patients() int64 {
	n := int64(0)
	for _, g := range l.Groups {
		n += g.count
	}
	return n
}

// lacking counts the patients who lack a fact.
func (l *heldList) lacking(k int) int64 {
	n := int64(0)
	for _, g := range l.Groups {
		if g.facts[k] == noFact {
			n += g.count
		}
	}
	return n
}

// found says what the groups hold for a column: the reader sees at once that it is not the right one.
func (l *heldList) found(name string) string {
	switch name {
	case listBirth:
		name = "age"
	case listCount:
		return counted(int(l.Patients()), "patient", "patients")
	case listReference:
		return "pour trouver les doublons, puis oublié"
	}
	k := slices.IndexFunc(l.Facts, func(f *plan.Fact) bool { return f.Name == name })
	if k < 0 {
		return ""
	}
	var yes, no, known, lo, hi int64
	lo = l.Facts[k].Hi
	for _, g := range l.Groups {
		n := g.facts[k]
		if n == noFact {
			continue
		}
		known += g.count
		lo, hi = min(lo, n), max(hi, n)
		yes += n * g.count
		no += (1 - n) * g.count
	}
	text := "rien de lisible"
	switch {
	case known > 0 && l.Facts[k].Kind == plan.YesNo:
		text = whole(yes) + " oui, " + whole(no) + " non"
	case known > 0:
		text = fmt.Sprintf("de %d à %d", lo, hi)
	}
	if n := l.lacking(k); n > 0 {
		text += ", " + whole(n) + " sans réponse"
	}
	return text
}

// listed states the list, each missing fact shared out as the reader supposes.
func (f *yearForm) listed() []group {
	l := f.held
	groups := make([]group, 0, len(l.Groups))
	for _, g := range l.Groups {
		one := group{g.count, map[string]any{}}
		for k, fact := range l.Facts {
			if g.facts[k] != noFact {
				one.facts[fact.Name] = jsonOf(facts.Decoded(fact, g.facts[k]))
			}
		}
		groups = append(groups, one)
	}
	for k, fact := range l.Facts {
		lacking := l.lacking(k)
		name := listAmong + fact.Name
		text := strings.TrimSpace(f.values.Get(name))
		if lacking == 0 || text == "" {
			continue
		}
		most := lacking * f.mostEach(fact)
		n, isNumber := number(text).(json.Number)
		sum, err := n.Int64()
		if !isNumber || err != nil || sum < 0 || sum > most {
			f.refuse(name, "un nombre entier est attendu, de 0 à %d ; « %s » trouvé", most, clipped(text))
			continue
		}
		groups = shareOut(groups, fact, sum, lacking)
	}
	return groups
}

// mostEach is the most that one patient adds to a sum of a fact.
func (f *yearForm) mostEach(fact *plan.Fact) int64 {
	if fact.Kind == plan.YesNo {
		return 1
	}
	return fact.Hi
}

// shareOut gives a sum to the patients who lack a fact: to each group in proportion of its patients, the same to all of a group but for the
// units left over.
func shareOut(groups []group, fact *plan.Fact, sum, lacking int64) []group {
	say := func(n int64) any {
		if fact.Kind == plan.YesNo {
			return n != 0
		}
		return json.Number(itoa(int(n)))
	}
	var out []group
	var before int64 // patients who lacked it so far, to round the parts so that they make the sum
	for _, g := range groups {
		if _, known := g.facts[fact.Name]; known || g.count == 0 {
			out = append(out, g)
			continue
		}
		part := (before+g.count)*sum/lacking - before*sum/lacking
		before += g.count
		each, rest := part/g.count, part%g.count
		out = append(out, split([]group{g}, rest, func(one map[string]any, in bool) { one[fact.Name] = say(each + truth(in)) })...)
	}
	return out
}

// sorted counts the patients of each class, and those whom a missing fact leaves in none.
func (f *yearForm) sorted(groups []group) (classed map[string]int64, outside int64) {
	classed = map[string]int64{}
	for _, g := range groups {
		k := slices.IndexFunc(f.listing.Classes, func(c class) bool { return f.inClass(g, c.of) })
		if k < 0 {
			outside += g.count
			continue
		}
		classed[f.listing.Classes[k].Name] += g.count
	}
	return classed, outside
}

// inClass reports whether patients alike are of a class: all that tells the class must be known.
func (f *yearForm) inClass(g group, of box) bool {
	for fact, set := range of {
		n := int64(0)
		switch v := g.facts[f.plan.Facts[fact].Name].(type) {
		case bool:
			n = truth(v)
		case json.Number:
			n, _ = v.Int64()
		default:
			return false
		}
		if !set.Has(n) {
			return false
		}
	}
	return true
}
