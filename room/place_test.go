package room

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
	"warmroom/moderation"
)

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
			if want := []Event{PersonLeft{Participant: fox.id}}; !cmp.Equal(news, want) {
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
