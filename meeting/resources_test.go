package meeting_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
	"warmroom/meeting"
)

func TestManagersSayWhereElseThereIsHelp(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	want := []meeting.Resource{
		{Title: "Food bank", URL: "https://food.example.org/hours?week=1", About: "Open on weekdays."},
		{Title: "Despensa", URL: "https://food.example.org/es", Language: "es"},
	}
	must(h.PutResources(ctx, h.max, "", want))(t)
	if d := cmp.Diff(want, must(h.Resources(ctx, h.ben))(t)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if o := must(h.Lines(ctx, h.ben))(t); len(o.Lines) != 1 {
		t.Errorf("the lines are %+v", o.Lines)
	}
	must(h.PutLines(ctx, h.max, "", "US", nil))(t)
	if d := cmp.Diff(want, must(h.Resources(ctx, h.ben))(t)); d != "" {
		t.Errorf("after the lines were changed (-want +got)\n%s", d)
	}
	if other := must(h.Resources(ctx, h.zed))(t); len(other) != 0 {
		t.Errorf("elsewhere they are %+v", other)
	}
	refused(t, "ben", failed(h.PutResources(ctx, h.ben, "", want)), fault.Forbidden, "manager_only")
}

func TestResourceFaultsNameTheField(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		field  string
		change func(*meeting.Resource)
	}{
		{"resources[0].title", func(r *meeting.Resource) { r.Title = " " }},
		{"resources[0].about", func(r *meeting.Resource) { r.About = strings.Repeat("x", 201) }},
		{"resources[0].language", func(r *meeting.Resource) { r.Language = "xx" }},
		{"resources[0].url", func(r *meeting.Resource) { r.URL = "http://example.org" }},
		{"resources[0].url", func(r *meeting.Resource) { r.URL = "javascript:alert(1)" }},
		{"resources[0].url", func(r *meeting.Resource) { r.URL = "https://ana@example.org/" }},
		{"resources[0].url", func(r *meeting.Resource) { r.URL = "https:///page" }},
		{"resources[0].url", func(r *meeting.Resource) { r.URL = "https://example.org/" + strings.Repeat("x", 300) }},
	} {
		r := meeting.Resource{Title: "Food bank", URL: "https://food.example.org"}
		c.change(&r)
		refused(t, c.field, failed(h.PutResources(t.Context(), h.max, "", []meeting.Resource{r})), fault.Invalid, c.field)
	}
	many := make([]meeting.Resource, 31)
	refused(t, "many", failed(h.PutResources(t.Context(), h.max, "", many)), fault.Invalid, "resources")
}

func TestTwoManagersDoNotUndoEachOther(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	before, err := h.Lines(ctx, h.max)
	if err != nil {
		t.Fatal(err)
	}
	line := meeting.SupportLine{Kind: meeting.Warmline, Name: "Harbor", Call: "+12025550142"}
	must(h.PutLines(ctx, h.max, before.LinesVersion(), "US", []meeting.SupportLine{line}))(t)
	refused(t, "lines", failed(h.PutLines(ctx, h.max, before.LinesVersion(), "CA", nil)), fault.Conflict, "list_changed")
	after := must(h.Lines(ctx, h.max))(t)
	must(h.PutLines(ctx, h.max, after.LinesVersion(), "CA", after.Lines))(t)

	shelf := []meeting.Resource{{Title: "Finder", URL: "https://example.org/a"}}
	empty := meeting.ResourcesVersion(before.Resources)
	must(h.PutResources(ctx, h.max, empty, shelf))(t)
	refused(t, "resources", failed(h.PutResources(ctx, h.max, empty, nil)), fault.Conflict, "list_changed")
}
