package main

import (
	"slices"
	"strings"
	"testing"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/room"
)

// TestAManagerSaysWhereHelpIs: the lines of a programme are edited once and shown to everybody, with the crisis lines
// of its region and of no other.
func TestAManagerSaysWhereHelpIs(t *testing.T) {
	h := openHouse(t)
	ana, ben := h.signedIn(h.demo.ManagerSignIn), h.signedIn(h.demo.CoFacilitatorSignIn)
	shown := func() (numbers []string) {
		var page api.Entrance
		h.visitor().post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, &page)
		for _, l := range page.Lines {
			numbers = append(numbers, l.Call)
		}
		return numbers
	}
	if got := shown(); !slices.Contains(got, "988") {
		t.Errorf("in the US are shown %v", got)
	}
	britain := api.Lines{Region: "GB", Lines: []api.SupportLine{
		{Kind: meeting.Warmline, Name: "Harbour line", Call: "+442079460123", Hours: "daily 9 to 21", Opens: "00:00", Closes: "00:00", Zone: "UTC"},
	}}
	var now api.ShownLines
	ana.do("PUT", "/api/lines", britain).want(t, 200, &now)
	if want := []string{"+442079460123", "116123"}; !slices.Equal(shown(), want) || len(now.Shown) != len(want) {
		t.Errorf("in Britain are shown %v, want %v", shown(), want)
	}
	if open := now.Shown[0].Open; open == nil || !*open || now.Shown[0].Until == nil || now.Shown[1].Open != nil {
		t.Errorf("shown are %+v", now.Shown)
	}
	for _, page := range []string{"/resources", "/resources/course-calm-evening", "/groups/harbor/evening-circle"} {
		if body := string(h.visitor().get(page).body); !strings.Contains(body, "442079460123") || strings.Contains(body, "tel:988") {
			t.Errorf("%s shows other lines than were set a moment ago", page)
		}
	}
	ben.get("/api/lines").want(t, 200, &now)
	if now.Region != "GB" || len(now.Lines.Lines) != 1 {
		t.Errorf("Ben reads %+v", now)
	}
	ben.do("PUT", "/api/lines", britain).refused(t, 403, "manager_only")
	h.visitor().get("/api/lines").refused(t, 401, "")
	for _, wrong := range []api.Lines{
		{Region: "gb"},
		{Lines: []api.SupportLine{{Kind: meeting.Warmline, Name: "No number"}}},
		{Lines: []api.SupportLine{{Kind: meeting.Warmline, Name: "Not a number", Call: "call us"}}},
	} {
		ana.do("PUT", "/api/lines", wrong).refused(t, 422, "")
	}
}

// TestAGroupMayBeElsewhere: its people are shown the crisis lines of where they are.
func TestAGroupMayBeElsewhere(t *testing.T) {
	h := openHouse(t)
	ana := h.signedIn(h.demo.ManagerSignIn)
	shown := func() (numbers []string) {
		var page api.Entrance
		h.visitor().post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, &page)
		for _, l := range page.Lines {
			numbers = append(numbers, l.Call)
		}
		return numbers
	}
	path, region := "/api/groups/"+string(h.demo.Recovery.ID), "IE"
	var g api.Group
	ana.do("PATCH", path, api.GroupChange{Version: h.demo.Recovery.Version, Region: &region}).want(t, 200, &g)
	if got := shown(); g.Region != "IE" || !slices.Contains(got, "116123") || slices.Contains(got, "988") {
		t.Errorf("in Ireland (%q) are shown %v", g.Region, got)
	}
	wrong := "Ireland"
	ana.do("PATCH", path, api.GroupChange{Version: g.Version, Region: &wrong}).refused(t, 422, "")
	wrong = "ie"
	ana.do("PATCH", path, api.GroupChange{Version: g.Version, Region: &wrong}).refused(t, 422, "")
}

// TestWhatAManagerChangesIsToldWhenAMeetingEnds: also to those who came before the change.
func TestWhatAManagerChangesIsToldWhenAMeetingEnds(t *testing.T) {
	p := meet(t, "")
	ana := p.signedIn(p.demo.ManagerSignIn)
	ana.do("PUT", "/api/lines", api.Lines{Region: "GB", Lines: []api.SupportLine{
		{Kind: meeting.Warmline, Name: "Harbour line", Call: "+442079460123", Opens: "00:00", Closes: "00:00", Zone: "UTC"},
	}}).want(t, 200, nil)
	p.closings.renew(t.Context())
	p.ana.ask("meeting.end", struct{}{})
	lines := hears[room.MeetingEnded](p.otter, "meeting.ended", nil).Closing.Lines
	if len(lines) != 2 || lines[0].Call != "+442079460123" || lines[0].Open == nil || !*lines[0].Open || lines[0].Until == nil || lines[1].Call != "116123" {
		t.Errorf("Otter is told of %+v", lines)
	}
}

// manageLines reads the support lines and writes them back as they are.
func manageLines(t *testing.T, ana *visitor) {
	t.Helper()
	var before, after api.ShownLines
	ana.get("/api/lines").want(t, 200, &before)
	ana.do("PUT", "/api/lines", before.Lines).want(t, 200, &after)
	if len(before.Shown) == 0 || len(after.Shown) != len(before.Shown) {
		t.Errorf("shown are %+v, after writing them back %+v", before.Shown, after.Shown)
	}
}

// manageResources says where else there is help, and finds it in public at once.
func manageResources(t *testing.T, h *house, ana *visitor) {
	t.Helper()
	var before, after api.Resources
	ana.get("/api/resources").want(t, 200, &before)
	food := api.Resource{Title: "Food bank", URL: "https://food.example.org", About: "Open on weekdays."}
	ana.do("PUT", "/api/resources", api.Resources{Resources: []api.Resource{food}}).want(t, 200, &after)
	if len(before.Resources) != 0 || len(after.Resources) != 1 || after.Resources[0] != food {
		t.Errorf("resources were %+v and are %+v", before, after)
	}
	if body := string(h.visitor().get("/resources").body); !strings.Contains(body, "https://food.example.org") {
		t.Error("the page of resources does not have it")
	}
	food.URL = "http://food.example.org"
	ana.do("PUT", "/api/resources", api.Resources{Resources: []api.Resource{food}}).refused(t, 422, "")
}
