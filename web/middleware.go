package web

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
)

// policy lets a page load its own files and nothing else; no inline style or script runs.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure sets the headers that every answer bears. What is computed is never kept; static files say otherwise themselves.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// recovered turns a panic into an error page. The line that it logs names the place in the program, never what was asked.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			if s.options.Log != nil {
				s.options.Log(fmt.Sprintf("panic on %s: %s", pathPattern(r), origin(debug.Stack())))
			}
			s.fail(w, r, internalError)
		}()
		next.ServeHTTP(w, r)
	})
}

// pathPattern is the route of a request: its own path might carry what someone typed.
func pathPattern(r *http.Request) string {
	if r.Pattern == "" {
		return r.Method + " an unknown page"
	}
	return r.Pattern
}

// origin keeps the file and line where a panic rose.
func origin(stack []byte) string {
	var places []string
	for line := range strings.Lines(string(stack)) {
		if file, ok := strings.CutPrefix(line, "\t"); ok && !strings.Contains(file, "/runtime/") {
			file, _, _ = strings.Cut(file, " +0x")
			places = append(places, strings.TrimSpace(file[strings.LastIndexByte(file, '/')+1:]))
		}
	}
	// The first three are this recovery.
	return strings.Join(places[min(3, len(places)):min(8, len(places))], " < ")
}

// dressed gives the refusals of the multiplexer the look of the site.
func (s *Server) dressed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" || machine(r) {
			mux.ServeHTTP(w, r)
			return
		}
		probe := &statusOnly{header: http.Header{}}
		h.ServeHTTP(probe, r)
		switch probe.status {
		case http.StatusMethodNotAllowed:
			w.Header().Set("Allow", probe.header.Get("Allow"))
			s.fail(w, r, methodRefused(probe.header.Get("Allow")))
		case http.StatusNotFound:
			s.fail(w, r, s.noPage(r))
		default:
			mux.ServeHTTP(w, r)
		}
	})
}

// machine tells the addresses whose readers are programs.
func machine(r *http.Request) bool {
	for _, prefix := range []string{"/v1/", "/openapi", "/healthz", "/metrics", "/schemas/"} {
		if strings.HasPrefix(r.URL.Path, prefix) {
			return true
		}
	}
	return false
}

type statusOnly struct {
	header http.Header
	status int
}

func (s *statusOnly) Header() http.Header         { return s.header }
func (s *statusOnly) Write(b []byte) (int, error) { return len(b), nil }
func (s *statusOnly) WriteHeader(status int)      { s.status = status }

// compress sends text in gzip to who takes it.
func compress(next http.Handler) http.Handler {
	pool := sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		z := &zipped{ResponseWriter: w, pool: &pool}
		defer z.close()
		next.ServeHTTP(z, r)
	})
}

// zipped compresses what has a body of text; the rest passes.
type zipped struct {
	http.ResponseWriter
	pool    *sync.Pool
	writer  *gzip.Writer
	decided bool
}

func (z *zipped) WriteHeader(status int) {
	if z.decided {
		return
	}
	z.decided = true
	h := z.Header()
	kind := h.Get("Content-Type")
	text := strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "svg") || strings.Contains(kind, "yaml")
	if text && h.Get("Content-Encoding") == "" && status != http.StatusNoContent && status != http.StatusNotModified && status >= http.StatusOK {
		h.Del("Content-Length")
		h.Set("Content-Encoding", "gzip")
		z.writer = z.pool.Get().(*gzip.Writer)
		z.writer.Reset(z.ResponseWriter)
	}
	z.ResponseWriter.WriteHeader(status)
}

func (z *zipped) Write(b []byte) (int, error) {
	if !z.decided {
		if z.Header().Get("Content-Type") == "" {
			z.Header().Set("Content-Type", http.DetectContentType(b))
		}
		z.WriteHeader(http.StatusOK)
	}
	if z.writer != nil {
		return z.writer.Write(b)
	}
	return z.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (z *zipped) Unwrap() http.ResponseWriter { return z.ResponseWriter }

func (z *zipped) close() {
	if z.writer != nil {
		z.writer.Close()
		z.pool.Put(z.writer)
	}
}
