package store_test

import (
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

func TestWhatWasCountedIsKept(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		same(t, "before anything", meeting.Tally{})(db.Tally(ctx, "tuesday"))
		early := meeting.Tally{Came: 1, Most: 1, Leads: 1, Open: time.Minute, Present: time.Minute}
		all := meeting.Tally{Came: 5, Newcomers: 2, Most: 4, Leads: 2, Open: time.Hour, Present: 3 * time.Hour}
		must(t, db.PutTally(ctx, "tuesday", early), db.PutTally(ctx, "tuesday", all))
		same(t, "counted", all)(db.Tally(ctx, "tuesday"))
		wants(t, "of no meeting", db.PutTally(ctx, "none", all), fault.NotFound, "not_found")

		over, off, unplanned := tuesday, tuesday, tuesday
		over.Status, over.EndedAt = meeting.Ended, noon.Add(time.Hour)
		off.ID, off.StartsAt, off.EndsAt = "off", noon.Add(24*time.Hour), noon.Add(25*time.Hour)
		unplanned.ID, unplanned.StartsAt, unplanned.EndsAt = "unplanned", noon.Add(48*time.Hour), noon.Add(49*time.Hour)
		must(t, db.AddMeetings(ctx, []meeting.Meeting{off, unplanned}))
		off.Status, off.Cause, unplanned.Status, unplanned.Cause = meeting.Cancelled, meeting.CauseDate, meeting.Cancelled, meeting.CauseSchedule
		must(t, db.UpdateMeeting(ctx, off), db.UpdateMeeting(ctx, unplanned))
		same(t, "while it goes on", []meeting.Counted{{Meeting: off}})(db.Counted(ctx, "harbor", "", noon, noon.Add(96*time.Hour)))
		for _, id := range []meeting.AcceptanceID{"a", "b"} {
			must(t, db.AddAcceptance(ctx, meeting.Acceptance{
				ID: id, Group: "circle", Realm: moderation.Recovery, Meeting: "tuesday", Version: 1, Hash: "abc", Pseudonym: "Blue Heron", AcceptedAt: noon,
			}))
		}
		must(t, db.UpdateMeeting(ctx, over), db.Forget(ctx, noon.Add(24*time.Hour)))
		want := []meeting.Counted{{Meeting: over, Tally: all, Acceptances: 2}, {Meeting: off}}
		same(t, "of all groups", want)(db.Counted(ctx, "harbor", "", noon, noon.Add(96*time.Hour)))
		same(t, "of one", want[:1])(db.Counted(ctx, "harbor", "circle", noon, noon.Add(24*time.Hour)))
		same(t, "of another", []meeting.Counted{})(db.Counted(ctx, "harbor", "family", noon, noon.Add(96*time.Hour)))
		same(t, "of another organisation", []meeting.Counted{})(db.Counted(ctx, "elsewhere", "circle", noon, noon.Add(96*time.Hour)))
		same(t, "of another time", []meeting.Counted{})(db.Counted(ctx, "harbor", "", noon.Add(-time.Hour), noon))
	})
}

func TestOutreachIsKeptAndErased(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		day := time.Date(2026, 7, 14, 0, 0, 0, 0, time.UTC)
		one := meeting.Outreach{ID: "one", Group: "circle", Realm: moderation.Recovery, On: day, Due: 12, Reached: 11, Missed: 1}
		two := meeting.Outreach{ID: "two", Group: "circle", Realm: moderation.Recovery, On: day.Add(24 * time.Hour), Due: 3, Stopped: 1}
		elsewhere, wrong := two, two
		elsewhere.ID, elsewhere.Realm = "elsewhere", moderation.Family
		wrong.ID, wrong.Reached = "wrong", 3
		must(t, db.AddOutreach(ctx, one), db.AddOutreach(ctx, two))
		wants(t, "of a realm that the group is not in", db.AddOutreach(ctx, elsewhere), fault.NotFound, "not_found")
		if err := db.AddOutreach(ctx, wrong); err == nil {
			t.Error("more were reached than were to be")
		}
		same(t, "newest first", []meeting.Outreach{two, one})(db.Outreach(ctx, "harbor", "", day, day.Add(48*time.Hour)))
		same(t, "of one day", []meeting.Outreach{one})(db.Outreach(ctx, "harbor", "circle", day, day.Add(24*time.Hour)))
		same(t, "of another group", []meeting.Outreach{})(db.Outreach(ctx, "harbor", "family", day, day.Add(48*time.Hour)))
		wants(t, "erased from another group", db.DeleteOutreach(ctx, "family", "one"), fault.NotFound, "not_found")
		must(t, db.DeleteOutreach(ctx, "circle", "one"))
		wants(t, "erased twice", db.DeleteOutreach(ctx, "circle", "one"), fault.NotFound, "not_found")
	})
}
