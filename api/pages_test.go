package api

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPagesComeWithTheirHeaders(t *testing.T) {
	e := newEdge(t, nil)
	for _, path := range []string{"/", "/join", "/sign-in", "/meetings/01J0000000000000000000000", "/staff", "/staff/groups"} {
		r := e.do("GET", path, "")
		if r.StatusCode != 200 || !strings.Contains(text(t, r), "<title>Warmroom</title>") {
			t.Errorf("%s: status %d, want the app", path, r.StatusCode)
		}
		for name, want := range map[string]string{
			"Cache-Control":                "no-store",
			"Referrer-Policy":              "no-referrer",
			"X-Content-Type-Options":       "nosniff",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", path, name, got, want)
			}
		}
		csp := r.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %q", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("%s: policy %q lets something in", path, csp)
		}
		if got := r.Header.Get("X-Robots-Tag"); (got == "") != (path == "/") {
			t.Errorf("%s: X-Robots-Tag = %q; only the front page may be indexed", path, got)
		}
	}
}

func TestPagesBeginInTheirOwnWay(t *testing.T) {
	e := newEdge(t, nil)
	signedIn := sessionCookie + "=anything"
	for _, c := range []struct{ path, language, cookie, want string }{
		{"/", "", "", "front"},
		{"/", "en-GB,es;q=0.5", "", "front"},
		{"/", "es-MX,en;q=0.5", "", "front es"},
		{"/", "pt-BR,es;q=0.8", "", "front es"},
		{"/", "en", signedIn, ""},
		{"/staff", "es", "", "front es"},
		{"/staff", "es", signedIn, "es"},
		{"/staff/groups", "es", "", "es"},
		{"/join", "en", signedIn, "join"},
		{"/groups/harbor/circle/join", "en", "", "join"},
		{"/join", "es", "", ""}, // the build has none: whatever there is
		{"/meetings/01J0000000000000000000000", "es", "", "es"},
	} {
		r := e.do("GET", c.path, "", "Accept-Language", c.language, "Cookie", c.cookie)
		if got := text(t, r); got != "<!doctype html><title>Warmroom</title>"+c.want {
			t.Errorf("%s in %q with cookie %q: %q, want %q", c.path, c.language, c.cookie, got, c.want)
		}
	}
}

func TestAssetsAreCachedByTheirNames(t *testing.T) {
	e := newEdge(t, nil)
	r := e.do("GET", "/assets/index-3f2a.js", "")
	if got := r.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("hashed asset: Cache-Control = %q", got)
	}
	if got := r.Header.Get("Content-Type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("content type = %q", got)
	}
	if text(t, r) != script {
		t.Error("the script is not what was built")
	}
	r = e.do("GET", "/favicon.svg", "")
	tag := r.Header.Get("ETag")
	if r.Header.Get("Cache-Control") != "no-cache" || tag == "" {
		t.Errorf("unhashed asset: Cache-Control = %q, ETag = %q", r.Header.Get("Cache-Control"), tag)
	}
	if r = e.do("GET", "/favicon.svg", "", "If-None-Match", tag); r.StatusCode != http.StatusNotModified {
		t.Errorf("asked again with its tag: status %d, want 304", r.StatusCode)
	}
}

// Pages can't compile WebAssembly; one worker can, and nothing can evaluate text.
func TestOneWorkerAloneMayCompile(t *testing.T) {
	e := newEdge(t, nil)
	for path, want := range map[string]bool{
		"/": false, "/join": false, "/assets/index-3f2a.js": false, "/assets/model-77.tflite": false, "/assets/blur.worker-5e.js": true,
	} {
		csp := e.do("GET", path, "").Header.Get("Content-Security-Policy")
		if got := strings.Contains(csp, "'wasm-unsafe-eval'"); got != want {
			t.Errorf("%s: policy %q, compiles = %v, want %v", path, csp, got, want)
		}
		if strings.Contains(csp, "'unsafe-eval'") || strings.Contains(csp, "unsafe-inline") || !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: policy %q lets something in", path, csp)
		}
	}
	r := e.do("GET", "/assets/model-77.tflite", "")
	if r.Header.Get("Content-Type") != "application/octet-stream" || r.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("the model comes as %q, %q", r.Header.Get("Content-Type"), r.Header.Get("Cache-Control"))
	}
}

func TestAssetsComeInTheEncodingTheBrowserTakes(t *testing.T) {
	e := newEdge(t, nil)
	for _, c := range []struct{ path, accept, encoding string }{
		{"/assets/index-3f2a.js", "gzip, deflate, br", "br"},
		{"/assets/index-3f2a.js", "gzip", "gzip"},
		{"/assets/index-3f2a.js", "br;q=0, gzip", "gzip"},
		{"/assets/index-3f2a.js", "", ""},
		{"/assets/style-9c1b.css", "gzip, br", "gzip"},
		{"/favicon.svg", "gzip, br", ""}, // smaller as it is
	} {
		r := e.do("GET", c.path, "", "Accept-Encoding", c.accept)
		if got := r.Header.Get("Content-Encoding"); got != c.encoding {
			t.Errorf("%s for %q: encoding %q, want %q", c.path, c.accept, got, c.encoding)
		}
		if r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: Vary = %q", c.path, r.Header.Get("Vary"))
		}
		if c.encoding == "gzip" && c.path == "/assets/index-3f2a.js" {
			if got := unpack(t, r.Body); got != script {
				t.Error("the packed script is another one")
			}
		}
	}
	if r := e.do("GET", "/assets/index-3f2a.js.br", ""); r.StatusCode != 404 {
		t.Errorf("the compressed form by its own name: status %d, want 404", r.StatusCode)
	}
}

func TestAppThatWasNotBuiltSaysSo(t *testing.T) {
	e := newEdge(t, func(c *Config) {
		c.App = fstest.MapFS{"placeholder.html": {Data: []byte("not built")}}
	})
	if r := e.do("GET", "/join", ""); r.StatusCode != 200 || text(t, r) != "not built" {
		t.Errorf("status %d, want the placeholder", r.StatusCode)
	}
	if _, err := New(Config{App: fstest.MapFS{}}); err == nil {
		t.Error("an app without any page is accepted")
	}
}
