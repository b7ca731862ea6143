package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts requests and times them, by route, method and status: nothing of what was asked. A route is a pattern of ours, a method
// one of a few, so that no client can make the labels grow.
type metrics struct {
	registry *prometheus.Registry
	count    *prometheus.CounterVec
	latency  *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		count: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "opposable_http_requests_total", Help: "Requests answered.",
		}, []string{"route", "method", "status"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "opposable_http_request_duration_seconds", Help: "Time taken to answer.",
			Buckets: []float64{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10},
		}, []string{"route", "method"}),
	}
	m.registry.MustRegister(m.count, m.latency)
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true})
}

// measured counts and times what next answers; nil metrics measure nothing.
func (m *metrics) measured(next http.Handler) http.Handler {
	if m == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &statusSeen{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			route, method := routeOf(r), methodOf(r)
			m.count.WithLabelValues(route, method, strconv.Itoa(seen.status)).Inc()
			m.latency.WithLabelValues(route, method).Observe(time.Since(start).Seconds())
		}()
		next.ServeHTTP(seen, r)
	})
}

// routeOf is the pattern that answered, as the multiplexer noted it.
func routeOf(r *http.Request) string {
	if r.Pattern == "" {
		return "other"
	}
	return r.Pattern
}

func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions:
		return r.Method
	}
	return "other"
}

// statusSeen notes the status that was sent.
type statusSeen struct {
	http.ResponseWriter
	status  int
	decided bool
}

func (s *statusSeen) WriteHeader(status int) {
	if !s.decided && status >= http.StatusOK {
		s.status, s.decided = status, true
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *statusSeen) Write(b []byte) (int, error) {
	s.decided = true
	return s.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *statusSeen) Unwrap() http.ResponseWriter { return s.ResponseWriter }
