package main

import (
	"net/http"
	"strings"
	"testing"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
)

// allowPasses lets people keep passes of the demonstration's recovery group.
func (v *visitor) allowPasses(t *testing.T) string {
	t.Helper()
	group := "/api/groups/" + string(v.house.demo.Recovery.ID)
	var g api.Group
	v.get(group).want(t, 200, &g)
	on := true
	v.do("PATCH", group, api.GroupChange{Version: g.Version, Passes: &on}).want(t, 200, &g)
	if !g.Passes {
		t.Fatal("the group has no passes")
	}
	return group
}

// keepsPass asks for a pass and returns its token.
func (g *guest) keepsPass() meeting.Token {
	g.t.Helper()
	var kept struct {
		Token meeting.Token `json:"token"`
	}
	g.ask("pass.keep", struct{}{}).read(g.t, &kept)
	if kept.Token == "" {
		g.t.Fatalf("%s got no pass", g.name)
	}
	return kept.Token
}

func TestPassSparesTheDoorUntilItsHolderIsRemoved(t *testing.T) {
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	lead := ana.enter(t, entering{Meeting: h.demo.Meeting.ID})
	heron := h.visitor().enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Blue Heron"})
	if r := heron.refused("pass.keep", struct{}{}); r.Reason != "not_present" {
		t.Errorf("at the door: %+v", r)
	}
	lead.ask("door.admit", many{"participants": {heron.self("waiting")}})
	heron.self("present")
	if r := heron.refused("pass.keep", struct{}{}); r.Reason != "no_passes" {
		t.Errorf("before a manager allows it: %+v", r)
	}
	group := ana.allowPasses(t) // while the room is open
	token := heron.keepsPass()
	if r := heron.refused("pass.keep", struct{}{}); r.Reason != "has_pass" {
		t.Errorf("a second one: %+v", r)
	}
	heron.ask("leave", struct{}{})

	var page api.Entrance
	h.visitor().post("/api/entrance", api.EntranceRequest{Invite: token}).want(t, 200, &page)
	if !page.Pass || !page.Group.Passes {
		t.Errorf("entrance = %+v", page)
	}
	again := h.visitor().enter(t, entering{Invite: token, Name: "Grey Owl"})
	id := again.self("present")
	var count api.PassCount
	ana.get(group+"/passes").want(t, 200, &count)
	if count.Kept != 1 {
		t.Errorf("passes = %+v", count)
	}
	if strings.Contains(h.log.String(), string(token)) {
		t.Error("the pass is in the log")
	}
	lead.ask("person.remove", map[string]any{"participant": id, "reason": moderation.Unkind})
	hears(again, "you.removed", func(room.YouWereRemoved) bool { return true })
	eventually(t, "the pass is gone", func() bool {
		ana.get(group+"/passes").want(t, 200, &count)
		return count.Kept == 0
	})
	h.visitor().post("/api/entrance", api.EntranceRequest{Invite: token}).refused(t, 404, "no_invite")
}

func TestWhatIsRevokedEmptiesTheDoorAtOnce(t *testing.T) {
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	group := ana.allowPasses(t)
	invite := func() (api.InviteLink, meeting.Token) {
		var link api.InviteLink
		ana.post(group+"/invites", api.NewInvite{Kind: meeting.Shared, Label: "flyer", MaxUses: 2}).want(t, 201, &link)
		_, token, _ := strings.Cut(link.Link, "#")
		return link, meeting.Token(token)
	}
	flyer, token := invite()
	fox := h.visitor().enter(t, entering{Invite: token, Name: "Red Fox"})
	fox.self("waiting")
	owl := h.visitor().enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Grey Owl"})
	owl.self("waiting")
	ana.do("DELETE", group+"/invites/"+string(flyer.ID), nil).want(t, 204, nil)
	hears(fox, "you.declined", func(d room.Declined) bool { return d.Revoked })

	lead := ana.enter(t, entering{Meeting: h.demo.Meeting.ID})
	lead.ask("door.admit", many{"participants": {owl.self("waiting")}})
	owl.self("present")
	pass := owl.keepsPass()
	lead.ask("door.lock", map[string]bool{"locked": true})
	wren := h.visitor().enter(t, entering{Invite: pass, Name: "Late Wren"})
	wren.self("waiting")
	ana.do("DELETE", group+"/passes", nil).want(t, 204, nil)
	hears(wren, "you.declined", func(d room.Declined) bool { return d.Revoked })
	h.visitor().post("/api/entrance", api.EntranceRequest{Invite: pass}).refused(t, 404, "no_invite")

	_, few := invite()
	h.visitor().enter(t, entering{Invite: few, Name: "Quiet Fern"})
	h.visitor().enter(t, entering{Invite: few, Name: "Brown Hare"})
	h.visitor().post("/api/entrance", api.EntranceRequest{Invite: few}).refused(t, http.StatusGone, "invite_used_up")
}

// managePasses looks at the passes of a group that has none.
func managePasses(t *testing.T, ana *visitor) {
	t.Helper()
	group := ana.allowPasses(t)
	var count api.PassCount
	ana.get(group+"/passes").want(t, 200, &count)
	if count.Kept != 0 {
		t.Errorf("passes = %+v", count)
	}
	_, token, err := ana.house.meetings.IssuePass(t.Context(), ana.house.demo.Meeting.ID)
	if err != nil {
		t.Fatal(err)
	}
	ana.get(group+"/passes").want(t, 200, &count)
	if count.Kept != 1 {
		t.Errorf("passes after one was kept = %+v", count)
	}
	holder := ana.house.visitor()
	holder.post("/api/passes/give-back", api.PassToken{Pass: token}).want(t, 204, nil)
	holder.post("/api/passes/give-back", api.PassToken{Pass: token}).want(t, 204, nil)
	holder.post("/api/entrance", api.EntranceRequest{Invite: token}).refused(t, 404, "no_invite")
	ana.do("DELETE", group+"/passes", nil).want(t, 204, nil)
}
