package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/opposable/opposable/cases"
)

// BenchmarkConcurrent asks a server on loopback with 50 clients at once, and reports the time from question to whole answer as each client
// sees it: go test -run ^$ -bench Concurrent -benchtime 5000x ./web
//
// Clients ask either without rest, which saturates the computer that they share with the server, or each ten times a second; then the time
// counts from when the question was due, so that a late server cannot hide behind late questions.
func BenchmarkConcurrent(b *testing.B) {
	list, err := cases.Load("../cas")
	if err != nil {
		b.Fatal(err)
	}
	var visits [][]byte
	for i := range list {
		if list[i].Verb() == "coter" {
			visits = append(visits, list[i].JSON())
		}
	}
	example, err := json.Marshal(exampleFacts)
	if err != nil {
		b.Fatal(err)
	}
	for _, test := range []struct {
		name, target string
		bodies       [][]byte
		every        time.Duration
	}{
		{"cotations/flat-out", "/v1/cotations", visits, 0},
		{"cotations/500-per-second", "/v1/cotations", visits, 100 * time.Millisecond},
		{"calcul/flat-out", calculation, [][]byte{example}, 0},
		{"calcul/500-per-second", calculation, [][]byte{example}, 100 * time.Millisecond},
	} {
		b.Run(test.name, func(b *testing.B) { load(b, test.target, test.bodies, test.every) })
	}
}

func load(b *testing.B, target string, bodies [][]byte, every time.Duration) {
	const clients = 50
	server := httptest.NewServer(New(shipped(), testOptions()).Handler())
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}}
	defer client.CloseIdleConnections()
	ask := func(i int) error {
		r, err := client.Post(server.URL+target, "application/json", bytes.NewReader(bodies[i%len(bodies)]))
		if err != nil {
			return err
		}
		defer r.Body.Close()
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return err
		}
		if r.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d", r.StatusCode)
		}
		return nil
	}
	for i := range bodies { // the programs of each moment are prepared once
		if err := ask(i); err != nil {
			b.Fatal(err)
		}
	}
	times := make([]time.Duration, b.N)
	var group sync.WaitGroup
	b.ResetTimer()
	began := time.Now()
	for c := range clients {
		group.Go(func() {
			for i := c; i < b.N; i += clients {
				due := time.Now()
				if every > 0 {
					due = began.Add(time.Duration(i/clients)*every + time.Duration(c)*every/clients)
					time.Sleep(time.Until(due))
				}
				if err := ask(i); err != nil {
					b.Error(err)
				}
				times[i] = time.Since(due)
			}
		})
	}
	group.Wait()
	b.StopTimer()
	slices.Sort(times)
	for _, p := range []int{50, 95, 99} {
		b.ReportMetric(float64(times[min(len(times)-1, len(times)*p/100)].Microseconds())/1000, fmt.Sprintf("ms-p%d", p))
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
}
