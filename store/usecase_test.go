package store_test

import (
	"log/slog"
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

// The use cases are tested in package meeting, on SQLite; this is one walk
// through them on both databases, with the races they must not lose.
func TestUseCases(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		clock := noon
		s := meeting.NewService(db, func() time.Time { return clock }, slog.New(slog.DiscardHandler))
		demo, err := s.SeedDemo(ctx)
		must(t, err, s.Plan(ctx, clock.Add(meeting.PlanAhead)))

		guest := meeting.Credentials{Invite: demo.ParticipantInvite, Device: meeting.NewToken()}
		page, err := s.Entrance(ctx, guest, "")
		must(t, err)
		name := page.Suggestions[0]
		accepted, err := s.Accept(ctx, guest.Invite, page.Meeting.ID, page.Agreement.Version, page.Agreement.Hash, name)
		must(t, err)
		enter := meeting.EnterRequest{Credentials: guest, Name: name, Acceptance: accepted.ID}
		entry, err := s.Enter(ctx, enter)
		must(t, err)

		got := tally(together(8, func(int) error { return failed(s.Redeem(ctx, demo.FacilitatorSignIn)) }))
		if got["ok"] != 1 || got["gone/link_used"] != 7 {
			t.Errorf("8 sign in by one link: %v", got)
		}
		must(t, s.EndMeeting(ctx, demo.Meeting.ID, clock, meeting.Tally{}))
		got = tally(together(4, func(int) error { return failed(s.OpenExtraMeeting(ctx, demo.Facilitator.ID, demo.Recovery.ID, 60)) }))
		if got["ok"] != 1 || got["conflict/meeting_on_now"] != 3 {
			t.Errorf("4 open an extra meeting: %v", got)
		}
		got = tally(together(4, func(int) error {
			return failed(s.PublishAgreement(ctx, demo.Facilitator.ID, demo.Recovery.ID, 1, []meeting.Clause{{Title: "A", Text: "B"}}))
		}))
		if got["ok"] != 1 || got["conflict/agreement_changed"] != 3 {
			t.Errorf("4 publish a second version: %v", got)
		}
		if again, err := s.SeedDemo(ctx); err != nil || again.Facilitator != demo.Facilitator || again.Meeting.ID == demo.Meeting.ID {
			t.Errorf("a second start: %v", err)
		}
		m, err := db.Meeting(ctx, moderation.AnyRealm, demo.Meeting.ID)
		if err != nil || m.Status != meeting.Ended || entry.Meeting.ID != m.ID {
			t.Errorf("the first meeting is %s, %v", m.Status, err)
		}
		must(t, s.Forget(ctx))
	})
}
