package api

import (
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// appRoutes are the addresses at which the app shows a page of its own. The
// tokens of links stand in the fragment and never reach the server.
var appRoutes = []string{
	"/", "/join", "/sign-in", "/meetings/:meeting", "/staff", "/staff/*page", "/record", "/receipt", "/practice",
	"/groups/:organisation/:group/join", "/family/:organisation/:group/join",
}

// plainPages are what "Leave now" shows. They lead nowhere else.
var plainPages = []string{"measures.html", "medidas.html"}

// How long browsers may keep what.
const (
	cacheNever   = "no-store"
	cacheForever = "public, max-age=31536000, immutable"
	cacheChecked = "no-cache" // kept, and asked for again by ETag
)

// site is the browser app as the API serves it.
type site struct {
	assets map[string]*asset
	start  *asset // the page of every app route
}

// newSite reads the app; one that was not built shows its placeholder.
func newSite(app fs.FS) (*site, error) {
	assets, err := loadAssets(app)
	if err != nil {
		return nil, err
	}
	start := assets["index.html"]
	if start == nil {
		start = assets["placeholder.html"]
	}
	if start == nil {
		return nil, fs.ErrNotExist
	}
	delete(assets, "index.html")
	delete(assets, "placeholder.html")
	return &site{assets: assets, start: start}, nil
}

// mount adds the pages and files of the app; nothing writes the page of an
// address that has neither.
func (s *site) mount(r *gin.Engine, nothing gin.HandlerFunc) {
	for _, route := range appRoutes {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r.Handle(method, route, func(c *gin.Context) { s.start.send(c, http.StatusOK, cacheNever) })
		}
	}
	r.NoRoute(func(c *gin.Context) { s.other(c, nothing) })
}

// The worker that blurs what is behind a person compiles WebAssembly, which no
// page may. A worker obeys the policy it was served with: its own is the only
// one that has the word for it, and lets it do nothing else but fetch its model.
const (
	blurWorker = "assets/blur.worker-"
	blurPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// other answers everything that has no route: a file of the app, or 404.
func (s *site) other(c *gin.Context, nothing gin.HandlerFunc) {
	name := strings.TrimPrefix(c.Request.URL.Path, "/")
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead ||
		strings.HasPrefix(name, "api/") {
		refuse(c, problemOf(errNotFound))
		return
	}
	if slices.Contains(plainPages, name) {
		// With no-referrer, pages from before one of these could not see in the
		// history that it came after them, and Back would show them again.
		c.Header("Referrer-Policy", "same-origin")
	}
	file, ok := s.assets[name]
	switch {
	case !ok:
		nothing(c)
	case file.immutable:
		if strings.HasPrefix(name, blurWorker) {
			c.Header("Content-Security-Policy", blurPolicy)
		}
		file.send(c, http.StatusOK, cacheForever)
	default:
		file.send(c, http.StatusOK, cacheChecked)
	}
}
