package web

import (
	"regexp"
	"slices"
	"strings"

	"net/url"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// visitForm is the form of a visit: what was typed, and what it states.
type visitForm struct {
	plan     *plan.Plan
	values   url.Values
	byPath   map[string]*plan.Fact
	problems facts.Problems
	asked    map[string]bool
	inline   map[string]bool // fields that stand in their question
}

// usual are the facts that always have their place in the form; any other has one as soon as it is stated or asked.
var usual = map[string]bool{
	"medecin.specialite": true, "medecin.secteur": true, "medecin.optam": true, "medecin.territoire": true, "medecin.zone_montagne": true, "medecin.de_garde": true,
	"visite.lieu": true, "visite.motif": true, "visite.adresse_par": true, "visite.medecin_est_mt": true,
	"patient.age": true, "patient.a_un_medecin_traitant": true, "patient.ald": true, "patient.c2s": true, "patient.at_mp": true, "patient.maternite": true,
}

// ticks are the facts drawn as boxes: a box that is not ticked says no, in sight of the reader.
var ticks = []string{"patient.ald", "patient.c2s", "patient.at_mp", "patient.maternite", "medecin.zone_montagne", "medecin.de_garde"}

// Fields of the form that are not one fact.
const (
	dateField    = "date"
	hourField    = "heure"
	doctorField  = "mt" // whose patient: it states two facts
	actsField    = "actes"
	historyField = "historique"
)

func (s *Server) newVisitForm(values url.Values) *visitForm {
	f := &visitForm{plan: s.law.Plan, values: values, byPath: map[string]*plan.Fact{}, asked: map[string]bool{}, inline: map[string]bool{}}
	for i := range f.plan.Facts {
		if path := f.plan.Facts[i].Path; strings.Contains(path, ".") {
			f.byPath[path] = &f.plan.Facts[i]
		}
	}
	return f
}

// opening are the answers that the form shows before anything is typed.
func opening(today day.Date) url.Values {
	return url.Values{dateField: {frenchDay(today)}, "visite.lieu": {"cabinet"}, "visite.motif": {"consultation"}, "medecin.specialite": {"medecine_generale"}, "medecin.secteur": {"1"}}
}

// object states the visit as the JSON of the contract.
func (f *visitForm) object() map[string]any {
	object := map[string]any{}
	for _, path := range sortedKeys(f.byPath) {
		if slices.Contains(ticks, path) {
			place(object, path, f.values.Get(path) == "oui")
			continue
		}
		if v, stated := factValue(f.byPath[path], f.values.Get(path)); stated {
			place(object, path, v)
		}
	}
	if text := strings.TrimSpace(f.values.Get(dateField)); text != "" {
		object[dateField] = isoDate(text)
	}
	if text := strings.TrimSpace(f.values.Get(hourField)); text != "" {
		object[hourField] = hour(text)
	}
	switch f.values.Get(doctorField) {
	case "moi":
		place(object, "visite.medecin_est_mt", true)
		place(object, "patient.a_un_medecin_traitant", true)
	case "autre":
		place(object, "visite.medecin_est_mt", false)
		place(object, "patient.a_un_medecin_traitant", true)
	case "aucun":
		place(object, "visite.medecin_est_mt", false)
		place(object, "patient.a_un_medecin_traitant", false)
	}
	if codes := codesTyped(f.values.Get(actsField)); len(codes) > 0 {
		object[actsField] = codes
	}
	f.history(object)
	return object
}

var hourForm = regexp.MustCompile(`^([0-9]{1,2}) ?[:hH.]? ?([0-9]{2})?$`)

// hour reads « 10:20 », « 10h20 », « 9h » and « 1020 » as 10:20.
func hour(text string) string {
	m := hourForm.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	minutes := m[2]
	if minutes == "" {
		minutes = "00"
	}
	return pad(m[1]) + ":" + minutes
}

// codesTyped cuts « DEQP003 + GLQP012 » into codes.
func codesTyped(text string) []any {
	var out []any
	for _, w := range strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool { return strings.ContainsRune(" +,;/\t\n", r) }) {
		out = append(out, w)
	}
	return out
}

var pastAct = regexp.MustCompile(`^([A-Za-z0-9]+)\s+(?:le\s+)?([0-9/.-]+)$`)

// history reads « aucun », or « GL1 10/02/2026, MSH 03/03/2026 ».
func (f *visitForm) history(object map[string]any) {
	text := strings.TrimSpace(f.values.Get(historyField))
	switch {
	case text == "":
		return
	case strings.EqualFold(text, "aucun"):
		object[historyField] = []any{}
		return
	}
	var list []any
	for one := range strings.SplitSeq(text, ",") {
		m := pastAct.FindStringSubmatch(strings.TrimSpace(one))
		if m == nil {
			f.problems = append(f.problems, facts.Problem{Path: historyField, Message: "« aucun » est attendu, ou des codes suivis de leur date, comme GL1 10/02/2026"})
			return
		}
		list = append(list, map[string]any{"code": m[1], "date": isoDate(m[2])})
	}
	object[historyField] = list
}

// Field makes the control of a fact of the visit.
func (f *visitForm) Field(path, label string) field {
	fact, ok := f.byPath[path]
	if !ok {
		panic("web: a template asks for the fact " + path + ", which no visit states")
	}
	out := factField(fact, path, label, f.values.Get(path))
	f.dress(&out)
	return out
}

// Open is Field drawn as buttons, however many the answers.
func (f *visitForm) Open(path, label string) field {
	out := f.Field(path, label)
	out.Wide = false
	return out
}

// Doctor is the choice of whose patient it is.
func (f *visitForm) Doctor(label string) field {
	out := field{Name: doctorField, ID: fieldID(doctorField), Label: label, Value: f.values.Get(doctorField), Options: []option{
		{Value: "moi", Label: "Moi"}, {Value: "autre", Label: "Un autre"}, {Value: "aucun", Label: "Aucun"}, {Label: "Inconnu", Unknown: true},
	}}
	choose(out.Options, out.Value)
	f.dress(&out)
	return out
}

// Text is a control for what is not one fact.
func (f *visitForm) Text(name, label string) field {
	out := field{Name: name, ID: fieldID(name), Label: label, Value: f.values.Get(name), Mode: "text"}
	switch name {
	case dateField:
		out.Mode, out.Class, out.Placeholder = "numeric", "date", "jj/mm/aaaa"
	case hourField:
		out.Mode, out.Class, out.Placeholder = "numeric", "hour", "hh:mm"
	case actsField:
		out.Class, out.Hint = "long", "Codes de la CCAM, comme DEQP003, séparés par +."
	case historyField:
		out.Class, out.Hint = "long", "Vide : inconnu. « aucun », ou des codes et leur date : GL1 10/02/2026."
	}
	f.dress(&out)
	return out
}

// Tick reports a box: its name and whether it is ticked.
func (f *visitForm) Tick(path string) bool { return f.values.Get(path) == "oui" }

// More are the controls of facts that are stated without having a usual place.
func (f *visitForm) More() []field {
	var out []field
	for _, path := range sortedKeys(f.byPath) {
		if usual[path] || f.values.Get(path) == "" && !f.wrong(path) || f.inline[path] {
			continue
		}
		one := f.Field(path, bareLabel(f.byPath[path].Label))
		if f.byPath[path].Kind == plan.YesNo {
			one.Class = "c3"
		}
		out = append(out, one)
	}
	if f.values.Get(historyField) != "" && !f.inline[historyField] {
		out = append(out, f.Text(historyField, "Déjà facturé"))
	}
	return out
}

func (f *visitForm) wrong(name string) bool {
	return slices.ContainsFunc(f.problems, func(p facts.Problem) bool { return p.Path == name })
}

func (f *visitForm) dress(one *field) {
	for _, p := range f.problems {
		if base, _, _ := strings.Cut(p.Path, "["); base == one.Name {
			one.Error = p.Message
		}
	}
	one.Ask = f.asked[one.Name] && one.Value == ""
}

// summary lists the problems with the name of their field.
func (f *visitForm) summary() []problem {
	labels := map[string]string{dateField: "Date", hourField: "Heure", actsField: "Actes techniques", historyField: "Déjà facturé",
		"connu_le": "Actes connus au", "scenario": "Scénario"}
	ids := map[string]string{"connu_le": "m-connu", "scenario": "m-scenario"}
	var out []problem
	for _, p := range f.problems {
		name, _, _ := strings.Cut(p.Path, "[")
		one := problem{ID: ids[name], Label: labels[name], Text: p.Message}
		if one.ID == "" {
			one.ID = fieldID(name)
		}
		if fact, ok := f.byPath[name]; ok {
			one.Label = bareLabel(fact.Label)
		}
		if one.Label == "" {
			one.Label = "Faits"
		}
		out = append(out, one)
	}
	return out
}

// Settled reports whether the doctor is known.
func (f *visitForm) Settled() bool {
	return f.values.Get("medecin.specialite") != "" && f.values.Get("medecin.secteur") != "" && !slices.ContainsFunc(f.problems, func(p facts.Problem) bool {
		return strings.HasPrefix(p.Path, "medecin.")
	})
}

// Profile says the doctor in a line.
func (f *visitForm) Profile() string {
	var out []string
	for _, path := range []string{"medecin.specialite", "medecin.secteur", "medecin.territoire"} {
		for _, o := range f.Field(path, "").Options {
			if o.Chosen && o.Value != "" {
				out = append(out, o.Label)
			}
		}
	}
	if f.values.Get("medecin.optam") == "oui" {
		out = append(out, "Optam")
	}
	if len(out) == 0 {
		return "à remplir"
	}
	return out[0] + lowered(out[1:])
}

func lowered(list []string) string {
	out := ""
	for _, s := range list {
		out += ", " + strings.ToLower(s[:1]) + s[1:]
	}
	return out
}
