package meeting_test

import (
	"sync"
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

func coFacilitator(g meeting.Group, to meeting.Email) meeting.StaffInviteSettings {
	return meeting.StaffInviteSettings{Role: moderation.CoFacilitator, Group: g.ID, Email: to, Language: "en"}
}

// inviteStaff invites somebody by a link that is handed over.
func (h *house) inviteStaff(i meeting.StaffInviteSettings) meeting.Token {
	h.t.Helper()
	_, token, err := h.InviteStaff(h.t.Context(), h.max, i)
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

func TestInviteMakesAnAccountWithItsRole(t *testing.T) {
	h, post := withPost(t)
	ctx := t.Context()
	made, token, err := h.InviteStaff(ctx, h.max, coFacilitator(h.kin, "dora@harbor.example"))
	if err != nil || token != "" || !made.ExpiresAt.Equal(h.now().Add(meeting.StaffInviteLife)) {
		t.Fatalf("invited %+v, %v; the token must go by mail alone", made, err)
	}
	l := post.last(t, meeting.LetterStaffInvite)
	page := must(h.InvitedStaff(ctx, l.Token))(t)
	if page.Organisation.ID != h.org.ID || page.Group.ID != h.kin.ID || page.Role != moderation.CoFacilitator || page.Account.ID != "" {
		t.Errorf("it is for %+v", page)
	}
	refused(t, "no name", failed(h.AcceptStaffInvite(ctx, l.Token, " ")), fault.Invalid, "name")
	refused(t, "another's name", failed(h.AcceptStaffInvite(ctx, l.Token, "Ben")), fault.Conflict, "name_taken")
	in := must(h.AcceptStaffInvite(ctx, l.Token, " Dora "))(t)
	if in.Account.Name != "Dora" || in.Account.Manager || must(h.Email(ctx, in.Account.ID))(t) != "dora@harbor.example" {
		t.Errorf("became %+v", in.Account)
	}
	groups := must(h.Groups(ctx, in.Account.ID))(t)
	if len(groups) != 1 || groups[0].ID != h.kin.ID || groups[0].Role != moderation.CoFacilitator {
		t.Errorf("leads %+v", groups)
	}
	refused(t, "the link again", failed(h.AcceptStaffInvite(ctx, l.Token, "Eve")), fault.Gone, "invite_used")
	refused(t, "a look at it again", failed(h.InvitedStaff(ctx, l.Token)), fault.Gone, "invite_used")
	refused(t, "a link that never was", failed(h.InvitedStaff(ctx, "x")), fault.NotFound, "not_found")
	if open := must(h.StaffInvites(ctx, h.max))(t); len(open) != 0 {
		t.Errorf("still open: %+v", open)
	}
}

func TestInviteByLinkProvesNoAddress(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	token := h.inviteStaff(meeting.StaffInviteSettings{Role: moderation.Manager})
	in := must(h.AcceptStaffInvite(ctx, token, "Dora"))(t)
	if !must(h.Accounts(ctx, h.org.ID))(t)[3].Manager || must(h.Email(ctx, in.Account.ID))(t) != "" {
		t.Errorf("became %+v", in.Account)
	}
	if all := must(h.Groups(ctx, in.Account.ID))(t); len(all) != 2 {
		t.Errorf("a manager has to do with %d groups", len(all))
	}
}

func TestInviteOfSomebodyWhoIsHereGivesTheRole(t *testing.T) {
	h, post := withPost(t)
	ctx := t.Context()
	for a, e := range map[meeting.AccountID]meeting.Email{h.cleo: "cleo@harbor.example", h.zed: "zed@elsewhere.example"} {
		if err := h.SetEmail(ctx, a, e); err != nil {
			t.Fatal(err)
		}
	}
	h.inviteStaff(coFacilitator(h.circle, "cleo@harbor.example"))
	token := post.last(t, meeting.LetterStaffInvite).Token
	if page := must(h.InvitedStaff(ctx, token))(t); page.Account.ID != h.cleo {
		t.Errorf("it is for %+v", page)
	}
	if in := must(h.AcceptStaffInvite(ctx, token, ""))(t); in.Account.ID != h.cleo {
		t.Errorf("signed in as %+v", in.Account)
	}
	if groups := must(h.Groups(ctx, h.cleo))(t); len(groups) != 2 {
		t.Errorf("Cleo leads %d groups, want both", len(groups))
	}
	// Somebody with an account elsewhere gets one here, and keeps the address there.
	h.inviteStaff(coFacilitator(h.circle, "zed@elsewhere.example"))
	token = post.last(t, meeting.LetterStaffInvite).Token
	if page := must(h.InvitedStaff(ctx, token))(t); page.Account.ID != "" {
		t.Errorf("it tells of an account elsewhere: %+v", page)
	}
	in := must(h.AcceptStaffInvite(ctx, token, "Zed"))(t)
	if in.Account.ID == h.zed || must(h.Email(ctx, in.Account.ID))(t) != "" || must(h.Email(ctx, h.zed))(t) != "zed@elsewhere.example" {
		t.Errorf("signed in as %+v", in.Account)
	}
}

func TestInviteRunsOutAndIsTakenBack(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	old := h.inviteStaff(coFacilitator(h.circle, ""))
	h.pass(meeting.StaffInviteLife)
	refused(t, "too late", failed(h.AcceptStaffInvite(ctx, old, "Dora")), fault.Gone, "invite_expired")
	token := h.inviteStaff(coFacilitator(h.circle, ""))
	open := must(h.StaffInvites(ctx, h.ana))(t)
	if len(open) != 1 || open[0].CreatedBy != h.max {
		t.Fatalf("open: %+v", open)
	}
	refused(t, "by another organisation", h.RevokeStaffInvite(ctx, h.zed, open[0].ID), fault.NotFound, "not_found")
	if err := h.RevokeStaffInvite(ctx, h.ana, open[0].ID); err != nil {
		t.Error(err)
	}
	refused(t, "taken back", failed(h.AcceptStaffInvite(ctx, token, "Dora")), fault.Gone, "invite_revoked")
}

func TestWhoMayInviteWhom(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	ask := func(by meeting.AccountID, i meeting.StaffInviteSettings) error {
		_, _, err := h.InviteStaff(ctx, by, i)
		return err
	}
	refused(t, "a co-facilitator", ask(h.ben, coFacilitator(h.circle, "")), fault.Forbidden, "manager_only")
	refused(t, "another organisation's manager", ask(h.zed, coFacilitator(h.circle, "")), fault.Invalid, "group")
	refused(t, "no group", ask(h.max, meeting.StaffInviteSettings{Role: moderation.Facilitator}), fault.Invalid, "group")
	refused(t, "a manager of a group", ask(h.max, meeting.StaffInviteSettings{Role: moderation.Manager, Group: h.kin.ID}), fault.Invalid, "group")
	refused(t, "a participant", ask(h.max, meeting.StaffInviteSettings{Role: moderation.Participant, Group: h.kin.ID}), fault.Invalid, "role")
	refused(t, "by mail without mail", ask(h.max, coFacilitator(h.circle, anas)), fault.Unsupported, "no_mail")
	refused(t, "the list", failed(h.StaffInvites(ctx, h.ben)), fault.Forbidden, "manager_only")
}

func TestTwoAcceptOneInviteAndOneWins(t *testing.T) {
	h := newHouse(t)
	token := h.inviteStaff(coFacilitator(h.circle, ""))
	var (
		errs  [2]error
		both  sync.WaitGroup
		start = make(chan struct{})
	)
	for i, name := range []string{"Dora", "Eve"} {
		both.Go(func() {
			<-start
			errs[i] = failed(h.AcceptStaffInvite(t.Context(), token, name))
		})
	}
	close(start)
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("two at once: %v and %v", errs[0], errs[1])
	}
	if all := must(h.Accounts(t.Context(), h.org.ID))(t); len(all) != 5 {
		t.Errorf("there are %d accounts, want one more", len(all))
	}
}

func TestManagerLooksAfterTheStaff(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	all := must(h.People(ctx, h.max))(t)
	if len(all) != 4 || all[1].Name != "Ben" || len(all[1].Roles) != 1 || all[1].Roles[0].Role != moderation.CoFacilitator {
		t.Errorf("people = %+v", all)
	}
	if err := h.SetStaffRole(ctx, h.max, h.ben, h.kin.ID, moderation.Facilitator); err != nil {
		t.Error(err)
	}
	if err := h.EndStaffRole(ctx, h.max, h.ben, h.circle.ID); err != nil {
		t.Error(err)
	}
	if groups := must(h.Groups(ctx, h.ben))(t); len(groups) != 1 || groups[0].ID != h.kin.ID || groups[0].Role != moderation.Facilitator {
		t.Errorf("Ben leads %+v", groups)
	}
	refused(t, "a role that is over", h.EndStaffRole(ctx, h.max, h.ben, h.circle.ID), fault.NotFound, "not_found")
	refused(t, "a role that does not lead", h.SetStaffRole(ctx, h.max, h.ben, h.kin.ID, moderation.Manager), fault.Invalid, "role")
	session := h.signIn(h.ben)
	if err := h.DisableStaff(ctx, h.max, h.ben); err != nil {
		t.Error(err)
	}
	_, _, err := h.Authenticate(ctx, session)
	refused(t, "signed out everywhere", err, fault.Unauthenticated, "sign_in")
	refused(t, "a second time", h.DisableStaff(ctx, h.max, h.ben), fault.NotFound, "not_found")
	refused(t, "oneself", h.DisableStaff(ctx, h.max, h.max), fault.Forbidden, "self")
	if all := must(h.People(ctx, h.max))(t); len(all) != 3 {
		t.Errorf("people = %+v", all)
	}
	for what, err := range map[string]error{
		"list":    failed(h.People(ctx, h.cleo)),
		"disable": h.DisableStaff(ctx, h.cleo, h.ana),
		"give":    h.SetStaffRole(ctx, h.cleo, h.cleo, h.circle.ID, moderation.Facilitator),
		"end":     h.EndStaffRole(ctx, h.cleo, h.cleo, h.kin.ID),
	} {
		refused(t, what+" by a facilitator", err, fault.Forbidden, "manager_only")
	}
	for what, err := range map[string]error{
		"disable":                    h.DisableStaff(ctx, h.zed, h.ana),
		"give":                       h.SetStaffRole(ctx, h.zed, h.zed, h.circle.ID, moderation.Facilitator),
		"give an account there":      h.SetStaffRole(ctx, h.max, h.zed, h.circle.ID, moderation.Facilitator),
		"end a role of another's":    h.EndStaffRole(ctx, h.zed, h.cleo, h.kin.ID),
		"give in a group that isn't": h.SetStaffRole(ctx, h.max, h.ana, "none", moderation.Facilitator),
	} {
		refused(t, what+" across organisations", err, fault.NotFound, "not_found")
	}
}
