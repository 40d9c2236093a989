package room

import (
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

func TestAManagersDecisionReachesTheRoom(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	h.ok(h.remove(ana.id, fox.id, moderation.Unkind))
	id := meeting.RemovalID(h.diary.removals[0].ID)
	h.ok(h.liftRemoval(id))
	if len(h.diary.undone) != 0 || len(ana.state.Removals) != 0 {
		t.Error("it is written down a second time, or still shown")
	}
	if again := h.guest("Red Fox"); again.state.Standing != moderation.Waiting || !again.state.Apology {
		t.Errorf("who comes again is %s", again.state.Standing)
	}
	h.refused(h.liftRemoval(id), fault.NotFound, "no_removal")
}

func TestARemovedPersonIsOutAndStaysOut(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	a := guest("Red Fox")
	a.Marks.Invite = "personal"
	fox := h.come(a)
	h.ok(h.admitAll(ana.id))
	h.ok(h.publish(fox.id, Microphone, true))

	h.refused(h.remove(ana.id, fox.id, ""), fault.Invalid, "field")
	h.ok(h.remove(ana.id, fox.id, moderation.GraphicContent))
	if r := got[YouWereRemoved](fox); len(r) != 1 || r[0].Reason != moderation.GraphicContent || fox.farewell != FarewellRemoved {
		t.Errorf("the person was told %v, farewell %q", r, fox.farewell)
	}
	if h.plane.flows(fox.id, Microphone) {
		t.Error("their media goes on")
	}
	if len(heron.state.Removals) != 0 || len(ana.state.Removals) != 1 {
		t.Error("the removal was told to others than those who lead")
	}
	stored := h.diary.removals
	if len(stored) != 1 || stored[0].Reason != moderation.GraphicContent || stored[0].By != "acc-Ana" ||
		stored[0].Marks != a.Marks || stored[0].Meeting != "meeting" || !stored[0].Stands() {
		t.Errorf("stored = %+v", stored)
	}

	ways := map[string]moderation.Marks{
		"same tab":        a.Marks,
		"cleared cookies": {Device: "new", Invite: "personal"},
		"another link":    {Device: a.Marks.Device, Invite: "other"},
	}
	for name, marks := range ways {
		back := guest("A New Name")
		back.Marks = marks
		_, err := h.arrive(back, &page{t: t})
		if e := fault.Of(err); e == nil || e.Kind != fault.Forbidden || e.Reason != "removed" {
			t.Errorf("%s: %v, want removed", name, err)
		}
	}
	h.refused(h.resumed(fox.id, true), fault.Gone, "not_in_room")
}

func TestUndoLeadsBackToTheDoor(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	h.ok(h.remove(ana.id, fox.id, moderation.SomethingElse))
	h.refused(h.remove(ana.id, fox.id, moderation.SomethingElse), fault.Conflict, "already_removed")
	id := ana.state.Removals[0].ID
	h.ok(h.undoRemoval(ana.id, id))
	h.refused(h.undoRemoval(ana.id, id), fault.NotFound, "no_removal")
	if len(h.diary.undone) != 1 || h.diary.undone[0] != id || len(ana.state.Removals) != 0 {
		t.Error("the undoing is not stored or not told")
	}
	again := h.guest("Red Fox")
	if again.state.Standing != moderation.Waiting || !ana.state.Door[0].Again || !again.state.Apology || fox.state.Apology {
		t.Errorf("back as %s, again = %t, apology = %t", again.state.Standing, ana.state.Door[0].Again, again.state.Apology)
	}
	h.ok(h.admit(ana.id, []ParticipantID{again.id}))
	h.refused(h.undoRemoval(again.id, id), fault.Forbidden, "role")
	h.leave(h.people[again.id], FarewellLeft)
	h.ok(h.remove(ana.id, fox.id, moderation.Unkind)) // by a line they said the first time
	h.refused(h.remove(ana.id, again.id, moderation.Unkind), fault.Conflict, "already_removed")
}

func TestRemovalReachesPeopleWhereverTheyAre(t *testing.T) {
	where := map[string]func(h *house, ana, p *page){
		"inside":       func(h *house, ana, _ *page) { h.ok(h.admitAll(ana.id)) },
		"at the door":  func(*house, *page, *page) {},
		"reconnecting": func(h *house, ana, p *page) { h.ok(h.admitAll(ana.id)); h.interrupted(p.id, p) },
		"gone": func(h *house, ana, p *page) {
			h.ok(h.admitAll(ana.id))
			h.leave(h.people[p.id], FarewellLeft)
		},
		"gone from the door": func(h *house, _, p *page) { h.leave(h.people[p.id], FarewellLeft) },
	}
	for name, put := range where {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			ana := h.lead("Ana")
			fox := h.guest("Red Fox")
			put(h, ana, fox)
			h.ok(h.remove(ana.id, fox.id, moderation.Disrupting))
			_, err := h.arrive(guest("Red Fox"), &page{t: t})
			h.refused(err, fault.Forbidden, "removed")
			if len(ana.state.People) != 1 || len(ana.state.Door) != 0 {
				t.Error("they are still seen")
			}
		})
	}
}

func TestASecondTabGoesWithTheFirst(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox := h.insider(ana, "Red Fox")
	a := guest("Another Name")
	a.Marks = moderation.Marks{Device: "dev-Red Fox"}
	tab := h.come(a)
	h.ok(h.admitAll(ana.id))
	h.ok(h.remove(ana.id, fox.id, moderation.Recording))
	if tab.farewell != FarewellRemoved {
		t.Error("the second tab is still in")
	}
	if n := len(h.diary.removals); n != 1 {
		t.Errorf("%d removals, want one", n)
	}
}

// Staff may sit at the same computer as somebody they have to remove.
func TestStaffAreKnownByTheirAccountAlone(t *testing.T) {
	h := newHouse(t)
	a := staff("Ana", moderation.Facilitator)
	a.Marks.Device = "library computer"
	ana := h.come(a)
	g := guest("Red Fox")
	g.Marks = moderation.Marks{Device: "library computer"}
	fox := h.come(g)
	h.ok(h.admitAll(ana.id))
	h.ok(h.remove(ana.id, fox.id, moderation.Unkind))
	if ana.farewell != "" {
		t.Fatal("the facilitator removed herself")
	}
	h.leave(h.people[ana.id], FarewellLeft)
	if again := h.come(a); again.state.Standing != moderation.Present {
		t.Error("the facilitator can't come in any more")
	}
}

func TestARemovedCoFacilitatorIsOutByAccountAndBrowser(t *testing.T) {
	h := newHouse(t)
	ana, ben := h.lead("Ana"), h.come(staff("Ben", moderation.CoFacilitator))
	h.refused(h.remove(ben.id, ana.id, moderation.Unkind), fault.Forbidden, "outranked")
	phone := staff("Ben", moderation.CoFacilitator)
	phone.Marks.Device = "phone"
	h.come(phone)
	h.ok(h.remove(ana.id, ben.id, moderation.Unkind))
	_, err := h.arrive(staff("Ben", moderation.CoFacilitator), &page{t: t})
	h.refused(err, fault.Forbidden, "removed")
	as := guest("Somebody")
	as.Marks = moderation.Marks{Device: "phone"}
	_, err = h.arrive(as, &page{t: t})
	h.refused(err, fault.Forbidden, "removed")
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
