package meeting_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

func TestDemoIsReadyAtOnceAndAfterARestart(t *testing.T) {
	ctx := t.Context()
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "demo.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	clock := monday
	s := meeting.NewService(db, func() time.Time { return clock }, log)

	first := must(s.SeedDemo(ctx))(t)
	walkDemo(t, s, first, clock)

	clock = clock.Add(10 * time.Minute)
	again := must(s.SeedDemo(ctx))(t)
	walkDemo(t, s, again, clock)
	if again.Meeting != first.Meeting || again.Recovery != first.Recovery || again.Facilitator != first.Facilitator {
		t.Error("a restart made things anew")
	}
	if _, err := s.Entrance(ctx, meeting.Credentials{Invite: first.ParticipantInvite}, ""); err != nil {
		t.Errorf("the link of the first start: %v", err)
	}

	clock = clock.Add(65 * time.Minute) // a quarter of an hour is left
	longer := must(s.SeedDemo(ctx))(t)
	if longer.Meeting.ID != first.Meeting.ID || longer.Meeting.EndsAt.Sub(clock) < 30*time.Minute {
		t.Errorf("%v is left of meeting %s", longer.Meeting.EndsAt.Sub(clock), longer.Meeting.ID)
	}
	clock = clock.Add(25 * time.Hour)
	next := must(s.SeedDemo(ctx))(t)
	walkDemo(t, s, next, clock)
	if next.Meeting.ID == first.Meeting.ID {
		t.Error("the next day the same meeting is on")
	}
	if _, err := s.Entrance(ctx, meeting.Credentials{Invite: first.ParticipantInvite}, ""); err == nil {
		t.Error("the link of the first start holds for ever")
	}
}

// walkDemo opens every link of a demonstration.
func walkDemo(t *testing.T, s *meeting.Service, d meeting.Demo, now time.Time) {
	t.Helper()
	ctx := t.Context()
	if now.Before(d.Meeting.StartsAt) || d.Meeting.EndsAt.Sub(now) < 30*time.Minute {
		t.Errorf("at %v the meeting is from %v to %v", now, d.Meeting.StartsAt, d.Meeting.EndsAt)
	}
	for _, c := range []struct {
		link meeting.Token
		name string
		role moderation.Role
	}{{d.FacilitatorSignIn, "Ana", moderation.Facilitator}, {d.CoFacilitatorSignIn, "Ben", moderation.CoFacilitator}} {
		in := must(s.Redeem(ctx, c.link))(t)
		e := must(s.Enter(ctx, meeting.EnterRequest{Credentials: meeting.Credentials{Session: in.Token}, Meeting: in.Meeting}))(t)
		if e.Role != c.role || e.Name != c.name || e.Meeting.ID != d.Meeting.ID {
			t.Errorf("%s entered as %s %q at %s", c.name, e.Role, e.Name, e.Meeting.ID)
		}
	}
	if in := must(s.Redeem(ctx, d.ManagerSignIn))(t); !in.Account.Manager || in.Meeting != "" {
		t.Errorf("the staff page is for %+v at %q", in.Account.ID, in.Meeting)
	}
	if groups := must(s.Groups(ctx, d.Facilitator.ID))(t); len(groups) != 2 {
		t.Errorf("Ana sees %d groups", len(groups))
	}

	for _, g := range []meeting.Group{d.Recovery, d.Family} {
		if next := must(s.NextMeeting(ctx, g.ID, now))(t); next.StartsAt.Sub(now) > 8*24*time.Hour {
			t.Errorf("%s meets next at %v", g.Name, next.StartsAt)
		}
	}
	guest := meeting.Credentials{Invite: d.ParticipantInvite}
	page := must(s.Entrance(ctx, guest, ""))(t)
	a := must(s.Accept(ctx, guest.Invite, page.Meeting.ID, page.Agreement.Version, page.Agreement.Hash, page.Suggestions[0]))(t)
	if _, err := s.Enter(ctx, meeting.EnterRequest{Credentials: guest, Name: page.Suggestions[0], Acceptance: a.ID}); err != nil {
		t.Errorf("a participant: %v", err)
	}
	if page.Group.CameraRule != meeting.CameraOptional || page.Group.CrossTalk != meeting.CrossTalkNone {
		t.Errorf("the recovery group is %+v", page.Group)
	}
	var kinds []meeting.LineKind
	for _, l := range page.Organisation.SupportLines() {
		kinds = append(kinds, l.Kind)
	}
	if len(kinds) != 2 || kinds[0] != meeting.Warmline || kinds[1] != meeting.Crisis {
		t.Errorf("lines are %v", kinds)
	}
	family := must(s.Entrance(ctx, meeting.Credentials{Invite: d.FamilyInvite}, ""))(t)
	if family.Group.Realm != moderation.Family || !family.Meeting.StartsAt.After(now) || family.Agreement.Hash == page.Agreement.Hash {
		t.Errorf("the family link leads to %s at %v", family.Group.Realm, family.Meeting.StartsAt)
	}
}
