package room

import (
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
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

func TestWhoWearsAHatMayPutItDown(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	h.guest("Grey Wren")
	h.ok(h.giveHat(ana.id, fox.id, Greeter, true))
	h.refused(h.giveHat(fox.id, fox.id, Timekeeper, true), fault.Forbidden, "role")
	h.ok(h.giveHat(fox.id, fox.id, Greeter, false))
	if fox.self().Greeter || len(fox.state.Door) != 0 || ana.state.People[1].Greeter {
		t.Error("the hat is still on")
	}
}

func TestAnObserverIsSeenByAllAndSendsNothing(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	a := guest("Grey Owl")
	a.Observer = true
	owl := h.come(a)
	if !ana.state.Door[0].Observer {
		t.Error("at the door nobody is told that they observe")
	}
	h.ok(h.admit(ana.id, []ParticipantID{owl.id}))
	h.pass(joinsEvery)
	if !heron.state.People[2].Observer || !owl.self().Observer {
		t.Error("the badge is not seen")
	}
	for _, src := range []Source{Microphone, Camera} {
		h.refused(h.publish(owl.id, src, true), fault.Forbidden, "observing")
	}
	h.refused(h.raiseHand(owl.id), fault.Forbidden, "observing")
	h.refused(h.react(owl.id, Heart), fault.Forbidden, "observing")
	_, err := h.say(owl.id, LaneEveryone, "hello")
	h.refused(err, fault.Forbidden, "observing")
	if _, err = h.say(owl.id, LaneFacilitators, "I have to leave early"); err != nil {
		t.Errorf("a word to those who lead: %v", err)
	}
	h.refused(h.giveHat(ana.id, owl.id, Greeter, true), fault.Conflict, "observes")
	h.ok(h.startCircle(ana.id, time.Minute, FirstIn))
	h.refused(h.moveInCircle(ana.id, owl.id, 0), fault.Conflict, "observes")
	if f := h.floor; f.Speaker != heron.id || len(f.Order) != 0 {
		t.Errorf("an observer is in the circle: %+v", f)
	}
	h.ok(h.setFloor(ana.id, FloorAsk))
	h.refused(h.giveFloor(ana.id, owl.id), fault.Conflict, "observes")
}

func TestSomebodyIsAskedToObserveAndTakesPartAgain(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	ben := h.come(staff("Ben", moderation.CoFacilitator))
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	h.ok(h.raiseHand(fox.id))
	h.ok(h.startCircle(ana.id, time.Minute, FirstIn))
	h.ok(h.publish(heron.id, Microphone, true))
	h.refused(h.observe(fox.id, heron.id, true), fault.Forbidden, "role")
	h.refused(h.observe(ana.id, ben.id, true), fault.Conflict, "leads")
	h.ok(h.observe(ben.id, heron.id, true))
	if h.plane.flows(heron.id, Microphone) || fox.state.Floor.Speaker != fox.id || len(fox.state.Floor.Order) != 0 {
		t.Errorf("the turn goes on: %+v", fox.state.Floor)
	}
	h.leave(h.people[heron.id], FarewellLeft)
	again := h.insider(ana, "Blue Heron")
	h.refused(h.publish(again.id, Microphone, true), fault.Forbidden, "observing")
	h.ok(h.observe(ana.id, again.id, false))
	h.ok(h.setFloor(ana.id, FloorFree))
	h.ok(h.publish(again.id, Microphone, true))
	h.leave(h.people[again.id], FarewellLeft)
	if once := h.insider(ana, "Blue Heron"); once.self().Observer {
		t.Error("taken away, the badge comes back with the person")
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
