package room

import (
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

// holder comes with a pass.
func holder(name string, pass string) Arrival {
	a := guest(name)
	a.Pass, a.Marks.Pass = true, pass
	return a
}

func TestPassSparesTheDoorOnceSomebodyLeads(t *testing.T) {
	h := newHouse(t)
	early := h.come(holder("Early Wren", "p0"))
	if early.state.Standing != moderation.Waiting {
		t.Error("a pass lets in before anybody leads")
	}
	ana := h.lead("Ana")
	heron := h.come(holder("Blue Heron", "p1"))
	if heron.state.Standing != moderation.Present || len(heron.state.People) != 2 {
		t.Errorf("with a pass they are %s and see %d people", heron.state.Standing, len(heron.state.People))
	}
	if n := len(got[VisitorCame](ana)); n != 0 {
		t.Errorf("who need not wait was told of at the door, %d times", n)
	}
	if !h.plane.admitted[heron.id] {
		t.Error("they hear nobody")
	}
	if w := h.guest("Red Fox"); w.state.Standing != moderation.Waiting {
		t.Error("somebody without a pass came in")
	}
	if early.state.Standing != moderation.Waiting {
		t.Error("who waits must still be let in")
	}
	h.ok(h.admit(ana.id, []ParticipantID{early.id}))
}

func TestPassDoesNotOpenWhatIsClosed(t *testing.T) {
	waits := func(why string, change func(h *house, ana *page), a Arrival) {
		t.Helper()
		h := newHouse(t, func(c *Config) { c.Group.Capacity = 2 })
		ana := h.lead("Ana")
		change(h, ana)
		if p := h.come(a); p.state.Standing != moderation.Waiting {
			t.Errorf("%s: they are %s", why, p.state.Standing)
		}
	}
	a := holder("Blue Heron", "p1")
	waits("the door is locked", func(h *house, ana *page) { h.ok(h.lockDoor(ana.id, true)) }, a)
	waits("the room is calm", func(h *house, ana *page) { h.ok(h.calm(ana.id, true)) }, a)
	waits("the room is full", func(h *house, ana *page) { h.insider(ana, "Red Fox") }, a)
	waits("nobody who leads is connected", func(h *house, ana *page) { h.interrupted(ana.id, ana) }, a)
	waits("they were sent back before", func(h *house, ana *page) {
		h.ok(h.sendBack(ana.id, h.come(a).id))
		h.leave(h.people[h.door[0].ID], FarewellLeft)
	}, a)
	no := func(h *house, ana *page) {
		h.ok(h.lockDoor(ana.id, true))
		h.ok(h.decline(ana.id, h.come(a).id, ""))
		h.ok(h.lockDoor(ana.id, false))
	}
	waits("somebody who leads said no", no, a)
	other := a
	other.Name, other.Marks.Device = "Grey Owl", "private window"
	waits("the same, under another name", no, other)
	machine := a
	machine.Name = "Otter.ai Notetaker"
	waits("their name sounds like a machine's", func(*house, *page) {}, machine)
	watching := a
	watching.Observer = true
	waits("they observe", func(*house, *page) {}, watching)
	without := a
	without.Pass = false
	waits("the group has no passes any more", func(*house, *page) {}, without)
}

func TestWhoIsLetInAfterANoNeedsTheDoorNoMore(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	a := holder("Blue Heron", "p1")
	h.ok(h.lockDoor(ana.id, true))
	h.ok(h.decline(ana.id, h.come(a).id, ""))
	h.ok(h.lockDoor(ana.id, false))
	again := h.come(a)
	h.ok(h.admit(ana.id, []ParticipantID{again.id}))
	h.leave(h.people[again.id], FarewellLeft)
	if p := h.come(a); p.state.Standing != moderation.Present {
		t.Errorf("who was let in meanwhile is %s", p.state.Standing)
	}
}

func TestRemovedPersonsPassIsAmongTheMarks(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	if _, err := h.mayKeepPass(heron.id); err != nil {
		t.Fatal(err)
	}
	h.ok(h.keptPass(heron.id, "p1"))
	h.refused(h.keptPass(heron.id, "p2"), fault.Conflict, "has_pass")
	h.ok(h.remove(ana.id, heron.id, moderation.Unkind))
	if got := h.diary.removals[0].Marks.Pass; got != "p1" {
		t.Errorf("the removal knows the pass %q", got)
	}
	window := holder("Blue Heron", "p1")
	window.Marks.Device = "private window"
	if _, err := h.arrive(window, &page{t: t}); fault.Of(err).Reason != "removed" {
		t.Errorf("the pass of somebody removed: %v", err)
	}
}

func TestWhoMayKeepAPass(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron, waiting := h.insider(ana, "Blue Heron"), h.guest("Red Fox")
	h.refused(h.keptPass(waiting.id, "p"), fault.Forbidden, "not_present")
	h.refused(h.keptPass(ana.id, "p"), fault.Forbidden, "no_passes")
	h.refused(h.keptPass("nobody", "p"), fault.Gone, "not_in_room")
	h.ok(h.observe(ana.id, heron.id, true))
	h.refused(h.keptPass(heron.id, "p"), fault.Forbidden, "observing")
}

func TestKeptPassStaysWithAPersonInAnotherTab(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	heron := h.insider(ana, "Blue Heron")
	h.ok(h.keptPass(heron.id, "p1"))
	again := h.guest("Blue Heron") // the same browser, by the same link
	if again.id != heron.id {
		t.Fatal("they are somebody else")
	}
	h.ok(h.remove(ana.id, again.id, moderation.Unkind))
	if got := h.diary.removals[0].Marks.Pass; got != "p1" {
		t.Errorf("the removal knows the pass %q", got)
	}
}

// Who comes by a second way in the same browser is the same to a removal by
// either, from whatever browser.
func TestRemovalReachesByWhatTheSameBrowserCameBefore(t *testing.T) {
	pass := holder("Blue Heron", "p1")
	letter := guest("Blue Heron")
	letter.Marks.Invite, letter.Invite = "letter", "letter"
	flyer := guest("Blue Heron")
	flyer.Invite = "flyer"
	for name, first := range map[string]Arrival{"a pass": pass, "a personal link": letter} {
		for how, between := range map[string]func(h *house, p *page){
			"in a second tab": func(*house, *page) {},
			"after leaving":   func(h *house, p *page) { h.leave(h.people[p.id], FarewellLeft) },
		} {
			h := newHouse(t)
			ana := h.lead("Ana")
			in := h.come(first)
			if in.state.Standing == moderation.Waiting {
				h.ok(h.admit(ana.id, []ParticipantID{in.id}))
			}
			between(h, in)
			in = h.come(flyer)
			if h.people[in.id].standing == moderation.Waiting {
				h.turnAway(meeting.Revocation{PassesOf: "group"})
				if in.farewell != "" {
					t.Errorf("%s, %s: who came by a link is turned away with the passes", name, how)
				}
				h.ok(h.admit(ana.id, []ParticipantID{in.id}))
			}
			h.ok(h.remove(ana.id, in.id, moderation.Unkind))
			window := first
			window.Name, window.Marks.Device = "Grey Owl", "private window"
			if _, err := h.arrive(window, &page{t: t}); err == nil || fault.Of(err).Reason != "removed" {
				t.Errorf("%s, %s: they come again from a private window: %v", name, how, err)
			}
		}
	}
}

func TestWhoCameByWhatIsRevokedCanNotStayAtTheDoor(t *testing.T) {
	h := newHouse(t)
	come := func(name string, by meeting.InviteID, pass string) *page {
		t.Helper()
		a := guest(name)
		a.Invite, a.Marks.Pass = by, pass
		return h.come(a)
	}
	flyer, letter := come("Red Fox", "flyer", ""), come("Grey Owl", "letter", "")
	first, second, third := come("Blue Heron", "", "p1"), come("Late Wren", "", "p2"), come("Quiet Fern", "", "")
	ana := h.lead("Ana")
	inside := come("Brown Hare", "flyer", "")
	h.ok(h.admit(ana.id, []ParticipantID{inside.id}))

	gone := func(p *page) bool {
		d := got[Declined](p)
		return p.farewell == FarewellDeclined && len(d) == 1 && d[0].Revoked && d[0].Sentence == revokedSentence
	}
	h.turnAway(meeting.Revocation{Invite: "flyer"})
	if !gone(flyer) || gone(letter) || gone(inside) || len(ana.state.Door) != 4 {
		t.Errorf("after the flyer was revoked: %v, %v, %v; %d at the door", flyer.farewell, letter.farewell, inside.farewell, len(ana.state.Door))
	}
	h.turnAway(meeting.Revocation{Pass: "p1"})
	if !gone(first) || gone(second) {
		t.Error("not only who came with the revoked pass is gone")
	}
	h.turnAway(meeting.Revocation{PassesOf: "another"})
	if gone(second) {
		t.Error("passes of another group were revoked")
	}
	h.turnAway(meeting.Revocation{PassesOf: "group"})
	h.turnAway(meeting.Revocation{})
	if !gone(second) || gone(third) || gone(letter) {
		t.Error("not all and only who came with a pass are gone")
	}
}
