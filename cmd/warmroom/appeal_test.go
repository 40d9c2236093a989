package main

import (
	"slices"
	"strings"
	"testing"

	"warmroom/api"
	"warmroom/mail/mailtest"
	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
)

// removedHeron is a meeting from which Ben, who helps, has removed Heron.
// Ana manages the programme.
func removedHeron(t *testing.T) (h *house, ana *visitor, ben, heron *guest) {
	t.Helper()
	h = openHouse(t)
	ben, heron = removeHeron(t, h, h.signedIn(h.demo.CoFacilitatorSignIn))
	return h, h.signedIn(h.demo.ManagerSignIn), ben, heron
}

func removeHeron(t *testing.T, h *house, bens *visitor) (ben, heron *guest) {
	t.Helper()
	ben = bens.enter(t, entering{Meeting: h.demo.Meeting.ID, Name: "Ben"})
	heron = h.visitor().enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Blue Heron"})
	ben.ask("door.admit", map[string]bool{"all": true})
	ben.ask("person.warn", map[string]any{"participant": heron.self("present"), "reason": "unkind"})
	ben.ask("person.remove", map[string]any{"participant": heron.self("present"), "reason": "unkind"})
	hears[room.YouWereRemoved](heron, "you.removed", nil)
	return ben, heron
}

// appealAndDecide goes through what is asked of the API about a removal.
func appealAndDecide(t *testing.T, h *house, ana, bens *visitor, inbox *mailtest.Server) {
	t.Helper()
	_, heron := removeHeron(t, h, bens)
	token := hears[room.Snapshot](heron, "snapshot", nil).Record
	heron.visitor.reads(t, token, func(r api.PersonRecord) bool { return r.Removal != nil })
	heron.visitor.post("/api/record/appeal", api.NewAppeal{RecordRequest: api.RecordRequest{Token: token}, Text: "Please look again."}).want(t, 201, nil)
	if m := inbox.Next(t); m.To != string(anasAddress) || m.Subject != "Something waits for you" || m.Link() != h.URL()+"/staff" {
		t.Errorf("a letter to %s: %q, %s", m.To, m.Subject, m.Text)
	}
	var list []api.Review
	ana.get("/api/groups/"+string(h.demo.Recovery.ID)+"/removals").want(t, 200, &list)
	ana.post("/api/removals/"+string(list[0].ID)+"/decision", api.AppealDecision{Decision: moderation.Upheld}).want(t, 204, nil)
	ana.get("/api/groups/"+string(h.demo.Recovery.ID)+"/deeds?before="+string(list[0].ID)).want(t, 200, nil)
}

// reads reads a person's record until what is stored has come so far.
func (v *visitor) reads(t *testing.T, token meeting.Token, so func(api.PersonRecord) bool) api.PersonRecord {
	t.Helper()
	var r api.PersonRecord
	eventually(t, "the record is there", func() bool {
		a := v.post("/api/record", api.RecordRequest{Token: token})
		if a.status != 200 {
			return false
		}
		a.want(t, 200, &r)
		return so(r)
	})
	return r
}

// From a removal to the door again: the person reads why, appeals, a manager
// reads it, whoever removed them does not, and the decision reaches the room.
func TestAnAppealLeadsBackToTheDoor(t *testing.T) {
	h, ana, ben, heron := removedHeron(t)
	token := hears[room.Snapshot](heron, "snapshot", nil).Record
	r := heron.visitor.reads(t, token, func(r api.PersonRecord) bool { return r.Removal != nil })
	if r.Removal.Reason != moderation.Unkind || r.Removal.Reader != meeting.ReadByManagers || len(r.Deeds) != 2 || r.Deeds[0].What != moderation.Warn {
		t.Errorf("Heron reads %+v, %+v", r.Removal, r.Deeds)
	}
	const words = "I meant to lower my hand."
	heron.visitor.post("/api/record/appeal", api.NewAppeal{RecordRequest: api.RecordRequest{Token: token}, Text: words}).want(t, 201, nil)
	heron.visitor.post("/api/record/appeal", api.NewAppeal{RecordRequest: api.RecordRequest{Token: token}, Text: words}).refused(t, 409, "appealed")
	h.visitor().post("/api/record/appeal", api.NewAppeal{RecordRequest: api.RecordRequest{Token: meeting.NewToken()}, Text: words}).refused(t, 404, "")

	removals := "/api/groups/" + string(h.demo.Recovery.ID) + "/removals"
	ben.visitor.get(removals).refused(t, 404, "")
	h.visitor().get(removals).refused(t, 401, "")
	var own api.CurrentSession
	ana.get("/api/session").want(t, 200, &own)
	if waits := func(g api.SessionGroup) bool { return g.Appeals == 1 }; !slices.ContainsFunc(own.Groups, waits) {
		t.Errorf("Ana is told of no appeal: %+v", own.Groups)
	}
	var list []api.Review
	ana.get(removals).want(t, 200, &list)
	if len(list) != 1 || list[0].By != "Ben" || list[0].Own || list[0].Appeal == nil || list[0].Appeal.Text != words {
		t.Fatalf("Ana reads %+v", list)
	}
	decision := "/api/removals/" + string(list[0].ID) + "/decision"
	ben.visitor.post(decision, api.AppealDecision{Decision: moderation.Upheld}).refused(t, 404, "")
	ana.post(decision, api.AppealDecision{Decision: moderation.LiftedMark}).want(t, 204, nil)
	ana.post(decision, api.AppealDecision{Decision: moderation.Upheld}).refused(t, 409, "decided")

	hears(ben, "removal.undone", func(e room.RemovalUndone) bool { return e.Removal == list[0].ID })
	again := heron.visitor.enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Blue Heron"})
	if s := hears[room.Snapshot](again, "snapshot", nil); s.Standing != moderation.Waiting || !s.Apology {
		t.Errorf("Heron is %s", s.Standing)
	}
	r = heron.visitor.reads(t, token, func(r api.PersonRecord) bool { return r.Removal.Decision != "" })
	if r.Removal.Decision != moderation.LiftedMark || r.Removal.UndoneAt == nil {
		t.Errorf("Heron reads %+v", r.Removal)
	}
	var deeds []api.Deed
	ana.get("/api/groups/"+string(h.demo.Recovery.ID)+"/deeds").want(t, 200, &deeds)
	if len(deeds) != 3 || deeds[0].What != moderation.DecideAppeal || deeds[0].By != "Ana" || deeds[2].By != "Ben" || deeds[2].Participant == "" {
		t.Errorf("the audit is %+v", deeds)
	}
	ben.visitor.get("/api/groups/"+string(h.demo.Recovery.ID)+"/deeds").refused(t, 403, "manager_only")
	h.close()
	for _, secret := range []string{words, string(token), "Heron"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// Whoever comes again from the same browser is told at the entrance, where a
// page that has forgotten everything finds the way to appeal.
func TestTheEntranceKnowsTheRecordOfARemovedPerson(t *testing.T) {
	h, _, _, heron := removedHeron(t)
	token := hears[room.Snapshot](heron, "snapshot", nil).Record
	var page api.Entrance
	eventually(t, "the entrance knows", func() bool {
		page = api.Entrance{}
		heron.visitor.post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, &page)
		return page.Removed && page.Record != ""
	})
	if page.Record != token || page.Reason != moderation.Unkind {
		t.Errorf("the entrance says %q", page.Reason)
	}
	h.visitor().post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, &page)
	if page.Removed {
		t.Error("another browser is taken for the removed one")
	}
}

// Ana is the only one to manage this programme: she can't be the one to read
// what is said against her.
func TestNoAppealIsTakenThatOnlyTheRemoverCouldRead(t *testing.T) {
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn).enter(t, entering{Meeting: h.demo.Meeting.ID, Name: "Ana"})
	heron := h.visitor().enter(t, entering{Invite: h.demo.ParticipantInvite, Name: "Blue Heron"})
	ana.ask("person.remove", map[string]any{"participant": heron.self("waiting"), "reason": "disrupting"})
	token := hears[room.Snapshot](heron, "snapshot", nil).Record
	r := heron.visitor.reads(t, token, func(r api.PersonRecord) bool { return r.Removal != nil })
	if r.Removal.Reader != meeting.ReadByNobody {
		t.Errorf("it would be read by %s", r.Removal.Reader)
	}
	heron.visitor.post("/api/record/appeal", api.NewAppeal{RecordRequest: api.RecordRequest{Token: token}, Text: "Please look again."}).refused(t, 409, "no_reader")
	var list []api.Review
	ana.visitor.get("/api/groups/"+string(h.demo.Recovery.ID)+"/removals").want(t, 200, &list)
	if len(list) != 1 || !list[0].Own || list[0].Appeal != nil {
		t.Errorf("Ana reads %+v", list)
	}
}
