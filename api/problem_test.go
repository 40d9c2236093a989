package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"warmroom/fault"
)

func TestEveryKindHasItsStatus(t *testing.T) {
	for kind, want := range map[fault.Kind]int{
		fault.Invalid: 422, fault.Unauthenticated: 401, fault.Forbidden: 403, fault.NotFound: 404, fault.Conflict: 409,
		fault.Gone: 410, fault.TooLarge: 413, fault.TooMany: 429, fault.Full: 409, fault.Unsupported: 422,
		fault.Unavailable: 503, fault.Internal: 500,
	} {
		err := fmt.Errorf("doing: %w", fault.New(kind, "why", "A sentence.").Because(io.ErrUnexpectedEOF))
		p := problemOf(err)
		if p.Status != want || p.Kind != kind || p.Reason != "why" || p.Sentence != "A sentence." {
			t.Errorf("%s: %+v, want status %d", kind, p, want)
		}
	}
	if p := problemOf(fault.New("new_kind", "", "")); p.Status != 500 {
		t.Errorf("a kind without a status: %d, want 500", p.Status)
	}
}

// A body of every sort of wrongness: the answer names the field and what is
// allowed, and never repeats the value.
func TestRefusedInputNamesTheFieldAndKeepsTheValue(t *testing.T) {
	e := newEdge(t, nil)
	type inner struct {
		Title string `json:"title" minLength:"1" maxLength:"10"`
	}
	type input struct {
		ID    string `path:"id" maxLength:"5"`
		Limit int    `query:"limit" maximum:"9"`
		Body  struct {
			Name  string  `json:"name" maxLength:"10"`
			Kind  string  `json:"kind,omitempty" enum:"warm,cold"`
			Size  int     `json:"size,omitempty" minimum:"1"`
			Items []inner `json:"items,omitempty" maxItems:"2"`
		}
	}
	calls := 0
	operation(e, "POST", "/api/things/{id}", func(context.Context, *input) (*struct{}, error) { calls++; return nil, nil })

	for _, c := range []struct{ path, body, field, says string }{
		{"/api/things/a", `{}`, "name", "needed"},
		{"/api/things/a", `{"name":null}`, "name", "string"},
		{"/api/things/a", `{"name":7654321}`, "name", "string"},
		{"/api/things/a", `{"name":"SECRETSECRET"}`, "name", "10"},
		{"/api/things/a", `{"name":"a","kind":"SECRET"}`, "kind", "warm, cold"},
		{"/api/things/a", `{"name":"a","size":-7654321}`, "size", "1"},
		{"/api/things/a", `{"name":"a","size":7654321e300}`, "body", "object"},
		{"/api/things/a", `{"name":"a","items":[{"title":"a"},{"title":"SECRETSECRET"}]}`, "items[1].title", "10"},
		{"/api/things/a", `{"name":"a","items":[{}]}`, "items[0].title", "needed"},
		{"/api/things/a", `{"name":"a","items":[{"title":"a"},{"title":"a"},{"title":"a"}]}`, "items", "2"},
		{"/api/things/a", `{"name":"a","unknown":"SECRET"}`, "unknown", "unexpected"},
		{"/api/things/a", `{"name":"SECRET`, "body", "object"},
		{"/api/things/a", `["SECRET"]`, "body", "object"},
		{"/api/things/a", `{"name":"a\u0000"}`, "body", "object"},
		{"/api/things/a", ``, "body", "object"},
		{"/api/things/SECRETSECRET", `{"name":"a"}`, "id", "5"},
		{"/api/things/a?limit=7654321", `{"name":"a"}`, "limit", "9"},
		{"/api/things/a?limit=SECRET", `{"name":"a"}`, "limit", "integer"},
	} {
		p := problem(t, e.do("POST", c.path, c.body), 422)
		if p.Kind != fault.Invalid || p.Field != c.field || !strings.Contains(p.Sentence, c.says) {
			t.Errorf("%s %s: field %q, sentence %q; want %q and %q", c.path, c.body, p.Field, p.Sentence, c.field, c.says)
		}
		if all := fmt.Sprint(p); strings.Contains(all, "SECRET") || strings.Contains(all, "7654321") {
			t.Errorf("%s %s: the answer repeats the value: %s", c.path, c.body, all)
		}
	}
	if calls != 0 {
		t.Errorf("%d bad requests reached the handler", calls)
	}
	if logged := e.logged.String(); strings.Contains(logged, "SECRET") || strings.Contains(logged, "7654321") {
		t.Error("the log holds a refused value")
	}
}

func TestRefusedBodies(t *testing.T) {
	e := newEdge(t, nil)
	type input struct{ Body struct{ Name string } }
	operation(e, "POST", "/api/name", func(context.Context, *input) (*struct{}, error) { return nil, nil })
	large := `{"Name":"` + strings.Repeat("a", maxBody) + `"}`
	if p := problem(t, e.do("POST", "/api/name", large), http.StatusRequestEntityTooLarge); p.Kind != fault.TooLarge {
		t.Errorf("too large: kind %q", p.Kind)
	}
	if p := problem(t, e.do("POST", "/api/name", `<name/>`, "Content-Type", "text/xml"), 422); p.Field == "" {
		t.Errorf("XML: %+v, want a field", p)
	}
	if p := problem(t, e.do("POST", "/api/name", strings.Repeat("[", 20000)), 422); p.Field != "body" {
		t.Errorf("deep nesting: %+v", p)
	}
}
