package meeting_test

import (
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

func TestEntranceShowsWhatIsComing(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	link := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	page := must(h.Entrance(ctx, meeting.Credentials{Invite: link}, ""))(t)

	wantStart := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC) // Tuesday 7 pm in New York
	if page.Group.ID != h.circle.ID || !page.Meeting.StartsAt.Equal(wantStart) || !page.DoorsOpenAt.Equal(wantStart.Add(-15*time.Minute)) {
		t.Errorf("the page shows %s at %v, doors at %v", page.Group.Name, page.Meeting.StartsAt, page.DoorsOpenAt)
	}
	if page.Role != moderation.Participant || page.Name != "" || len(page.Suggestions) == 0 || page.Removed {
		t.Errorf("a guest is %s %q with %d suggestions, removed %v", page.Role, page.Name, len(page.Suggestions), page.Removed)
	}
	if page.Agreement.Version != 1 || len(page.Agreement.Clauses) == 0 || page.Agreement.Hash != meeting.HashClauses(page.Agreement.Clauses) {
		t.Errorf("agreements: version %d with %d clauses, hash %s", page.Agreement.Version, len(page.Agreement.Clauses), page.Agreement.Hash)
	}
	if page.Zone != "America/New_York" || len(page.Organisation.Lines) != 1 {
		t.Errorf("zone %q, %d lines", page.Zone, len(page.Organisation.Lines))
	}
}

func TestLinkLeadsToTheMeetingOnNowElseTheNext(t *testing.T) {
	h := newHouse(t)
	link := meeting.Credentials{Invite: h.invite(h.circle, h.ana, meeting.InviteSettings{})}
	first := h.next()
	for _, c := range []struct {
		hour, minute int
		want         time.Time
	}{
		{18, 59, first.StartsAt},
		{19, 0, first.StartsAt},
		{19, 59, first.StartsAt},
		{20, 0, first.StartsAt.AddDate(0, 0, 7).Add(-time.Hour)}, // summer time begins on Sunday
	} {
		h.at(time.Tuesday, c.hour, c.minute)
		page := must(h.Entrance(t.Context(), link, ""))(t)
		if !page.Meeting.StartsAt.Equal(c.want) {
			t.Errorf("at %d:%02d the link leads to %v, want %v", c.hour, c.minute, page.Meeting.StartsAt, c.want)
		}
	}
}

func TestLinksThatNoLongerHold(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	revoked, token, err := h.CreateInvite(ctx, h.ana, h.circle.ID, meeting.InviteSettings{Kind: meeting.Shared, Label: "old flyer"})
	if err != nil {
		t.Fatal(err)
	}
	expiring := h.invite(h.circle, h.ana, meeting.InviteSettings{ExpiresAt: h.now().Add(time.Hour)})
	planless := h.invite(h.kin, h.cleo, meeting.InviteSettings{})
	first := h.next()
	bound := h.invite(h.circle, h.ana, meeting.InviteSettings{Meeting: first.ID})
	if err := h.RevokeInvite(ctx, h.ben, h.circle.ID, revoked.ID); err != nil {
		t.Fatal(err)
	}
	h.pass(time.Hour)

	see := func(link meeting.Token, m meeting.ID) error {
		return failed(h.Entrance(ctx, meeting.Credentials{Invite: link}, m))
	}
	refused(t, "no link", see("never-made", ""), fault.NotFound, "no_invite")
	refused(t, "revoked link", see(token, ""), fault.Gone, "invite_revoked")
	refused(t, "expired link", see(expiring, ""), fault.Gone, "invite_expired")
	refused(t, "group without meetings", see(planless, ""), fault.Gone, "no_meeting")
	refused(t, "meeting of another group", see(planless, first.ID), fault.NotFound, "not_found")
	refused(t, "link to another meeting", see(bound, must(h.NextMeeting(ctx, h.circle.ID, first.StartsAt))(t).ID), fault.NotFound, "not_found")
	if c := overWith(t, see(token, "")); c.GroupName != "Circle" || !c.Next.IsZero() || len(c.Lines) != 1 {
		t.Errorf("who holds a revoked link is told %+v", c)
	}

	if err := h.EndMeeting(ctx, first.ID, h.now(), meeting.Tally{}); err != nil {
		t.Fatal(err)
	}
	refused(t, "ended meeting", see(bound, ""), fault.Gone, "meeting_ended")
	if c := overWith(t, see(bound, first.ID)); !c.Next.Equal(first.StartsAt.AddDate(0, 0, 7).Add(-time.Hour)) || c.Zone != "America/New_York" {
		t.Errorf("after the meeting people are told %+v", c)
	}
	refused(t, "accepting after the end", failed(h.Accept(ctx, bound, first.ID, 1, "", "Heron")), fault.Gone, "meeting_ended")
}

func TestMeetingEndsByTheClockToo(t *testing.T) {
	h := newHouse(t)
	first := h.next()
	link := h.invite(h.circle, h.ana, meeting.InviteSettings{Meeting: first.ID})
	h.at(time.Tuesday, 20, 0)
	_, err := h.Entrance(t.Context(), meeting.Credentials{Invite: link}, "")
	refused(t, "a meeting whose time is over", err, fault.Gone, "meeting_ended")
	if c := overWith(t, err); !c.Next.Equal(first.StartsAt.AddDate(0, 0, 7).Add(-time.Hour)) {
		t.Errorf("the next one is said to be at %v", c.Next)
	}
}

func TestGuestEnters(t *testing.T) {
	h := newHouse(t)
	shared := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	personal, pass, err := h.CreateInvite(t.Context(), h.ana, h.circle.ID, meeting.InviteSettings{Kind: meeting.Personal, Label: "for M."})
	if err != nil {
		t.Fatal(err)
	}
	h.at(time.Tuesday, 18, 45)
	device := meeting.NewToken()

	e := must(h.enter(meeting.Credentials{Invite: shared, Device: device}, "", " Blue  Heron ", h.accept(shared, "Blue Heron")))(t)
	if want := (moderation.Marks{Device: device.Hash()}); e.Marks != want || e.Name != "Blue Heron" || e.Role != moderation.Participant {
		t.Errorf("by a shared link: %q %s %+v", e.Name, e.Role, e.Marks)
	}
	e = must(h.enter(meeting.Credentials{Invite: pass, Device: device}, h.next().ID, "Wren", h.accept(pass, "Wren")))(t)
	if want := (moderation.Marks{Invite: string(personal.ID), Device: device.Hash()}); e.Marks != want {
		t.Errorf("by a personal link the marks are %+v, want %+v", e.Marks, want)
	}
	// Whoever opens a participant link is a participant, whatever else the browser holds.
	e = must(h.enter(meeting.Credentials{Invite: shared, Session: h.signIn(h.ben), Device: device}, "", "Finch", h.accept(shared, "Finch")))(t)
	if e.Role != moderation.Participant || e.Marks.Account != "" {
		t.Errorf("a co-facilitator by a participant link is %s with %+v", e.Role, e.Marks)
	}
}

func TestGuestIsRefused(t *testing.T) {
	h := newHouse(t)
	link := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	guest := meeting.Credentials{Invite: link}
	accepted := h.accept(link, "Heron")
	h.at(time.Tuesday, 18, 44)
	refused(t, "early", failed(h.enter(guest, "", "Heron", accepted)), fault.Conflict, "doors_closed")
	h.at(time.Tuesday, 18, 45)
	refused(t, "no name", failed(h.enter(guest, "", "", accepted)), fault.Invalid, "name")
	refused(t, "an address for a name", failed(h.enter(guest, "", "ana@example.org", accepted)), fault.Invalid, "name_reveals")
	refused(t, "the facilitator's name", failed(h.enter(guest, "", "Аna", accepted)), fault.Conflict, "name_taken") // Cyrillic А
	refused(t, "no acceptance", failed(h.enter(guest, "", "Heron", "")), fault.Invalid, "acceptance")
	refused(t, "another's acceptance", failed(h.enter(guest, "", "Wren", accepted)), fault.Invalid, "acceptance")

	extra := h.invite(h.circle, h.ana, meeting.InviteSettings{Meeting: must(h.NextMeeting(t.Context(), h.circle.ID, h.now().Add(24*time.Hour)))(t).ID})
	refused(t, "an acceptance for another meeting", failed(h.enter(guest, "", "Heron", h.accept(extra, "Heron"))), fault.Invalid, "acceptance")
	if _, err := h.enter(guest, "", "Heron", accepted); err != nil {
		t.Errorf("and then rightly: %v", err)
	}
}

func TestAcceptanceIsOfTheCurrentVersion(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	link := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	h.at(time.Tuesday, 19, 0)
	page := must(h.Entrance(ctx, meeting.Credentials{Invite: link}, ""))(t)
	old := h.accept(link, "Heron")
	accept := func(version int, hash, name string) error {
		return failed(h.Accept(ctx, link, page.Meeting.ID, version, hash, name))
	}
	refused(t, "another hash", accept(1, "0000", "Heron"), fault.Conflict, "agreement_changed")
	refused(t, "another version", accept(2, page.Agreement.Hash, "Heron"), fault.Conflict, "agreement_changed")
	refused(t, "a phone number", accept(1, page.Agreement.Hash, "call 2025550142"), fault.Invalid, "name_reveals")
	refused(t, "a co-facilitator's name", accept(1, page.Agreement.Hash, "b e n"), fault.Conflict, "name_taken")
	refused(t, "no link", failed(h.Accept(ctx, "", page.Meeting.ID, 1, page.Agreement.Hash, "Heron")), fault.NotFound, "no_invite")

	must(h.PublishAgreement(ctx, h.ana, h.circle.ID, 1, []meeting.Clause{{Title: "New", Text: "No screenshots."}}))(t)
	refused(t, "the version before", accept(1, page.Agreement.Hash, "Heron"), fault.Conflict, "agreement_changed")
	refused(t, "entering with it", failed(h.enter(meeting.Credentials{Invite: link}, "", "Heron", old)), fault.Conflict, "agreement_changed")
	if _, err := h.enter(meeting.Credentials{Invite: link}, "", "Heron", h.accept(link, "Heron")); err != nil {
		t.Errorf("with the new version: %v", err)
	}
}

func TestStaffEnter(t *testing.T) {
	h := newHouse(t)
	m := h.next()
	ctx := t.Context()
	who := map[string]meeting.Credentials{}
	for name, id := range map[string]meeting.AccountID{"ana": h.ana, "ben": h.ben, "cleo": h.cleo, "max": h.max, "zed": h.zed} {
		who[name] = meeting.Credentials{Session: h.signIn(id), Device: meeting.NewToken()}
	}
	page := must(h.Entrance(ctx, who["ana"], m.ID))(t)
	if page.Role != moderation.Facilitator || page.Name != "Ana" || len(page.Suggestions) != 0 {
		t.Errorf("Ana is %s %q with %d suggestions", page.Role, page.Name, len(page.Suggestions))
	}
	refused(t, "Ana early", failed(h.enter(who["ana"], m.ID, "", "")), fault.Conflict, "doors_closed")
	h.at(time.Tuesday, 18, 45)
	e := must(h.enter(who["ben"], m.ID, "Somebody Else", ""))(t)
	if want := (moderation.Marks{Account: string(h.ben)}); e.Role != moderation.CoFacilitator || e.Name != "Ben" || e.Marks != want {
		t.Errorf("Ben entered as %s %q with %+v", e.Role, e.Name, e.Marks)
	}
	refused(t, "a manager without a role", failed(h.enter(who["max"], m.ID, "", "")), fault.Forbidden, "role")
	refused(t, "staff of the family side", failed(h.enter(who["cleo"], m.ID, "", "")), fault.NotFound, "not_found")
	refused(t, "another organisation", failed(h.enter(who["zed"], m.ID, "", "")), fault.NotFound, "not_found")
	refused(t, "no such meeting", failed(h.enter(who["ana"], "none", "", "")), fault.NotFound, "not_found")
	refused(t, "no meeting named", failed(h.enter(who["ana"], "", "", "")), fault.Invalid, "meeting")
	refused(t, "no proof at all", failed(h.enter(meeting.Credentials{}, m.ID, "", "")), fault.Unauthenticated, "sign_in")
	refused(t, "a session that never was", failed(h.Entrance(ctx, meeting.Credentials{Session: "x"}, m.ID)), fault.Unauthenticated, "sign_in")
	if err := h.EndMeeting(ctx, m.ID, h.now(), meeting.Tally{}); err != nil {
		t.Fatal(err)
	}
	refused(t, "Ana after the end", failed(h.enter(who["ana"], m.ID, "", "")), fault.Gone, "meeting_ended")
}

func TestRemovedPersonIsKnownAgain(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	shared := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	pass := h.invite(h.circle, h.ana, meeting.InviteSettings{Kind: meeting.Personal})
	other := h.invite(h.circle, h.ana, meeting.InviteSettings{Kind: meeting.Personal})
	h.at(time.Tuesday, 19, 10)
	m := must(h.Entrance(ctx, meeting.Credentials{Invite: shared}, ""))(t).Meeting
	device, fresh := meeting.NewToken(), meeting.NewToken()
	e := must(h.enter(meeting.Credentials{Invite: pass, Device: device}, "", "Heron", h.accept(pass, "Heron")))(t)
	removal := meeting.Removal{
		Removal: moderation.Removal{ID: "r1", Reason: moderation.Unkind, Marks: e.Marks, By: string(h.ana), At: h.now()}, Meeting: m.ID,
	}
	if err := h.RecordRemoval(ctx, removal); err != nil {
		t.Fatal(err)
	}

	// The same link, whatever the browser; any link from the same browser; but
	// a shared link from a browser nobody knows leads to the door again.
	tries := []struct {
		name string
		c    meeting.Credentials
		in   bool
	}{
		{"the same tab", meeting.Credentials{Invite: pass, Device: device}, false},
		{"cleared cookies", meeting.Credentials{Invite: pass}, false},
		{"a private window", meeting.Credentials{Invite: pass, Device: fresh}, false},
		{"a shared link", meeting.Credentials{Invite: shared, Device: device}, false},
		{"another personal link", meeting.Credentials{Invite: other, Device: device}, false},
		{"a shared link in a private window", meeting.Credentials{Invite: shared, Device: fresh}, true},
	}
	for _, c := range tries {
		page := must(h.Entrance(ctx, c.c, ""))(t)
		_, err := h.enter(c.c, "", "Robin", h.accept(c.c.Invite, "Robin")) // under a new name
		if page.Removed == c.in || (err == nil) != c.in {
			t.Errorf("%s: removed %v, %v", c.name, page.Removed, err)
		}
		if !c.in {
			refused(t, c.name, err, fault.Forbidden, "removed")
		}
	}
	// Ana, on the same shared computer, is not kept out of her own meeting.
	if _, err := h.enter(meeting.Credentials{Session: h.signIn(h.ana), Device: device}, m.ID, "", ""); err != nil {
		t.Errorf("the facilitator in the same browser: %v", err)
	}

	if err := h.UndoRemoval(ctx, m.ID, "r1", h.undo()); err != nil {
		t.Fatal(err)
	}
	for _, c := range tries {
		if _, err := h.enter(c.c, "", "Robin", h.accept(c.c.Invite, "Robin")); err != nil {
			t.Errorf("%s after the removal was undone: %v", c.name, err)
		}
	}
}
