package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// progress tells on stderr how far a long reading is: on one line that moves for a person, on a line now and then in a log.
type progress struct {
	out      io.Writer
	person   bool
	size     int64 // of the file, 0: not known
	read     atomic.Int64
	from     time.Time
	last     time.Time
	said     bool
	noun     string
	interval time.Duration
}

// newProgress follows the reading of a stream whose size may be known.
func (a *app) newProgress(in io.Reader, noun string) (*progress, io.Reader) {
	p := &progress{out: a.stderr, noun: noun, from: time.Now(), interval: 20 * time.Second}
	p.last = p.from
	if f, ok := a.stderr.(*os.File); ok && isTerminal(f) {
		p.person, p.interval = true, 200*time.Millisecond
	}
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			p.size = info.Size()
		}
	}
	return p, &counted64{in, &p.read}
}

// counted64 counts what is read.
type counted64 struct {
	io.Reader
	n *atomic.Int64
}

func (c *counted64) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// tell says how many things were read, and how many bytes once unpacked.
func (p *progress) tell(n, bytes int64) {
	now := time.Now()
	if now.Sub(p.last) < p.interval {
		return
	}
	p.last = now
	text := fmt.Sprintf("%s %s, %s Mo/s", thousands(n), p.noun, thousands(bytes/max(1, now.Sub(p.from).Microseconds())))
	if p.size > 0 {
		text = fmt.Sprintf("%d %% · ", p.read.Load()*100/p.size) + text
	}
	p.said = true
	if p.person {
		fmt.Fprintf(p.out, "\r\x1b[K%s", text)
		return
	}
	fmt.Fprintln(p.out, text)
}

// done clears the line that moves.
func (p *progress) done() {
	if p.person && p.said {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
