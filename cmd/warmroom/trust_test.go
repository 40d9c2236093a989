package main

import (
	"net/http"
	"strings"
	"testing"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/moderation"
)

// The cookies' names, written out: they are part of the contract.
const (
	sessionCookieName = "__Host-warmroom-session"
	deviceCookieName  = "__Host-warmroom-device"
)

func TestCookiesAreBoundToThisHostAndOutOfReachOfScripts(t *testing.T) {
	h := openHouse(t)
	signIn := h.visitor().post("/api/session", api.SignInRequest{Token: h.demo.FacilitatorSignIn}).want(t, 200, nil)
	entrance := h.visitor().post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, nil)
	for _, c := range []struct {
		from     answer
		name     string
		sameSite http.SameSite
		kept     bool // after the browser closes
	}{
		{signIn, sessionCookieName, http.SameSiteLaxMode, true},
		{entrance, deviceCookieName, http.SameSiteStrictMode, false},
	} {
		list := (&http.Response{Header: c.from.header}).Cookies()
		if len(list) != 1 || list[0].Name != c.name {
			t.Fatalf("%s sets %v, want %s", c.from.what, list, c.name)
		}
		got := list[0]
		if !got.Secure || !got.HttpOnly || got.Path != "/" || got.Domain != "" || got.SameSite != c.sameSite {
			t.Errorf("%s: %v", c.name, got)
		}
		if kept := !got.Expires.IsZero(); kept != c.kept || got.MaxAge != 0 {
			t.Errorf("%s: expires %v, max age %d", c.name, got.Expires, got.MaxAge)
		}
		if strings.Contains(string(c.from.body), got.Value) {
			t.Errorf("%s: the answer holds the cookie's value, where scripts can read it", c.name)
		}
	}
}

func TestDeviceKeepsItsMark(t *testing.T) {
	h := openHouse(t)
	v := h.visitor()
	v.post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, nil)
	mark := v.cookies[deviceCookieName]
	again := v.post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, nil)
	if v.cookies[deviceCookieName] != mark || again.header.Get("Set-Cookie") != "" {
		t.Error("a second visit gives another mark")
	}
	v.cookies[deviceCookieName] = "chosen-by-hand"
	v.post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, nil)
	if got := v.cookies[deviceCookieName]; got == "chosen-by-hand" || got == mark {
		t.Error("a mark that this server never gave is kept")
	}
}

func TestSignInLinkWorksOnce(t *testing.T) {
	h := openHouse(t)
	h.signedIn(h.demo.FacilitatorSignIn)
	h.visitor().post("/api/session", api.SignInRequest{Token: h.demo.FacilitatorSignIn}).refused(t, 410, "link_used")
	h.visitor().post("/api/session", api.SignInRequest{Token: meeting.NewToken()}).refused(t, 404, "")
}

func TestSigningInAgainEndsTheSessionBefore(t *testing.T) {
	h := openHouse(t)
	v := h.signedIn(h.demo.FacilitatorSignIn)
	before := v.cookies[sessionCookieName]
	v.post("/api/session", api.SignInRequest{Token: h.demo.CoFacilitatorSignIn}).want(t, 200, nil)
	left := h.visitor()
	left.cookies[sessionCookieName] = before
	left.get("/api/session").refused(t, 401, "")
}

// What a person may not see does not exist for them: family groups for those
// who work on the other side, and everything for strangers.
func TestOtherRealmIsNotThere(t *testing.T) {
	h := openHouse(t)
	ben := h.signedIn(h.demo.CoFacilitatorSignIn) // works in the recovery realm only
	family := string(h.demo.Family.ID)
	for _, path := range []string{"", "/schedules", "/meetings", "/agreements", "/invites"} {
		there := ben.get("/api/groups/"+family+path).refused(t, 404, "")
		nowhere := ben.get("/api/groups/01K0000000000000000N0WHERE"+path).refused(t, 404, "")
		if there != nowhere {
			t.Errorf("%s: a hidden group answers %+v, one that is not there %+v", path, there, nowhere)
		}
	}
	ben.post("/api/groups/"+family+"/meetings", api.ExtraMeeting{Minutes: 30}).refused(t, 404, "")
	ben.post("/api/groups/"+family+"/invites", api.NewInvite{Kind: meeting.Shared, Label: "x"}).refused(t, 404, "")
	ben.do("PATCH", "/api/groups/"+family, api.GroupChange{Version: 1}).refused(t, 404, "")
	var list []api.Group
	ben.get("/api/groups").want(t, 200, &list)
	if len(list) != 1 || list[0].ID != h.demo.Recovery.ID {
		t.Errorf("Ben's groups = %+v, want the recovery group", list)
	}

	var family1 api.Entrance
	h.visitor().post("/api/entrance", api.EntranceRequest{Invite: h.demo.FamilyInvite}).want(t, 200, &family1)
	h.visitor().post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite, Meeting: family1.Meeting.ID}).refused(t, 404, "")
	ben.post("/api/entrance", api.EntranceRequest{Meeting: family1.Meeting.ID}).refused(t, 404, "")
	h.visitor().post("/api/entrance", api.EntranceRequest{Invite: meeting.NewToken()}).refused(t, 404, "")
}

func TestStaffWithoutPowerAreRefused(t *testing.T) {
	h := openHouse(t)
	ben := h.signedIn(h.demo.CoFacilitatorSignIn)
	group := "/api/groups/" + string(h.demo.Recovery.ID)
	ben.post("/api/groups", newGroup()).refused(t, 403, "")
	ben.do("PATCH", group, api.GroupChange{Version: 1}).refused(t, 403, "")
	ben.post(group+"/agreements", api.NewAgreement{Version: 1, Clauses: []api.Clause{{Title: "a", Text: "b"}}}).refused(t, 403, "")
	ben.do("PUT", group+"/schedule", newGroup().Schedule).refused(t, 403, "")
	var page api.Entrance
	ben.post("/api/entrance", api.EntranceRequest{Meeting: h.demo.Meeting.ID}).want(t, 200, &page)
	if page.Role != moderation.CoFacilitator || page.Name != "Ben" || len(page.Suggestions) != 0 {
		t.Errorf("Ben's entrance = %+v", page)
	}
}

func TestStrangersSeeNothingOfTheStaffSide(t *testing.T) {
	h := openHouse(t)
	stranger := h.visitor()
	tried := 0
	for path, methods := range h.contract.paths {
		for method := range methods {
			if !strings.HasPrefix(path, "/api/groups") && path != "/api/sessions" && path != "/api/sessions/{id}" {
				continue
			}
			tried++
			concrete := strings.NewReplacer("{group}", string(h.demo.Recovery.ID), "{invite}", "x", "{id}", "x").Replace(path)
			body := any(nil)
			if method != "get" && method != "delete" {
				body = validBody(method, path)
			}
			stranger.do(strings.ToUpper(method), concrete, body).refused(t, 401, "")
		}
	}
	if tried < 15 {
		t.Errorf("only %d operations were tried", tried)
	}
	stranger.post("/api/entrance", api.EntranceRequest{Meeting: h.demo.Meeting.ID}).refused(t, 401, "")
}

// validBody returns a body that is refused for no reason of its own.
func validBody(method, path string) any {
	switch method + " " + path {
	case "post /api/groups":
		return newGroup()
	case "patch /api/groups/{group}":
		return api.GroupChange{Version: 1}
	case "put /api/groups/{group}/schedule":
		return newGroup().Schedule
	case "post /api/groups/{group}/meetings":
		return api.ExtraMeeting{Minutes: 30}
	case "post /api/groups/{group}/agreements":
		return api.NewAgreement{Clauses: []api.Clause{{Title: "a", Text: "b"}}}
	default:
		return api.NewInvite{Kind: meeting.Shared, Label: "x"}
	}
}

func TestNothingOfSecretsInTheLog(t *testing.T) {
	h := openHouse(t)
	v := h.signedIn(h.demo.FacilitatorSignIn)
	v.post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, nil)
	enterAsParticipant(t, h)
	v.get("/join?token=" + string(h.demo.ParticipantInvite))
	v.get("/api/groups/" + string(h.demo.ParticipantInvite))
	h.close()
	log := h.log.String()
	if !strings.Contains(log, "/api/entrance") {
		t.Fatal("the log holds no requests")
	}
	secrets := []string{string(h.demo.FacilitatorSignIn), string(h.demo.ParticipantInvite), "127.0.0.1", "Ana", "Heron"}
	for _, c := range v.cookies {
		secrets = append(secrets, c)
	}
	for _, s := range secrets {
		if strings.Contains(log, s) {
			t.Errorf("the log holds %q", s)
		}
	}
}
