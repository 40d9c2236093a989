package store_test

import (
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/store"
)

func TestWhatAnAccountRehearsedIsKeptOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		ctx := t.Context()
		mute := meeting.Rehearsed{Account: "ana", Step: meeting.StepMute, At: noon}
		later := meeting.Rehearsed{Account: "ana", Step: meeting.StepRemove, At: noon.Add(time.Minute)}
		again := mute
		again.At = noon.Add(time.Hour)
		must(t, db.AddRehearsed(ctx, later), db.AddRehearsed(ctx, mute), db.AddRehearsed(ctx, again))
		same(t, "oldest first", []meeting.Rehearsed{mute, later})(db.Rehearsed(ctx, "ana"))
		same(t, "of somebody else", []meeting.Rehearsed{})(db.Rehearsed(ctx, "ben"))
		wants(t, "of nobody", db.AddRehearsed(ctx, meeting.Rehearsed{Account: "nobody", Step: meeting.StepMute, At: noon}), fault.NotFound, "not_found")
	})
}
