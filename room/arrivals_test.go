package room

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

// TestACrowdComesInAFewEvents: however many are let in one after the other, nobody is told more than four times a
// second, and everybody knows everybody in the end.
func TestACrowdComesInAFewEvents(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Group.Capacity = 102 })
	ana := h.lead("Ana")
	fern := h.insider(ana, "Green Fern")
	h.pass(time.Second)
	before := len(got[PeopleJoined](fern))
	var crowd []*page
	for i := range 100 {
		p := h.guest(fmt.Sprintf("Guest %d", i))
		crowd = append(crowd, p)
		h.ok(h.admit(ana.id, []ParticipantID{p.id}))
		h.pass(10 * time.Millisecond)
	}
	h.pass(joinsEvery)
	told := got[PeopleJoined](fern)[before:]
	if len(told) < 3 || len(told) > 6 {
		t.Errorf("of 100 people within a second Fern was told %d times", len(told))
	}
	for _, p := range append(crowd, ana, fern) {
		if n := len(p.state.People); n != 102 {
			t.Fatalf("%s knows %d people of 102", p.state.Name, n)
		}
	}
	b, err := json.Marshal(told[0].People[0])
	if err != nil || len(b) > 300 {
		t.Errorf("one person takes %d bytes: %v", len(b), err)
	}
}

// TestNobodyIsSpokenOfBeforeTheyAreIntroduced: who comes in and does something at once is announced first.
func TestNobodyIsSpokenOfBeforeTheyAreIntroduced(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fern := h.insider(ana, "Green Fern")
	heron := h.guest("Blue Heron")
	h.ok(h.admit(ana.id, []ParticipantID{heron.id}))
	if len(fern.names()) != 2 {
		t.Fatal("this test wants somebody who is not announced yet")
	}
	h.mapSlots(fern.id, []Mapping{{Slot: "7", Participant: heron.id, Source: Microphone, Epoch: 1}})
	if len(fern.names()) != 3 {
		t.Error("a slot carries somebody unknown")
	}
	wren := h.guest("Grey Wren")
	h.ok(h.admit(ana.id, []ParticipantID{wren.id}))
	h.ok(h.raiseHand(wren.id))
	if len(fern.names()) != 4 || len(fern.state.Hands) != 1 {
		t.Errorf("Fern knows %q and sees %d hands", fern.names(), len(fern.state.Hands))
	}
}
