package meeting_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

func TestExtraMeeting(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	for _, minutes := range []int{0, 14, 241, -60} {
		refused(t, "minutes", failed(h.OpenExtraMeeting(ctx, h.ben, h.circle.ID, minutes)), fault.Invalid, "minutes")
	}
	m := must(h.OpenExtraMeeting(ctx, h.ben, h.circle.ID, 45))(t)
	if !m.StartsAt.Equal(h.now()) || m.EndsAt.Sub(m.StartsAt) != 45*time.Minute || m.Schedule != "" || m.Realm != moderation.Recovery {
		t.Errorf("opened %+v", m)
	}
	refused(t, "a second one", failed(h.OpenExtraMeeting(ctx, h.max, h.circle.ID, 45)), fault.Conflict, "meeting_on_now")
	link := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	if page := must(h.Entrance(ctx, meeting.Credentials{Invite: link}, ""))(t); page.Meeting.ID != m.ID {
		t.Errorf("the link leads to %s", page.Meeting.ID)
	}
	if err := h.EndMeeting(ctx, m.ID, h.now(), meeting.Tally{}); err != nil {
		t.Fatal(err)
	}
	must(h.OpenExtraMeeting(ctx, h.max, h.circle.ID, 240))(t)
	h.at(time.Tuesday, 19, 0)
	refused(t, "while the schedule has one on", failed(h.OpenExtraMeeting(ctx, h.ben, h.circle.ID, 45)), fault.Conflict, "meeting_on_now")
}

func TestMeetingsAreListedWithinLimits(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	if got := must(h.Meetings(ctx, h.ben, h.circle.ID, h.now(), h.now().AddDate(0, 0, 8)))(t); len(got) != 1 || got[0].ID != h.next().ID {
		t.Errorf("in a week: %+v", got)
	}
	refused(t, "backwards", failed(h.Meetings(ctx, h.ben, h.circle.ID, h.now(), h.now().Add(-time.Hour))), fault.Invalid, "to")
	refused(t, "too much", failed(h.Meetings(ctx, h.ben, h.circle.ID, h.now(), h.now().AddDate(2, 0, 0))), fault.Invalid, "to")
}

func TestARoomIsToldWhoLeadsAndAsWhat(t *testing.T) {
	h := newHouse(t)
	ctx, m := t.Context(), h.next()
	for _, step := range []struct {
		change func() error
		want   map[meeting.AccountID]moderation.Role
	}{
		{func() error { return nil }, map[meeting.AccountID]moderation.Role{h.ana: moderation.Facilitator, h.ben: moderation.CoFacilitator}},
		{func() error { return h.GrantRole(ctx, h.ana, h.circle.ID, moderation.CoFacilitator) }, map[meeting.AccountID]moderation.Role{h.ana: moderation.CoFacilitator, h.ben: moderation.CoFacilitator}},
		{func() error { return h.DisableAccount(ctx, h.ben) }, map[meeting.AccountID]moderation.Role{h.ana: moderation.CoFacilitator}},
		{func() error { return h.RevokeRole(ctx, h.ana, h.circle.ID) }, map[meeting.AccountID]moderation.Role{}},
	} {
		if err := step.change(); err != nil {
			t.Fatal(err)
		}
		if got := must(h.FromOutside(ctx, m.ID))(t); got.Over || !maps.Equal(got.Leads, step.want) {
			t.Errorf("%v lead, want %v", got.Leads, step.want)
		}
	}
}

func TestLoadBringsWhatARoomNeeds(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	m := h.next()
	h.at(time.Tuesday, 19, 0)
	removal := func(id string) meeting.Removal {
		return meeting.Removal{Removal: moderation.Removal{
			ID: id, Reason: moderation.Disrupting, Marks: moderation.Marks{Device: "d" + id}, By: string(h.ana), At: h.now(),
		}, Meeting: m.ID}
	}
	for _, id := range []string{"stands", "undone"} {
		if err := h.RecordRemoval(ctx, removal(id)); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := h.UndoRemoval(ctx, m.ID, "undone", h.undo()); err != nil {
			t.Fatal(err)
		}
	}
	o := must(h.Load(ctx, m.ID))(t)
	want := []meeting.Removal{removal("stands"), removal("undone")}
	for i := range want {
		want[i].Group, want[i].Realm = h.circle.ID, moderation.Recovery
	}
	want[1].UndoneAt = h.now()
	if o.Group.ID != h.circle.ID || o.Meeting != m || o.Organisation.ID != h.org.ID || !slices.Equal(o.Removals, want) {
		t.Errorf("loaded %+v", o)
	}
	next := m.StartsAt.AddDate(0, 0, 7).Add(-time.Hour) // summer time begins in between
	if c := o.Closing; c.GroupName != "Circle" || !c.Next.Equal(next) || c.Zone != "America/New_York" || len(c.Lines) != 1 {
		t.Errorf("closing %+v", c)
	}

	bad := removal("bad")
	bad.Reason = "because"
	refused(t, "a removal without a reason", h.RecordRemoval(ctx, bad), fault.Invalid, "reason")
	bad = removal("bad")
	bad.Meeting = "none"
	refused(t, "a removal from nowhere", h.RecordRemoval(ctx, bad), fault.NotFound, "not_found")
	refused(t, "the same removal twice", h.RecordRemoval(ctx, removal("stands")), fault.Conflict, "exists")
	refused(t, "undoing what is not there", h.UndoRemoval(ctx, m.ID, "none", h.undo()), fault.NotFound, "not_found")
	refused(t, "no meeting", failed(h.Load(ctx, "none")), fault.NotFound, "not_found")
}

func TestMeetingEndsOnce(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	m := h.next()
	h.at(time.Tuesday, 19, 30)
	longer := m.EndsAt.Add(30 * time.Minute)
	if err := h.MoveEnd(ctx, m.ID, longer); err != nil {
		t.Fatal(err)
	}
	h.at(time.Tuesday, 20, 15)
	if o := must(h.Load(ctx, m.ID))(t); !o.Meeting.EndsAt.Equal(longer) {
		t.Errorf("it ends at %v, want %v", o.Meeting.EndsAt, longer)
	}
	refused(t, "before the start", h.MoveEnd(ctx, m.ID, m.StartsAt), fault.Invalid, "ends_at")
	refused(t, "next day", h.MoveEnd(ctx, m.ID, m.StartsAt.Add(13*time.Hour)), fault.Invalid, "ends_at")

	end := h.now()
	for range 2 {
		if err := h.EndMeeting(ctx, m.ID, h.now(), meeting.Tally{}); err != nil {
			t.Fatal(err)
		}
		h.pass(time.Minute)
	}
	all := must(h.Meetings(ctx, h.ana, h.circle.ID, m.StartsAt, m.EndsAt))(t)
	if len(all) != 1 || all[0].Status != meeting.Ended || !all[0].EndedAt.Equal(end) {
		t.Errorf("ended: %+v, want at %v", all, end)
	}
	_, err := h.Load(ctx, m.ID)
	refused(t, "opening an ended one", err, fault.Gone, "meeting_ended")
	overWith(t, err)
	refused(t, "moving an ended one", h.MoveEnd(ctx, m.ID, longer), fault.Gone, "meeting_ended")
	refused(t, "ending none", h.EndMeeting(ctx, "none", h.now(), meeting.Tally{}), fault.NotFound, "not_found")
}

func TestOverdueMeetingsEnd(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	m := h.next()
	h.at(time.Tuesday, 20, 1) // the room may still be writing that it ended, or goes on
	if ended := must(h.EndOverdue(ctx))(t); len(ended) != 0 {
		t.Errorf("ended too early: %v", ended)
	}
	h.pass(time.Microsecond)
	if ended := must(h.EndOverdue(ctx))(t); len(ended) != 1 || ended[0] != m.ID {
		t.Errorf("ended %v, want %v", ended, m.ID)
	}
	if ended := must(h.EndOverdue(ctx))(t); len(ended) != 0 {
		t.Errorf("ended twice: %v", ended)
	}
	all := must(h.Meetings(ctx, h.ana, h.circle.ID, m.StartsAt, m.EndsAt))(t)
	if all[0].Status != meeting.Ended || !all[0].EndedAt.Equal(m.EndsAt) {
		t.Errorf("it is %+v", all[0])
	}
}

func TestForgetAfterTheMeetingButNotBefore(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	link := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	accepted := h.accept(link, "Heron")
	session := h.signIn(h.ana)
	name := func() string {
		t.Helper()
		return must(h.store.Acceptance(ctx, accepted))(t).Pseudonym
	}
	h.at(time.Tuesday, 19, 30)
	if err := h.Forget(ctx); err != nil || name() != "Heron" {
		t.Fatalf("during the meeting the name is %q, %v", name(), err)
	}
	h.at(time.Tuesday, 20, 2)
	must(h.EndOverdue(ctx))(t)
	if err := h.Forget(ctx); err != nil || name() != "" {
		t.Errorf("after it the name is %q, %v", name(), err)
	}
	if _, _, err := h.Authenticate(ctx, session); err != nil {
		t.Errorf("a session that holds was forgotten: %v", err)
	}
}
