package room

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
	"warmroom/moderation"
)

// onHold returns a room whose one facilitator lost the connection while Heron
// spoke, with Fox's camera on, just before the hold begins.
func onHold(t *testing.T) (h *house, ana, heron, fox *page) {
	h = newHouse(t)
	ana = h.lead("Ana")
	heron, fox = h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	h.ok(h.publish(heron.id, Microphone, true))
	h.ok(h.publish(fox.id, Microphone, true))
	h.ok(h.publish(fox.id, Camera, true))
	h.speaking([]ParticipantID{heron.id, fox.id})
	h.interrupted(ana.id, ana)
	return h, ana, heron, fox
}

func TestWithoutALeadTheRoomGoesOnHold(t *testing.T) {
	h, _, heron, fox := onHold(t)
	crow := h.guest("Black Crow")
	h.pass(HoldAfter - time.Microsecond)
	if heron.state.Hold != nil || !h.plane.flows(fox.id, Camera) {
		t.Fatal("the hold began early")
	}
	h.pass(time.Microsecond)
	if heron.state.Hold == nil || heron.state.Hold.Floor != heron.id || !heron.state.Hold.FloorTo.Equal(h.now.Add(HoldFloor)) {
		t.Fatalf("hold = %+v", heron.state.Hold)
	}
	if !h.plane.flows(heron.id, Microphone) || h.plane.flows(fox.id, Microphone) || h.plane.flows(fox.id, Camera) {
		t.Error("others than the one who spoke are let through")
	}
	if fox.self().Camera != On {
		t.Error("what people had on did not stay as it is")
	}
	h.refused(h.publish(fox.id, Microphone, true), fault.Forbidden, "on_hold")
	for _, lane := range []Lane{LaneEveryone, LaneFacilitators} {
		_, err := h.say(heron.id, lane, "Is anybody there?")
		h.refused(err, fault.Forbidden, "on_hold")
	}
	if len(got[HoldChanged](crow)) != 0 || crow.state.Hold != nil {
		t.Error("somebody at the door was told who speaks")
	}
	h.pass(HoldFloor)
	if h.plane.flows(heron.id, Microphone) || heron.state.Hold.Floor != "" || heron.state.Hold.FloorTo != nil {
		t.Error("the floor was kept for longer")
	}
}

func TestAHoldEndsAsItBegan(t *testing.T) {
	h, ana, heron, fox := onHold(t)
	before := heron.state.People
	h.pass(HoldAfter + 5*time.Second)
	h.ok(h.publish(fox.id, Microphone, false))
	h.ok(h.resumed(ana.id, true))
	if heron.state.Hold != nil || ana.state.Hold != nil {
		t.Error("the hold goes on with a facilitator there")
	}
	if !h.plane.flows(heron.id, Microphone) || !h.plane.flows(fox.id, Camera) {
		t.Error("what people had on did not come back")
	}
	if h.plane.flows(fox.id, Microphone) {
		t.Error("a microphone turned off during the hold came back")
	}
	before[2].Microphone, before[0].Link = Off, Connected
	if diff := cmp.Diff(before, heron.state.People); diff != "" {
		t.Errorf("not as it was (-want +got):\n%s", diff)
	}
	h.pass(HoldFor)
	if heron.farewell != "" {
		t.Error("the meeting ended though the facilitator is back")
	}
}

func TestAnybodyWhoLeadsPreventsAHold(t *testing.T) {
	h, _, heron, _ := onHold(t)
	h.pass(HoldAfter - time.Second)
	ben := h.come(staff("Ben", moderation.CoFacilitator))
	h.pass(HoldAfter)
	if heron.state.Hold != nil {
		t.Error("on hold though a co-facilitator came")
	}
	h.leave(h.people[ben.id], FarewellLeft)
	h.pass(HoldAfter)
	if heron.state.Hold == nil {
		t.Error("not on hold though the last facilitator left")
	}
}

func TestAMeetingThatNobodyLeadsAnyMoreEndsKindly(t *testing.T) {
	h, ana, heron, _ := onHold(t)
	h.pass(HoldAfter + HoldFor - time.Second)
	for _, p := range heron.state.People {
		if p.ID != ana.id && p.Role.Leads() {
			t.Errorf("%s was promoted", p.Name)
		}
	}
	if heron.farewell != "" {
		t.Fatal("ended early")
	}
	h.pass(time.Second)
	if heron.farewell != FarewellEnded || len(got[MeetingEnded](heron)) != 1 || len(h.diary.ends) != 1 {
		t.Errorf("farewell %q, ends stored %v", heron.farewell, h.diary.ends)
	}
	if h.diary.unledAt != 1 {
		t.Error("why it ended is not stored before the end")
	}
}

func TestNobodyInsideIsNoHold(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	h.leave(h.people[ana.id], FarewellLeft) // looked in early
	heron := h.guest("Blue Heron")
	h.pass(30 * time.Minute)
	if heron.farewell != "" || len(h.diary.ends) != 0 {
		t.Error("a meeting that nobody has come to yet was ended")
	}
	ana = h.lead("Ana")
	h.ok(h.admit(ana.id, []ParticipantID{heron.id}))
	if heron.state.Hold != nil {
		t.Error("on hold with a facilitator there")
	}
}

func TestWhoKeepsTheFloorOnHoldMayLeave(t *testing.T) {
	h, _, heron, fox := onHold(t)
	h.pass(HoldAfter)
	h.leave(h.people[heron.id], FarewellLeft)
	if fox.state.Hold == nil || fox.state.Hold.Floor != "" {
		t.Errorf("hold = %+v", fox.state.Hold)
	}
}
