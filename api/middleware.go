package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"warmroom/fault"
)

// requestKey is the context key of a request's id, the one thing that links
// what a person saw to a line in the log.
type requestKey struct{}

// requestID returns the id that identify gave the request, or "".
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// identify gives every request a random id. One sent by the client is not
// taken over: the log must not carry what a stranger chose.
func identify(c *gin.Context) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on supported systems
	}
	id := hex.EncodeToString(b[:])
	c.Header("X-Request-Id", id)
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestKey{}, id))
	c.Next()
}

// account logs and counts each request by its route, never by its path, whose
// parts may lead to a person.
func (a *API) account(c *gin.Context) {
	started := a.cfg.Now()
	c.Next()
	method, route, status := c.Request.Method, c.FullPath(), c.Writer.Status()
	if route == "" { // no route of ours: both words are the client's own
		method, route = "any", "other"
	}
	took := a.cfg.Now().Sub(started)
	if route == socketRoute {
		if status == http.StatusOK {
			status = http.StatusSwitchingProtocols // gin did not see the upgrade
		}
	} else { // a socket's time is how long somebody stayed, which is nobody's business
		a.metrics.observe(method, route, status, took)
	}
	a.cfg.Log.DebugContext(c.Request.Context(), "request", "request", requestID(c.Request.Context()),
		"method", method, "route", route, "status", status, "ms", took.Milliseconds())
}

// rescue answers a panicking handler with 500 and logs the stack, without
// anything of the request.
func (a *API) rescue(c *gin.Context) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		err, _ := r.(error)
		switch {
		case errors.Is(err, http.ErrAbortHandler):
			panic(r)
		case errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNRESET), errors.Is(err, http.ErrHandlerTimeout):
			c.Abort() // the browser is gone; nobody reads an answer
			return
		}
		a.cfg.Log.ErrorContext(c.Request.Context(), "panic in a handler", "request", requestID(c.Request.Context()),
			"route", c.FullPath(), "panic", describe(r), "stack", string(debug.Stack()))
		if !c.Writer.Written() {
			refuse(c, problemOf(fault.New(fault.Internal, "", "Something went wrong on our side. Please try again.")))
		}
	}()
	c.Next()
}

// describe says what a panic was about without quoting what may be somebody's
// words: the runtime's own errors in full, of the others only the type.
func describe(r any) string {
	if err, ok := r.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", r)
}

// sameOrigin refuses unsafe requests that another site made a browser send.
func (a *API) sameOrigin(c *gin.Context) {
	if err := a.origins.Check(c.Request); err != nil {
		refuse(c, problemOf(errCrossOrigin))
		return
	}
	c.Next()
}

// readable refuses paths that no identifier of ours can be in, and that
// Postgres can't look for: NUL characters and what is not UTF-8.
func readable(c *gin.Context) {
	path := c.Request.URL.Path
	if strings.ContainsRune(path, 0) || !utf8.ValidString(path) {
		refuse(c, problemOf(errNotFound))
		return
	}
	c.Next()
}

// The headers of every answer. The app is served from one origin, asks only
// that origin, runs no inline script or style and is framed by nobody.
var headers = []struct{ name, value string }{
	{"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
		"media-src 'self' blob:; connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
	{"Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), screen-wake-lock=(self), " +
		"fullscreen=(self), autoplay=(self), speaker-selection=(self), " +
		"publickey-credentials-create=(self), publickey-credentials-get=(self), " +
		"accelerometer=(), browsing-topics=(), compute-pressure=(), " +
		"cross-origin-isolated=(), encrypted-media=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), " +
		"identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), midi=(), otp-credentials=(), " +
		"payment=(), picture-in-picture=(), serial=(), " +
		"storage-access=(), sync-xhr=(), usb=(), window-management=(), xr-spatial-tracking=()"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"X-Content-Type-Options", "nosniff"},
	{"X-Frame-Options", "DENY"},
}

// guard sets the security headers. Only the front page may be indexed; any
// other address may have come from a link that was meant for one person.
func guard(c *gin.Context) {
	h := c.Writer.Header()
	for _, x := range headers {
		h.Set(x.name, x.value)
	}
	if c.Request.URL.Path != "/" {
		h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	}
	if c.Request.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		h.Set("Cache-Control", "no-store")
	}
	c.Next()
}

// refuse answers with a problem outside of huma's handlers.
func refuse(c *gin.Context, p *Problem) {
	for name, values := range p.GetHeaders() {
		c.Writer.Header()[name] = values
	}
	c.Header("Content-Type", p.ContentType(""))
	c.Header("Cache-Control", "no-store")
	c.Status(p.Status)
	if err := json.NewEncoder(c.Writer).Encode(p); err != nil {
		_ = c.Error(err) // the browser is gone; there is nobody to tell
	}
	c.Abort()
}
