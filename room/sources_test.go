package room

import (
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

func TestAMutedPersonIsSilentUntilAsked(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	h.ok(h.publish(fox.id, Microphone, true))
	if !h.plane.flows(fox.id, Microphone) {
		t.Fatal("an open microphone is not forwarded")
	}
	h.ok(h.mute(ana.id, fox.id))
	if h.plane.flows(fox.id, Microphone) {
		t.Error("a muted microphone is forwarded")
	}
	if heron.state.People[1].Microphone != Stopped || fox.self().Microphone != Stopped {
		t.Error("the mute is not seen")
	}
	h.refused(h.publish(fox.id, Microphone, true), fault.Forbidden, "muted")
	h.ok(h.publish(fox.id, Microphone, false))
	h.refused(h.publish(fox.id, Microphone, true), fault.Forbidden, "muted")
	h.ok(h.resumed(fox.id, true))
	if fox.state.MayTurnOnMic {
		t.Error("the snapshot says that they may speak")
	}

	h.ok(h.askToUnmute(ana.id, fox.id))
	if h.plane.flows(fox.id, Microphone) || fox.self().Microphone != Off {
		t.Error("to be asked turned the microphone on")
	}
	if asked := got[AskedToUnmute](fox); len(asked) != 1 || asked[0].By != "Ana" {
		t.Errorf("asked = %v", asked)
	}
	h.ok(h.publish(fox.id, Microphone, true))
	h.ok(h.askToUnmute(ana.id, fox.id))
	if len(got[AskedToUnmute](fox)) != 1 {
		t.Error("somebody who speaks was asked to unmute")
	}
	h.ok(h.publish(fox.id, Microphone, false))
	if h.plane.flows(fox.id, Microphone) {
		t.Error("one's own mute is not enforced")
	}
}

func TestAStoppedCameraStaysOff(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	h.ok(h.publish(fox.id, Camera, true))
	h.ok(h.stopCamera(ana.id, fox.id))
	if h.plane.flows(fox.id, Camera) {
		t.Error("a stopped camera is forwarded")
	}
	h.refused(h.publish(fox.id, Camera, true), fault.Forbidden, "camera_stopped")
	h.ok(h.allowCamera(ana.id, fox.id))
	h.ok(h.allowCamera(ana.id, fox.id))
	if n := len(got[CameraAllowed](fox)); n != 1 {
		t.Errorf("told %d times, want once", n)
	}
	if h.plane.flows(fox.id, Camera) {
		t.Error("to be allowed turned the camera on")
	}
	h.ok(h.publish(fox.id, Camera, true))
}

func TestNobodysCameraWhereTheGroupSaysSo(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Group.CameraRule = meeting.CameraOff })
	ana := h.lead("Ana")
	h.refused(h.publish(ana.id, Camera, true), fault.Forbidden, "camera_rule")
	if ana.state.MayTurnOnCam || h.plane.flows(ana.id, Camera) {
		t.Error("the facilitator's camera is permitted")
	}
}

func TestOneScreenAtATimeAndOnlyOfThoseWhoLead(t *testing.T) {
	h := newHouse(t)
	ana, ben := h.lead("Ana"), h.come(staff("Ben", moderation.CoFacilitator))
	fox := h.insider(ana, "Red Fox")
	h.refused(h.publish(fox.id, Screen, true), fault.Forbidden, "role")
	h.ok(h.publish(ben.id, Screen, true))
	h.ok(h.publish(ben.id, Screen, true))
	h.refused(h.publish(ana.id, Screen, true), fault.Conflict, "share_taken")
	h.refused(h.stopShare(fox.id, ben.id), fault.Forbidden, "role")
	h.ok(h.stopShare(ana.id, ben.id))
	if h.plane.flows(ben.id, Screen) {
		t.Error("a stopped share is forwarded")
	}
	h.ok(h.publish(ana.id, Screen, true))
	h.refused(h.stopShare(ben.id, ana.id), fault.Forbidden, "outranked")
}

func TestNobodyActsOnWhomTheyDoNotLead(t *testing.T) {
	h := newHouse(t)
	ana, ben := h.lead("Ana"), h.come(staff("Ben", moderation.CoFacilitator))
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	acts := map[string]func(by, id ParticipantID) error{
		"mute": h.mute, "ask": h.askToUnmute, "stop camera": h.stopCamera, "allow camera": h.allowCamera,
		"stop share": h.stopShare, "send back": h.sendBack,
		"remove": func(by, id ParticipantID) error { return h.remove(by, id, moderation.Unkind) },
	}
	for name, act := range acts {
		t.Run(name, func(t *testing.T) {
			h.refused(act(fox.id, heron.id), fault.Forbidden, "role")
			h.refused(act(fox.id, "nobody"), fault.Forbidden, "role")
			h.refused(act(ben.id, ana.id), fault.Forbidden, "outranked")
			h.refused(act(ana.id, ana.id), fault.Forbidden, "self")
			h.refused(act(ana.id, "nobody"), fault.NotFound, "nobody")
			h.refused(act("nobody", fox.id), fault.Gone, "not_in_room")
		})
	}
}

func TestUnknownSourceIsNamed(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	err := h.publish(ana.id, "smell", true)
	h.refused(err, fault.Invalid, "field")
	if f := fault.Of(err).Field; f != "source" {
		t.Errorf("field = %q, want source", f)
	}
}
