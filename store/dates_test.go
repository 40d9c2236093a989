package store_test

import (
	"log/slog"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

func TestDatesAndShiftsComeOut(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		off := meeting.DateChange{Group: "circle", Realm: moderation.Recovery, Date: "2026-07-21", Kind: meeting.DateOff}
		moved := meeting.DateChange{Group: "circle", Realm: moderation.Recovery, Date: "2026-07-21", Kind: meeting.DateMoved, To: "2026-07-22T19:00"}
		held := meeting.DateChange{Group: "family", Realm: moderation.Family, Date: "2026-07-20", Kind: meeting.DateHeld}
		day := meeting.Holiday{Organisation: "harbor", Date: "2026-07-21", Name: "Day"}
		better := meeting.Holiday{Organisation: "harbor", Date: "2026-07-21", Name: "A better day"}
		shift := meeting.Shift{Meeting: "tuesday", Group: "circle", Realm: moderation.Recovery, Account: "ana"}
		must(t,
			db.PutDateChange(ctx, off), db.PutDateChange(ctx, moved), db.PutDateChange(ctx, held),
			db.PutHoliday(ctx, day), db.PutHoliday(ctx, better), db.AddShift(ctx, shift), db.AddShift(ctx, shift))
		same(t, "changes", []meeting.DateChange{moved})(db.DateChanges(ctx, "circle"))
		same(t, "all changes", []meeting.DateChange{held, moved})(db.DateChanges(ctx, ""))
		same(t, "holidays", []meeting.Holiday{better})(db.Holidays(ctx, "harbor"))
		same(t, "all holidays", []meeting.Holiday{better})(db.Holidays(ctx, ""))
		same(t, "all groups", []meeting.Group{circle, family})(db.Groups(ctx, "", moderation.AnyRealm))

		for _, c := range []struct {
			what     string
			from, to time.Time
			there    bool
		}{
			{"while it is on", noon.Add(time.Minute), noon.Add(2 * time.Minute), true},
			{"up to its start", noon.Add(-time.Hour), noon, false},
			{"from its end", noon.Add(time.Hour), noon.Add(2 * time.Hour), false},
		} {
			shifts, busy := []meeting.Shift{}, []meeting.Meeting{}
			if c.there {
				shifts, busy = []meeting.Shift{shift}, []meeting.Meeting{tuesday}
			}
			same(t, "shifts "+c.what, shifts)(db.Shifts(ctx, "circle", c.from, c.to))
			same(t, "busy "+c.what, busy)(db.Busy(ctx, "ana", c.from, c.to))
		}
		gone := tuesday
		gone.Status, gone.Cause, gone.MovedFrom, gone.StartsAt = meeting.Cancelled, meeting.CauseDate, noon, noon.Add(-time.Minute)
		must(t, db.UpdateMeeting(ctx, gone))
		same(t, "the meeting that was moved and called off", gone)(db.Meeting(ctx, moderation.Recovery, "tuesday"))
		same(t, "busy with what is cancelled", []meeting.Meeting{})(db.Busy(ctx, "ana", noon, noon.Add(time.Hour)))
		feed := meeting.CalendarFeed{Account: "ana", TokenHash: "one", CreatedAt: noon}
		newer := meeting.CalendarFeed{Account: "ana", TokenHash: "two", Names: true, CreatedAt: noon.Add(time.Hour)}
		must(t, db.PutCalendarFeed(ctx, feed), db.PutCalendarFeed(ctx, newer))
		same(t, "calendar", newer)(db.CalendarFeedByToken(ctx, "two"))
		same(t, "ana's calendar", newer)(db.CalendarFeed(ctx, "ana"))
		wants(t, "the calendar before", failed(db.CalendarFeedByToken(ctx, "one")), fault.NotFound, "not_found")
		must(t, db.DeleteCalendarFeed(ctx, "ana"))
		wants(t, "the calendar that was deleted", db.DeleteCalendarFeed(ctx, "ana"), fault.NotFound, "not_found")
		must(t, db.DeleteShift(ctx, "tuesday", "ana"), db.DeleteDateChange(ctx, "circle", "2026-07-21"), db.DeleteHoliday(ctx, "harbor", "2026-07-21"))
		same(t, "changes that are left", []meeting.DateChange{held})(db.DateChanges(ctx, ""))
		same(t, "shifts that are left", []meeting.Shift{})(db.Shifts(ctx, "circle", noon, noon.Add(time.Hour)))
	})
}

// However many say at the same moment that one person leads two meetings, that
// person gets one of them.
func TestNobodyIsDoubleBookedInARace(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		s := meeting.NewService(db, func() time.Time { return noon }, slog.New(slog.DiscardHandler))
		demo, err := s.SeedDemo(ctx)
		must(t, err)
		plan := func(g meeting.GroupID, start string) meeting.ID {
			m, err := s.PlanExtraMeeting(ctx, demo.Facilitator.ID, g, start, "UTC", time.Hour)
			must(t, err)
			return m.ID
		}
		first, second := plan(demo.Recovery.ID, "2026-07-15T10:00"), plan(demo.Family.ID, "2026-07-15T10:30")
		got := tally(together(8, func(n int) error {
			if n%2 == 0 {
				return s.AddShift(ctx, demo.Facilitator.ID, demo.Recovery.ID, first, demo.Facilitator.ID)
			}
			return s.AddShift(ctx, demo.Facilitator.ID, demo.Family.ID, second, demo.Facilitator.ID)
		}))
		if got["ok"] != 4 || got["conflict/double_booked"] != 4 {
			t.Errorf("8 at once: %v", got)
		}
	})
}
