package main

import (
	"slices"
	"strings"
	"testing"

	"warmroom/api"
	"warmroom/meeting"
)

// notOnce are the operations that answer "created" and can't be sent again.
var notOnce = []string{
	"add-passkey",  // its question is answered once already
	"create-token", // nothing keeps the token of a program, not even encrypted
	"add-webhook",  // nor is its secret kept where answers are
	"keep-receipt", // who asks again gets one in place of the one before; nobody but its holder keeps it
}

func TestEveryCreateTakesAnIdempotencyKey(t *testing.T) {
	h := openHouse(t)
	found := 0
	for path, methods := range h.contract.paths {
		for method, op := range methods {
			takes := slices.ContainsFunc(op.Parameters, func(p asked) bool { return p.Name == "Idempotency-Key" && p.In == "header" })
			_, creates := op.Responses["201"]
			if creates && !takes && !slices.Contains(notOnce, op.OperationID) {
				t.Errorf("%s %s creates, and takes no key", method, path)
			}
			if takes {
				found++
			}
		}
	}
	if found < 10 {
		t.Errorf("%d operations take a key", found)
	}
}

func TestCreateIsDoneOnce(t *testing.T) {
	h := openHouse(t)
	ana := h.signedIn(h.demo.FacilitatorSignIn)
	once := []string{"Idempotency-Key", "5b1f7a3e"}
	var first, again api.Group
	ana.do("POST", "/api/groups", newGroup(), once...).want(t, 201, &first)
	ana.do("POST", "/api/groups", newGroup(), once...).want(t, 201, &again)
	if first.ID != again.ID {
		t.Errorf("made %s, and then %s", first.ID, again.ID)
	}
	other := newGroup()
	other.Slug = "evening-tea"
	ana.do("POST", "/api/groups", other, once...).refused(t, 422, "key_reused")

	// The token of a link is answered again: who lost the answer has nothing else.
	invites := "/api/groups/" + string(first.ID) + "/invites"
	flyer := api.NewInvite{Kind: meeting.Shared, Label: "flyer"}
	var link, sameLink api.InviteLink
	ana.do("POST", invites, flyer, once...).want(t, 201, &link) // the key of another operation is another key
	ana.do("POST", invites, flyer, once...).want(t, 201, &sameLink)
	if link.Link == "" || link != sameLink {
		t.Errorf("%+v, and then %+v", link, sameLink)
	}
	var list []api.Invite
	ana.get(invites).want(t, 200, &list)
	if len(list) != 1 {
		t.Errorf("%d links were made", len(list))
	}

	// A key that can't be kept is refused: who sent it counts on its being kept.
	ana.do("POST", "/api/groups", other, "Idempotency-Key", strings.Repeat("k", 129)).refused(t, 422, "field")

	// What fails can be put right under the same key.
	taken := []string{"Idempotency-Key", "9c2d"}
	ana.do("POST", "/api/groups", newGroup(), taken...).refused(t, 409, "slug_taken")
	ana.do("POST", "/api/groups", other, taken...).want(t, 201, nil)
	// Keys of one person mean nothing for another.
	h.signedIn(h.demo.CoFacilitatorSignIn).do("POST", "/api/groups", newGroup(), once...).refused(t, 403, "")
}

func TestAcceptanceIsWrittenDownOnce(t *testing.T) {
	h := openHouse(t)
	heron := h.visitor()
	var page api.Entrance
	heron.post("/api/entrance", api.EntranceRequest{Invite: h.demo.ParticipantInvite}).want(t, 200, &page)
	accept := func(name string) (made api.Acceptance) {
		heron.do("POST", "/api/acceptances", api.AcceptanceRequest{
			Invite: h.demo.ParticipantInvite, Meeting: page.Meeting.ID, Version: page.Agreement.Version, Hash: page.Agreement.Hash, Pseudonym: name,
		}, "Idempotency-Key", "1").want(t, 201, &made)
		return made
	}
	first := accept("Blue Heron")
	if again := accept("Blue Heron"); again != first {
		t.Errorf("accepted as %s, and again as %s", first.ID, again.ID)
	}
	if other := accept("Grey Owl"); other == first {
		t.Error("somebody else's acceptance is taken for the first")
	}
}
