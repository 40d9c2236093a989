package room_test

import (
	"bytes"
	"errors"
	"log/slog"
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

func TestARoomIsKeptAtOnceAndThenTenTimesASecondAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		ana, _ := l.come(roomtest.Lead("Ana"))
		synctest.Wait()
		if r, times := l.journal.Live(); r == nil || times != 1 {
			t.Fatalf("kept %d times: %+v", times, r)
		}
		began := time.Now()
		for time.Since(began) < time.Second {
			l.ok(l.RaiseHand(t.Context(), ana))
			l.ok(l.LowerHand(t.Context(), ana, ana))
			l.ok(l.RaiseHand(t.Context(), ana))
			time.Sleep(3 * time.Millisecond)
			l.ok(l.LowerHand(t.Context(), ana, ana))
		}
		if _, times := l.journal.Live(); times > 12 {
			t.Errorf("kept %d times in a second", times)
		}
		time.Sleep(time.Second)
		r, before := l.journal.Live()
		if bytes.Contains(r.State, []byte("hands")) {
			t.Errorf("the last change is not kept: %s", r.State)
		}
		time.Sleep(time.Minute)
		if _, times := l.journal.Live(); times-before < 10 || times-before > 13 {
			t.Errorf("in a quiet minute it is kept %d times, want 12", times-before)
		}
		l.Close()
	})
}

func TestARoomGoesOnFromWhatItKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		heronSeat := meeting.Seat{Session: "s", TokenHash: "hash"}
		guest := roomtest.Guest("Blue Heron")
		guest.Seat = heronSeat
		ana, _ := l.come(roomtest.Lead("Ana"))
		heron, _ := l.come(guest)
		l.ok(l.AdmitAll(t.Context(), ana))
		l.ok(l.Mute(t.Context(), ana, heron))
		l.Close() // as when the server stops: the last state is kept
		before, _ := l.journal.Live()

		media := &roomtest.Media{}
		cfg := roomtest.Config(media, l.journal)
		cfg.Before, cfg.Leads = before, []meeting.AccountID{"account of Ana"}
		r := room.Open(cfg)
		sink := &roomtest.Sink{}
		if err := r.Return(t.Context(), heron, heronSeat, sink); err != nil {
			t.Fatal(err)
		}
		s := roomtest.Got[room.Snapshot](sink)[0]
		if s.Standing != moderation.Present || len(s.People) != 2 || s.People[1].Microphone != room.Stopped || s.People[0].Link != room.Reconnecting {
			t.Errorf("it goes on as %+v", s)
		}
		if p, _ := media.Peer(heron); !p.Admitted {
			t.Error("the media plane has not been told who is inside")
		}
		r.Close()
	})
}

func TestAnOutageOfStorageIsMadeUpFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var down atomic.Bool
		down.Store(true)
		l := open(t)
		l.journal.FailKept = func() error {
			if down.Load() {
				return errors.New("database is locked")
			}
			return nil
		}
		ana, _ := l.come(roomtest.Lead("Ana"))
		fox, _ := l.come(roomtest.Guest("Red Fox"))
		l.ok(l.AdmitAll(t.Context(), ana))
		time.Sleep(10 * time.Second)
		l.ok(l.Leave(t.Context(), fox))
		down.Store(false)
		time.Sleep(31 * time.Second)
		if r, _ := l.journal.Live(); r == nil || len(r.People) != 2 || !bytes.Contains(r.State, []byte(`"inside":["`+string(ana)+`"]`)) {
			t.Errorf("kept %+v", r)
		}
		l.Close()
	})
}

func TestARoomThatStorageRefusesIsKeptNoLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries atomic.Int32
		l := open(t)
		l.journal.FailKept = func() error {
			tries.Add(1)
			return fault.New(fault.Gone, "meeting_ended", "This meeting has ended.")
		}
		l.come(roomtest.Lead("Ana"))
		time.Sleep(time.Minute)
		l.come(roomtest.Guest("Red Fox"))
		l.Close()
		if n := tries.Load(); n != 1 {
			t.Errorf("tried %d times", n)
		}
	})
}

func TestCloseGivesStorageFiveSecondsToKeepTheRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.journal.FailKept = func() error { return errors.New("database is gone") }
		l.come(roomtest.Lead("Ana"))
		began := time.Now()
		l.Close()
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("Close took %v, want 5 s", took)
		}
	})
}

func TestAnEmptyRoomLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		fox, _ := l.come(roomtest.Guest("Red Fox"))
		synctest.Wait()
		if r, _ := l.journal.Live(); r == nil {
			t.Fatal("who waits is not kept")
		}
		l.ok(l.Leave(t.Context(), fox))
		time.Sleep(time.Second)
		if r, _ := l.journal.Live(); r != nil {
			t.Errorf("kept %+v", r)
		}
		l.Close()
	})
}

func TestARoomThatCannotBeReadBeginsAnew(t *testing.T) {
	for name, before := range map[string]meeting.LiveRoom{
		"no JSON":        {State: []byte("{")},
		"another format": {State: []byte(`{"format":99}`)},
		"a broken person": {
			State: []byte(`{"format":1,"inside":["a"]}`), People: []meeting.LivePerson{{ID: "a", State: []byte("[]")}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				journal := &roomtest.Journal{}
				cfg := roomtest.Config(&roomtest.Media{}, journal)
				cfg.Before, cfg.Log = &before, slog.New(slog.NewTextHandler(&log, nil))
				r := room.Open(cfg)
				sink := &roomtest.Sink{}
				if _, err := r.Arrive(t.Context(), roomtest.Guest("Red Fox"), sink); err != nil {
					t.Fatal(err)
				}
				if s := roomtest.Got[room.Snapshot](sink)[0]; s.RestartedAt != nil || s.Standing != moderation.Waiting {
					t.Errorf("it begins with %+v", s)
				}
				r.Close()
				if !bytes.Contains(log.Bytes(), []byte("begins anew")) {
					t.Errorf("the log says %s", log.String())
				}
			})
		})
	}
}

// What was counted goes on after a restart, without the time in which there was
// no server, and is known to five seconds should the server die.
func TestCountsGoOnFromWhatWasKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		ana, _ := l.come(roomtest.Lead("Ana"))
		heron, _ := l.come(roomtest.Guest("Blue Heron"))
		l.ok(l.AdmitAll(t.Context(), ana))
		time.Sleep(time.Minute)
		synctest.Wait()
		before, _ := l.journal.Live()
		if got := before.Tally; got.Came != 1 || got.Most != 1 || got.Leads != 1 || got.Present < 54*time.Second || got.Present > time.Minute {
			t.Errorf("after a minute is kept %+v", got)
		}
		l.Close()
		before, _ = l.journal.Live()
		if got := before.Tally.Present; got != time.Minute {
			t.Errorf("closed, %v is kept", got)
		}

		time.Sleep(30 * time.Second)
		cfg := roomtest.Config(&roomtest.Media{}, l.journal)
		cfg.Before, cfg.Leads = before, []meeting.AccountID{"account of Ana"}
		r := room.Open(cfg)
		if err := r.Return(t.Context(), heron, meeting.Seat{}, &roomtest.Sink{}); err != nil {
			t.Fatal(err)
		}
		if err := r.Return(t.Context(), ana, meeting.Seat{}, &roomtest.Sink{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if err := r.End(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		entries := l.journal.Entries()
		want := meeting.Tally{Came: 1, Most: 1, Leads: 1, Open: 2 * time.Minute, Present: 2 * time.Minute}
		if got := entries[len(entries)-1].Tally; got != want {
			t.Errorf("counted %+v, want %+v", got, want)
		}
		r.Close()
	})
}
