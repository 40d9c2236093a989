package room_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
	"warmroom/room"
	"warmroom/room/roomtest"
)

// live is a room with its loop, in a bubble of virtual time.
type live struct {
	*room.Room
	t       *testing.T
	media   *roomtest.Media
	journal *roomtest.Journal
}

func open(t *testing.T, change ...func(*room.Config)) *live {
	l := &live{t: t, media: &roomtest.Media{}, journal: &roomtest.Journal{}}
	cfg := roomtest.Config(l.media, l.journal)
	for _, f := range change {
		f(&cfg)
	}
	l.Room = room.Open(cfg)
	return l
}

func (l *live) come(a room.Arrival) (room.ParticipantID, *roomtest.Sink) {
	l.t.Helper()
	sink := &roomtest.Sink{}
	id, err := l.Arrive(l.t.Context(), a, sink)
	if err != nil {
		l.t.Fatalf("%s arrives: %v", a.Name, err)
	}
	return id, sink
}

func (l *live) ok(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatalf("refused: %v", err)
	}
}

func is(err error, kind fault.Kind, reason string) bool {
	e := fault.Of(err)
	return e != nil && e.Kind == kind && e.Reason == reason
}

func TestAMeetingFromTheDoorToTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		ctx := t.Context()
		ana, anaSink := l.come(roomtest.Lead("Ana"))
		fox, foxSink := l.come(roomtest.Guest("Red Fox"))
		answer, err := l.Offer(ctx, fox, "sdp", false)
		if err != nil || answer != "answer to sdp" {
			t.Fatalf("offer at the door: %q, %v", answer, err)
		}
		l.ok(l.AdmitAll(ctx, ana))
		l.ok(l.Publish(ctx, fox, room.Microphone, true))
		if !l.media.Permitted(fox, room.Microphone) {
			t.Error("an open microphone is not forwarded")
		}
		if _, err := l.Say(ctx, fox, room.LaneEveryone, "hello"); err != nil {
			t.Error(err)
		}
		l.ok(l.Extend(ctx, ana, 10*time.Minute))

		time.Sleep(70 * time.Minute) // virtual
		synctest.Wait()
		for _, s := range []*roomtest.Sink{anaSink, foxSink} {
			if s.Farewell() != room.FarewellEnded || len(roomtest.Got[room.EndsSoon](s)) != 2 {
				t.Errorf("farewell %q after %d warnings", s.Farewell(), len(roomtest.Got[room.EndsSoon](s)))
			}
		}
		if _, err := l.Arrive(ctx, roomtest.Guest("Late"), &roomtest.Sink{}); !is(err, fault.Gone, "meeting_ended") {
			t.Errorf("arriving after the end: %v", err)
		}
		l.Close()
		entries := l.journal.Entries()
		if len(entries) != 2 || entries[0].EndMoved.IsZero() || entries[1].Ended.IsZero() {
			t.Errorf("journal = %+v, want the moved end and the end", entries)
		}
		if !l.media.Closed() {
			t.Error("media is still open")
		}
	})
}

func TestALostConnectionKeepsItsPlaceForGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		defer l.Close()
		ctx := t.Context()
		ana, _ := l.come(roomtest.Lead("Ana"))
		fox, sink := l.come(roomtest.Guest("Red Fox"))
		l.ok(l.AdmitAll(ctx, ana))
		l.ok(l.Mute(ctx, ana, fox))

		l.Interrupted(fox, sink)
		time.Sleep(room.Grace - time.Millisecond)
		l.ok(l.Resumed(ctx, fox, true))
		if err := l.Publish(ctx, fox, room.Microphone, true); !is(err, fault.Forbidden, "muted") {
			t.Errorf("after coming back: %v, want muted", err)
		}
		l.Interrupted(fox, sink)
		time.Sleep(room.Grace)
		synctest.Wait()
		if sink.Farewell() != room.FarewellLost {
			t.Errorf("farewell = %q, want lost", sink.Farewell())
		}
		if _, here := l.media.Peer(fox); here {
			t.Error("the media plane still has them")
		}
	})
}

func TestCloseSendsPeopleAwayWithoutEndingTheMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		_, ana := l.come(roomtest.Lead("Ana"))
		_, fox := l.come(roomtest.Guest("Red Fox"))
		l.Close()
		l.Close()
		for _, s := range []*roomtest.Sink{ana, fox} {
			if s.Farewell() != room.FarewellClosed || len(roomtest.Got[room.MeetingEnded](s)) != 0 {
				t.Errorf("farewell = %q", s.Farewell())
			}
		}
		if n := len(l.journal.Entries()); n != 0 {
			t.Errorf("%d entries in the journal, want none", n)
		}
		if err := l.End(t.Context(), "anybody"); !is(err, fault.Unavailable, "room_closed") {
			t.Errorf("after Close: %v", err)
		}
	})
}

func TestAConnectionOfSomebodyRemovedMeanwhileIsTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		negotiating, goOn := make(chan struct{}), make(chan struct{})
		l := open(t)
		defer l.Close()
		l.media.OnOffer = func(context.Context, room.ParticipantID, string) (string, error) {
			close(negotiating)
			<-goOn
			return "answer", nil
		}
		ctx := t.Context()
		ana, _ := l.come(roomtest.Lead("Ana"))
		fox, _ := l.come(roomtest.Guest("Red Fox"))
		result := make(chan error)
		go func() {
			_, err := l.Offer(ctx, fox, "sdp", false)
			result <- err
		}()
		<-negotiating
		l.ok(l.Remove(ctx, ana, fox, moderation.Disrupting))
		close(goOn)
		if err := <-result; !is(err, fault.Gone, "not_in_room") {
			t.Errorf("offer of somebody removed: %v", err)
		}
		if _, here := l.media.Peer(fox); here {
			t.Error("their connection is still there")
		}
	})
}

func TestOfferOfNobodyNeverReachesMedia(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		defer l.Close()
		l.media.OnOffer = func(context.Context, room.ParticipantID, string) (string, error) {
			t.Error("the media plane was asked")
			return "", nil
		}
		if _, err := l.Offer(t.Context(), "nobody", "sdp", true); !is(err, fault.Gone, "not_in_room") {
			t.Errorf("offer of nobody: %v", err)
		}
	})
}

func TestACallerWhoGaveUpIsToldSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		defer l.Close()
		busy, free := make(chan struct{}), make(chan struct{})
		go l.Interrupted(func() (room.ParticipantID, room.Sink) {
			sink := &stuck{busy: busy, free: free}
			id, err := l.Arrive(t.Context(), roomtest.Lead("Ana"), sink)
			l.ok(err)
			sink.hold.Store(true)
			return id, sink
		}())
		<-busy
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := l.End(ctx, "anybody"); !is(err, fault.Unavailable, "too_slow") {
			t.Errorf("a busy room answered %v", err)
		}
		close(free)
	})
}

// stuck is a Sink that breaks its contract: once told to, it blocks the loop.
type stuck struct {
	roomtest.Sink
	hold       atomic.Bool
	busy, free chan struct{}
}

func (s *stuck) Deliver(e room.Event) {
	if s.hold.CompareAndSwap(true, false) {
		close(s.busy)
		<-s.free
	}
	s.Sink.Deliver(e)
}

func TestAFaultOfOursEndsOneRoomOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, func(c *room.Config) { c.Media = brokenMedia{c.Media} })
		ana, sink := l.come(roomtest.Lead("Ana"))
		if err := l.View(t.Context(), ana, nil); !is(err, fault.Unavailable, "room_closed") {
			t.Errorf("the command that broke the room: %v", err)
		}
		<-l.Done()
		if sink.Farewell() != room.FarewellClosed {
			t.Errorf("farewell = %q, want closed", sink.Farewell())
		}
		l.Close()
		if !l.media.Closed() {
			t.Error("media is still open")
		}
	})
}

// brokenMedia panics where the room asks for a view.
type brokenMedia struct{ room.Media }

func (brokenMedia) View(room.ParticipantID, []room.Tile) { panic("broken on purpose") }

// A real media plane waits in Close for a goroutine that may be telling the
// room something.
func TestClosingMediaMayWaitForItsReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &reportingMedia{Media: &roomtest.Media{}, stop: make(chan struct{}), done: make(chan struct{})}
		l := open(t, func(c *room.Config) {
			c.Media = m
			c.Opened = func(r *room.Room) { go m.report(r) }
		})
		ana, _ := l.come(roomtest.Lead("Ana"))
		l.ok(l.End(t.Context(), ana))
		l.Close()
		select {
		case <-m.done:
		default:
			t.Error("Close did not wait for media")
		}
	})
}

type reportingMedia struct {
	room.Media
	stop, done chan struct{}
}

func (m *reportingMedia) report(r *room.Room) {
	defer close(m.done)
	for {
		select {
		case <-m.stop:
			return
		case <-time.After(time.Millisecond):
			r.Speaking([]room.ParticipantID{"somebody"})
		}
	}
}

func (m *reportingMedia) Close() {
	close(m.stop)
	<-m.done
}

// TestEverybodyAtOnce is for the race detector.
func TestEverybodyAtOnce(t *testing.T) {
	media, journal := &roomtest.Media{}, &roomtest.Journal{}
	r := room.Open(roomtest.Config(media, journal))
	ctx := t.Context()
	ana, err := r.Arrive(ctx, roomtest.Lead("Ana"), &roomtest.Sink{})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	const crowd = 8
	for i := range crowd {
		go func() {
			done <- func() error {
				sink := &roomtest.Sink{}
				id, err := r.Arrive(ctx, roomtest.Guest(fmt.Sprint("guest ", i)), sink)
				if err != nil {
					return err
				}
				if err := r.Admit(ctx, ana, []room.ParticipantID{id}); err != nil {
					return err
				}
				for range 50 {
					_ = r.Publish(ctx, id, room.Microphone, true)
					r.Interrupted(id, sink)
					r.Speaking([]room.ParticipantID{id, ana})
					if _, err := r.Offer(ctx, id, "sdp", true); err != nil {
						return err
					}
					if err := r.Resumed(ctx, id, true); err != nil {
						return err
					}
					_ = r.Mute(ctx, ana, id)
				}
				return r.Leave(ctx, id)
			}()
		}()
	}
	for range crowd {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	r.Close()
}
