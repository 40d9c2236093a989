package room

import (
	"slices"
	"testing"

	"warmroom/meeting"
	"warmroom/moderation"
)

// grave are the ways to do everything in a room that is audited: to heron,
// who is inside, or to wren at the door, or to the room.
var grave = map[moderation.Action]func(h *house, ana, heron, wren *page) (to ParticipantID, err error){
	moderation.Decline: func(h *house, ana, _, wren *page) (ParticipantID, error) {
		return wren.id, h.decline(ana.id, wren.id, "Not tonight, sorry.")
	},
	moderation.SendBack: func(h *house, ana, heron, _ *page) (ParticipantID, error) {
		return heron.id, h.sendBack(ana.id, heron.id)
	},
	moderation.LockDoor:  func(h *house, ana, _, _ *page) (ParticipantID, error) { return "", h.lockDoor(ana.id, true) },
	moderation.CalmRoom:  func(h *house, ana, _, _ *page) (ParticipantID, error) { return "", h.calm(ana.id, true) },
	moderation.MuteAll:   func(h *house, ana, _, _ *page) (ParticipantID, error) { return "", h.muteAll(ana.id, "") },
	moderation.CloseMics: func(h *house, ana, _, _ *page) (ParticipantID, error) { return "", h.closeMicrophones(ana.id, true) },
	moderation.CloseLane: func(h *house, ana, _, _ *page) (ParticipantID, error) {
		return "", h.closeLane(ana.id, LaneFacilitators, true)
	},
	moderation.HideMessage: func(h *house, ana, heron, _ *page) (ParticipantID, error) {
		m, err := h.say(heron.id, LaneFacilitators, "unkind words")
		h.ok(err)
		return heron.id, h.hideMessage(ana.id, m)
	},
	moderation.Mute: func(h *house, ana, heron, _ *page) (ParticipantID, error) { return heron.id, h.mute(ana.id, heron.id) },
	moderation.AskToUnmute: func(h *house, ana, heron, _ *page) (ParticipantID, error) {
		h.ok(h.mute(ana.id, heron.id))
		return heron.id, h.askToUnmute(ana.id, heron.id)
	},
	moderation.StopCamera: func(h *house, ana, heron, _ *page) (ParticipantID, error) {
		return heron.id, h.stopCamera(ana.id, heron.id)
	},
	moderation.AllowCamera: func(h *house, ana, heron, _ *page) (ParticipantID, error) {
		h.ok(h.stopCamera(ana.id, heron.id))
		return heron.id, h.allowCamera(ana.id, heron.id)
	},
	moderation.StopShare: func(h *house, ana, _, _ *page) (ParticipantID, error) {
		ben := h.come(staff("Ben", moderation.CoFacilitator))
		h.ok(h.publish(ben.id, Screen, true))
		return ben.id, h.stopShare(ana.id, ben.id)
	},
	moderation.Remind: func(h *house, ana, heron, _ *page) (ParticipantID, error) {
		return heron.id, h.remind(ana.id, heron.id, moderation.Unkind)
	},
	moderation.Warn: func(h *house, ana, heron, _ *page) (ParticipantID, error) {
		return heron.id, h.warn(ana.id, heron.id, moderation.Unkind)
	},
	moderation.LetObserve: func(h *house, ana, heron, _ *page) (ParticipantID, error) {
		return heron.id, h.observe(ana.id, heron.id, true)
	},
	moderation.Remove: func(h *house, ana, heron, _ *page) (ParticipantID, error) {
		return heron.id, h.remove(ana.id, heron.id, moderation.Unkind)
	},
	moderation.UndoRemoval: func(h *house, ana, heron, _ *page) (ParticipantID, error) {
		h.ok(h.remove(ana.id, heron.id, moderation.Unkind))
		return heron.id, h.undoRemoval(ana.id, meeting.RemovalID(h.diary.removals[0].ID))
	},
	moderation.EndMeeting: func(h *house, ana, _, _ *page) (ParticipantID, error) { return "", h.end(ana.id) },
}

// storedDeeds are audited where they are done, which is not in a room.
var storedDeeds = []moderation.Action{
	moderation.DecideAppeal, moderation.KeepReceipt, moderation.WriteLetter, moderation.RevokeReceipt,
}

func TestEverythingGraveIsWrittenDown(t *testing.T) {
	for _, action := range moderation.AuditedActions() {
		if slices.Contains(storedDeeds, action) {
			continue
		}
		t.Run(string(action), func(t *testing.T) {
			do := grave[action]
			if do == nil {
				t.Fatal("nobody knows how to do it in a room")
			}
			h := newHouse(t)
			ana := h.lead("Ana")
			heron, wren := h.insider(ana, "Blue Heron"), h.guest("Grey Wren")
			to, err := do(h, ana, heron, wren)
			h.ok(err)
			d := h.diary.deeds[len(h.diary.deeds)-1]
			if d.What != action || d.By != "acc-Ana" || d.Role != moderation.Facilitator || d.Person != string(to) || !d.At.Equal(h.now) || d.ID == "" {
				t.Errorf("written is %+v", d)
			}
			lifts := action == moderation.AskToUnmute || action == moderation.AllowCamera
			if d.Lifted != lifts {
				t.Errorf("lifted is %t", d.Lifted)
			}
			reasoned := action == moderation.Remind || action == moderation.Warn || action == moderation.Remove
			if (d.Reason == moderation.Unkind) != reasoned {
				t.Errorf("the reason is %q", d.Reason)
			}
			if about := action == moderation.Remove || action == moderation.UndoRemoval; (d.Removal != "") != about {
				t.Errorf("it is about the removal %q", d.Removal)
			}
			if to == "" && d.Holder != "" || to == heron.id && d.Holder != heron.state.Record.Hash() {
				t.Error("it can't be shown to whom it was done to, or to somebody else")
			}
		})
	}
}

func TestNothingIsWrittenOfWhatChangesNothing(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	h.ok(h.mute(ana.id, heron.id))
	h.ok(h.calm(ana.id, true))
	n := len(h.diary.deeds)
	h.ok(h.mute(ana.id, heron.id))
	h.ok(h.calm(ana.id, true))
	h.ok(h.allowCamera(ana.id, heron.id))
	if err := h.remove(heron.id, ana.id, moderation.Unkind); err == nil {
		t.Error("a participant removed a facilitator")
	}
	if len(h.diary.deeds) != n {
		t.Errorf("written besides: %+v", h.diary.deeds[n:])
	}
	h.ok(h.calm(ana.id, false))
	if d := h.diary.deeds[n]; d.What != moderation.CalmRoom || !d.Lifted {
		t.Errorf("written is %+v", d)
	}
}

func TestARemovalIsWrittenOfEverybodyItTakesOut(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	tab := guest("Second Tab")
	tab.Marks.Device = "dev-Red Fox"
	second := h.come(tab)
	h.ok(h.remove(ana.id, fox.id, moderation.Recording))
	d := h.diary.deeds
	if len(d) != 2 || d[0].Person != string(fox.id) || d[1].Person != string(second.id) || d[0].Removal != d[1].Removal || d[0].Removal != h.diary.removals[0].ID {
		t.Errorf("written is %+v", d)
	}
	if h.diary.removals[0].Person != string(fox.id) {
		t.Errorf("the removal is of %q", h.diary.removals[0].Person)
	}
}

// The token by which a person reads what was done about them is nobody else's,
// and the same after a restart.
func TestTheRecordTokenIsThePersonsOwn(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, wren := h.insider(ana, "Blue Heron"), h.guest("Grey Wren")
	own := heron.state.Record
	if own == "" || own == ana.state.Record || own == wren.state.Record || wren.state.Record == "" {
		t.Error("tokens are shared or missing")
	}
	s := shelf{}
	s.put(t, h.keep())
	h.restart(s.room, 0, "acc-Ana")
	if again := h.returns(heron); again.state.Record != own {
		t.Error("it is another one after a restart")
	}
}
