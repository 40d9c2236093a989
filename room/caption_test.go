package room

import (
	"encoding/json"
	"strings"
	"testing"

	"warmroom/fault"
	"warmroom/moderation"
)

func TestCaptionsReachThoseWhoWantThem(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	wren, heron, fox := h.insider(ana, "Grey Wren"), h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	h.refused(h.caption(wren.id, 1, "Hello"), fault.Forbidden, "role")
	h.refused(h.giveHat(wren.id, wren.id, Captioner, true), fault.Forbidden, "role")
	h.ok(h.giveHat(ana.id, wren.id, Captioner, true))
	if !heron.state.People[1].Captioner {
		t.Error("others do not see who writes captions")
	}
	h.ok(h.wantCaptions(heron.id, true))
	h.ok(h.caption(wren.id, 1, "Ana: wel"))
	h.ok(h.caption(wren.id, 1, "Ana: welcome"))
	h.ok(h.caption(ana.id, 7, "")) // who leads may too, and take a line away
	want := []CaptionWritten{{wren.id, 1, "Ana: wel"}, {wren.id, 1, "Ana: welcome"}, {ana.id, 7, ""}}
	if e := got[CaptionWritten](heron); len(e) != 3 || e[0] != want[0] || e[1] != want[1] || e[2] != want[2] {
		t.Errorf("Heron reads %+v", e)
	}
	if e := got[CaptionWritten](fox); len(e) != 0 {
		t.Errorf("who did not ask for captions reads %+v", e)
	}
	h.ok(h.wantCaptions(heron.id, false))
	h.ok(h.caption(wren.id, 2, "more"))
	if e := got[CaptionWritten](heron); len(e) != 3 {
		t.Errorf("turned off, Heron reads %+v", e)
	}
	h.ok(h.giveHat(ana.id, wren.id, Captioner, false))
	h.refused(h.caption(wren.id, 3, "more"), fault.Forbidden, "role")
}

func TestCaptionsAreBounded(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	h.refused(h.caption(ana.id, -1, "x"), fault.Invalid, "field")
	h.refused(h.caption(ana.id, 1, strings.Repeat("x", MaxCaption+1)), fault.Invalid, "field")
	h.refused(h.caption(ana.id, 1, "a\x00b"), fault.Invalid, "field")
	heron := h.guest("Blue Heron")
	h.refused(h.wantCaptions(heron.id, true), fault.Forbidden, "not_present")
}

// What is said aside is not for the group, and what the group says not for who
// is aside.
func TestCaptionsStayInTheirPlace(t *testing.T) {
	h := newHouse(t)
	ana, ben := h.lead("Ana"), h.come(staff("Ben", moderation.CoFacilitator))
	heron, fox := h.insider(ana, "Blue Heron"), h.insider(ana, "Red Fox")
	h.ok(h.wantCaptions(heron.id, true))
	h.ok(h.wantCaptions(fox.id, true))
	h.ok(h.offerSide(ben.id, heron.id, ""))
	h.ok(h.answerSide(heron.id, heron.state.Sides[0].ID, Yes))
	h.ok(h.caption(ben.id, 1, "between us"))
	h.ok(h.caption(ana.id, 1, "to all"))
	if e := got[CaptionWritten](heron); len(e) != 1 || e[0].Text != "between us" {
		t.Errorf("aside, Heron reads %+v", e)
	}
	if e := got[CaptionWritten](fox); len(e) != 1 || e[0].Text != "to all" {
		t.Errorf("with the group, Fox reads %+v", e)
	}
}

// Nobody writes to a group that nobody leads, and nothing written is kept.
func TestCaptionsAreKeptNowhere(t *testing.T) {
	h := newHouse(t)
	ana := h.lead("Ana")
	wren, heron := h.insider(ana, "Grey Wren"), h.insider(ana, "Blue Heron")
	h.ok(h.giveHat(ana.id, wren.id, Captioner, true))
	h.ok(h.wantCaptions(heron.id, true))
	h.ok(h.caption(wren.id, 1, "unforgettable"))
	m := h.keep()
	text, err := json.Marshal([]any{m.room, m.people})
	if h.ok(err); strings.Contains(string(text), "unforgettable") {
		t.Errorf("it is written down: %s", text)
	}
	if k := m.people[heron.id]; !k.Captions || !m.people[wren.id].Captioner {
		t.Errorf("after a restart Heron would get no captions: %+v", k)
	}
	h.ok(h.resumed(heron.id, true))
	if !heron.state.Captions {
		t.Error("the page does not know that captions are on")
	}
	h.ok(h.sendBack(ana.id, wren.id))
	h.ok(h.admit(ana.id, []ParticipantID{wren.id}))
	h.refused(h.caption(wren.id, 2, "again"), fault.Forbidden, "role")
	h.ok(h.giveHat(ana.id, wren.id, Captioner, true))
	h.interrupted(ana.id, ana)
	h.pass(HoldAfter)
	h.refused(h.caption(wren.id, 3, "nobody leads"), fault.Forbidden, "on_hold")
}
