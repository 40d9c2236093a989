package meeting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// allowPasses lets people keep passes of a group, or no longer.
func (h *house) allowPasses(g meeting.Group, allowed bool) {
	h.t.Helper()
	now := must(h.Group(h.t.Context(), h.max, g.ID))(h.t)
	s := now.Settings()
	s.Passes = allowed
	must(h.UpdateGroup(h.t.Context(), h.max, g.ID, now.Version, s))(h.t)
}

// pass issues a pass of Circle.
func (h *house) issue() (meeting.Pass, meeting.Token) {
	h.t.Helper()
	p, token, err := h.IssuePass(h.t.Context(), h.next().ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return p, token
}

func TestPassLeadsInWhereTheGroupAllowsIt(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	_, _, err := h.IssuePass(ctx, h.next().ID)
	refused(t, "without passes", err, fault.Forbidden, "no_passes")
	_, _, err = h.IssuePass(ctx, "none")
	refused(t, "of no meeting", err, fault.NotFound, "not_found")
	h.allowPasses(h.circle, true)
	p, token := h.issue()
	if p.IssuedOn != "2026-03-02" || p.Group != h.circle.ID || p.Realm != moderation.Recovery || p.TokenHash != token.Hash() || p.ExpiresAt.Sub(h.now()) > meeting.PassLife {
		t.Errorf("issued %+v", p)
	}
	page := must(h.Entrance(ctx, meeting.Credentials{Invite: token}, ""))(t)
	if !page.Pass || page.Group.ID != h.circle.ID || page.Role != moderation.Participant || page.Meeting.ID != h.next().ID {
		t.Errorf("it leads to %+v", page)
	}
	h.at(time.Tuesday, 18, 50)
	entry := must(h.enter(meeting.Credentials{Invite: token, Device: "phone"}, "", "Blue Heron", h.accept(token, "Blue Heron")))(t)
	if !entry.Pass || entry.Marks.Pass != string(p.ID) || entry.Marks.Device == "" {
		t.Errorf("entered as %+v", entry.Marks)
	}
	if kept := must(h.CountPasses(ctx, h.ben, h.circle.ID))(t); kept != 1 {
		t.Errorf("%d passes", kept)
	}
	// Where passes are no longer allowed it is a link to the door.
	h.allowPasses(h.circle, false)
	if page := must(h.Entrance(ctx, meeting.Credentials{Invite: token}, ""))(t); page.Pass {
		t.Error("it still spares the door")
	}
}

func TestPassIsOfOneGroupAndRealm(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	h.allowPasses(h.circle, true)
	_, token := h.issue()
	kin := must(h.OpenExtraMeeting(ctx, h.cleo, h.kin.ID, 60))(t)
	refused(t, "at a meeting of the other side", failed(h.Entrance(ctx, meeting.Credentials{Invite: token}, kin.ID)), fault.NotFound, "not_found")
	refused(t, "how many there are", failed(h.CountPasses(ctx, h.cleo, h.circle.ID)), fault.NotFound, "not_found")
	refused(t, "all of it", h.RevokePasses(ctx, h.cleo, h.circle.ID), fault.NotFound, "not_found")
	refused(t, "without its beginning", failed(h.Entrance(ctx, meeting.Credentials{Invite: meeting.Token(strings.TrimPrefix(string(token), "pass:"))}, "")), fault.NotFound, "no_invite")
}

func TestPassEnds(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	h.allowPasses(h.circle, true)
	over := func(what string, token meeting.Token) {
		t.Helper()
		refused(t, what, failed(h.Entrance(ctx, meeting.Credentials{Invite: token}, "")), fault.NotFound, "no_invite")
	}
	p, token := h.issue()
	for i, want := range []meeting.PassID{p.ID, ""} {
		if got := must(h.GiveBackPass(ctx, token))(t); got != want {
			t.Errorf("given back for time %d: %q, want %q", i+1, got, want)
		}
	}
	over("a pass that was given back", token)
	_, first := h.issue()
	_, second := h.issue()
	if err := h.RevokePasses(ctx, h.ben, h.circle.ID); err != nil {
		t.Error(err)
	}
	over("one of all that were revoked", first)
	over("the other one", second)
	p, token = h.issue()
	if err := h.DropPass(ctx, p); err != nil {
		t.Error(err)
	}
	if err := h.DropPass(ctx, p); err != nil {
		t.Errorf("dropped already: %v", err)
	}
	over("a dropped pass", token)

	m := h.next()
	p, token = h.issue()
	gone := meeting.Removal{
		Meeting: m.ID, Removal: moderation.Removal{ID: "r", Reason: moderation.Unkind, At: h.now(), Marks: moderation.Marks{Pass: string(p.ID)}},
	}
	if err := h.RecordRemoval(ctx, gone); err != nil {
		t.Fatal(err)
	}
	over("the pass of somebody removed", token)
	if err := h.UndoRemoval(ctx, m.ID, "r", moderation.Deed{ID: "d", At: h.now(), By: string(h.ana), Role: moderation.Facilitator, What: moderation.UndoRemoval}); err != nil {
		t.Fatal(err)
	}
	over("after the removal was undone", token)

	_, token = h.issue()
	h.pass(meeting.PassLife)
	over("an old pass", token)
}

func TestInviteIsForSoManyPeople(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	link := h.invite(h.circle, h.ana, meeting.InviteSettings{MaxUses: 2})
	h.at(time.Tuesday, 18, 50)
	come := func(device meeting.Token, name string) error {
		c := meeting.Credentials{Invite: link, Device: device}
		page := must(h.Entrance(ctx, c, ""))(t)
		a := must(h.Accept(ctx, link, page.Meeting.ID, page.Agreement.Version, page.Agreement.Hash, name))(t)
		return failed(h.enter(c, "", name, a.ID))
	}
	for i, device := range []meeting.Token{"phone", "phone", "laptop", "phone"} {
		if err := come(device, fmt.Sprintf("Heron %d", i)); err != nil {
			t.Fatalf("visit %d: %v", i+1, err)
		}
	}
	// Who came before may come again; anybody else is told, before they do anything.
	err := failed(h.Entrance(ctx, meeting.Credentials{Invite: link, Device: "tablet"}, ""))
	refused(t, "a third one", err, fault.Gone, "invite_used_up")
	if c := overWith(t, err); len(c.Lines) == 0 {
		t.Error("they are given no lines to call")
	}
	must(h.Entrance(ctx, meeting.Credentials{Invite: link, Device: "phone"}, ""))(t)
	all := must(h.Invites(ctx, h.ana, h.circle.ID))(t)
	if len(all) != 1 || all[0].Uses != 2 || all[0].MaxUses != 2 {
		t.Errorf("invites = %+v", all)
	}
	for _, n := range []int{-1, meeting.MaxInviteUses + 1} {
		_, _, err := h.CreateInvite(ctx, h.ana, h.circle.ID, meeting.InviteSettings{Kind: meeting.Shared, Label: "x", MaxUses: n})
		refused(t, fmt.Sprint(n, " uses"), err, fault.Invalid, "max_uses")
	}
}
