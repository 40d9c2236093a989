package room

import (
	"testing"

	"warmroom/fault"
)

func TestTheAgreementsAreReadInTurns(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	h.ok(h.observe(ana.id, h.insider(ana, "Otto").id, true))
	crow := h.guest("Black Crow")
	h.refused(h.startReading(heron.id), fault.Forbidden, "role")
	h.refused(h.nextClause(ana.id), fault.Conflict, "no_reading")
	h.ok(h.startReading(ana.id))
	if r := fox.state.Reading; *r != (Reading{Place: 1, Of: 3, Title: "Kindness", Text: "We are kind.", Reader: heron.id, Next: fox.id}) {
		t.Errorf("reading = %+v", r)
	}
	if crow.state.Reading != nil {
		t.Error("somebody at the door is read to")
	}
	h.refused(h.nextClause(fox.id), fault.Forbidden, "role")
	h.ok(h.nextClause(heron.id))
	if r := heron.state.Reading; r.Place != 2 || r.Reader != fox.id || r.Next != heron.id {
		t.Errorf("reading = %+v", r)
	}
	h.ok(h.nextClause(ana.id))
	if r := heron.state.Reading; r.Reader != heron.id || r.Next != "" {
		t.Errorf("the last clause: %+v", r)
	}
	h.ok(h.nextClause(heron.id))
	if heron.state.Reading != nil {
		t.Error("the reading goes on behind the last clause")
	}
}

func TestWhoWouldRatherNotReadPasses(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	h.ok(h.startReading(ana.id))
	h.ok(h.passReading(heron.id))
	if r := fox.state.Reading; r.Place != 1 || r.Reader != fox.id || r.Next != fox.id {
		t.Errorf("passed on: %+v", r)
	}
	h.ok(h.passReading(ana.id)) // Fox says nothing
	if r := fox.state.Reading; r.Reader != ana.id {
		t.Errorf("when nobody reads, those who lead do: %+v", r)
	}
	h.ok(h.giveReading(ana.id, heron.id))
	if r := fox.state.Reading; r.Reader != heron.id || r.Next != heron.id {
		t.Errorf("given back: %+v", r)
	}
	h.ok(h.endReading(ana.id))
	h.refused(h.endReading(ana.id), fault.Conflict, "no_reading")
}

func TestAReaderWhoLeavesIsFollowedByTheNext(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	owl := h.insider(ana, "Grey Owl")
	h.ok(h.startReading(ana.id))
	h.leave(h.people[fox.id], FarewellLeft)
	if r := owl.state.Reading; r.Reader != heron.id || r.Next != owl.id {
		t.Errorf("the next one left: %+v", r)
	}
	h.interrupted(heron.id, heron)
	if r := owl.state.Reading; r.Reader != heron.id {
		t.Errorf("a lost connection took the turn: %+v", r)
	}
	h.pass(Grace)
	if r := owl.state.Reading; r == nil || r.Reader != owl.id || r.Place != 1 {
		t.Errorf("the reader is gone: %+v", r)
	}
	h.ok(h.observe(ana.id, owl.id, true))
	if r := owl.state.Reading; r.Reader != ana.id {
		t.Errorf("who observes reads: %+v", r)
	}
}

func TestAReaderIsHeardWhereSomebodyElseHasTheFloor(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	h.ok(h.setFloor(ana.id, FloorAsk))
	h.ok(h.startReading(ana.id))
	h.ok(h.publish(heron.id, Microphone, true))
	h.refused(h.publish(fox.id, Microphone, true), fault.Forbidden, "hand_raised")
	h.ok(h.nextClause(heron.id))
	if h.plane.flows(heron.id, Microphone) {
		t.Error("who has read is still heard")
	}
	h.ok(h.publish(fox.id, Microphone, true))
	h.ok(h.calm(ana.id, true))
	if h.plane.flows(fox.id, Microphone) {
		t.Error("a reader is heard in a calm room")
	}
}
