package room

import (
	"testing"
	"time"

	"warmroom/fault"
)

func TestAGreeterOpensTheDoor(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	first := guest("Grey Wren")
	first.Newcomer = true
	wren := h.come(first)
	h.refused(h.giveHat(fox.id, fox.id, Greeter, true), fault.Forbidden, "role")
	h.refused(h.giveHat(ana.id, fox.id, "crown", true), fault.Invalid, "field")
	h.refused(h.admit(fox.id, []ParticipantID{wren.id}), fault.Forbidden, "role")
	h.ok(h.giveHat(ana.id, fox.id, Greeter, true))
	if len(fox.state.Door) != 1 || fox.state.Door[0].Newcomer || len(fox.state.Notes)+len(fox.state.Departed) != 0 {
		t.Errorf("the greeter sees %v", fox.state.Door)
	}
	if !heron.state.People[1].Greeter || len(heron.state.Door) != 0 {
		t.Error("others don't see who greets, or see the door")
	}
	h.ok(h.sayAtDoor(fox.id, wren.id, "Welcome"))
	h.refused(h.decline(fox.id, wren.id, ""), fault.Forbidden, "role")
	h.ok(h.admit(fox.id, []ParticipantID{wren.id}))
	h.ok(h.giveHat(ana.id, fox.id, Greeter, false))
	crow := h.guest("Black Crow")
	if len(fox.state.Door) != 0 {
		t.Error("the door is seen without the hat")
	}
	h.refused(h.admit(fox.id, []ParticipantID{crow.id}), fault.Forbidden, "role")
}

func TestAGreeterLetsNobodyInWhomAFacilitatorSentOut(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	h.ok(h.giveHat(ana.id, fox.id, Greeter, true))
	h.ok(h.sendBack(ana.id, heron.id))
	h.refused(h.admit(fox.id, []ParticipantID{heron.id}), fault.Forbidden, "facilitator_first")
	wren := h.guest("Grey Wren")
	h.ok(h.admitAll(fox.id))
	if len(wren.state.People) == 0 || len(heron.state.People) != 0 {
		t.Error("all are in but whom the facilitator sent out: not so")
	}
	h.ok(h.sendBack(ana.id, fox.id))
	h.ok(h.admit(ana.id, []ParticipantID{fox.id, heron.id}))
	if fox.self().Greeter {
		t.Error("the hat came back with the person")
	}
}

func TestAGreeterDoesNotOpenTheDoorOnHold(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	h.ok(h.giveHat(ana.id, fox.id, Greeter, true))
	wren := h.guest("Grey Wren")
	h.interrupted(ana.id, ana)
	h.pass(HoldAfter)
	h.refused(h.admit(fox.id, []ParticipantID{wren.id}), fault.Forbidden, "on_hold")
}

func TestATimekeeperAddsTime(t *testing.T) {
	h, ana, heron, fox, _ := inCircle(t)
	h.ok(h.setPlan(ana.id, evening, 0))
	h.refused(h.addShareTime(fox.id, time.Minute), fault.Forbidden, "role")
	h.ok(h.giveHat(ana.id, fox.id, Timekeeper, true))
	h.ok(h.addShareTime(fox.id, time.Minute))
	h.ok(h.addPlanTime(fox.id, 5))
	if d := heron.state.Floor.Until.Sub(*heron.state.Floor.Since); d != 3*time.Minute {
		t.Errorf("a share of %v", d)
	}
	h.refused(h.nextTurn(fox.id), fault.Forbidden, "role")
	h.interrupted(fox.id, fox)
	h.ok(h.resumed(fox.id, true))
	h.ok(h.addShareTime(fox.id, time.Minute))
}
