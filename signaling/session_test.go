package signaling

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"warmroom/room"
)

func TestWrongTokenOpensNoSession(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, welcome := h.lead(t)
		for _, try := range []object{
			{"session": welcome["session"], "token": "wrong", "seq": 1},
			{"session": welcome["session"], "token": "", "seq": 1},
			{"session": "unknown", "token": welcome["token"], "seq": 1},
			{"session": "", "token": "", "seq": 0},
		} {
			thief := h.browser().open()
			if a := thief.ask("resume", try); a["kind"] != "not_found" || a["reason"] != "session_unknown" {
				t.Errorf("%v was answered %v", try, a)
			}
			if code, _ := thief.closed(); code != int(CloseSessionUnknown) {
				t.Errorf("%v was closed with %d", try, code)
			}
		}
		if a := ana.ask("door.lock", object{"locked": true}); a["type"] != "ok" {
			t.Errorf("the session suffered: %v", a)
		}
	})
}

// Many sockets fight for one session while events come. In the end one has
// it, the room counts the person as connected, and the numbers of that
// socket's events have no holes.
func TestOneOfManySocketsHasTheSession(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, _ := h.lead(t)
		welcome := h.browser().open().ask("enter", h.guest("Blue Heron"))
		var tabs []*tab
		for range 20 {
			tabs = append(tabs, h.browser().open())
		}
		var fight sync.WaitGroup
		for i, c := range tabs {
			fight.Go(func() {
				c.ask("resume", object{"session": welcome["session"], "token": welcome["token"], "seq": 1})
				if i%3 == 0 {
					c.cut()
				}
			})
		}
		for i := range 10 {
			ana.ask("door.lock", object{"locked": i%2 == 0})
		}
		fight.Wait()
		synctest.Wait()
		last := h.browser().open()
		last.ask("resume", object{"session": welcome["session"], "token": welcome["token"], "seq": 1})
		<-time.After(2 * room.Grace)
		synctest.Wait()
		ana.ask("door.lock", object{"locked": true})
		synctest.Wait()
		for i, e := range last.received() {
			if want := float64(i + 2); e["seq"] != want {
				t.Fatalf("event %d has number %v, want %v", i, e["seq"], want)
			}
		}
		if end := last.received()[len(last.received())-1]; end["type"] != "door.changed" {
			t.Errorf("the last socket doesn't get events; its last is %v", end)
		}
		for _, c := range tabs {
			if code, _ := c.closed(); code != int(CloseReplaced) && code != -1 {
				t.Errorf("a socket that lost was closed with %d", code)
			}
		}
		for _, e := range ana.received() {
			if e["type"] == "visitor.gone" {
				t.Errorf("the person was taken for gone: %v", e)
			}
		}
	})
}

// Who comes back over and over makes the room tell everybody each time, and
// draws up a snapshot of it.
func TestFloodOfResumesLeavesTheRoomAlone(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, _ := h.lead(t)
		welcome := h.browser().open().ask("enter", h.guest("Blue Heron"))
		seat := object{"session": welcome["session"], "token": welcome["token"], "seq": 0}
		synctest.Wait()
		before := len(ana.received())
		back, late := 0, 0
		for i := range 300 {
			c := h.browser().open()
			switch a := c.ask("resume", seat); {
			case a["type"] == "welcome":
				back++
			case a["kind"] == "too_many" && a["reason"] == "rate" && a["retry_ms"].(float64) > 0:
				late++
			default:
				t.Fatalf("resume %d: %v", i, a)
			}
			c.cut()
			synctest.Wait()
		}
		const most = 30
		if back != most || late != 300-most {
			t.Errorf("%d resumed and %d were to wait, want %d and the rest", back, late, most)
		}
		if n := len(ana.received()) - before; n > 2*most+1 {
			t.Errorf("the one who leads was told %d times", n)
		}
		<-time.After(2 * time.Second)
		if a := h.browser().open().ask("resume", seat); a["type"] != "welcome" {
			t.Errorf("after a while they can't come back: %v", a)
		}
	})
}

func TestCloseTellsEverybodyAndWaits(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, _ := h.lead(t)
		stranger := h.browser().open()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := h.server.Load().Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
		for _, c := range []*tab{ana, stranger} {
			if code, reason := c.closed(); code != int(CloseRestarting) || reason != "restarting" {
				t.Errorf("closed with %d %s", code, reason)
			}
		}
		late := h.browser().open()
		if code, _ := late.closed(); code != int(CloseRestarting) {
			t.Errorf("who came late was closed with %d", code)
		}
	})
}

func TestCloseCutsThoseWhoDontListen(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, _ := h.lead(t)
		ana.pause()
		ana.send("door.lock", object{"locked": true}) // the event is still read, the answer is not
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if err := h.server.Load().Close(ctx); err == nil {
			t.Error("close did not say that it had to cut")
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("close took %v", took)
		}
	})
}

func TestOutboxForgetsWhatIsHidden(t *testing.T) {
	var o outbox
	early, pinned := room.Message{ID: "0", Text: "goes too"}, room.Message{ID: "3", Text: "and this"}
	shared := []room.Message{early}
	o.put(room.Snapshot{Messages: shared, Resources: []room.Message{pinned}})
	o.put(room.ChatSaid{Message: room.Message{ID: "1", Text: "stays"}})
	o.put(room.ChatSaid{Message: room.Message{ID: "2", Text: "goes"}})
	o.put(room.ChatHidden{Message: "2"})
	events, _, ok := o.take(make([]room.Event, 0, 10), 1)
	if got, want := fmt.Sprint(ok, events), fmt.Sprint(true, []room.Event{
		room.ChatSaid{Message: room.Message{ID: "1", Text: "stays"}}, room.ChatHidden{Message: "2"}, room.ChatHidden{Message: "2"},
	}); got != want {
		t.Errorf("kept are %s, want %s", got, want)
	}
	o.put(room.ChatHidden{Message: early.ID})
	o.put(room.ChatHidden{Message: pinned.ID})
	events, _, _ = o.take(make([]room.Event, 0, 1), 0) // by a socket that is slow, or was not there
	if s := events[0].(room.Snapshot); len(s.Messages)+len(s.Resources) > 0 {
		t.Errorf("what was hidden is in the snapshot still: %v, %v", s.Messages, s.Resources)
	}
	if shared[0] != early {
		t.Error("somebody else's snapshot changed")
	}
}

func TestOutboxKnowsWhatItCanReplay(t *testing.T) {
	var o outbox
	o.put(room.Snapshot{})
	for range maxBehind {
		o.put(room.MediaLost{})
	}
	// Numbers 2 to 2049 are kept now: nobody has taken any.
	for seq, want := range map[uint64]bool{0: false, 1: true, 2: true, maxBehind + 1: true, maxBehind + 2: false, 1 << 52: false} {
		if got := o.open(nil, seq); got != want {
			t.Errorf("after %d: %v, want %v", seq, got, want)
		}
	}
	if _, _, ok := o.take(make([]room.Event, 0, 1), 0); ok {
		t.Error("an event that is not kept was taken")
	}
	o.put(room.MediaLost{})
	if o.open(nil, 1) {
		t.Error("more is replayed than is kept")
	}
	// Of those that were taken, fewer are kept.
	o.take(make([]room.Event, 0, maxBehind), o.last-1)
	o.put(room.MediaLost{})
	if len(o.kept) != keptEvents {
		t.Errorf("%d are kept, want %d", len(o.kept), keptEvents)
	}
	o.put(room.Snapshot{})
	if o.open(nil, o.last-1) {
		t.Error("a snapshot is replayed")
	}
	if !o.open(nil, o.last) {
		t.Error("nothing missed, and yet a new snapshot")
	}
}

func TestOutboxTellsMediaAgain(t *testing.T) {
	var o outbox
	o.put(room.Snapshot{Standing: "present"})
	o.put(room.SlotsMapped{Slots: []room.Mapping{{Slot: "4", Participant: "a", Epoch: 1}, {Slot: "3", Participant: "b", Epoch: 2}}})
	o.put(room.SlotsMapped{Slots: []room.Mapping{{Slot: "4", Epoch: 3}}})
	o.put(room.LayersWanted{Source: room.Camera, Rids: []string{"q"}})
	o.put(room.Snapshot{Standing: "present"})
	o.repeatMedia()
	events, _, _ := o.take(make([]room.Event, 0, 10), 5)
	if got, want := fmt.Sprint(events), fmt.Sprint([]room.Event{
		room.SlotsMapped{Slots: []room.Mapping{{Slot: "3", Participant: "b", Epoch: 2}, {Slot: "4", Epoch: 3}}},
		room.LayersWanted{Source: room.Camera, Rids: []string{"q"}},
	}); got != want {
		t.Errorf("told again: %s, want %s", got, want)
	}
	o.put(room.Snapshot{Standing: "waiting"})
	before := o.last
	if o.repeatMedia(); o.last != before {
		t.Error("somebody at the door is told of slots")
	}
}

func TestEventsComeBeforeTheAnswerTheyBelongTo(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		b := h.browser()
		b.signIn("ana")
		conn, err := b.dial(nil, Subprotocol)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for i, frame := range []string{
			fmt.Sprintf(`{"type":"enter","id":1,"meeting":%q}`, h.demo.Meeting.ID),
			`{"type":"door.lock","id":2,"locked":true}`,
			`{"type":"meeting.extend","id":3,"minutes":1}`,
			`{"type":"meeting.end","id":4}`,
		} {
			if err := conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
				t.Fatal(err)
			}
			var got []string
			for range 2 {
				var m struct{ Type string }
				if err := conn.ReadJSON(&m); err != nil {
					t.Fatal(err)
				}
				got = append(got, m.Type)
			}
			want := []string{"welcome snapshot", "door.changed ok", "meeting.end_moved ok", "meeting.ended ok"}[i]
			if strings.Join(got, " ") != want {
				t.Errorf("%s led to %v, want %s", frame, got, want)
			}
		}
		if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, int(CloseEnded)) {
			t.Errorf("after the end: %v", err)
		}
	})
}
