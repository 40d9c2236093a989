package main

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"warmroom/room"
	"warmroom/sfu/sfutest"
)

// soonHeard is how long it may take from a facilitator's command to let
// somebody in to the first sound that person hears, on loopback.
const soonHeard = 150 * time.Millisecond

// TestWhoIsLetInHearsTheRoomAtOnce measures what a connection that is warm at
// the door is worth. The bound is for the median, because the machine may have
// other work; docs/performance.md has the figures of a quiet one.
func TestWhoIsLetInHearsTheRoomAtOnce(t *testing.T) {
	const times = 20
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn).enter(t, entering{Meeting: h.demo.Meeting.ID})
	ana.name = "Ana"
	ana.connectAs(t, anasVoice)
	ana.publish("microphone", true)
	ana.media.Speak(sfutest.Speech)

	took := make([]time.Duration, times)
	for i := range took {
		g := h.visitor().enter(t, entering{Invite: h.demo.ParticipantInvite, Name: fmt.Sprintf("Heron %d", i+1)})
		heard := make(chan time.Time, 1)
		var first sync.Once
		g.connectWith(t, sfutest.Options{Tag: uint32(100 + i), OnPacket: func(p sfutest.Packet) {
			if p.Slot.Kind == "audio" && p.Tag == anasVoice {
				first.Do(func() { heard <- p.Received })
			}
		}})
		id := g.self("waiting")
		hears(ana, "visitor.came", func(v room.VisitorCame) bool { return v.Visitor.ID == id })
		select {
		case <-heard:
			t.Fatal("somebody at the door hears the room")
		default:
		}
		asked := time.Now()
		ana.ask("door.admit", map[string][]room.ParticipantID{"participants": {id}})
		select {
		case at := <-heard:
			took[i] = at.Sub(asked)
		case <-time.After(patience):
			t.Fatalf("%s waits in vain for sound", g.name)
		}
		g.leave()
	}
	slices.Sort(took)
	t.Logf("from the command to the first sound: p50 %v, p95 %v, at most %v", took[times/2], took[times*95/100], took[times-1])
	if took[times/2] > soonHeard {
		t.Errorf("it took %v, want %v at most", took[times/2], soonHeard)
	}
}
