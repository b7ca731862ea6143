package main

import (
	"bytes"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/cases"
	"github.com/opposable/opposable/day"
)

// TestCases runs every worked case as its command line: the input on stdin, the exit code 0 or 1.
func TestCases(t *testing.T) {
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	today := day.MustParse("2026-11-21")
	fresh := func() *app { return &app{today: today, loaded: l, stdin: &bytes.Buffer{}} }
	served := map[string]bool{}
	for _, c := range fresh().root().Commands() {
		served[c.Name()] = true
	}
	cases.Run(t, "../../cas", cases.Program{
		Serves: func(verb string) bool { return served[verb] },
		Rule:   func(key string) bool { _, err := l.FindRule(key); return err == nil },
		Answer: func(c *cases.Case) ([]byte, int) {
			var stdout, stderr bytes.Buffer
			a := fresh()
			a.stdin, a.stdout, a.stderr = bytes.NewReader(c.JSON()), &stdout, &stderr
			args := append(append(append([]string{}, c.Command...), "--json"), c.Args...)
			exit := a.run(append(args, "-"))
			if exit > exitNo {
				return stderr.Bytes(), exit
			}
			return stdout.Bytes(), exit
		},
	})
}
