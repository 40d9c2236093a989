package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"gopkg.in/yaml.v3"

	"warmroom/api"
	"warmroom/meeting"
)

// house is a running server with the demonstration's people in it.
type house struct {
	*App
	t        *testing.T
	demo     meeting.Demo
	log      *safeBuffer
	contract *contract
}

// openHouse starts the real thing; it is closed when the test ends, if the
// test has not done so itself.
func openHouse(t *testing.T) *house {
	t.Helper()
	return openHouseAt(t, testConfig(t))
}

func openHouseAt(t *testing.T, cfg Config) *house {
	t.Helper()
	log := &safeBuffer{}
	a, err := Open(t.Context(), cfg, newLogger(log, slog.LevelDebug, "text"))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{App: a, t: t, log: log}
	t.Cleanup(func() { h.close() })
	if h.demo, err = a.meetings.SeedDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.contract = readContract(t, h.visitor())
	return h
}

func (h *house) close() {
	h.t.Helper()
	if err := h.Close(context.Background()); err != nil {
		h.t.Errorf("close: %v", err)
	}
}

// contract is the API's own description, as served, by which every answer in
// these tests is judged.
type contract struct {
	schemas huma.Registry
	paths   map[string]map[string]*promised // by path, then by method in lower case

	mu      sync.Mutex      // guards what follows
	seen    map[string]bool // operations that have answered with what they promise
	refused map[string]bool // and that have refused as they promise
}

// promised is one operation.
type promised struct {
	OperationID string                `yaml:"operationId"`
	Security    []map[string][]string `yaml:"security"`
	Parameters  []asked               `yaml:"parameters"`
	RequestBody struct {
		Content map[string]struct {
			Schema *huma.Schema `yaml:"schema"`
		} `yaml:"content"`
	} `yaml:"requestBody"`
	Responses map[string]struct {
		Content map[string]struct {
			Schema *huma.Schema `yaml:"schema"`
		} `yaml:"content"`
	} `yaml:"responses"`
}

// asked is what an operation takes besides a body.
type asked struct {
	Name string `yaml:"name"`
	In   string `yaml:"in"`
}

func readContract(t *testing.T, v *visitor) *contract {
	t.Helper()
	var doc struct {
		Paths      map[string]map[string]*promised `yaml:"paths"`
		Components struct {
			Schemas map[string]*huma.Schema `yaml:"schemas"`
		} `yaml:"components"`
	}
	if err := yaml.Unmarshal(v.get("/openapi.yaml").body, &doc); err != nil {
		t.Fatal(err)
	}
	c := &contract{
		schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
		paths:   doc.Paths, seen: map[string]bool{}, refused: map[string]bool{},
	}
	for name, s := range doc.Components.Schemas {
		s.PrecomputeMessages()
		c.schemas.Map()[name] = s
	}
	return c
}

// operation finds the operation of a request, nil for what is none.
func (c *contract) operation(method, path string) *promised {
	for template, methods := range c.paths {
		if op := methods[strings.ToLower(method)]; op != nil && matches(template, path) {
			return op
		}
	}
	return nil
}

// matches reports whether a path is of the form of a template.
func matches(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && !strings.HasPrefix(want[i], "{") {
			return false
		}
	}
	return true
}

// judge fails the test when an answer is not what was promised.
func (c *contract) judge(t *testing.T, method, path string, a answer) {
	t.Helper()
	path, _, _ = strings.Cut(path, "?")
	op := c.operation(method, path)
	if op == nil {
		return
	}
	answers := c.seen
	r, ok := op.Responses[fmt.Sprint(a.status)]
	if !ok {
		answers = c.refused
		r, ok = op.Responses[fmt.Sprintf("%dXX", a.status/100)]
	}
	if !ok {
		t.Errorf("%s %s: it answers %d, which is not promised", method, path, a.status)
		return
	}
	c.mu.Lock()
	answers[op.OperationID] = true
	c.mu.Unlock()
	kind := strings.TrimSpace(strings.Split(a.header.Get("Content-Type"), ";")[0])
	content, ok := r.Content[kind]
	if !ok {
		if len(r.Content) > 0 || len(a.body) > 0 {
			t.Errorf("%s %s: %d answers %q, which is not promised", method, path, a.status, kind)
		}
		return
	}
	value := any(string(a.body))
	if strings.HasSuffix(kind, "json") {
		if err := json.Unmarshal(a.body, &value); err != nil {
			t.Errorf("%s %s: %v", method, path, err)
			return
		}
	}
	result := &huma.ValidateResult{}
	huma.Validate(c.schemas, content.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, result)
	for _, err := range result.Errors {
		t.Errorf("%s %s: the answer is not what is promised: %v", method, path, err)
	}
}

// visitor is a browser, as far as REST goes: it keeps cookies and says where
// its page is from.
type visitor struct {
	house   *house
	origin  string
	cookies map[string]string
	header  []string // pairs of names and values that go with everything
}

func (h *house) visitor() *visitor {
	v := &visitor{house: h, cookies: map[string]string{}}
	if h.App != nil {
		v.origin = "http://" + h.Address().String()
	}
	return v
}

// signedIn is a visitor who has used a sign-in link.
func (h *house) signedIn(link meeting.Token) *visitor {
	h.t.Helper()
	v := h.visitor()
	v.post("/api/session", api.SignInRequest{Token: link}).want(h.t, 200, nil)
	return v
}

// answer is a response that was read to its end.
type answer struct {
	what   string
	status int
	header http.Header
	body   []byte
}

func (v *visitor) get(path string) answer            { return v.do("GET", path, nil) }
func (v *visitor) post(path string, body any) answer { return v.do("POST", path, body) }

// do sends a request as the page of the app does. A string is sent as it is,
// anything else as JSON; header holds pairs of names and values.
func (v *visitor) do(method, path string, body any, header ...string) answer {
	t := v.house.t
	t.Helper()
	text, raw := body.(string)
	if !raw && body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		text = string(b)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, v.origin+path, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", v.origin)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	header = append(v.header[:len(v.header):len(v.header)], header...)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	a := v.send(r)
	if v.house.contract != nil {
		v.house.contract.judge(t, method, path, a)
	}
	return a
}

// plainClient keeps no connection: a closed house has none to wait for.
var plainClient = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func (v *visitor) send(r *http.Request) answer {
	t := v.house.t
	t.Helper()
	resp, err := plainClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range resp.Cookies() {
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		} else {
			v.cookies[c.Name] = c.Value
		}
	}
	return answer{what: r.Method + " " + r.URL.Path, status: resp.StatusCode, header: resp.Header, body: b}
}

// want reads a good answer of a status into out, which may be nil.
func (a answer) want(t *testing.T, status int, out any) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("%s: status %d, want %d: %s", a.what, a.status, status, a.body)
	}
	if out != nil {
		d := json.NewDecoder(bytes.NewReader(a.body))
		d.DisallowUnknownFields()
		if err := d.Decode(out); err != nil {
			t.Fatalf("%s: %v", a.what, err)
		}
	}
	return a
}

// refused reads a problem of a status; reason "" stands for any.
func (a answer) refused(t *testing.T, status int, reason string) api.Problem {
	t.Helper()
	var p api.Problem
	a.want(t, status, &p)
	if reason != "" && p.Reason != reason {
		t.Errorf("%s: reason %q, want %q", a.what, p.Reason, reason)
	}
	return p
}
