package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cases"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/money"
)

// TestCasesThroughThePage gives the worked cases to the page, as a browser without scripts would.
func TestCasesThroughThePage(t *testing.T) {
	h := site(t)
	list, err := cases.Load("../cas")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, c := range list {
		if c.Verb() != "coter" || c.Flag("--au") != "" {
			continue
		}
		seen++
		if testing.Short() && seen%4 != 0 { // the race detector needs a sample
			continue
		}
		var object map[string]any
		d := json.NewDecoder(bytes.NewReader(c.JSON()))
		d.UseNumber() // a number stays as it was written
		if err := d.Decode(&object); err != nil {
			t.Fatal(err)
		}
		asked := opposable.Asked{Known: c.Flag("--connu-le"), Scenario: c.Flag("--scenario"), Today: testOptions().Today()}
		want, err := shipped().Price(c.Input, asked, cotation.Options{})
		if err != nil {
			continue
		}
		values := url.Values{"connu_le": {asked.Known}, "scenario": {asked.Scenario}}
		spread(values, "", object)
		w := post(t, h, "/coter", values, true)
		var codes []string
		for i := range want.Lines {
			if l := &want.Lines[i]; l.Code != "" {
				codes = append(codes, l.Billed())
			}
		}
		got := strings.FieldsFunc(codesOfPage(w.Body.String()), func(r rune) bool { return strings.ContainsRune("+;", r) })
		for i := range got {
			got[i] = strings.TrimSpace(got[i])
		}
		slices.Sort(got)
		slices.Sort(codes)
		text := plainText(w.Body.String())
		total := strings.Join(strings.FieldsFunc(money.Amount(want.Total.N).French(), func(r rune) bool { return r == '\u00a0' || r == '\u202f' }), " ")
		if !slices.Equal(got, codes) || want.Total.N > 0 && !strings.Contains(text, total) || !strings.Contains(text, stateWords[want.State]) {
			t.Errorf("%s: codes %v and state %s, total %s expected; the page says %v: %.200s", c.ID, codes, want.State, total, got, text)
		}
	}
	if seen < 40 {
		t.Errorf("%d cases", seen)
	}
}

// spread types an object in the form.
func spread(values url.Values, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if path != "" {
				name = path + "." + name
			}
			spread(values, name, inner)
		}
	case []any:
		var out []string
		for _, e := range v {
			if past, ok := e.(map[string]any); ok {
				e = fmt.Sprint(past["code"], " ", past["date"])
			}
			out = append(out, fmt.Sprint(e))
		}
		if path == visitPast && len(out) == 0 {
			out = []string{visitNoPast}
		}
		values.Set(path, strings.Join(out, ", "))
	case bool:
		values.Set(path, map[bool]string{true: "oui", false: "non"}[v])
	case nil:
	default:
		text := fmt.Sprint(v)
		if number, ok := v.(json.Number); ok && strings.HasSuffix(path, "_centimes") {
			cents, err := number.Int64()
			if err != nil {
				panic(path + ": whole cents are expected: " + text)
			}
			text = strings.ReplaceAll(money.FormatDecimal(cents, 2), ".", ",")
		}
		if path == visitMonths {
			path = "faits"
			text = statement(visitMonths, text)
		}
		values.Set(path, text)
	}
}
