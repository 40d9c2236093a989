package room_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/room"
	"warmroom/room/roomtest"
)

// loader loads the same meeting again and again, and counts.
type loader struct {
	journal roomtest.Journal
	loads   atomic.Int32
	takes   time.Duration
	err     error
}

func (l *loader) load(ctx context.Context, id meeting.ID) (room.Config, error) {
	l.loads.Add(1)
	select {
	case <-time.After(l.takes):
	case <-ctx.Done():
		return room.Config{}, ctx.Err()
	}
	cfg := roomtest.Config(&roomtest.Media{}, &l.journal)
	cfg.Meeting.ID = id
	return cfg, l.err
}

func TestOneRoomForAMeetingHoweverManyOpenIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &loader{takes: time.Second}
		rooms := room.NewRooms(l.load)
		var mu sync.Mutex
		seen := map[*room.Room]bool{}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				r, err := rooms.Open(t.Context(), "one")
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				seen[r] = true
			})
		}
		wg.Wait()
		if len(seen) != 1 || l.loads.Load() != 1 {
			t.Errorf("%d rooms from %d loads, want 1 and 1", len(seen), l.loads.Load())
		}
		if _, err := rooms.Open(t.Context(), "two"); err != nil || rooms.Count() != 2 {
			t.Errorf("%v, %d rooms, want 2", err, rooms.Count())
		}
		if _, ok := rooms.Get("one"); !ok {
			t.Error("an open room is not found")
		}
		if err := rooms.Close(t.Context()); err != nil || rooms.Count() != 0 {
			t.Errorf("%v, %d rooms after Close", err, rooms.Count())
		}
		if _, err := rooms.Open(t.Context(), "one"); !is(err, fault.Unavailable, "stopping") {
			t.Errorf("opened after Close: %v", err)
		}
	})
}

func TestWhatTheLoaderRefusesIsPassedOnAndNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &loader{err: fault.New(fault.Gone, "meeting_ended", "Over.")}
		rooms := room.NewRooms(l.load)
		for range 2 {
			if _, err := rooms.Open(t.Context(), "one"); !is(err, fault.Gone, "meeting_ended") {
				t.Errorf("got %v", err)
			}
		}
		if l.loads.Load() != 2 || rooms.Count() != 0 {
			t.Errorf("%d loads, %d rooms, want 2 and 0", l.loads.Load(), rooms.Count())
		}
		if err := rooms.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestACallerMayGiveUpWithoutStoppingTheLoading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &loader{takes: 2 * time.Second}
		rooms := room.NewRooms(l.load)
		hurried, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := rooms.Open(hurried, "one"); !is(err, fault.Unavailable, "too_slow") {
			t.Errorf("the hurried one got %v", err)
		}
		if _, err := rooms.Open(t.Context(), "one"); err != nil || l.loads.Load() != 1 {
			t.Errorf("the patient one got %v after %d loads", err, l.loads.Load())
		}
		if err := rooms.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseStopsALoadUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &loader{takes: 9 * time.Second}
		rooms := room.NewRooms(l.load)
		failed := make(chan error)
		go func() {
			_, err := rooms.Open(t.Context(), "one")
			failed <- err
		}()
		synctest.Wait()
		began := time.Now()
		closed := make(chan error)
		go func() { closed <- rooms.Close(t.Context()) }()
		if err := <-failed; err == nil || time.Since(began) != 0 {
			t.Errorf("%v after %v, want an error at once", err, time.Since(began))
		}
		if err := <-closed; err != nil {
			t.Error(err)
		}
	})
}

func TestAnEndedMeetingIsNotOpenedBeforeItsEndIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &loader{}
		var down atomic.Bool
		l.journal.Fail = func() error {
			if down.Load() {
				return errors.New("database is gone")
			}
			return nil
		}
		rooms := room.NewRooms(l.load)
		r, err := rooms.Open(t.Context(), "one")
		if err != nil {
			t.Fatal(err)
		}
		ana, err := r.Arrive(t.Context(), roomtest.Lead("Ana"), &roomtest.Sink{})
		if err != nil {
			t.Fatal(err)
		}
		down.Store(true)
		if err := r.End(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if _, err := rooms.Open(t.Context(), "one"); !is(err, fault.Gone, "meeting_ended") {
			t.Errorf("the ended meeting: %v", err)
		}
		if _, ok := rooms.Get("one"); ok || rooms.Count() != 0 {
			t.Error("an ended room counts as open")
		}
		down.Store(false)
		time.Sleep(time.Minute)
		synctest.Wait()
		if _, err := rooms.Open(t.Context(), "one"); err != nil || l.loads.Load() != 2 {
			t.Errorf("once stored, the loader is to decide: %v, %d loads", err, l.loads.Load())
		}
		if err := rooms.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestARoomNobodyComesToCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &loader{}
		rooms := room.NewRooms(l.load)
		if _, err := rooms.Open(t.Context(), "one"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5*time.Minute - time.Second)
		synctest.Wait()
		if rooms.Count() != 1 {
			t.Error("it closed too early")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if rooms.Count() != 0 {
			t.Error("it is still open")
		}
		r, err := rooms.Open(t.Context(), "one")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Arrive(t.Context(), roomtest.Guest("Red Fox"), &roomtest.Sink{}); err != nil {
			t.Error(err)
		}
		if err := rooms.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseOfRoomsKeepsToItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &loader{}
		l.journal.Fail = func() error { return errors.New("database is gone") }
		rooms := room.NewRooms(l.load)
		r, err := rooms.Open(t.Context(), "one")
		if err != nil {
			t.Fatal(err)
		}
		ana, err := r.Arrive(t.Context(), roomtest.Lead("Ana"), &roomtest.Sink{})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.End(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := rooms.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close = %v, want deadline exceeded", err)
		}
		time.Sleep(5 * time.Second) // for the journal to give up
	})
}
