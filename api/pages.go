package api

import (
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"warmroom/board"
)

// The ways in which a page of the app begins: what it shows before the app
// runs. The app's build writes one file for each and for each language.
const (
	startPlain = "" // something is coming
	startFront = "front."
	startJoin  = "join."
)

// appRoutes are the addresses at which the app shows a page of its own, with
// how that begins. The tokens of links stand in the fragment and never reach
// the server.
var appRoutes = []struct{ path, start string }{
	{"/", startFront},
	{"/staff", startFront}, // of somebody who is not signed in
	{"/join", startJoin},
	{"/groups/:organisation/:group/join", startJoin},
	{"/family/:organisation/:group/join", startJoin},
	{"/sign-in", startPlain},
	{"/meetings/:meeting", startPlain},
	{"/staff/*page", startPlain},
	{"/record", startPlain},
	{"/receipt", startPlain},
	{"/practice", startPlain},
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
	starts map[string]*asset // the pages of the app routes, by start and language: "join.es"
	start  *asset            // for those that have none
}

// newSite reads the app; one that was not built shows its placeholder.
func newSite(app fs.FS) (*site, error) {
	assets, err := loadAssets(app)
	if err != nil {
		return nil, err
	}
	s := &site{assets: assets, starts: map[string]*asset{}, start: assets["placeholder.html"]}
	for name, file := range assets {
		start, isStart := strings.CutPrefix(name, "index.")
		if isStart {
			s.starts[strings.TrimSuffix(start, ".html")] = file
		}
		if isStart || file == s.start {
			delete(assets, name) // no page by its own name
		}
	}
	if plain := s.starts[startPlain+string(board.English)]; plain != nil {
		s.start = plain
	}
	if s.start == nil {
		return nil, fs.ErrNotExist
	}
	return s, nil
}

// begin sends a page of the app in the language that the browser prefers; the
// app itself may know better, and then shows nothing of it. The front page of
// somebody who is signed in is another than that for strangers.
func (s *site) begin(c *gin.Context, start string) {
	if _, err := c.Cookie(sessionCookie); err == nil && start == startFront {
		start = startPlain
	}
	page := s.starts[start+string(board.ChooseLanguage("", c.GetHeader("Accept-Language")))]
	if page == nil {
		page = s.start
	}
	page.send(c, http.StatusOK, cacheNever)
}

// mount adds the pages and files of the app; nothing writes the page of an
// address that has neither.
func (s *site) mount(r *gin.Engine, nothing gin.HandlerFunc) {
	for _, route := range appRoutes {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r.Handle(method, route.path, func(c *gin.Context) { s.begin(c, route.start) })
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
