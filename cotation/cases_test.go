package cotation

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/law"
	"github.com/opposable/opposable/plan"
)

// shipped compiles the rules of the repository once.
var shipped = sync.OnceValues(func() (*law.Book, *plan.Plan) {
	book, _, err := law.Load(os.DirFS("../regles"), "regles")
	if err != nil {
		panic(err)
	}
	p, _ := compile.Compile(book)
	return book, p
})

// pricer prices under the shipped rules; every test shares its programs.
var pricer = sync.OnceValue(func() *Pricer {
	_, p := shipped()
	return New(eval.New(p))
})

// worked is a case of the corpus.
type worked struct {
	ID       string         `json:"id"`
	Title    string         `json:"titre"`
	Command  []string       `json:"commande"`
	Args     []string       `json:"args"`
	Input    map[string]any `json:"entree"`
	Expected map[string]any `json:"attendu"`
}

// cases reads a file of cases: a list, or the facts that all share and a list.
func cases(t testing.TB, name string) []worked {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var list []worked
	if json.Unmarshal(data, &list) != nil {
		var shared struct {
			Input map[string]any `json:"entree"`
			Cases []worked       `json:"cas"`
		}
		if err := decode(data, &shared); err != nil {
			t.Fatal(name, err)
		}
		for i := range shared.Cases {
			shared.Cases[i].Input = merge(shared.Input, shared.Cases[i].Input)
		}
		return shared.Cases
	}
	list = nil
	if err := decode(data, &list); err != nil {
		t.Fatal(name, err)
	}
	return list
}

func decode(data []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	return d.Decode(into)
}

// merge lays the facts of a case over those that its file shares.
func merge(base, over map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range base {
		out[k] = v
	}
	for k, v := range over {
		b, ok1 := out[k].(map[string]any)
		o, ok2 := v.(map[string]any)
		if ok1 && ok2 {
			out[k] = merge(b, o)
			continue
		}
		out[k] = v
	}
	return out
}

// moment reads the flags of a case.
func moment(args []string) (m day.Moment) {
	for i := 0; i+1 < len(args); i += 2 {
		switch args[i] {
		case "--au":
			m.At = day.MustParse(args[i+1])
		case "--connu-le":
			d := day.MustParse(args[i+1])
			m.Known = &d
		case "--scenario":
			m.Scenario = args[i+1]
		}
	}
	return m
}

func TestWorkedCases(t *testing.T) {
	files, err := filepath.Glob("../cas/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no worked cases", err)
	}
	for _, file := range files {
		for _, c := range cases(t, file) {
			if len(c.Command) == 0 || c.Command[0] != "coter" {
				continue
			}
			t.Run(c.ID, func(t *testing.T) {
				v, err := pricer().Read(c.Input, moment(c.Args))
				if err != nil {
					t.Fatal(c.Title, "\n", err)
				}
				raw, err := json.Marshal(pricer().Price(v, Options{}))
				if err != nil {
					t.Fatal(err)
				}
				var got map[string]any
				if err := decode(raw, &got); err != nil {
					t.Fatal(err)
				}
				for _, problem := range differences(got, c.Expected) {
					t.Error(c.Title, ":", problem)
				}
				if t.Failed() {
					t.Log(brief(got))
				}
			})
		}
	}
}

// brief shows the main fields of an answer.
func brief(got map[string]any) string {
	delete(got, "ecartes")
	delete(got, "sources_partage")
	var codes []string
	for _, l := range got["lignes"].([]any) {
		line := l.(map[string]any)
		codes = append(codes, fmt.Sprint(line["code"], " ", line["montant_centimes"], " ", line["amo_centimes"], " ", line["amc_centimes"]))
	}
	delete(got, "lignes")
	delete(got, "doutes")
	out, _ := json.Marshal(got)
	return strings.Join(codes, " | ") + "\n" + string(out)
}

// differences compares an answer with what a case expects of it: codes as a multiset, the rest as a subset.
func differences(got, expected map[string]any) (out []string) {
	var codes []string
	for _, l := range got["lignes"].([]any) {
		codes = append(codes, l.(map[string]any)["code"].(string))
	}
	slices.Sort(codes)
	for _, key := range sortedKeys(expected) {
		want := expected[key]
		switch key {
		case "codes":
			var list []string
			for _, c := range want.([]any) {
				list = append(list, c.(string))
			}
			slices.Sort(list)
			if !slices.Equal(codes, list) {
				out = append(out, fmt.Sprintf("codes %v, want %v", codes, list))
			}
		case "absents":
			for _, c := range want.([]any) {
				if slices.Contains(codes, c.(string)) {
					out = append(out, fmt.Sprintf("code %v is billed", c))
				}
			}
		case "questions_contiennent":
			var asked []string
			for _, q := range got["questions"].([]any) {
				asked = append(asked, q.(map[string]any)["fait"].(string))
			}
			for _, f := range want.([]any) {
				if !slices.Contains(asked, f.(string)) {
					out = append(out, fmt.Sprintf("%v is not asked, only %v", f, asked))
				}
			}
		case "feuilles_nombre":
			if n := fmt.Sprint(len(got["feuilles"].([]any))); n != fmt.Sprint(want) {
				out = append(out, fmt.Sprintf("%s sheets, want %v", n, want))
			}
		default:
			if !contains(got[key], want) {
				out = append(out, fmt.Sprintf("%s is %v, want %v", key, got[key], want))
			}
		}
	}
	return out
}

func sortedKeys(m map[string]any) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// contains reports whether want is a subset of got: members of objects, elements of lists in any order.
func contains(got, want any) bool {
	switch want := want.(type) {
	case nil:
		return got == nil
	case map[string]any:
		object, ok := got.(map[string]any)
		for k, v := range want {
			if !ok || !contains(object[k], v) {
				return false
			}
		}
		return true
	case []any:
		list, ok := got.([]any)
		for _, v := range want {
			if !ok || !slices.ContainsFunc(list, func(g any) bool { return contains(g, v) }) {
				return false
			}
		}
		return true
	}
	return fmt.Sprint(got) == fmt.Sprint(want)
}

// read reads a visit written as JSON.
func read(t testing.TB, text string) *Visit {
	t.Helper()
	object, err := facts.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	v, err := pricer().Read(object, day.Moment{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
