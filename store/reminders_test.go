package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/store"
)

// asks is a reminder of the circle, an hour before.
func asks(id string, m meeting.ID) (meeting.Reminder, meeting.ReminderAddress) {
	r := meeting.Reminder{
		ID: meeting.ReminderID(id), Group: "circle", Realm: moderation.Recovery, Meeting: m, Language: "en", Before: time.Hour, Wording: 1, AskedAt: noon,
	}
	return r, meeting.ReminderAddress{Email: "heron@example.org", Token: meeting.Token("token-of-" + id)}
}

func TestReminderIsKeptEncryptedAndFound(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		ctx := t.Context()
		old, fresh := store.NewKey(), store.NewKey()
		must(t, db.Unlock(ctx, keys(t, old)))
		furnish(t, db)
		r, a := asks("one", "")
		kept, token, err := db.AskReminder(ctx, r, a)
		must(t, err)
		if kept != r || token != a.Token {
			t.Errorf("kept %+v", kept)
		}
		must(t, db.ConfirmReminder(ctx, "one", noon.Add(time.Minute)), db.ConfirmReminder(ctx, "one", noon.Add(time.Hour)))
		r.ConfirmedAt = noon.Add(time.Minute)
		same(t, "by its token", r)(db.ReminderByToken(ctx, a.Token.Hash()))

		again, b := asks("two", "")
		b.Token = "another"
		kept, token, err = db.AskReminder(ctx, again, b)
		must(t, err)
		if kept.ID != "one" || token != a.Token {
			t.Errorf("asked again: %+v", kept)
		}
		var sealed, who string
		must(t, raw(t, where).QueryRowContext(ctx, "SELECT sealed, who FROM reminders").Scan(&sealed, &who))

		must(t, open(t, where).Unlock(ctx, keys(t, fresh, old)))
		only := open(t, where)
		must(t, only.Unlock(ctx, keys(t, fresh)))
		_, address, err := only.Reminder(ctx, "one")
		must(t, err)
		if address != a {
			t.Errorf("with a new key the address is %q", string(address.Email))
		}
		if kept, _, err = only.AskReminder(ctx, again, b); err != nil || kept.ID != "one" {
			t.Errorf("with a new key, asked again: %+v, %v", kept, err)
		}
		var sealedAnew, whoAnew string
		must(t, raw(t, where).QueryRowContext(ctx, "SELECT sealed, who FROM reminders").Scan(&sealedAnew, &whoAnew))
		if sealed == sealedAnew || who == whoAnew {
			t.Error("the address is still as the old key has it")
		}
		must(t, only.DeleteReminder(ctx, "one"), only.DeleteReminder(ctx, "one"))
		wants(t, "one that was deleted", failed(only.ReminderByToken(ctx, a.Token.Hash())), fault.NotFound, "not_found")
	})
}

func TestAddressOfAReminderIsInNoFile(t *testing.T) {
	folder := t.TempDir()
	db := open(t, filepath.Join(folder, "warmroom.db"))
	must(t, db.Unlock(t.Context(), keys(t, store.NewKey())))
	furnish(t, db)
	r, a := asks("one", "")
	_, _, err := db.AskReminder(t.Context(), r, a)
	must(t, err)
	for _, part := range []string{"heron@", "example.org", string(a.Token)} {
		if inFiles(t, folder, part) {
			t.Errorf("%q is in the files", part)
		}
	}
	if got := fmt.Sprintf("%v %+v", a, a); got != fmt.Sprintf("%v %+v", meeting.ReminderAddress{Email: "x", Token: "y"}, meeting.ReminderAddress{Email: "x", Token: "y"}) {
		t.Errorf("it prints as %s", got)
	}
}

func TestRemindersAreDueOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		must(t, db.Unlock(ctx, keys(t, store.NewKey())))
		furnish(t, db)
		later := tuesday
		later.ID, later.StartsAt, later.EndsAt = "later", tuesday.StartsAt.AddDate(0, 0, 7), tuesday.EndsAt.AddDate(0, 0, 7)
		must(t, db.AddMeetings(ctx, []meeting.Meeting{later}))
		for id, m := range map[string]meeting.ID{"all": "", "one": "tuesday", "next": "later"} {
			r, a := asks(id, m)
			_, _, err := db.AskReminder(ctx, r, a)
			must(t, err)
			if id != "next" {
				must(t, db.ConfirmReminder(ctx, r.ID, noon))
			}
		}
		due := func(before time.Duration, now time.Time) []meeting.Told {
			all, err := db.DueReminders(ctx, before, now)
			must(t, err)
			return all
		}
		if got := due(time.Hour, noon.Add(-61*time.Minute)); len(got) != 0 {
			t.Errorf("too early: %+v", got)
		}
		if got := due(24*time.Hour, noon.Add(-time.Minute)); len(got) != 0 {
			t.Errorf("of another time before the start: %+v", got)
		}
		same(t, "due", []meeting.Told{
			{Reminder: "all", Meeting: "tuesday", StartsAt: noon}, {Reminder: "one", Meeting: "tuesday", StartsAt: noon},
		})(due(time.Hour, noon.Add(-time.Minute)), nil)
		must(t, db.PutTold(ctx, meeting.Told{Reminder: "one", Meeting: "tuesday", Reminded: true, StartsAt: noon}),
			db.PutTold(ctx, meeting.Told{Reminder: "all", Meeting: "tuesday", Changed: true, StartsAt: noon.Add(time.Hour), Off: true}))
		same(t, "due after that", []meeting.Told{
			{Reminder: "all", Meeting: "tuesday", Changed: true, StartsAt: noon.Add(time.Hour), Off: true},
		})(due(time.Hour, noon.Add(-time.Minute)), nil)
		if got := due(time.Hour, noon); len(got) != 0 {
			t.Errorf("after the start: %+v", got)
		}
		of, err := db.RemindersOf(ctx, tuesday)
		must(t, err)
		if len(of) != 2 {
			t.Errorf("a meeting concerns %+v", of)
		}

		ended := tuesday
		ended.Status, ended.EndedAt = meeting.Ended, noon.Add(time.Hour)
		must(t, db.UpdateMeeting(ctx, ended), db.Forget(ctx, noon.Add(23*time.Hour)))
		must(t, failed(db.ReminderByToken(ctx, meeting.Token("token-of-next").Hash())))
		must(t, db.Forget(ctx, noon.Add(25*time.Hour+time.Minute)))
		wants(t, "for a meeting that is over", failed(db.ReminderByToken(ctx, meeting.Token("token-of-one").Hash())), fault.NotFound, "not_found")
		wants(t, "what was told of it", failed(db.Told(ctx, "all", "tuesday")), fault.NotFound, "not_found")
		must(t, failed(db.ReminderByToken(ctx, meeting.Token("token-of-all").Hash())))
		wants(t, "what nobody confirmed", failed(db.ReminderByToken(ctx, meeting.Token("token-of-next").Hash())), fault.NotFound, "not_found")
	})
}
