package meeting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

func TestAWishForTheAgreementsIsKeptWithoutItsAuthor(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	invite := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	h.at(time.Tuesday, 21, 17) // the meeting is over by then
	if err := h.Propose(ctx, invite, "  Could we say that eating is fine? "); err != nil {
		t.Fatal(err)
	}
	for _, who := range []meeting.AccountID{h.ana, h.ben, h.max} {
		all := must(h.Proposals(ctx, who, h.circle.ID))(t)
		if len(all) != 1 || all[0].Text != "Could we say that eating is fine?" {
			t.Fatalf("%s reads %+v", who, all)
		}
		if on := all[0].On; !on.Equal(time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("more than the day is kept: %v", on)
		}
	}
	other := must(h.Proposals(ctx, h.ana, h.circle.ID))(t)[0]
	refused(t, "of the other side", failed(h.Proposals(ctx, h.cleo, h.circle.ID)), fault.NotFound, "not_found")
	refused(t, "erased by the other side", h.EraseProposal(ctx, h.cleo, h.circle.ID, other.ID), fault.NotFound, "not_found")
	refused(t, "of another group", h.EraseProposal(ctx, h.max, h.kin.ID, other.ID), fault.NotFound, "not_found")
	if err := h.EraseProposal(ctx, h.ben, h.circle.ID, other.ID); err != nil {
		t.Fatal(err)
	}
	if left := must(h.Proposals(ctx, h.ana, h.circle.ID))(t); len(left) != 0 {
		t.Errorf("erased, there is %+v", left)
	}
}

func TestIdsOfWishesTellNoTime(t *testing.T) {
	h := newHouse(t)
	invite := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	for _, minute := range []int{1, 59} {
		h.at(time.Tuesday, 15, minute)
		if err := h.Propose(t.Context(), invite, fmt.Sprint("wish ", minute)); err != nil {
			t.Fatal(err)
		}
	}
	all := must(h.Proposals(t.Context(), h.ana, h.circle.ID))(t)
	if all[0].ID[:10] != all[1].ID[:10] { // the time of a ULID
		t.Errorf("ids %s and %s tell when they were made", all[0].ID, all[1].ID)
	}
}

func TestWishesAreBounded(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	invite := h.invite(h.circle, h.ana, meeting.InviteSettings{})
	refused(t, "an unknown link", h.Propose(ctx, meeting.NewToken(), "a wish"), fault.NotFound, "no_invite")
	refused(t, "no words", h.Propose(ctx, invite, " "), fault.Invalid, "text")
	refused(t, "too many words", h.Propose(ctx, invite, strings.Repeat("x", meeting.MaxProposal+1)), fault.Invalid, "text")
	for range meeting.MaxProposals {
		if err := h.Propose(ctx, invite, "a wish"); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, "one more", h.Propose(ctx, invite, "a wish"), fault.Full, "many_proposals")
	made := must(h.Invites(ctx, h.ana, h.circle.ID))(t)[0]
	if err := h.RevokeInvite(ctx, h.ana, h.circle.ID, made.ID); err != nil {
		t.Fatal(err)
	}
	refused(t, "a link that was taken back", h.Propose(ctx, invite, "a wish"), fault.Gone, "invite_revoked")
}
