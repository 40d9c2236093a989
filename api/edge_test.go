package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"

	"warmroom/fault"
)

// script is long enough to be worth packing.
var script = strings.Repeat("console.log('hello');\n", 200)

// builtApp is a browser app as vite leaves it.
var builtApp = fstest.MapFS{
	"index.en.html":            {Data: []byte("<!doctype html><title>Warmroom</title>")},
	"index.es.html":            {Data: []byte("<!doctype html><title>Warmroom</title>es")},
	"index.front.en.html":      {Data: []byte("<!doctype html><title>Warmroom</title>front")},
	"index.front.es.html":      {Data: []byte("<!doctype html><title>Warmroom</title>front es")},
	"index.join.en.html":       {Data: []byte("<!doctype html><title>Warmroom</title>join")},
	"placeholder.html":         {Data: []byte("not built")},
	"favicon.svg":              {Data: []byte("<svg/>")},
	"assets/index-3f2a.js":     {Data: []byte(script)},
	"assets/index-3f2a.js.br":  {Data: []byte("pretend this is brotli")},
	"assets/blur.worker-5e.js": {Data: []byte("self.onmessage = null")},
	"assets/model-77.tflite":   {Data: []byte("TFL3")},
	"assets/style-9c1b.css":    {Data: []byte(strings.Repeat("p{margin:0}\n", 300))},
}

// edge is an API without use cases: what stands around the handlers.
type edge struct {
	*API
	logged *bytes.Buffer
}

func newEdge(t *testing.T, change func(*Config)) *edge {
	t.Helper()
	logged := &bytes.Buffer{}
	cfg := Config{
		App:            builtApp,
		Socket:         http.NotFoundHandler(),
		Ready:          func(context.Context) error { return nil },
		TrustedProxies: []string{"127.0.0.0/8"},
		Now:            time.Now,
		Log:            slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Registerer:     prometheus.NewRegistry(),
	}
	if change != nil {
		change(&cfg)
	}
	a, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &edge{API: a, logged: logged}
}

// operation adds an operation that stands for one of the real ones.
func operation[I, O any](e *edge, method, path string, f func(context.Context, *I) (*O, error)) {
	handle(e.API, e.huma, huma.Operation{OperationID: method + path, Method: method, Path: path}, f)
}

// do sends a request; header holds pairs of names and values.
func (e *edge) do(method, path, body string, header ...string) *http.Response {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	e.Handler().ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// problem reads a problem and checks what all of them have in common.
func problem(t *testing.T, r *http.Response, status int) Problem {
	t.Helper()
	if r.StatusCode != status {
		t.Fatalf("status = %d, want %d: %s", r.StatusCode, status, text(t, r))
	}
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("content type = %q", got)
	}
	var p Problem
	if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
		t.Fatal(err)
	}
	if p.Type != "about:blank" || p.Status != status || p.Title == "" || p.Sentence == "" || p.Kind == "" {
		t.Errorf("problem = %+v, want type, status, title, kind and sentence", p)
	}
	return p
}

func unpack(t *testing.T, r io.Reader) string {
	t.Helper()
	gz, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(gz)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestUnknownAddresses(t *testing.T) {
	e := newEdge(t, nil)
	for _, path := range []string{"/nothing", "/assets/../index.en.html", "/index.en.html", "/index.join.en.html", "/index.html", "/placeholder.html", "/assets/", "/staff%00", "/meetings/a%00b", "/meetings/a%ffb"} {
		if r := e.do("GET", path, ""); r.StatusCode != 404 {
			t.Errorf("%s: status %d, want 404", path, r.StatusCode)
		}
	}
	if r := e.do("GET", "/nothing", ""); !strings.Contains(text(t, r), "There is nothing here") {
		t.Error("a person gets no page")
	}
	if p := problem(t, e.do("GET", "/api/nothing", ""), 404); p.Kind != fault.NotFound {
		t.Errorf("kind = %q", p.Kind)
	}
	problem(t, e.do("POST", "/join", ""), 404)
}

func TestLargeAnswersArePacked(t *testing.T) {
	e := newEdge(t, nil)
	type list struct{ Body []string }
	long := strings.Repeat("warm ", 1000)
	operation(e, "GET", "/api/long", func(context.Context, *struct{}) (*list, error) { return &list{Body: []string{long}}, nil })
	operation(e, "GET", "/api/short", func(context.Context, *struct{}) (*list, error) { return &list{Body: []string{"a"}}, nil })
	r := e.do("GET", "/api/long", "", "Accept-Encoding", "gzip")
	if r.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(unpack(t, r.Body), long) {
		t.Error("a large answer is not packed, or not right")
	}
	if r = e.do("GET", "/api/long", ""); r.Header.Get("Content-Encoding") != "" || !strings.Contains(text(t, r), long) {
		t.Error("packed for a client that does not take it")
	}
	if r = e.do("GET", "/api/short", "", "Accept-Encoding", "gzip"); r.Header.Get("Content-Encoding") != "" {
		t.Error("a short answer is packed: its length could tell about a token in it")
	}
}

func TestPanicIsAnsweredAndLoggedWithoutWhatWasSent(t *testing.T) {
	e := newEdge(t, nil)
	type named struct{ Body struct{ Name string } }
	operation(e, "POST", "/api/break", func(_ context.Context, in *named) (*struct{}, error) {
		panic("cannot greet " + in.Body.Name)
	})
	r := e.do("POST", "/api/break", `{"Name":"Blue Heron"}`)
	if p := problem(t, r, 500); p.Kind != fault.Internal || strings.Contains(p.Sentence, "Heron") {
		t.Errorf("problem = %+v", p)
	}
	logged := e.logged.String()
	if !strings.Contains(logged, "edge_test.go") {
		t.Error("the log does not say where it broke")
	}
	if strings.Contains(logged, "Heron") {
		t.Errorf("the log repeats what was sent:\n%s", logged)
	}
	if id := r.Header.Get("X-Request-Id"); id == "" || !strings.Contains(logged, id) {
		t.Errorf("request %q is not found in the log", id)
	}
}

func TestFailureIsLoggedAndHidden(t *testing.T) {
	e := newEdge(t, nil)
	operation(e, "GET", "/api/fail", func(context.Context, *struct{}) (*struct{}, error) {
		return nil, errors.New("dial tcp 10.0.0.1: refused")
	})
	p := problem(t, e.do("GET", "/api/fail", ""), 500)
	if strings.Contains(p.Sentence, "10.0.0.1") {
		t.Errorf("sentence %q leaks the cause", p.Sentence)
	}
	if !strings.Contains(e.logged.String(), "10.0.0.1") {
		t.Error("the log lacks the cause")
	}
}

func TestLogKnowsRoutesOnly(t *testing.T) {
	e := newEdge(t, nil)
	e.do("GET", "/meetings/SECRET-MEETING?token=SECRET", "", "X-Forwarded-For", "203.0.113.9", "User-Agent", "SECRET-AGENT")
	e.do("GET", "/SECRET-PATH", "")
	e.do("SECRET-METHOD", "/healthz", "")
	logged := e.logged.String()
	for _, secret := range []string{"SECRET", "203.0.113.9", "192.0.2.1"} { // the last is httptest's own address
		if strings.Contains(logged, secret) {
			t.Errorf("the log holds %s:\n%s", secret, logged)
		}
	}
	if !strings.Contains(logged, "route=/meetings/:meeting") {
		t.Errorf("the log lacks the route:\n%s", logged)
	}
}

func TestReadiness(t *testing.T) {
	broken := errors.New("no database")
	e := newEdge(t, func(c *Config) { c.Ready = func(context.Context) error { return broken } })
	if r := e.do("GET", "/healthz", ""); r.StatusCode != 200 {
		t.Errorf("alive: status %d", r.StatusCode)
	}
	if p := problem(t, e.do("GET", "/readyz", ""), 503); p.Kind != fault.Unavailable {
		t.Errorf("kind = %q", p.Kind)
	}
	broken = nil
	if r := e.do("GET", "/readyz", ""); r.StatusCode != 200 {
		t.Errorf("ready: status %d", r.StatusCode)
	}
}

func TestOtherSitesCanChangeNothing(t *testing.T) {
	e := newEdge(t, func(c *Config) { c.PublicURL = "https://rooms.example.org" })
	calls := 0
	operation(e, "POST", "/api/do", func(context.Context, *struct{}) (*struct{}, error) { calls++; return nil, nil })
	for _, header := range [][]string{
		{"Origin", "https://elsewhere.example"},
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site", "Origin", "https://other.example.org"},
		{"Origin", "null"},
	} {
		if p := problem(t, e.do("POST", "/api/do", "", header...), 403); p.Reason != "cross_origin" {
			t.Errorf("%v: reason %q", header, p.Reason)
		}
	}
	if calls != 0 {
		t.Fatalf("%d requests of other sites were carried out", calls)
	}
	for _, header := range [][]string{
		{"Sec-Fetch-Site", "same-origin", "Origin", "http://example.com"},
		{"Origin", "http://example.com"}, // httptest's host
		{"Sec-Fetch-Site", "cross-site", "Origin", "https://rooms.example.org"},
		nil, // no browser
	} {
		if r := e.do("POST", "/api/do", "", header...); r.StatusCode != 204 {
			t.Errorf("%v: status %d, want 204", header, r.StatusCode)
		}
	}
}

func TestSocketIsPassedOn(t *testing.T) {
	e := newEdge(t, func(c *Config) {
		c.Socket = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	})
	if r := e.do("GET", "/ws", ""); r.StatusCode != http.StatusTeapot {
		t.Errorf("status %d, want the socket's own", r.StatusCode)
	}
}

func TestSocketIsPassedOnWithWhoseItIs(t *testing.T) {
	var caller string
	e := newEdge(t, func(c *Config) {
		c.TrustedProxies = []string{"192.0.2.0/24"} // httptest's own
		c.Socket = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { caller = Caller(r) })
	})
	from := func(address string) string {
		e.do("GET", "/ws", "", "X-Forwarded-For", address)
		return caller
	}
	one := from("2001:db8:1:2::1")
	if one == "" || strings.Contains(one, "2001") {
		t.Errorf("the caller is %q", one)
	}
	if from("2001:db8:1:2::9") != one || from("2001:db8:1:3::1") == one {
		t.Error("callers are not told apart by what one line gets")
	}
	if Caller(httptest.NewRequest("GET", "/", nil)) != "" {
		t.Error("another request has a caller")
	}
}
