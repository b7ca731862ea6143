package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/plan"
)

// Field makes the control of a fact of the practice.
func (f *yearForm) Field(path, label string) field {
	fact, ok := f.byPath[path]
	if !ok {
		panic("web: a template asks for the fact " + path + ", which no practice states")
	}
	out := factField(fact, path, label, f.values.Get(path))
	if fact.Unit == "%" {
		out.Max = fact.Hi
		for range fact.Scale {
			out.Max /= 10
		}
	}
	f.dress(&out)
	return out
}

// Three is Field for a yes/no drawn in one line.
func (f *yearForm) Three(path, label string) field {
	out := f.Field(path, label)
	out.Class = "c3"
	return out
}

// Assistant is the choice that opens the block of the assistant.
func (f *yearForm) Assistant(label string) field {
	out := field{Name: "assistant", ID: fieldID("assistant"), Label: label, Class: "c3", Value: f.values.Get("assistant"),
		Options: []option{{Value: "oui", Label: "Oui"}, {Value: "non", Label: "Non"}, {Label: "Inconnu", Unknown: true}}}
	choose(out.Options, out.Value)
	f.dress(&out)
	return out
}

// ClassFields are the counts of the list, one field per class, then the counts and totals within it.
func (f *yearForm) ClassFields() []field {
	var out []field
	for _, c := range f.listing.Classes {
		out = append(out, field{Name: c.Name, ID: fieldID(c.Name), Label: c.Label, Value: f.values.Get(c.Name), Mode: "numeric", Unit: "× " + c.Amount})
	}
	for i := range out {
		f.dress(&out[i])
	}
	return out
}

// TallyFields are the counts within the list and the totals over it.
func (f *yearForm) TallyFields() []field {
	var out []field
	for _, t := range f.listing.Within {
		out = append(out, field{Name: t.Name, ID: fieldID(t.Name), Label: t.Label, Value: f.values.Get(t.Name), Mode: "numeric", Unit: "patients", Each: 1})
	}
	for _, t := range f.listing.Totals {
		out = append(out, field{Name: t.Name, ID: fieldID(t.Name), Label: t.Label, Value: f.values.Get(t.Name), Mode: "numeric", Placeholder: "inconnu",
			Unit: "en tout", Hint: fmt.Sprintf("Total sur la liste, %d au plus par patient.", t.fact.Hi), Each: t.fact.Hi})
	}
	for i := range out {
		f.dress(&out[i])
	}
	return out
}

// AmongFields ask, for each fact that some patients of a file lack, what the reader supposes of them. An age is not supposed.
func (f *yearForm) AmongFields() []field {
	if f.held == nil {
		return nil
	}
	var out []field
	for k, fact := range f.held.Facts {
		n := f.held.lacking(k)
		summed := slices.ContainsFunc(f.listing.Totals, func(t tally) bool { return t.fact == fact })
		if n == 0 || fact.Kind != plan.YesNo && !summed {
			continue
		}
		one := field{Name: listAmong + fact.Name, ID: fieldID(listAmong + fact.Name), Label: columnLabel(f.plan, fact.Name), Mode: "numeric", Placeholder: "inconnu",
			Value: f.values.Get(listAmong + fact.Name), Unit: "parmi " + whole(n), Max: n, Hint: "Patients sans réponse ; votre supposition se répartit sur eux à proportion."}
		if summed {
			one.Unit, one.Max = "en tout", n*fact.Hi
			one.Hint = fmt.Sprintf("Total pour %s patients sans réponse, %d au plus par patient.", whole(n), fact.Hi)
		}
		f.dress(&one)
		out = append(out, one)
	}
	return out
}

// Unaged counts the patients without an age.
func (f *yearForm) Unaged() int64 {
	if f.held == nil {
		return 0
	}
	for k, fact := range f.held.Facts {
		if fact.Kind == plan.Integer && !slices.ContainsFunc(f.listing.Totals, func(t tally) bool { return t.fact == fact }) {
			return f.held.lacking(k)
		}
	}
	return 0
}

// Held is the list that a file gave, Upload what was just read, Moved whether the form asks of the patients what it did not ask before.
func (f *yearForm) Held() *heldList { return f.held }

// Upload is what was just read from a file.
func (f *yearForm) Upload() *upload { return f.up }

// Moved reports whether the patients are asked otherwise than before.
func (f *yearForm) Moved() bool { return f.moved }

// Outside counts the patients whom a missing fact leaves in no class.
func (f *yearForm) Outside() int64 { return f.outside }

// File is the control that brings a list.
func (f *yearForm) File() field {
	out := field{Name: listFile, ID: fieldID(listFile), Label: "Ou un fichier"}
	f.dress(&out)
	return out
}

// PastFields ask what was received in the year before for what no longer pays.
func (f *yearForm) PastFields() []field {
	var out []field
	for _, u := range f.past {
		one := field{Name: "recu." + u.Rule, ID: fieldID("recu." + u.Rule), Label: u.Title, Value: f.values.Get("recu." + u.Rule), Mode: "decimal", Unit: "€", Placeholder: "inconnu"}
		f.dress(&one)
		out = append(out, one)
	}
	return out
}

// received is what the reader says was received for an item of the year before.
func (f *yearForm) received(rule string) (int64, bool) {
	name := "recu." + rule
	text := strings.TrimSpace(f.values.Get(name))
	if text == "" {
		return 0, false
	}
	n, isNumber := cents(text).(json.Number)
	v, err := n.Int64()
	if !isNumber || err != nil || v < 0 {
		f.refuse(name, "une somme en euros est attendue, comme 5 000 ou 4 321,50 ; « %s » trouvé", text)
		return 0, false
	}
	return v, true
}

// core are the blocks that have their own place in the form.
var core = map[string]bool{"medecin": true, patientList: true, "assistant": true, "numerique": true, "sas": true, "activite": true, "ancien_systeme": true, "proposition": true}

// blockWords name the other blocks.
var blockWords = map[string]string{"coscom": "Contrat de solidarité territoriale, Coscom", "cotram": "Contrat de transition, Cotram", "cstm": "Contrat de solidarité, CSTM", "naissance": "Naissance ou adoption", "optam": "Prime Optam"}

// otherBlock is a block for whom it concerns.
type otherBlock struct {
	ID, Label string
	Fields    []field
	Open      bool
}

// OtherBlocks are the contracts and aids that concern few.
func (f *yearForm) OtherBlocks() []otherBlock {
	var out []otherBlock
	for _, path := range sortedKeys(f.byPath) {
		block, _, nested := strings.Cut(path, ".")
		if !nested || core[block] {
			continue
		}
		if len(out) == 0 || out[len(out)-1].ID != "b-"+block {
			label := blockWords[block]
			if label == "" {
				label = strings.ReplaceAll(block, "_", " ")
			}
			out = append(out, otherBlock{ID: "b-" + block, Label: label, Open: f.Filled(block + ".")})
		}
		one := f.Field(path, bareLabel(f.byPath[path].Label))
		if f.byPath[path].Kind == plan.YesNo {
			one.Class = "c3"
		}
		out[len(out)-1].Fields = append(out[len(out)-1].Fields, one)
	}
	return out
}

// dress adds what is wrong with a field, and whether its answer decides.
func (f *yearForm) dress(one *field) {
	for _, p := range f.problems {
		if p.Path == one.Name {
			one.Error = p.Message
		}
	}
	one.Ask = f.asked[one.Name] && one.Value == ""
}

// Settled reports whether what is asked of the doctor is known: the block may then be closed.
func (f *yearForm) Settled() bool {
	for _, path := range []string{"medecin.specialite", "medecin.secteur", "medecin.age", "medecin.zone"} {
		if f.values.Get(path) == "" {
			return false
		}
	}
	for _, p := range f.problems {
		if strings.HasPrefix(p.Path, "medecin.") {
			return false
		}
	}
	return true
}

// Profile says the doctor in a line.
func (f *yearForm) Profile() string {
	var out []string
	for _, path := range []string{"medecin.specialite", "medecin.secteur", "medecin.age", "medecin.zone"} {
		v := strings.TrimSpace(f.values.Get(path))
		if v == "" {
			continue
		}
		fact := f.byPath[path]
		for _, o := range factField(fact, path, "", v).Options {
			if o.Chosen && o.Value != "" {
				v = o.Label
			}
		}
		switch path {
		case "medecin.age":
			v += " ans"
		}
		out = append(out, v)
	}
	if len(out) == 0 {
		return "à remplir"
	}
	return out[0] + lowered(out[1:])
}

// Filled reports whether some field of a block holds an error: the block must then be open.
func (f *yearForm) Filled(block string) bool {
	for _, p := range f.problems {
		if strings.HasPrefix(p.Path, block) {
			return true
		}
	}
	return false
}

// Count says how many facts of a block are stated.
func (f *yearForm) Count(block string) string {
	n := 0
	for path := range f.byPath {
		if strings.HasPrefix(path, block) {
			if f.values.Get(path) != "" {
				n++
			}
		}
	}
	return counted(n, "fait connu", "faits connus")
}

// HasAssistant reports whether the block of the assistant is open.
func (f *yearForm) HasAssistant() bool { return f.values.Get("assistant") == "oui" }
