package room_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
	"warmroom/room/roomtest"
)

func TestTheJournalIsWrittenInOrderThroughAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries atomic.Int32
		l := open(t)
		l.journal.Fail = func() error {
			if tries.Add(1) <= 5 {
				return errors.New("database is locked")
			}
			return nil
		}
		ctx := t.Context()
		ana, anaSink := l.come(roomtest.Lead("Ana"))
		fox, _ := l.come(roomtest.Guest("Red Fox"))
		began := time.Now()
		l.ok(l.Remove(ctx, ana, fox, moderation.Disrupting))
		id := roomtest.Got[room.Removed](anaSink)[0].Removal.ID
		l.ok(l.UndoRemoval(ctx, ana, id))
		l.ok(l.End(ctx, ana))
		if took := time.Since(began); took != 0 {
			t.Errorf("the room waited %v for its journal", took)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		e := l.journal.Entries()
		if len(e) != 3 || e[0].Removed.ID != string(id) || e[1].Undone != id || e[2].Ended.IsZero() {
			t.Errorf("journal = %+v", e)
		}
		l.Close()
	})
}

func TestAnEntryThatIsRefusedForGoodHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries atomic.Int32
		l := open(t)
		l.journal.Fail = func() error {
			if tries.Add(1) == 1 {
				return fault.New(fault.Conflict, "exists", "It is there already.")
			}
			return nil
		}
		ana, _ := l.come(roomtest.Lead("Ana"))
		l.ok(l.Extend(t.Context(), ana, time.Minute))
		l.ok(l.End(t.Context(), ana))
		synctest.Wait()
		if e := l.journal.Entries(); len(e) != 1 || e[0].Ended.IsZero() {
			t.Errorf("journal = %+v, want the end alone", e)
		}
		l.Close()
	})
}

func TestCloseGivesTheJournalFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.journal.Fail = func() error { return errors.New("database is gone") }
		ana, _ := l.come(roomtest.Lead("Ana"))
		l.ok(l.End(t.Context(), ana))
		began := time.Now()
		l.Close()
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("Close took %v, want 5 s", took)
		}
	})
}

func TestAStorageOutageLosesTheLeastAndNeverTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var down atomic.Bool
		down.Store(true)
		l := open(t)
		l.journal.Fail = func() error {
			if down.Load() {
				return errors.New("database is gone")
			}
			return nil
		}
		ana, _ := l.come(roomtest.Lead("Ana"))
		for i := range 400 {
			fox, _ := l.come(roomtest.Guest(fmt.Sprint("bot ", i)))
			l.ok(l.Remove(t.Context(), ana, fox, moderation.Disrupting))
		}
		l.ok(l.End(t.Context(), ana))
		down.Store(false)
		time.Sleep(time.Minute)
		synctest.Wait()
		e := l.journal.Entries()
		if len(e) < 250 || e[len(e)-1].Ended.IsZero() {
			t.Errorf("%d entries, the last is the end: %t", len(e), !e[len(e)-1].Ended.IsZero())
		}
		l.Close()
	})
}

func TestARemovalIsStoredUnderTheFacilitatorsAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		ana, _ := l.come(roomtest.Lead("Ana"))
		fox, _ := l.come(roomtest.Guest("Red Fox"))
		l.ok(l.Remove(t.Context(), ana, fox, moderation.Unkind))
		l.Close()
		r := l.journal.Entries()[0].Removed
		if r.By != "account of Ana" || r.Meeting != meeting.ID("meeting") || r.Realm != moderation.Recovery || r.At.Location() != time.UTC {
			t.Errorf("stored = %+v", r)
		}
	})
}
