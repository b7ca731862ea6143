package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cases"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/web"
)

// routes are where HTTP answers as each command does.
var routes = map[string]string{
	"coter": "POST /v1/cotations", "forfaits": "POST /v1/forfaits", "calculer": "POST /v1/regles/{cle}/calcul", "expliquer": "POST /v1/regles/{cle}/explication",
	"simuler": "POST /v1/simulations", "observer": "POST /v1/observatoires", "lire": "GET /v1/regles/{cle}", "regles": "GET /v1/regles",
	"verifier-cotation": "POST /v1/verifications", "decoder": "POST /v1/decodages", "auditer": "POST /v1/audits",
}

// TestSameAsHTTP asks every worked case of the command line and of the server: both answers are the same bytes, spaces apart. Each rule
// computed is explained too, each is read, and the lists are compared.
func TestSameAsHTTP(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	today := day.MustParse("2026-11-21")
	handler := web.New(l, web.Options{Today: func() day.Date { return today }}).Handler()
	list, err := cases.Load("../../cas")
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		if testing.Short() && i%4 != 0 { // the race detector needs a sample
			continue
		}
		c := list[i]
		compareWithHTTP(t, l, today, handler, &c)
		if c.Verb() == "calculer" {
			c.Command = []string{"expliquer", c.Rule()}
			compareWithHTTP(t, l, today, handler, &c)
		}
	}
	for _, line := range l.List() {
		compareWithHTTP(t, l, today, handler, &cases.Case{ID: "read", Command: []string{"lire", line.Key}, Args: []string{"--au", "2026-01-05"}})
	}
	compareWithHTTP(t, l, today, handler, &cases.Case{ID: "list", Command: []string{"regles"}})
	printed := runAlone(t, l, today, nil, "changements", "2024-12-01", "2026-01-31", "--connu-le", "2024-07-01", "--json")
	sent := askHTTP(t, handler, httptest.NewRequest("GET", "/v1/changements?du=2024-12-01&au=2026-01-31&connu_le=2024-07-01", nil))
	if !bytes.Equal(printed, sent) {
		t.Errorf("changements:\n%.2000s\n%.2000s", printed, sent)
	}
}

func compareWithHTTP(t *testing.T, l *opposable.Law, today day.Date, handler http.Handler, c *cases.Case) {
	t.Helper()
	method, path, served := strings.Cut(routes[c.Verb()], " ")
	if !served {
		return
	}
	args := append(append(append([]string{}, c.Command...), "--json"), c.Args...)
	q := url.Values{}
	for flag, name := range map[string]string{"--au": "au", "--connu-le": "connu_le", "--scenario": "scenario"} {
		if v := c.Flag(flag); v != "" {
			q.Set(name, v)
		}
	}
	input, body := c.JSON(), c.Body()
	if method == "GET" {
		input, body = nil, nil
	} else {
		args = append(args, "-")
	}
	r := httptest.NewRequest(method, strings.Replace(path, "{cle}", c.Rule(), 1)+"?"+q.Encode(), bytes.NewReader(body))
	printed, sent := runAlone(t, l, today, input, args...), askHTTP(t, handler, r)
	if !bytes.Equal(printed, sent) {
		t.Errorf("%s %s: the command line and HTTP differ\n%.3000s\n%.3000s", c.ID, strings.Join(c.Command, " "), printed, sent)
	}
}

// runAlone runs one command line and returns its JSON without spaces.
func runAlone(t *testing.T, l *opposable.Law, today day.Date, input []byte, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	a := &app{today: today, loaded: l, stdin: bytes.NewReader(input), stdout: &stdout, stderr: &stderr}
	if exit := a.run(args); exit > exitNo {
		t.Errorf("%s: exit %d, %s", strings.Join(args, " "), exit, &stderr)
	}
	return compact(t, stdout.Bytes())
}

func askHTTP(t *testing.T, handler http.Handler, r *http.Request) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	r.Header.Set("Content-Type", "application/json")
	handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Errorf("%s %s: status %d, %s", r.Method, r.URL, w.Code, w.Body)
	}
	return compact(t, w.Body.Bytes())
}

func compact(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		t.Errorf("%v in %.300s", err, text)
	}
	return b.Bytes()
}
