package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	p := (&app{stderr: &out}).newProgress()
	if p.person || p.interval != logInterval {
		t.Fatalf("a buffer is no terminal: %+v", p)
	}
	p.rows()("patients", 10)
	if out.Len() > 0 {
		t.Fatalf("told before its time: %q", &out)
	}
	p.interval = 0
	rows := p.rows()
	rows("patients", 1_000)
	rows("actes", 7)
	rows("patients", 234)
	p.part("patients")(1, 2)
	p.done()
	got := strings.ReplaceAll(out.String(), "\u202f", " ")
	want := "patients : 1 000 lignes\nactes : 7 lignes\npatients : 1 234 lignes\n" + strings.Repeat("█", 15) + strings.Repeat("░", 15) + "  50 % · 1 patients · 0 s\n"
	if got != want {
		t.Errorf("log\n%s\nwant\n%s", got, want)
	}

	out.Reset()
	p = &progress{out: &out, person: true, from: time.Now()}
	p.part("patients")(0, 0)
	p.done()
	if s := out.String(); !strings.HasPrefix(s, "\r\x1b[K") || !strings.HasSuffix(s, "\r\x1b[K") || strings.Contains(s, "\n") {
		t.Errorf("a line that moves: %q", s)
	}
}
