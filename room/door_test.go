package room

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
	"warmroom/moderation"
)

func TestNobodyComesInBecauseAFacilitatorDoes(t *testing.T) {
	h := newHouse(t)
	early := h.guest("Blue Heron")
	ana := h.lead("Ana")
	if early.state.Standing != moderation.Waiting || len(got[Admitted](early)) != 0 {
		t.Error("the visitor was let in by nobody")
	}
	if h.plane.admitted[early.id] {
		t.Error("the visitor's media is accepted")
	}
	if want := []string{"Ana"}; !cmp.Equal(ana.names(), want) {
		t.Errorf("people = %q, want %q", ana.names(), want)
	}
	if len(ana.state.Door) != 1 || ana.state.Door[0].ID != early.id {
		t.Errorf("door = %v, want the visitor", ana.state.Door)
	}
}

func TestAVisitorLearnsNothingOfTheRoom(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	h.insider(ana, "Blue Heron")
	_, err := h.say(ana.id, LaneEveryone, "welcome")
	h.ok(err)
	v := h.guest("Red Fox")
	h.ok(h.publish(ana.id, Microphone, true))
	h.speaking([]ParticipantID{ana.id})
	h.mapSlots(v.id, []Mapping{{Slot: "3", Participant: ana.id, Source: Microphone, Epoch: 1}})
	if len(v.events) != 1 {
		t.Errorf("the visitor got %d events, want the snapshot alone", len(v.events))
	}
	s := v.state
	if len(s.People)+len(s.Door)+len(s.Removals)+len(s.Messages)+len(s.Speaking) != 0 {
		t.Errorf("the visitor's snapshot tells of others: %+v", s)
	}
	h.refused(h.view(v.id, nil), fault.Forbidden, "not_present")
	h.refused(h.publish(v.id, Microphone, true), fault.Forbidden, "not_present")
	_, err = h.say(v.id, LaneEveryone, "hello")
	h.refused(err, fault.Forbidden, "not_present")
	h.refused(h.admit(v.id, []ParticipantID{v.id}), fault.Forbidden, "role")
}

func TestAdmitTellsEachWhatTheyMayKnow(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	fox, owl := h.guest("Red Fox"), h.guest("Grey Owl")
	h.ok(h.admit(ana.id, []ParticipantID{owl.id, fox.id, "nobody"}))
	h.pass(joinsEvery)
	everybody := []string{"Ana", "Blue Heron", "Red Fox", "Grey Owl"}
	for _, p := range []*page{ana, heron, fox, owl} {
		if !cmp.Equal(p.names(), everybody) {
			t.Errorf("%s sees %q, want %q", p.state.Name, p.names(), everybody)
		}
	}
	if n := len(got[VisitorGone](heron)); n != 0 {
		t.Errorf("a participant was told %d times of the door", n)
	}
	if !h.plane.admitted[fox.id] || !h.plane.admitted[owl.id] {
		t.Error("media of those let in is not accepted")
	}
	h.refused(h.admit(ana.id, []ParticipantID{owl.id}), fault.NotFound, "nobody")
}

func TestAdmitStopsAtCapacity(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Group.Capacity = 3 })
	ana := h.lead("Ana")
	a, b, c := h.guest("A"), h.guest("B"), h.guest("C")
	h.refused(h.admitAll(ana.id), fault.Full, "room_full")
	if a.state.Standing != moderation.Present || b.state.Standing != moderation.Present || c.state.Standing != moderation.Waiting {
		t.Error("not the first two are in")
	}
	h.lead("Ben") // a full room does not shut out those who hold it
	h.leave(h.people[a.id], FarewellLeft)
	h.leave(h.people[b.id], FarewellLeft)
	h.ok(h.admitAll(ana.id))
	if c.state.Standing != moderation.Present {
		t.Error("the last is not in")
	}
}

func TestTheDoorHoldsSoManyAndNoMore(t *testing.T) {
	h := newHouse(t)
	for i := range MaxWaiting {
		h.guest(fmt.Sprint("guest ", i))
	}
	_, err := h.arrive(guest("one more"), &page{t: t})
	h.refused(err, fault.Full, "door_full")
	h.lead("Ana")
}

func TestLockedDoorLetsPeopleWaitAndNobodyIn(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	early := h.guest("Blue Heron")
	h.ok(h.lockDoor(ana.id, true))
	h.ok(h.lockDoor(ana.id, true))
	if n := len(got[DoorChanged](early)); n != 1 {
		t.Errorf("the visitor was told %d times that the door is locked, want once", n)
	}
	late := h.guest("Red Fox")
	if !late.state.DoorLocked || len(ana.state.Door) != 2 {
		t.Error("nobody knows of the late visitor, or they don't know of the lock")
	}
	h.refused(h.admit(ana.id, []ParticipantID{late.id}), fault.Conflict, "door_locked")
	h.refused(h.admitAll(ana.id), fault.Conflict, "door_locked")
	h.lead("Ben")
	h.refused(h.lockDoor(early.id, false), fault.Forbidden, "role")
	h.ok(h.lockDoor(ana.id, false))
	h.ok(h.admitAll(ana.id))
}

func TestDeclineEndsTheSessionKindly(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	v := h.guest("Red Fox")
	inside := h.insider(ana, "Blue Heron")
	h.refused(h.decline(ana.id, inside.id, ""), fault.NotFound, "nobody")
	h.refused(h.decline(inside.id, v.id, ""), fault.Forbidden, "role")
	h.refused(h.decline(ana.id, v.id, "bad\x00"), fault.Invalid, "field")
	h.ok(h.decline(ana.id, v.id, ""))
	if d := got[Declined](v); len(d) != 1 || d[0].Sentence != defaultDecline || v.farewell != FarewellDeclined {
		t.Errorf("declined = %v, farewell %q", d, v.farewell)
	}
	if len(ana.state.Door) != 0 {
		t.Error("they are still at the door")
	}
	h.guest("Red Fox") // may ask another time
}

func TestSentBackSeesNothingMoreAndWaits(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	h.ok(h.publish(fox.id, Microphone, true))
	h.ok(h.sendBack(ana.id, fox.id))
	if fox.state.Standing != moderation.Waiting || len(fox.state.People) != 0 {
		t.Errorf("snapshot after being sent back: %+v", fox.state)
	}
	if h.plane.flows(fox.id, Microphone) {
		t.Error("their microphone is still forwarded")
	}
	if want := []string{"Ana", "Blue Heron"}; !cmp.Equal(heron.names(), want) {
		t.Errorf("others see %q, want %q", heron.names(), want)
	}
	if !ana.state.Door[0].Again {
		t.Error("facilitators don't see that they were sent back")
	}
	h.refused(h.admitAll(ana.id), fault.Conflict, "look_first")
	h.ok(h.admit(ana.id, []ParticipantID{fox.id}))
	if h.plane.flows(fox.id, Microphone) {
		t.Error("let in again, their microphone is on by itself")
	}
	h.refused(h.sendBack(ana.id, ana.id), fault.Forbidden, "self")
	h.refused(h.sendBack(heron.id, ana.id), fault.Forbidden, "role")
}

func TestACoFacilitatorSentBackDoesNotWalkIn(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	ben := h.come(staff("Ben", moderation.CoFacilitator))
	h.ok(h.sendBack(ana.id, ben.id))
	h.leave(h.people[ben.id], FarewellLeft)
	again := h.come(staff("Ben", moderation.CoFacilitator))
	if again.state.Standing != moderation.Waiting || len(again.state.Door) != 0 {
		t.Fatalf("they are %s and see %d at the door", again.state.Standing, len(again.state.Door))
	}
	h.ok(h.admit(ana.id, []ParticipantID{again.id}))
	h.leave(h.people[again.id], FarewellLeft)
	if p := h.come(staff("Ben", moderation.CoFacilitator)); p.state.Standing != moderation.Present {
		t.Error("forgiven, they still have to wait")
	}
}

func TestNamesInsideAreUnique(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	var mikes []*page
	for i := range 3 {
		a := guest("Mike")
		a.Marks.Device = fmt.Sprint("device ", i)
		mikes = append(mikes, h.come(a))
	}
	if d := ana.state.Door; d[0].Number != 1 || d[1].Number != 2 || d[2].Number != 3 {
		t.Errorf("the door as Ana sees it: %v", d)
	}
	h.ok(h.admit(ana.id, []ParticipantID{mikes[1].id}))
	h.ok(h.admitAll(ana.id))
	h.pass(joinsEvery)
	if want := []string{"Ana", "Mike 2", "Mike", "Mike 3"}; !cmp.Equal(ana.names(), want) {
		t.Errorf("people = %q, want %q", ana.names(), want)
	}
	if n := mikes[1].state.Name; n != "Mike 2" {
		t.Errorf("the second Mike is told their name is %q", n)
	}
}

func TestWhoComesLaterIsToldApartFromThoseInside(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	h.insider(ana, "Mike")
	a := guest("Мiке") // in Cyrillic letters
	a.Marks.Device = "another"
	second := h.come(a)
	heron := h.guest("Blue Heron")
	if d := ana.state.Door; d[0].Number != 2 || d[1].Number != 0 {
		t.Errorf("the door as Ana sees it: %v", d)
	}
	if n := second.state.Name; n != "Мiке" {
		t.Errorf("at the door one is told that somebody inside has one's name: %q", n)
	}
	h.ok(h.admitAll(ana.id))
	if second.state.Name != "Мiке 2" || heron.state.Name != "Blue Heron" {
		t.Errorf("inside they are called %q and %q", second.state.Name, heron.state.Name)
	}
}

func TestLettingEverybodyInLeavesOutWhomSomebodyShouldLookAt(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, machine := h.guest("Blue Heron"), h.guest("Otter Notetaker")
	h.ok(h.admitAll(ana.id))
	if heron.state.Standing != moderation.Present || machine.state.Standing != moderation.Waiting {
		t.Errorf("the person is %s, the program %s", heron.state.Standing, machine.state.Standing)
	}
	h.refused(h.admitAll(ana.id), fault.Conflict, "look_first")
	h.ok(h.admit(ana.id, []ParticipantID{machine.id}))
	h.ok(h.admitAll(ana.id))
}

func TestNobodyArrivesUnderAFacilitatorsName(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	h.insider(ana, "Blue Heron")
	h.guest("Blue Heron 2")
	for _, name := range []string{"Ana", "ana", "Аna", "ANA "} {
		_, err := h.arrive(guest(name), &page{t: t})
		if e := fault.Of(err); e == nil || e.Reason != "name_taken" {
			t.Errorf("%q: %v, want name_taken", name, err)
		}
	}
	a := guest("Blue Heron")
	a.Marks.Device = "another"
	h.come(a) // refusing would tell who is inside
	h.leave(h.people[ana.id], FarewellLost)
	_, err := h.arrive(guest("Ana"), &page{t: t})
	h.refused(err, fault.Conflict, "name_taken")
}

func TestAManagerHasNoPlaceInARoom(t *testing.T) {
	h := newHouse(t)
	_, err := h.arrive(staff("Max", moderation.Manager), &page{t: t})
	h.refused(err, fault.Forbidden, "role")
}

func TestOneCallerCanNotFillTheDoor(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	from := func(caller, name string) Arrival {
		a := guest(name)
		a.Caller = caller
		return a
	}
	var bots []*page
	for i := range 300 {
		bots = append(bots, h.come(from("a", fmt.Sprintf("Bot %d", i))))
	}
	_, err := h.arrive(from("a", "One More"), &page{t: t})
	h.refused(err, fault.Full, "door_full")
	h.come(from("b", "Blue Heron"))
	h.come(from("", "Red Fox"))
	h.come(from("", "Grey Owl"))
	h.come(from("a", "Bot 3")) // who is there already takes their own place
	h.ok(h.admit(ana.id, []ParticipantID{bots[7].id}))
	h.come(from("a", "Late Wren")) // counted are those who wait
}
