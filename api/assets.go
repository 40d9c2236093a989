package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// asset is one file of the app, ready to be sent. Its fields never change.
type asset struct {
	contentType string
	etag        string
	immutable   bool // the name holds a hash of the content
	// bodies by Content-Encoding; "" is the file itself and always there.
	bodies map[string][]byte
}

// encodings lists the content encodings an asset may have, best first, with
// the suffix a build gives to a file it compressed beforehand.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// contentTypes does not depend on the machine's mime tables, as mime.TypeByExtension does.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".json": "application/json", ".map": "application/json", ".webmanifest": "application/manifest+json",
	".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".webp": "image/webp",
	".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm",
	".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav", ".md": "text/plain; charset=utf-8",
}

// loadAssets reads the whole app into memory, by path below its root. A page
// can only be served from this map, so no path leads anywhere else.
func loadAssets(app fs.FS) (map[string]*asset, error) {
	assets := map[string]*asset{}
	err := fs.WalkDir(app, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || precompressed(app, name) {
			return err
		}
		a, err := loadAsset(app, name)
		if err != nil {
			return fmt.Errorf("asset %s: %w", name, err)
		}
		assets[name] = a
		return nil
	})
	return assets, err
}

// precompressed reports whether a file is the compressed form of another.
func precompressed(app fs.FS, name string) bool {
	for _, e := range encodings {
		if plain, ok := strings.CutSuffix(name, e.suffix); ok {
			_, err := fs.Stat(app, plain)
			return err == nil
		}
	}
	return false
}

func loadAsset(app fs.FS, name string) (*asset, error) {
	body, err := fs.ReadFile(app, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	a := &asset{
		contentType: contentTypes[path.Ext(name)],
		etag:        hex.EncodeToString(sum[:8]),
		immutable:   strings.HasPrefix(name, "assets/"), // where vite puts hashed names
		bodies:      map[string][]byte{"": body},
	}
	if a.contentType == "" {
		a.contentType = "application/octet-stream"
	}
	for _, e := range encodings {
		if packed, err := fs.ReadFile(app, name+e.suffix); err == nil {
			a.bodies[e.name] = packed
		}
	}
	if a.bodies["gzip"] == nil && compressible(a.contentType) {
		if packed := pack(body); len(packed) < len(body) {
			a.bodies["gzip"] = packed
		}
	}
	return a, nil
}

// compressible reports whether gzip makes such content smaller.
func compressible(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "yaml") ||
		kind == "image/svg+xml" || kind == "application/wasm"
}

// pack returns body gzipped.
func pack(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(body); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// send answers with the asset in the best encoding that the browser takes.
func (a *asset) send(c *gin.Context, status int, cache string) {
	h := c.Writer.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", cache)
	h.Add("Vary", "Accept-Encoding")
	encoding := a.encoding(c.GetHeader("Accept-Encoding"))
	h.Set("ETag", `"`+strings.TrimSuffix(a.etag+"-"+encoding, "-")+`"`)
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	if status != http.StatusOK {
		h.Del("ETag")
		c.Status(status)
		_, _ = c.Writer.Write(a.bodies[encoding]) // a failure means that the browser is gone
		return
	}
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(a.bodies[encoding]))
}

// encoding chooses among the bodies there are.
func (a *asset) encoding(accept string) string {
	for _, e := range encodings {
		if a.bodies[e.name] != nil && accepts(accept, e.name) {
			return e.name
		}
	}
	return ""
}

// accepts reads an Accept-Encoding header (RFC 9110, 12.5.3). A weight of
// zero refuses; other weights do not matter to us.
func accepts(header, encoding string) bool {
	for item := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(item), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			w := strings.ReplaceAll(weight, " ", "")
			return w != "q=0" && w != "q=0.0" && w != "q=0.00" && w != "q=0.000"
		}
	}
	return false
}
