package room

import (
	"testing"

	"warmroom/fault"
	"warmroom/moderation"
)

func TestCalmClosesTheRoomInOneStepAndOpensItAgain(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	crow := h.guest("Black Crow")
	for _, p := range []*page{ana, fox, heron} {
		h.ok(h.publish(p.id, Microphone, true))
		h.ok(h.publish(p.id, Camera, true))
	}
	h.ok(h.stopCamera(ana.id, heron.id))
	h.ok(h.calm(ana.id, true))
	if h.plane.flows(fox.id, Microphone) || h.plane.flows(fox.id, Camera) || h.plane.flows(heron.id, Microphone) {
		t.Error("somebody is heard or seen in a calm room")
	}
	if !h.plane.flows(ana.id, Microphone) || !h.plane.flows(ana.id, Camera) {
		t.Error("the facilitator is silenced too")
	}
	if fox.self().Microphone != Off || heron.self().Camera != Stopped || !fox.state.Rules.Calm {
		t.Errorf("Fox's page shows %+v", fox.self())
	}
	if n := len(got[SourcesOff](fox)); n != 1 {
		t.Errorf("told in %d events, want 1 for all", n)
	}
	h.refused(h.publish(fox.id, Microphone, true), fault.Forbidden, "calm")
	h.refused(h.publish(fox.id, Camera, true), fault.Forbidden, "calm")
	_, err := h.say(fox.id, LaneEveryone, "What is happening?")
	h.refused(err, fault.Forbidden, "calm")
	if _, err := h.say(fox.id, LaneFacilitators, "I am scared"); err != nil {
		t.Errorf("a word to the facilitators: %v", err)
	}
	if !crow.state.DoorLocked || crow.state.Rules.Calm {
		t.Error("who is at the door was not told that it is locked, or learnt more")
	}
	h.refused(h.admit(ana.id, []ParticipantID{crow.id}), fault.Conflict, "door_locked")
	h.refused(h.lockDoor(ana.id, false), fault.Conflict, "calm")

	h.ok(h.calm(ana.id, false))
	if fox.state.DoorLocked || fox.state.Rules.Calm {
		t.Error("not opened again in one step")
	}
	if h.plane.flows(fox.id, Microphone) || h.plane.flows(fox.id, Camera) {
		t.Error("opening the room turned a microphone or camera on")
	}
	h.ok(h.publish(fox.id, Microphone, true))
	h.refused(h.publish(heron.id, Camera, true), fault.Forbidden, "camera_stopped")
	h.ok(h.admit(ana.id, []ParticipantID{crow.id}))
}

func TestADoorLockedBeforeCalmStaysLockedAfterIt(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	h.ok(h.lockDoor(ana.id, true))
	h.ok(h.calm(ana.id, true))
	h.ok(h.calm(ana.id, false))
	if !ana.state.DoorLocked || len(got[DoorChanged](ana)) != 1 {
		t.Error("calm opened a door that a facilitator had locked")
	}
}

func TestMuteAllButTheSpeaker(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	for _, p := range []*page{ana, fox, heron} {
		h.ok(h.publish(p.id, Microphone, true))
	}
	h.refused(h.muteAll(fox.id, fox.id), fault.Forbidden, "role")
	h.ok(h.muteAll(ana.id, heron.id))
	if h.plane.flows(fox.id, Microphone) || !h.plane.flows(heron.id, Microphone) || !h.plane.flows(ana.id, Microphone) {
		t.Error("not all but the speaker and the facilitator are muted")
	}
	h.ok(h.publish(fox.id, Microphone, true))
}

func TestClosedMicrophonesOpenOnlyForWhoIsAsked(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	h.ok(h.publish(heron.id, Microphone, true))
	h.ok(h.closeMicrophones(ana.id, true))
	if !h.plane.flows(heron.id, Microphone) {
		t.Error("an open microphone was cut")
	}
	h.refused(h.publish(fox.id, Microphone, true), fault.Forbidden, "microphones_closed")
	h.ok(h.publish(ana.id, Microphone, true))
	h.ok(h.askToUnmute(ana.id, fox.id))
	h.ok(h.publish(fox.id, Microphone, true))
	h.ok(h.publish(fox.id, Microphone, false))
	h.ok(h.closeMicrophones(ana.id, true))
	h.refused(h.publish(fox.id, Microphone, true), fault.Forbidden, "microphones_closed")
	h.ok(h.closeMicrophones(ana.id, false))
	h.ok(h.publish(fox.id, Microphone, true))
}

func TestAClosedLaneIsOpenForThoseWhoLead(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	h.ok(h.closeLane(ana.id, LaneEveryone, true))
	_, err := h.say(fox.id, LaneEveryone, "Hello")
	h.refused(err, fault.Forbidden, "lane_closed")
	if _, err := h.say(fox.id, LaneFacilitators, "Hello"); err != nil {
		t.Errorf("the other lane: %v", err)
	}
	if _, err := h.say(ana.id, LaneEveryone, "A moment of quiet"); err != nil {
		t.Errorf("the facilitator: %v", err)
	}
	h.ok(h.closeLane(ana.id, LaneFacilitators, true))
	_, err = h.say(fox.id, LaneFacilitators, "Hello")
	h.refused(err, fault.Forbidden, "lane_closed")
	h.refused(h.closeLane(ana.id, "other", true), fault.Invalid, "field")
	ben := h.come(staff("Ben", moderation.CoFacilitator))
	if !ben.state.Rules.LaneClosed || !ben.state.Rules.LeadsLaneClosed {
		t.Error("a snapshot doesn't say what is closed")
	}
}
