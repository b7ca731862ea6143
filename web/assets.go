package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// assets serves the static files under an address that names their content, so that they may be kept for ever.
type assets struct {
	version string // a digest of all of them: modules import one another by relative names
	files   map[string]asset
}

type asset struct {
	body []byte
	kind string
}

// assetKinds are the types of what may be served; nothing else is embedded.
var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

func loadAssets() *assets {
	a := &assets{files: map[string]asset{}}
	digest := sha256.New()
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		panic("web: the static files are not embedded: " + err.Error())
	}
	for _, e := range entries {
		body, err := fs.ReadFile(staticFiles, "static/"+e.Name())
		kind, known := assetKinds[path.Ext(e.Name())]
		if err != nil || !known {
			panic("web: unexpected static file " + e.Name())
		}
		digest.Write([]byte(e.Name()))
		digest.Write(body)
		a.files[e.Name()] = asset{body, kind}
	}
	a.version = hex.EncodeToString(digest.Sum(nil))[:12]
	return a
}

// address returns where a file is served.
func (a *assets) address(name string) string {
	if _, ok := a.files[name]; !ok {
		panic("web: a template names the static file " + name + ", which does not exist")
	}
	return "/statique/" + a.version + "/" + name
}

// ServeHTTP answers one file. A version of before gives the file of now, not kept.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	tag := `"` + a.version + `"`
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache")
	if r.PathValue("version") == a.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", f.kind)
	w.Write(f.body)
}
