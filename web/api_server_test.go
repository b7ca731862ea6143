package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestAPIThroughServer asks the whole server over a connection: what its other layers add must not change what the API answers.
func TestAPIThroughServer(t *testing.T) {
	server := httptest.NewServer(New(shipped(), testOptions()).Handler())
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	ask := func(method, target string, body io.Reader, headers ...string) (*http.Response, []byte) {
		t.Helper()
		r, err := http.NewRequest(method, server.URL+target, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		out, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Body.Close()
		text, err := io.ReadAll(out.Body)
		if err != nil {
			t.Fatal(err)
		}
		return out, text
	}
	t.Run("a body of 10 MB", func(t *testing.T) {
		for _, body := range []io.Reader{
			strings.NewReader(`{"date": "` + strings.Repeat("x", 10<<20) + `"}`),
			io.MultiReader(strings.NewReader(`{"date": "`), strings.NewReader(strings.Repeat("x", 10<<20))), // of unknown length
		} {
			out, text := ask("POST", "/v1/cotations", body)
			var p Problem
			if err := json.Unmarshal(text, &p); err != nil || out.StatusCode != http.StatusRequestEntityTooLarge || p.Type != "/problemes/corps-trop-grand" {
				t.Errorf("status %d: %.300s", out.StatusCode, text)
			}
		}
	})
	t.Run("gzip", func(t *testing.T) {
		out, text := ask("GET", "/v1/regles", nil, "Accept-Encoding", "gzip")
		z, err := gzip.NewReader(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%v, headers %v", err, out.Header)
		}
		plain, err := io.ReadAll(z)
		if err != nil || !json.Valid(plain) || out.Header.Get("ETag") == "" {
			t.Errorf("%v: %.100s", err, plain)
		}
		again, rest := ask("GET", "/v1/regles", nil, "Accept-Encoding", "gzip", "If-None-Match", out.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified || len(rest) > 0 {
			t.Errorf("status %d, %d bytes", again.StatusCode, len(rest))
		}
	})
	t.Run("refusals", func(t *testing.T) {
		for target, status := range map[string]int{
			"/v1/": 404, "/v1/rien": 404, "/v1/regles/rien": 404, "/v1/regles/g/rien": 404, "/v1/cotations": 405, "/v1/forfaits": 405,
			"/v1/regles/g/calcul": 405,
		} {
			out, text := ask("GET", target, nil)
			if out.StatusCode != status || out.Header.Get("Content-Type") != "application/problem+json" || !json.Valid(text) {
				t.Errorf("%s: status %d, want %d: %.200s", target, out.StatusCode, status, text)
			}
		}
		for _, target := range []string{"/openapi.json", "/healthz", "/v1/regles"} {
			out, _ := ask("DELETE", target, nil)
			if out.StatusCode != 405 || out.Header.Get("Content-Type") != "application/problem+json" || out.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("DELETE %s: status %d, headers %v", target, out.StatusCode, out.Header)
			}
		}
		if out, text := ask("HEAD", "/v1/regles", nil); out.StatusCode != 200 || len(text) > 0 {
			t.Errorf("HEAD: status %d", out.StatusCode)
		}
	})
	t.Run("problems are explained", func(t *testing.T) {
		for _, k := range problemKinds {
			out, text := ask("GET", problemPrefix+k.slug, nil)
			if out.StatusCode != http.StatusOK || !strings.HasPrefix(out.Header.Get("Content-Type"), "text/html") || !bytes.Contains(text, []byte("<h1")) {
				t.Errorf("%s: status %d, %s", k.slug, out.StatusCode, out.Header.Get("Content-Type"))
			}
		}
		if out, _ := ask("GET", problemPrefix+"rien", nil); out.StatusCode != http.StatusNotFound {
			t.Errorf("an unknown type: status %d", out.StatusCode)
		}
	})
	t.Run("measures", func(t *testing.T) {
		if _, text := ask("GET", "/metrics", nil); !bytes.Contains(text, []byte(`route="POST /v1/cotations",status="413"} 2`)) {
			t.Errorf("%s", text)
		}
	})
}
