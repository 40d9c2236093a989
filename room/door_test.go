package room

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
	"warmroom/meeting"
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
	h.ok(h.admitAll(ana.id))
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
	h.ok(h.admitAll(ana.id))
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
	h.ok(h.admit(ana.id, []ParticipantID{mikes[1].id}))
	h.ok(h.admitAll(ana.id))
	if want := []string{"Ana", "Mike", "Mike 2", "Mike 3"}; !cmp.Equal(ana.names(), want) {
		t.Errorf("people = %q, want %q", ana.names(), want)
	}
	if n := mikes[0].state.Name; n != "Mike 2" {
		t.Errorf("the second Mike is told their name is %q", n)
	}
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

func TestStaffOnASecondDeviceTakeTheirPlaceOver(t *testing.T) {
	for _, lost := range []bool{false, true} {
		t.Run(fmt.Sprint("reconnecting ", lost), func(t *testing.T) {
			h := newHouse(t)
			ana := h.lead("Ana")
			heron := h.insider(ana, "Blue Heron")
			h.ok(h.publish(ana.id, Microphone, true))
			h.ok(h.view(ana.id, []Tile{{Participant: heron.id, Source: Camera}}))
			if lost {
				h.interrupted(ana.id, ana)
			}
			phone := staff("Ana", moderation.Facilitator)
			phone.Marks.Device = "phone"
			again := h.come(phone)
			if again.id != ana.id || ana.farewell != FarewellReplaced {
				t.Errorf("id %s after %s, farewell %q", again.id, ana.id, ana.farewell)
			}
			if h.plane.flows(ana.id, Microphone) || again.self().Microphone != Off {
				t.Error("the microphone stayed on through a change of device")
			}
			if !h.plane.admitted[again.id] || len(h.plane.tiles[again.id]) != 0 {
				t.Error("the new connection is not admitted, or the old one still has its view")
			}
			if want := []string{"Ana", "Blue Heron"}; !cmp.Equal(heron.names(), want) || len(got[PersonLeft](heron)) != 0 {
				t.Errorf("others see %q", heron.names())
			}
			h.interrupted(ana.id, ana) // the old socket closes late
			h.pass(Grace)
			if again.farewell != "" || again.self().Link != Connected {
				t.Error("the old device took the new one's place away")
			}
		})
	}
}

func TestTheSameBrowserAndNameTakesItsPlaceOver(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	h.insider(ana, "Mike")
	other := guest("Mike")
	other.Marks.Device = "second phone"
	mike := h.come(other)
	h.ok(h.admitAll(ana.id))
	h.ok(h.mute(ana.id, mike.id))
	h.interrupted(mike.id, mike)
	again := h.come(other) // the page was reloaded
	if again.id != mike.id || again.state.Standing != moderation.Present || again.self().Microphone != Stopped {
		t.Errorf("after reload: %s, %s", again.state.Standing, again.self().Microphone)
	}
	if again.state.Name != "Mike 2" {
		t.Errorf("name = %q, want the one they had inside", again.state.Name)
	}
	other.Name = "Sam"
	if sam := h.come(other); sam.id == mike.id || sam.state.Standing != moderation.Waiting {
		t.Error("another name in the same browser came in past the door")
	}
	stranger := guest("Mike")
	stranger.Marks = moderation.Marks{Invite: "x"}
	if p := h.come(stranger); p.state.Standing != moderation.Waiting {
		t.Error("the same name from elsewhere came in past the door")
	}
}

func TestAPlaceIsKeptForGrace(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.guest("Red Fox")
	h.ok(h.publish(heron.id, Microphone, true))
	h.interrupted(heron.id, heron)
	h.interrupted(fox.id, fox)
	link := func() []Link {
		return []Link{ana.state.People[1].Link, ana.state.Door[0].Link}
	}
	if want := []Link{Reconnecting, Reconnecting}; !slices.Equal(link(), want) {
		t.Fatalf("links = %v, want %v", link(), want)
	}
	h.pass(Grace - time.Second)
	h.ok(h.resumed(heron.id, true))
	h.ok(h.resumed(fox.id, false))
	if want := []Link{Connected, Connected}; !slices.Equal(link(), want) {
		t.Errorf("links = %v, want %v", link(), want)
	}
	if !h.plane.flows(heron.id, Microphone) || len(got[Snapshot](fox)) != 1 {
		t.Error("something was lost with the connection")
	}
	h.pass(Grace)
	h.interrupted(heron.id, heron)
	h.interrupted(fox.id, fox)
	h.pass(Grace)
	if heron.farewell != FarewellLost || fox.farewell != FarewellLost {
		t.Errorf("farewells %q and %q, want lost", heron.farewell, fox.farewell)
	}
	if len(ana.state.People) != 1 || len(ana.state.Door) != 0 {
		t.Error("they are still seen")
	}
	h.refused(h.resumed(heron.id, true), fault.Gone, "not_in_room")
}

func TestEveryoneLeavesAlike(t *testing.T) {
	ways := map[string]func(h *house, ana, p *page){
		"leave":     func(h *house, _, p *page) { h.leave(h.people[p.id], FarewellLeft) },
		"lost":      func(h *house, _, p *page) { h.interrupted(p.id, p); h.pass(Grace) },
		"sent back": func(h *house, ana, p *page) { h.ok(h.sendBack(ana.id, p.id)) },
		"removed":   func(h *house, ana, p *page) { h.ok(h.remove(ana.id, p.id, moderation.Unkind)) },
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			ana := h.lead("Ana")
			heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
			before := len(heron.events)
			way(h, ana, fox)
			news := slices.DeleteFunc(heron.events[before:], func(e Event) bool { _, ok := e.(PersonChanged); return ok })
			if want := []Event{PersonLeft{fox.id}}; !cmp.Equal(news, want) {
				t.Errorf("another participant was told %v, want %v", news, want)
			}
		})
	}
}

func TestRestraintsOutliveAReturnThroughTheDoor(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	h.ok(h.mute(ana.id, fox.id))
	h.ok(h.stopCamera(ana.id, fox.id))
	h.leave(h.people[fox.id], FarewellLeft)
	a := guest("Somebody Else")
	a.Marks = moderation.Marks{Device: "dev-Red Fox", Invite: "new"}
	again := h.come(a)
	h.ok(h.admitAll(ana.id))
	h.refused(h.publish(again.id, Microphone, true), fault.Forbidden, "muted")
	h.refused(h.publish(again.id, Camera, true), fault.Forbidden, "camera_stopped")
	h.ok(h.askToUnmute(ana.id, again.id))
	h.ok(h.publish(again.id, Microphone, true))
	h.leave(h.people[again.id], FarewellLeft)
	once := h.come(a)
	h.ok(h.admitAll(ana.id))
	h.ok(h.publish(once.id, Microphone, true)) // lifted is lifted
}

func TestASecondTabOpenedBeforeTheMuteIsMutedToo(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	tab := guest("Second Tab")
	tab.Marks = moderation.Marks{Device: "dev-Red Fox"}
	second := h.come(tab)
	h.ok(h.mute(ana.id, fox.id))
	h.ok(h.admitAll(ana.id))
	h.refused(h.publish(second.id, Microphone, true), fault.Forbidden, "muted")
}

func TestDepartedAreForgottenHarmlessFirst(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	h.ok(h.mute(ana.id, fox.id))
	h.leave(h.people[fox.id], FarewellLeft)
	for i := range maxDeparted + 10 {
		v := h.guest(fmt.Sprint("bot ", i))
		h.leave(h.people[v.id], FarewellLeft)
	}
	if n := len(h.departed); n != maxDeparted {
		t.Errorf("%d are remembered, want %d", n, maxDeparted)
	}
	again := h.guest("Red Fox")
	if p := h.people[again.id]; p.Microphone != Stopped {
		t.Error("a flood at the door washed a mute away")
	}
}

func TestAnEmptyRoomClosesOnlyWhenNothingIsLost(t *testing.T) {
	cases := map[string]struct {
		use    func(h *house)
		closes bool
	}{
		"nobody came":      {func(*house) {}, true},
		"a visitor left":   {func(h *house) { h.leave(h.people[h.guest("Red Fox").id], FarewellLeft) }, true},
		"a visitor waits":  {func(h *house) { h.guest("Red Fox") }, false},
		"one reconnects":   {func(h *house) { p := h.guest("Red Fox"); h.pass(idleFor - time.Second); h.interrupted(p.id, p) }, false},
		"somebody was in":  {func(h *house) { h.leave(h.people[h.lead("Ana").id], FarewellLeft) }, false},
		"the door is shut": {func(h *house) { h.locked = true }, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			c.use(h)
			h.pass(idleFor)
			if closed := h.over != nil; closed != c.closes {
				t.Errorf("closed = %t, want %t", closed, c.closes)
			}
			if len(h.diary.ends) != 0 {
				t.Error("an empty room ended its meeting")
			}
		})
	}
}

func TestARemovalFromBeforeARestartHolds(t *testing.T) {
	h := newHouse(t, func(c *Config) {
		c.Removals = []meeting.Removal{{Removal: moderation.Removal{ID: "r1", Marks: moderation.Marks{Device: "dev-Red Fox"}}}}
	})
	_, err := h.arrive(guest("Red Fox"), &page{t: t})
	h.refused(err, fault.Forbidden, "removed")
	ana := h.lead("Ana")
	h.ok(h.undoRemoval(ana.id, ana.state.Removals[0].ID))
	if v := h.guest("Red Fox"); !ana.state.Door[0].Again || v.state.Standing != moderation.Waiting {
		t.Error("they came back unmarked, or not to the door")
	}
}
