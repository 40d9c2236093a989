package room

import (
	"fmt"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

func TestRemindAndWarnReachThePersonAndThoseWhoLead(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	h.refused(h.remind(fox.id, heron.id, moderation.Unkind), fault.Forbidden, "role")
	h.refused(h.remind(ana.id, fox.id, "because"), fault.Invalid, "field")
	h.ok(h.remind(ana.id, fox.id, moderation.Disrupting))
	h.ok(h.remind(ana.id, fox.id, moderation.Unkind))
	h.ok(h.warn(ana.id, fox.id, moderation.Unkind))
	if r, w := got[YouWereReminded](fox), got[YouWereWarned](fox); len(r) != 2 || r[1].Reason != moderation.Unkind || len(w) != 1 {
		t.Errorf("Fox was told %v and %v", r, w)
	}
	want := Note{Participant: fox.id, Reminded: 2, Warned: 1}
	if len(ana.state.Notes) != 1 || ana.state.Notes[0] != want {
		t.Errorf("Ana knows %v, want %v", ana.state.Notes, want)
	}
	if len(got[YouWereReminded](heron)) != 0 || len(heron.state.Notes) != 0 || len(fox.state.Notes) != 0 {
		t.Error("others were told")
	}
	h.leave(h.people[fox.id], FarewellLeft)
	if len(ana.state.Notes) != 0 {
		t.Error("a note stayed when its person went")
	}
	again := h.insider(ana, "Red Fox")
	want.Participant = again.id
	if len(ana.state.Notes) != 1 || ana.state.Notes[0] != want {
		t.Errorf("after coming again Ana knows %v, want %v", ana.state.Notes, want)
	}
}

func TestWhoLeftCanStillBeRemoved(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	crow := h.guest("Black Crow")
	h.leave(h.people[crow.id], FarewellLeft)
	h.leave(h.people[fox.id], FarewellLeft)
	if d := ana.state.Departed; len(d) != 1 || d[0].ID != fox.id || d[0].Name != "Red Fox" {
		t.Fatalf("departed = %v", d)
	}
	if len(heron.state.Departed) != 0 {
		t.Error("others see who left and when")
	}
	ben := h.come(staff("Ben", moderation.CoFacilitator))
	if len(ben.state.Departed) != 1 {
		t.Error("a snapshot lacks who left")
	}
	h.ok(h.remove(ben.id, fox.id, moderation.GraphicContent))
	if len(ana.state.Departed) != 0 || len(ana.state.Removals) != 1 {
		t.Errorf("after the removal: departed %v, removals %v", ana.state.Departed, ana.state.Removals)
	}
	h.ok(h.remove(ben.id, heron.id, moderation.Unkind))
	if len(ana.state.Departed) != 0 {
		t.Error("somebody removed is among those who left")
	}
}

func TestTheListOfThoseWhoLeftIsBounded(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	for i := range maxRecent + 5 {
		p := h.insider(ana, fmt.Sprint("Guest ", i))
		h.leave(h.people[p.id], FarewellLeft)
	}
	if d := ana.state.Departed; len(d) != maxRecent || d[0].Name != "Guest 5" || len(h.recent) != maxRecent {
		t.Errorf("%d departed, the first %v", len(d), d[0])
	}
}

func TestAMinuteIsSeenByThoseWhoLeadAlone(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	before := len(heron.events)
	h.ok(h.askMinute(fox.id, false))
	since := h.now
	h.pass(time.Minute)
	h.ok(h.askMinute(fox.id, false)) // pressed again
	if n := ana.state.Notes; len(n) != 1 || n[0].Participant != fox.id || !n[0].Minute.Equal(since) {
		t.Errorf("Ana sees %v", n)
	}
	if !fox.state.NeedsMinute || len(heron.events) != before {
		t.Error("Fox was not told, or Heron was")
	}
	h.refused(h.endMinute(heron.id, fox.id), fault.Forbidden, "role")
	h.ok(h.endMinute(ana.id, fox.id))
	if len(ana.state.Notes) != 0 || fox.state.NeedsMinute {
		t.Error("the minute goes on")
	}
	h.ok(h.askMinute(fox.id, false))
	h.ok(h.endMinute(fox.id, fox.id))
	if len(ana.state.Notes) != 0 {
		t.Error("nobody can take their own minute back")
	}
	h.ok(h.askMinute(fox.id, false))
	h.ok(h.leaveBy(fox.id, true))
	again := h.insider(ana, "Red Fox")
	if len(ana.state.Notes) != 0 || again.state.NeedsMinute {
		t.Error("the minute came back with the person")
	}
}

func TestWhoLeavesMaySayThatTheyAreFine(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	fox, heron := h.insider(ana, "Red Fox"), h.insider(ana, "Blue Heron")
	h.ok(h.leaveBy(fox.id, true))
	h.ok(h.leaveBy(heron.id, false))
	if l := got[PersonLeft](ana); len(l) != 2 || !l[0].Goodbye || l[1].Goodbye {
		t.Errorf("Ana was told %v", l)
	}
}
