package room

import (
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

func TestWhoLeadsNoMoreIsOutOfTheRoom(t *testing.T) {
	h := newHouse(t)
	ana, ben := h.lead("Ana"), h.lead("Ben")
	heron := h.insider(ana, "Blue Heron")
	h.dismiss([]meeting.AccountID{h.people[ana.id].account, h.people[ben.id].account})
	if ana.farewell != "" || ben.farewell != "" {
		t.Fatal("who leads is taken out")
	}
	h.dismiss([]meeting.AccountID{h.people[ben.id].account})
	if d := got[Declined](ana); ana.farewell != FarewellDeclined || len(d) != 1 || !d[0].Revoked || ben.farewell != "" || heron.farewell != "" {
		t.Errorf("Ana: %q %v, Ben: %q, a participant: %q", ana.farewell, d, ben.farewell, heron.farewell)
	}
	if left := got[PersonLeft](heron); len(left) != 1 || left[0].Participant != ana.id {
		t.Errorf("a participant sees %v go", left)
	}
	h.dismiss(nil)
	h.pass(HoldAfter)
	if h.hold.since.IsZero() {
		t.Error("a room that nobody leads is not on hold")
	}
}

func TestARoleThatWasChangedHoldsInTheRoom(t *testing.T) {
	h := newHouse(t)
	ana, ben := h.lead("Ana"), h.lead("Ben")
	heron := h.insider(ana, "Blue Heron")
	a, b := h.people[ana.id].account, h.people[ben.id].account
	told := len(got[PersonChanged](heron))
	h.ledBy(map[meeting.AccountID]moderation.Role{a: moderation.Facilitator, b: moderation.CoFacilitator})
	if ben.state.Role != moderation.CoFacilitator || ana.state.Role != moderation.Facilitator || len(got[PersonChanged](heron)) != told+1 {
		t.Errorf("Ben is %s, Ana %s, and a participant was told %d times", ben.state.Role, ana.state.Role, len(got[PersonChanged](heron))-told)
	}
	h.refused(h.remove(ben.id, ana.id, moderation.Unkind), fault.Forbidden, "outranked")
	h.ok(h.mute(ana.id, ben.id))
	h.ledBy(map[meeting.AccountID]moderation.Role{b: moderation.Facilitator})
	if ana.farewell != FarewellDeclined || ben.state.Role != moderation.Facilitator {
		t.Errorf("Ana is told %q and Ben is %s", ana.farewell, ben.state.Role)
	}
}
