package main

import (
	"encoding/json"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// exposed scrapes a server on which a little has happened, and returns the
// lines of its metrics.
func exposed(t *testing.T) string {
	t.Helper()
	h := openHouse(t)
	h.visitor().get("/api/names").want(t, 200, nil)
	h.visitor().enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Blue Heron"})
	r, err := plainClient.Get("http://" + h.OpsAddress().String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// dashboard is as much of Grafana's model as every panel has to have.
type dashboard struct {
	UID, Title    string
	SchemaVersion int
	Templating    struct {
		List []struct{ Name, Type, Query string }
	}
	Panels []struct {
		ID          int
		Type, Title string
		GridPos     struct{ H, W, X, Y int }
		Datasource  struct{ Type, UID string }
		Targets     []struct {
			RefID      string
			Expr       string
			Datasource struct{ Type, UID string }
		}
	}
}

func readDashboard(t *testing.T) dashboard {
	t.Helper()
	b, err := os.ReadFile("../../docs/grafana-dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var d dashboard
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

var (
	metricName = regexp.MustCompile(`\b(?:warmroom|process|go)_[a-z_]+`)
	familyName = regexp.MustCompile(`(?m)^# TYPE (warmroom_\S+) `)
)

func TestDashboardAsksForMetricsThereAre(t *testing.T) {
	text, d := exposed(t), readDashboard(t)
	asked := 0
	for _, p := range d.Panels {
		for _, target := range p.Targets {
			for _, name := range metricName.FindAllString(target.Expr, -1) {
				asked++
				if !regexp.MustCompile(`(?m)^` + name + `[ {]`).MatchString(text) {
					t.Errorf("%q asks for %s, which the server does not expose", p.Title, name)
				}
			}
		}
	}
	if asked < 20 {
		t.Errorf("only %d metrics are asked for", asked)
	}
}

func TestDashboardCanBeLoaded(t *testing.T) {
	d := readDashboard(t)
	if d.UID == "" || d.Title == "" || d.SchemaVersion < 36 {
		t.Errorf("uid %q, title %q, schema %d", d.UID, d.Title, d.SchemaVersion)
	}
	if v := d.Templating.List; len(v) != 1 || v[0].Name != "datasource" || v[0].Type != "datasource" || v[0].Query != "prometheus" {
		t.Errorf("variables %+v, want one for the data source", v)
	}
	ids := map[int]bool{}
	for i, p := range d.Panels {
		if ids[p.ID] || p.ID == 0 || p.Title == "" || p.GridPos.W == 0 || p.GridPos.H == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %d %q has no id, title or place of its own", p.ID, p.Title)
		}
		ids[p.ID] = true
		for _, other := range d.Panels[:i] {
			a, b := p.GridPos, other.GridPos
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("%q lies on %q", p.Title, other.Title)
			}
		}
		if p.Type == "row" {
			continue
		}
		if len(p.Targets) == 0 || p.Datasource.UID != "${datasource}" {
			t.Errorf("panel %q asks nothing, or of a data source of somebody's own", p.Title)
		}
		var refs []string
		for _, target := range p.Targets {
			if target.RefID == "" || target.Datasource.UID != "${datasource}" || slices.Contains(refs, target.RefID) {
				t.Errorf("panel %q: target %+v", p.Title, target)
			}
			refs = append(refs, target.RefID)
		}
	}
}

func TestEveryMetricIsDocumented(t *testing.T) {
	manual, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	families := familyName.FindAllStringSubmatch(exposed(t), -1)
	if len(families) < 20 {
		t.Errorf("only %d metrics are exposed", len(families))
	}
	for _, f := range families {
		if !strings.Contains(string(manual), "`"+f[1]+"`") {
			t.Errorf("docs/operations.md does not explain %s", f[1])
		}
	}
}
