package room

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
	"warmroom/meeting"
)

// inCircle returns a room of three in a circle without cross-talk, two
// minutes each, in which it is Heron's turn and then Fox's and Wren's.
func inCircle(t *testing.T, change ...func(*Config)) (h *house, ana, heron, fox, wren *page) {
	h = newHouse(t, change...)
	ana = h.lead("Ana")
	heron, fox, wren = h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox"), h.insider(ana, "Grey Wren")
	h.ok(h.startCircle(ana.id, 2*time.Minute, FirstIn))
	return h, ana, heron, fox, wren
}

func (h *house) wantFloor(p *page, speaker *page, order ...*page) {
	h.t.Helper()
	f := p.state.Floor
	want := []ParticipantID{}
	for _, q := range order {
		want = append(want, q.id)
	}
	got := append([]ParticipantID{}, f.Order...)
	if speaker == nil && f.Speaker != "" || speaker != nil && f.Speaker != speaker.id || !cmp.Equal(got, want) {
		h.t.Fatalf("floor = %+v, want speaker %v, order %v", f, speaker, want)
	}
}

func TestHandsStayInOrder(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	h.ok(h.raiseHand(fox.id))
	h.ok(h.raiseHand(heron.id))
	h.ok(h.raiseHand(fox.id)) // again: keeps its place
	if want := []ParticipantID{fox.id, heron.id}; !cmp.Equal(ana.state.Hands, want) {
		t.Errorf("hands = %v, want %v", ana.state.Hands, want)
	}
	h.refused(h.lowerHand(heron.id, fox.id), fault.Forbidden, "role")
	h.interrupted(fox.id, fox)
	h.ok(h.resumed(fox.id, true))
	if len(fox.state.Hands) != 2 {
		t.Error("a lost connection took a hand down")
	}
	h.ok(h.lowerHand(ana.id, fox.id))
	h.ok(h.lowerHand(heron.id, heron.id))
	if len(ana.state.Hands) != 0 {
		t.Errorf("hands = %v", ana.state.Hands)
	}
	h.ok(h.raiseHand(fox.id))
	h.leave(h.people[fox.id], FarewellLeft)
	if len(h.hands) != 0 || len(ana.state.Hands) != 0 {
		t.Error("the hand of somebody who left is up")
	}
	crow := h.guest("Black Crow")
	h.refused(h.raiseHand(crow.id), fault.Forbidden, "not_present")
}

func TestOneSpeaksAtATimeWhereTheFloorIsGiven(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	h.ok(h.publish(fox.id, Microphone, true))
	h.refused(h.giveFloor(ana.id, fox.id), fault.Conflict, "not_asking")
	h.ok(h.setFloor(ana.id, FloorAsk))
	if h.plane.flows(fox.id, Microphone) {
		t.Error("heard without the floor")
	}
	h.refused(h.publish(fox.id, Microphone, true), fault.Forbidden, "hand_raised")
	h.ok(h.publish(fox.id, Camera, true))
	if !cmp.Equal(ana.state.Hands, []ParticipantID{fox.id}) {
		t.Errorf("hands = %v", ana.state.Hands)
	}
	h.refused(h.giveFloor(heron.id, heron.id), fault.Forbidden, "role")
	h.ok(h.giveFloor(ana.id, fox.id))
	if h.plane.flows(fox.id, Microphone) || len(ana.state.Hands) != 0 {
		t.Error("the floor turned a microphone on, or left the hand up")
	}
	h.ok(h.publish(fox.id, Microphone, true))
	h.ok(h.publish(ana.id, Microphone, true))
	h.ok(h.giveFloor(ana.id, heron.id))
	if h.plane.flows(fox.id, Microphone) || !h.plane.flows(ana.id, Microphone) {
		t.Error("who has given the floor on is heard, or the facilitator is not")
	}
	h.refused(h.nextTurn(fox.id), fault.Forbidden, "role")
	h.ok(h.nextTurn(heron.id))
	h.wantFloor(fox, nil)
	h.ok(h.setFloor(ana.id, FloorFree))
	h.ok(h.publish(fox.id, Microphone, true))
}

func TestACircleGoesRound(t *testing.T) {
	h, ana, heron, fox, wren := inCircle(t)
	h.wantFloor(wren, heron, fox, wren)
	if f := wren.state.Floor; !f.Since.Equal(h.now) || !f.Until.Equal(h.now.Add(2*time.Minute)) || f.Seconds != 120 {
		t.Errorf("times = %v to %v", f.Since, f.Until)
	}
	h.ok(h.publish(heron.id, Microphone, true))
	h.refused(h.publish(wren.id, Microphone, true), fault.Forbidden, "hand_raised")
	h.pass(10 * time.Minute)
	if !h.plane.flows(heron.id, Microphone) {
		t.Error("the timer cut somebody off")
	}
	h.refused(h.nextTurn(wren.id), fault.Forbidden, "role")
	h.ok(h.nextTurn(heron.id)) // done
	h.wantFloor(wren, fox, wren)
	if h.plane.flows(heron.id, Microphone) || h.plane.flows(fox.id, Microphone) {
		t.Error("who is done is still heard, or the next one's microphone was turned on")
	}
	h.ok(h.state.pass(fox.id))
	h.wantFloor(heron, wren)
	if !cmp.Equal(heron.state.Floor.Passed, []ParticipantID{fox.id}) {
		t.Errorf("passed = %v", heron.state.Floor.Passed)
	}
	h.refused(h.state.pass(heron.id), fault.Conflict, "no_turn")
	h.ok(h.later(fox.id, fox.id)) // after all
	h.wantFloor(heron, wren, fox)
	h.ok(h.nextTurn(ana.id))
	h.ok(h.nextTurn(ana.id))
	h.wantFloor(heron, nil)
	h.refused(h.addShareTime(ana.id, time.Minute), fault.Conflict, "no_share")
}

func TestAFacilitatorArrangesACircle(t *testing.T) {
	h, ana, heron, fox, wren := inCircle(t)
	h.ok(h.moveInCircle(ana.id, wren.id, 0))
	h.wantFloor(fox, heron, wren, fox)
	h.ok(h.later(ana.id, heron.id))
	h.wantFloor(fox, wren, fox, heron)
	h.ok(h.moveInCircle(ana.id, ana.id, 1))
	h.wantFloor(fox, wren, fox, ana, heron)
	h.ok(h.addShareTime(ana.id, 3*time.Minute))
	if !fox.state.Floor.Until.Equal(h.now.Add(5 * time.Minute)) {
		t.Errorf("until %v", fox.state.Floor.Until)
	}
	h.refused(h.moveInCircle(fox.id, fox.id, 0), fault.Forbidden, "role")
	h.refused(h.addShareTime(wren.id, time.Minute), fault.Forbidden, "role")
	h.refused(h.addShareTime(ana.id, 11*time.Minute), fault.Invalid, "field")
	h.refused(h.startCircle(ana.id, time.Second, FirstIn), fault.Invalid, "field")
	h.refused(h.startCircle(ana.id, time.Minute, "loudest"), fault.Invalid, "field")
	h.refused(h.moveInCircle(ana.id, "nobody", 0), fault.NotFound, "nobody")
	h.ok(h.setFloor(ana.id, FloorFree))
	h.refused(h.moveInCircle(ana.id, fox.id, 0), fault.Conflict, "no_circle")
	h.refused(h.state.pass(fox.id), fault.Conflict, "no_circle")
}

func TestAPlaceInTheCircleOutlivesAConnection(t *testing.T) {
	h, ana, heron, fox, wren := inCircle(t)
	h.interrupted(heron.id, heron)
	h.interrupted(wren.id, wren)
	h.pass(40 * time.Second)
	h.wantFloor(fox, heron, fox, wren)
	h.ok(h.resumed(heron.id, true))
	h.wantFloor(heron, heron, fox, wren)
	h.pass(20 * time.Second) // Wren is lost for good
	h.wantFloor(fox, heron, fox)
	h.ok(h.sendBack(ana.id, heron.id))
	h.wantFloor(fox, fox)
	crow := h.insider(ana, "Black Crow")
	h.wantFloor(fox, fox, crow)
	h.wantFloor(crow, fox, crow)
	if heron.state.Floor.Mode != FloorFree || len(heron.state.Floor.Order) != 0 {
		t.Error("somebody at the door sees the circle")
	}
}

func TestWhoWasHeardLeastComesFirst(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, fox, wren := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox"), h.insider(ana, "Grey Wren")
	for p, d := range map[*page]time.Duration{heron: time.Minute, wren: 10 * time.Second} {
		h.ok(h.publish(p.id, Microphone, true))
		h.speaking([]ParticipantID{p.id})
		h.pass(d)
		h.speaking(nil)
		h.pass(time.Hour / 60)
	}
	h.ok(h.startCircle(ana.id, time.Minute, LeastHeard))
	h.wantFloor(ana, fox, wren, heron)
}

func TestWhereCrossTalkIsWelcomeOthersMaySpeak(t *testing.T) {
	h, _, _, fox, _ := inCircle(t, func(c *Config) { c.Group.CrossTalk = meeting.CrossTalkWelcome })
	h.ok(h.publish(fox.id, Microphone, true))
}

func TestAShareWaitsWhileTheRoomIsOnHold(t *testing.T) {
	h, ana, heron, _, _ := inCircle(t)
	h.ok(h.publish(heron.id, Microphone, true))
	until := *heron.state.Floor.Until
	h.interrupted(ana.id, ana)
	h.pass(HoldAfter + 30*time.Second)
	if heron.state.Hold == nil || heron.state.Hold.Floor != heron.id {
		t.Errorf("hold = %+v, want Heron to keep the floor", heron.state.Hold)
	}
	h.ok(h.resumed(ana.id, false))
	if got := heron.state.Floor.Until.Sub(until); got != 30*time.Second {
		t.Errorf("the share was put off by %v, want 30s", got)
	}
}
