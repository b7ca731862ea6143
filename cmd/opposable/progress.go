package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// How often a person at a terminal, and a log, are told how far a long work is.
const (
	personInterval = 200 * time.Millisecond
	logInterval    = 20 * time.Second
)

// progress tells on stderr how far a long work is: on one line that moves for a person, on a line now and then in a log. It may be told
// from several goroutines.
type progress struct {
	out      io.Writer
	person   bool
	interval time.Duration
	from     time.Time

	mu   sync.Mutex
	last time.Time
	said bool
}

func (a *app) newProgress() *progress {
	p := &progress{out: a.stderr, interval: logInterval, from: time.Now()}
	p.last = p.from
	if f, ok := a.stderr.(*os.File); ok && isTerminal(f) {
		p.person, p.interval = true, personInterval
	}
	return p
}

// tell writes a text, when it is time for one. The text receives the seconds since the beginning.
func (p *progress) tell(text func(elapsed time.Duration) string) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.last) < p.interval {
		return
	}
	p.last, p.said = now, true
	if p.person {
		fmt.Fprintf(p.out, "\r\x1b[K%s", text(now.Sub(p.from)))
		return
	}
	fmt.Fprintln(p.out, text(now.Sub(p.from)))
}

// done clears the line that moves.
func (p *progress) done() {
	if p.person && p.said {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

// barWidth is that of a whole bar, in characters.
const barWidth = 30

// part tells how much of a known whole is done.
func (p *progress) part(noun string) func(done, total int64) {
	return func(done, total int64) {
		p.tell(func(elapsed time.Duration) string {
			total := max(total, 1)
			width := int(done * barWidth / total)
			return fmt.Sprintf("%s%s %3d %% · %s %s · %.0f s", strings.Repeat("█", width), strings.Repeat("░", barWidth-width), done*100/total,
				thousands(done), noun, elapsed.Seconds())
		})
	}
}

// rows tells how many rows of tables were read.
func (p *progress) rows() func(table string, rows int) {
	var mu sync.Mutex
	read := map[string]int64{}
	return func(table string, rows int) {
		mu.Lock()
		read[table] += int64(rows)
		n := read[table]
		mu.Unlock()
		p.tell(func(time.Duration) string { return fmt.Sprintf("%s : %s lignes", table, thousands(n)) })
	}
}

// stream tells how much of a stream was read, whose size may be known.
type stream struct {
	*progress
	size int64 // of the file, 0: not known
	read atomic.Int64
	noun string
}

// newStream follows the reading of a stream.
func (a *app) newStream(in io.Reader, noun string) (*stream, io.Reader) {
	s := &stream{progress: a.newProgress(), noun: noun}
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			s.size = info.Size()
		}
	}
	return s, &counted64{in, &s.read}
}

// at says how many things were read, and how many bytes once unpacked.
func (s *stream) at(n, bytes int64) {
	s.tell(func(elapsed time.Duration) string {
		text := fmt.Sprintf("%s %s, %s Mo/s", thousands(n), s.noun, thousands(bytes/max(1, elapsed.Microseconds())))
		if s.size > 0 {
			text = fmt.Sprintf("%d %% · ", s.read.Load()*100/s.size) + text
		}
		return text
	})
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
